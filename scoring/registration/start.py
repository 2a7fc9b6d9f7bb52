"""What registration and titles put on the start page, in the navigation and on the page of an organisation."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from organizations.access import rights
from organizations.models import Organization, Role, User
from organizations.start import Task
from scoring.models import Registration, YearResult
from scoring.registration.broken import broken_for_board, suspected_by
from scoring.registration.permissions import DECIDERS, concerns, own_units_with_levels, secretary_of, visible_calls
from scoring.registration.titles import waits_for


def start_tasks(user: User) -> list[Task]:
    """Return the calls to register in, the lists to decide on, and the titles to look at again."""
    return [*_calls(user), *_titles(user)]


def _calls(user: User) -> list[Task]:
    own = secretary_of(user)
    bodies = {right.body_id for right in rights(user) if right.role in DECIDERS and right.body_id}
    if not own and not bodies:
        return []
    today = timezone.localdate()
    mine = Q(registrations__organization__in=own) | Q(registrations__organization__parent__in=own)
    calls = list(
        visible_calls(user)
        .filter(last_year__gte=today.year)
        .select_related("programme", "owner__organization")
        .annotate(
            waiting=Count("registrations", filter=Q(registrations__state=Registration.State.REGISTERED)),
            standing=Count("registrations__organization", filter=mine, distinct=True),
        )
        .order_by("deadline", "pk")
    )
    taking = [call for call in calls if call.approved_on is None and call.deadline >= today]
    units = [unit for unit in own_units_with_levels(user) if unit.pk in own] if taking else []
    return [
        *(_to_decide(call) for call in calls if call.owner_id in bodies and call.waiting),
        *(task for call in taking if (task := _to_register(call, units))),
    ]


def _to_decide(call: Any) -> Task:
    url = reverse("scoring:call", args=[call.pk])
    return Task(f"Duyệt đăng ký: {call.waiting} đang chờ", url, detail=call.name, due=call.deadline, count=call.waiting)


def _to_register(call: Any, units: Sequence[Organization]) -> Task | None:
    """One task per call: units that have not registered, or a committee that has put nobody forward yet."""
    url = reverse("scoring:call", args=[call.pk])
    may = [unit for unit in units if concerns(call, unit) is None]
    if len(may) > call.standing:
        return Task(f"Đăng ký: {call.name}", url, ", ".join(unit.name for unit in may), call.deadline)
    owner = call.owner.organization
    above = [
        unit for unit in units
        if unit.pk != owner.pk and unit.path.startswith(owner.path) and not unit.level.is_cell and unit not in may
    ]  # fmt: skip
    if above and not call.standing:
        return Task(f"Chọn đơn vị đăng ký: {call.name}", url, ", ".join(each.name for each in above), call.deadline)
    return None


def _titles(user: User) -> list[Task]:
    """One query, unless a final grade differs from the proposed one somewhere."""
    if not any(right.role in DECIDERS for right in rights(user)):
        return []
    year, url = timezone.localdate().year, reverse("scoring:titles")
    found = YearResult.objects.aggregate(
        waits=Count("pk", filter=waits_for(user, year)), suspected=Count("pk", filter=suspected_by(user, year - 1))
    )
    tasks = []
    if count := found["waits"]:
        tasks.append(Task(f"Xác nhận danh hiệu nhiều năm: {count}", url, detail=f"Năm {year}", count=count))
    if found["suspected"] and (count := len(broken_for_board(user, year - 1))):
        tasks.append(Task(f"Xem lại danh hiệu sau xếp loại chính thức: {count}", url, count=count))
    return tasks


def navigation(user: User) -> list[tuple[str, str]]:
    """Return the entries for who holds a post, and for who looks at titles again."""
    roles = {right.role for right in rights(user)}
    items = [("Đăng ký", "scoring:calls")] if roles else []
    return [*items, ("Danh hiệu", "scoring:titles")] if roles & {*DECIDERS, Role.ADMINISTRATOR} else items
