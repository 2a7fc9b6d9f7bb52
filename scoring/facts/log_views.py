"""Pages of the meeting log: twelve months of a unit, a form of one minute, and the logs of all units in one list."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import can, current_user, require, visible_organizations
from organizations.models import Organization, User
from scoring.evidence.services import NotStored
from scoring.facts import logs
from scoring.facts.fields import asked_of, duties
from scoring.facts.forms import MeetingForm, ReasonForm, initial_of
from scoring.facts.meetings import (
    MeetingError,
    StaleMeeting,
    add_meeting,
    change_meeting,
    confirm_meeting,
    strike_meeting,
)
from scoring.facts.permissions import UNIT
from scoring.facts.words import year_of, years_beside
from scoring.models import Meeting
from scoring.pure.conditions import Field

TICKED = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")
TITLE = "Sổ sinh hoạt"
CHANGED = "Có dòng vừa được đơn vị sửa sau khi đồng chí mở trang này; hãy xem lại rồi xác nhận."


def unit_of(request: HttpRequest, code: str) -> Organization:
    """Return the organisation of a page; one that the reader does not see is not there."""
    visible = visible_organizations(current_user(request)).select_related("level", "parent")
    return get_object_or_404(visible, code=code)


def url_of(name: str, organization: Organization, year: int, *more: int) -> str:
    """Return the address of a page of this unit and year."""
    return f"{reverse(f'scoring:{name}', args=[organization.code, *more])}?nam={year}"


def fields_of(organization: Organization, year: int) -> list[Field]:
    """Return what the log of this unit asks for in a year."""
    return logs.plain_fields(duties(Q(organization=organization), year)[organization.pk].asked.get("meetings", ()))


@require_http_methods(["GET", "HEAD", "POST"])
def log_list(request: HttpRequest) -> HttpResponse:
    """The logs that the reader looks after, month by month; who judges them confirms the ticked lines."""
    user, year = current_user(request), year_of(request)
    problem = _confirm_ticked(request, user) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect(f"{reverse('scoring:logs')}?nam={year}")
    found = logs.logs_of(user, year)
    context = {
        "page_title": f"{TITLE} năm {year}",
        "units": found,
        "year": year,
        "beside": years_beside(year),
        "may_confirm": any(line.may_confirm for unit in found for month in unit.months for line in month.meetings),
        "problems": [("", problem)] if problem else [],
    }
    return render(request, "scoring/facts/logs.html", context, status=UNPROCESSABLE if problem else 200)


def ticked(request: HttpRequest, name: str) -> dict[int, int]:
    """Return the revisions of what was ticked, by key. Raises Http404 for what no page offers."""
    found = [TICKED.fullmatch(each) for each in request.POST.getlist(name)]
    if not all(found):
        raise Http404
    return {int(each[1]): int(each[2]) for each in found if each}


def _confirm_ticked(request: HttpRequest, user: User) -> str:
    """Confirm the ticked lines and return what stands in the way, or ""."""
    asked = ticked(request, "m")
    lines = list(logs.visible_meetings(user).filter(pk__in=asked))
    if len(lines) != len(asked):
        raise Http404
    units = Q(organization__in={line.organization_id for line in lines})
    by_year = {year: duties(units, year) for year in {line.held_on.year for line in lines}}
    stale = 0
    for line in lines:
        wanted = by_year[line.held_on.year][line.organization_id].asked.get("meetings", ())
        try:
            confirm_meeting(line, actor=user, fields=logs.plain_fields(wanted), revision=asked[line.pk])
        except StaleMeeting:
            stale += 1
    if not asked:
        return "Hãy đánh dấu cuộc họp cần xác nhận."
    if stale < len(lines):
        messages.success(request, f"Đã xác nhận {len(lines) - stale} cuộc họp.")
    return CHANGED if stale else ""


@require_safe
def log_page(request: HttpRequest, code: str) -> HttpResponse:
    """The log of one unit: the twelve months of a year."""
    unit, user, year = unit_of(request, code), current_user(request), year_of(request)
    fields = fields_of(unit, year)
    lines = logs.visible_meetings(user).filter(organization=unit, held_on__year=year).select_related("minutes")
    kept = [logs.shown(line, fields) for line in lines if line.struck_at is None]
    context = {
        "page_title": f"{TITLE} năm {year}",
        "page_caption": unit.name,
        "breadcrumbs": [(TITLE, f"{reverse('scoring:logs')}?nam={year}"), (unit.name, "")],
        "unit": unit,
        "year": year,
        "beside": years_beside(year),
        "months": logs.months_of(year, kept, logs.first_day(unit)),
        "struck": [line for line in lines if line.struck_at is not None],
        "asked": bool(fields),
        "would_ask": [] if fields else logs.who_would_ask(unit),
        "may_write": bool(fields) and bool(can(user, "facts.declare", (unit, UNIT))),
    }
    return render(request, "scoring/facts/log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_add(request: HttpRequest, code: str) -> HttpResponse:
    """A new line: the day, what the programmes ask for, the minutes."""
    unit, year = unit_of(request, code), year_of(request)
    require(current_user(request), "facts.declare", (unit, UNIT))
    return _entry(request, unit, year, None)


def _line(request: HttpRequest, code: str, pk: int) -> Meeting:
    visible = logs.visible_meetings(current_user(request)).select_related("minutes__file", "minutes__preview")
    found = get_object_or_404(visible, pk=pk, organization__code=code)
    require(current_user(request), "facts.declare", (found.organization, UNIT))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change a line of the log."""
    line = _line(request, code, pk)
    if line.struck_at is not None:
        return redirect(url_of("log", line.organization, line.held_on.year))
    return _entry(request, line.organization, line.held_on.year, line)


def _entry(request: HttpRequest, unit: Organization, year: int, line: Meeting | None) -> HttpResponse:
    fields = fields_of(unit, year)
    bodies = logs.bodies_of(unit)
    if not fields or not bodies:
        return redirect(url_of("log", unit, year))
    month = request.GET.get("thang", "")
    last = logs.standing(year).filter(organization=unit).last() if line is None else None
    form = MeetingForm(
        request.POST or None, request.FILES or None, asked=fields, bodies=bodies, meeting=line,
        initial=initial_of(line, fields, last, int(month) if month in map(str, logs.MONTHS) else 0),
    )  # fmt: skip
    stands = None
    if request.method == "POST" and form.is_valid():
        stands, done = _write(request, form, line)
        if done:
            return redirect(url_of("log", unit, done.held_on.year))
    context = {
        "page_title": f"Sửa cuộc họp ngày {line.held_on:%d/%m/%Y}" if line else "Ghi cuộc họp",
        "page_caption": unit.name,
        "breadcrumbs": [(TITLE, url_of("log", unit, year)), ("Sửa" if line else "Ghi cuộc họp", "")],
        "unit": unit,
        "form": form,
        "line": line,
        "month": month if month in map(str, logs.MONTHS) and line is None else "",
        "year": year,
        "stands": logs.shown(stands, fields) if stands else None,
        "revision": stands.revision if stands else request.POST.get("revision") or (line.revision if line else 0),
    }
    return render(request, "scoring/facts/meeting.html", context, status=UNPROCESSABLE if form.errors else 200)


def _write(request: HttpRequest, form: MeetingForm, line: Meeting | None) -> tuple[Meeting | None, Meeting | None]:
    """Write a valid form; return (what stands where somebody else was faster, the line written)."""
    user = current_user(request)
    try:
        entered = form.line()
        # The day decides which year's programmes ask.
        unit = line.organization if line else form.body().organization
        fields = logs.plain_fields(asked_of(unit, "meetings", on=entered.held_on))
        if not fields and entered.held_on <= timezone.localdate():
            raise MeetingError([("held_on", logs.unasked(unit, entered.held_on.year))])
        fields = fields or list(form.asked)
        if line is None:
            done = add_meeting(form.body(), actor=user, line=entered, fields=fields)
        else:
            done = change_meeting(line, actor=user, line=entered, fields=fields, revision=_revision(request))
    except MeetingError as error:
        form.refuse(error)
    except NotStored as problem:
        form.add_error("scan", str(problem))
    except StaleMeeting as stale:
        form.add_error(None, str(stale))
        return stale.meeting, None
    else:
        messages.success(request, f"Đã ghi cuộc họp ngày {done.held_on:%d/%m/%Y}.")
        return None, done
    return None, None


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_strike(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Strike out a line entered by mistake."""
    line = _line(request, code, pk)
    back = url_of("log", line.organization, line.held_on.year)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            strike_meeting(
                line, actor=current_user(request), reason=form.cleaned_data["reason"], revision=_revision(request)
            )
        except StaleMeeting as stale:
            form.add_error(None, str(stale))
        else:
            messages.success(request, f"Đã gạch bỏ cuộc họp ngày {line.held_on:%d/%m/%Y}.")
            return redirect(back)
    context: dict[str, Any] = {
        "page_title": f"Gạch bỏ cuộc họp ngày {line.held_on:%d/%m/%Y}",
        "page_caption": line.organization.name,
        "breadcrumbs": [(TITLE, back), ("Gạch bỏ", "")],
        "form": form,
        "back": back,
        "hidden": [("revision", line.revision)],
        "lead": "Dòng gạch bỏ vẫn đọc được ở cuối sổ, không tính vào kết quả. Ghi nhầm vài mục thì hãy sửa.",
        "button": "Gạch bỏ",
    }
    return render(request, "scoring/facts/reason.html", context, status=UNPROCESSABLE if form.errors else 200)
