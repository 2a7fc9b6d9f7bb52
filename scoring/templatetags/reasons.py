"""Filters for reasons on pages: {% load reasons %}."""

from collections.abc import Sequence

from django import template

from scoring.pure.shown import counted

register = template.Library()


@register.filter
def so_muc(records: Sequence[str]) -> int:
    """How many records a list names, those left out of it included."""
    return counted(records)
