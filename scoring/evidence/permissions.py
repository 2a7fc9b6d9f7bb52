"""Who reads proof: the unit itself, whoever sees its sheet once that is handed on, its log and its ledger."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.access import NOT_IN_SCOPE, acts_for_node, administers, connected, in_scope, rights, rule, sees
from organizations.models import Role, User
from scoring.hands import holds, in_hand
from scoring.models import (
    Assessment,
    Evaluation,
    Evidence,
    EvidenceRemoval,
    EvidenceUse,
    Meeting,
    Stage,
    YearResult,
)
from scoring.sheets.selectors import OWN_ROLES

# A sheet that was returned has been read already.
HANDED_ON = (Assessment.State.DONE, Assessment.State.RETURNED)


def reads_proofs(user: User, evaluation: Evaluation) -> bool:
    """Say whether the proofs of a sheet are shown to `user`, who sees the sheet: as the marks they stand beside."""
    return acts_for_node(user, evaluation.organization_id) or any(
        stage.kind == Stage.Kind.SELF and stage.state in HANDED_ON for stage in evaluation.assessments.all()
    )


def visible_evidence(user: User) -> QuerySet[Evidence]:
    """Return the proofs that `user` may open (the twin of the rule `evidence.view`)."""
    own = [right.organization_id for right in rights(user) if right.role in OWN_ROLES]
    read = (
        Q(organization__in=own)
        | Exists(_handed_on(evidence=OuterRef("pk")))
        | Exists(Meeting.objects.filter(minutes=OuterRef("pk")))
        | Exists(YearResult.objects.filter(scan=OuterRef("pk")))
        | (Q(removal__isnull=False) & in_scope(user, "organization__", (Role.ADMINISTRATOR,)))
    )
    held = Exists(_handed_on(evidence=OuterRef("pk")).filter(in_hand(user, "evaluation")))
    return Evidence.objects.filter((in_scope(user, "organization__") & read) | held)


def _handed_on(**which: Any) -> QuerySet[EvidenceUse]:
    """Return the uses in sheets that were handed on; `which` names the proof."""
    return EvidenceUse.objects.filter(
        evaluation__assessments__kind=Stage.Kind.SELF,
        evaluation__assessments__state__in=HANDED_ON,
        evaluation__subject="",
        **which,
    )


def _view(user: User, evidence: Evidence) -> str | None:
    if not sees(user, evidence.organization.path):
        held = _handed_on(evidence=evidence).filter(in_hand(user, "evaluation")).exists()
        return None if held else NOT_IN_SCOPE
    if acts_for_node(user, evidence.organization_id) or _handed_on(evidence=evidence).exists():
        return None
    # The log and the ledger are read all the year round.
    if Meeting.objects.filter(minutes=evidence).exists() or YearResult.objects.filter(scan=evidence).exists():
        return None
    # Whoever is asked to take a file away has to see what it is.
    if administers(user, evidence.organization.path) and hasattr(evidence, "removal"):
        return None
    return "Minh chứng chỉ mở cho nơi khác xem sau khi phiếu đã nộp."


def _propose(user: User, evidence: Evidence) -> str | None:
    own = any(
        right.role == Role.SECRETARY and right.organization_id == evidence.organization_id for right in rights(user)
    )
    if not own:
        return "Chỉ bí thư của chính tổ chức đảng này được đề nghị xóa tệp."
    if evidence.kind != Evidence.Kind.FILE:
        return "Minh chứng này không có tệp, hoặc tệp đã được xóa."
    if Meeting.objects.filter(minutes=evidence).exists() or YearResult.objects.filter(scan=evidence).exists():
        return "Tệp này là văn bản của sổ sinh hoạt hoặc kết quả các năm nên không xóa ở đây."
    return None


def files_of(user: User, evaluation: Evaluation) -> str:
    """Return what `user` may do about a file of a sheet uploaded by mistake: "propose" its removal, "remove" it once
    that was proposed, or "". No query for sheets that come with their stages.
    """
    if any(
        right.role == Role.SECRETARY and right.organization_id == evaluation.organization_id for right in rights(user)
    ):
        return "propose"
    # The unit's own step does not make a judge of it, nor does a post at the body of a judge who belongs to the unit.
    return "remove" if holds(user, evaluation) and not connected(user, evaluation.organization_id) else ""


def _carry_out(user: User, removal: EvidenceRemoval) -> str | None:
    evidence = removal.evidence
    judged = EvidenceUse.objects.filter(in_hand(user, "evaluation"), evidence=evidence)
    if not administers(user, evidence.organization.path) and not judged.exists():
        return "Chỉ cơ quan thẩm định, kết luận hồ sơ hoặc người quản trị được xóa tệp theo đề nghị."
    if removal.proposed_by_id == user.pk:
        return "Đồng chí là người đề nghị: việc xóa phải do người khác thực hiện."
    if connected(user, evidence.organization_id):
        return "Đồng chí thuộc tổ chức đảng có tệp này: việc xóa phải do người nơi khác thực hiện."
    return None if removal.approved_at is None else "Tệp này đã được xóa."


def register() -> None:
    """Add this room's lines to the table."""
    rule("evidence.view", _view)
    rule("evidence.propose_removal", _propose)
    rule("evidence.carry_out_removal", _carry_out)
