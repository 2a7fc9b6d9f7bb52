"""The quarters or months of a year beside its sheet: what each came to, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Exists, OuterRef, QuerySet

from config.common.vietnamese import format_points
from scoring.models import Assessment, Evaluation, Mark
from scoring.rounds.children import WORDS, part_label
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.marks import value_of
from scoring.sheets.words import shown_mark


@dataclass(frozen=True)
class PartRow:
    """One row of the rubric with what each part said, "" where it said nothing."""

    label: str
    text: str
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Parts:
    """The parts that were handed on: heads as (label, key of the sheet), rows, sums and outcomes under each head."""

    word: str
    heads: Sequence[tuple[str, int]]
    rows: Sequence[PartRow]
    sums: Sequence[tuple[str, str]]


def with_parts(evaluations: QuerySet) -> QuerySet:
    """Return sheets with `has_parts`: whether their unit handed in a review of a quarter or month of their year. No
    query of its own.
    """
    return evaluations.annotate(has_parts=_reviewed())


@cache
def _reviewed() -> Exists:
    """Return whether such a review stands; made once, for making it costs more than asking."""
    return Exists(
        Assessment.objects.filter(
            evaluation__round__parent=OuterRef("round"), evaluation__organization=OuterRef("organization"),
            state=Assessment.State.DONE,
        )
    )  # fmt: skip


def parts_of_sheet(evaluation: Evaluation, loaded: LoadedRubric) -> Parts | None:
    """Return what the parts of the year came to for the unit of a sheet; None where there is none. One query for sheets
    that come through `with_parts` and have parts, else none.
    """
    if not vars(evaluation).get("has_parts"):
        return None
    marks = (
        Mark.objects.filter(
            assessment__evaluation__round__parent=evaluation.round_id,
            assessment__evaluation__organization=evaluation.organization_id,
            assessment__evaluation__subject=evaluation.subject,
            assessment__evaluation__withdrawn_at__isnull=True,
            assessment__state=Assessment.State.DONE,
        )
        .select_related("criterion", "assessment__evaluation__round")
        .order_by("assessment__evaluation__round__start", "assessment__position", "criterion__position")
    )
    stages: dict[int, Assessment] = {}
    said: dict[int, dict[str, str]] = {}
    for mark in marks:
        sheet = mark.assessment.evaluation_id
        code = mark.criterion.code
        stages[sheet] = mark.assessment
        if code in loaded.data.by_code:
            said.setdefault(sheet, {})[code] = shown_mark(loaded.data.row(code), value_of(mark), mark.points)
    return _table(stages, said, loaded) if stages else None


def _table(stages: Mapping[int, Assessment], said: Mapping[int, Mapping[str, str]], loaded: LoadedRubric) -> Parts:
    rounds = {key: stage.evaluation.round for key, stage in stages.items()}
    heads = [(part_label(round_.period, round_.start), key) for key, round_ in rounds.items()]
    rows = [
        PartRow(
            loaded.data.label(row.code), row.text, [(head, said.get(key, {}).get(row.code, "")) for head, key in heads]
        )
        for row in loaded.data.leaves()
    ]
    sums = [(head, _sum(stages[key])) for head, key in heads]
    word = WORDS[next(iter(rounds.values())).period].lower()
    return Parts(word, heads, rows, sums)


def _sum(stage: Assessment) -> str:
    points = format_points(stage.total) if stage.total is not None else ""
    return ", ".join(each for each in (points, stage.result.get("name") or "") if each)
