"""Last year's marks in the words of this year's rows: through the map where the rubric was replaced in between."""

from collections.abc import Mapping
from decimal import Decimal

from config.common.vietnamese import format_points
from scoring.models import RubricVersion
from scoring.pure.rubric import RubricData
from scoring.pure.version_map import MERGED, SPLIT, Origin
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.rubrics.versions import origins_of

NOTES = {SPLIT: " (trước khi tách)", MERGED: " (gộp)"}


def earlier_rubric(version: RubricVersion, old_id: int | None) -> tuple[RubricData, dict[str, Origin]] | None:
    """Return the older rubric and where the rows of `version` come from in it; None where it is the same version."""
    if old_id is None or old_id == version.pk:
        return None
    old = RubricVersion.objects.get(pk=old_id)
    return rubric_of(old).data, origins_of(version, old)


def carried_points(
    loaded: LoadedRubric, old: RubricData, origins: Mapping[str, Origin], points: Mapping[str, str | None]
) -> dict[str, str]:
    """Return the points of last year's sheet by this year's row code, as shown.

    Rows that were merged show the sum of all they come from; parts of a row that was split each show the whole of
    it; both say so, and where the maximum is another one it stands behind a slash.
    """
    found = {}
    for code, origin in origins.items():
        earned = [points.get(each) for each in origin.codes]
        known = [Decimal(each) for each in earned if each is not None]
        if known and len(known) == len(earned):
            shown = format_points(sum(known, Decimal(0)))
            found[code] = f"{shown}{_out_of(loaded, old, code, origin)}{NOTES.get(origin.kind, '')}"
    return found


def _out_of(loaded: LoadedRubric, old: RubricData, code: str, origin: Origin) -> str:
    before = sum((old.row(each).maximum or Decimal(0) for each in origin.codes), Decimal(0))
    return "" if before == (loaded.data.row(code).maximum or Decimal(0)) else f"/{format_points(before)}"


def carried_words(origins: Mapping[str, Origin], words: Mapping[str, str]) -> dict[str, str]:
    """Return what stood at last year's rows by this year's row code: all of what was merged, one after the other."""
    found = {}
    for code, origin in origins.items():
        stood = [words[each] for each in origin.codes if words.get(each)]
        if stood:
            found[code] = f"{'; '.join(stood)}{NOTES.get(origin.kind, '')}"
    return found
