"""Why a sheet comes to its outcome: every rule with what was found, what it asks for, the records and the clause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.models import Assessment, Evaluation
from scoring.pure.arithmetic import MarkValue
from scoring.pure.judge import Judgement
from scoring.pure.outcome import OutcomeSetData
from scoring.pure.rubric import RubricData
from scoring.rubrics.load import LoadedRubric, outcomes_of, rubric_of
from scoring.sheets.filling import standing_values
from scoring.sheets.marks import judged, marks_of, observed, stored_result


@dataclass(frozen=True)
class RuleView:
    """A rule of the guideline with the place it belongs to; `reason` is in the shape that is kept with a stage."""

    place: str
    reason: Mapping[str, Any]


@dataclass(frozen=True)
class OutcomeView:
    """One level of the outcomes with the reasons that were looked at for it."""

    name: str
    reasons: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Why:
    """What one stage came to, and why. `result` is in the shape that is stored with a stage (`stored_result`)."""

    result: Mapping[str, Any]
    outcomes: Sequence[OutcomeView]
    general: Sequence[Mapping[str, Any]]
    rules: Sequence[RuleView]

    @property
    def total(self) -> Decimal | None:
        """Points of the sheet after the conditions had their effect; None without points."""
        return _decimal(self.result.get("total"))

    @property
    def marked(self) -> Decimal | None:
        """What the marks alone add up to, where conditions changed it; otherwise None."""
        marked = _decimal(self.result.get("marked"))
        return None if marked == self.total else marked


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def why(assessment: Assessment) -> Why:
    """Return why a stage comes to its outcome: as it was handed on, or as it stands now."""
    evaluation = assessment.evaluation
    if assessment.state == Assessment.State.DONE and assessment.result:
        return explained(evaluation, assessment.result, outcomes_of(assessment.outcome_set))
    loaded = rubric_of(evaluation.version)
    return why_of(evaluation, loaded, standing_values(loaded, assessment, marks_of(assessment)))


def why_of(evaluation: Evaluation, loaded: LoadedRubric, values: Mapping[str, MarkValue]) -> Why:
    """Return why these marks, saved or not, come to their outcome: the function that judges when a stage is done."""
    outcome_set = evaluation.rule.outcome_set
    judgement: Judgement = judged(loaded, values, outcome_set, observed(evaluation))
    result = stored_result(judgement, outcome_set)["result"]
    return explained(evaluation, result, outcomes_of(outcome_set))


def explained(evaluation: Evaluation, result: Mapping[str, Any], outcomes: OutcomeSetData | None) -> Why:
    """Return a stored result in words."""
    return explain(rubric_of(evaluation.version).data, result, outcomes)


def explain(rubric: RubricData, result: Mapping[str, Any], outcomes: OutcomeSetData | None) -> Why:
    """Return a result of this rubric in words; `result` is in the shape that is stored with a stage."""
    reasons = result.get("reasons", [])
    levels = [
        OutcomeView(outcome.name, own)
        for outcome in (outcomes.outcomes if outcomes else ())
        if (own := [reason for reason in reasons if reason.get("outcome") == outcome.code])
    ]
    general = [reason for reason in reasons if not reason.get("outcome")]
    rules = [RuleView(_place(rubric, reason), reason) for reason in result.get("rules", {}).values()]
    return Why(result, levels, general, rules)


def _place(rubric: RubricData, reason: Mapping[str, Any]) -> str:
    code = reason.get("row", "")
    return f"Mục {rubric.label(code)}" if code in rubric.by_code else ""
