"""Binding outcomes to a round: thresholds are often learned when the sheets are filled already."""

from django.db import transaction

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import Assessment, Evaluation, OutcomeSet, RoundRubric
from scoring.rounds.open import RoundError
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import judge, marks_of, stored_result, values_of


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
    count = 0
    for assessment in done.select_related("evaluation__version").order_by("pk"):
        _judge_again(assessment, outcome_set)
        count += 1
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


def _judge_again(assessment: Assessment, outcome_set: OutcomeSet | None) -> None:
    loaded = rubric_of(assessment.evaluation.version)
    added, proposal = judge(loaded, values_of(marks_of(assessment), loaded), outcome_set)
    stored = stored_result(added, proposal, outcome_set)
    for name, value in stored.items():
        setattr(assessment, name, value)
    assessment.save(update_fields=list(stored))
