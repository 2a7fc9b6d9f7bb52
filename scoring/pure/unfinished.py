"""A month, quarter or year that is not over: what is not asked for yet, and what may still come to hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .aggregate import Asked, range_of
from .compare import Answer, decide
from .metric import ADDING, OUT, Case, Context
from .vocabulary import Metric
from .windows import Span

# Figures that further records can only raise; those of a log are never negative.
_RISING = ("count", "sum", "longest_run", "greatest")
# One record a period: with the one of its last day everything is said.
_DECLARED = ("facts", "years")


@dataclass(frozen=True)
class Cell:
    """What came of one month, quarter or year: whether it is asked for at all, and the answer as far as it stands."""

    asked: bool
    holds: Answer


def cell_of(metric: Metric, context: Context, found: Sequence[Case], asked: Asked, span: Span, holds: Answer) -> Cell:
    """What an answer means for a span: all that it says where the span is over, else only what no later record
    can undo. A month or quarter of which nothing is recorded yet is not asked for before it is over; a year is,
    for it is the one that a sheet of December is about.
    """
    as_of = context.seen.as_of if context.seen else None
    if over(metric, found, span, as_of):
        return Cell(True, holds)
    begun = any(case.record.values and case.may_be != {OUT} for case in found)
    if not begun and metric.each != "year":
        return Cell(False, None)
    lasting = holds is not False or (begun and fails_for_good(metric, context, found, asked))
    return Cell(True, holds if lasting else None)


def over(metric: Metric, found: Sequence[Case], span: Span, as_of: date | None) -> bool:
    """Whether nothing more comes into a span: it has ended, or its figures reach to its last day."""
    if as_of is None or span.end <= as_of:
        return True
    return metric.source in _DECLARED and any(case.record.values and case.record.on == span.end for case in found)


def fails_for_good(metric: Metric, context: Context, found: Sequence[Case], asked: Asked) -> bool:
    """Whether a comparison that fails over these records fails with whatever is recorded later as well."""
    name, wanted = asked
    if metric.aggregate not in ADDING and all(OUT in case.may_be for case in found):
        return False
    if metric.aggregate in ("every", "none"):
        return True
    if metric.aggregate == "least":
        return name in ("at_least", "more_than")
    if metric.aggregate not in _RISING:
        return False
    if name in ("at_most", "less_than"):
        return True
    numbers = [each for each in (wanted if isinstance(wanted, tuple) else (wanted,)) if isinstance(each, Decimal)]
    ends = range_of(metric, context, found)
    passed = name in ("equals", "any_of") and numbers and ends is not None
    return bool(passed and ends and decide("at_most", max(numbers), ends) is False)
