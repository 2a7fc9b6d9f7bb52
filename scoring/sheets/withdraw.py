"""Taking back a sheet that was handed in by mistake, as long as nobody has begun to appraise it."""

from django.db import transaction

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import Assessment, Evaluation, Mark, Stage
from scoring.workflow import lock_evaluation, stage_at_work


@transaction.atomic
def withdraw_submission(evaluation: Evaluation, *, actor: User, reason: str) -> Assessment:
    """Open the self-score again with every mark as it was; the appraisal, untouched, waits as before.

    Returns the stage that is open now. Raises Refused (wrong person, appraisal begun, too late), ValueError
    without a reason.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.withdraw", evaluation)
    if not reason.strip():
        raise ValueError("Cần ghi lý do rút phiếu.")
    following = stage_at_work(evaluation)
    own = next(stage for stage in evaluation.assessments.all() if stage.kind == Stage.Kind.SELF)
    Mark.objects.filter(assessment=following).delete()
    _put(following, state=Assessment.State.WAITING, opened_at=None)
    # What came out goes; when and how the meeting adopted it stays, as what was typed last.
    _put(
        own, state=Assessment.State.OPEN, done_at=None, done_by_id=None, total=None, outcome_set=None, outcome="",
        result={},
    )  # fmt: skip
    evaluation.current = own
    evaluation.save(update_fields=["current"])
    log("sheet.withdraw", own, actor=actor, organization_id=evaluation.organization_id, reason=reason.strip())
    return own


def _put(assessment: Assessment, **values: object) -> None:
    for name, value in values.items():
        setattr(assessment, name, value)
    assessment.save(update_fields=list(values))
