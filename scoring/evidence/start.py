"""What files proposed for removal put on the start page of administrators; a board sees them on its sheets."""

from django.urls import reverse

from organizations.access import connected, in_scope, rights
from organizations.models import Role, User
from organizations.start import Task
from scoring.models import EvidenceRemoval

MOST_SHOWN = 10


def start_tasks(user: User) -> list[Task]:
    """Return the files that wait to be taken away in the subtrees that `user` administers; one query."""
    if not any(right.role == Role.ADMINISTRATOR for right in rights(user)):
        return []
    waiting = (
        EvidenceRemoval.objects.filter(in_scope(user, "evidence__organization__", (Role.ADMINISTRATOR,)))
        .filter(approved_at__isnull=True)
        .exclude(proposed_by_id=user.pk)
        .select_related("evidence__organization")
        .order_by("proposed_at", "pk")[:MOST_SHOWN]
    )
    return [
        Task(
            f"Xóa tệp tải nhầm: {each.evidence.organization.name}",
            reverse("scoring:proof_remove", args=[each.evidence_id]), detail=each.reason,
        )
        for each in waiting
        if not connected(user, each.evidence.organization_id)
    ]  # fmt: skip
