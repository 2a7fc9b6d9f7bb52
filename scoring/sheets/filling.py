"""Rows that fill themselves while a unit scores itself: what is offered, written at hand-in, and has to be explained.

Nothing is stored while a sheet is open: a row that nobody touched follows the records, and takes their figure when the
sheet is handed in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils import timezone

from config.common.bulk import update_rows
from organizations.models import User
from scoring.facts.gather import SHEET_READS, observe
from scoring.models import Assessment, Evaluation, Mark, Stage
from scoring.pure.arithmetic import MarkValue, kept_points, totals
from scoring.pure.filling import Filling, filled_rows, fillings
from scoring.pure.records import Observations
from scoring.pure.rubric import Row
from scoring.pure.text import plain
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.marks import laid_aside, value_of, values_of
from scoring.sheets.stored import columns_of


@lru_cache(maxsize=64)
def filling_rows(loaded: LoadedRubric) -> tuple[Row, ...]:
    """Return the rows of a rubric that fill themselves; looked for once per published rubric."""
    return filled_rows(loaded.data)


def offers(
    loaded: LoadedRubric, assessment: Assessment, values: Mapping[str, MarkValue], known: Observations | None = None
) -> dict[str, Filling]:
    """Return what the records offer a self-score that is being filled, by row code; {} for every other stage, and for
    rubrics without such rows, which ask the database nothing.

    `known` is what was gathered already; without it a fixed number of queries gathers it.
    """
    if not filling_rows(loaded) or assessment.kind != Stage.Kind.SELF or assessment.state == Assessment.State.DONE:
        return {}
    return fillings(loaded.data, values, totals(loaded.data, values), known or _known(assessment.evaluation_id))


def _known(key: int) -> Observations:
    sheet = Evaluation.objects.select_related(*SHEET_READS).get(pk=key)
    return observe([sheet])[key]


def with_offers(values: Mapping[str, MarkValue], offered: Mapping[str, Filling]) -> dict[str, MarkValue]:
    """Return marks with those that nobody touched as the records have them."""
    return {code: offered[code].mark if value.empty and code in offered else value for code, value in values.items()}


def filled_in(loaded: LoadedRubric, marks: Iterable[Mark], offered: Mapping[str, Filling]) -> list[Mark]:
    """Fill the marks that nobody touched, in memory alone, and return them."""
    done = []
    for mark in marks if offered else ():
        code = loaded.codes[mark.criterion_id]
        if code in offered and value_of(mark).empty and not offered[code].mark.empty:
            for name, value in columns_of(offered[code].mark).items():
                setattr(mark, name, value)
            mark.points = kept_points(loaded.data, loaded.data.row(code), offered[code].mark)
            done.append(mark)
    return done


def write_filled(marks: Sequence[Mark], actor: User) -> None:
    """Store marks that `filled_in` filled, as saved by whoever hands the sheet in."""
    for mark in marks:
        mark.revision, mark.saved_by_id, mark.saved_at = mark.revision + 1, actor.pk, timezone.now()
    update_rows(marks, ["value", "points", "revision", "saved_by_id", "saved_at"])


def unexplained(
    loaded: LoadedRubric, marks: Iterable[Mark], offered: Mapping[str, Filling], closed: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Return the rows that say otherwise than the records without a word why: (row code, sentence)."""
    kept = {loaded.codes[mark.criterion_id]: mark for mark in marks}
    found = [
        (row.code, offered[row.code].complaint(value_of(kept[row.code]), kept[row.code].explanation))
        for row in filling_rows(loaded)
        if row.code in offered and row.code in kept and row.code not in closed and not laid_aside(kept[row.code])
    ]
    return [
        (code, f"Mục {loaded.data.label(code)}: {sentence[0].lower()}{sentence[1:]}")
        for code, sentence in found
        if sentence
    ]


def stored(offered: Mapping[str, Filling]) -> dict[str, Any]:
    """Return what is kept of the offers with a stage that is handed on."""
    return {
        code: {
            "value": None if each.mark.value is None else plain(each.mark.value), "source": each.source,
            "words": each.words, "records": list(each.records), "lacking": list(each.lacking),
        }
        for code, each in offered.items()
    }  # fmt: skip


def shown(loaded: LoadedRubric, stages: Sequence[Assessment], offered: Mapping[str, Filling]) -> dict[str, Any]:
    """Return what stands beside rows that fill themselves: as offered now, or as the self-score was handed in."""
    if offered:
        return stored(offered)
    done = [each for each in stages if each.kind == Stage.Kind.SELF and each.state == Assessment.State.DONE]
    return done[0].result.get("filled", {}) if done and filling_rows(loaded) else {}


def standing_values(
    loaded: LoadedRubric, assessment: Assessment, marks: Iterable[Mark], known: Observations | None = None
) -> dict[str, MarkValue]:
    """Return the marks of a stage by row code, untouched rows as the records have them."""
    values = values_of(marks, loaded)
    return with_offers(values, offers(loaded, assessment, values, known))
