"""Filters for points and days on pages: {% load vietnamese %}."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django import template
from django.utils.timezone import localtime

from config.common.vietnamese import format_date, format_points

register = template.Library()

# An unknown variable reaches a filter as "".
Nothing = Literal[""] | None


@register.filter
def points(value: Decimal | int | Nothing) -> str:
    """4,5 for Decimal("4.50"); nothing for None."""
    return "" if value == "" else format_points(value)


@register.filter
def ngay(value: date | datetime | Nothing) -> str:
    """dd/mm/yyyy, for a moment the day it is in Việt Nam; nothing for None."""
    if value is None or value == "":
        return ""
    return format_date(localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def ngay_gio(value: datetime | Nothing) -> str:
    """HH:MM dd/mm/yyyy of the moment, local time; nothing for None."""
    if value is None or value == "":
        return ""
    moment = localtime(value)
    return f"{moment:%H:%M} {format_date(moment.date())}"
