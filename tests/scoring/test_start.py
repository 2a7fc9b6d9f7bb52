"""What this room puts on the start page, in the navigation and on the page of an organisation."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from organizations.access import rights
from organizations.people import appoint
from scoring.appraisal.returns import return_rows
from scoring.models import Evaluation, Round
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.start import navigation, organization_panel, start_tasks
from tests.build import World, appraise, build_round, build_world, decide, fill, sheet, submit
from tests.posts import PEOPLE, drafted_round

CELL = "cs1-cb1"


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world()
    build_round(world)
    return world


def _labels(world: World, name: str) -> list[str]:
    return [task.label for task in start_tasks(world.user(name))]


def test_at_the_opening_those_who_fill_have_a_sheet_and_nobody_else_has_anything(world):
    found = {name: labels for name in sorted(PEOPLE) if (labels := _labels(world, name))}
    assert found == {
        "bithu": ["Tự chấm: Chi bộ thôn 1"], "nhapgiup": ["Tự chấm: Chi bộ thôn 1"],
        "bithu2": ["Tự chấm: Chi bộ thôn 1"], "bithu_cs": ["Tự chấm: Chi bộ Trạm Y tế"],
        "danguy": ["Tự chấm: Đảng bộ cơ sở 1"],
    }  # fmt: skip


def test_a_sheet_to_fill_says_how_far_it_is_and_until_when(world):
    task = start_tasks(world.user("bithu"))[0]
    rows = sheet(CELL).current.marks.count()
    assert (task.url, task.due) == (reverse("scoring:sheet", args=[sheet(CELL).pk]), sheet(CELL).current.deadline)
    assert task.detail == f"{sheet(CELL).round.name} · đã chấm 0/{rows} nội dung"
    fill(world, CELL)
    assert start_tasks(world.user("bithu"))[0].detail.endswith(f"đã chấm {rows}/{rows} nội dung")


def test_a_returned_sheet_says_so_and_how_many_rows_wait_until_when(world, queries):
    with queries() as before:
        start_tasks(world.user("bithu"))
    submit(world, CELL)
    last = timezone.localdate() + timedelta(days=3)
    rows = {"I.1.1": "Thiếu", "I.1.2": "Thiếu"}
    return_rows(sheet(CELL), actor=world.user("giupviec"), rows=rows, reason="Bổ sung", deadline=last)
    with queries() as after:
        [task] = start_tasks(world.user("bithu"))
    assert (task.label, task.due) == ("Sửa phiếu bị trả lại: Chi bộ thôn 1", last)
    assert task.detail == f"{sheet(CELL).round.name} · 2 nội dung cần sửa"
    assert len(after) == len(before)


def test_the_task_goes_from_hand_to_hand(world):
    submit(world, CELL)
    assert [_labels(world, name) for name in ("bithu", "giupviec", "giupviec2")] == [[], ["Thẩm định: 1 hồ sơ"], []]
    appraise(world, "cs2-cb1")
    assert [_labels(world, name) for name in ("giupviec2", "danguy2")] == [[], ["Nhập kết luận: 1 hồ sơ"]]
    decide(world, "cbcs")
    assert [_labels(world, name) for name in ("thamdinh", "lanhdao")] == [[], []]


def test_what_waits_for_a_body_is_one_line_per_round_and_step(world):
    submit(world, "cbcs")
    submit(world, "cs1")
    task = start_tasks(world.user("thamdinh"))[0]
    round_ = Round.objects.get()
    assert (task.label, task.count, task.detail) == ("Thẩm định: 2 hồ sơ", 2, round_.name)
    assert task.url == f"{reverse('scoring:board')}?dot={round_.pk}&trang-thai=tham-dinh"
    assert task.due == sheet("cbcs").current.deadline


@pytest.mark.parametrize("state", ["withdrawn", "closed"])
def test_what_is_withdrawn_or_closed_waits_for_nobody(world, state):
    submit(world, CELL)
    now = timezone.now()
    if state == "withdrawn":
        Evaluation.objects.update(withdrawn_at=now, withdrawn_reason="Giải thể")
    else:
        Round.objects.update(state="closed", closed_at=now)
    assert {name: _labels(world, name) for name in PEOPLE} == {name: [] for name in PEOPLE}


def test_a_drafted_round_waits_for_its_administrator_alone(world):
    draft = drafted_round(world)
    found = {name for name in PEOPLE for task in start_tasks(world.user(name)) if task.label.startswith("Mở đợt")}
    assert found == {"quantri"}
    task = next(task for task in start_tasks(world.user("quantri")))
    assert (task.label, task.url, task.state) == (
        "Mở đợt đánh giá: Đợt sau", reverse("scoring:round", args=[draft.pk]), "draft",
    )  # fmt: skip


def test_an_administrator_of_a_branch_is_not_asked_to_open_the_rounds_above_him(world):
    drafted_round(world)
    cell = world.organizations["cs1"]
    appoint(world.user("nguoila"), "administrator", actor=None, organization=cell, start=date(2020, 1, 1))
    assert start_tasks(world.user("nguoila")) == []


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_every_task_leads_to_a_page_that_opens(world, client, name):
    submit(world, CELL)
    appraise(world, "cs2-cb1")
    submit(world, "cbcs")
    drafted_round(world)
    client.force_login(world.user(name))
    assert [client.get(task.url).status_code for task in start_tasks(world.user(name))] == [
        200 for _ in start_tasks(world.user(name))
    ]


def _entries(world: World, name: str) -> list[str]:
    return [label for label, _ in navigation(world.user(name))]


def test_the_navigation_has_what_the_roles_have_a_use_for(world):
    common = ["Đợt đánh giá", "Bộ tiêu chí"]
    own, board = ["Phiếu của đơn vị"], ["Thẩm định"]
    expected: dict[str, list[str]] = dict.fromkeys(PEOPLE, common)
    expected |= dict.fromkeys(("bithu", "nhapgiup", "bithu2", "bithu_cs"), own + common)
    expected |= dict.fromkeys(("giupviec", "giupviec2", "danguy2", "thamdinh", "lanhdao"), board + common)
    expected |= {"danguy": own + board + common, "nguoila": []}
    assert {name: _entries(world, name) for name in PEOPLE} == expected


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_every_entry_leads_to_a_page_that_opens(world, client, name):
    client.force_login(world.user(name))
    names = [view for _, view in navigation(world.user(name))]
    assert [client.get(reverse(view)).status_code for view in names] == [200] * len(names)


def _panel(world: World, name: str, code: str) -> Any:
    return organization_panel(world.user(name), world.organizations[code])


def test_the_panel_of_an_organisation_lists_its_sheets_for_who_sees_it(world):
    assert [each.pk for each in _panel(world, "phutrach", CELL)["context"]] == [sheet(CELL).pk]
    assert _panel(world, "bithu2", CELL) is None
    assert _panel(world, "quantri", "tren") is None


def test_the_panel_has_the_newest_round_first_and_ten_at_most(world):
    year = timezone.localdate().year
    last = timezone.localdate() + timedelta(days=9)
    for back in range(1, 12):
        older = prepare_round(
            actor=world.user("quantri"), programme=world.programme, owner=world.body("tren", "standing"),
            name=f"Đợt {year - back}", start=date(year - back, 1, 1), end=date(year - back, 12, 31),
            deadlines=Deadlines(last, last, last),
        )  # fmt: skip
        open_round(older, actor=world.user("quantri"))
    years = [each.round.year for each in _panel(world, "bithu", CELL)["context"]]
    assert years == [year - back for back in range(10)]


@pytest.mark.parametrize(("build", "words"), [(None, "tự chấm"), (submit, "thẩm định"), (decide, "đã kết luận")])
def test_the_panel_says_where_each_sheet_stands(world, client, build, words):
    if build:
        build(world, CELL)
    client.force_login(world.user("phutrach"))
    page = client.get(reverse("organizations:detail", args=[CELL])).content.decode()
    assert f"{sheet(CELL).round.name}</a>: {words}" in page


def test_who_holds_no_post_has_neither_tasks_nor_entries(world):
    nobody = world.user("nguoila")
    assert rights(nobody) == start_tasks(nobody) == navigation(nobody) == []
