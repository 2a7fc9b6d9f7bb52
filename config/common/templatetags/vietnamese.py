"""Filters for points and days on pages: {% load vietnamese %}."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django import template
from django.utils.timezone import localtime

from config.common.vietnamese import format_date, format_points, format_size

register = template.Library()
# Eight digits at least, as people part them: 0912 345 678, 0255.3822.111.
PHONE = re.compile(r"\+?[0-9](?:[ .-]?[0-9]){7,13}")

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


@register.filter
def dung_luong(size: int) -> str:
    """12,4 MB; below a tenth of a megabyte 85 KB."""
    return format_size(size)


@register.filter
def so_dien_thoai(text: str) -> str:
    """The first telephone number in a text, digits alone as tel: takes them; nothing where there is none."""
    found = PHONE.search(text)
    return re.sub(r"[^0-9+]", "", found[0]) if found else ""
