"""Marks of a stage as the pure engine reads them, and what a stage comes to when it is handed on."""

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.models import Assessment, EvidenceUse, Mark, OutcomeSet
from scoring.pure.arithmetic import MarkValue, Totals, totals
from scoring.pure.demands import Entry
from scoring.pure.outcome import Proposal, propose
from scoring.pure.text import plain
from scoring.rubrics.load import LoadedRubric, outcomes_of


def value_of(mark: Mark) -> MarkValue:
    """Return a stored mark as the pure engine takes it."""
    return MarkValue(mark.value, mark.choice or None, mark.not_applicable)


def values_of(marks: Iterable[Mark], loaded: LoadedRubric) -> dict[str, MarkValue]:
    """Return the marks of one stage by row code."""
    return {loaded.codes[mark.criterion_id]: value_of(mark) for mark in marks}


def entries_of(marks: Iterable[Mark], loaded: LoadedRubric, evaluation_id: int) -> dict[str, Entry]:
    """Return the marks of one stage with explanation and number of proofs, by row code."""
    proofs: dict[int, int] = {}
    for key in EvidenceUse.objects.filter(evaluation=evaluation_id).values_list("criterion_id", flat=True):
        proofs[key] = proofs.get(key, 0) + 1
    return {
        loaded.codes[mark.criterion_id]: Entry(value_of(mark), mark.explanation, proofs.get(mark.criterion_id, 0))
        for mark in marks
    }


def judge(
    loaded: LoadedRubric, values: Mapping[str, MarkValue], outcome_set: OutcomeSet | None
) -> tuple[Totals, Proposal]:
    """Return totals and proposed outcome of marks: the one place where a sheet is added up."""
    added = totals(loaded.data, values)
    return added, propose(loaded.data, added, outcomes_of(outcome_set))


def stored_result(added: Totals, proposal: Proposal, outcome_set: OutcomeSet | None) -> dict[str, Any]:
    """Return what is kept with a stage that is handed on: fields of `Assessment`."""
    return {
        "total": added.total,
        "outcome_set": outcome_set,
        "outcome": proposal.outcome or "",
        "result": {
            "points": {code: _text(points) for code, points in added.points.items()},
            "base": _text(added.base),
            "bonus": _text(added.bonus),
            "total": _text(added.total),
            "maximum": _text(added.maximum),
            "outcome": proposal.outcome,
            "name": proposal.name,
            "recognises": proposal.recognises,
            "reasons": [vars(reason) for reason in proposal.reasons],
        },
    }


def _text(points: Any) -> str | None:
    return None if points is None else plain(points)


def marks_of(assessment: Assessment, *, lock: bool = False) -> list[Mark]:
    """Return the marks of a stage, locked on demand, in the order of their keys so that lockers never cross."""
    marks = Mark.objects.filter(assessment=assessment).order_by("pk")
    return list(marks.select_for_update(of=("self",)) if lock else marks)
