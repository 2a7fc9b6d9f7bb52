"""What is known of a unit before its sheet is judged: meetings, declared figures, papers of earlier years."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from organizations.access import forget_rights
from organizations.administration.succession import record_succession
from organizations.models import BodyKind, Organization, Role, User
from organizations.people import appoint, create_body
from organizations.tree import dissolve_organization, found_organization
from recognition.demo.cases import Case, Unit, value_of
from recognition.demo.work import Work
from scoring.facts.declare import confirm_fact, declare_fact
from scoring.facts.ledger import Entry, confirm_paper, enter_paper
from scoring.facts.meetings import Line, add_meeting, confirm_meeting, waiting
from scoring.models import Evaluation
from scoring.pure.conditions import Field
from scoring.rubrics.load import rubric_of

INSPECTION = "inspection_committee"
PAPER = "Quyết định số 12-QĐ/ĐU ngày 01/7/2025"


def _fields(evaluation: Evaluation, source: str) -> list[Field]:
    return [each for each in rubric_of(evaluation.version).data.fields if each.source == source]


def confirming(work: Work, unit: Organization, who: str) -> User:
    """Return who confirms figures of a unit."""
    if who == INSPECTION:
        return work.demo.users["giamsat"]
    above = unit.parent.code if unit.parent else ""
    return work.demo.users.get(f"{above}-appraiser") or work.demo.users["thamdinh"]


def tell(work: Work, case: Case, unit: Unit, evaluation: Evaluation) -> None:
    """Write down what the case says of a unit, as its secretary, confirmed by the level above where it says so."""
    secretary = work.team(evaluation)["secretary"]
    organization = evaluation.organization
    for person in (secretary, confirming(work, organization, ""), work.demo.users["giamsat"]):
        forget_rights(person)
    enter_grades(work, organization, secretary, unit.grades)
    _declare(work, unit, evaluation, secretary)
    _meet(work, unit, evaluation, secretary)


def enter_grades(work: Work, unit: Organization, secretary: User, grades: Mapping[int, str]) -> None:
    """Enter the grades of earlier years from their papers, and confirm them one level above."""
    for year, grade in grades.items():
        number = f"{year % 90 + 10}-QĐ/ĐU"
        entry = Entry(year, grade, number, min(date(year, 12, 20), work.today))
        confirm_paper(
            enter_paper(unit, actor=secretary, entry=entry), actor=confirming(work, unit, "")
        )  # fmt: skip


def _declare(work: Work, unit: Unit, evaluation: Evaluation, secretary: User) -> None:
    for asked in _fields(evaluation, "facts"):
        for year in unit.years:
            told = unit.told(year)
            if asked.code not in told:
                continue
            fact = declare_fact(
                evaluation.organization, asked, told[asked.code], actor=secretary, start=date(year, 1, 1),
                end=date(year, 12, 31), revision=0,
            )  # fmt: skip
            if unit.confirmed and asked.confirmed_by:
                actor = confirming(work, evaluation.organization, asked.confirmed_by)
                confirm_fact(fact, asked, actor=actor, revision=fact.revision)


def _meet(work: Work, unit: Unit, evaluation: Evaluation, secretary: User) -> None:
    fields = _fields(evaluation, "meetings")
    body = work.demo.bodies.get((evaluation.organization.code, BodyKind.CELL))
    if body is None or not fields:
        return
    actor = confirming(work, evaluation.organization, "")
    for day, values in _lines(unit, work.today):
        kept = add_meeting(body, actor=secretary, line=Line(day, values), fields=fields)
        if unit.confirmed and waiting(kept, fields):
            confirm_meeting(kept, actor=actor, fields=fields, revision=kept.revision)


def _lines(unit: Unit, today: date) -> Iterator[tuple[date, dict[str, Any]]]:
    for year in unit.years:
        for line in unit.meetings:
            values = {code: value_of(value) for code, value in line["values"].items()}
            for month in line["months"]:
                day = date(year, month, min(line["day"], monthrange(year, month)[1]))
                if day <= today:
                    yield day, values


def _secretary(work: Work, unit: Organization) -> User:
    """Return who fills the sheets of a unit: a base cell's own secretary, that of all cells of its base committee."""
    above = unit.parent.code if unit.parent else ""
    return work.demo.users.get(f"{unit.code}-secretary") or work.demo.users[f"{above}-secretary"]


def inherit(work: Work, case: Case, unit: Unit) -> None:
    """Found and end the forerunner of a unit with its own years, and say that the unit inherits them."""
    plain, heir = case.plain["forerunners"], work.demo.organizations[unit.code]
    founded, ended = (date.fromisoformat(plain[name]) for name in ("founded", "ended"))
    old = found_organization(
        actor=None, code=f"{unit.code}-cu", name=f"{heir.name} (cũ)", level=heir.level, sector=heir.sector,
        parent=heir.parent, valid_from=founded, paper="Quyết định thành lập năm 2015", place=heir.place,
    )  # fmt: skip
    create_body(
        old, actor=None, kind=BodyKind.CELL, name=old.name, issuer="CHI BỘ", symbol="CB", authority="T/M CHI BỘ"
    )
    secretary = _secretary(work, heir)
    appoint(secretary, Role.SECRETARY, actor=None, organization=old, start=founded)
    for person in (secretary, confirming(work, old, "")):
        forget_rights(person)
    enter_grades(work, old, secretary, plain["grades"])
    dissolve_organization(old, actor=None, last_day=ended, paper=PAPER)
    record_succession(
        heir, old, actor=None, kind="replaced", day=ended + timedelta(days=1), paper=PAPER, inherits=True
    )  # fmt: skip
