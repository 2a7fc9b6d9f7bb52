"""Conditions as plain mappings: reading and writing their vocabulary.

Nothing here evaluates; `evaluate` does. The dataclasses stand in `vocabulary`.
"""

from collections.abc import Iterator

from .codec import DECIMAL, SCALAR, TEXT, WHOLE, Codec, checked, lazy, list_of, one_of, record
from .vocabulary import (
    AGGREGATES,
    COMPARISONS,
    EFFECTS,
    SOURCES,
    UNITS,
    YES_NO,
    Applicability,
    Condition,
    Effect,
    Field,
    Filter,
    Metric,
    Rule,
    Scalar,
    Size,
    Window,
)  # fmt: skip

__all__ = [
    "AGGREGATES", "APPLICABILITY", "COMPARISONS", "CONDITION", "EFFECT", "EFFECTS", "FIELD", "FILTER", "METRIC",
    "RULE", "RULES", "SIZE", "SOURCES", "TEXTS", "UNITS", "WINDOW", "Applicability", "Condition", "Effect", "Field",
    "Filter", "Metric", "Rule", "Scalar", "Size", "Window", "fields_used", "given", "metrics",
]  # fmt: skip

_NEED_TEST = ("every", "longest_run")
_NEED_FIELD = ("sum", "average", "least", "greatest", "value")


def given(thing: Filter | Condition) -> list[str]:
    """The names of the comparisons that are written."""
    return [name for name in COMPARISONS if getattr(thing, name) is not None]


def _field_complaint(found: Field) -> str | None:
    if found.labels and len(found.labels) != len(found.levels):
        return f"trường “{found.code}” phải có đủ tên cho từng mức"
    return None


def _filter_complaint(found: Filter) -> str | None:
    if len(given(found)) != 1:
        return f"bộ lọc “{found.field}” phải có đúng một phép so sánh"
    return None


def _window_complaint(found: Window) -> str | None:
    fixed = (found.from_year, found.to_year)
    if found.last is not None:
        return None if fixed == (None, None) and found.last else "khoảng thời gian ghi hai cách cùng lúc"
    if found.from_year is None or found.to_year is None or found.from_year > found.to_year:
        return "khoảng thời gian cần “last” hoặc “from_year” đến “to_year”"
    return None


def _metric_complaint(found: Metric) -> str | None:
    by_fields = bool(found.field and found.total_field)
    if found.aggregate == "share" and by_fields == bool(found.holds):
        return "phép gộp “share” cần “holds”, hoặc “field” và “total_field”"
    if found.aggregate in _NEED_TEST and not found.holds:
        return f"phép gộp “{found.aggregate}” cần “holds”"
    if found.aggregate in _NEED_FIELD and not found.field:
        return f"phép gộp “{found.aggregate}” cần “field”"
    return None


def _condition_complaint(found: Condition) -> str | None:
    shapes = [shape for shape in (found.all, found.any, found.metric) if shape is not None]
    if len(shapes) != 1 or not shapes[0]:
        return "điều kiện phải có đúng một trong “all”, “any”, “metric”"
    wanted = 1 if found.metric and found.metric.aggregate not in YES_NO else 0
    if len(given(found)) != wanted:
        return "điều kiện phải có đúng một phép so sánh" if wanted else "điều kiện này không dùng phép so sánh"
    return None


def _effect_complaint(found: Effect) -> str | None:
    if (found.type == "cap") != (found.cap is not None):
        return "tác động “cap” cần mức trần “cap”"
    if (found.type == "force") != (found.choice is not None):
        return "tác động “force” cần “choice”"
    if found.rows and found.type != "cap":
        return "“rows” chỉ dùng cho tác động “cap”"
    return None


_COMPARING: dict[str, Codec] = dict.fromkeys(COMPARISONS[:-1], SCALAR) | {"any_of": list_of(SCALAR)}
TEXTS = list_of(TEXT)
FIELD = checked(
    record(
        Field,
        {
            "code": TEXT, "label": TEXT, "source": one_of(*SOURCES),
            "type": one_of("number", "yes_no", "level", "date", "text"),
            "levels": TEXTS, "labels": TEXTS, "entered_by": TEXT, "confirmed_by": TEXT, "note": TEXT,
            "until_confirmed": one_of("unknown", "counts"),
        },
        ("code", "label", "source", "type"),
    ),
    _field_complaint,
)  # fmt: skip
FILTER = checked(record(Filter, {"field": TEXT} | _COMPARING, ("field",)), _filter_complaint)
WINDOW = checked(
    record(
        Window,
        {"last": WHOLE, "unit": one_of("month", "quarter", "year"), "from_year": WHOLE, "to_year": WHOLE},
    ),
    _window_complaint,
)
METRIC = checked(
    record(
        Metric,
        {
            "source": one_of(*SOURCES), "aggregate": one_of(*AGGREGATES), "field": TEXT, "total_field": TEXT,
            "of": one_of(*UNITS), "programme": TEXT, "rows": TEXTS, "window": WINDOW,
            "where": list_of(FILTER),
            "holds": list_of(FILTER), "each": one_of("month", "quarter", "year"),
            "when_empty": one_of("unknown", "holds", "fails"),
            "when_new": one_of("clip", "whole", "holds", "fails", "unknown"),
        },
        ("source", "aggregate"),
    ),
    _metric_complaint,
)  # fmt: skip
CONDITION: Codec = checked(
    record(
        Condition,
        {"all": list_of(lazy(lambda: CONDITION)), "any": list_of(lazy(lambda: CONDITION)), "metric": METRIC}
        | _COMPARING,
    ),
    _condition_complaint,
)
SIZE = record(Size, {"at_least": WHOLE, "at_most": WHOLE})
APPLICABILITY = record(
    Applicability,
    {
        "level": TEXTS, "kind": TEXTS, "sector": TEXTS, "period": TEXTS, "size": SIZE, "declared": TEXT,
        "not_declared": TEXT,
    },
)  # fmt: skip
EFFECT = checked(
    record(
        Effect,
        {
            "type": one_of(*EFFECTS), "on": one_of("fails", "holds"), "cap": DECIMAL, "choice": TEXT,
            "outcomes": TEXTS, "rows": TEXTS,
        },
        ("type",),
    ),
    _effect_complaint,
)  # fmt: skip
RULE = record(
    Rule,
    {
        "code": TEXT, "text": TEXT, "when": CONDITION, "effect": EFFECT, "applies": APPLICABILITY,
        "clause": TEXT, "note": TEXT,
    },
    ("code", "text", "when", "effect"),
)  # fmt: skip
RULES = list_of(RULE)


def metrics(condition: Condition) -> Iterator[Metric]:
    """Every metric of a condition, nested ones included."""
    if condition.metric is not None:
        yield condition.metric
    for part in (condition.all or ()) + (condition.any or ()):
        yield from metrics(part)


def fields_used(condition: Condition) -> set[tuple[str, str]]:
    """Every (source, field) that a condition reads, nested ones included."""
    used: set[tuple[str, str]] = set()
    for metric in metrics(condition):
        names = {each.field for each in metric.where + metric.holds}
        names |= {name for name in (metric.field, metric.total_field) if name}
        used |= {(metric.source, name) for name in names}
    return used
