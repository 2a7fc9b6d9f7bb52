"""The POSTs and pages of teams, visits, reports and minutes, for the registers of all POSTs and all pages."""

from collections.abc import Callable

from django.urls import reverse

from scoring.models import RequiredReport, Team, Visit, VisitUnit
from tests.build import World
from tests.posts import ELSEWHERE, PEOPLE, Act, Post
from tests.scoring.visits.situations import (
    HALL,
    TEXT,
    account,
    answered,
    current_round,
    day,
    received,
    reports,
    team,
    unit,
    visit,
    written,
)

STRANGER = frozenset({"nguoila"})
ADMINISTRATOR = frozenset({"quantri"})
SPEAKERS = frozenset({"bithu", "thuky"})
PLANNERS, SECRETARY = frozenset({"quantri", "thuky"}), frozenset({"thuky"})
CELL, OTHER = "cs1-cb1", "cs2-cb1"


def _dmy(ahead: int = 0) -> str:
    return f"{day(ahead):%d/%m/%Y}"


def _at(name: str, *arguments: object) -> str:
    return reverse(f"scoring:{name}", args=arguments)


def _create(world: World) -> Act:
    data = {
        "name": "Tổ kiểm tra số 1", "number": "12-QĐ/ĐU", "day": _dmy(-10), "issuer": "",
        "organization": str(world.organizations["tren"].pk),
    }  # fmt: skip
    return Act(_at("team_create", current_round().pk), data)


def _change(world: World) -> Act:
    found = team(world)
    data = {"name": "Tổ kiểm tra số 2", "number": "13-QĐ/ĐU", "day": _dmy(-9), "issuer": "Ban Thường vụ"}
    return Act(_at("team_change", found.pk), data)


def _add_member(world: World) -> Act:
    found = team(world)
    account(world, "canbo")
    return Act(_at("team_member_add", found.pk), {"name": "Người Mới", "part": "member", "username": "canbo"})


def _remove_member(world: World) -> Act:
    found = team(world)
    member = found.members.get(part="secretary")
    return Act(_at("team_member_remove", found.pk, member.pk), {}, _at("team_member_remove", found.pk, member.pk + 999))


def _advise(world: World) -> Act:
    found = team(world)
    return Act(_at("team_advice", found.pk), {"recommendations": "Đề nghị công nhận.", "revision": str(found.revision)})


def _plan_data(world: World, *codes: str, **changes: str) -> dict[str, object]:
    units = [str(world.organizations[code].pk) for code in codes]
    return {"day": _dmy(3), "session": "morning", "place": HALL, "units": units, **changes}


def _plan(world: World) -> Act:
    return Act(_at("visit_create", team(world).pk), _plan_data(world, CELL, OTHER))


def _change_visit(world: World) -> Act:
    from scoring.bodies.visit_places import plan_of

    found = visit(world, team(world))
    data = _plan_data(world, CELL, OTHER, session="afternoon", seen=plan_of(found).sign)
    return Act(_at("visit_change", found.pk), data)


def _cancel(world: World) -> Act:
    return Act(_at("visit_cancel", visit(world, team(world)).pk), {"sure": "1"})


def _write(world: World) -> Act:
    found = unit(visit(world, team(world)))
    return Act(_at("minutes", found.pk), {"findings": TEXT, "revision": str(found.revision)})


def _answer(agree: str, objection: str) -> Callable[[World], Act]:
    def build(world: World) -> Act:
        both = visit(world, team(world), (CELL, OTHER))
        found = written(world, both)
        foreign = unit(both, OTHER)
        data = {"then": agree, "objection": objection, "revision": str(found.revision)}
        return Act(_at("minutes_answer", found.pk), data, _at("minutes_answer", foreign.pk))

    return build


def _report_add(world: World) -> Act:
    return Act(_at("report_add", current_round().pk), {"name": "Báo cáo tổng kết", "due": _dmy(5)})


def _report_change(world: World) -> Act:
    found = reports(world, 1)[0]
    return Act(_at("report_change", found.pk), {"name": found.name, "due": _dmy(7)})


def _report_drop(world: World) -> Act:
    found = reports(world, 1)[0]
    return Act(_at("report_change", found.pk), {"name": found.name, "due": _dmy(5), "then": "drop"})


def _receive(world: World) -> Act:
    team(world)
    found = reports(world, 2)
    data = {f"{name}-{each.pk}": value for each in found for name, value in (
        ("day", _dmy()), ("number", f"{each.pk}-BC/CB"), ("seen", "chưa nhận"),
    )}  # fmt: skip
    return Act(_at("receipts", current_round().pk, CELL), data, _at("receipts", current_round().pk, "khong-co"))


def _dossier(world: World) -> Act:
    return Act(reverse("recognition:dossier", args=[visit(world, team(world)).pk]), {})


VISIT_POSTS = (
    Post("scoring:team_create", ADMINISTRATOR, STRANGER, _create),
    Post("scoring:team_change", ADMINISTRATOR, STRANGER, _change),
    Post("scoring:team_member_add", ADMINISTRATOR, STRANGER, _add_member),
    Post("scoring:team_member_remove", ADMINISTRATOR, STRANGER, _remove_member),
    Post("scoring:team_advice", SECRETARY, STRANGER, _advise),
    Post("scoring:visit_create", PLANNERS, STRANGER, _plan),
    Post("scoring:visit_change", PLANNERS, STRANGER, _change_visit),
    Post("scoring:visit_cancel", PLANNERS, STRANGER, _cancel),
    Post("scoring:minutes", SECRETARY, ELSEWHERE, _write),
    Post("scoring:minutes_answer", SPEAKERS, ELSEWHERE, _answer("agree", "")),
    Post("scoring:minutes_answer", SPEAKERS, ELSEWHERE, _answer("object", "Sai số"), label="ý kiến"),
    Post("scoring:report_add", ADMINISTRATOR, STRANGER, _report_add),
    Post("scoring:report_change", ADMINISTRATOR, STRANGER, _report_change),
    Post("scoring:report_change", ADMINISTRATOR, STRANGER, _report_drop, label="bỏ"),
    Post("scoring:receipts", PLANNERS, ELSEWHERE, _receive),
    Post("recognition:dossier", PEOPLE - ELSEWHERE | {"thuky"}, ELSEWHERE, _dossier),
)  # fmt: skip


def busy_visits(world: World, times: int) -> None:
    """A team with `times` members more, visits, reports and receipts; minutes to write and to agree to."""
    found = team(world, members=[f"Thành viên {number}" for number in range(times)])
    asked = reports(world, times)
    for report in asked:
        received(world, CELL, report)
    today = visit(world, found, (CELL, OTHER))
    written(world, today)
    answered(world, today, CELL, "thuky", agree=False, objection="Chưa thống nhất mục I")
    for number in range(times):
        visit(world, found, (CELL, OTHER), ahead=number + 1)


def _team(name: str, space: str = "scoring") -> Callable[[World], str]:
    return lambda world: reverse(f"{space}:{name}", args=[Team.objects.get().pk])


def _visit(name: str, space: str = "scoring") -> Callable[[World], str]:
    return lambda world: reverse(f"{space}:{name}", args=[Visit.objects.earliest("day").pk])


def _minutes(code: str, name: str = "minutes", space: str = "scoring") -> Callable[[World], str]:
    def address(world: World) -> str:
        units = VisitUnit.objects.filter(organization__code=code)
        return reverse(f"{space}:{name}", args=[units.earliest("visit__day").pk])

    return address


def _member(world: World) -> str:
    found = Team.objects.get()
    return _at("team_member_remove", found.pk, found.members.get(part="secretary").pk)


def _round(name: str, *more: str) -> Callable[[World], str]:
    return lambda world: _at(name, current_round().pk, *more)


def _report(world: World) -> str:
    return _at("report_change", RequiredReport.objects.earliest("pk").pk)


# (view, reader, address)
VISIT_PAGES: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("scoring:teams", "quantri", lambda world: _at("teams")),
    ("scoring:teams", "bithu", lambda world: _at("teams")),
    ("scoring:team_create", "quantri", _round("team_create")),
    ("scoring:team", "quantri", _team("team")),
    ("scoring:team", "bithu", _team("team")),
    ("scoring:team_change", "quantri", _team("team_change")),
    ("scoring:team_member_add", "quantri", _team("team_member_add")),
    ("scoring:team_member_remove", "quantri", _member),
    ("scoring:team_advice", "thuky", _team("team_advice")),
    ("scoring:visit_create", "thuky", _team("visit_create")),
    ("scoring:visit", "thuky", _visit("visit")),
    ("scoring:visit", "bithu", _visit("visit")),
    ("scoring:visit_change", "quantri", _visit("visit_change")),
    ("scoring:visit_cancel", "quantri", _visit("visit_cancel")),
    ("scoring:minutes", "thuky", _minutes(OTHER)),
    ("scoring:minutes", "bithu", _minutes(CELL)),
    ("scoring:reports", "thuky", _round("reports")),
    ("scoring:reports", "quantri", _round("reports")),
    ("scoring:report_add", "quantri", _round("report_add")),
    ("scoring:report_change", "quantri", _report),
    ("scoring:receipts", "thuky", _round("receipts", OTHER)),
    ("scoring:receipts", "bithu", _round("receipts", CELL)),
    ("recognition:dossier", "thuky", _visit("dossier", "recognition")),
    ("home", "thuky", lambda world: reverse("home")),
)
# Papers that leave the installation: one line of the history each.
VISIT_PAPERS: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("scoring:reports_xlsx", "thuky", _round("reports_xlsx")),
    ("recognition:schedule_pdf", "bithu", _team("schedule_pdf", "recognition")),
    ("recognition:minutes_pdf", "bithu", _minutes(CELL, "minutes_pdf", "recognition")),
    ("recognition:team_report_pdf", "thuky", _team("team_report_pdf", "recognition")),
    ("recognition:team_report_docx", "thuky", _team("team_report_docx", "recognition")),
)
