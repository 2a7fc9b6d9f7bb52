"""Points of a mark, and the totals of a sheet: the one implementation of every number.

All figures are Decimal. A sheet may be filled in part and in any order: rows without a mark count as nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

from .marks import Line, MarkError, MarkValue, excluded, mark_problem, points
from .meta import RoundTo
from .rubric import Row, RubricData
from .shares import decimal_of
from .spec import Cap, DeductionSpec, GroupSpec, WeightedSpec

__all__ = [
    "Line", "MarkError", "MarkValue", "Sums", "Totals", "add_up", "capped_sum", "earns_points", "kept_points",
    "mark_problem", "most_reachable", "points", "rounded", "totals",
]  # fmt: skip

_ZERO = Decimal(0)
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}
Figures = Mapping[str, Decimal | None]
Adjust = Callable[[Row, Decimal], Decimal]


@dataclass(frozen=True)
class Totals:
    """What a sheet adds up to.

    `points` holds every row and group by code: None for a row without mark or without points. `maxima` is
    what was reachable: rows marked not applicable and excluded no longer count. `base` and `bonus` are exact
    sums (None where the rubric has no such points), `total` is rounded as the rubric says, None for a rubric
    without points. `choices` holds the chosen level of rows that have one. `filled` of `required` rows have
    a mark; `missing` are the codes of the others, in reading order.
    """

    points: Mapping[str, Decimal | None]
    maxima: Mapping[str, Decimal | None]
    base: Decimal | None
    bonus: Decimal | None
    total: Decimal | None
    maximum: Decimal | None
    filled: int
    required: int
    missing: tuple[str, ...]
    choices: Mapping[str, str]
    not_applicable: frozenset[str]

    @property
    def complete(self) -> bool:
        return not self.missing


def earns_points(rubric: RubricData, row: Row) -> bool:
    """Whether a row, or some row under a group, can earn or lose points."""
    if row.is_group:
        return any(earns_points(rubric, child) for child in rubric.children(row.code))
    return row.maximum is not None


def rounded(value: Decimal, to: RoundTo) -> Decimal:
    """The value kept to `to.decimals` decimals, the rest by `to.mode`."""
    return value.quantize(Decimal(1).scaleb(-to.decimals), _MODES[to.mode])


def kept_points(rubric: RubricData, row: Row, mark: MarkValue) -> Decimal | None:
    """What a mark earns, rounded as the rubric rounds its rows; None as for `points`.

    Raises MarkError for a mark that `mark_problem` refuses.
    """
    earned = None if mark.empty else points(row, mark)
    if earned is None or row.maximum is None:
        return earned
    return max(-row.maximum, min(row.maximum, rounded(earned, rubric.rounding.row)))


def _reachable(row: Row, mark: MarkValue) -> Decimal | None:
    if row.maximum is None:
        return None
    return _ZERO if excluded(row, mark) or isinstance(row.spec, DeductionSpec) else row.maximum


def _excess(cap: Cap, figures: Figures) -> Decimal:
    return max(_ZERO, sum((figures.get(code) or _ZERO for code in cap.rows), _ZERO) - cap.maximum)


def capped_sum(row: Row, parts: Figures, less: Decimal = _ZERO) -> Decimal:
    """The sum of the children of a group without `less`, lowered by its caps; never below 0."""
    amount = sum((value for value in parts.values() if value is not None), _ZERO) - less
    if isinstance(row.spec, GroupSpec):
        amount -= sum((_excess(cap, parts) for cap in row.spec.caps), _ZERO)
        if row.spec.cap is not None:
            amount = min(amount, row.spec.cap)
    return max(_ZERO, amount)


@dataclass(frozen=True)
class Sums:
    """Figures of every row and group by code, and the exact sums of the two roles (None without points)."""

    figures: Figures
    base: Decimal | None
    bonus: Decimal | None

    @property
    def whole(self) -> Decimal | None:
        parts = [part for part in (self.base, self.bonus) if part is not None]
        return sum(parts, _ZERO) if parts else None


class _Adding:
    """One pass over the tree, children before their group."""

    def __init__(self, rubric: RubricData, leaves: Figures, adjust: Adjust | None) -> None:
        self.rubric = rubric
        self.leaves = leaves
        self.adjust = adjust
        self.figures: dict[str, Decimal | None] = {}

    def add(self, row: Row) -> None:
        if not row.is_group:
            self.figures[row.code] = self.leaves.get(row.code)
            return
        children = self.rubric.children(row.code)
        for child in children:
            self.add(child)
        parts = {child.code: self.figures[child.code] for child in children}
        self.figures[row.code] = self._group(row, parts) if earns_points(self.rubric, row) else None

    def _group(self, row: Row, parts: Figures) -> Decimal:
        if isinstance(row.spec, WeightedSpec):
            amount = self._weighted(row, row.spec, parts)
        else:
            caps = self.rubric.caps_at.get(row.code, ())
            amount = capped_sum(row, parts, sum((_excess(cap, self.figures) for cap in caps), _ZERO))
        if row.maximum is not None:
            amount = min(amount, row.maximum)
        return amount if self.adjust is None else self.adjust(row, amount)

    def _weighted(self, row: Row, spec: WeightedSpec, parts: Figures) -> Decimal:
        share = Fraction(0)
        for weight in spec.weights:
            child = self.rubric.by_code.get(weight.row)
            reached = parts.get(weight.row)
            if child is not None and child.maximum and reached:
                share += Fraction(weight.percent) * Fraction(reached) / Fraction(child.maximum) / 100
        exact = decimal_of(Fraction(row.maximum or 0) * share)
        return max(_ZERO, rounded(exact, self.rubric.rounding.row))

    def roles(self) -> dict[str, Decimal | None]:
        """The sums of base and bonus; what a cap over the whole sheet takes off comes from the bonus first."""
        sums = {role: self._role(role) for role in ("base", "bonus")}
        for cap in self.rubric.caps_at.get("", ()):
            excess = _excess(cap, self.figures)
            extra = sum((self.figures.get(code) or _ZERO for code in cap.rows if self._is_bonus(code)), _ZERO)
            taken = min(excess, max(_ZERO, extra))
            for role, amount in (("bonus", taken), ("base", excess - taken)):
                before = sums[role]
                sums[role] = None if before is None else before - amount
        return {role: None if each is None else max(_ZERO, each) for role, each in sums.items()}

    def _is_bonus(self, code: str) -> bool:
        return code in self.rubric.by_code and self.rubric.top(code).spec.role == "bonus"

    def _role(self, role: str) -> Decimal | None:
        rows = [row for row in self.rubric.children() if row.spec.role == role]
        if not any(earns_points(self.rubric, row) for row in rows):
            return None
        return sum((self.figures[row.code] or _ZERO for row in rows), _ZERO)


def add_up(rubric: RubricData, leaves: Figures, adjust: Adjust | None = None) -> Sums:
    """The sums that follow from the figures of the marked rows: groups with their caps and coefficients, base
    and bonus. `adjust` may lower or raise the sum of a group before it goes further up.
    """
    adding = _Adding(rubric, leaves, adjust)
    for row in rubric.children():
        adding.add(row)
    roles = adding.roles()
    return Sums(adding.figures, roles["base"], roles["bonus"])


def most_reachable(rubric: RubricData) -> Sums:
    """What a sheet of this rubric can reach at most, where every row applies."""
    return add_up(rubric, {row.code: _reachable(row, MarkValue()) for row in rubric.leaves()})


def totals(rubric: RubricData, marks: Mapping[str, MarkValue]) -> Totals:
    """The points of every row and group and of the sheet, from the marks by row code.

    Raises MarkError for a mark that `mark_problem` refuses, KeyError for a code that the rubric lacks.
    """
    for code, mark in marks.items():
        problem = mark_problem(rubric.row(code), mark)
        if problem:
            raise MarkError(code, problem)
    leaves = [(row, marks.get(row.code, MarkValue())) for row in rubric.leaves()]
    earned = add_up(rubric, {row.code: kept_points(rubric, row, mark) for row, mark in leaves})
    most = add_up(rubric, {row.code: _reachable(row, mark) for row, mark in leaves})
    total, maximum = earned.whole, most.whole
    if total is not None and maximum is not None:
        total = min(rounded(total, rubric.rounding.total), maximum)
    missing = tuple(row.code for row, mark in leaves if mark.empty)
    chosen = {code: mark.choice for code, mark in marks.items() if mark.choice is not None}
    aside = frozenset(row.code for row, mark in leaves if mark.not_applicable or excluded(row, mark))
    return Totals(
        earned.figures, most.figures, earned.base, earned.bonus, total, maximum, len(leaves) - len(missing),
        len(leaves), missing, chosen, aside,
    )  # fmt: skip
