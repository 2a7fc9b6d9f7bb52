"""The lines of the table that concern judging a sheet: whose turn it is in its chain of stages, and who may act."""

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from organizations import hooks
from organizations.access import acts_for_body, administers, connected, rule
from organizations.models import Role, User
from scoring.models import Assessment, Evaluation, Round, Stage
from scoring.workflow import MARKING, chain_of

AT_WORK = (Assessment.State.OPEN, Assessment.State.RETURNED)
# Roles at a body in which somebody marks or concludes the sheets of others.
JUDGES = (Role.APPRAISER, Role.APPROVER)
CONCLUDING = (Stage.Kind.APPROVAL,)
# Before the third stage of a chain nobody but the unit has worked on its sheet.
THIRD = 3


def work_reason(evaluation: Evaluation, kinds: tuple[str, ...], not_yet: str) -> str | None:
    """Say why nobody may work on a stage of these kinds now: withdrawn, another stage, too late."""
    current = evaluation.current
    if evaluation.withdrawn_at:
        return "Hồ sơ này đã được rút khỏi đợt đánh giá."
    if evaluation.round.state != Round.State.OPEN:
        return "Đợt đánh giá này không còn mở."
    if current is None or current.kind not in kinds or current.state not in AT_WORK:
        return not_yet
    if current.deadline < timezone.localdate():
        return f"Đã hết hạn {current.get_kind_display()} (ngày {current.deadline:%d/%m/%Y})."
    return None


def judges_in(user: User, stage: Assessment) -> bool:
    """Say whether `user` acts for the body of a stage that judges the unit, in the role that this stage asks for."""
    return stage.kind != Stage.Kind.SELF and stage.role in JUDGES and acts_for_body(user, stage.body_id, stage.role)


def acts_in(user: User, evaluation: Evaluation, kinds: tuple[str, ...]) -> bool:
    """Say whether `user` acts for the body of such a stage of the sheet, whether its turn has come or not."""
    current = evaluation.current
    if current is not None and current.kind in kinds and judges_in(user, current):
        # The usual case, and the one of every row saved: the other stages need not be read.
        return True
    return any(stage.kind in kinds and judges_in(user, stage) for stage in evaluation.assessments.all())


def appraise_reason(user: User, evaluation: Evaluation) -> str | None:
    if not acts_in(user, evaluation, MARKING):
        return "Chỉ người thẩm định của cơ quan được giao thẩm định hồ sơ này được làm việc này."
    reason = connected(user, evaluation.organization_id) or work_reason(
        evaluation, MARKING, "Hồ sơ chưa đến lượt thẩm định hoặc đã thẩm định xong."
    )
    return reason or _others_turn(user, evaluation) or _second_time(user, evaluation)


def _others_turn(user: User, evaluation: Evaluation) -> str | None:
    """Say whose turn it is, where a body of another step of the chain is at work."""
    current = evaluation.current
    if current is None or judges_in(user, current):
        return None
    return f"Hồ sơ đang ở bước {current.get_kind_display()} của {current.body.name}, chưa đến lượt hoặc đã qua lượt."


def _conclude(user: User, evaluation: Evaluation) -> str | None:
    if not acts_in(user, evaluation, CONCLUDING):
        return "Chỉ người được giao nhập kết luận của cơ quan quyết định được làm việc này."
    reason = connected(user, evaluation.organization_id) or work_reason(
        evaluation, CONCLUDING, "Hồ sơ chưa đến lượt kết luận hoặc đã có kết luận."
    )
    return reason or _second_time(user, evaluation)


def _second_time(user: User, evaluation: Evaluation) -> str | None:
    """Say why whoever judged the sheet at an earlier step does not judge it again at this one."""
    current = evaluation.current
    if current is None or current.position < THIRD or settings.SAME_PERSON_MAY_APPRAISE_AND_CONCLUDE:
        return None
    earlier = Assessment.objects.filter(
        evaluation=evaluation.pk, position__lt=current.position, kind__in=MARKING
    ).filter(Q(done_by_id=user.pk) | Q(marks__saved_by_id=user.pk))
    if not earlier.exists():
        return None
    if current.kind == Stage.Kind.APPROVAL:
        return "Đồng chí đã thẩm định hồ sơ này nên không nhập kết luận."
    return "Đồng chí đã thẩm định hồ sơ này ở bước trước nên không thẩm định bước này."


def _return(user: User, evaluation: Evaluation) -> str | None:
    """Rows go back to the unit from any later step, by whoever works on that step."""
    current = evaluation.current
    concluding = current is not None and current.kind == Stage.Kind.APPROVAL and judges_in(user, current)
    return _conclude(user, evaluation) if concluding else appraise_reason(user, evaluation)


def _board(user: User, evaluation: Evaluation) -> str | None:
    """The board at its desk: whoever appraises or concludes the sheet at some stage, unless it is that of his own
    unit, and who administers the round.
    """
    if administers(user, evaluation.round.owner.organization.path):
        return None
    if acts_in(user, evaluation, (*MARKING, *CONCLUDING)):
        return connected(user, evaluation.organization_id)
    return "Chỉ cơ quan thẩm định, kết luận hồ sơ này hoặc người quản trị đợt được làm việc này."


def _reopen(user: User, evaluation: Evaluation) -> str | None:
    if not _ends(user, evaluation):
        return "Chỉ người được giao nhập kết luận của cơ quan quyết định được mở lại hồ sơ."
    if evaluation.withdrawn_at:
        return "Hồ sơ này đã được rút khỏi đợt đánh giá."
    if evaluation.current_id is not None:
        return "Hồ sơ chưa có kết luận nên không cần mở lại."
    held = hooks.evaluation_holds.call(evaluation)
    return held[0] if held else connected(user, evaluation.organization_id)


def _ends(user: User, evaluation: Evaluation) -> bool:
    """Say whether `user` takes the last step of the sheet's chain; the unit's own is opened again by the round's
    administrators.
    """
    last = chain_of(evaluation)[-1]
    if last.kind == Stage.Kind.SELF:
        return administers(user, evaluation.round.owner.organization.path)
    return judges_in(user, last)


def register() -> None:
    """Add this room's lines on judging to the table."""
    rule("evaluation.appraise", appraise_reason)
    rule("evaluation.return", _return)
    rule("evaluation.conclude", _conclude)
    rule("evaluation.board", _board)
    rule("evaluation.reopen", _reopen)
