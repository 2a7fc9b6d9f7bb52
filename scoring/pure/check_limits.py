"""Comparisons that can come out one way only, and tests that exclude each other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from .compare import comparison, rank
from .phrases import Fields, field_name
from .rubric import RubricData
from .vocabulary import Condition, Field, Filter, Metric

_ZERO = Decimal(0)
_OPPOSITE = {"at_least": "less_than", "less_than": "at_least", "more_than": "at_most", "at_most": "more_than"}
NEVER_HOLDS = "không bao giờ đáp ứng được"
NEVER_FAILS = "lúc nào cũng đáp ứng"
Ends = tuple[Decimal | None, Decimal | None]


def _years(metric: Metric) -> int | None:
    """How many years, and so records of the ledger, a metric reads; None where the period decides."""
    if metric.each == "year":
        return 1
    window = metric.window
    if window is None or metric.each:
        return None
    if window.last is not None:
        return window.last if window.unit == "year" else None
    return (window.to_year or 0) - (window.from_year or 0) + 1


def _counted(metric: Metric, rubric: RubricData) -> Ends:
    if metric.source == "marks":
        return _ZERO, Decimal(len(metric.rows or rubric.leaves()))
    years = _years(metric) if metric.source == "years" and metric.of == "self" else None
    return _ZERO, None if years is None else Decimal(years)


def _points(metric: Metric, rubric: RubricData) -> Ends:
    rows = [rubric.by_code[code] for code in metric.rows if code in rubric.by_code] or list(rubric.leaves())
    most = [row.maximum for row in rows if row.maximum is not None]
    least = min((-(row.maximum or _ZERO) for row in rows if row.kind == "deduction"), default=_ZERO)
    return least, max(most, default=_ZERO)


def limits(metric: Metric, rubric: RubricData, fields: Fields) -> Ends:
    """Between which ends the figure of a metric lies in any case; None where there is no end."""
    if metric.aggregate == "share":
        return _ZERO, Decimal(100) if metric.holds else None
    if metric.aggregate in ("count", "longest_run"):
        return _counted(metric, rubric)
    field = fields.get((metric.source, metric.field or ""))
    if metric.source == "marks":
        ends = (_ZERO, Decimal(100)) if metric.field == "percent" else _points(metric, rubric)
        return ends if metric.aggregate != "sum" and metric.field in ("percent", "points") else (None, None)
    if field and field.levels:
        return _ZERO, Decimal(len(field.levels) - 1)
    return (_ZERO, None) if field and field.type == "number" and metric.source != "sheets" else (None, None)


def _can(name: str, wanted: Any, ends: Ends) -> tuple[bool, bool]:
    """Whether a comparison can hold, and whether it can fail, for figures between two ends."""
    low, high = ends
    if name in ("equals", "any_of"):
        each = wanted if isinstance(wanted, tuple) else (wanted,)
        inside = [one for one in each if (low is None or low <= one) and (high is None or one <= high)]
        return bool(inside), not (low is not None and low == high and low in each)
    rising = name in ("at_least", "more_than")
    strict = name in ("more_than", "less_than")
    worst, best = (low, high) if rising else (high, low)

    def meets(end: Decimal) -> bool:
        return end != wanted if strict and end == wanted else (end >= wanted if rising else end <= wanted)

    return best is None or meets(best), worst is None or not meets(worst)


def _as_number(wanted: Any, field: Field | None) -> Any:
    levels = field.levels if field else ()
    if isinstance(wanted, tuple):
        return tuple(_as_number(one, field) for one in wanted)
    return rank(wanted, levels) if levels else wanted


def _numeric(wanted: Any) -> bool:
    return all(type(one) is Decimal for one in (wanted if isinstance(wanted, tuple) else (wanted,)))


def one_sided(condition: Condition, rubric: RubricData, fields: Fields) -> Iterator[str]:
    """What a single comparison can never do."""
    metric = condition.metric
    if metric is None:
        return
    name, wanted = comparison(condition)
    if name:
        if metric.aggregate in ("value", "least", "greatest"):
            wanted = _as_number(wanted, fields.get((metric.source, metric.field or "")))
        holds, fails = _can(name, wanted, limits(metric, rubric, fields)) if _numeric(wanted) else (True, True)
        if not holds or (metric.aggregate in ("count", "longest_run") and name == "equals" and wanted % 1):
            yield NEVER_HOLDS
        elif not fails:
            yield NEVER_FAILS
    if clash(metric.where, metric.source, fields):
        yield "bộ lọc không bao giờ chọn được bản ghi nào"
    elif clash((*metric.where, *metric.holds), metric.source, fields):
        yield NEVER_HOLDS if metric.aggregate != "none" else NEVER_FAILS


class _Interval:
    """What several comparisons of one thing leave."""

    def __init__(self) -> None:
        self.low: tuple[Decimal, bool] | None = None
        self.high: tuple[Decimal, bool] | None = None
        self.among: set[Any] | None = None

    def add(self, name: str, wanted: Any) -> None:
        if name in ("equals", "any_of"):
            each = set(wanted) if isinstance(wanted, tuple) else {wanted}
            self.among = each if self.among is None else self.among & each
        elif type(wanted) is Decimal and name in ("at_least", "more_than"):
            end = (wanted, name == "more_than")
            self.low = end if self.low is None else max(self.low, end)
        elif type(wanted) is Decimal:
            top = (-wanted, name == "less_than")
            self.high = top if self.high is None else max(self.high, top)

    def _inside(self, value: Any) -> bool:
        if type(value) is not Decimal:
            return True
        above = self.low is None or (value > self.low[0] if self.low[1] else value >= self.low[0])
        below = self.high is None or (value < -self.high[0] if self.high[1] else value <= -self.high[0])
        return above and below

    @property
    def empty(self) -> bool:
        if self.among is not None:
            return not any(self._inside(value) for value in self.among)
        if self.low is None or self.high is None:
            return False
        low, high = self.low[0], -self.high[0]
        return low > high or (low == high and (self.low[1] or self.high[1]))


def clash(tests: Sequence[Filter], source: str, fields: Fields) -> bool:
    """Whether no record at all can satisfy these tests. Fields of several words may have many at once."""
    found: dict[str, _Interval] = {}
    for test in tests:
        field = fields.get((source, test.field))
        if field is None or field.type == "text":
            continue
        name, wanted = comparison(test)
        found.setdefault(test.field, _Interval()).add(name, _as_number(wanted, field))
    return any(each.empty for each in found.values())


def _atoms(condition: Condition, nested: Callable[[Condition], tuple[Condition, ...] | None]) -> Iterator[Condition]:
    parts = nested(condition)
    if parts is None:
        yield condition
    for part in parts or ():
        yield from _atoms(part, nested)


def _excluded(parts: Sequence[Condition], fields: Fields, opposite: bool) -> str | None:
    """The field or thing over which the comparisons (or their opposites) exclude each other."""
    found: dict[Condition, _Interval] = {}
    for part in parts:
        metric = part.metric
        name, wanted = comparison(part)
        if metric is None or not name or metric.each or (opposite and name not in _OPPOSITE):
            continue
        if metric.aggregate in ("value", "least", "greatest"):
            wanted = _as_number(wanted, fields.get((metric.source, metric.field or "")))
        bare = Condition(metric=replace(metric, when_empty="unknown"))
        found.setdefault(bare, _Interval()).add(_OPPOSITE[name] if opposite else name, wanted)
    for bare, interval in found.items():
        if interval.empty and bare.metric is not None:
            return field_name(fields.get((bare.metric.source, bare.metric.field or "")), bare.metric.field or "số đếm")
    return None


def contradictions(condition: Condition, fields: Fields) -> Iterator[str]:
    """Parts of an `all` that cannot hold together, parts of an `any` that cannot fail together."""
    for part in (condition.all or ()) + (condition.any or ()):
        yield from contradictions(part, fields)
    if condition.all:
        named = _excluded(list(_atoms(condition, lambda each: each.all)), fields, False)
        if named:
            yield f"các điều kiện về {named} loại trừ nhau nên {NEVER_HOLDS}"
    if condition.any:
        named = _excluded(list(_atoms(condition, lambda each: each.any)), fields, True)
        if named:
            yield f"các điều kiện về {named} bao trùm mọi trường hợp nên {NEVER_FAILS}"
