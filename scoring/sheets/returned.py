"""Rows that were sent back: which may be edited now, and what stood there before."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from config.common.models import Event
from organizations.models import User
from scoring.models import Assessment, Evaluation, EvidenceUse, Mark, Return, ReturnItem
from scoring.pure.spec import PassFailSpec
from scoring.rubrics.load import LoadedRubric
from scoring.rubrics.rules import ballot_rule
from scoring.sheets.marks import laid_aside, value_of
from scoring.sheets.words import shown_mark

AS_IT_WAS = "đã bị trả lại mà chưa sửa: sửa điểm, ghi giải trình hoặc gắn minh chứng."
PROVING = ("evidence.attach", "evidence.cite", "evidence.reuse")


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
    """Return for every row that was ever sent back the latest item, by criterion; each with `returned_by`, who did."""
    name = User.objects.filter(pk=OuterRef("batch__returned_by_id")).values("full_name")
    items = ReturnItem.objects.filter(batch__assessment__evaluation=evaluation).order_by("pk")
    items = items.annotate(returned_by=Subquery(name))
    return {item.criterion_id: item for item in items.select_related("batch")}


def unanswered(own: Assessment, loaded: LoadedRubric, marks: Iterable[Mark]) -> list[tuple[str, str]]:
    """Return the rows of the open return that stand as they were sent back: (code, sentence).

    A unit that keeps its mark says why in a word beside it, or cites a proof.
    """
    items = open_items(own)
    if not items:
        return []
    proved = _proved_since(own, loaded, items)
    votes = ballot_rule(own.evaluation, own) is not None
    standing = {mark.criterion_id: mark for mark in marks}
    found = []
    for row in loaded.data.leaves():
        item, mark = items.get(loaded.keys[row.code]), standing.get(loaded.keys[row.code])
        # What a body voted, and what does not concern the unit, is not the secretary's to write again.
        if item is None or mark is None or laid_aside(mark) or (votes and isinstance(row.spec, PassFailSpec)):
            continue
        saved = mark.saved_at is not None and mark.saved_at > item.batch.returned_at
        # A row that follows the records was corrected there: its figure is another, though nobody saved it.
        if not saved and shown_mark(row, value_of(mark), mark.points) == item.old_value and row.code not in proved:
            found.append((row.code, f"Mục {loaded.data.label(row.code)}: {AS_IT_WAS}"))
    return found


def _proved_since(own: Assessment, loaded: LoadedRubric, items: Mapping[int, ReturnItem]) -> set[str]:
    """Return the codes of the rows that were given a proof since they were sent back and still have it."""
    uses = EvidenceUse.objects.filter(evaluation=own.evaluation_id, criterion__in=items)
    cited = {(use.evidence_id, loaded.codes[use.criterion_id]) for use in uses}
    since = min(item.batch.returned_at for item in items.values())
    # A proof that the unit had long before may be cited only now: when, the history alone knows.
    told = Event.objects.filter(
        subject_type="scoring.evidence", subject_id__in={key for key, _ in cited}, action__in=PROVING, at__gt=since
    )
    # Asked for alone, SQLite would give the code "2.1" as a number.
    return {data["row"] for key, data in told.values_list("subject_id", "data") if (key, data.get("row")) in cited}


def answer_return(own: Assessment) -> None:
    """Close the open return of a stage that is handed on again; called within that act."""
    now = timezone.now()
    ReturnItem.objects.filter(batch__assessment=own, answered_at__isnull=True).update(answered_at=now)
    Return.objects.filter(assessment=own, answered_at__isnull=True).update(answered_at=now)
