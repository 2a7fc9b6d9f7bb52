"""What stands beside the marks of a sheet: proofs, words exchanged, last year's points, what is missing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from config.common.vietnamese import format_points
from organizations.models import User
from scoring.evidence.permissions import reads_proofs
from scoring.models import Assessment, Comment, Evaluation, Evidence, EvidenceUse, Mark, Stage
from scoring.pure.applicability import Unit
from scoring.pure.demands import Entry
from scoring.pure.rubric import RubricData
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.concerning import missing_of
from scoring.sheets.last_year import carried_points, carried_words, earlier_rubric
from scoring.sheets.marks import laid_aside, value_of
from scoring.sheets.words import shown_mark

# The sum of a whole sheet stands under no row.
WHOLE = ""


def proofs_of(evaluation: Evaluation, user: User) -> dict[int, list[EvidenceUse]]:
    """Return the proofs that `user` reads, by criterion."""
    found: dict[int, list[EvidenceUse]] = {}
    if reads_proofs(user, evaluation):
        for use in evaluation.evidence_uses.select_related("evidence__file", "evidence__removal").order_by("pk"):
            found.setdefault(use.criterion_id, []).append(use)
    return found


@cache
def _said() -> Coalesce:
    """Return the count of a mark's row; made once, for making it costs more than asking."""
    said = (
        Comment.objects.filter(
            evaluation=OuterRef("assessment__evaluation"), criterion=OuterRef("criterion"), private=False
        )
        .order_by()
        .values("criterion")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(said), 0)


def with_talk(marks: QuerySet[Mark]) -> QuerySet[Mark]:
    """Return marks with `talk`, the number of words exchanged about their row: no query of its own."""
    return marks.annotate(talk=_said())


@cache
def _last(column: str) -> Subquery:
    done = _a_year_before(
        organization=OuterRef("organization"),
        subject=OuterRef("subject"),
        rubric=OuterRef("version__rubric"),
        programme=OuterRef("round__programme"),
        period=OuterRef("round__period"),
        year=ExtractYear(OuterRef("round__end")) - 1,
        month=ExtractMonth(OuterRef("round__end")),
    )
    return Subquery(done.order_by("-position").values(column)[:1])


def with_last_year(evaluations: QuerySet[Any]) -> QuerySet[Any]:
    """Return sheets with `last_result`, what the same rubric's sheet came to a year before, and `last_version`, the
    version it was filled by: no query of its own.

    The latest stage that was handed on counts.
    """
    return evaluations.annotate(last_result=_last("result"), last_version=_last("evaluation__version"))


def _a_year_before(
    *, organization: Any, subject: Any, rubric: Any, programme: Any, period: Any, year: Any, month: Any
) -> QuerySet[Assessment]:
    return Assessment.objects.filter(
        evaluation__organization=organization,
        evaluation__subject=subject,
        evaluation__withdrawn_at__isnull=True,
        evaluation__version__rubric=rubric,
        evaluation__round__programme=programme,
        evaluation__round__period=period,
        evaluation__round__end__year=year,
        evaluation__round__end__month=month,
        state=Assessment.State.DONE,
    ).exclude(kind=Stage.Kind.APPROVAL)


def last_year(evaluation: Evaluation, loaded: LoadedRubric) -> dict[str, str]:
    """Return what the same rubric came to a year before, by row code (and WHOLE), as shown; {} where there is none.

    Rows are matched by their code, over versions through the confirmed map. Sheets that come through `with_last_year`
    ask nothing more where the version is the same, but for choices.
    """
    result = vars(evaluation).get("last_result")
    if not result:
        return {}
    earlier = earlier_rubric(evaluation.version, vars(evaluation).get("last_version"))
    if all(row.maximum is None for row in loaded.data.rows):
        words = _choices(evaluation, earlier[0] if earlier else loaded.data)
        return carried_words(earlier[1], words) if earlier else words
    whole = {WHOLE: format_points(Decimal(result["total"]))} if result.get("total") is not None else {}
    points: dict[str, str | None] = result.get("points", {})
    if earlier:
        return {**carried_points(loaded, *earlier, points), **whole}
    return {code: format_points(Decimal(each)) for code, each in points.items() if each is not None} | whole


def _choices(evaluation: Evaluation, rubric: RubricData) -> dict[str, str]:
    """Return what was chosen a year before at the rows of the rubric that the sheet was filled by."""
    round_ = evaluation.round
    done = _a_year_before(
        organization=evaluation.organization_id,
        subject=evaluation.subject,
        rubric=evaluation.version.rubric_id,
        programme=round_.programme_id,
        period=round_.period,
        year=round_.end.year - 1,
        month=round_.end.month,
    )
    marks = Mark.objects.filter(assessment__in=done).select_related("criterion").order_by("assessment__position")
    return {
        mark.criterion.code: shown_mark(rubric.row(mark.criterion.code), value_of(mark), mark.points)
        for mark in marks
        if mark.criterion.code in rubric.by_code
    }


def _standing(uses: Sequence[EvidenceUse]) -> int:
    """Count the proofs of a row, files that were taken away left out."""
    return sum(use.evidence.kind != Evidence.Kind.REMOVED for use in uses)


def lacking(
    loaded: LoadedRubric, marks: Mapping[int, Mark], proofs: Mapping[int, list[EvidenceUse]], unit: Unit | None = None
) -> list[tuple[str, str]]:
    """Return what a self-score still lacks: (key of the row, Vietnamese sentence), in reading order.

    `unit` is what is known of it, None where the rubric concerns all units alike.
    """
    entries = {
        loaded.codes[key]: Entry(value_of(mark), "-", 1)
        if laid_aside(mark)
        else Entry(value_of(mark), mark.explanation, _standing(proofs.get(key, ())))
        for key, mark in marks.items()
    }
    return [(str(loaded.keys[code]), sentence) for code, sentence in missing_of(loaded, entries, unit)]
