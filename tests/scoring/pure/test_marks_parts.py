"""Marks with parts: a plan beside the actual figure, lines of the unit; and rows that fill themselves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.marks import MarkValue, excluded, filled, mark_problem, points

from .builders import NOT_APPLICABLE, choice, line, lines, planned, single, value

FIXED = single("ratio", 6, plan="12", actual_label="Số buổi đã họp")
ENTERED = single("ratio", 6, plan_entered=True, plan_label="Chỉ tiêu được giao")
BANDED = single("ratio", 3, plan_entered=True, bands=[{"least": "80", "points": "1"}, {"least": "100", "points": "3"}])
OWN = single("lines", 5)
SHARES = single("lines", 10, earns="share", most_each="4", coefficient_entered=True, most_coefficient="2")
MEAN = single("lines", 10, earns="average", coefficient_entered=True)
METRIC = {"source": "facts", "aggregate": "value", "field": "done"}


@pytest.mark.parametrize(
    ("actual", "earned"),
    [("0", "0"), ("6", "3"), ("7", "3.5"), ("12", "6"), ("15", "6"), ("0.5", "0.25")],
)
def test_a_ratio_earns_the_share_of_the_plan_that_stands_in_the_rubric(actual, earned):
    assert points(FIXED, value(actual)) == Decimal(earned)


@pytest.mark.parametrize(
    ("plan", "actual", "earned"),
    [("8", "4", "3"), ("3", "3", "6"), ("0.5", "0.25", "3"), ("40", "39", "5.85"), ("1", "100", "6")],
)
def test_a_ratio_earns_the_share_of_the_plan_that_was_entered(plan, actual, earned):
    assert points(ENTERED, planned(plan, actual)) == Decimal(earned)


def test_a_share_that_does_not_end_is_exact_where_it_comes_out_even():
    third = single("ratio", 3, plan_entered=True)
    assert points(third, planned(3, 1)) == 1
    assert points(third, planned(7, 7)) == 3


@pytest.mark.parametrize(
    ("plan", "actual", "earned"),
    [(10, "7.9", "0"), (10, 8, "1"), (10, "9.9", "1"), (10, 10, "3"), (10, 20, "3"), (3, "2.4", "1")],
)
def test_a_ratio_may_earn_by_bands_of_the_percentage(plan, actual, earned):
    assert points(BANDED, planned(plan, actual)) == Decimal(earned)


@pytest.mark.parametrize(
    ("rule", "earned", "aside"), [("full", 6, False), ("zero", 0, False), ("excluded", None, True)]
)
@pytest.mark.parametrize("bands", [[], [{"least": "50", "points": "6"}]])
def test_a_plan_of_zero_comes_to_what_the_rubric_says(rule, earned, aside, bands):
    row_ = single("ratio", 6, plan_entered=True, when_plan_zero=rule, bands=bands)
    assert mark_problem(row_, planned(0, 4)) is None
    assert points(row_, planned(0, 4)) == earned
    assert excluded(row_, planned(0, 4)) is aside
    assert not excluded(row_, planned(5, 0))


@pytest.mark.parametrize(
    ("row_", "mark", "sentence"),
    [
        (ENTERED, planned(0, 4), "Chỉ tiêu được giao phải lớn hơn 0."),
        (ENTERED, planned(-1, 4), "Chỉ tiêu được giao phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        (ENTERED, planned("NaN", 4), "Chỉ tiêu được giao phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        (ENTERED, planned("sNaN", 4), "Chỉ tiêu được giao phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        (ENTERED, planned(1, "0.0001"), "Thực hiện phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        (ENTERED, planned(1, -1), "Thực hiện phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        (ENTERED, value(4), "Hãy nhập cả chỉ tiêu được giao."),
        (ENTERED, MarkValue(plan=Decimal("1E+9")),
         "Chỉ tiêu được giao phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        (FIXED, value("1E+9"), "Số buổi đã họp phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        (FIXED, planned(3, 1), "Nội dung này không nhập kế hoạch."),
        (single("points", 5, step="1"), planned(3, 1), "Nội dung này không nhập kế hoạch."),
        (FIXED, choice("pass"), "Nội dung này chấm bằng số, không chọn mức."),
        (FIXED, NOT_APPLICABLE, "Nội dung này không được đánh dấu “không áp dụng”."),
        (
            single("ratio", 5, plan_entered=True, when_not_applicable="full"),
            MarkValue(plan=Decimal(1), not_applicable=True),
            "Chỉ được nhập số, hoặc chọn mức, hoặc đánh dấu “không áp dụng”.",
        ),
    ],
)  # fmt: skip
def test_a_ratio_refuses_what_it_cannot_take(row_, mark, sentence):
    assert mark_problem(row_, mark) == sentence


def test_a_plan_alone_is_no_mark_yet():
    mark = MarkValue(plan=Decimal(8))
    assert mark.empty
    assert mark_problem(ENTERED, mark) is None
    assert points(ENTERED, mark) is None
    assert not excluded(single("ratio", 6, plan_entered=True, when_plan_zero="excluded"), MarkValue(plan=Decimal(0)))


@pytest.mark.parametrize(
    ("row_", "given", "earned"),
    [
        (OWN, (line(2), line("1.5")), "3.5"),
        (OWN, (line(4), line(3)), "5"),
        (OWN, (line(0),), "0"),
        # 4 × 8/10 × 1 + 4 × 3/4 × 2 = 3,2 + 6
        (SHARES, (line(8, 10), line(3, 4, 2)), "9.2"),
        (SHARES, (line(8, 10), line(4, 4, 2)), "10"),
        # 10 × (2 × 1/2 + 1 × 1) ÷ 3
        (MEAN, (line(5, 10, 2), line(9, 9)), "6.666666666666666666666666667"),
        (MEAN, (line(1, 3), line(2, 3), line(3, 3)), "6.666666666666666666666666667"),
        (MEAN, (line(1, 3), line(2, 3)), "5"),
        (MEAN, (line(12, 10, "0.5"), line(20, 10, "2.5")), "10"),
    ],
)
def test_lines_add_up_as_by_hand(row_, given, earned):
    assert mark_problem(row_, lines(*given)) is None
    assert points(row_, lines(*given)) == Decimal(earned)
    assert points(row_, lines(*reversed(given))) == Decimal(earned)


def test_points_of_a_line_are_multiplied_by_its_coefficient():
    row_ = single("lines", 20, plan_entered=True, coefficient_entered=True)
    assert points(row_, lines(line(4, 5, "1.5"), line(2, 2, 3))) == 12


@pytest.mark.parametrize(
    ("rule", "earned", "aside"), [("full", "7.5", False), ("zero", "2.5", False), ("excluded", "5", False)]
)
def test_lines_with_a_plan_of_zero_count_as_the_rubric_says(rule, earned, aside):
    row_ = single("lines", 10, earns="average", when_plan_zero=rule)
    mark = lines(line(1, 2), line(3, 0))
    assert points(row_, mark) == Decimal(earned)
    assert excluded(row_, mark) is aside


def test_lines_that_are_all_set_aside_take_their_row_off_the_sheet():
    for earns, each in (("average", None), ("share", "2")):
        row_ = single("lines", 10, earns=earns, most_each=each, when_plan_zero="excluded")
        assert excluded(row_, lines(line(3, 0), line(0, 0)))
        assert points(row_, lines(line(3, 0), line(0, 0))) is None
    standard = single("lines", 10, plan_entered=True, when_plan_zero="excluded")
    assert points(standard, lines(line(0, 0))) == 0


def test_no_lines_are_said_by_a_zero():
    assert mark_problem(OWN, value(0)) is None
    assert points(OWN, value(0)) == 0
    assert points(MEAN, value(0)) == 0
    assert MarkValue().empty
    assert not lines(line(1)).empty


@pytest.mark.parametrize(
    ("row_", "given", "sentence"),
    [
        (OWN, [line(1, text=" ")], "Dòng 1: hãy ghi nội dung."),
        (single("lines", 5, line_label="Công việc"), [line(1), line(1, text="")], "Dòng 2: hãy ghi công việc."),
        (OWN, [line(1, text="x" * 301)], "Dòng 1: nội dung dài quá 300 ký tự."),
        (OWN, [line(1, 2)], "Dòng 1: không nhập kế hoạch."),
        (OWN, [line(1, None, 2)], "Dòng 1: không nhập hệ số."),
        (OWN, [line(-1)], "Dòng 1: điểm phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        (OWN, [line("NaN")], "Dòng 1: điểm phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        (
            single("lines", 5, most_each="1.5"),
            [line("sNaN")],
            "Dòng 1: điểm phải từ 0 đến 1,5, không quá 3 chữ số thập phân.",
        ),
        (
            single("lines", 5, plan_entered=True, most_each="3"),
            [line(2, 2), line("2.5", 2)],
            "Dòng 2: điểm phải từ 0 đến 2, không quá 3 chữ số thập phân.",
        ),
        (SHARES, [line(1)], "Dòng 1: hãy nhập kế hoạch."),
        (SHARES, [line(1, 0)], "Dòng 1: kế hoạch phải lớn hơn 0."),
        (SHARES, [line(1, 2, 0)], "Dòng 1: hệ số phải lớn hơn 0, nhiều nhất 2, không quá 3 chữ số thập phân."),
        (SHARES, [line(1, 2, "2.5")], "Dòng 1: hệ số phải lớn hơn 0, nhiều nhất 2, không quá 3 chữ số thập phân."),
        (MEAN, [line(1, 2, "NaN")], "Dòng 1: hệ số phải lớn hơn 0, không quá 3 chữ số thập phân."),
        (single("lines", 5, most_lines=2), [line(1)] * 3, "Chỉ được nhập nhiều nhất 2 dòng."),
        (OWN, [line("0.1")] * 51, "Chỉ được nhập nhiều nhất 50 dòng."),
        (single("points", 5, step="1"), [line(1)], "Nội dung này không nhập theo từng dòng."),
    ],
)
def test_lines_are_refused_by_number(row_, given, sentence):
    assert mark_problem(row_, lines(*given)) == sentence


def test_a_line_without_its_figure_is_refused():
    unfinished = line(1)
    assert mark_problem(OWN, lines(unfinished.__class__("Việc"))) == "Dòng 1: hãy nhập điểm."
    assert mark_problem(MEAN, lines(unfinished.__class__("Việc", Decimal(2)))) == "Dòng 1: hãy nhập thực hiện."


@pytest.mark.parametrize("entered", ["1", "-1", "NaN", "sNaN"])
def test_a_row_of_lines_takes_no_number_of_its_own(entered):
    assert mark_problem(OWN, value(entered)) == "Hãy nhập từng dòng; nếu không có, hãy đánh dấu “không có”."


def test_lines_beside_something_else_are_refused():
    mark = MarkValue(value=Decimal(0), lines=(line(1),))
    assert mark_problem(OWN, mark) == "Chỉ được nhập số, hoặc chọn mức, hoặc đánh dấu “không áp dụng”."


def test_a_measured_value_may_be_whole_numbers_only():
    row_ = single("measure", 3, bands=[{"least": "2", "points": "3"}], decimals=0)
    assert mark_problem(row_, value(2)) is None
    assert mark_problem(row_, value("2.5")) == "Giá trị phải từ 0 đến dưới 1 tỷ, là số nguyên."


@pytest.mark.parametrize(
    ("row_", "figure", "mark"),
    [
        (single("points", 5, step="0.5", filled_by=METRIC), "3.7", "3.5"),
        (single("points", 5, step="0.5", filled_by=METRIC), "12", "5"),
        (single("points", 5, step="0.5", filled_by=METRIC), "-3", "0"),
        (single("count", 5, unit="0.5", filled_by=METRIC), "7.9", "7"),
        (single("count", 5, unit="0.5", filled_by=METRIC), "123456", "9999"),
        (single("measure", 5, greatest="100", filled_by=METRIC), "66.66666666", "66.666"),
        (single("measure", 5, greatest="100", filled_by=METRIC), "101", "100"),
        (single("measure", 5, least="-5", decimals=0, filled_by=METRIC), "-2.5", "-3"),
        (single("ratio", 5, plan="12", filled_by=METRIC), "13.5", "13.5"),
        (single("ratio", 5, plan="12", filled_by=METRIC), "1E+12", "999999999.999"),
    ],
)
def test_a_row_that_fills_itself_takes_the_figure_as_it_may_stand_there(row_, figure, mark):
    assert filled(row_, Decimal(figure)) == value(mark)


def test_nothing_is_filled_without_a_figure_or_where_nobody_asked():
    assert filled(single("points", 5, step="0.5", filled_by=METRIC), None).empty
    assert filled(single("points", 5, step="0.5"), Decimal(3)).empty
    assert filled(single("deduction", 5, step="0.5"), Decimal(3)).empty


@given(st.decimals("-10", "20", places=4))
def test_what_fills_a_row_is_always_a_mark_that_it_takes(figure):
    for kind, spec in (("points", {"step": "0.5"}), ("count", {"unit": "1"}), ("measure", {"greatest": "15"})):
        row_ = single(kind, 5, filled_by=METRIC, **spec)
        assert mark_problem(row_, filled(row_, figure)) is None


@given(st.integers(1, 400), st.integers(0, 500), st.integers(0, 50))
def test_more_reached_never_earns_less(plan, actual, more):
    for row_ in (ENTERED, BANDED):
        before, after = (points(row_, planned(plan, each)) for each in (actual, actual + more))
        assert 0 <= before <= after <= row_.maximum


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 40), st.integers(1, 8)), min_size=1, max_size=6))
def test_lines_never_earn_more_than_the_maximum(entered):
    for row_ in (SHARES, MEAN):
        given_lines = [line(actual, plan, Decimal(quarters) / 4) for plan, actual, quarters in entered]
        assert 0 <= points(row_, lines(*given_lines)) <= row_.maximum
        full = [line(plan, plan, each.coefficient) for (plan, _, _), each in zip(entered, given_lines, strict=True)]
        assert points(row_, lines(*full)) >= points(row_, lines(*given_lines))
