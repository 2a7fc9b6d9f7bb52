from decimal import Decimal

import pytest

from scoring.pure.arithmetic import MarkError, MarkValue, mark_problem, points

from .builders import NOT_APPLICABLE, build, choice, row, single, value

LEVELS = [
    {"code": "tot", "label": "Tốt", "rank": 1, "points": "4"},
    {"code": "kha", "label": "Khá", "rank": 2, "points": "2.5"},
]
BANDS = [{"least": "70", "points": "1.5"}, {"least": "90", "points": "3"}]
SIX = single("points", 6, step="0.5")
COUNT = single("count", 5, unit="0.5", counted="chỉ tiêu")
PASS_FAIL = single("pass_fail")
CHOICE = single("choice", 4, choices=LEVELS)
MEASURE = single("measure", 3, bands=BANDS, greatest="100", unit_label="%")
DEDUCTION = single("deduction", 3, step="0.5")


@pytest.mark.parametrize("row_", [SIX, COUNT, PASS_FAIL, CHOICE, MEASURE, DEDUCTION])
def test_an_empty_mark_is_no_problem_and_earns_nothing(row_):
    assert mark_problem(row_, MarkValue()) is None
    assert points(row_, MarkValue()) is None


@pytest.mark.parametrize("entered", ["0", "0.5", "4.5", "6", "6.00", "-0"])
def test_points_in_range_and_step_are_taken(entered):
    assert mark_problem(SIX, value(entered)) is None
    assert points(SIX, value(entered)) == Decimal(entered)


@pytest.mark.parametrize(
    "entered", ["-0.5", "6.5", "4.6", "0.25", "1E+9", "1E-9", "NaN", "sNaN", "Infinity", "-Infinity"]
)
def test_other_points_are_refused_in_plain_words(entered):
    assert mark_problem(SIX, value(entered)) == "Điểm phải từ 0 đến 6, bước 0,5."


def test_points_without_step_are_held_to_the_range_only():
    free = single("points", "2.5")
    assert mark_problem(free, value("1.37")) is None
    assert mark_problem(free, value("2.51")) == "Điểm phải từ 0 đến 2,5."


@pytest.mark.parametrize(
    ("entered", "earned"),
    [("0", "0"), ("1", "0.5"), ("7", "3.5"), ("10", "5"), ("11", "5"), ("9999", "5")],
)
def test_a_count_earns_its_unit_each_up_to_the_cap(entered, earned):
    assert points(COUNT, value(entered)) == Decimal(earned)


@pytest.mark.parametrize("entered", ["-1", "0.5", "10000", "1E+30", "NaN", "Infinity"])
def test_a_count_is_a_whole_number(entered):
    assert mark_problem(COUNT, value(entered)) == "Số chỉ tiêu phải là số nguyên từ 0 đến 9999."


def test_a_count_without_noun_speaks_of_quantity():
    row_ = single("count", 5, unit="0.5")
    assert mark_problem(row_, value("0.5")) == "Số lượng phải là số nguyên từ 0 đến 9999."


@pytest.mark.parametrize("code", ["pass", "fail"])
def test_pass_and_fail_without_points_earn_none(code):
    assert mark_problem(PASS_FAIL, choice(code)) is None
    assert points(PASS_FAIL, choice(code)) is None


@pytest.mark.parametrize(("code", "earned"), [("pass", "5"), ("fail", "0")])
def test_pass_earns_the_maximum_and_fail_nothing(code, earned):
    assert points(single("pass_fail", 5), choice(code)) == Decimal(earned)


def test_an_unknown_verdict_is_refused_with_the_words_of_the_row():
    assert mark_problem(PASS_FAIL, choice("maybe")) == "Hãy chọn một trong các mức: “Đạt”, “Không đạt”."
    named = single("pass_fail", labels={"passed": "Có", "failed": "Không"})
    assert mark_problem(named, choice("maybe")) == "Hãy chọn một trong các mức: “Có”, “Không”."


@pytest.mark.parametrize(("code", "earned"), [("tot", "4"), ("kha", "2.5")])
def test_a_level_earns_its_points(code, earned):
    assert points(CHOICE, choice(code)) == Decimal(earned)


def test_a_level_without_points_earns_none():
    row_ = single("choice", choices=[{"code": "tot", "label": "Tốt", "rank": 1}])
    assert points(row_, choice("tot")) is None


def test_an_unknown_level_is_refused():
    assert mark_problem(CHOICE, choice("kem")) == "Hãy chọn một trong các mức: “Tốt”, “Khá”."


@pytest.mark.parametrize(
    ("entered", "earned"),
    [("0", "0"), ("69.99", "0"), ("70", "1.5"), ("89.9", "1.5"), ("90", "3"), ("100", "3")],
)
def test_a_measured_value_earns_the_band_it_reaches(entered, earned):
    assert points(MEASURE, value(entered)) == Decimal(earned)


@pytest.mark.parametrize("entered", ["-1", "100.5", "NaN", "0.1234"])
def test_a_measured_value_stays_within_its_ends(entered):
    sentence = "Giá trị phải từ 0 đến 100 %, không quá 3 chữ số thập phân."
    assert mark_problem(MEASURE, value(entered)) == sentence


def test_a_measured_value_without_upper_end_is_still_bounded():
    row_ = single("measure", 3, bands=BANDS)
    assert mark_problem(row_, value("123456")) is None
    sentence = "Giá trị phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."
    assert mark_problem(row_, value("1E+30")) == sentence


def test_a_deduction_takes_off_what_is_entered():
    assert points(DEDUCTION, value("1.5")) == Decimal("-1.5")
    assert points(DEDUCTION, value("0")) == 0
    assert mark_problem(DEDUCTION, value("3.5")) == "Số điểm trừ phải từ 0 đến 3, bước 0,5."
    assert mark_problem(DEDUCTION, value("-1")) == "Số điểm trừ phải từ 0 đến 3, bước 0,5."


@pytest.mark.parametrize("row_", [SIX, COUNT, MEASURE, DEDUCTION])
def test_rows_with_numbers_take_no_choice(row_):
    assert mark_problem(row_, choice("pass")) == "Nội dung này chấm bằng số, không chọn mức."


@pytest.mark.parametrize("row_", [PASS_FAIL, CHOICE])
def test_rows_with_levels_take_no_number(row_):
    assert mark_problem(row_, value(1)) == "Nội dung này chấm bằng cách chọn mức, không nhập số."


@pytest.mark.parametrize(
    "mark",
    [
        MarkValue(value=Decimal(1), choice="pass"),
        MarkValue(value=Decimal(1), not_applicable=True),
        MarkValue(choice="pass", not_applicable=True),
    ],
)
def test_a_mark_says_one_thing(mark):
    row_ = single("points", 6, step="0.5", when_not_applicable="excluded")
    sentence = "Chỉ được nhập số, hoặc chọn mức, hoặc đánh dấu “không áp dụng”."
    assert mark_problem(row_, mark) == sentence


@pytest.mark.parametrize("row_", [SIX, COUNT, PASS_FAIL, CHOICE, MEASURE, DEDUCTION])
def test_a_row_is_not_set_aside_unless_it_says_so(row_):
    assert mark_problem(row_, NOT_APPLICABLE) == "Nội dung này không được đánh dấu “không áp dụng”."


@pytest.mark.parametrize(("rule", "earned"), [("excluded", None), ("full", Decimal(6))])
def test_a_row_set_aside_is_excluded_or_counts_full(rule, earned):
    row_ = single("points", 6, step="0.5", when_not_applicable=rule)
    assert mark_problem(row_, NOT_APPLICABLE) is None
    assert points(row_, NOT_APPLICABLE) == earned


def test_a_deduction_set_aside_takes_nothing_off():
    row_ = single("deduction", 3, step="0.5", when_not_applicable="full")
    assert points(row_, NOT_APPLICABLE) is None


def test_a_group_is_not_marked():
    group = build(row("A", "group", 6, row("B", "points", 6))).row("A")
    sentence = "Dòng này là tổng của các nội dung bên dưới, không chấm trực tiếp."
    assert mark_problem(group, value(1)) == sentence


def test_a_kind_that_nobody_knows_refuses_every_mark():
    row_ = build(row("A", "stars", 5)).row("A")
    sentence = "Phần mềm chưa tính được điểm cho kiểu nội dung “stars”."
    assert mark_problem(row_, value(1)) == sentence
    assert mark_problem(row_, NOT_APPLICABLE) == sentence


def test_points_of_a_refused_mark_are_an_error_that_names_the_row():
    with pytest.raises(MarkError, match="bước 0,5") as caught:
        points(SIX, value("4.6"))
    assert caught.value.code == "A"
    assert caught.value.sentence == "Điểm phải từ 0 đến 6, bước 0,5."
