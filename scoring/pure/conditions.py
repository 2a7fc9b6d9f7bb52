"""The vocabulary of conditions: what is measured, over which records, against which threshold.

Only the vocabulary: reading and writing. Nothing here evaluates; whoever evaluates hands findings to
`outcome.propose`, and whatever has no finding is "not enough data".
"""

from dataclasses import dataclass
from decimal import Decimal

from .codec import DECIMAL, SCALAR, TEXT, WHOLE, Codec, checked, lazy, list_of, one_of, record

Scalar = Decimal | bool | str
SOURCES = ("marks", "sheets", "meetings", "facts", "years")
UNITS = ("self", "children", "subtree")
AGGREGATES = (
    "every", "none", "count", "share", "sum", "average", "least", "greatest", "longest_run", "value",
)  # fmt: skip
COMPARISONS = ("equals", "at_least", "more_than", "at_most", "less_than", "any_of")
EFFECTS = ("advise", "full", "zero", "cap", "force", "block")
_YES_NO = ("every", "none")
_NEED_TEST = ("every", "longest_run")
_NEED_FIELD = ("sum", "average", "least", "greatest", "value")


@dataclass(frozen=True)
class Field:
    """A datum that the programme declares: who enters it, who confirms it, and its levels worst first."""

    code: str
    label: str
    source: str
    type: str
    levels: tuple[str, ...] = ()
    entered_by: str = ""
    confirmed_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Filter:
    """One field of a record against one value; several filters must all hold."""

    field: str
    equals: Scalar | None = None
    at_least: Scalar | None = None
    more_than: Scalar | None = None
    at_most: Scalar | None = None
    less_than: Scalar | None = None
    any_of: tuple[Scalar, ...] | None = None


@dataclass(frozen=True)
class Window:
    """Which time is read: this period, the last n periods of a unit, or fixed years (both included)."""

    last: int | None = None
    unit: str = "year"
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True)
class Metric:
    """`where` selects records, `holds` tests the selected ones, `aggregate` turns them into one number.

    share is 100 × (selected that hold) ÷ selected, or 100 × sum of `field` ÷ sum of `total_field`;
    longest_run counts neighbouring records in time. `when_empty` is what a comparison without any selected
    record, or with a denominator of zero, comes to.
    `each` repeats the aggregate within each month, quarter or year, and every one must satisfy.
    """

    source: str
    aggregate: str
    field: str | None = None
    total_field: str | None = None
    of: str = "self"
    programme: str | None = None
    rows: tuple[str, ...] = ()
    window: Window | None = None
    where: tuple[Filter, ...] = ()
    holds: tuple[Filter, ...] = ()
    each: str | None = None
    when_empty: str = "unknown"


@dataclass(frozen=True)
class Condition:
    """Either `all`, or `any`, or one metric with one comparison (none for every and none)."""

    all: "tuple[Condition, ...] | None" = None
    any: "tuple[Condition, ...] | None" = None
    metric: Metric | None = None
    equals: Scalar | None = None
    at_least: Scalar | None = None
    more_than: Scalar | None = None
    at_most: Scalar | None = None
    less_than: Scalar | None = None
    any_of: tuple[Scalar, ...] | None = None


@dataclass(frozen=True)
class Size:
    """Number of party members of the unit, both ends included."""

    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class Applicability:
    """For which units something applies; every key given must hold.

    `declared` names a yes/no field that the unit declares and the level above confirms.
    """

    level: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    size: Size | None = None
    declared: str | None = None


@dataclass(frozen=True)
class Effect:
    """What happens to the row (or to outcomes) when the condition fails, or holds if `on` says so."""

    type: str
    on: str = "fails"
    cap: Decimal | None = None
    choice: str | None = None
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A sentence of the guideline, its condition and its effect."""

    code: str
    text: str
    when: Condition
    effect: Effect
    applies: Applicability | None = None
    clause: str = ""
    note: str = ""


def _given(thing: Filter | Condition) -> list[str]:
    return [name for name in COMPARISONS if getattr(thing, name) is not None]


def _filter_complaint(found: Filter) -> str | None:
    if len(_given(found)) != 1:
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
    wanted = 1 if found.metric and found.metric.aggregate not in _YES_NO else 0
    if len(_given(found)) != wanted:
        return "điều kiện phải có đúng một phép so sánh" if wanted else "điều kiện này không dùng phép so sánh"
    return None


def _effect_complaint(found: Effect) -> str | None:
    if (found.type == "cap") != (found.cap is not None):
        return "tác động “cap” cần mức trần “cap”"
    if (found.type == "force") != (found.choice is not None):
        return "tác động “force” cần “choice”"
    return None


_COMPARING: dict[str, Codec] = dict.fromkeys(COMPARISONS[:-1], SCALAR) | {"any_of": list_of(SCALAR)}
TEXTS = list_of(TEXT)
FIELD = record(
    Field,
    {
        "code": TEXT, "label": TEXT, "source": one_of(*SOURCES),
        "type": one_of("number", "yes_no", "level", "date", "text"),
        "levels": TEXTS, "entered_by": TEXT, "confirmed_by": TEXT, "note": TEXT,
    },
    ("code", "label", "source", "type"),
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
    {"level": TEXTS, "kind": TEXTS, "sector": TEXTS, "period": TEXTS, "size": SIZE, "declared": TEXT},
)
EFFECT = checked(
    record(
        Effect,
        {
            "type": one_of(*EFFECTS), "on": one_of("fails", "holds"), "cap": DECIMAL, "choice": TEXT,
            "outcomes": TEXTS,
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


def fields_used(condition: Condition) -> set[tuple[str, str]]:
    """Every (source, field) that a condition reads, nested ones included."""
    metric = condition.metric
    if metric is None:
        nested = (condition.all or ()) + (condition.any or ())
        return set().union(*(fields_used(part) for part in nested))
    names = {each.field for each in metric.where + metric.holds}
    names |= {name for name in (metric.field, metric.total_field) if name}
    return {(metric.source, name) for name in names}
