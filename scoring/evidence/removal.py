"""Taking away a file that was uploaded by mistake: the unit proposes it, somebody else does it.

The proof stays on its rows and says that its file is gone. Its bytes belong to nobody then, and go with the next sweep
of the storage.
"""

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import Evidence, EvidenceRemoval


@transaction.atomic
def propose_removal(evidence: Evidence, *, actor: User, reason: str) -> EvidenceRemoval:
    """Propose to take a file away; the proposal that stands is not made twice.

    Raises Refused (not the unit's secretary, no file, a paper of the log or of the ledger), ValueError without a
    reason.
    """
    evidence = _lock(evidence.pk)
    require(actor, "evidence.propose_removal", evidence)
    if not reason.strip():
        raise ValueError("Hãy ghi lý do xóa.")
    standing = EvidenceRemoval.objects.filter(evidence=evidence).first()
    if standing is not None:
        return standing
    removal = EvidenceRemoval.objects.create(
        evidence=evidence, reason=reason.strip(), proposed_by_id=actor.pk, proposed_by_label=actor.full_name,
        proposed_at=timezone.now(),
    )  # fmt: skip
    log(
        "evidence.propose_removal", evidence, actor=actor, organization_id=evidence.organization_id,
        reason=removal.reason,
    )  # fmt: skip
    return removal


@transaction.atomic
def carry_out_removal(removal: EvidenceRemoval, *, actor: User) -> Evidence:
    """Take the file away, as somebody else proposed. Raises Refused."""
    evidence = _lock(removal.evidence_id)
    removal = EvidenceRemoval.objects.get(pk=removal.pk)
    removal.evidence = evidence
    require(actor, "evidence.carry_out_removal", removal)
    removal.sha256 = evidence.file.sha256 if evidence.file else ""
    removal.approved_by_id, removal.approved_at = actor.pk, timezone.now()
    removal.save(update_fields=["sha256", "approved_by_id", "approved_at"])
    evidence.kind, evidence.file, evidence.preview, evidence.file_name = Evidence.Kind.REMOVED, None, None, ""
    evidence.save(update_fields=["kind", "file", "preview", "file_name"])
    log(
        "evidence.remove", evidence, actor=actor, organization_id=evidence.organization_id, sha256=removal.sha256,
        proposed_by=removal.proposed_by_id,
    )  # fmt: skip
    return evidence


def _lock(pk: int) -> Evidence:
    Evidence.objects.select_for_update(of=("self",)).get(pk=pk)
    return Evidence.objects.select_related("organization", "file").get(pk=pk)
