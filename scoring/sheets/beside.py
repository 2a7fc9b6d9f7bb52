"""What stands beside the marks of a sheet: proofs, words exchanged, last year's points, what is missing."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from config.common.vietnamese import format_points
from organizations.models import User
from scoring.evidence.permissions import reads_proofs
from scoring.models import Assessment, Comment, Evaluation, EvidenceUse, Mark, Stage
from scoring.pure.demands import Entry, missing_items
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.marks import value_of
from scoring.sheets.words import shown_mark

# The sum of a whole sheet stands under no row.
WHOLE = ""


def proofs_of(evaluation: Evaluation, user: User) -> dict[int, list[EvidenceUse]]:
    """Return the proofs that `user` reads, by criterion."""
    found: dict[int, list[EvidenceUse]] = {}
    if reads_proofs(user, evaluation):
        for use in evaluation.evidence_uses.select_related("evidence__file").order_by("pk"):
            found.setdefault(use.criterion_id, []).append(use)
    return found


def with_talk(marks: QuerySet[Mark]) -> QuerySet[Mark]:
    """Return marks with `talk`, the number of words exchanged about their row: no query of its own."""
    said = (
        Comment.objects.filter(
            evaluation=OuterRef("assessment__evaluation"), criterion=OuterRef("criterion"), private=False
        )
        .order_by()
        .values("criterion")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return marks.annotate(talk=Coalesce(Subquery(said), 0))


def last_year(evaluation: Evaluation, loaded: LoadedRubric) -> dict[str, str]:
    """Return what the same rubric came to a year before, by row code (and WHOLE), as shown; {} where there is none.

    The latest stage that was handed on counts. Rows are matched by their code. One query.
    """
    round_ = evaluation.round
    done = Assessment.objects.filter(
        evaluation__organization=evaluation.organization_id,
        evaluation__subject=evaluation.subject,
        evaluation__withdrawn_at__isnull=True,
        evaluation__version__rubric=evaluation.version.rubric_id,
        evaluation__round__programme=round_.programme_id,
        evaluation__round__period=round_.period,
        evaluation__round__end__year=round_.end.year - 1,
        evaluation__round__end__month=round_.end.month,
        state=Assessment.State.DONE,
    ).exclude(kind=Stage.Kind.APPROVAL)
    if any(row.maximum is not None for row in loaded.data.rows):
        return _points(done)
    return _choices(done, loaded)


def _points(done: QuerySet[Assessment]) -> dict[str, str]:
    result = done.order_by("-position").values_list("result", flat=True).first()
    if not result:
        return {}
    found = {**result.get("points", {}), WHOLE: result.get("total")}
    return {code: format_points(Decimal(points)) for code, points in found.items() if points is not None}


def _choices(done: QuerySet[Assessment], loaded: LoadedRubric) -> dict[str, str]:
    marks = Mark.objects.filter(assessment__in=done).select_related("criterion").order_by("assessment__position")
    return {
        mark.criterion.code: shown_mark(loaded.data.row(mark.criterion.code), value_of(mark), mark.points)
        for mark in marks
        if mark.criterion.code in loaded.keys
    }


def lacking(
    loaded: LoadedRubric, marks: Mapping[int, Mark], proofs: Mapping[int, list[EvidenceUse]]
) -> list[tuple[str, str]]:
    """Return what a self-score still lacks: (key of the row, Vietnamese sentence), in reading order."""
    entries = {
        loaded.codes[key]: Entry(value_of(mark), mark.explanation, len(proofs.get(key, ())))
        for key, mark in marks.items()
    }
    return [(str(loaded.keys[code]), sentence) for code, sentence in missing_items(loaded.data, entries)]
