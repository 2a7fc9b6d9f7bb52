"""From the cases of a metric to its figure and to the answer of its comparison."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from . import metric as figures
from .compare import Answer, Range, agreed, decide, rank
from .metric import OUT, Case, Context
from .vocabulary import Metric

Asked = tuple[str, Any]
_EMPTY: dict[str, Answer] = {"holds": True, "fails": False, "unknown": None}
_HUNDRED = Decimal(100)
Column = list[tuple[Decimal | None, bool]]


def _column(metric: Metric, context: Context, found: Sequence[Case], code: str | None) -> Column:
    chosen = [case for case in found if case.may_be != {OUT}]
    return [(figures.figure(metric, context, code, case.record), OUT not in case.may_be) for case in chosen]


def sums(metric: Metric, context: Context, found: Sequence[Case]) -> tuple[Decimal | None, Decimal | None]:
    """Both sums of a share of sums, as far as they are certain."""
    columns = [_column(metric, context, found, code) for code in (metric.field, metric.total_field)]
    if not all(sure for column in columns for _, sure in column):
        return None, None
    part, total = (figures.summed(column).exact for column in columns)
    return part, total


def range_of(metric: Metric, context: Context, found: Sequence[Case]) -> Range | None:
    """Between which ends the figure lies; None where there is nothing to go by, and for single values."""
    kind = metric.aggregate
    if kind == "value" or not found:
        return None
    if kind in ("count", "none"):
        return figures.count(found)
    if kind == "longest_run":
        return figures.longest_run(found)
    if kind == "sum":
        return figures.summed(_column(metric, context, found, metric.field))
    if all(case.may_be == {OUT} for case in found):
        return None
    if kind == "every" or (metric.holds and kind == "share"):
        return figures.share(found)
    if kind == "share":
        part, total = sums(metric, context, found)
        return Range() if part is None or not total else Range(*[_HUNDRED * part / total] * 2)
    column = _column(metric, context, found, metric.field)
    return figures.average(column) if kind == "average" else figures.extreme(column, 1 if kind == "least" else -1)


def _wanted(metric: Metric, context: Context, found: Sequence[Case], asked: Asked) -> Asked | None:
    """The comparison as one of numbers: levels as their places. None where it is none."""
    name, wanted = asked
    if metric.aggregate == "every":
        return "at_least", _HUNDRED
    if metric.aggregate == "none":
        return "at_most", Decimal(0)
    levels = context.levels(metric, metric.field or "", found[0].record)
    if metric.aggregate in ("least", "greatest") and levels:
        wanted = tuple(rank(one, levels) for one in wanted) if isinstance(wanted, tuple) else rank(wanted, levels)
    parts = wanted if isinstance(wanted, tuple) else (wanted,)
    return (name, wanted) if all(type(one) is Decimal for one in parts) else None


def _compared(metric: Metric, context: Context, found: Sequence[Case], asked: Asked) -> Answer:
    if metric.aggregate == "value":
        return figures.single(metric, context, found, *asked)
    wanted, ends = _wanted(metric, context, found, asked), range_of(metric, context, found)
    return None if wanted is None or ends is None else decide(*wanted, ends)


def answer(metric: Metric, context: Context, found: Sequence[Case], asked: Asked) -> Answer:
    """Whether the comparison holds over these records; `when_empty` where there is nothing to go by."""
    empty = _EMPTY[metric.when_empty]
    if not found:
        return empty
    if metric.aggregate in figures.ADDING:
        return _compared(metric, context, found, asked)
    if all(case.may_be == {OUT} for case in found):
        return empty
    if metric.aggregate == "share" and not metric.holds and sums(metric, context, found)[1] == 0:
        return empty
    compared = _compared(metric, context, found, asked)
    return agreed([compared, empty]) if all(OUT in case.may_be for case in found) else compared


def exact(metric: Metric, context: Context, found: Sequence[Case]) -> Decimal | None:
    """The figure where it is certain and a number."""
    if metric.aggregate == "value":
        values = {figures.figure(metric, context, metric.field, case.record) for case in figures.latest(found, metric)}
        sure = any(OUT not in case.may_be for case in found)
        return values.pop() if len(values) == 1 and sure else None
    may_be_nothing = metric.aggregate not in figures.ADDING and all(OUT in case.may_be for case in found)
    ends = range_of(metric, context, found)
    if ends is None or may_be_nothing or metric.aggregate in ("every", "none"):
        return None
    return ends.exact
