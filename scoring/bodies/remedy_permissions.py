"""Who writes causes and remedies, and who reads them: as the proofs of the sheet they stand beside."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.access import NOT_IN_SCOPE, acts_for_node, can, rights, rule
from organizations.models import User
from scoring.evidence.permissions import HANDED_ON, reads_proofs
from scoring.models import Assessment, Evaluation, Remedy, Stage
from scoring.names import readable
from scoring.sheets.selectors import OWN_ROLES


def _write(user: User, evaluation: Evaluation) -> str | None:
    if not acts_for_node(user, evaluation.organization_id):
        return "Chỉ bí thư hoặc người nhập giúp của chính tổ chức đảng này được ghi nguyên nhân, khắc phục."
    return "Hồ sơ này đã được rút khỏi đợt đánh giá." if evaluation.withdrawn_at else None


def visible_remedies(user: User) -> QuerySet[Remedy]:
    """Return the remedies that `user` may read (the twin of the rule `remedy.view`)."""
    own = [right.organization_id for right in rights(user) if right.role in OWN_ROLES]
    handed_on = Assessment.objects.filter(evaluation=OuterRef("evaluation"), kind=Stage.Kind.SELF, state__in=HANDED_ON)
    sheets = Evaluation.objects.filter(readable(user))
    return Remedy.objects.filter(evaluation__in=sheets).filter(
        Q(evaluation__organization__in=own) | Exists(handed_on)
    )  # fmt: skip


def _view(user: User, remedy: Remedy) -> str | None:
    if not can(user, "evaluation.view", remedy.evaluation):
        return NOT_IN_SCOPE
    if reads_proofs(user, remedy.evaluation):
        return None
    return "Nguyên nhân, khắc phục chỉ mở cho nơi khác xem sau khi phiếu đã nộp."


def register() -> None:
    """Add this room's lines to the table."""
    rule("evaluation.remedy", _write)
    rule("remedy.view", _view)
