"""What visits and reports put on the start page, in the navigation and on the page of an organisation."""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from organizations.access import rights, under
from organizations.models import Organization, Role, User
from organizations.start import Task
from scoring.bodies.visit_permissions import visible_minutes
from scoring.bodies.visit_selectors import minutes_state
from scoring.models import Evaluation, ReportReceipt, Round, Visit, VisitUnit
from scoring.sheets.selectors import OWN_ROLES

REPORT, ANSWER = "report", "answer"
LOOKERS = frozenset({Role.APPRAISER, Role.INSPECTOR})


def start_tasks(user: User) -> list[Task]:
    """Return the reports that are owed, the visits to come, and the minutes to write and to agree to."""
    return [*_own(user), *_of_team(user)]


def _own(user: User) -> list[Task]:
    """For a unit: reports it owes, visits to come, minutes that wait for its word; one query."""
    keys = {right.organization_id for right in rights(user) if right.role in OWN_ROLES}
    if not keys:
        return []
    owed: dict[tuple[int, str, str, str], dict[str, date]] = {}
    tasks = []
    for what, key, title, code, unit, text, due in _pairs(keys):
        if what == REPORT:
            owed.setdefault((key, title, code, unit), {})[text] = due
        elif what == ANSWER:
            url = reverse("scoring:minutes", args=[key])
            tasks.append(Task(f"Thống nhất biên bản kiểm tra: {unit}", url, title, due))
        elif due >= timezone.localdate():
            label = f"{title} làm việc buổi {Visit.Session(what).label}: {unit}"
            tasks.append(Task(label, reverse("scoring:minutes", args=[key]), text, due, "waiting", "Lịch hẹn"))
    return [*tasks, *(_to_hand_in(*where, reports) for where, reports in owed.items())]


def _pairs(keys: set[int]) -> Any:
    """Return (what, key, title, code of the unit, its name, text, day) of reports owed and of visits not agreed on."""
    reports = _lacking(Q(organization__in=keys)).annotate(what=Value(REPORT, CharField()))
    read = ~Q(findings="") & Q(visit__day__lte=timezone.localdate())
    visits = (
        VisitUnit.objects.filter(organization__in=keys, agreed_at__isnull=True)
        .filter(visit__team__round__state=Round.State.OPEN)
        .annotate(what=Case(When(read, then=Value(ANSWER)), default=F("visit__session"), output_field=CharField()))
        .order_by()
    )
    unit = ("organization__code", "organization__name")
    return reports.values_list("what", "round", "round__name", *unit, "report_name", "due").union(
        visits.values_list("what", "pk", "visit__team__body__name", *unit, "visit__place", "visit__day"), all=True
    )


def _to_hand_in(pk: int, name: str, code: str, unit: str, owed: dict[str, date]) -> Task:
    """One task per unit and round: how many reports it owes, and until when the next."""
    label = f"Nộp {len(owed)} báo cáo: {unit}" if len(owed) > 1 else f"Nộp báo cáo: {next(iter(owed))}"
    url = reverse("scoring:receipts", args=[pk, code])
    return Task(label, url, f"{name} · {unit}", min(owed.values()), count=len(owed))


def _lacking(which: Q) -> Any:
    """Return pairs of sheet and required report (`report`, with name and day) that has not come in, of open rounds."""
    came = ReportReceipt.objects.filter(report=OuterRef("report"), organization=OuterRef("organization"))
    return (
        Evaluation.objects.filter(which, round__state=Round.State.OPEN, withdrawn_at__isnull=True)
        .annotate(
            report=F("round__required_reports"), report_name=F("round__required_reports__name"),
            due=F("round__required_reports__due"),
        )
        .filter(~Exists(came), report__isnull=False)
        .order_by()
    )  # fmt: skip


def _of_team(user: User) -> list[Task]:
    """For members of a team: visits whose minutes are not agreed to, and reports that have not come in."""
    posts = [right for right in rights(user) if right.role == Role.APPRAISER and right.body_id]
    if not posts:
        return []
    units = (
        VisitUnit.objects.filter(visit__team__body__in=[right.body_id for right in posts], agreed_at__isnull=True)
        .filter(visit__team__round__state=Round.State.OPEN)
        .select_related("visit__team__body")
    )
    waiting: dict[Visit, int] = {}
    for unit in units:
        waiting[unit.visit] = waiting.get(unit.visit, 0) + 1
    return [*(_to_do(visit, count) for visit, count in waiting.items()), *_to_receive(posts)]


def _to_do(visit: Visit, count: int) -> Task:
    over = visit.day < timezone.localdate()
    label = f"Hoàn thành biên bản: {count} đơn vị" if over else f"Đi kiểm tra buổi {visit.get_session_display()}"
    return Task(
        label, reverse("scoring:visit", args=[visit.pk]), f"{visit.place} · {visit.team.body.name}", visit.day,
        count=count,
    )  # fmt: skip


def _to_receive(posts: list[Any]) -> list[Task]:
    mine = Q(pk__in=[])
    for right in posts:
        mine |= Q(round__teams__body=right.body_id) & under(right.path)
    rows = _lacking(mine).values_list("round", "round__name", "due", "organization", "report").distinct()
    found: dict[tuple[int, str], list[date]] = {}
    for pk, name, due, *_ in rows:
        found.setdefault((pk, name), []).append(due)
    return [
        Task(f"Nhận báo cáo: còn thiếu {len(dues)}", reverse("scoring:reports", args=[pk]), name, min(dues),
             count=len(dues))
        for (pk, name), dues in found.items()
    ]  # fmt: skip


def navigation(user: User) -> list[tuple[str, str]]:
    """Return the entry for those who belong to a team or look on.

    Units come from their start page, administrators from their rounds.
    """
    return [("Kiểm tra", "scoring:teams")] if LOOKERS & {right.role for right in rights(user)} else []


def organization_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return the panel with the visits of an organisation, or None where it has none."""
    units = (
        visible_minutes(user)
        .filter(organization=organization)
        .select_related("visit__team__body")
        .order_by("-visit__day", "-pk")[:10]
    )
    lines = [(unit, *minutes_state(unit)) for unit in units]
    return {"title": "Kiểm tra", "template": "scoring/visits/_panel.html", "context": lines} if lines else None
