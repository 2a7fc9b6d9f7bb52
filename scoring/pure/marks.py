"""One mark: what it earns in its row. Whether it may be entered at all is said in `refusals`."""

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from .bands import band_of
from .refusals import MOST_COUNTED, MOST_DECIMALS, MOST_FIGURE, mark_problem
from .rubric import Row
from .shares import Line, counted, decimal_of, share, sum_of_lines
from .spec import (
    PASS,
    Banded,
    ChoiceSpec,
    CountSpec,
    Filled,
    LinesSpec,
    MeasureSpec,
    PointsSpec,
    RatioSpec,
)
from .values import MarkError, MarkValue

__all__ = ["Line", "MarkError", "MarkValue", "excluded", "filled", "mark_problem", "points"]

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


def _given(row: Row, mark: MarkValue) -> Decimal | None:
    return mark.value


def _taken(row: Row, mark: MarkValue) -> Decimal | None:
    return None if mark.value is None else _ZERO - mark.value


def _passed(row: Row, mark: MarkValue) -> Decimal | None:
    if mark.choice is None or row.maximum is None:
        return None
    return row.maximum if mark.choice == PASS else _ZERO


def _chosen(row: Row, mark: MarkValue) -> Decimal | None:
    choices = row.spec.choices if isinstance(row.spec, ChoiceSpec) else ()
    return next((each.points for each in choices if each.code == mark.choice), None)


def _counted(row: Row, mark: MarkValue) -> Decimal | None:
    unit = row.spec.unit if isinstance(row.spec, CountSpec) else None
    if mark.value is None or unit is None:
        return None
    return min(mark.value * unit, row.maximum or _ZERO)


def _in_band(spec: Banded, value: Decimal) -> Decimal:
    band = band_of(spec.bands, spec.reading, value)
    return _ZERO if band is None else band.points


def _measured(row: Row, mark: MarkValue) -> Decimal | None:
    if mark.value is None or row.maximum is None or not isinstance(row.spec, MeasureSpec):
        return None
    return _in_band(row.spec, mark.value)


def _plan(spec: RatioSpec, mark: MarkValue) -> Decimal | None:
    return mark.plan if spec.plan_entered else spec.plan


def _reached(row: Row, mark: MarkValue) -> Decimal | None:
    spec = row.spec
    plan = _plan(spec, mark) if isinstance(spec, RatioSpec) else None
    if mark.value is None or plan is None or row.maximum is None or not isinstance(spec, RatioSpec):
        return None
    if plan and spec.bands:
        return _in_band(spec, _HUNDRED * mark.value / plan)
    reached = share(mark.value, plan, spec.when_plan_zero)
    return None if reached is None else decimal_of(Fraction(row.maximum) * reached)


def _summed(row: Row, mark: MarkValue) -> Decimal | None:
    if row.maximum is None or not isinstance(row.spec, LinesSpec):
        return None
    return sum_of_lines(row.spec, row.maximum, mark.lines)


_EARNED: dict[str, Callable[[Row, MarkValue], Decimal | None]] = {
    "points": _given,
    "deduction": _taken,
    "pass_fail": _passed,
    "choice": _chosen,
    "count": _counted,
    "measure": _measured,
    "ratio": _reached,
    "lines": _summed,
}


def excluded(row: Row, mark: MarkValue) -> bool:
    """Whether a mark takes its row off the sheet, so that its maximum is no longer reachable: it is marked
    "not applicable" and the rubric excludes such rows, or a plan of 0 sets it aside.
    """
    spec = row.spec
    if mark.not_applicable:
        return spec.when_not_applicable == "excluded"
    if isinstance(spec, RatioSpec):
        return mark.value is not None and _plan(spec, mark) == 0 and spec.when_plan_zero == "excluded"
    return isinstance(spec, LinesSpec) and bool(mark.lines) and not counted(spec, mark.lines)


def points(row: Row, mark: MarkValue) -> Decimal | None:
    """The points, before rounding, that a valid mark earns in a row: 0 to the row's maximum, for a
    deduction minus that. None without a mark, for rows without points and for rows set aside.

    Raises MarkError for a mark that `mark_problem` refuses.
    """
    problem = mark_problem(row, mark)
    if problem:
        raise MarkError(row.code, problem)
    if mark.empty or excluded(row, mark):
        return None
    if mark.not_applicable:
        full = row.spec.when_not_applicable == "full" and row.kind != "deduction"
        return row.maximum if full else None
    return _EARNED[row.kind](row, mark)


def _within(value: Decimal, least: Decimal, most: Decimal, step: Decimal) -> Decimal:
    held = max(least, min(most, value))
    return (held / step).to_integral_value(ROUND_FLOOR) * step


def filled(row: Row, figure: Decimal | None) -> MarkValue:
    """The mark that a figure from records gives in a row that fills itself: cut to the step and the ends of
    what may be typed there. Empty without a figure, and for rows that do not fill themselves.
    """
    spec, most = row.spec, MOST_FIGURE
    if figure is None or not isinstance(spec, Filled) or spec.filled_by is None:
        return MarkValue()
    least, step = _ZERO, Decimal(1).scaleb(-MOST_DECIMALS)
    if isinstance(spec, PointsSpec):
        most, step = row.maximum or _ZERO, spec.step or step
    elif isinstance(spec, CountSpec):
        most, step = Decimal(MOST_COUNTED), Decimal(1)
    elif isinstance(spec, MeasureSpec):
        least, most = spec.least, most if spec.greatest is None else spec.greatest
        step = Decimal(1).scaleb(-min(spec.decimals, MOST_DECIMALS))
    return MarkValue(value=_within(figure, least, most, step))
