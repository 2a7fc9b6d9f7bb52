"""What members put on the start page and on the page of a sheet."""

from datetime import date

from django.db.models import Count, Min, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from organizations.access import rights
from organizations.models import Organization, Role, User
from organizations.start import Task
from scoring.members.permissions import reaches, visible_kept
from scoring.members.retention import kept_until
from scoring.models import Evaluation, Round, RoundRubric, Stage
from scoring.names import MEMBER
from scoring.registration.permissions import own_units_with_levels

NOBODY = (0, 0, None)


def start_tasks(user: User) -> list[Task]:
    """Return the lists that a secretary has to make and hand in, and names whose time is over."""
    return [*_lists(user), *_names(user)]


def _lists(user: User) -> list[Task]:
    """One query as long as no round takes lists, three otherwise."""
    keys = {right.organization_id for right in rights(user) if right.role == Role.SECRETARY}
    # Members belong to cells: whoever speaks for a committee alone is not looked up.
    units = [unit for unit in own_units_with_levels(user) if unit.pk in keys and unit.level.is_cell] if keys else []
    if not units:
        return []
    stages = list(
        Stage.objects.filter(
            kind=Stage.Kind.SELF, level__in={unit.level_id for unit in units}, round__state=Round.State.OPEN,
            round__programme__subject=MEMBER,
        )
        .select_related("round__owner__organization")
        .prefetch_related(Prefetch("round__rubrics", RoundRubric.objects.select_related("branch")))
        .order_by("deadline", "pk")
    )  # fmt: skip
    if not stages:
        return []
    counted = Evaluation.objects.filter(
        round__in=[stage.round_id for stage in stages], organization__in=units, withdrawn_at__isnull=True
    ).order_by()
    # A sheet that was sent back has a day of its own, after that of its list.
    waiting = Q(current__kind=Stage.Kind.SELF, current__deadline__gte=timezone.localdate())
    rows = counted.values_list("round", "organization").annotate(
        listed=Count("pk"), left=Count("pk", filter=waiting), due=Min("current__deadline", filter=waiting)
    )
    counts = {(round_, unit): found for round_, unit, *found in rows}
    found = (_list(stage, unit, *counts.get((stage.round_id, unit.pk), NOBODY)) for stage in stages for unit in units)
    return [task for task in found if task is not None]


def _list(stage: Stage, unit: Organization, listed: int, left: int, due: date | None) -> Task | None:
    """One task per list: nobody stands on it yet, or sheets of it wait, the first of them until `due`."""
    round_ = stage.round
    concerned = stage.level_id == unit.level_id and unit.path.startswith(round_.owner.organization.path)
    missing = not listed and stage.deadline >= timezone.localdate()
    if not concerned or not reaches(round_, unit) or not (left or missing):
        return None
    words = f"{left}/{listed} phiếu chưa nộp" if listed else "chưa có ai trong danh sách"
    url = reverse("scoring:candidates", args=[round_.pk, unit.code])
    return Task(f"Danh sách đảng viên: {unit.name}", url, f"{round_.name} · {words}", due or stage.deadline)


def _names(user: User) -> list[Task]:
    if not any(right.role in (Role.ADMINISTRATOR, Role.CLERK) for right in rights(user)):
        return []
    kept = visible_kept(user).filter(end__lt=timezone.localdate()).exclude(erasures__approved_at__isnull=False)
    due = sum(kept_until(round_).due for round_ in kept.select_related("programme"))
    if not due:
        return []
    return [Task(f"Xóa tên đảng viên đã hết hạn lưu: {due} đợt", reverse("scoring:kept_names"), count=due)]


def evaluation_links(user: User, evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return the way from the sheet of a member to the list that it stands on."""
    if not evaluation.subject:
        return []
    url = reverse("scoring:candidates", args=[evaluation.round_id, evaluation.organization.code])
    return [("Danh sách đảng viên của chi bộ", url)]
