"""The next duties on the start page, and the way to the calendar."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from organizations.access import rights
from organizations.models import User
from organizations.start import Task
from scoring.duties.selectors import LOOKERS, duties_of

DAYS_AHEAD = 31


def start_tasks(user: User) -> list[Task]:
    """Return the duties of the next month; those who only look have them in the calendar."""
    if not any(right.role not in LOOKERS for right in rights(user)):
        return []
    today = timezone.localdate()
    last = today + timedelta(days=DAYS_AHEAD)
    years = sorted({today.year, last.year})
    return [
        Task(f"Lịch: {due.text}", f"{reverse('scoring:calendar')}?nam={due.day.year}", due.programme, due.day)
        for year in years
        for due in duties_of(user, year)
        if today <= due.day <= last
    ]


def navigation(user: User) -> list[tuple[str, str]]:
    """Return the entry for whoever holds a post."""
    return [("Lịch", "scoring:calendar")] if rights(user) else []
