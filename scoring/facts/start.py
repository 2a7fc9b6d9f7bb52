"""What the year's collecting puts on the start page, in the navigation and beside a sheet."""

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from organizations.access import rights
from organizations.models import Organization, Role, User
from organizations.start import Task
from scoring.facts.collect import waiting_facts
from scoring.facts.fields import Duties, duties, fields_in_force
from scoring.facts.logs import NONE, first_day, months_of
from scoring.facts.permissions import JUDGES, SUPERIOR, UNIT, own_units, units_of
from scoring.facts.words import spans
from scoring.facts.years import lacking, waiting_papers, years_of
from scoring.models import Evaluation, Fact, Meeting
from scoring.pure.conditions import Field
from scoring.registration.broken import broken_of
from scoring.rubrics.load import rubric_of
from scoring.sheets.selectors import OWN_ROLES

# From this day on the month that runs is asked for too.
ASK_FROM_DAY = 20
# So long into a new year the old one is still being closed.
LATE_MONTHS = 2
LINES, FIGURES = "lines", "figures"
CONFIRMERS = (*JUDGES, Role.INSPECTOR)


def start_tasks(user: User) -> list[Task]:
    """Return the months without a line and the figures not yet declared, and what waits to be confirmed."""
    return [*_own(user), *_to_confirm(user)]


def _own(user: User) -> list[Task]:
    keys = own_units(user)
    if not keys:
        return []
    today = timezone.localdate()
    years = (today.year - 1, today.year) if today.month <= LATE_MONTHS else (today.year,)
    return [task for year in years for task in _of_year(keys, year)]


def _of_year(keys: list[int], year: int) -> list[Task]:
    asked = duties(Q(organization__in=keys), year)
    if not asked:
        return []
    held: dict[int, set[int]] = {}
    for key, day in Meeting.objects.filter(
        organization__in=keys, held_on__year=year, struck_at__isnull=True
    ).values_list("organization", "held_on"):
        held.setdefault(key, set()).add(day.month)
    declared = set(Fact.objects.filter(organization__in=keys, end__year=year).values_list("organization", "field"))
    tasks = []
    for key, duty in asked.items():
        if duty.unit is not None and duty.unit.active:
            tasks += _months(duty.unit, duty, held.get(key, set()), year)
            tasks += _figures(duty.unit, duty, {field for each, field in declared if each == key}, year)
    return tasks


def _months(unit: Organization, asked: Duties, held: set[int], year: int) -> list[Task]:
    """Months that are over without a line, and the one that runs when it is nearly over."""
    today = timezone.localdate()
    last = today.month if today.day >= ASK_FROM_DAY else today.month - 1
    if year < today.year:
        last = 12
    if not asked.asked.get("meetings"):
        return []
    missing = [
        month.number
        for month in months_of(year, (), asked.founded)
        if month.state == NONE and month.number <= last and month.number not in held
    ]
    if not missing:
        return []
    query = f"&thang={missing[0]}" if len(missing) == 1 else ""
    page = "scoring:meeting_add" if query else "scoring:log"
    return [
        Task(
            label=f"Chưa ghi sổ sinh hoạt tháng {spans(missing)}{'' if year == today.year else f'/{year}'}",
            url=f"{reverse(page, args=[unit.code])}?nam={year}{query}",
            detail=unit.name,
            due=date(year, missing[-1], monthrange(year, missing[-1])[1]),
        )
    ]


def _figures(unit: Organization, asked: Duties, declared: set[str], year: int) -> list[Task]:
    missing = [
        each
        for each in asked.asked.get("facts", ())
        if each.field.entered_by in ("", UNIT) and each.field.code not in declared
    ]
    if not missing or asked.due is None:
        return []
    return [
        Task(
            label=f"Khai số liệu điều kiện: còn {len(missing)} mục",
            url=f"{reverse('scoring:facts', args=[unit.code])}?nam={year}",
            detail=f"{unit.name}, năm {year}",
            due=asked.due,
            count=len(missing),
        )
    ]


def _to_confirm(user: User) -> list[Task]:
    if not any(right.role in CONFIRMERS and not right.at_team for right in rights(user)):
        return []
    year = timezone.localdate().year
    fields = fields_in_force(year)
    found = [
        _counted(waiting_meetings(user, year, fields), LINES),
        _counted(waiting_facts(user, fields), FIGURES),
        _counted(waiting_papers(user), FIGURES),
    ]
    counts: Counter[str] = Counter()
    for kind, count in found[0].union(*found[1:], all=True):
        counts[kind] += count
    tasks = []
    if count := counts[LINES]:
        url = f"{reverse('scoring:logs')}?nam={year}"
        tasks.append(Task(f"Xác nhận sổ sinh hoạt: {count} cuộc họp", url, count=count))
    if count := counts[FIGURES]:
        tasks.append(Task(f"Xác nhận số liệu: {count} mục", reverse("scoring:facts_waiting"), count=count))
    return tasks


def _counted(found: QuerySet[Any], kind: str) -> QuerySet[Any, tuple[str, int]]:
    """Return (kind, how many), to be asked together with others in one query."""
    named = found.order_by().annotate(counted_as=Value(kind, output_field=CharField()))
    return named.values("counted_as").annotate(number=Count("pk")).values_list("counted_as", "number")


def waiting_meetings(user: User, year: int, fields: Mapping[tuple[str, str], Field]) -> QuerySet[Meeting]:
    """Return the lines of this year's logs that wait for `user` to confirm them; `fields` are those in force."""
    codes = [code for (source, code), each in fields.items() if source == "meetings" and each.confirmed_by == SUPERIOR]
    if not codes:
        return Meeting.objects.none()
    return Meeting.objects.filter(
        units_of(user, SUPERIOR, "organization__"), organization__active=True, struck_at__isnull=True,
        confirmed_at__isnull=True, held_on__year=year, values__has_any_keys=codes,
    )  # fmt: skip


def navigation(user: User) -> list[tuple[str, str]]:
    """Return the entries for who writes logs and figures, confirms or reads them."""
    roles = {right.role for right in rights(user)}
    if not roles & {*OWN_ROLES, *CONFIRMERS, Role.IN_CHARGE}:
        return []
    return [("Sổ sinh hoạt", "scoring:logs"), ("Số liệu", "scoring:facts_waiting")]


def organization_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return the strip of years of a unit that is judged by another, and the ways to what the year collects."""
    if organization.parent_id is None:
        return None
    founded = first_day(organization)
    years = years_of(organization, founded)
    titled = any(title.evaluation_id for year in years for title in year.titles)
    data = {
        "years": years, "lacking": lacking(organization, years, founded), "code": organization.code,
        "broken": broken_of(organization) if titled else [],
    }  # fmt: skip
    return {"title": "Các năm", "template": "scoring/facts/_years_panel.html", "context": data}


def evaluation_links(user: User, evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return the way from a sheet to the figures that its conditions read."""
    declared = rubric_of(evaluation.version).data.fields
    if not any(field.source == "facts" for field in declared):
        return []
    url = reverse("scoring:facts", args=[evaluation.organization.code])
    return [("Số liệu điều kiện", f"{url}?nam={evaluation.round.year}")]
