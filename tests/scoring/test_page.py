"""The sheet as each reader sees it at each stage: whose marks, what differs, what was printed, what was typed."""

from decimal import Decimal
from uuid import uuid4

import pytest

from config.common.vietnamese import format_points
from scoring.pure.arithmetic import MarkValue, totals
from scoring.rubrics.load import rubric_of
from scoring.sheets.forms import PostedSheet, Typed
from scoring.sheets.marks import marks_of, values_of
from scoring.sheets.page import RowView, SheetView, read_sheet
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.typed import TypedMark
from scoring.workflow import evaluation_with_work
from tests.build import (
    World,
    appraise,
    build_round,
    build_world,
    cite,
    decide,
    enter,
    full_marks,
    hand_on,
    meeting,
    sheet,
    submit,
    submit_sheet,
)
from tests.scoring.pass_fail import pass_fail_round

CELL = "cs1-cb1"
COUNT, REPORTED, PLAIN = "II.1", "II.2", "I.1.1"
READERS = ("bithu", "nhapgiup", "giupviec", "danguy", "phutrach", "thamdinh", "quantri")


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world()
    build_round(world)
    return world


def view(world: World, name: str, *, editing: bool = False, **more: object) -> SheetView:
    """Return the first cell's sheet as `name` reads it."""
    evaluation = evaluation_with_work().get(organization__code=CELL)
    return read_sheet(evaluation, world.user(name), editing=editing, **more)


def row(shown: SheetView, code: str) -> RowView:
    """Return one row of a sheet."""
    return next(line for line in shown.rows if line.row.code == code)


def _columns(world: World) -> dict[str, list[str]]:
    return {name: [stage.kind for stage in view(world, name).stages] for name in READERS}


def test_while_the_unit_fills_only_the_unit_reads_its_marks(world):
    enter(sheet(CELL), world.user("bithu"), {PLAIN: MarkValue(value=Decimal(3))})
    own = {"bithu": ["self"], "nhapgiup": ["self"]}
    assert _columns(world) == {name: own.get(name, []) for name in READERS}
    assert [cell.text for cell in row(view(world, "danguy"), PLAIN).cells] == []
    assert view(world, "danguy").judgements == []


def test_while_the_board_appraises_only_the_appraiser_reads_its_marks(world):
    submit(world, CELL)
    enter(sheet(CELL), world.user("giupviec"), {PLAIN: MarkValue(value=Decimal(1))}, "Chưa đủ")
    assert _columns(world) == {name: ["self", "appraisal"] if name == "giupviec" else ["self"] for name in READERS}
    shown = row(view(world, "bithu"), PLAIN)
    assert [(cell.label, cell.text, cell.explanation) for cell in shown.cells] == [("Tự chấm", shown.maximum, "")]


@pytest.mark.parametrize("build", [appraise, decide])
def test_what_was_handed_on_is_read_by_everybody_who_sees_the_unit(world, build):
    build(world, CELL)
    assert _columns(world) == {name: ["self", "appraisal"] for name in READERS}
    assert view(world, "bithu").columns == [("Tự chấm", "self"), ("Thẩm định", "appraisal")]


def test_the_stage_one_fills_is_a_column_of_its_own(world):
    submit(world, CELL)
    shown = view(world, "giupviec", editing=True)
    assert (shown.own.kind, shown.own_label, shown.columns) == (
        "appraisal", "Điểm thẩm định", [("Tự chấm", "self")],
    )  # fmt: skip
    line = row(shown, PLAIN)
    assert (line.mark is not None, line.typed, line.is_missing, len(line.cells)) == (True, "", True, 1)


def test_who_does_not_work_on_the_stage_gets_no_column_to_fill(world):
    assert view(world, "danguy", editing=True).own is None


def _differing(world: World) -> None:
    submit(world, CELL)
    enter(sheet(CELL), world.user("giupviec"), full_marks(sheet(CELL)))
    enter(sheet(CELL), world.user("giupviec"), {PLAIN: MarkValue(value=Decimal(1))}, "Chưa đủ minh chứng")
    hand_on(sheet(CELL), actor=world.user("giupviec"))


def test_only_rows_where_a_stage_says_something_else_are_flagged(world):
    _differing(world)
    shown = view(world, "bithu")
    assert [line.row.code for line in shown.rows if line.differs] == [PLAIN]
    assert [cell.differs for cell in row(shown, PLAIN).cells] == [False, True]
    assert row(shown, PLAIN).cells[1].explanation == "Chưa đủ minh chứng"


def test_the_difference_is_marked_and_said_on_the_page(world, client):
    _differing(world)
    client.force_login(world.user("bithu"))
    page = client.get(f"/ho-so/{sheet(CELL).pk}/").content.decode()
    assert page.count("sheet-row is-changed") == page.count("(khác tự chấm)") == 1


def test_group_rows_and_the_sum_are_those_of_the_pure_engine(world):
    enter(sheet(CELL), world.user("bithu"), full_marks(sheet(CELL), Decimal("0.5")))
    shown = view(world, "bithu", editing=True)
    loaded = rubric_of(sheet(CELL).version)
    added = totals(loaded.data, values_of(marks_of(sheet(CELL).current), loaded))
    assert [each.totals for each in shown.judgements] == [added]
    groups = {line.row.code: line.group_total for line in shown.rows if line.row.is_group}
    assert groups == {group.code: format_points(added.points[group.code]) for group in loaded.data.groups()}
    read = {line.row.code: line.cells for line in view(world, "nhapgiup").rows}
    assert {code: cells[0].text for code, cells in read.items() if code in groups} == groups


def test_maxima_are_printed_as_on_the_paper(world):
    shown = view(world, "bithu")
    printed = {line.row.code: line.maximum for line in shown.rows}
    assert (printed[COUNT], printed["I"], printed["I.1"]) == ("05", "90", "30")
    assert [line.depth for line in shown.rows if line.row.code in ("I", "I.1", PLAIN)] == [0, 1, 2]


def test_rows_with_a_rule_of_their_own_say_it(world):
    shown = view(world, "bithu")
    assert row(shown, COUNT).hint == (
        "Nhập số chỉ tiêu hoàn thành vượt mức; mỗi đơn vị được 0,5 điểm, nhiều nhất 5 điểm."
    )
    assert row(shown, REPORTED).hint.startswith("Có điểm thì phải kèm báo cáo giải trình")
    assert row(shown, PLAIN).hint == ""


def test_a_counted_row_is_filled_with_the_number_and_read_with_points_and_number(world):
    enter(sheet(CELL), world.user("bithu"), {COUNT: MarkValue(value=Decimal(5))})
    assert row(view(world, "bithu", editing=True), COUNT).typed == "5"
    assert row(view(world, "nhapgiup"), COUNT).cells[0].text == "2,5 (số lượng 5)"


def _proofs(world: World, name: str) -> dict[str, list[str]]:
    rows = view(world, name).rows
    return {line.row.code: [use.evidence.number for use in line.proofs] for line in rows if line.proofs}


def test_proofs_stand_at_their_row_for_the_unit_and_once_submitted_for_all_who_see_the_sheet(world):
    cite(world, CELL, REPORTED)
    assert {name: bool(_proofs(world, name)) for name in READERS} == {
        name: name in ("bithu", "nhapgiup") for name in READERS
    }
    assert _proofs(world, "nhapgiup") == {REPORTED: ["15-BC/CB"]}
    submit(world, CELL)
    assert [_proofs(world, name) for name in READERS] == [{REPORTED: ["15-BC/CB"]}] * len(READERS)


def test_what_was_typed_and_refused_comes_back_beside_its_sentence(world):
    wrong = Typed(TypedMark("bốn"), "Vì sao", "Hãy nhập một số.")
    posted = PostedSheet(uuid4(), typed={PLAIN: wrong, COUNT: Typed(TypedMark("9"), "")})
    shown = view(world, "bithu", editing=True, posted=posted, problems={COUNT: "Không được."})
    lines = [row(shown, code) for code in (PLAIN, COUNT, REPORTED)]
    assert [(line.typed, line.explanation, line.error) for line in lines] == [
        ("bốn", "Vì sao", "Hãy nhập một số."), ("9", "", "Không được."), ("", "", ""),
    ]  # fmt: skip


def test_what_another_saved_stands_beside_what_was_typed_in_the_same_words(world):
    assessment = sheet(CELL).current
    enter(sheet(CELL), world.user("bithu"), {COUNT: MarkValue(value=Decimal(4)), PLAIN: MarkValue(value=Decimal(2))})
    late = {COUNT: Entered(0, MarkValue(value=Decimal(6))), PLAIN: Entered(0, MarkValue())}
    saved = save_rows(assessment, actor=world.user("nhapgiup"), entered=late, save_id=uuid4())
    posted = PostedSheet(uuid4(), typed={COUNT: Typed(TypedMark("6"), ""), PLAIN: Typed(TypedMark(), "")})
    shown = view(world, "nhapgiup", editing=True, posted=posted, stale=saved.stale)
    lines = [row(shown, code) for code in (COUNT, PLAIN)]
    assert [(line.stands, line.yours, line.typed, line.revision) for line in lines] == [
        ("2 (số lượng 4)", "số lượng 6", "6", "1"), ("2", "để trống", "", "1"),
    ]  # fmt: skip


def test_a_row_emptied_meanwhile_is_said_to_be_empty(world):
    first = sheet(CELL).current
    enter(sheet(CELL), world.user("bithu"), {PLAIN: MarkValue(value=Decimal(2))})
    enter(sheet(CELL), world.user("bithu"), {PLAIN: MarkValue()})
    late = {PLAIN: Entered(0, MarkValue(value=Decimal(1)))}
    saved = save_rows(first, actor=world.user("nhapgiup"), entered=late, save_id=uuid4())
    assert row(view(world, "nhapgiup", editing=True, stale=saved.stale), PLAIN).stands == "để trống"


@pytest.fixture
def voting(db: None) -> World:
    """The tree with a round whose rows are đạt or không đạt."""
    world = build_world()
    pass_fail_round(world)
    return world


def test_rows_of_choices_show_labels_and_no_points(voting):
    marks = {"1": MarkValue(choice="pass"), "2": MarkValue(choice="fail")}
    enter(sheet(CELL), voting.user("bithu"), marks, "Còn chậm")
    filling = view(voting, "bithu", editing=True)
    assert [each.label for each in row(filling, "1").choices] == ["Đạt", "Không đạt"]
    assert [line.typed for line in filling.rows] == ["pass", "fail", "", ""]
    assert (filling.has_points, filling.own_label, {line.maximum for line in filling.rows}) == (False, "Tự chấm", {""})
    read = view(voting, "nhapgiup")
    assert [line.cells[0].text for line in read.rows] == ["Đạt", "Không đạt", "", ""]
    added = read.judgements[0].totals
    assert (added.total, added.filled, added.required) == (None, 2, 4)


def test_a_choice_that_another_saved_is_told_by_its_label(voting):
    assessment = sheet(CELL).current
    enter(sheet(CELL), voting.user("bithu"), {"1": MarkValue(choice="pass")})
    late = {"1": Entered(0, MarkValue(choice="fail"), "Còn chậm")}
    saved = save_rows(assessment, actor=voting.user("nhapgiup"), entered=late, save_id=uuid4())
    posted = PostedSheet(uuid4(), typed={"1": Typed(TypedMark("fail"), "Còn chậm")})
    line = row(view(voting, "nhapgiup", editing=True, posted=posted, stale=saved.stale), "1")
    assert (line.stands, line.yours) == ("Đạt", "Không đạt")


def test_proposals_of_every_stage_come_from_the_bound_outcomes(voting):
    passed = {code: MarkValue(choice="pass") for code in ("1", "2", "3", "4")}
    enter(sheet(CELL), voting.user("bithu"), passed)
    submit_sheet(sheet(CELL), actor=voting.user("bithu"), meeting=meeting())
    enter(sheet(CELL), voting.user("giupviec"), passed | {"4": MarkValue(choice="fail")}, "Một đảng viên bị kỷ luật")
    shown = view(voting, "giupviec", editing=True)
    assert [(stage.kind, proposal.name) for stage, _, proposal in shown.shown] == [
        ("self", "Đạt"), ("appraisal", "Không đạt"),
    ]  # fmt: skip
    assert shown.outcomes_illustrative is False
