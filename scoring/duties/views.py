"""The calendar: what falls due for the reader, a year by month."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organizations.access import current_user
from scoring.duties.selectors import year_of_dues
from scoring.rounds.clone import FIRST_YEAR, LAST_YEAR

TITLE = "Lịch việc trong năm"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A whole year; ?nam=2030 for another one."""
    today = timezone.localdate()
    asked = request.GET.get("nam", "")
    year = int(asked) if len(asked) == 4 and asked.isdecimal() and FIRST_YEAR <= int(asked) <= LAST_YEAR else today.year
    months = year_of_dues(current_user(request), year)
    context = {
        "page_title": TITLE, "page_caption": f"Năm {year}", "breadcrumbs": [("Việc của tôi", "/"), (TITLE, "")],
        "year": year, "beside": [each for each in (year - 1, year + 1) if FIRST_YEAR <= each <= LAST_YEAR],
        "months": [(number, dues) for number, dues in enumerate(months, 1) if dues],
        "this": today.month if year == today.year else 0,
    }  # fmt: skip
    return render(request, "scoring/duties/calendar.html", context)
