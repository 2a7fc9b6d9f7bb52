"""What lists of sheets hold: one's own, those of one's bodies, where each stands."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from scoring.appraisal.returns import return_rows
from scoring.appraisal.selectors import STATES, Line, board_list, board_rounds, board_sheets, chains_of, state_of
from scoring.models import Evaluation, Round
from scoring.permissions import visible_evaluations
from scoring.pure.arithmetic import MarkValue
from scoring.sheets.selectors import open_own_sheets, own_sheets
from tests.build import (
    World,
    appraise,
    build_round,
    build_world,
    decide,
    enter,
    full_marks,
    hand_on,
    sheet,
    submit,
)
from tests.posts import PEOPLE

CELL = "cs1-cb1"


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world()
    build_round(world)
    return world


def _codes(found: Any) -> list[str]:
    return sorted(evaluation.organization.code for evaluation in found)


def _line(world: World, name: str, code: str) -> Line:
    lines = board_list(world.user(name), Round.objects.get())
    return next(line for line in lines if line.evaluation.organization.code == code)


def test_own_sheets_are_those_of_the_unit_alone(world):
    own = {name: codes for name in sorted(PEOPLE) if (codes := _codes(own_sheets(world.user(name))))}
    assert own == {
        "bithu": [CELL], "nhapgiup": [CELL], "bithu2": ["cs2-cb1"], "bithu_cs": ["cbcs"], "danguy": ["cs1"],
    }  # fmt: skip


def test_a_sheet_waits_with_its_progress_until_it_is_submitted(world):
    enter(sheet(CELL), world.user("bithu"), {"I.1.1": MarkValue(value=Decimal(0)), "II.1": MarkValue(value=Decimal(2))})
    waiting = open_own_sheets(world.user("bithu")).get()
    rows = sheet(CELL).current.marks.count()
    assert (waiting.filled, waiting.rows) == (2, rows)
    submit(world, CELL)
    assert list(open_own_sheets(world.user("bithu"))) == []
    assert _codes(own_sheets(world.user("bithu"))) == [CELL]


@pytest.mark.parametrize("state", ["withdrawn", "closed"])
def test_what_is_withdrawn_or_closed_waits_for_nobody(world, state):
    now = timezone.now()
    if state == "withdrawn":
        Evaluation.objects.update(withdrawn_at=now, withdrawn_reason="Giải thể")
    else:
        Round.objects.update(state="closed", closed_at=now)
    assert list(open_own_sheets(world.user("bithu"))) == []


def test_a_board_has_the_sheets_that_its_bodies_appraise_or_conclude(world):
    cells = {number: [f"cs{number}-cb1", f"cs{number}-cb2"] for number in (1, 2)}
    found = {name: codes for name in sorted(PEOPLE) if (codes := _codes(board_sheets(world.user(name), None)))}
    assert found == {
        "giupviec": cells[1], "danguy": cells[1], "giupviec2": cells[2], "danguy2": cells[2],
        "thamdinh": ["cbcs", "cs1", "cs2"], "lanhdao": ["cbcs", "cs1", "cs2"],
    }  # fmt: skip


def test_a_board_sees_nothing_that_the_reader_may_not_see(world):
    for name in PEOPLE:
        user = world.user(name)
        assert set(board_sheets(user, None)) <= set(visible_evaluations(user))


def test_rounds_of_a_board_are_newest_first_and_only_with_sheets_of_its_own(world):
    assert board_rounds(world.user("giupviec")) == [Round.objects.get()]
    assert board_rounds(world.user("quantri")) == board_rounds(world.user("nguoila")) == []


@pytest.mark.parametrize(
    ("build", "state"), [(None, "cho"), (submit, "tham-dinh"), (appraise, "ket-luan"), (decide, "xong")]
)
def test_a_line_says_where_the_sheet_stands(world, build, state):
    if build:
        build(world, CELL)
    line = _line(world, "danguy", CELL)
    assert (line.state, line.state_label) == (state, STATES[state])


def test_a_returned_sheet_is_not_one_that_never_came(world):
    submit(world, CELL)
    assert _line(world, "danguy", CELL).self_total is not None
    soon = timezone.localdate() + timedelta(days=5)
    return_rows(
        sheet(CELL), actor=world.user("giupviec"), rows={"I.1.1": "Xem lại"}, reason="Xem lại điểm", deadline=soon
    )
    line = _line(world, "danguy", CELL)
    assert (line.state, line.state_label, line.self_total) == ("tra-lai", "Đã trả lại, chờ đơn vị sửa", None)


def test_a_withdrawn_sheet_is_withdrawn_wherever_it_stood(world):
    appraise(world, CELL)
    Evaluation.objects.filter(organization__code=CELL).update(withdrawn_at=timezone.now(), withdrawn_reason="Giải thể")
    evaluation = sheet(CELL)
    assert state_of(evaluation, chains_of([evaluation])[evaluation.pk]) == "rut"


def test_a_line_of_a_sheet_being_filled_shows_progress_and_no_points(world):
    enter(sheet(CELL), world.user("bithu"), {"I.1.1": MarkValue(value=Decimal(3))})
    line = _line(world, "giupviec", CELL)
    assert (line.filled, line.rows) == (1, sheet(CELL).current.marks.count())
    assert (line.self_total, line.appraised_total, line.difference, line.days_waiting) == (None, None, None, None)


def test_a_line_shows_totals_difference_and_outcome(world):
    submit(world, CELL)
    enter(sheet(CELL), world.user("giupviec"), full_marks(sheet(CELL)))
    enter(sheet(CELL), world.user("giupviec"), {"I.1.1": MarkValue(value=Decimal(0))}, "Chưa đủ")
    before = _line(world, "giupviec", CELL)
    assert (before.self_total, before.appraised_total, before.difference) == (Decimal(90), None, None)
    hand_on(sheet(CELL), actor=world.user("giupviec"))
    line = _line(world, "danguy", CELL)
    assert (line.appraised_total, line.difference) == (Decimal(84), Decimal(-6))
    assert (line.outcome, line.conclusion) == ("Đạt “bốn tốt”", "")


def test_a_concluded_line_shows_the_conclusion(world):
    decide(world, CELL, recognised=False)
    line = _line(world, "danguy", CELL)
    assert (line.conclusion, line.rows, line.late) == ("không công nhận", 0, False)


def test_days_are_counted_from_the_opening_of_the_board_s_own_step(world):
    submit(world, CELL)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert _line(world, "giupviec", CELL).days_waiting == 3
        assert _line(world, "giupviec", "cs1-cb2").days_waiting is None


def test_a_line_is_late_from_the_day_after_its_deadline(world):
    deadline = sheet(CELL).current.deadline
    late = {}
    for ahead in (0, 1):
        midnight = datetime.combine(deadline + timedelta(days=ahead), time(0), tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
        with time_machine.travel(midnight, tick=False):
            late[ahead] = _line(world, "giupviec", CELL).late
    assert late == {0: False, 1: True}


def test_lines_follow_the_vietnamese_order_of_their_names(db):
    world = build_world(cells=11)
    build_round(world)
    names = [line.evaluation.name for line in board_list(world.user("giupviec"), Round.objects.get())]
    assert names == [f"Chi bộ thôn {number}" for number in range(1, 12)]


def test_a_choice_and_a_row_set_aside_count_as_filled(world):
    marks = list(sheet(CELL).current.marks.order_by("pk")[:2])
    now = timezone.now()
    saved = {"revision": 1, "saved_at": now, "saved_by_id": 1}
    type(marks[0]).objects.filter(pk=marks[0].pk).update(choice="pass", **saved)
    type(marks[1]).objects.filter(pk=marks[1].pk).update(not_applicable=True, **saved)
    assert _line(world, "giupviec", CELL).filled == 2
    assert open_own_sheets(world.user("bithu")).get().filled == 2
