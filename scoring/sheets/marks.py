"""Marks of a stage as the pure engine reads them, and what a stage comes to when it is handed on."""

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.facts.gather import observe
from scoring.models import Assessment, Evaluation, Evidence, EvidenceUse, Mark, OutcomeSet
from scoring.pure.arithmetic import MarkValue
from scoring.pure.demands import Entry
from scoring.pure.filling import filled_rows
from scoring.pure.judge import Judgement, judge
from scoring.pure.needs import decides, moves_points
from scoring.pure.reasons import Reason
from scoring.pure.records import Observations
from scoring.pure.text import plain
from scoring.rubrics.load import LoadedRubric, outcomes_of
from scoring.sheets.stored import mark_value


def value_of(mark: Mark) -> MarkValue:
    """Return a stored mark as the pure engine takes it."""
    return mark_value(mark.value, mark.choice, mark.not_applicable, mark.plan, mark.lines)


def laid_aside(mark: Mark) -> bool:
    """Say whether a row was set aside when its stage opened, because it does not concern units of this kind."""
    return mark.not_applicable and mark.revision == 0


def values_of(marks: Iterable[Mark], loaded: LoadedRubric) -> dict[str, MarkValue]:
    """Return the marks of one stage by row code."""
    return {loaded.codes[mark.criterion_id]: value_of(mark) for mark in marks}


def entries_of(marks: Iterable[Mark], loaded: LoadedRubric, evaluation_id: int) -> dict[str, Entry]:
    """Return the marks of one stage with explanation and number of proofs, by row code."""
    proofs: dict[int, int] = {}
    uses = EvidenceUse.objects.filter(evaluation=evaluation_id).exclude(evidence__kind=Evidence.Kind.REMOVED)
    for key in uses.values_list("criterion_id", flat=True):
        proofs[key] = proofs.get(key, 0) + 1
    return {
        # What the round itself set aside asks the unit for nothing.
        loaded.codes[mark.criterion_id]: Entry(value_of(mark), "-", 1)
        if laid_aside(mark)
        else Entry(value_of(mark), mark.explanation, proofs.get(mark.criterion_id, 0))
        for mark in marks
    }


def observed(evaluation: Evaluation) -> Observations:
    """Return what is known of the unit of a sheet today."""
    return observe([evaluation])[evaluation.pk]


def judged(
    loaded: LoadedRubric, values: Mapping[str, MarkValue], outcome_set: OutcomeSet | None, known: Observations | None
) -> Judgement:
    """Return totals, findings and proposed outcome of marks: the one place where a sheet is judged.

    `known` is None where nobody asks for what conditions decide, or where none decides anything.
    """
    return judge(loaded.data, values, outcomes_of(outcome_set), known)


def known_for(evaluation: Evaluation, loaded: LoadedRubric, *, proposing: bool) -> Observations | None:
    """Return what is known of the unit where it bears on the points, or (`proposing`) on the proposed outcome, and
    where rows fill themselves until the sheet is concluded.
    """
    if evaluation.current_id is not None and filled_rows(loaded.data):
        return observed(evaluation)
    bears = decides(loaded.data, outcomes_of(evaluation.rule.outcome_set)) if proposing else moves_points(loaded.data)
    return observed(evaluation) if bears else None


def stored_result(judgement: Judgement, outcome_set: OutcomeSet | None) -> dict[str, Any]:
    """Return what is kept with a stage that is handed on: fields of `Assessment`."""
    added, proposal = judgement.totals, judgement.proposal
    return {
        "total": added.total,
        "outcome_set": outcome_set,
        "outcome": proposal.outcome or "",
        "result": {
            "points": {code: _text(points) for code, points in added.points.items()},
            "marked": _text(judgement.marked.total),
            "base": _text(added.base),
            "bonus": _text(added.bonus),
            "total": _text(added.total),
            "maximum": _text(added.maximum),
            "outcome": proposal.outcome,
            "name": proposal.name,
            "recognises": proposal.recognises,
            "reasons": [reason_mapping(reason) for reason in proposal.reasons],
            "rules": {code: reason_mapping(reason) for code, reason in judgement.rules.items()},
        },
    }


def reason_mapping(reason: Reason) -> dict[str, Any]:
    """Return a reason as it is kept: papers of years to come must say it without asking again."""
    return {
        **vars(reason),
        "records": list(reason.records),
        "lacking": list(reason.lacking),
        "decides": reason.decides,
    }


def _text(points: Any) -> str | None:
    return None if points is None else plain(points)


def marks_of(assessment: Assessment, *, lock: bool = False) -> list[Mark]:
    """Return the marks of a stage, locked on demand, in the order of their keys so that lockers never cross."""
    marks = Mark.objects.filter(assessment=assessment).order_by("pk")
    return list(marks.select_for_update(of=("self",)) if lock else marks)
