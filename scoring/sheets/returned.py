"""Rows that were sent back: which may be edited now, and what stood there before."""

from collections.abc import Callable

from django.utils import timezone

from scoring.models import Assessment, Evaluation, Return, ReturnItem


def open_items(assessment: Assessment) -> dict[int, ReturnItem]:
    """Return the rows of the open return of a stage, by criterion; none where it was not sent back."""
    if assessment.state != Assessment.State.RETURNED:
        return {}
    items = ReturnItem.objects.filter(batch__assessment=assessment, batch__answered_at__isnull=True)
    return {item.criterion_id: item for item in items.select_related("batch")}


def closed_rows(assessment: Assessment) -> Callable[[int], bool]:
    """Return the question whether a row (by criterion) may not be edited, because only others were sent back."""
    if assessment.state != Assessment.State.RETURNED:
        return lambda key: False
    items = open_items(assessment)
    return lambda key: key not in items


def last_items(evaluation: Evaluation) -> dict[int, ReturnItem]:
    """Return for every row that was ever sent back the latest item, by criterion."""
    items = ReturnItem.objects.filter(batch__assessment__evaluation=evaluation).order_by("pk")
    return {item.criterion_id: item for item in items.select_related("batch")}


def answer_return(own: Assessment) -> None:
    """Close the open return of a stage that is handed on again; called within that act."""
    now = timezone.now()
    ReturnItem.objects.filter(batch__assessment=own, answered_at__isnull=True).update(answered_at=now)
    Return.objects.filter(assessment=own, answered_at__isnull=True).update(answered_at=now)
