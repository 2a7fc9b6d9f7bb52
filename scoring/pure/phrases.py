"""The words of conditions: comparisons, filters, times, and the thing that a metric measures."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .compare import comparison
from .text import plain, spoken
from .vocabulary import Condition, Field, Filter, Metric, Window

Fields = Mapping[tuple[str, str], Field]
Labels = Mapping[tuple[str, str], str]
UNIT_WORDS = {"month": "tháng", "quarter": "quý", "year": "năm"}
SOURCE_WORDS = {
    "marks": "điểm của phiếu này",
    "sheets": "các phiếu khác",
    "meetings": "sổ sinh hoạt",
    "facts": "số liệu khai báo",
    "years": "kết quả các năm",
}
_NOUNS = {
    "marks": "nội dung của phiếu",
    "sheets": "phiếu",
    "meetings": "buổi sinh hoạt",
    "facts": "kỳ số liệu",
    "years": "năm",
}
BELOW = {"children": "tổ chức đảng trực thuộc", "subtree": "tổ chức đảng cấp dưới"}
_NUMBER = {
    "equals": "bằng {}",
    "at_least": "từ {} trở lên",
    "more_than": "trên {}",
    "at_most": "không quá {}",
    "less_than": "dưới {}",
}
_LEVEL = {
    "equals": "là {}",
    "at_least": "từ {} trở lên",
    "more_than": "trên {}",
    "at_most": "từ {} trở xuống",
    "less_than": "dưới {}",
}
_FALLBACK = Field("", "", "", "number")


def word(value: Any, field: Field | None, labels: Labels | None = None) -> str:
    """A value as people read it: a number, yes or no, the name of a level, or quoted words."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, tuple):
        return ", ".join(word(each, field, labels) for each in value) or "không có"
    levels = field.levels if field else ()
    if isinstance(value, Decimal) and not levels:
        return spoken(value)
    code = plain(value) if isinstance(value, Decimal) else str(value)
    named = field.word(code) if field else code
    kind = {"titles": "programme"}.get(field.code if field else "", field.code if field else "")
    return f"“{(labels or {}).get((kind, code), named)}”"


def bound(name: str, wanted: Any, field: Field | None = None, unit: str = "", labels: Labels | None = None) -> str:
    """A comparison in words: “từ 10 trở lên”."""
    if name == "any_of":
        return f"là một trong: {word(wanted, field, labels)}"
    if isinstance(wanted, bool):
        return word(wanted, field)
    if isinstance(wanted, Decimal) and not (field and field.levels):
        pattern = "bằng {}" if name == "at_most" and not wanted else _NUMBER[name]
        return pattern.format(spoken(wanted) + unit)
    return _LEVEL[name].format(word(wanted, field, labels))


def field_name(field: Field | None, code: str) -> str:
    """The label of a field in quotes; its code where nobody declared it."""
    inner = (field.label if field else code).replace("“", "‘").replace("”", "’")
    return f"“{inner}”"


def filter_words(test: Filter, source: str, fields: Fields, labels: Labels | None = None) -> str:
    """One filter in words."""
    field = fields.get((source, test.field))
    name, wanted = comparison(test)
    named = field_name(field, test.field)
    if isinstance(wanted, bool):
        return f"{named} là {word(wanted, field)}"
    return f"{named} {bound(name, wanted, field, '', labels)}"


def noun(metric: Metric) -> str:
    """What is counted."""
    if metric.of == "self":
        return _NOUNS[metric.source]
    below = BELOW[metric.of]
    if metric.source in ("facts", "years"):
        return f"lượt năm của {below}" if metric.window else below
    return f"{_NOUNS[metric.source]} của {below}"


def time_words(window: Window | None) -> str:
    """The time that a metric reads."""
    if window is None:
        return "trong kỳ đánh giá"
    if window.last is not None:
        return f"trong {window.last} {UNIT_WORDS[window.unit]} gần nhất tính đến hết kỳ đánh giá"
    if window.from_year == window.to_year:
        return f"trong năm {window.from_year}"
    return f"từ năm {window.from_year} đến năm {window.to_year}"


def unit_of(metric: Metric) -> str:
    """The sign behind the figure of a metric."""
    return "%" if metric.aggregate == "share" else ""


def shown_field(metric: Metric, fields: Fields) -> Field | None:
    """The field whose words a figure takes: that of values and extremes; a number for all the rest."""
    if metric.aggregate not in ("value", "least", "greatest"):
        return None
    return fields.get((metric.source, metric.field or ""))


def threshold(condition: Condition, fields: Fields, labels: Labels | None = None) -> str:
    """What the one comparison of a condition asks for."""
    metric = condition.metric
    if metric is None:
        return ""
    if metric.aggregate == "every":
        return "tất cả"
    if metric.aggregate == "none":
        return "không có"
    return bound(*comparison(condition), shown_field(metric, fields), unit_of(metric), labels)
