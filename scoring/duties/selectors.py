"""What falls due for a person in a year: duties of the programmes, registration, stages of sheets, reports."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from organizations.access import rights
from organizations.models import Role, User
from scoring.duties.dues import DONE, OPEN, WHO, Due, state_of
from scoring.duties.in_use import InUse, programmes_in_use
from scoring.duties.registration_days import registration_days
from scoring.models import Assessment, ReportReceipt, RequiredReport, Stage
from scoring.pure.programme import Duty, due_days
from scoring.registration.permissions import DECIDERS, concerns, own_units_with_levels, visible_calls

# Whose duties a post makes one's own, at the body that runs the programme.
ROLES = {"board": (Role.APPRAISER,), "committee": (Role.APPROVER, Role.CLERK)}
LOOKERS = (Role.ADMINISTRATOR, Role.INSPECTOR, Role.IN_CHARGE)


def duties_of(user: User, year: int, programmes: Sequence[InUse] | None = None) -> list[Due]:
    """Return the duties of the programmes that concern `user` in a year, by day; of `programmes` where they are known
    to be those in use above him.
    """
    found = [
        Due(day, duty.text, used.name, WHO[duty.who], duty.clause)
        for used in (programmes_in_use(user) if programmes is None else programmes)
        for duty in used.rules.duties
        if _is_own(user, used, duty)
        for day in due_days(duty, year)
    ]
    return sorted(found, key=lambda each: (each.day, each.programme, each.text))


def _is_own(user: User, used: InUse, duty: Duty) -> bool:
    held = rights(user)
    if any(right.role in LOOKERS for right in held):
        return True
    if duty.who == "unit":
        return any(
            unit.level.code in used.levels and unit.path.startswith(tuple(used.branches))
            for unit in own_units_with_levels(user)
        )
    at_owner = (right for right in held if right.organization_id in used.owners and not right.at_team)
    return any(right.role in ROLES[duty.who] for right in at_owner)


def year_of_dues(user: User, year: int) -> list[list[Due]]:
    """Return everything due for `user` in a year, month by month; the number of queries is fixed."""
    months: list[list[Due]] = [[] for _ in range(12)]
    used = programmes_in_use(user)
    for due in [*duties_of(user, year, used), *registration_days(user, year, used), *_calls(user, year),
                *_own_stages(user, year), *_board(user, year), *_reports(user, year)]:  # fmt: skip
        months[due.day.month - 1].append(due)
    return [sorted(month, key=lambda each: (each.day, each.programme, each.text)) for month in months]


def _calls(user: User, year: int) -> Iterator[Due]:
    units = own_units_with_levels(user)
    keys = [unit.pk for unit in units]
    bodies = {right.body_id for right in rights(user) if right.role in DECIDERS and right.body_id}
    mine = Q(registrations__organization__in=keys)
    calls: Iterable[Any] = (
        visible_calls(user)
        .filter(deadline__year=year)
        .select_related("programme", "owner__organization")
        .annotate(standing=Count("registrations__organization", filter=mine, distinct=True))
        .order_by("deadline", "pk")
    )
    for call in calls:
        url = reverse("scoring:call", args=[call.pk])
        concerned = [unit for unit in units if concerns(call, unit) is None]
        if concerned:
            done = call.standing >= len(concerned)
            yield Due(call.deadline, f"Đăng ký: {call.name}", call.programme.name, WHO["unit"], "",
                      state_of(done, call.deadline), url)  # fmt: skip
        if call.owner_id in bodies:
            yield Due(call.deadline, f"Nhận đăng ký, phê duyệt danh sách: {call.name}", call.programme.name, "", "",
                      DONE if call.approved_on else OPEN, url)  # fmt: skip


def _own_stages(user: User, year: int) -> Iterator[Due]:
    keys = [unit.pk for unit in own_units_with_levels(user)]
    if not keys:
        return
    stages = (
        Assessment.objects.filter(evaluation__organization__in=keys, kind=Stage.Kind.SELF, deadline__year=year)
        .filter(evaluation__withdrawn_at__isnull=True, evaluation__subject="")
        .select_related("evaluation__round__programme")
        .order_by("deadline", "pk")
    )
    for stage in stages:
        sheet = stage.evaluation
        yield Due(
            stage.deadline, f"Nộp phiếu tự chấm: {sheet.name}, {sheet.round.name}", sheet.round.programme.name,
            WHO["unit"], "", state_of(stage.state == Assessment.State.DONE, stage.deadline),
            reverse("scoring:sheet", args=[sheet.pk]),
        )  # fmt: skip


def _board(user: User, year: int) -> Iterator[Due]:
    held = {(right.body_id, right.role) for right in rights(user) if right.body_id}
    bodies = {body for body, role in held if role in DECIDERS}
    if not bodies:
        return
    rows = (
        Assessment.objects.filter(body__in=bodies, deadline__year=year, evaluation__withdrawn_at__isnull=True)
        .exclude(kind=Stage.Kind.SELF)
        .values(
            "kind", "role", "body", "deadline", "evaluation__round", "evaluation__round__name",
            "evaluation__round__programme__name",
        )
        .annotate(sheets=Count("pk"), done=Count("pk", filter=Q(state=Assessment.State.DONE)))
        .order_by("deadline", "evaluation__round", "kind")
    )  # fmt: skip
    for row in rows:
        if (row["body"], row["role"]) in held:
            word, sheets = str(Stage.Kind(row["kind"]).label).capitalize(), f"{row['done']}/{row['sheets']} hồ sơ"
            yield Due(
                row["deadline"], f"{word}: {row['evaluation__round__name']}, đã xong {sheets}",
                row["evaluation__round__programme__name"], "", "",
                state_of(row["done"] == row["sheets"], row["deadline"]),
                f"{reverse('scoring:board')}?dot={row['evaluation__round']}",
            )  # fmt: skip


def _reports(user: User, year: int) -> Iterator[Due]:
    keys = [unit.pk for unit in own_units_with_levels(user)]
    if not keys:
        return
    received = ReportReceipt.objects.filter(report=OuterRef("pk"), organization__in=keys)
    reports: Iterable[Any] = (
        RequiredReport.objects.filter(due__year=year, round__evaluations__organization__in=keys)
        .annotate(received=Exists(received))
        .select_related("round__programme")
        .distinct()
        .order_by("due", "pk")
    )
    for report in reports:
        url = reverse("scoring:reports", args=[report.round_id])
        yield Due(report.due, f"Nộp báo cáo: {report.name}", report.round.programme.name, WHO["unit"], "",
                  state_of(report.received, report.due), url)  # fmt: skip
