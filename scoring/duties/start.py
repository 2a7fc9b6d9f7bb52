"""The next duties on the start page, and the way to the calendar."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from organizations.access import rights
from organizations.models import Role, User
from organizations.start import Task
from scoring.duties.dues import Due
from scoring.duties.in_use import programmes_in_use
from scoring.duties.registration_days import registration_days
from scoring.duties.selectors import LOOKERS, duties_of

DAYS_AHEAD = 31


def start_tasks(user: User) -> list[Task]:
    """Return what the programmes want in the next month. Those who only look have the duties in the calendar; of them
    an administrator is told when registrations are to be called for.
    """
    works = any(right.role not in LOOKERS for right in rights(user))
    if not works and not any(right.role == Role.ADMINISTRATOR for right in rights(user)):
        return []
    today = timezone.localdate()
    last = today + timedelta(days=DAYS_AHEAD)
    used = programmes_in_use(user)
    found = [
        due
        for year in sorted({today.year, last.year})
        for due in [*(duties_of(user, year, used) if works else ()), *registration_days(user, year, used)]
    ]
    return [_task(due) for due in found if today <= due.day <= last]


def _task(due: Due) -> Task:
    url = due.url or f"{reverse('scoring:calendar')}?nam={due.day.year}"
    return Task(due.text if due.url else f"Lịch: {due.text}", url, due.programme, due.day)


def navigation(user: User) -> list[tuple[str, str]]:
    """Return the entry for whoever holds a post."""
    return [("Lịch", "scoring:calendar")] if rights(user) else []
