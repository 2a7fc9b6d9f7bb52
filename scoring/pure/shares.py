"""What actual figures earn against a plan, and lines added up: exact fractions until the last division."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .spec import LinesSpec

_WHOLE = Fraction(1)
_ZERO_PLAN = {"full": _WHOLE, "zero": Fraction(0)}


@dataclass(frozen=True)
class Line:
    """One line that the unit entered: what it is about, the plan or the standard points, what was reached
    (or the points), and its coefficient.
    """

    text: str
    plan: Decimal | None = None
    actual: Decimal | None = None
    coefficient: Decimal = Decimal(1)


def decimal_of(value: Fraction) -> Decimal:
    """The fraction as a Decimal: exact where it ends, 28 digits where it does not."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def share(actual: Decimal, plan: Decimal, when_plan_zero: str) -> Fraction | None:
    """The share of a plan that was reached, at most all of it; None where a plan of 0 sets the thing aside."""
    if plan:
        return min(_WHOLE, Fraction(actual) / Fraction(plan))
    return _ZERO_PLAN.get(when_plan_zero)


def _line_share(spec: LinesSpec, line: Line) -> Fraction | None:
    return share(line.actual or Decimal(0), line.plan or Decimal(0), spec.when_plan_zero)


def _weight(line: Line) -> Fraction:
    return Fraction(line.coefficient)


def _line_points(spec: LinesSpec, line: Line) -> Fraction:
    if spec.earns == "points":
        return Fraction(line.actual or 0)
    reached = _line_share(spec, line)
    return Fraction(0) if reached is None else reached * Fraction(spec.most_each or 0)


def counted(spec: LinesSpec, lines: Iterable[Line]) -> list[Line]:
    """The lines that count: without those whose plan of 0 sets them aside."""
    if not spec.takes_plan or spec.earns == "points":
        return list(lines)
    return [line for line in lines if _line_share(spec, line) is not None]


def sum_of_lines(spec: LinesSpec, maximum: Decimal, lines: Iterable[Line]) -> Decimal:
    """The points of the lines together, at most the maximum."""
    lines = counted(spec, lines)
    if spec.earns == "average":
        reached = sum((_weight(line) * (_line_share(spec, line) or 0) for line in lines), Fraction(0))
        weights = sum((_weight(line) for line in lines), Fraction(0))
        return decimal_of(Fraction(maximum) * reached / (weights or _WHOLE))
    whole = sum((_weight(line) * _line_points(spec, line) for line in lines), Fraction(0))
    return decimal_of(min(Fraction(maximum), whole))
