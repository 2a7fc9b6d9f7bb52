from decimal import Decimal

import pytest

from scoring.pure.codec import UnreadableError
from scoring.pure.conditions import (
    APPLICABILITY,
    CONDITION,
    EFFECT,
    FIELD,
    FILTER,
    METRIC,
    RULE,
    WINDOW,
    Filter,
    Metric,
    Size,
    Window,
    fields_used,
)

COUNT = {"source": "meetings", "aggregate": "count", "where": [{"field": "kind", "equals": "chuyen_de"}]}
TEST = {"metric": COUNT, "at_least": "2"}
RULE_MAPPING = {
    "code": "chuyen-de",
    "text": "có ít nhất 02 kỳ sinh hoạt chuyên đề",
    "when": TEST,
    "effect": {"type": "block", "outcomes": ["dat"]},
    "applies": {"sector": ["doanh_nghiep"]},
    "clause": "mục 1.2",
    "note": "ghi chú",
}


def test_a_metric_is_read_whole():
    metric = METRIC.read(
        {
            "source": "years",
            "aggregate": "longest_run",
            "of": "children",
            "window": {"last": 5},
            "holds": [{"field": "grade", "at_least": "hoan_thanh_tot"}],
            "when_empty": "fails",
            "when_new": "whole",
        }
    )
    assert metric == Metric(
        source="years",
        aggregate="longest_run",
        of="children",
        window=Window(last=5),
        holds=(Filter("grade", at_least="hoan_thanh_tot"),),
        when_empty="fails",
        when_new="whole",
    )


@pytest.mark.parametrize(
    "metric",
    [
        COUNT,
        {"source": "meetings", "aggregate": "none", "where": [{"field": "grade", "equals": "kem"}]},
        {"source": "meetings", "aggregate": "every", "holds": [{"field": "absent", "at_most": "0"}]},
        {"source": "facts", "aggregate": "share", "field": "good", "total_field": "total"},
        {"source": "meetings", "aggregate": "share", "holds": [{"field": "topic", "any_of": ["a", "b"]}]},
        {"source": "marks", "aggregate": "sum", "field": "points", "rows": ["I.1", "I.2"]},
        {"source": "facts", "aggregate": "value", "field": "complaints"},
        {"source": "meetings", "aggregate": "average", "field": "present", "each": "quarter"},
        {"source": "meetings", "aggregate": "least", "field": "speakers"},
        {"source": "meetings", "aggregate": "greatest", "field": "speakers"},
        {"source": "sheets", "aggregate": "every", "programme": "p",
         "holds": [{"field": "o", "equals": "x"}]},
        {"source": "years", "aggregate": "count", "of": "subtree", "window": {"last": 5}},
    ],
)  # fmt: skip
def test_every_metric_comes_back_unchanged(metric):
    assert METRIC.write(METRIC.read(metric)) == metric


@pytest.mark.parametrize(
    ("metric", "message"),
    [
        ({"aggregate": "count"}, "thiếu khóa “source”"),
        ({"source": "meetings"}, "thiếu khóa “aggregate”"),
        ({"source": "diary", "aggregate": "count"}, "“diary” không thuộc"),
        ({"source": "facts", "aggregate": "median"}, "“median” không thuộc"),
        ({"source": "facts", "aggregate": "every"}, "“every” cần “holds”"),
        ({"source": "years", "aggregate": "longest_run"}, "“longest_run” cần “holds”"),
        ({"source": "facts", "aggregate": "sum"}, "“sum” cần “field”"),
        ({"source": "facts", "aggregate": "value"}, "“value” cần “field”"),
        ({"source": "facts", "aggregate": "share"}, "“share” cần"),
        ({"source": "facts", "aggregate": "share", "field": "a"}, "“share” cần"),
        (
            {
                "source": "facts",
                "aggregate": "share",
                "field": "a",
                "total_field": "b",
                "holds": [{"field": "c", "equals": True}],
            },
            "“share” cần",
        ),
        ({"source": "facts", "aggregate": "count", "of": "cousins"}, "“cousins” không thuộc"),
        ({"source": "facts", "aggregate": "count", "each": "week"}, "“week” không thuộc"),
        ({"source": "facts", "aggregate": "count", "colour": "red"}, "khóa không biết “colour”"),
    ],
)
def test_a_metric_that_says_too_little_or_too_much_is_refused(metric, message):
    with pytest.raises(UnreadableError, match=message):
        METRIC.read(metric)


@pytest.mark.parametrize(
    "given",
    [
        {"field": "a"},
        {"field": "a", "equals": "x", "at_least": "1"},
    ],
)
def test_a_filter_has_exactly_one_comparison(given):
    with pytest.raises(UnreadableError, match="đúng một phép so sánh"):
        FILTER.read(given)


def test_comparing_with_false_is_a_comparison():
    assert FILTER.read({"field": "a", "equals": False}) == Filter("a", equals=False)
    assert FILTER.write(Filter("a", equals=False)) == {"field": "a", "equals": False}


def test_comparing_with_zero_is_a_comparison():
    assert FILTER.write(FILTER.read({"field": "a", "at_most": 0})) == {"field": "a", "at_most": "0"}


@pytest.mark.parametrize(
    "given",
    [
        {"last": 5},
        {"last": 3, "unit": "month"},
        {"from_year": 2020, "to_year": 2024},
        {"from_year": 2024, "to_year": 2024},
    ],
)
def test_a_window_is_relative_or_fixed(given):
    assert WINDOW.write(WINDOW.read(given)) == given


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"last": 0},
        {"from_year": 2020},
        {"to_year": 2020},
        {"from_year": 2024, "to_year": 2020},
        {"last": 3, "from_year": 2020, "to_year": 2022},
    ],
)
def test_a_window_that_is_neither_is_refused(given):
    with pytest.raises(UnreadableError, match="khoảng thời gian"):
        WINDOW.read(given)


def test_conditions_nest():
    given = {"all": [TEST, {"any": [TEST, {"metric": COUNT, "less_than": "9"}]}]}
    read = CONDITION.read(given)
    assert CONDITION.write(read) == given
    assert read.all[0].at_least == Decimal(2)
    assert read.all[1].any[1].less_than == Decimal(9)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "đúng một trong"),
        ({"all": []}, "đúng một trong"),
        ({"all": [TEST], "any": [TEST]}, "đúng một trong"),
        ({"all": [TEST], "at_least": "2"}, "không dùng phép so sánh"),
        ({"metric": COUNT}, "đúng một phép so sánh"),
        ({"metric": COUNT, "at_least": "2", "at_most": "5"}, "đúng một phép so sánh"),
        ({"metric": {"source": "meetings", "aggregate": "none"}, "at_least": "1"}, "không dùng phép so sánh"),
        ({"not": TEST}, "khóa không biết “not”"),
        ({"all": [{"any": [{}]}]}, "all: any: điều kiện"),
    ],
)
def test_a_condition_without_one_clear_meaning_is_refused(given, message):
    with pytest.raises(UnreadableError, match=message):
        CONDITION.read(given)


@pytest.mark.parametrize(
    "given",
    [
        {"type": "advise"},
        {"type": "full", "on": "holds"},
        {"type": "zero"},
        {"type": "cap", "cap": "2.5"},
        {"type": "cap", "cap": "5", "rows": ["I.1", "I.2"]},
        {"type": "force", "choice": "fail"},
        {"type": "block"},
        {"type": "block", "outcomes": ["xuat-sac"]},
    ],
)
def test_every_effect_comes_back_unchanged(given):
    assert EFFECT.write(EFFECT.read(given)) == given


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"type": "cap"}, "mức trần"),
        ({"type": "zero", "cap": "1"}, "mức trần"),
        ({"type": "force"}, "cần “choice”"),
        ({"type": "advise", "choice": "fail"}, "cần “choice”"),
        ({"type": "zero", "rows": ["I.1"]}, "“rows” chỉ dùng cho"),
        ({"type": "explode"}, "“explode” không thuộc"),
        ({}, "thiếu khóa “type”"),
    ],
)
def test_an_effect_without_its_parts_is_refused(given, message):
    with pytest.raises(UnreadableError, match=message):
        EFFECT.read(given)


def test_a_rule_comes_back_unchanged():
    assert RULE.write(RULE.read(RULE_MAPPING)) == RULE_MAPPING


@pytest.mark.parametrize("key", ["code", "text", "when", "effect"])
def test_a_rule_needs_its_parts(key):
    with pytest.raises(UnreadableError, match=f"thiếu khóa “{key}”"):
        RULE.read({name: part for name, part in RULE_MAPPING.items() if name != key})


def test_applicability_reads_every_property():
    given = {
        "level": ["base"],
        "kind": ["chi_bo_co_so"],
        "sector": ["doanh_nghiep"],
        "period": ["year"],
        "size": {"at_least": 10, "at_most": 30},
        "declared": "directly_rated",
        "not_declared": "deployed",
    }
    read = APPLICABILITY.read(given)
    assert read.size == Size(10, 30)
    assert APPLICABILITY.write(read) == given


def test_a_declared_field_comes_back_unchanged():
    given = {
        "code": "grade",
        "label": "Xếp loại",
        "source": "meetings",
        "type": "level",
        "levels": ["kem", "kha"],
        "entered_by": "unit",
        "confirmed_by": "superior",
        "note": "ghi chú",
        "until_confirmed": "counts",
    }
    assert FIELD.write(FIELD.read(given)) == given


def test_fields_used_finds_every_field_of_nested_conditions():
    condition = CONDITION.read(
        {
            "all": [
                TEST,
                {
                    "any": [
                        {"metric": {"source": "facts", "aggregate": "value", "field": "a"}, "equals": True},
                        {
                            "metric": {
                                "source": "facts",
                                "aggregate": "share",
                                "field": "b",
                                "total_field": "c",
                            },
                            "at_least": "50",
                        },
                        {
                            "metric": {
                                "source": "meetings",
                                "aggregate": "every",
                                "where": [{"field": "d", "equals": True}],
                                "holds": [{"field": "e", "at_least": "1"}],
                            }
                        },
                    ]
                },
            ]
        }
    )
    assert fields_used(condition) == {
        ("meetings", "kind"),
        ("facts", "a"),
        ("facts", "b"),
        ("facts", "c"),
        ("meetings", "d"),
        ("meetings", "e"),
    }
