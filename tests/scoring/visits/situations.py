"""A team with its timetable, required reports and minutes, built through the real functions."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from organizations.people import create_account
from scoring.bodies.minutes import answer_minutes, write_minutes
from scoring.bodies.reports import Received, receive_reports, received_of, require_report
from scoring.bodies.teams import Paper, add_member, create_team
from scoring.bodies.visit_errors import VisitError
from scoring.bodies.visit_places import Plan
from scoring.bodies.visits import plan_visit
from scoring.models import ReportReceipt, RequiredReport, Round, Team, Visit, VisitUnit
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish
from tests.build import PASSWORD, World, fixture
from tests.replay import remembered

HALL = "Hội trường Đảng ủy xã"
TEXT = "1. Hồ sơ đầy đủ.\n2. Thống nhất điểm tự chấm."
# The four reports of S3, II.4.1.
REPORTS = (
    "Báo cáo tổng kết thực hiện nghị quyết năm của chi bộ",
    "Báo cáo tự chấm điểm, đề xuất công nhận “bốn tốt”",
    "Báo cáo tự chấm điểm, đề xuất xếp loại chi bộ",
    "Báo cáo thực hiện quy chế dân chủ, “Dân vận khéo”",
)


def day(ahead: int = 0) -> date:
    """Return a day from today on."""
    return timezone.localdate() + timedelta(days=ahead)


def current_round() -> Round:
    """Return the round of this year."""
    return Round.objects.select_related("owner__organization").get(start__year=timezone.localdate().year)


def account(world: World, name: str) -> None:
    """Add an account without any post."""
    world.users[name] = create_account(
        actor=None, username=name, password=PASSWORD, full_name=f"Đồng chí {name}", must_change_password=False
    )


@remembered
def team(
    world: World, *, name: str = "Tổ kiểm tra số 1", at: str = "tren", secretary: str = "thuky",
    members: Sequence[str] = (), round_: Round | None = None,
) -> Team:  # fmt: skip
    """Set up a team of ten days ago: a head without account, a secretary with one, further members by name."""
    found = create_team(
        round_ or current_round(), actor=world.user("quantri"), organization=world.organizations[at],
        paper=Paper(name, "12-QĐ/ĐU", day(-10)),
    )  # fmt: skip
    if secretary not in world.users:
        account(world, secretary)
    admin = world.user("quantri")
    add_member(found, actor=admin, name=f"Tổ trưởng {name}", part="head")
    add_member(found, actor=admin, name=f"Thư ký {secretary}", part="secretary", user=world.user(secretary))
    for each in members:
        add_member(found, actor=admin, name=each, part="member")
    return Team.objects.select_related("body__organization", "round").get(pk=found.pk)


def plan(world: World, *codes: str, ahead: int = 0, session: str = "morning", place: str = HALL) -> Plan:
    """Return a visit to be asked for."""
    return Plan(day(ahead), session, place, tuple(sorted(world.organizations[code].pk for code in codes)))


@remembered
def visit(
    world: World, team: Team, codes: Sequence[str] = ("cs1-cb1",), *, ahead: int = 0, session: str = "morning"
) -> Visit:
    """Plan a visit of some units."""
    planned = plan_visit(team, actor=world.user("quantri"), plan=plan(world, *codes, ahead=ahead, session=session))
    return Visit.objects.select_related("team__body__organization", "team__round").get(pk=planned.pk)


def unit(visit: Visit, code: str = "cs1-cb1") -> VisitUnit:
    """Return a unit of a visit, fresh."""
    joined = ("organization", "visit__team__body__organization", "visit__team__round")
    return VisitUnit.objects.select_related(*joined).get(visit=visit, organization__code=code)


@remembered
def written(world: World, visit: Visit, code: str = "cs1-cb1", text: str = TEXT) -> VisitUnit:
    """Write the minutes of a unit as the team's secretary."""
    found = unit(visit, code)
    return write_minutes(found, actor=world.user("thuky"), text=text, revision=found.revision)


@remembered
def answered(world: World, visit: Visit, code: str, who: str, *, agree: bool, objection: str = "") -> VisitUnit:
    """Answer the minutes of a unit."""
    found = unit(visit, code)
    return answer_minutes(found, actor=world.user(who), agree=agree, objection=objection, revision=found.revision)


@remembered
def reports(world: World, count: int = 4, *, due: int = 5) -> list[RequiredReport]:
    """Ask for reports, all until the same day."""
    found, admin = current_round(), world.user("quantri")
    names = [REPORTS[number % 4] + (f" {number}" if number >= 4 else "") for number in range(count)]
    return [require_report(found, actor=admin, name=name, due=day(due)) for name in names]


@remembered
def received(world: World, code: str, report: RequiredReport, *, ago: int = 0, number: str = "05-BC/CB") -> None:
    """Write down that a report of a unit came in some days ago."""
    standing = ReportReceipt.objects.filter(report=report, organization__code=code).first()
    receive_reports(
        current_round(), world.organizations[code], actor=world.user("thuky"),
        entries={report.pk: Received(day(-ago), number)}, seen={report.pk: received_of(standing).words},
    )  # fmt: skip


@remembered
def team_round_prepared(world: World) -> Round:
    """Prepare a round of base committee 1 in which a team marks beside the unit (S3)."""
    programme = load_programme(fixture("programmes/bon-tot-kiem-tra.yaml"), actor=None)
    version = publish(load_rubric(fixture("rubrics/s3-minh-hoa.yaml"), actor=None), actor=None)
    bound = load_outcomes(fixture("outcomes/s3-minh-hoa.yaml"), version.rubric, actor=None)
    year = timezone.localdate().year
    return prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("cs1", "committee"),
        name=f"Kiểm tra, công nhận năm {year}", start=date(year, 1, 1), end=date(year, 12, 31),
        deadlines=Deadlines(day(10), day(20), day(30)), outcome_sets={version.rubric.code: bound},
    )  # fmt: skip


@remembered
def team_round(world: World) -> Team:
    """Open that round with its team."""
    round_ = team_round_prepared(world)
    found = team(world, at="cs1", round_=round_)
    open_round(round_, actor=world.user("quantri"))
    return Team.objects.select_related("body__organization", "round").get(pk=found.pk)


def refusal(act: Callable[..., object], *arguments: Any, **named: Any) -> tuple[str, str]:
    """Do what must be refused and return the field it concerns and the sentence."""
    with pytest.raises(VisitError) as caught:
        act(*arguments, **named)
    return caught.value.field, str(caught.value)
