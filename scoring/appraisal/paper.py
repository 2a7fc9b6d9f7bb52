"""A sheet that came on paper: the board keeps its scan and enters it in the unit's place."""

from django.db import transaction

from config.common.audit import log
from config.common.models import StoredFile
from organizations.access import Refused, require
from organizations.models import User
from scoring.models import Assessment, Evaluation, Stage
from scoring.names import history_words
from scoring.sheets.submit import NotReady
from scoring.workflow import lock_evaluation, stage_at_work


@transaction.atomic
def take_paper(evaluation: Evaluation, *, actor: User, scan: StoredFile, reason: str) -> Assessment:
    """Attach the scan of a paper sheet; from then on the appraiser may fill and submit the self-score for the unit.

    The bytes of the scan are kept before, outside of this transaction. Raises Refused, NotReady without a reason.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.enter_paper", evaluation)
    if not reason.strip():
        raise NotReady([("reason", "Cần ghi lý do nhập thay.")])
    current = stage_at_work(evaluation)
    if current.kind != Stage.Kind.SELF:
        raise Refused("Phiếu tự chấm đã nộp.")
    if current.paper_id == scan.pk:
        return current
    current.paper = scan
    current.save(update_fields=["paper"])
    log(
        "board.paper", current, actor=actor, organization_id=evaluation.organization_id, sha256=scan.sha256,
        **history_words(evaluation, reason=reason.strip()),
    )  # fmt: skip
    return current
