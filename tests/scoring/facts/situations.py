"""A year being collected: lines of a log, declared figures, papers of earlier years."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from organizations.models import Body, BodyKind, Role
from organizations.people import appoint
from scoring.facts.declare import declare_fact
from scoring.facts.fields import asked_of
from scoring.facts.ledger import Entry, enter_paper
from scoring.facts.meetings import Line, add_meeting
from scoring.facts.papers import Paper
from scoring.models import Fact, Meeting, YearResult
from scoring.pure.conditions import Field
from tests.build import LONG_AGO, World
from tests.scoring.visits.situations import account

GOOD: Mapping[str, Any] = {
    "kind": "thuong_ky", "grade": "tot", "members": Decimal(12), "present": Decimal(11), "papers_sent_before": True,
}  # fmt: skip
# Whose only post is at an inspection team.
TEAM = {"thuky": Role.APPRAISER, "todoan": Role.APPROVER}


def add_team(world: World, code: str = "cs1") -> None:
    """Set up a team of an organisation, with the people of TEAM."""
    name = "Tổ kiểm tra số 1"
    team = Body.objects.create(
        organization=world.organizations[code], kind=BodyKind.TEAM, name=name, issuer=name, symbol="TKT"
    )
    for person, role in TEAM.items():
        account(world, person)
        appoint(world.users[person], role, actor=None, body=team, start=LONG_AGO)


def log_fields(world: World, code: str) -> list[Field]:
    """Return what the log of a unit asks for today."""
    asked = asked_of(world.organizations[code], "meetings", on=timezone.localdate())
    return [each.field for each in asked]


def log_meeting(world: World, code: str, by: str, day: date | None = None, **values: Any) -> Meeting:
    """Write a line into the log of a cell, as `bithu` would."""
    line = Line(day or timezone.localdate(), {**GOOD, **values}, Paper("10-BB/CB"))
    return add_meeting(
        world.body(code, "cell"), actor=world.user(by), line=line, fields=log_fields(world, code)
    )  # fmt: skip


def declare(world: World, code: str, by: str, field: str, value: Any) -> Fact:
    """Declare a figure of this year."""
    unit = world.organizations[code]
    asked = next(
        each for each in asked_of(unit, "facts", on=timezone.localdate()) if each.field.code == field
    )  # fmt: skip
    standing = Fact.objects.filter(organization=unit, field=field, start=asked.start).first()
    return declare_fact(
        unit, asked.field, value, actor=world.user(by), start=asked.start, end=asked.end,
        revision=standing.revision if standing else 0,
    )  # fmt: skip


def paper_year(world: World, code: str, by: str, year: int, value: str = "hoan_thanh_tot") -> YearResult:
    """Enter the grade that a paper gave a unit for a year."""
    entry = Entry(year, value, "05-QĐ/ĐU", date(year, 12, 20), "Đảng ủy xã Suối Ngàn")
    return enter_paper(world.organizations[code], actor=world.user(by), entry=entry)


def collect(world: World, code: str, by: str, times: int) -> None:
    """Enter `times` meetings, figures and papers of a cell; all of them wait for confirmation."""
    today = timezone.localdate()
    figures = ("disunity", "recruits_available", "mass_complaints", "committee_good")
    for number in range(times):
        log_meeting(world, code, by, today - timedelta(days=number))
        value = Decimal(number) if number > 1 else False
        declare(world, code, by, figures[number], value)
        paper_year(world, code, by, today.year - 1 - number)
