"""Stored values in the words of the field, and years and months as people say them."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from config.common.vietnamese import format_date, format_points
from scoring.facts.fields import from_plain
from scoring.pure.conditions import Field

FIRST_YEAR = 2010


def said(field: Field, stored: str | bool) -> str:
    """Return a stored value as it is read: the word of a level, Có or Không, a number with its comma, a day."""
    value = stored if isinstance(stored, bool) else from_plain(field, stored)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if field.type == "date":
        return format_date(date.fromisoformat(str(value)))
    return field.word(value) if isinstance(value, str) else format_points(value)


def year_of(request: HttpRequest) -> int:
    """Return the year that a page is asked for (?nam=2025), this one where it makes no sense."""
    this = timezone.localdate().year
    asked = request.GET.get("nam", "")
    found = int(asked) if len(asked) == 4 and asked.isdecimal() else this
    return found if FIRST_YEAR <= found <= this else this


def years_beside(year: int) -> list[tuple[str, str]]:
    """Return the ways to the year before and the year after, as far as there is one: (label, query)."""
    this = timezone.localdate().year
    return [(f"Năm {each}", f"?nam={each}") for each in (year - 1, year + 1) if FIRST_YEAR <= each <= this]


def spans(numbers: Iterable[int]) -> str:
    """Return numbers with neighbours drawn together: "1–3, 7"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(str(each) for each in run) for run in runs
    )  # fmt: skip
