import pytest

from scoring.pure.arithmetic import MarkValue
from scoring.pure.demands import Entry, asks_for_reason, demands_unmet, missing_items

from .builders import NOT_APPLICABLE, build, choice, line, lines, planned, row, rubric, single, value

EXPLAIN = "Cần ghi giải trình cho nội dung này."
PROVE = "Cần kèm ít nhất một minh chứng cho nội dung này."
REPORT = "Cần kèm báo cáo giải trình cụ thể cho nội dung này."


def points_row(**demands):
    return single("points", 6, step="0.5", when_not_applicable="excluded", demands=demands)


@pytest.mark.parametrize(
    ("when", "mark", "asked"),
    [
        ("always", value(0), True),
        ("always", value(6), True),
        ("always", NOT_APPLICABLE, True),
        ("when_positive", value(0), False),
        ("when_positive", value("0.5"), True),
        ("when_positive", NOT_APPLICABLE, False),
        ("when_below_maximum", value("5.5"), True),
        ("when_below_maximum", value(6), False),
        ("when_below_maximum", NOT_APPLICABLE, False),
        ("when_failed", value(0), False),
        ("when_not_applicable", value(0), False),
        ("when_not_applicable", NOT_APPLICABLE, True),
    ],
)
def test_an_explanation_is_asked_for_when_the_row_says(when, mark, asked):
    assert demands_unmet(points_row(explanation=when), mark, "", 0) == (EXPLAIN if asked else None)


@pytest.mark.parametrize(
    ("demand", "sentence", "explanation", "evidence_count"),
    [
        ("explanation", EXPLAIN, "đã làm", 0),
        ("evidence", PROVE, "", 1),
        ("report", REPORT, "", 1),
    ],
)
def test_each_demand_is_met_by_its_own_thing(demand, sentence, explanation, evidence_count):
    row_ = points_row(**{demand: "always"})
    assert demands_unmet(row_, value(1), "", 0) == sentence
    assert demands_unmet(row_, value(1), explanation, evidence_count) is None


@pytest.mark.parametrize("blank", ["", "   ", "\n\t"])
def test_blanks_are_no_explanation(blank):
    assert demands_unmet(points_row(explanation="always"), value(1), blank, 5) == EXPLAIN


def test_a_text_is_no_attached_report():
    assert demands_unmet(points_row(report="when_positive"), value(1), "đã làm nhiều việc", 0) == REPORT


def test_the_report_is_asked_for_before_the_rest():
    row_ = points_row(report="always", explanation="always", evidence="always")
    assert demands_unmet(row_, value(1), "", 0) == REPORT
    assert demands_unmet(row_, value(1), "", 1) == EXPLAIN
    assert demands_unmet(row_, value(1), "đã làm", 1) is None


@pytest.mark.parametrize(("code", "asked"), [("fail", EXPLAIN), ("pass", None)])
def test_a_failed_row_is_explained(code, asked):
    row_ = single("pass_fail", demands={"explanation": "when_failed"})
    assert demands_unmet(row_, choice(code), "", 0) == asked


def test_a_deduction_is_explained_when_something_is_taken_off():
    row_ = single("deduction", 3, step="0.5", demands={"explanation": "when_positive"})
    assert demands_unmet(row_, value("0.5"), "", 0) == EXPLAIN
    assert demands_unmet(row_, value(0), "", 0) is None


@pytest.mark.parametrize("when", [None, "when_failed", "when_not_applicable"])
def test_a_deduction_is_explained_whatever_its_row_says(when):
    row_ = single("deduction", 3, step="0.5", demands={"explanation": when} if when else {})
    assert demands_unmet(row_, value("0.5"), " ", 3) == EXPLAIN
    assert demands_unmet(row_, value("0.5"), "họp muộn", 0) is None
    assert demands_unmet(row_, value(0), "", 0) is None


@pytest.mark.parametrize("when", ["when_positive", "when_below_maximum"])
def test_a_row_set_aside_by_a_plan_of_zero_asks_for_nothing_more(when):
    row_ = single("ratio", 3, plan_entered=True, when_plan_zero="excluded", demands={"explanation": when})
    assert demands_unmet(row_, planned(0, 2), "", 0) is None
    assert demands_unmet(row_, planned(4, 2), "", 0) == EXPLAIN


@pytest.mark.parametrize(("when", "asked"), [("when_positive", EXPLAIN), ("when_below_maximum", EXPLAIN)])
def test_lines_are_explained_like_any_points(when, asked):
    row_ = single("lines", 3, demands={"explanation": when})
    assert demands_unmet(row_, lines(line(1)), "", 0) == asked


@pytest.mark.parametrize(
    ("when", "asked"), [(None, False), ("when_failed", False), ("always", True), ("when_not_applicable", True)]
)
def test_a_row_says_whether_setting_it_aside_takes_a_reason(when, asked):
    assert asks_for_reason(points_row(**({"explanation": when} if when else {}))) is asked


def test_a_count_is_explained_when_something_is_counted():
    row_ = single("count", 5, unit="0.5", demands={"explanation": "when_positive"})
    assert demands_unmet(row_, value(1), "", 0) == EXPLAIN
    assert demands_unmet(row_, value(0), "", 0) is None


def test_rows_without_demands_ask_for_nothing():
    assert demands_unmet(points_row(), value(6), "", 0) is None


@pytest.mark.parametrize("mark", [MarkValue(), value("4.6")])
def test_a_row_without_a_valid_mark_asks_for_the_mark_first(mark):
    assert demands_unmet(points_row(explanation="always"), mark, "", 0) is None


def test_missing_items_say_row_by_row_what_a_sheet_lacks():
    sheet = build(
        row("I", "group", 8,
            row("I.1", "points", 6, marker="1"),
            row("I.2", "points", 2, marker="2", spec={"step": "0.5", "demands": {"evidence": "always"}}),
            marker="I"),
        row("II", "pass_fail", None, marker="II", spec={"demands": {"explanation": "when_failed"}}),
    )  # fmt: skip
    entries = {"I.1": Entry(value("4.6")), "I.2": Entry(value(2)), "II": Entry(choice("fail"), " ")}
    assert missing_items(sheet, entries) == [
        ("I.1", "Mục I.1: điểm phải từ 0 đến 6, bước 0,5."),
        ("I.2", "Mục I.2: cần kèm ít nhất một minh chứng cho nội dung này."),
        ("II", "Mục II: cần ghi giải trình cho nội dung này."),
    ]
    assert missing_items(sheet, {}) == [
        ("I.1", "Mục I.1: chưa chấm."),
        ("I.2", "Mục I.2: chưa chấm."),
        ("II", "Mục II: chưa chấm."),
    ]
    good = {
        "I.1": Entry(value("4.5")),
        "I.2": Entry(value(2), evidence_count=1),
        "II": Entry(choice("fail"), "chưa họp đủ"),
    }
    assert missing_items(sheet, good) == []


def test_the_second_bonus_needs_its_report_only_with_points():
    sheet = rubric("s0-chi-bo")
    entries = {leaf.code: Entry(value(0)) for leaf in sheet.leaves()}
    assert missing_items(sheet, entries) == []
    entries["II.2"] = Entry(value(3), "đã có cách làm mới")
    assert missing_items(sheet, entries) == [
        ("II.2", "Mục II.2: cần kèm báo cáo giải trình cụ thể cho nội dung này."),
    ]
    entries["II.2"] = Entry(value(3), evidence_count=1)
    assert missing_items(sheet, entries) == []
