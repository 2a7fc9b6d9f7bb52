"""Points of a mark, and the totals of a sheet: the one implementation of every number.

All figures are Decimal. A sheet may be filled in part and in any order: rows without a mark count as nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

from .marks import MarkError, MarkValue, mark_problem, points
from .meta import RoundTo
from .rubric import Row, RubricData
from .spec import NOT_COMPUTED, DeductionSpec, GroupSpec

__all__ = ["MarkError", "MarkValue", "Totals", "earns_points", "mark_problem", "points", "totals"]

_ZERO = Decimal(0)
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}


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


def _row_points(rubric: RubricData, row: Row, mark: MarkValue) -> Decimal | None:
    earned = None if mark.empty else points(row, mark)
    if earned is None or row.maximum is None:
        return earned
    kept = rounded(earned, rubric.rounding.row)
    return max(-row.maximum, min(row.maximum, kept))


def _reachable(row: Row, mark: MarkValue) -> Decimal | None:
    if row.maximum is None or row.kind in NOT_COMPUTED:
        return None
    excluded = mark.not_applicable and row.spec.when_not_applicable == "excluded"
    return _ZERO if excluded or isinstance(row.spec, DeductionSpec) else row.maximum


def capped_sum(row: Row, parts: Mapping[str, Decimal | None]) -> Decimal:
    """The sum of the children of a group, lowered by its caps; never below 0."""
    amount = sum((value for value in parts.values() if value is not None), _ZERO)
    if isinstance(row.spec, GroupSpec):
        for cap in row.spec.caps:
            together = sum((parts.get(code) or _ZERO for code in cap.rows), _ZERO)
            amount -= max(_ZERO, together - cap.maximum)
        if row.spec.cap is not None:
            amount = min(amount, row.spec.cap)
    return max(_ZERO, amount)


class _Adding:
    """One pass over the tree, children before their group."""

    def __init__(self, rubric: RubricData, marks: Mapping[str, MarkValue]) -> None:
        self.rubric = rubric
        self.marks = marks
        self.points: dict[str, Decimal | None] = {}
        self.maxima: dict[str, Decimal | None] = {}

    def add(self, row: Row) -> None:
        if not row.is_group:
            mark = self.marks.get(row.code, MarkValue())
            self.points[row.code] = _row_points(self.rubric, row, mark)
            self.maxima[row.code] = _reachable(row, mark)
            return
        children = self.rubric.children(row.code)
        for child in children:
            self.add(child)
        computed = row.kind not in NOT_COMPUTED and earns_points(self.rubric, row)
        for figures in (self.points, self.maxima):
            parts = {child.code: figures[child.code] for child in children}
            figures[row.code] = self._group(row, parts) if computed else None

    def _group(self, row: Row, parts: Mapping[str, Decimal | None]) -> Decimal:
        amount = capped_sum(row, parts)
        return amount if row.maximum is None else min(amount, row.maximum)

    def role(self, role: str, figures: Mapping[str, Decimal | None]) -> Decimal | None:
        rows = [row for row in self.rubric.children() if row.spec.role == role]
        if not any(earns_points(self.rubric, row) for row in rows):
            return None
        return max(_ZERO, sum((figures[row.code] or _ZERO for row in rows), _ZERO))


def _whole(base: Decimal | None, bonus: Decimal | None) -> Decimal | None:
    parts = [part for part in (base, bonus) if part is not None]
    return sum(parts, _ZERO) if parts else None


def totals(rubric: RubricData, marks: Mapping[str, MarkValue]) -> Totals:
    """The points of every row and group and of the sheet, from the marks by row code.

    Raises MarkError for a mark that `mark_problem` refuses, KeyError for a code that the rubric lacks.
    """
    for code, mark in marks.items():
        problem = mark_problem(rubric.row(code), mark)
        if problem:
            raise MarkError(code, problem)
    adding = _Adding(rubric, marks)
    for row in rubric.children():
        adding.add(row)
    base, bonus = (adding.role(role, adding.points) for role in ("base", "bonus"))
    maximum = _whole(*(adding.role(role, adding.maxima) for role in ("base", "bonus")))
    total = _whole(base, bonus)
    if total is not None and maximum is not None:
        total = min(rounded(total, rubric.rounding.total), maximum)
    leaves = [row.code for row in rubric.leaves()]
    missing = tuple(code for code in leaves if code not in marks or marks[code].empty)
    chosen = {code: mark.choice for code, mark in marks.items() if mark.choice is not None}
    aside = frozenset(code for code, mark in marks.items() if mark.not_applicable)
    return Totals(
        adding.points, adding.maxima, base, bonus, total, maximum, len(leaves) - len(missing), len(leaves),
        missing, chosen, aside,
    )  # fmt: skip
