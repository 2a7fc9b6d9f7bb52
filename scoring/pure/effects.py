"""What conditions do to the rows of a sheet: a forced level, nothing or everything, a cap.

The order of the rules never matters: levels first (the worst of those forced), then zero or full (zero wins),
then caps on single rows, then caps on several together, then the sums.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .arithmetic import Totals, add_up, kept_points, rounded
from .evaluate import Finding
from .marks import MarkValue
from .rubric import Row, RubricData
from .spec import ChoiceSpec, DeductionSpec, PassFailSpec
from .vocabulary import Rule

MOVING = ("zero", "full", "cap", "force")
_ZERO = Decimal(0)
Figures = dict[str, Decimal | None]


@dataclass(frozen=True)
class Acting:
    """A rule that bites, at its row."""

    row: Row
    rule: Rule


def set_aside(rubric: RubricData, row: Row, marked: Totals) -> bool:
    """Whether a row, or everything below a group, does not apply to the unit."""
    leaves = rubric.below(row.code)
    return bool(leaves) and all(leaf.code in marked.not_applicable for leaf in leaves)


def bites(rule: Rule, finding: Finding | None) -> bool:
    """Whether the rule has its effect; what is open has none."""
    return finding is not None and finding.applies is not False and finding.holds is (rule.effect.on == "holds")


def acting(rubric: RubricData, marked: Totals, findings: Mapping[str, Finding]) -> Iterator[Acting]:
    """The rules of rows that move points or levels, as found."""
    for row in rubric.rows:
        for rule in row.spec.conditions:
            moves = rule.effect.type in MOVING and bites(rule, findings.get(rule.code))
            if moves and not set_aside(rubric, row, marked):
                yield Acting(row, rule)


def _worst(row: Row, choices: Sequence[str]) -> str | None:
    if not isinstance(row.spec, ChoiceSpec | PassFailSpec):
        return None
    known = [each for each in row.spec.choices if each.code in choices]
    return max(known, key=lambda each: each.rank).code if known else None


def forced_marks(marks: Mapping[str, MarkValue], rules: Sequence[Acting]) -> dict[str, MarkValue]:
    """The marks with the levels that conditions force; a row that nobody marked stays unmarked."""
    wanted: dict[str, tuple[Row, list[str]]] = {}
    for each in rules:
        if each.rule.effect.type == "force" and each.rule.effect.choice is not None:
            wanted.setdefault(each.row.code, (each.row, []))[1].append(each.rule.effect.choice)
    changed = dict(marks)
    for code, (row, choices) in wanted.items():
        level = _worst(row, choices)
        if level is not None and not marks.get(code, MarkValue()).empty:
            changed[code] = MarkValue(choice=level)
    return changed


class _Moves:
    """The points that the acting rules leave, row by row."""

    def __init__(self, rubric: RubricData, marked: Totals, rules: Sequence[Acting]) -> None:
        self.rubric, self.marked, self.rules = rubric, marked, rules

    def types(self, row: Row) -> set[str]:
        return {each.rule.effect.type for each in self.rules if each.row.code == row.code}

    def caps(self, row: Row) -> list[Decimal]:
        """The caps on a row alone."""
        effects = [each.rule.effect for each in self.rules if each.row.code == row.code]
        return [effect.cap for effect in effects if effect.cap is not None and not effect.rows]

    def moved(self, row: Row, points: Decimal) -> Decimal:
        """The points of a row or group after what is done to it alone."""
        types, most = self.types(row), self.marked.maxima.get(row.code) or _ZERO
        if isinstance(row.spec, DeductionSpec):
            return -self._taken(row, types, -points)
        if "zero" in types:
            return _ZERO
        if "full" in types:
            points = max(points, most)
        return min([points, *self.caps(row)])

    def _taken(self, row: Row, types: set[str], taken: Decimal) -> Decimal:
        if "zero" in types:
            return _ZERO
        return min([row.maximum or _ZERO if "full" in types else taken, *self.caps(row)])

    def leaves(self, marks: Mapping[str, MarkValue]) -> Figures:
        """The points of all marked rows."""
        figures: Figures = {}
        for row in self.rubric.leaves():
            earned = kept_points(self.rubric, row, marks.get(row.code, MarkValue()))
            aside = row.code in self.marked.not_applicable
            figures[row.code] = earned if earned is None or aside else self.moved(row, earned)
        for codes, cap in self._sets():
            _share_cap(figures, codes, cap)
        return figures

    def _sets(self) -> list[tuple[list[str], Decimal]]:
        """The caps on several rows, in an order that does not depend on that of the rules."""
        order = {row.code: place for place, row in enumerate(self.rubric.leaves())}
        found = []
        for effect in (each.rule.effect for each in self.rules):
            if effect.rows and effect.cap is not None:
                known = [code for code in effect.rows if code in self.rubric.by_code]
                codes = {leaf.code for code in known for leaf in self.rubric.below(code)}
                found.append(([code for code in order if code in codes], effect.cap))
        return sorted(found, key=lambda each: ([order[code] for code in each[0]], each[1]))


def _share_cap(figures: Figures, codes: Sequence[str], cap: Decimal) -> None:
    """Take what the rows earn together above the cap from the last of them, then from those before."""
    excess = sum((figures[code] or _ZERO for code in codes), _ZERO) - cap
    for code in reversed(codes):
        taken = min(max(excess, _ZERO), max(figures[code] or _ZERO, _ZERO))
        if taken:
            figures[code] = (figures[code] or _ZERO) - taken
            excess -= taken


def apply(rubric: RubricData, marks: Mapping[str, MarkValue], marked: Totals, rules: Sequence[Acting]) -> Totals:
    """The totals after the effects of the rules that bite; `marked` where there are none."""
    if not rules:
        return marked
    forced = forced_marks(marks, rules)
    moves = _Moves(rubric, marked, rules)

    def adjust(row: Row, amount: Decimal) -> Decimal:
        return amount if set_aside(rubric, row, marked) else moves.moved(row, amount)

    sums = add_up(rubric, moves.leaves(forced), adjust)
    total = sums.whole
    if total is not None and marked.maximum is not None:
        total = min(rounded(total, rubric.rounding.total), marked.maximum)
    chosen = {code: mark.choice for code, mark in forced.items() if mark.choice is not None}
    return replace(marked, points=sums.figures, base=sums.base, bonus=sums.bonus, total=total, choices=chosen)
