"""What falls due for a person in a year: duties of the programmes, registration, stages of sheets, reports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from organizations.access import rights
from organizations.models import Role, User
from organizations.models.tree import PATH_WIDTH
from scoring.models import Assessment, RegistrationCall, ReportReceipt, RequiredReport, Round, Stage
from scoring.pure.programme import Duty, ProgrammeRules, due_days, parse_rules
from scoring.registration.permissions import DECIDERS, concerns, own_units_with_levels, visible_calls

DONE, OPEN, LATE = "done", "open", "late"
WHO = {"unit": "Đơn vị", "board": "Ban tham mưu, bộ phận giúp việc", "committee": "Cấp ủy, văn phòng"}
# Whose duties a post makes one's own, at the body that runs the programme.
ROLES = {"board": (Role.APPRAISER,), "committee": (Role.APPROVER, Role.CLERK)}
LOOKERS = (Role.ADMINISTRATOR, Role.INSPECTOR, Role.IN_CHARGE)


@dataclass(frozen=True)
class Due:
    """Something due on a day. `state` is "" where nobody can know whether it was done."""

    day: date
    text: str
    programme: str
    who: str = ""
    clause: str = ""
    state: str = ""
    url: str = ""

    @property
    def state_word(self) -> str:
        """Xong, đến hạn, quá hạn; "" where it is not known."""
        return {DONE: "đã xong", OPEN: "chưa xong", LATE: "quá hạn"}.get(self.state, "")


@dataclass(frozen=True)
class InUse:
    """A programme that runs above a person, the keys of the organisations that run it, and the paths of the branches
    that it reaches ("" reaches all).
    """

    name: str
    levels: frozenset[str]
    rules: ProgrammeRules
    owners: frozenset[int]
    branches: frozenset[str]


def programmes_in_use(user: User) -> list[InUse]:
    """Return the programmes with a round or a call of an organisation of the reader's or above it; one query."""
    above = {right.path[:end] for right in rights(user) for end in range(PATH_WIDTH, len(right.path) + 1, PATH_WIDTH)}
    if not above:
        return []
    columns = ("programme", "programme__name", "programme__kinds", "programme__rules", "owner__organization", "branch")
    rounds = Round.objects.exclude(state=Round.State.DRAFT).filter(owner__organization__path__in=above, parent=None)
    rounds = rounds.annotate(branch=Coalesce("rubrics__branch__path", Value(""))).order_by()
    calls = RegistrationCall.objects.filter(owner__organization__path__in=above).order_by()
    calls = calls.annotate(branch=Value("", output_field=CharField()))
    found: dict[int, tuple[Any, ...]] = {}
    owners: dict[int, set[int]] = {}
    branches: dict[int, set[str]] = {}
    for key, *rest, owner, branch in [*rounds.values_list(*columns).union(calls.values_list(*columns))]:
        found[key] = tuple(rest)
        owners.setdefault(key, set()).add(owner)
        branches.setdefault(key, set()).add(branch)
    return [
        InUse(
            name, frozenset(kind["level"] for kind in kinds), parse_rules(rules), frozenset(owners[key]),
            frozenset(branches[key]),
        )
        for key, (name, kinds, rules) in sorted(found.items(), key=lambda each: each[1][0])
    ]  # fmt: skip


def duties_of(user: User, year: int) -> list[Due]:
    """Return the duties of the programmes that concern `user` in a year, by day."""
    found = [
        Due(day, duty.text, used.name, WHO[duty.who], duty.clause)
        for used in programmes_in_use(user)
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
    return any(right.role in ROLES[duty.who] and right.organization_id in used.owners for right in held)


def year_of_dues(user: User, year: int) -> list[list[Due]]:
    """Return everything due for `user` in a year, month by month; the number of queries is fixed."""
    months: list[list[Due]] = [[] for _ in range(12)]
    for due in [*duties_of(user, year), *_calls(user, year), *_own_stages(user, year), *_board(user, year),
                *_reports(user, year)]:  # fmt: skip
        months[due.day.month - 1].append(due)
    return [sorted(month, key=lambda each: (each.day, each.programme, each.text)) for month in months]


def _state(done: bool, day: date) -> str:
    return DONE if done else LATE if day < timezone.localdate() else OPEN


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
                      _state(done, call.deadline), url)  # fmt: skip
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
            WHO["unit"], "", _state(stage.state == Assessment.State.DONE, stage.deadline),
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
                _state(row["done"] == row["sheets"], row["deadline"]),
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
        yield Due(report.due, f"Nộp báo cáo: {report.name}", report.round.programme.name, WHO["unit"], "",
                  _state(report.received, report.due), reverse("scoring:reports", args=[report.round_id]))  # fmt: skip
