"""Days of posts that are so far ahead that a figure must have slipped: what has begun or ended cannot be corrected."""

from datetime import date

from django.utils import timezone

MOST_YEARS_TO_START = 1
MOST_YEARS_TO_END = 10


def _ahead(years: int) -> date:
    today = timezone.localdate()
    # A leap day has its anniversary on the day after.
    return (
        today.replace(year=today.year + years)
        if (today.month, today.day) != (2, 29)
        else date(today.year + years, 3, 1)
    )


def start_too_far(day: date) -> str:
    """Return why a post cannot begin on this day, "" where it can."""
    return _said(day, _ahead(MOST_YEARS_TO_START), MOST_YEARS_TO_START)


def end_too_far(day: date, start: date) -> str:
    """Return why a post cannot end on this day, "" where it can; one that begins later still can end when it begins."""
    return _said(day, max(_ahead(MOST_YEARS_TO_END), start), MOST_YEARS_TO_END)


def _said(day: date, last: date, years: int) -> str:
    if day <= last:
        return ""
    return f"Ngày này còn hơn {years} năm nữa mới đến, có lẽ ghi nhầm năm: chậm nhất là ngày {last:%d/%m/%Y}."
