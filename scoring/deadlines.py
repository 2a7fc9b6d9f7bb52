"""How far ahead a deadline may lie: one of years to come is a slip of the keyboard."""

from datetime import date, timedelta

from django.utils import timezone

FARTHEST = timedelta(days=366)
TOO_FAR = "Hạn không được quá một năm kể từ hôm nay: hãy xem lại năm đã gõ."


def too_far(deadline: date) -> bool:
    """Say whether a deadline lies more than a year ahead."""
    return deadline > timezone.localdate() + FARTHEST
