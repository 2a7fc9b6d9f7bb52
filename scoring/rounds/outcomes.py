"""Binding outcomes to a round: thresholds are often learned when the sheets are filled already."""

from typing import Any

from django.db import transaction

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.facts.gather import SHEET_READS, observe
from scoring.models import Assessment, Evaluation, OutcomeSet, RoundRubric
from scoring.pure.records import Observations
from scoring.rounds.open import RoundError
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import judged, stored_result, value_of


@transaction.atomic
def bind_outcomes(line: RoundRubric, outcome_set: OutcomeSet | None, *, actor: User) -> int:
    """Bind an outcome set to a line of a round and return how many proposals already made were computed again.

    Allowed until the first conclusion under this line; the set that is bound already changes nothing.
    Raises Refused, RoundError.
    """
    line = (
        RoundRubric.objects.select_for_update(of=("self",)).select_related("round__owner__organization").get(pk=line.pk)
    )
    require(actor, "round.create", line.round.owner)
    if line.outcome_set_id == (outcome_set.pk if outcome_set else None):
        return 0
    if outcome_set is not None and outcome_set.rubric_id != line.version.rubric_id:
        raise RoundError(["Bộ mức xếp loại này thuộc bộ tiêu chí khác."])
    # Whoever is just handing a sheet on under the old set finishes first, and is computed again.
    list(Evaluation.objects.select_for_update(of=("self",)).filter(rule=line).order_by("pk").values_list("pk"))
    done = Assessment.objects.filter(evaluation__rule=line, state=Assessment.State.DONE)
    if done.exclude(conclusion="").exists():
        raise RoundError(["Đã có kết luận theo dòng này, không đổi bộ mức xếp loại được nữa."])
    line.outcome_set = outcome_set
    line.save(update_fields=["outcome_set"])
    count = _judge_again(line, outcome_set)
    log(
        "round.outcomes",
        line.round,
        actor=actor,
        organization_id=line.round.owner.organization_id,
        outcome_set=outcome_set.pk if outcome_set else None,
        level=line.level_id,
        recomputed=count,
    )
    return count


def _judge_again(line: RoundRubric, outcome_set: OutcomeSet | None) -> int:
    """Judge every stage handed on under a line again and return how many there were; the queries do not grow."""
    done = list(
        Assessment.objects.filter(evaluation__rule=line, state=Assessment.State.DONE)
        .select_related(*(f"evaluation__{name}" for name in SHEET_READS))
        .prefetch_related("marks")
        .order_by("pk")
    )
    known = observe([*{assessment.evaluation_id: assessment.evaluation for assessment in done}.values()])
    names: list[str] = []
    for assessment in done:
        stored = _again(assessment, outcome_set, known[assessment.evaluation_id])
        names = list(stored)
        for name, value in stored.items():
            setattr(assessment, name, value)
    if done:
        Assessment.objects.bulk_update(done, names, batch_size=500)
    return len(done)


def _again(assessment: Assessment, outcome_set: OutcomeSet | None, known: Observations) -> dict[str, Any]:
    loaded = rubric_of(assessment.evaluation.version)
    values = {loaded.codes[mark.criterion_id]: value_of(mark) for mark in assessment.marks.all()}
    return stored_result(judged(loaded, values, outcome_set, known), outcome_set)
