"""The lines of the table of actions that concern rounds and sheets, and the rows that may be seen."""

from django.db.models import Q, QuerySet
from django.utils import timezone

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
from scoring import judging
from scoring.hands import holds
from scoring.judging import CONCLUDING, acts_in, appraise_reason, work_reason
from scoring.models import Assessment, Evaluation, Mark, Programme, Round, Rubric, RubricVersion, Stage
from scoring.names import NAMES_CLOSED, readable, reads_names
from scoring.rubrics.rules import ballot_rule
from scoring.workflow import MARKING, chain_of

OF_THE_UNIT = (Stage.Kind.SELF,)


def visible_evaluations(user: User) -> QuerySet[Evaluation]:
    """Return the sheets of the organisations that `user` sees, by today's tree, and those in the hands of a body that
    he acts for; of members those he may read by name.
    """
    return Evaluation.objects.filter(readable(user))


def counted_evaluations(user: User) -> QuerySet[Evaluation]:
    """Return all sheets of the organisations that `user` sees: for counting, never for naming anybody."""
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
    if not sees(user, evaluation.organization.path) and not holds(user, evaluation):
        return NOT_IN_SCOPE
    return None if not evaluation.subject or reads_names(user, evaluation) else NAMES_CLOSED


def _stands_in(user: User, evaluation: Evaluation) -> bool:
    """Say whether `user` enters the self-score in the unit's place: it came on paper, and its scan is kept."""
    current = evaluation.current
    return (
        current is not None
        and current.kind == Stage.Kind.SELF
        and current.paper_id is not None
        and acts_in(user, evaluation, MARKING)
    )


def _enter_paper(user: User, evaluation: Evaluation) -> str | None:
    if not acts_in(user, evaluation, MARKING):
        return "Chỉ người thẩm định của cơ quan được giao thẩm định hồ sơ này được nhập thay."
    return connected(user, evaluation.organization_id) or work_reason(evaluation, OF_THE_UNIT, "Phiếu đã nộp.")


def _fill(user: User, evaluation: Evaluation) -> str | None:
    if not acts_for_node(user, evaluation.organization_id) and not _stands_in(user, evaluation):
        return "Chỉ bí thư hoặc người nhập giúp của chính tổ chức đảng này được tự chấm."
    return work_reason(evaluation, OF_THE_UNIT, "Phiếu đã nộp, không sửa được nữa.")


def _vote(user: User, evaluation: Evaluation) -> str | None:
    """Who records what a body voted: the unit where it votes itself, else whoever acts for the body that does."""
    current = evaluation.current
    if current is None:
        return "Hồ sơ đã xong các bước nên không ghi biểu quyết nữa."
    if ballot_rule(evaluation, current) is None:
        return "Bước này không biểu quyết từng nội dung."
    return _fill(user, evaluation) if current.kind == Stage.Kind.SELF else appraise_reason(user, evaluation)


def _is_secretary(user: User, evaluation: Evaluation) -> bool:
    return any(
        right.role == Role.SECRETARY and right.organization_id == evaluation.organization_id for right in rights(user)
    )


def _submit(user: User, evaluation: Evaluation) -> str | None:
    if not _is_secretary(user, evaluation) and not _stands_in(user, evaluation):
        return "Chỉ bí thư của chính tổ chức đảng này được nộp phiếu."
    return work_reason(evaluation, OF_THE_UNIT, "Phiếu đã nộp.")


def _withdraw(user: User, evaluation: Evaluation) -> str | None:
    if not _is_secretary(user, evaluation):
        return "Chỉ bí thư của chính tổ chức đảng này được rút phiếu đã nộp."
    own, current = self_stage(evaluation), evaluation.current
    if reason := _not_next(evaluation, own):
        return reason
    if _was_returned(evaluation, own):
        # Only the rows sent back were open to the unit; its sheet taken back would be open in all of them.
        return "Phiếu đã có lần trả lại: hãy đề nghị cơ quan thẩm định trả lại lần nữa."
    if own.deadline < timezone.localdate():
        return "Đã hết hạn tự chấm nên không tự rút được: hãy đề nghị cơ quan thẩm định trả lại phiếu."
    if current is not None and Mark.objects.filter(assessment=current, revision__gt=0).exists():
        return "Cơ quan thẩm định đã bắt đầu chấm: hãy đề nghị trả lại phiếu."
    return None


def _was_returned(evaluation: Evaluation, own: Assessment) -> bool:
    """Say whether the sheet was ever sent back; no query where it was read as pages read it."""
    found = vars(evaluation).get("was_returned")
    return own.returns.exists() if found is None else found


def _not_next(evaluation: Evaluation, own: Assessment) -> str | None:
    """Say why the step of a sheet is not the one right after its self-score, which nobody has taken yet."""
    following = next((stage for stage in chain_of(evaluation) if stage.position > own.position), None)
    if following is None and own.state == Assessment.State.DONE and evaluation.current is None:
        # A chain that ends with the unit's own step: its end is nobody else's word.
        return _closed(evaluation)
    not_next = "Phiếu chưa nộp, hoặc đã qua bước thẩm định."
    current = evaluation.current
    if following is None or current is None or current.pk != following.pk:
        return _closed(evaluation) or not_next
    return work_reason(evaluation, (*MARKING, *CONCLUDING), not_next)


def _closed(evaluation: Evaluation) -> str | None:
    if evaluation.withdrawn_at:
        return "Hồ sơ này đã được rút khỏi đợt đánh giá."
    return None if evaluation.round.state == Round.State.OPEN else "Đợt đánh giá này không còn mở."


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


def visible_programmes(user: User) -> QuerySet[Programme]:
    """Return the programmes whose pages `user` opens: all for whoever keeps rubrics, none for others."""
    return Programme.objects.all() if keeps_rubrics(user) else Programme.objects.none()


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
    judging.register()
    rule("evaluation.view", _view_evaluation)
    rule("evaluation.fill", _fill)
    rule("evaluation.submit", _submit)
    rule("evaluation.withdraw", _withdraw)
    rule("evaluation.read_talk", _read_talk)
    rule("evaluation.talk", _talk)
    rule("evaluation.vote", _vote)
    rule("evaluation.enter_paper", _enter_paper)
    rule("round.manage", _manage_round)
    rule("round.create", _create_round)
    rule("round.view", _view_round)
    rule("round.open", _open_round)
    rule("rubric.view", _view_rubric)
    rule("rubric.edit", _edit_rubric)
    rule("rubric.publish", _edit_rubric)
    rule("outcomes.add", _add_outcomes)
