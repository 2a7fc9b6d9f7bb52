"""The lines of the table of actions that concern rounds and sheets, and the rows that may be seen."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from organizations import hooks
from organizations.access import (
    NOT_IN_SCOPE,
    acts_for_body,
    acts_for_node,
    administers,
    connected,
    in_scope,
    rights,
    rule,
    sees,
)
from organizations.models import Body, Role, User
from organizations.models.tree import PATH_WIDTH
from scoring.models import Assessment, Evaluation, Mark, Round, Rubric, RubricVersion, Stage

AT_WORK = (Assessment.State.OPEN, Assessment.State.RETURNED)


def visible_evaluations(user: User) -> QuerySet[Evaluation]:
    """Return the sheets of the organisations that `user` sees, by today's tree."""
    return Evaluation.objects.filter(in_scope(user, "organization__"))


def visible_rounds(user: User) -> QuerySet[Round]:
    """Return the rounds that `user` owns, sees below him, or whose scope his organisation stands in."""
    above = {right.path[:end] for right in rights(user) for end in range(PATH_WIDTH, len(right.path) + 1, PATH_WIDTH)}
    # A round in preparation is seen by those who prepare it.
    prepared = in_scope(user, "owner__organization__", (Role.ADMINISTRATOR,))
    scope = in_scope(user, "owner__organization__") | Q(owner__organization__path__in=above)
    return Round.objects.filter(prepared | (scope & ~Q(state=Round.State.DRAFT)))


def reads_marks(user: User, assessment: Assessment) -> bool:
    """Say whether the marks of a stage are shown to `user`: when it is done, or while he works on it."""
    if assessment.state == Assessment.State.DONE:
        return True
    if assessment.kind == Stage.Kind.SELF:
        evaluation = assessment.evaluation
        return acts_for_node(user, evaluation.organization_id) or _stands_in(user, evaluation)
    return acts_for_body(user, assessment.body_id, assessment.role)


def _view_evaluation(user: User, evaluation: Evaluation) -> str | None:
    return None if sees(user, evaluation.organization.path) else NOT_IN_SCOPE


def _work(evaluation: Evaluation, kind: str, not_yet: str) -> str | None:
    """Say why nobody may work on this stage of the sheet now: withdrawn, another stage, too late."""
    current = evaluation.current
    if evaluation.withdrawn_at:
        return "Hồ sơ này đã được rút khỏi đợt đánh giá."
    if evaluation.round.state != Round.State.OPEN:
        return "Đợt đánh giá này không còn mở."
    if current is None or current.kind != kind or current.state not in AT_WORK:
        return not_yet
    if current.deadline < timezone.localdate():
        return f"Đã hết hạn {current.get_kind_display()} (ngày {current.deadline:%d/%m/%Y})."
    return None


def _stands_in(user: User, evaluation: Evaluation) -> bool:
    """Say whether `user` enters the self-score in the unit's place: it came on paper, and its scan is kept."""
    current = evaluation.current
    return (
        current is not None
        and current.kind == Stage.Kind.SELF
        and current.paper_id is not None
        and _acts_in(user, evaluation, Stage.Kind.APPRAISAL, Role.APPRAISER)
    )


def _enter_paper(user: User, evaluation: Evaluation) -> str | None:
    if not _acts_in(user, evaluation, Stage.Kind.APPRAISAL, Role.APPRAISER):
        return "Chỉ người thẩm định của cơ quan được giao thẩm định hồ sơ này được nhập thay."
    return connected(user, evaluation.organization_id) or _work(evaluation, Stage.Kind.SELF, "Phiếu đã nộp.")


def _fill(user: User, evaluation: Evaluation) -> str | None:
    if not acts_for_node(user, evaluation.organization_id) and not _stands_in(user, evaluation):
        return "Chỉ bí thư hoặc người nhập giúp của chính tổ chức đảng này được tự chấm."
    return _work(evaluation, Stage.Kind.SELF, "Phiếu đã nộp, không sửa được nữa.")


def _is_secretary(user: User, evaluation: Evaluation) -> bool:
    return any(
        right.role == Role.SECRETARY and right.organization_id == evaluation.organization_id for right in rights(user)
    )


def _submit(user: User, evaluation: Evaluation) -> str | None:
    if not _is_secretary(user, evaluation) and not _stands_in(user, evaluation):
        return "Chỉ bí thư của chính tổ chức đảng này được nộp phiếu."
    return _work(evaluation, Stage.Kind.SELF, "Phiếu đã nộp.")


def _withdraw(user: User, evaluation: Evaluation) -> str | None:
    if not _is_secretary(user, evaluation):
        return "Chỉ bí thư của chính tổ chức đảng này được rút phiếu đã nộp."
    own, current = self_stage(evaluation), evaluation.current
    reason = _work(evaluation, Stage.Kind.APPRAISAL, "Phiếu chưa nộp, hoặc đã qua bước thẩm định.")
    if reason or current is None:
        return reason
    if own.deadline < timezone.localdate():
        return "Đã hết hạn tự chấm nên không tự rút được: hãy đề nghị cơ quan thẩm định trả lại phiếu."
    if Mark.objects.filter(assessment=current, revision__gt=0).exists():
        return "Cơ quan thẩm định đã bắt đầu chấm: hãy đề nghị trả lại phiếu."
    return None


def self_stage(evaluation: Evaluation) -> Assessment:
    """Return the stage in which the unit scores itself."""
    return next(stage for stage in evaluation.assessments.all() if stage.kind == Stage.Kind.SELF)


def _read_talk(user: User, evaluation: Evaluation) -> str | None:
    judges = any(acts_for_body(user, stage.body_id, stage.role) for stage in evaluation.assessments.all())
    if acts_for_node(user, evaluation.organization_id) or judges:
        return None
    return "Phần trao đổi là của đơn vị và cơ quan thẩm định, kết luận hồ sơ này."


def _talk(user: User, evaluation: Evaluation) -> str | None:
    if reason := _read_talk(user, evaluation):
        return reason
    if evaluation.withdrawn_at or evaluation.round.state != Round.State.OPEN:
        return "Đợt đánh giá này không còn mở nên không trao đổi thêm được."
    return None


def _acts_in(user: User, evaluation: Evaluation, kind: str, role: str) -> bool:
    """Say whether `user` acts for the body of this stage of the sheet, whether its turn has come or not."""
    current = evaluation.current
    if current is not None and current.kind == kind and acts_for_body(user, current.body_id, role):
        # The usual case, and the one of every row saved: the other stages need not be read.
        return True
    return any(
        assessment.kind == kind and acts_for_body(user, assessment.body_id, role)
        for assessment in evaluation.assessments.all()
    )


def _appraise(user: User, evaluation: Evaluation) -> str | None:
    if not _acts_in(user, evaluation, Stage.Kind.APPRAISAL, Role.APPRAISER):
        return "Chỉ người thẩm định của cơ quan được giao thẩm định hồ sơ này được làm việc này."
    return connected(user, evaluation.organization_id) or _work(
        evaluation, Stage.Kind.APPRAISAL, "Hồ sơ chưa đến lượt thẩm định hoặc đã thẩm định xong."
    )


def _conclude(user: User, evaluation: Evaluation) -> str | None:
    if not _acts_in(user, evaluation, Stage.Kind.APPROVAL, Role.APPROVER):
        return "Chỉ người được giao nhập kết luận của cơ quan quyết định được làm việc này."
    reason = connected(user, evaluation.organization_id) or _work(
        evaluation, Stage.Kind.APPROVAL, "Hồ sơ chưa đến lượt kết luận hoặc đã có kết luận."
    )
    if reason is None and not settings.SAME_PERSON_MAY_APPRAISE_AND_CONCLUDE and _has_appraised(user, evaluation):
        return "Đồng chí đã thẩm định hồ sơ này nên không nhập kết luận."
    return reason


def _has_appraised(user: User, evaluation: Evaluation) -> bool:
    """Say whether `user` handed the appraisal on, or whether a mark of it is his."""
    stages = [stage for stage in evaluation.assessments.all() if stage.kind == Stage.Kind.APPRAISAL]
    return (
        any(stage.done_by_id == user.pk for stage in stages)
        or Mark.objects.filter(assessment__in=stages, saved_by_id=user.pk).exists()
    )


def _board(user: User, evaluation: Evaluation) -> str | None:
    """The board at its desk: whoever appraises or concludes the sheet at some stage, and who administers the round."""
    acting = any(
        _acts_in(user, evaluation, kind, role)
        for kind, role in ((Stage.Kind.APPRAISAL, Role.APPRAISER), (Stage.Kind.APPROVAL, Role.APPROVER))
    )
    if acting or administers(user, evaluation.round.owner.organization.path):
        return None
    return "Chỉ cơ quan thẩm định, kết luận hồ sơ này hoặc người quản trị đợt được làm việc này."


def _reopen(user: User, evaluation: Evaluation) -> str | None:
    if not _acts_in(user, evaluation, Stage.Kind.APPROVAL, Role.APPROVER):
        return "Chỉ người được giao nhập kết luận của cơ quan quyết định được mở lại hồ sơ."
    if evaluation.withdrawn_at:
        return "Hồ sơ này đã được rút khỏi đợt đánh giá."
    if evaluation.current_id is not None:
        return "Hồ sơ chưa có kết luận nên không cần mở lại."
    held = hooks.evaluation_holds.call(evaluation)
    return held[0] if held else connected(user, evaluation.organization_id)


def _manage_round(user: User, round_: Round) -> str | None:
    reason = _create_round(user, round_.owner)
    if reason is None and round_.state != Round.State.OPEN:
        return "Đợt đánh giá này không còn mở."
    return reason


def _create_round(user: User, body: Body) -> str | None:
    if administers(user, body.organization.path):
        return None
    return "Chỉ người quản trị của cơ quan này được mở đợt đánh giá."


def _view_round(user: User, round_: Round) -> str | None:
    path = round_.owner.organization.path
    if administers(user, path):
        return None
    if round_.state == Round.State.DRAFT:
        return NOT_IN_SCOPE
    below = any(right.path.startswith(path) for right in rights(user))
    return None if below or sees(user, path) else NOT_IN_SCOPE


def _open_round(user: User, round_: Round) -> str | None:
    reason = _create_round(user, round_.owner)
    if reason is None and round_.state != Round.State.DRAFT:
        return "Đợt đánh giá này đã mở."
    return reason


def keeps_rubrics(user: User) -> bool:
    """Say whether `user` administers the whole installation: rubrics serve every branch of it."""
    return any(right.role == Role.ADMINISTRATOR and len(right.path) == PATH_WIDTH for right in rights(user))


def visible_versions(user: User) -> QuerySet[RubricVersion]:
    """Return the versions that `user` may read: whoever holds a post those once published, their keepers drafts too."""
    if not rights(user):
        return RubricVersion.objects.none()
    found = RubricVersion.objects.all()
    return found if keeps_rubrics(user) else found.exclude(state=RubricVersion.State.DRAFT)


def _view_rubric(user: User, version: RubricVersion) -> str | None:
    hidden = version.state == RubricVersion.State.DRAFT and not keeps_rubrics(user)
    return None if rights(user) and not hidden else NOT_IN_SCOPE


def _edit_rubric(user: User, rubric: Rubric | RubricVersion | None) -> str | None:
    if keeps_rubrics(user):
        return None
    return "Bộ tiêu chí dùng chung: chỉ người quản trị của cấp cao nhất được sửa, ban hành."


def _add_outcomes(user: User, rubric: Rubric) -> str | None:
    # A set binds nobody until an administrator puts it on a round of his own.
    if any(right.role == Role.ADMINISTRATOR for right in rights(user)):
        return None
    return "Chỉ người quản trị được thêm bộ mức xếp loại."


def register() -> None:
    """Add this room's lines to the table."""
    rule("evaluation.view", _view_evaluation)
    rule("evaluation.fill", _fill)
    rule("evaluation.submit", _submit)
    rule("evaluation.withdraw", _withdraw)
    rule("evaluation.read_talk", _read_talk)
    rule("evaluation.talk", _talk)
    rule("evaluation.appraise", _appraise)
    rule("evaluation.conclude", _conclude)
    rule("evaluation.board", _board)
    rule("evaluation.enter_paper", _enter_paper)
    rule("evaluation.reopen", _reopen)
    rule("round.manage", _manage_round)
    rule("round.create", _create_round)
    rule("round.view", _view_round)
    rule("round.open", _open_round)
    rule("rubric.view", _view_rubric)
    rule("rubric.edit", _edit_rubric)
    rule("rubric.publish", _edit_rubric)
    rule("outcomes.add", _add_outcomes)
