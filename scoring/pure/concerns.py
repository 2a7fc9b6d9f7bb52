"""Which rules of rows an outcome depends on."""

from collections.abc import Iterator

from .arithmetic import Totals
from .effects import MOVING, set_aside
from .outcome_data import Outcome
from .rubric import Row, RubricData
from .vocabulary import Effect, Rule


def _reads_points(rubric: RubricData, outcome: Outcome, codes: set[str]) -> bool:
    """Whether an outcome compares a figure that the points of these rows enter."""
    figures = (outcome.least_total, outcome.least_base)
    if any(figure is not None for figure in figures) or any(not floor.row for floor in outcome.floors):
        return True
    floors = [floor.row for floor in outcome.floors if floor.row in rubric.by_code]
    return any(leaf.code in codes for floor in floors for leaf in rubric.below(floor))


def _asked(rubric: RubricData, outcome: Outcome) -> set[str]:
    known = [code for code in outcome.must_pass if code in rubric.by_code]
    return {leaf.code for code in known for leaf in rubric.below(code)}


def _blocks(effect: Effect, outcome: Outcome) -> bool:
    if effect.type != "block":
        return False
    return outcome.code in effect.outcomes if effect.outcomes else outcome.recognises


def concerned(rubric: RubricData, totals: Totals, outcome: Outcome) -> Iterator[tuple[Row, Rule, str]]:
    """The rules of rows that decide an outcome, or move what it reads: (row, rule, kind of the reason)."""
    asked = _asked(rubric, outcome)
    for row in rubric.rows:
        if not row.spec.conditions or set_aside(rubric, row, totals):
            continue
        for rule in row.spec.conditions:
            effect = rule.effect
            codes = {leaf.code for leaf in rubric.below(row.code)}
            for code in effect.rows:
                codes |= {leaf.code for leaf in rubric.below(code)} if code in rubric.by_code else set()
            if _blocks(effect, outcome):
                yield row, rule, "block"
            elif effect.type == "force" and row.code in asked:
                yield row, rule, "force"
            elif effect.type in MOVING and codes and _reads_points(rubric, outcome, codes):
                yield row, rule, "points"
