"""What a sheet still lacks, with regard to the rows that concern some units only."""

from collections.abc import Mapping

from scoring.models import Evaluation
from scoring.pure.applicability import Unit, concerns_some, effective
from scoring.pure.demands import Entry, missing_items
from scoring.pure.records import Observations
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.marks import observed


def unit_of(evaluation: Evaluation, loaded: LoadedRubric, known: Observations | None = None) -> Unit | None:
    """Return what is known of the unit of a sheet, None where its rubric concerns all units alike."""
    if not concerns_some(loaded.data):
        return None
    return (known or observed(evaluation)).unit


def missing_of(loaded: LoadedRubric, entries: Mapping[str, Entry], unit: Unit | None) -> list[tuple[str, str]]:
    """Return what the marks of a stage lack: (row code, sentence). Rows that do not concern the unit lack nothing;
    one that does and was set aside is not marked.
    """
    if unit is None:
        return missing_items(loaded.data, entries)
    marks = effective(loaded.data, {code: entry.mark for code, entry in entries.items()}, unit)
    judged = {code: Entry(mark, "-", 1) for code, mark in marks.items() if mark.not_applicable}
    judged |= {code: Entry(mark) for code, mark in marks.items() if mark.empty}
    # What the unit itself set aside still has to be explained where the rubric says so.
    same = {code: entry for code, entry in entries.items() if marks[code] == entry.mark}
    return missing_items(loaded.data, {**judged, **same})
