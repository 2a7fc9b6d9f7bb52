"""The timetable: nobody at two places at once, whoever visits marks, and what pages show of it."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from organizations.access import Refused
from scoring.bodies.teams import add_member, change_team, paper_of, remove_member
from scoring.bodies.visit_places import plan_of
from scoring.bodies.visits import cancel_visit, change_visit, plan_visit, units_of
from scoring.models import Assessment, Visit
from scoring.rounds.open import open_round
from tests.build import World, build_world
from tests.scoring.visits.situations import (
    answered,
    day,
    plan,
    refusal,
    reports,
    team,
    team_round_prepared,
    unit,
    visit,
    written,
)

pytestmark = pytest.mark.django_db


def test_team_unit_and_member_are_at_one_place_at_a_time(world):
    admin, first = world.user("quantri"), team(world)
    second = team(world, name="Tổ số 2", secretary="thuky2", members=["Đồng chí Chung"])
    visit(world, first, ("cs1-cb1",))
    when = f"buổi sáng ngày {day():%d/%m/%Y}"
    assert refusal(plan_visit, first, actor=admin, plan=plan(world, "cs1-cb2", place="Nhà văn hóa")) == (
        "session", f"Tổ đã có lịch {when} tại Hội trường Đảng ủy xã.",
    )  # fmt: skip
    assert refusal(plan_visit, second, actor=admin, plan=plan(world, "cs1-cb1")) == (
        "units", f"Chi bộ thôn 1 đã có lịch làm việc với Tổ kiểm tra số 1 {when}.",
    )  # fmt: skip
    add_member(first, actor=admin, name="đồng chí  CHUNG", part="member")
    field, said = refusal(plan_visit, second, actor=admin, plan=plan(world, "cs2-cb1", place="Nhà văn hóa"))
    assert (field, said.startswith("đồng chí  CHUNG đã có lịch")) == ("session", True)
    # At the same place, or in the other session, he is where he is needed.
    plan_visit(second, actor=admin, plan=plan(world, "cs2-cb1"))
    plan_visit(second, actor=admin, plan=plan(world, "cs1-cb1", session="afternoon", place="Nhà văn hóa"))
    assert Visit.objects.count() == 3


def test_who_joins_a_team_late_must_be_free_for_its_visits(world):
    admin, first = world.user("quantri"), team(world)
    second = team(world, name="Tổ số 2", secretary="thuky2")
    visit(world, first)
    plan_visit(second, actor=admin, plan=plan(world, "cs2-cb1", place="Nhà văn hóa"))
    field, said = refusal(
        add_member, second, actor=admin, name="Tên khác", part="member", user=world.user("thuky")
    )  # fmt: skip
    assert (field, "với Tổ kiểm tra số 1 tại Hội trường" in said) == ("name", True)


def test_a_visit_is_changed_and_cancelled_as_long_as_no_minutes_are_begun(world):
    admin, found = world.user("quantri"), team(world)
    planned = visit(world, found, ("cs1-cb1", "cs1-cb2"))
    seen = plan_of(planned).sign
    wanted = plan(world, "cs1-cb2", "cs2-cb1", ahead=2, session="afternoon")
    assert plan_of(change_visit(planned, actor=admin, plan=wanted, seen=seen)).when == wanted.when
    assert {each.organization.code for each in planned.units.select_related("organization")} == {"cs1-cb2", "cs2-cb1"}
    later = plan(world, "cs1-cb2", ahead=5)
    assert "vừa được người khác sửa" in refusal(change_visit, planned, actor=admin, plan=later, seen=seen)[1]
    written(world, planned, "cs2-cb1")
    now = plan_of(Visit.objects.get()).sign
    assert refusal(change_visit, planned, actor=admin, plan=later, seen=now)[0] == "units"
    assert "đã có biên bản" in refusal(cancel_visit, planned, actor=admin)[1]
    other = visit(world, found, ("cs1-cb1",), ahead=9)
    cancel_visit(other, actor=admin)
    with pytest.raises(Visit.DoesNotExist):
        cancel_visit(other, actor=admin)
    with pytest.raises(Refused):
        plan_visit(found, actor=world.user("bithu"), plan=later)


def test_only_units_of_the_team_are_visited(world):
    admin, below = world.user("quantri"), team(world, name="Tổ cơ sở 1", at="cs1", secretary="thuky1")
    assert set(units_of(below).values_list("code", flat=True)) == {"cs1-cb1", "cs1-cb2"}
    assert refusal(plan_visit, below, actor=admin, plan=plan(world, "cs2-cb1"))[0] == "units"
    assert refusal(plan_visit, below, actor=admin, plan=plan(world))[0] == "units"
    assert refusal(plan_visit, below, actor=admin, plan=plan(world, "cs1-cb1", place=" "))[0] == "place"


def test_of_two_teams_the_one_that_visits_a_unit_marks_it(world):
    first, second = team(world), team(world, name="Tổ số 2", secretary="thuky2")
    stages = Assessment.objects.filter(kind="appraisal", evaluation__organization__code__in=("cs1-cb1", "cs1-cb2"))
    stages.update(kind="team", body=first.body)
    visit(world, second, ("cs1-cb1",))
    bodies = dict(Assessment.objects.filter(kind="team").values_list("evaluation__organization__code", "body"))
    assert bodies == {"cs1-cb1": second.body_id, "cs1-cb2": first.body_id}


def test_a_visit_planned_before_the_round_opens_decides_who_marks():
    world = build_world()
    round_ = team_round_prepared(world)
    first = team(world, at="cs1", round_=round_)
    second = team(world, name="Tổ số 2", at="cs1", secretary="thuky2", round_=round_)
    visit(world, second, ("cs1-cb1",))
    open_round(round_, actor=world.user("quantri"))
    bodies = dict(Assessment.objects.filter(kind="team").values_list("evaluation__organization__code", "body"))
    assert bodies == {"cs1-cb1": second.body_id, "cs1-cb2": first.body_id}


def test_what_a_unit_agreed_to_changes_neither_by_its_visit_nor_by_its_team(world):
    admin, found = world.user("quantri"), team(world)
    planned = visit(world, found, ("cs1-cb1", "cs1-cb2"))
    written(world, planned)
    answered(world, planned, "cs1-cb1", "bithu", agree=True)
    standing = plan_of(planned)
    for field, changed in (
        ("day", {"day": day(2)}), ("session", {"session": "afternoon"}), ("place", {"place": "Nhà văn hóa"}),
    ):  # fmt: skip
        said = refusal(change_visit, planned, actor=admin, plan=replace(standing, **changed), seen=standing.sign)
        assert said == (field, "Có biên bản đã thống nhất: không đổi ngày, buổi, địa điểm.")
    change_visit(planned, actor=admin, plan=plan(world, "cs1-cb1"), seen=standing.sign)
    for act in (
        lambda: change_team(found, actor=admin, paper=replace(paper_of(found), name="Tổ khác")),
        lambda: add_member(found, actor=admin, name="Người mới", part="member"),
        lambda: remove_member(found.members.get(part="secretary"), actor=admin),
    ):
        with pytest.raises(Refused, match="Đã có biên bản thống nhất"):
            act()
    assert "Thêm người vào tổ" not in _read(world, "quantri", reverse("scoring:team", args=[found.pk]))


def test_a_visit_changed_meanwhile_is_told_and_may_be_changed_by_who_has_read_so(world):
    planned = visit(world, team(world), ("cs1-cb1", "cs1-cb2"))
    client = Client()
    client.force_login(world.user("quantri"))
    url = reverse("scoring:visit_change", args=[planned.pk])
    units = [str(world.organizations[code].pk) for code in ("cs1-cb1", "cs1-cb2")]
    data = {"day": f"{day(4):%d/%m/%Y}", "session": "morning", "place": "Nhà văn hóa", "units": units, "seen": "cu"}
    answer = client.post(url, data)
    page = answer.content.decode()
    sign = plan_of(planned).sign
    assert (answer.status_code, "vừa được người khác sửa" in page, f'value="{sign}"' in page) == (422, True, True)
    assert ('value="Nhà văn hóa"' in page, page.count(" checked")) == (True, 2)
    assert client.post(url, data | {"seen": sign}).status_code == 302
    assert Visit.objects.get().place == "Nhà văn hóa"


def _read(world: World, who: str, url: str) -> str:
    client = Client()
    client.force_login(world.user(who))
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_pages_show_the_timetable_the_sheets_it_serves_and_what_waits(world):
    found = team(world)
    reports(world, 2)
    planned = visit(world, found, ("cs1-cb1", "cs2-cb1"))
    page = reverse("scoring:visit", args=[planned.pk])
    office, cell = _read(world, "thuky", page), _read(world, "bithu", page)
    assert office.count("Mở biên bản") == 2
    assert (cell.count("Mở biên bản"), "Chấm “bốn tốt” năm" in cell, "Chi bộ thôn 1" in cell) == (1, True, True)
    home = reverse("home")
    assert "Tổ kiểm tra số 1 làm việc buổi sáng: Chi bộ thôn 1" in _read(world, "bithu", home)
    assert "Nộp 2 báo cáo: Chi bộ thôn 1" in _read(world, "bithu", home)
    assert "Đi kiểm tra buổi sáng" in _read(world, "thuky", home)
    # Five cells and committees of the round owe two reports each.
    assert "Nhận báo cáo: còn thiếu 14" in _read(world, "thuky", home)
    written(world, planned)
    assert "Thống nhất biên bản kiểm tra: Chi bộ thôn 1" in _read(world, "bithu", home)
    # How far the minutes of one unit are is none of the other's business.
    for url in (page, reverse("scoring:team", args=[found.pk])):
        words = ("Chờ đơn vị thống nhất", "Chưa có biên bản")
        shown = {who: [word in _read(world, who, url) for word in words] for who in ("bithu", "bithu2", "thuky")}
        assert shown == {"bithu": [True, False], "bithu2": [False, True], "thuky": [True, True]}
    answered(world, planned, "cs1-cb1", "bithu", agree=True)
    assert "biên bản kiểm tra" not in _read(world, "bithu", home)
    assert "Đã thống nhất" in _read(world, "bithu", reverse("organizations:detail", args=["cs1-cb1"]))
    recommended = _read(world, "bithu", reverse("scoring:team", args=[found.pk]))
    assert ("Kiến nghị của tổ" in recommended, "Báo cáo kết quả" in recommended) == (False, False)


def test_a_clash_is_told_beside_its_field_and_what_was_typed_stays(world):
    found = team(world)
    visit(world, found)
    client = Client()
    client.force_login(world.user("quantri"))
    data = {
        "day": f"{day():%d/%m/%Y}",
        "session": "morning",
        "place": "Nơi khác",
        "units": [unit(Visit.objects.get()).organization_id],
    }
    answer = client.post(reverse("scoring:visit_create", args=[found.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ("Tổ đã có lịch buổi sáng" in page, 'value="Nơi khác"' in page, "checked" in page) == (True, True, True)
