"""Conditions over records, worked by hand: aggregates, comparisons, each, windows, what is empty or unknown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scoring.pure.conditions import CONDITION, METRIC
from scoring.pure.evaluate import evaluate, measured
from scoring.pure.records import Period

from .builders import NOT_APPLICABLE, build, choice, row, value
from .observing import FIELDS, SHEET, YEAR, context, declared, found, meeting, seen, year

LOG = [
    meeting(1, kind="thuong_ky", grade="tot", present=18, members=20, minutes=True),
    meeting(2, kind="thuong_ky", grade="kha", present=20, members=20, minutes=True),
    meeting(3, kind="thuong_ky", grade="tot", present=19, members=20, minutes=False),
    meeting(3, 20, kind="chuyen_de", grade="trung_binh", present=15, members=20, minutes=True),
]
REGULAR = [{"field": "kind", "equals": "thuong_ky"}]
GOOD = [{"field": "grade", "at_least": "kha"}]


def meetings(aggregate, **keys):
    return {"source": "meetings", "aggregate": aggregate} | keys


def verdict(metric, over=LOG, **comparison):
    return found({"metric": metric} | comparison, meetings=over).holds


@pytest.mark.parametrize(
    ("metric", "figure"),
    [
        (meetings("count"), "4"),
        (meetings("count", where=REGULAR), "3"),
        (meetings("count", where=REGULAR, holds=[{"field": "grade", "equals": "tot"}]), "2"),
        (meetings("count", where=[{"field": "grade", "any_of": ["kha", "trung_binh"]}]), "2"),
        (meetings("count", where=[{"field": "present", "more_than": "18"}]), "2"),
        (meetings("count", where=[{"field": "present", "less_than": "18"}]), "1"),
        (meetings("count", where=[{"field": "present", "at_most": "18"}]), "2"),
        (meetings("count", where=[{"field": "minutes", "equals": False}]), "1"),
        (meetings("share", holds=GOOD), "75"),
        (meetings("share", field="present", total_field="members"), "90"),
        (meetings("sum", field="present"), "72"),
        (meetings("average", field="present"), "18"),
        (meetings("least", field="present"), "15"),
        (meetings("greatest", field="present", where=REGULAR), "20"),
        (meetings("longest_run", holds=GOOD), "3"),
        (meetings("longest_run", where=REGULAR, holds=[{"field": "minutes", "equals": True}]), "2"),
        (meetings("value", field="present"), "15"),
    ],
)
def test_every_aggregate_gives_its_figure(metric, figure):
    wanted = Decimal(figure)
    assert measured(METRIC.read(metric), context(meetings=LOG))[0] == wanted
    for name, at, above, under in (
        ("equals", True, False, False), ("at_least", True, False, True), ("more_than", False, False, True),
        ("at_most", True, True, False), ("less_than", False, True, False),
    ):  # fmt: skip
        assert verdict(metric, **{name: str(wanted)}) is at
        assert verdict(metric, **{name: str(wanted + 1)}) is above
        assert verdict(metric, **{name: str(wanted - 1)}) is under
    assert verdict(metric, any_of=[str(wanted - 1), str(wanted + 1)]) is False


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (meetings("every", where=REGULAR, holds=GOOD), True),
        (meetings("every", holds=GOOD), False),
        (meetings("none", where=[{"field": "grade", "equals": "kem"}]), True),
        (meetings("none", where=REGULAR, holds=[{"field": "minutes", "equals": False}]), False),
    ],
)
def test_every_and_none_compare_nothing(metric, expected):
    assert verdict(metric) is expected


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ({"equals": "kha"}, True), ({"equals": "tot"}, False), ({"at_least": "kha"}, True),
        ({"more_than": "kha"}, False),
        ({"at_most": "kha"}, True), ({"less_than": "kha"}, False), ({"at_least": "tot"}, False),
        ({"any_of": ["kha", "tot"]}, True), ({"any_of": ["tot"]}, False),
    ],
)  # fmt: skip
def test_levels_compare_in_the_declared_order(comparison, expected):
    value_of = {"metric": {"source": "facts", "aggregate": "value", "field": "level"}} | comparison
    assert found(value_of, facts=[declared(level="kha")]).holds is expected
    least = {"metric": meetings("least", field="grade", where=REGULAR)} | comparison
    assert found(least, meetings=LOG).holds is expected


@pytest.mark.parametrize(
    ("field", "known", "comparison"),
    [
        ("level", "xuat_sac", {"at_least": "kha"}),
        ("good", "nhiều", {"at_least": "1"}),
        ("good", True, {"at_least": "1"}),
        ("calm", 1, {"equals": True}),
        ("calm", None, {"equals": True}),
        ("good", ["a", "b"], {"at_least": "1"}),
    ],
)
def test_a_value_of_another_kind_is_not_known(field, known, comparison):
    condition = {"metric": {"source": "facts", "aggregate": "value", "field": field}} | comparison
    assert found(condition, facts=[declared(**{field: known})]).holds is None


def test_days_compare_as_days():
    condition = {"metric": {"source": "facts", "aggregate": "value", "field": "sent"}, "at_most": "2026-01-20"}
    assert [found(condition, facts=[declared(sent=day)]).holds for day in ("2026-01-20", "2026-01-21")] == [True, False]


def test_several_words_in_one_value():
    def titles(**test):
        metric = {"source": "years", "aggregate": "count", "where": [{"field": "titles"} | test]}
        return found({"metric": metric, "at_least": "1"}, years=[year(2026, titles=["a", "b"])]).holds

    assert [titles(equals="a"), titles(equals="c"), titles(any_of=["c", "b"]), titles(any_of=["c"])] == [
        True, False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "comparison", "default"),
    [
        (meetings("count"), {"at_least": "1"}, None),
        (meetings("sum", field="present"), {"at_most": "5"}, None),
        (meetings("every", holds=GOOD), {}, None),
        (meetings("none"), {}, None),
        (meetings("share", holds=GOOD), {"at_least": "50"}, None),
    ],
)
def test_no_record_at_all_comes_to_what_the_rubric_says(metric, comparison, default):
    for when, expected in (("unknown", default), ("holds", True), ("fails", False)):
        assert verdict(metric | {"when_empty": when}, [], **comparison) is expected


@pytest.mark.parametrize(
    ("metric", "comparison", "plain"),
    [
        (meetings("count", where=[{"field": "grade", "equals": "kem"}]), {"at_least": "1"}, False),
        (meetings("none", where=[{"field": "grade", "equals": "kem"}]), {}, True),
        (meetings("sum", field="present", where=[{"field": "grade", "equals": "kem"}]), {"at_most": "0"}, True),
        (meetings("longest_run", where=[{"field": "grade", "equals": "kem"}], holds=GOOD), {"at_least": "1"}, False),
    ],
)
def test_counting_nothing_among_records_is_zero(metric, comparison, plain):
    assert verdict(metric | {"when_empty": "unknown"}, **comparison) is plain


def test_a_share_of_nothing_comes_to_what_the_rubric_says():
    zero = {"source": "facts", "aggregate": "share", "field": "good", "total_field": "total"}
    for when, expected in (("unknown", None), ("holds", True), ("fails", False)):
        condition = {"metric": zero | {"when_empty": when}, "at_least": "100"}
        assert found(condition, facts=[declared(good=0, total=0)]).holds is expected
        assert found(condition, facts=[]).holds is None
        assert found(condition, facts=[declared(good=0)]).holds is None


def test_what_is_to_be_confirmed_is_not_known_before_unless_it_counts():
    def figure(field, *waiting):
        metric = {"source": "facts", "aggregate": "value", "field": field}
        return found({"metric": metric, "at_most": "0"}, facts=[declared(waiting=waiting, **{field: 0})]).holds

    assert (figure("checked"), figure("checked", "checked")) == (True, None)
    assert (figure("meanwhile"), figure("meanwhile", "meanwhile")) == (True, True)


def test_a_source_that_was_not_gathered_is_not_enough_data():
    finding = found({"metric": meetings("count", when_empty="holds"), "at_least": "1"})
    assert (finding.holds, finding.lacking) == (None, ("chưa thu thập sổ sinh hoạt",))


ONE_A_MONTH = {"metric": meetings("count", where=REGULAR, each="month", when_empty="fails"), "at_least": "1"}


@pytest.mark.parametrize(
    ("months", "keys", "expected"),
    [
        (range(1, 13), {}, True),
        (range(1, 12), {}, False),
        (range(1, 4), {"as_of": date(2026, 3, 31)}, True),
        (range(1, 4), {"as_of": date(2026, 4, 1)}, True),
        (range(1, 4), {"as_of": date(2026, 4, 29)}, True),
        (range(1, 4), {"as_of": date(2026, 4, 30)}, False),
        (range(1, 12), {"as_of": date(2026, 12, 1)}, True),
        (range(1, 13), {"as_of": date(2026, 12, 5)}, True),
        (range(2, 12), {"as_of": date(2026, 12, 1)}, False),
        ((), {"as_of": date(2026, 1, 1)}, None),
        (range(5, 13), {"founded": date(2026, 5, 1)}, True),
        (range(6, 13), {"founded": date(2026, 5, 20)}, True),
        (range(5, 13), {"founded": date(2026, 5, 20)}, False),
        (range(7, 13), {"founded": date(2026, 5, 20)}, False),
        (range(1, 13), {"founded": date(2020, 5, 20)}, True),
    ],
)
def test_each_month_is_asked_for_from_the_founding_to_the_day_of_gathering(months, keys, expected):
    over = [meeting(month, kind="thuong_ky") for month in months]
    if keys == {"founded": date(2026, 5, 20)} and 5 in months:
        over[0] = meeting(5, 25, kind="chuyen_de")
    assert found(ONE_A_MONTH, meetings=over, **keys).holds is expected


@pytest.mark.parametrize(
    ("when_new", "expected"),
    [("clip", True), ("whole", False), ("holds", True), ("fails", False), ("unknown", None)],
)
def test_the_rubric_says_how_a_new_unit_counts(when_new, expected):
    condition = {"metric": meetings("count", each="month", when_empty="fails", when_new=when_new), "at_least": "1"}
    over = [meeting(month) for month in range(6, 13)]
    assert found(condition, meetings=over, founded=date(2026, 6, 1)).holds is expected
    assert found(condition, meetings=[meeting(month) for month in range(1, 13)], founded=date(2025, 6, 1)).holds


def test_each_quarter_and_each_year():
    quarterly = {"metric": meetings("count", each="quarter", when_empty="fails"), "at_least": "1"}
    assert found(quarterly, meetings=[meeting(month) for month in (1, 6, 7, 12)]).holds is True
    finding = found(quarterly, meetings=[meeting(month) for month in (1, 6, 12)])
    assert (finding.holds, finding.found, finding.records) == (False, "3/4 quý, trừ quý 3/2026", ("quý 3/2026",))
    yearly = {
        "metric": {"source": "facts", "aggregate": "value", "field": "good", "each": "year", "window": {"last": 2}},
        "at_least": "1",
    }
    assert found(yearly, facts=[declared(2025, good=1), declared(good=1)]).holds is True
    assert found(yearly, facts=[declared(2025, good=0), declared(good=1)]).holds is False
    assert found(yearly, facts=[declared(good=1)]).holds is None


QUARTERS = [(1, 1, 1), (2, 4, 0), (3, 7, 0), (4, 10, 0)]


@pytest.mark.parametrize(
    ("window", "period", "expected"),
    [
        (None, YEAR, 2),
        ({"last": 2}, YEAR, 3),
        ({"last": 3}, YEAR, 4),
        ({"last": 1, "unit": "quarter"}, YEAR, 1),
        ({"last": 7, "unit": "month"}, YEAR, 2),
        ({"last": 2, "unit": "month"}, YEAR, 1),
        ({"from_year": 2024, "to_year": 2025}, YEAR, 2),
        ({"from_year": 2026, "to_year": 2026}, YEAR, 2),
        (None, Period("quarter", date(2026, 4, 1), date(2026, 6, 30)), 1),
        ({"last": 2, "unit": "quarter"}, Period("month", date(2026, 6, 1), date(2026, 6, 30)), 1),
    ],
)
def test_windows_end_with_the_period_or_are_fixed(window, period, expected):
    over = [meeting(5, year=2024), meeting(1, year=2025), meeting(6), meeting(12, 31)]
    metric = meetings("count") | ({"window": window} if window else {})
    assert measured(METRIC.read(metric), context(meetings=over, period=period))[0] == expected


def test_a_year_without_a_line_in_the_ledger_is_not_known():
    run = {
        "metric": {
            "source": "years", "aggregate": "longest_run", "window": {"last": 3},
            "holds": [{"field": "grade", "at_least": "tot"}],
        },
        "at_least": "3",
    }  # fmt: skip
    known = [year(2024, grade="tot"), year(2026, grade="tot")]
    assert found(run, years=[*known, year(2025, grade="xuat_sac")]).holds is True
    finding = found(run, years=known)
    assert (finding.holds, finding.lacking) == (None, ("thiếu năm 2025",))
    assert found(run, years=[*known, year(2025, grade="khong")]).holds is False
    assert found(run, years=known, founded=date(2025, 1, 1)).holds is False


def test_children_of_whom_nothing_is_known_count_as_unknown():
    share = {
        "metric": {"source": "years", "aggregate": "share", "of": "children",
                   "holds": [{"field": "grade", "at_least": "tot"}]},
        "at_least": "50",
    }  # fmt: skip

    def units(*grades):
        return [
            replace(year(2026, **({"grade": grade} if grade else {})), label=f"Đơn vị {n}", unit=str(n))
            for n, grade in enumerate(grades)
        ]

    assert found(share, years_children=units("tot", "khong")).holds is True
    assert found(share, years_children=units("tot", "khong", "khong", None)).holds is None
    assert found(share, years_children=units("tot", "khong", "khong", "khong", None)).holds is False
    assert found(share, years_children=[]).holds is None
    assert found(share, years=units("tot")).holds is None


def test_other_sheets_are_chosen_by_programme():
    metric = {
        "source": "sheets",
        "aggregate": "count",
        "programme": "p",
        "where": [{"field": "outcome", "equals": "x"}],
    }
    over = [replace(year(2026, outcome="x"), programme=name) for name in ("p", "p", "q")]
    assert found({"metric": metric, "equals": "2"}, sheets=over).holds is True


MARKED = build(
    row("A", "group", 10,
        row("A.1", maximum=6), row("A.2", maximum=4, spec={"step": "0.5", "when_not_applicable": "excluded"})),
    row("B", "choice", spec={"choices": [
        {"code": "tot", "label": "Tốt", "rank": 1}, {"code": "kha", "label": "Khá", "rank": 2}]}),
    row("C", "pass_fail"),
    fields=FIELDS,
)  # fmt: skip
MARKS = {"A.1": value(6), "A.2": value(2), "B": choice("kha"), "C": choice("pass")}


@pytest.mark.parametrize(
    ("metric", "comparison", "changed", "expected"),
    [
        ({"aggregate": "sum", "field": "points", "rows": ["A.1", "A.2"]}, {"at_least": "8"}, {}, True),
        ({"aggregate": "value", "field": "points", "rows": ["A"]}, {"at_least": "8"}, {}, True),
        ({"aggregate": "value", "field": "percent", "rows": ["A"]}, {"at_least": "80"}, {}, True),
        ({"aggregate": "value", "field": "percent", "rows": ["A"]}, {"equals": "100"}, {"A.2": NOT_APPLICABLE}, True),
        ({"aggregate": "every", "rows": ["A.1", "A.2"], "holds": [{"field": "percent", "at_least": "60"}]}, {},
         {}, False),
        ({"aggregate": "every", "rows": ["A.1", "A.2"], "holds": [{"field": "percent", "at_least": "60"}]}, {},
         {"A.2": NOT_APPLICABLE}, True),
        ({"aggregate": "value", "field": "choice", "rows": ["B"]}, {"at_least": "kha"}, {}, True),
        ({"aggregate": "value", "field": "choice", "rows": ["B"]}, {"at_least": "tot"}, {}, False),
        ({"aggregate": "count", "where": [{"field": "choice", "equals": "pass"}]}, {"equals": "1"}, {}, True),
        ({"aggregate": "count", "rows": ["C"], "where": [{"field": "choice", "equals": "pass"}]}, {"equals": "1"}, {},
         True),
        ({"aggregate": "count", "where": [{"field": "not_applicable", "equals": True}]}, {"equals": "1"},
         {"A.2": NOT_APPLICABLE}, True),
        ({"aggregate": "value", "field": "points", "rows": ["A.1"]}, {"at_least": "1"}, {"A.1": None}, None),
    ],
)  # fmt: skip
def test_marks_of_this_sheet_are_read_as_records(metric, comparison, changed, expected):
    marks = {code: mark for code, mark in (MARKS | changed).items() if mark is not None}
    condition = {"metric": {"source": "marks"} | metric} | comparison
    assert evaluate(CONDITION.read(condition), context(MARKED, marks)).holds is expected


@pytest.mark.parametrize(
    ("parts", "every", "some"),
    [
        ((True, True), True, True), ((True, False), False, True), ((True, None), None, True),
        ((False, None), False, None), ((None, None), None, None), ((False, False), False, False),
    ],
)  # fmt: skip
def test_all_and_any_are_three_valued(parts, every, some):
    codes = {True: "good", False: "total", None: "checked"}
    conditions = [
        {"metric": {"source": "facts", "aggregate": "value", "field": codes[part]}, "at_least": "1"} for part in parts
    ]
    given = [declared(good=1, total=0)]
    assert found({"all": conditions}, facts=given).holds is every
    assert found({"any": conditions}, facts=given).holds is some


def test_the_first_sheet_has_no_records_to_be_measured():
    metric = METRIC.read(meetings("count"))
    assert measured(metric, context(SHEET)) == (None, ())
    assert measured(metric, replace(context(SHEET), seen=None)) == (None, ())
    assert measured(metric, context(SHEET, meetings=LOG))[1] == tuple(each.label for each in LOG)
    assert seen(meetings=LOG).covered == {("meetings", "self")}
