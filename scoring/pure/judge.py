"""The whole judgement of a sheet: the one function behind page, what-if, stored result and papers."""

from collections.abc import Mapping
from dataclasses import dataclass

from .applicability import effective
from .arithmetic import Totals, totals
from .effects import acting, apply, set_aside
from .evaluate import Finding, find
from .marks import MarkValue
from .metric import Context
from .outcome import Proposal, propose
from .outcome_data import OutcomeSetData
from .reasons import Reason, rule_reason
from .records import Observations
from .rubric import RubricData
from .sentences import effect_words, labels_of

__all__ = ["Finding", "Judgement", "judge"]


@dataclass(frozen=True)
class Judgement:
    """`marked` is what the marks add up to, `totals` the same after the effects of the conditions;
    `findings` and `rules` (the same in words) by code of the rule, rows set aside left out; `proposal` the outcome
    with its reasons. `advice` are those rules that only advise and do not hold, or are open.
    """

    marked: Totals
    totals: Totals
    findings: Mapping[str, Finding]
    proposal: Proposal
    rules: Mapping[str, Reason]

    @property
    def advice(self) -> tuple[Reason, ...]:
        return tuple(each for each in self.rules.values() if each.kind == "advise" and each.holds is not True)


def _rules(
    rubric: RubricData, marked: Totals, outcomes: OutcomeSetData | None, findings: Mapping[str, Finding]
) -> dict[str, Reason]:
    labels = labels_of(rubric, outcomes)
    found = {}
    for row in rubric.rows:
        if row.spec.conditions and not set_aside(rubric, row, marked):
            for rule in row.spec.conditions:
                then = "" if rule.effect.type == "advise" else effect_words(rule.effect, row.code, labels)
                found[rule.code] = rule_reason(rule, findings.get(rule.code), row.code, "", then)
    for outcome in outcomes.outcomes if outcomes else ():
        for rule in outcome.conditions:
            found[rule.code] = rule_reason(rule, findings.get(rule.code))
    return found


def judge(
    rubric: RubricData,
    marks: Mapping[str, MarkValue],
    outcomes: OutcomeSetData | None,
    observations: Observations | None = None,
) -> Judgement:
    """Totals, findings and proposed outcome of the marks of one stage under an outcome set (None: unset).

    Conditions that read marks read what the marks earn before any effect, so no order of rules matters. Without
    observations every condition is undecided. Rows that certainly do not concern the unit are set aside. Raises as
    `totals` does.
    """
    if observations is not None:
        marks = effective(rubric, marks, observations.unit)
    marked = totals(rubric, marks)
    context = Context(rubric, marks, marked, observations)
    rules = [rule for row in rubric.rows for rule in row.spec.conditions]
    rules += [rule for outcome in (outcomes.outcomes if outcomes else ()) for rule in outcome.conditions]
    findings = {rule.code: find(rule, context) for rule in rules}
    reached = apply(rubric, marks, marked, list(acting(rubric, marked, findings)))
    proposal = propose(rubric, reached, outcomes, findings)
    return Judgement(marked, reached, findings, proposal, _rules(rubric, marked, outcomes, findings))
