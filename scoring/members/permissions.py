"""Who lists members of a cell for a title, who reads that list, and who takes names away when their time is over."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from organizations.access import (
    NOT_IN_SCOPE,
    acts_for_body,
    acts_for_node,
    administers,
    in_scope,
    rights,
    rule,
    sees,
)  # fmt: skip
from organizations.models import Organization, Role, User
from scoring.members.retention import kept_until
from scoring.models import Assessment, Erasure, Evaluation, Round, Stage
from scoring.names import MEMBER, NAMES_CLOSED
from scoring.permissions import visible_evaluations
from scoring.rounds.scope import most_specific

Asked = tuple[Round, Organization]


def visible_candidates(user: User, round_: Round) -> QuerySet[Evaluation]:
    """Return the sheets of members in a round whose names `user` reads."""
    return visible_evaluations(user).filter(round=round_, subject__gt="")


def secretary_of(user: User, unit: Organization) -> bool:
    """Say whether `user` is secretary of this very unit."""
    return any(right.role == Role.SECRETARY and right.organization_id == unit.pk for right in rights(user))


def self_deadline(round_: Round, unit: Organization) -> Stage | None:
    """Return the step in which units of this kind score themselves, with its last day; None where they take no part."""
    return next(
        (
            stage
            for stage in round_.stages.all()
            if stage.level_id == unit.level_id and stage.kind == Stage.Kind.SELF
        ),
        None,
    )  # fmt: skip


def reaches(round_: Round, unit: Organization) -> bool:
    """Say whether a line of the round is for this unit: its kind, and its branch where the lines name branches."""
    return most_specific(round_.rubrics.all(), unit) is not None


def _view(user: User, asked: Asked) -> str | None:
    round_, unit = asked
    if not sees(user, unit.path):
        return NOT_IN_SCOPE
    if acts_for_node(user, unit.pk) or administers(user, unit.path):
        return None
    bodies = [right.body_id for right in rights(user) if right.body_id is not None]
    judged = Assessment.objects.filter(evaluation__round=round_, evaluation__organization=unit, body__in=bodies)
    return None if bodies and judged.exists() else NAMES_CLOSED


def concerns(round_: Round, unit: Organization) -> str | None:
    """Say why a unit has no members in a round at all."""
    if round_.programme.subject != MEMBER:
        return "Đợt này không xét đảng viên."
    if not unit.active or not unit.path.startswith(round_.owner.organization.path):
        return "Tổ chức đảng này không thuộc phạm vi của đợt."
    if self_deadline(round_, unit) is None or not reaches(round_, unit):
        return f"Đợt này không dành cho loại tổ chức “{unit.level}”."
    return None


def _hand_in(user: User, asked: Asked) -> str | None:
    """Each sheet has its own last day: one that was sent back has a later one than its list."""
    round_, unit = asked
    if not secretary_of(user, unit):
        return "Chỉ bí thư của chính chi bộ này được lập danh sách đảng viên."
    if reason := concerns(round_, unit):
        return reason
    return None if round_.state == Round.State.OPEN else "Đợt đánh giá này không còn mở."


def _change(user: User, asked: Asked) -> str | None:
    round_, unit = asked
    if reason := _hand_in(user, asked):
        return reason
    stage = self_deadline(round_, unit)
    if stage is not None and stage.deadline < timezone.localdate():
        return f"Đã hết hạn lập danh sách (ngày {stage.deadline:%d/%m/%Y})."
    return None


def _remove(user: User, evaluation: Evaluation) -> str | None:
    if not secretary_of(user, evaluation.organization):
        return "Chỉ bí thư của chính chi bộ này được đưa đảng viên ra khỏi danh sách."
    if evaluation.round.state != Round.State.OPEN:
        return "Đợt đánh giá này không còn mở."
    if evaluation.withdrawn_at:
        return "Đảng viên này đã ra khỏi danh sách."
    return None if evaluation.current_id is not None else "Hồ sơ này đã có kết luận."


def visible_kept(user: User) -> QuerySet[Round]:
    """Return the rounds whose names `user` looks after: of owners that he administers, or whose clerk he is."""
    bodies = [right.body_id for right in rights(user) if right.role == Role.CLERK and right.body_id]
    mine = in_scope(user, "owner__organization__", (Role.ADMINISTRATOR,)) | Q(owner__in=bodies)
    return Round.objects.filter(mine, programme__subject=MEMBER).exclude(state=Round.State.DRAFT)


def _keeps(user: User, round_: Round) -> str | None:
    if acts_for_body(user, round_.owner_id, Role.CLERK) or administers(user, round_.owner.organization.path):
        return None
    return "Chỉ người quản trị hoặc văn thư của cơ quan mở đợt được xóa tên hết hạn lưu."


def _list(user: User, obj: object) -> str | None:
    if any(right.role in (Role.ADMINISTRATOR, Role.CLERK) for right in rights(user)):
        return None
    return "Chỉ người quản trị hoặc văn thư của cơ quan mở đợt được xem trang này."


def _propose(user: User, round_: Round) -> str | None:
    if reason := _keeps(user, round_):
        return reason
    kept = kept_until(round_)
    if kept.last is None:
        return "Mô hình này chưa đặt thời hạn lưu tên đảng viên."
    if not kept.due:
        return f"Chưa hết thời hạn lưu tên (đến ngày {kept.last:%d/%m/%Y})."
    return None


def _approve(user: User, erasure: Erasure) -> str | None:
    if reason := _keeps(user, erasure.round):
        return reason
    if erasure.approved_at is not None:
        return "Tên của đợt này đã được xóa."
    if erasure.proposed_by_id == user.pk:
        return "Đồng chí là người đề nghị: việc xóa phải do người khác thực hiện."
    return None


def register() -> None:
    """Add these lines to the table of actions."""
    rule("candidates.view", _view)
    rule("candidates.change", _change)
    rule("candidates.hand_in", _hand_in)
    rule("candidate.remove", _remove)
    rule("erasure.list", _list)
    rule("erasure.propose", _propose)
    rule("erasure.approve", _approve)
