"""What this room puts on the start page, in the navigation and on the page of an organisation."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from organizations.access import administers, rights
from organizations.models import Organization, Role, User
from organizations.start import Task
from scoring.appraisal.selectors import acting_bodies
from scoring.models import Assessment, Evaluation, Round, Stage
from scoring.permissions import AT_WORK, visible_evaluations
from scoring.sheets.selectors import OWN_ROLES, open_own_sheets


def start_tasks(user: User) -> list[Task]:
    """Return the sheets to fill, and one line per round and step for the board."""
    return [*_own(user), *_board(user), *_drafts(user)]


def _own(user: User) -> list[Task]:
    return [
        Task(
            label=f"Tự chấm: {evaluation.name}",
            url=reverse("scoring:sheet", args=[evaluation.pk]),
            detail=f"{evaluation.round.name} · đã chấm {evaluation.filled}/{evaluation.rows} nội dung",
            due=evaluation.current.deadline,
        )
        for evaluation in open_own_sheets(user)
        if evaluation.current
    ]


_STEPS = (
    (Stage.Kind.APPRAISAL, Role.APPRAISER, "Thẩm định", "tham-dinh"),
    (Stage.Kind.APPROVAL, Role.APPROVER, "Nhập kết luận", "ket-luan"),
)


def _board(user: User) -> list[Task]:
    tasks = []
    for kind, role, label, state in _STEPS:
        bodies = acting_bodies(user, role)
        if not bodies:
            continue
        waiting = (
            Assessment.objects.filter(body__in=bodies, kind=kind, state__in=AT_WORK)
            .filter(evaluation__withdrawn_at__isnull=True, evaluation__round__state=Round.State.OPEN)
            .values("evaluation__round", "evaluation__round__name")
            .annotate(count=Count("pk"), due=Min("deadline"))
            .order_by("due")
        )
        tasks += [
            Task(
                label=f"{label}: {row['count']} hồ sơ",
                url=f"{reverse('scoring:board')}?dot={row['evaluation__round']}&trang-thai={state}",
                detail=row["evaluation__round__name"],
                due=row["due"],
                count=row["count"],
            )
            for row in waiting
        ]
    return tasks


def _drafts(user: User) -> list[Task]:
    if not any(right.role == Role.ADMINISTRATOR for right in rights(user)):
        return []
    drafts = Round.objects.filter(state=Round.State.DRAFT).select_related("owner__organization")
    return [
        Task(f"Mở đợt đánh giá: {draft.name}", reverse("scoring:round", args=[draft.pk]), state="draft")
        for draft in drafts
        if administers(user, draft.owner.organization.path)
    ]


def navigation(user: User) -> list[tuple[str, str]]:
    """Return the entries that this user has a use for."""
    roles = {right.role for right in rights(user)}
    items = []
    if roles & set(OWN_ROLES):
        items.append(("Phiếu của đơn vị", "scoring:sheets"))
    if roles & {Role.APPRAISER, Role.APPROVER}:
        items.append(("Thẩm định", "scoring:board"))
    if roles:
        items += [("Đợt đánh giá", "scoring:rounds"), ("Bộ tiêu chí", "scoring:rubrics")]
    return items


def organization_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return the panel with the sheets of an organisation, or None where it has none."""
    sheets: list[Evaluation] = list(
        visible_evaluations(user)
        .filter(organization=organization)
        .select_related("round", "current")
        .order_by("-round__start")[:10]
    )
    if not sheets:
        return None
    return {"title": "Hồ sơ đánh giá", "template": "scoring/_organization_panel.html", "context": sheets}
