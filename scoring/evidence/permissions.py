"""Who reads proof: the unit itself, whoever sees its sheet once that is handed on, its log and its ledger."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.access import NOT_IN_SCOPE, acts_for_node, in_scope, rights, rule, sees
from organizations.models import User
from scoring.models import Assessment, Evaluation, Evidence, EvidenceUse, Meeting, Stage, YearResult
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
    return Evidence.objects.filter(in_scope(user, "organization__")).filter(
        Q(organization__in=own)
        | Exists(_handed_on(evidence=OuterRef("pk")))
        | Exists(Meeting.objects.filter(minutes=OuterRef("pk")))
        | Exists(YearResult.objects.filter(scan=OuterRef("pk")))
    )


def _handed_on(**which: Any) -> QuerySet[EvidenceUse]:
    """Return the uses in sheets that were handed on; `which` names the proof."""
    return EvidenceUse.objects.filter(
        evaluation__assessments__kind=Stage.Kind.SELF, evaluation__assessments__state__in=HANDED_ON, **which
    )


def _view(user: User, evidence: Evidence) -> str | None:
    if not sees(user, evidence.organization.path):
        return NOT_IN_SCOPE
    if acts_for_node(user, evidence.organization_id) or _handed_on(evidence=evidence).exists():
        return None
    # The log and the ledger are read all the year round.
    if Meeting.objects.filter(minutes=evidence).exists() or YearResult.objects.filter(scan=evidence).exists():
        return None
    return "Minh chứng chỉ mở cho nơi khác xem sau khi phiếu đã nộp."


def register() -> None:
    """Add this room's lines to the table."""
    rule("evidence.view", _view)
