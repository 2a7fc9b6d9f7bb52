"""What this room puts on the start page, in the navigation and on the page of an organisation."""

from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Min, OuterRef, QuerySet, Subquery, Value
from django.urls import reverse

from organizations.access import administers, rights
from organizations.models import Organization, Role, User
from organizations.start import Task
from scoring.appraisal.selectors import STEPS, acting_bodies, judged_by, step_of
from scoring.bodies.remedy_selectors import COLUMNS, TO_REMEDY, remedy_task, waiting_remedies
from scoring.judging import AT_WORK, JUDGES
from scoring.models import Assessment, Evaluation, ReturnItem, Round
from scoring.permissions import visible_evaluations
from scoring.sheets.selectors import OWN_ROLES, open_own_sheets


def start_tasks(user: User) -> list[Task]:
    """Return the sheets to fill, and one line per round and step for the board."""
    return [*_own(user), *_waiting(user), *_drafts(user)]


def _own(user: User) -> list[Task]:
    sheets = open_own_sheets(user).annotate(to_correct=Subquery(_sent_back()))
    return [_own_task(evaluation, evaluation.current) for evaluation in sheets if evaluation.current]


def _sent_back() -> QuerySet[Any]:
    """Return how many rows of the open return wait, for the stage of the row around it."""
    items = ReturnItem.objects.filter(batch__assessment=OuterRef("current"), batch__answered_at__isnull=True)
    return items.order_by().values("batch__assessment").annotate(number=Count("pk")).values("number")


def _own_task(evaluation: Any, stage: Assessment) -> Task:
    label, done = "Tự chấm", f"đã chấm {evaluation.filled}/{evaluation.rows} nội dung"
    if stage.state == Assessment.State.RETURNED:
        label, done = "Sửa phiếu bị trả lại", f"{evaluation.to_correct or 0} nội dung cần sửa"
    return Task(
        label=f"{label}: {evaluation.name}",
        url=reverse("scoring:sheet", args=[evaluation.pk]),
        detail=f"{evaluation.round.name} · {done}",
        due=stage.deadline,
    )


def _waiting(user: User) -> list[Task]:
    """Return what waits for the user's bodies, by round and step, and what his units still have to remedy: one query,
    however many of them.
    """
    asked = [query for query in (_judging(user), waiting_remedies(user)) if query is not None]
    if not asked:
        return []
    rows = asked[0].union(*asked[1:], all=True) if asked[1:] else asked[0]
    return [
        remedy_task(*row) if what == TO_REMEDY else _board_task(what, *row)
        for what, *row in rows
    ]  # fmt: skip


def _judging(user: User) -> QuerySet[Any] | None:
    """Return the sheets that wait for the user's bodies, one row per round and step; None for who judges nothing."""
    if not acting_bodies(user, *JUDGES):
        return None
    waiting = (
        Assessment.objects.filter(judged_by(user), state__in=AT_WORK)
        .filter(evaluation__withdrawn_at__isnull=True, evaluation__round__state=Round.State.OPEN)
        .order_by()
        .annotate(
            what=step_of(), key=F("evaluation__round"), unit=Value("", CharField()), name=F("evaluation__round__name")
        )
    )
    grouped = waiting.values("what", "key", "unit", "name").annotate(number=Count("pk"), last_day=Min("deadline"))
    return grouped.values_list(*COLUMNS)


def _board_task(step: str, key: int, unit: str, name: str, number: int, due: date) -> Task:
    return Task(
        label=f"{STEPS[step]}: {number} hồ sơ",
        url=f"{reverse('scoring:board')}?dot={key}&trang-thai={step}",
        detail=name,
        due=due,
        count=number,
    )


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
        .filter(organization=organization, subject="")
        .select_related("round", "current")
        .order_by("-round__start")[:10]
    )
    if not sheets:
        return None
    return {"title": "Hồ sơ đánh giá", "template": "scoring/_organization_panel.html", "context": sheets}
