"""Marks and rows in the words of the page, kind by kind."""

from decimal import Decimal

import pytest

from scoring.pure.arithmetic import Line, MarkValue
from scoring.sheets.typed import TypedLine, TypedMark, mark_of, typed_of
from scoring.sheets.words import asked_of, hint_of, maximum_of, shown_mark, suffix_of, typed_words, whole_mark
from tests.scoring.pure.builders import NOT_APPLICABLE, build, choice, line, lines, planned, row, single, value

LEVELS = [{"code": "tot", "label": "Tốt", "rank": 1, "points": "4"}]
BANDS = [
    {"least": "50", "below": "70", "points": "1"},
    {"above": "70", "points": "2", "label": "Trên bảy mươi"},
    {"least": "10", "most": "20", "points": "0"},
]
CHOICE = single("choice", 4, choices=LEVELS, when_not_applicable="full")
COUNT = single("count", 5, unit="0.5", counted="chỉ tiêu")
MEASURE = single("measure", 2, unit_label="%", bands=BANDS)
FIXED = single("ratio", 6, plan="12", unit_label="buổi họp")
ENTERED = single("ratio", 6, plan_entered=True, when_not_applicable="excluded")
BANDED = single("ratio", 2, plan_entered=True, plan_label="Chỉ tiêu", bands=BANDS)
LINES = single("lines", 5)
WEIGHED = single("lines", 5, earns="average", coefficient_entered=True)
TWO = lines(line("1.5", text="Tổ hợp tác"), line(1, text="Đường hoa"))


@pytest.mark.parametrize(
    ("row_", "mark", "points", "short", "whole"),
    [
        (CHOICE, choice("tot"), 4, "Tốt", "Tốt"),
        (CHOICE, choice("cu"), None, "cu", "cu"),
        (CHOICE, NOT_APPLICABLE, None, "không áp dụng", "không áp dụng"),
        (COUNT, value(3), "1.5", "1,5 (số lượng 3)", "1,5 (số lượng 3)"),
        (MEASURE, value("70.5"), 2, "2 (70,5 %)", "2 (70,5 %)"),
        (FIXED, value(9), "4.5", "4,5 (9/12 buổi họp)", "4,5 (9/12 buổi họp)"),
        (ENTERED, planned(8, 4), 3, "3 (4/8)", "3 (4/8)"),
        (ENTERED, planned(0, 4), None, "(4/0)", "(4/0)"),
        (ENTERED, MarkValue(plan=Decimal(8)), None, "(…/8)", "(…/8)"),
        (LINES, TWO, "2.5", "2,5 (2 dòng)", "2,5 (2 dòng): Tổ hợp tác: 1,5; Đường hoa: 1"),
        (LINES, value(0), 0, "0 (không có)", "0 (không có)"),
        (LINES, MarkValue(), None, "", "để trống"),
        (WEIGHED, lines(line(5, 10, "1.5", "Làm đường")), "2.5", "2,5 (1 dòng)",
         "2,5 (1 dòng): Làm đường: 5/10, hệ số 1,5"),
        (single("deduction", 3, step="0.5"), value("0.5"), "-0.5", "-0,5", "-0,5"),
        (single("points", 6, step="0.5"), value("4.5"), "4.5", "4,5", "4,5"),
    ],
)  # fmt: skip
def test_a_mark_is_shown_with_the_figure_that_was_entered(row_, mark, points, short, whole):
    points = None if points is None else Decimal(points)
    assert (shown_mark(row_, mark, points), whole_mark(row_, mark, points)) == (short, whole)


@pytest.mark.parametrize(
    ("row_", "mark"),
    [
        (CHOICE, choice("tot")), (CHOICE, NOT_APPLICABLE), (CHOICE, MarkValue()), (COUNT, value(3)),
        (ENTERED, planned("8.5", 4)), (ENTERED, NOT_APPLICABLE), (ENTERED, MarkValue(plan=Decimal(8))),
        (LINES, TWO), (LINES, value(0)), (LINES, MarkValue()), (WEIGHED, lines(line(5, 10, "1.5"), line(1, 1))),
    ],
)  # fmt: skip
def test_what_stands_in_the_inputs_is_the_mark_again(row_, mark):
    assert mark_of(row_, typed_of(row_, mark)) == mark


@pytest.mark.parametrize(
    ("row_", "typed", "words"),
    [
        (CHOICE, TypedMark("tot"), "Tốt"),
        (CHOICE, TypedMark("n/a"), "không áp dụng"),
        (COUNT, TypedMark("ba"), "số lượng ba"),
        (ENTERED, TypedMark("4", "8"), "4/8"),
        (ENTERED, TypedMark("", "8"), "…/8"),
        (ENTERED, TypedMark(aside=True), "không áp dụng"),
        (LINES, TypedMark(lines=(TypedLine("Việc", "", "hai"), TypedLine("", "", "1"))), "Việc: hai; : 1"),
        (WEIGHED, TypedMark(lines=(TypedLine("Việc", "9", "3", "2"),)), "Việc: 3/9, hệ số 2"),
        (LINES, TypedMark(), "để trống"),
    ],
)
def test_what_was_typed_is_told_in_the_same_words(row_, typed, words):
    assert typed_words(row_, typed) == words


def test_signs_tell_different_inputs_apart():
    marks = [
        TypedMark(), TypedMark("4"), TypedMark("", "4"), TypedMark("4", "8"), TypedMark("4", aside=True),
        TypedMark(aside=True), TypedMark(lines=(TypedLine("4"),)), TypedMark(lines=(TypedLine("", "4"),)),
        TypedMark(lines=(TypedLine("4"), TypedLine("8"))), TypedMark(lines=(TypedLine("4", "8"),)),
    ]  # fmt: skip
    assert len({each.sign for each in marks}) == len(marks)
    assert TypedMark("4").sign == "4"


@pytest.mark.parametrize(
    ("row_", "asked", "suffix", "maximum"),
    [
        (single("points", 6, step="0.5", printed_maximum="06"), "", "/ 6", "06"),
        (COUNT, "Số lượng", "", "5"),
        (MEASURE, "Giá trị", "%", "2"),
        (FIXED, "Thực hiện", "", "6"),
        (single("ratio", 6, plan="12", actual_label="Số buổi", unit_label="buổi"), "Số buổi", "buổi", "6"),
        (single("deduction", 3, step="0.5"), "Điểm trừ", "/ 3", "-3"),
        (single("choice", choices=[{"code": "a", "label": "A", "rank": 1}]), "", "/ ", ""),
    ],
)
def test_an_input_says_what_is_asked_and_in_what(row_, asked, suffix, maximum):
    assert (asked_of(row_), suffix_of(row_), maximum_of(row_)) == (asked, suffix, maximum)


@pytest.mark.parametrize(
    ("row_", "hint"),
    [
        (single("points", 6, step="0.5"), ""),
        (single("points", 6, step="0.5", demands={"report": "when_positive"}),
         "Có điểm thì phải kèm báo cáo giải trình: thêm ở phần minh chứng."),
        (CHOICE, ""),
        (single("pass_fail", 6), ""),
        (BANDED, ("Nhập chỉ tiêu và số đã làm được. Tính theo tỷ lệ phần trăm so với chỉ tiêu: "
         "từ 50 đến dưới 70: 1 điểm; Trên bảy mươi: 2 điểm; từ 10 đến 20: 0 điểm.")),
        (FIXED, ("Nhập số đã làm được; kế hoạch là 12 buổi họp. "
         "Đạt đủ kế hoạch thì được 6 điểm, chưa đủ thì tính theo tỷ lệ.")),
    ],
)  # fmt: skip
def test_a_hint_says_how_a_row_is_entered(row_, hint):
    assert hint_of(row_, build(row("B", maximum=1))) == hint


def test_a_hint_says_what_a_row_shares_with_others():
    weights = [{"row": "A.1", "percent": "60"}, {"row": "A.2", "percent": "40"}]
    inner = {"caps": [{"rows": ["C.1", "C.2"], "maximum": "3"}]}
    sheet = build(
        row("A", "weighted", 5, row("A.1", maximum=5), row("A.2", maximum=5), spec={"weights": weights}),
        row("B", maximum=5, marker="IV"),
        row("C", "group", 3, row("C.1", maximum=2), row("C.2", maximum=2, marker="2"), spec=inner, marker="V"),
        caps=[{"rows": ["A", "B"], "maximum": "8", "text": "Hai mục cộng lại không quá 8 điểm."}],
    )
    assert {each.code: hint_of(each, sheet) for each in sheet.rows} == {
        "A": "Hai mục cộng lại không quá 8 điểm.",
        "A.1": "Hệ số 60%.",
        "A.2": "Hệ số 40%.",
        "B": "Hai mục cộng lại không quá 8 điểm.",
        "C": "",
        "C.1": "Tính chung với mục V.2, nhiều nhất 3 điểm.",
        "C.2": "Tính chung với mục V, dòng 1, nhiều nhất 3 điểm.",
    }


def test_a_line_without_its_figure_is_kept_as_typed():
    assert mark_of(LINES, TypedMark(lines=(TypedLine("Việc"),))).lines == (Line("Việc"),)
