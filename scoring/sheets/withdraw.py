"""Taking back a sheet that was handed in by mistake, as long as nobody has begun to appraise it."""

from django.db import transaction

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import Assessment, Evaluation, Mark
from scoring.names import history_words
from scoring.permissions import self_stage
from scoring.workflow import NOTHING_YET, lock_evaluation


@transaction.atomic
def withdraw_submission(evaluation: Evaluation, *, actor: User, reason: str) -> Assessment:
    """Open the self-score again with every mark as it was; the step after it, untouched, waits as before.

    Returns the stage that is open now. Raises Refused (wrong person, appraisal begun, too late), ValueError
    without a reason.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.withdraw", evaluation)
    if not reason.strip():
        raise ValueError("Cần ghi lý do rút phiếu.")
    own, following = self_stage(evaluation), evaluation.current
    if following is not None:
        Mark.objects.filter(assessment=following).delete()
        _put(following, state=Assessment.State.WAITING, opened_at=None)
    # What came out goes; when and how the meeting adopted it stays, as what was typed last.
    _put(own, state=Assessment.State.OPEN, done_at=None, done_by_id=None, **NOTHING_YET)
    evaluation.current = own
    evaluation.save(update_fields=["current"])
    log(
        "sheet.withdraw", own, actor=actor, organization_id=evaluation.organization_id,
        **history_words(evaluation, reason=reason.strip()),
    )  # fmt: skip
    return own


def _put(assessment: Assessment, **values: object) -> None:
    for name, value in values.items():
        setattr(assessment, name, value)
    assessment.save(update_fields=list(values))
