"""Rows that have to be looked at again: what they were computed from has changed since their stage was handed on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from config.common.vietnamese import format_points
from scoring.models import Assessment, Evaluation, Mark, Stage
from scoring.pure.evaluate import measured
from scoring.pure.judge import Judgement
from scoring.pure.marks import filled
from scoring.pure.metric import Context
from scoring.pure.reasons import Reason
from scoring.pure.records import Observations
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.sheets.marks import judged, marks_of, observed, value_of, values_of

NOTHING = "chưa đủ dữ liệu"


@dataclass(frozen=True)
class Changed:
    """One row (or an outcome, without a key) with what was found at hand-on and what is found now."""

    key: int | None
    place: str
    text: str
    before: str
    now: str


def changed_since(
    stage: Assessment, loaded: LoadedRubric, marks: Iterable[Mark], judgement: Judgement, known: Observations | None
) -> list[Changed]:
    """Return what changed under a stage that was handed on, as judged now with what is known now. No query.

    Only rules that were stored are compared; rows that fill themselves, unless they were overruled with a reason.
    """
    if stage.state != Assessment.State.DONE or known is None:
        return []
    stored = stage.result.get("rules", {})
    found = [
        Changed(loaded.keys.get(now.row), _place(loaded, now), now.text, _words(stored[code]), _words(vars(now)))
        for code, now in judgement.rules.items()
        if code in stored and _differs(stored[code], now)
    ]
    return [*found, *_refilled(loaded, marks, judgement, known)]


def _place(loaded: LoadedRubric, reason: Reason) -> str:
    return f"Mục {loaded.data.label(reason.row)}" if reason.row in loaded.data.by_code else "Mức xếp loại"


def _differs(stored: Mapping[str, Any], now: Reason) -> bool:
    return (stored.get("holds"), stored.get("found", ""), tuple(stored.get("records", ()))) != (
        now.holds, now.found, tuple(now.records)
    )  # fmt: skip


def _words(reason: Mapping[str, Any]) -> str:
    return reason.get("found") or "; ".join(reason.get("lacking", ())) or NOTHING


def _refilled(
    loaded: LoadedRubric, marks: Iterable[Mark], judgement: Judgement, known: Observations
) -> Iterator[Changed]:
    rows = [(row, metric) for row in loaded.data.leaves() if (metric := getattr(row.spec, "filled_by", None))]
    if not rows:
        return
    kept = {loaded.codes[mark.criterion_id]: mark for mark in marks}
    context = Context(loaded.data, {code: value_of(mark) for code, mark in kept.items()}, judgement.marked, known)
    for row, metric in rows:
        mark = kept.get(row.code)
        figure, _ = measured(metric, context)
        now = filled(row, figure).value
        if mark is None or mark.explanation or mark.not_applicable or mark.value == now:
            continue
        yield Changed(
            loaded.keys[row.code],
            f"Mục {loaded.data.label(row.code)}",
            f"{row.text.rstrip('.')}.",
            _figure(mark.value),
            _figure(now),
        )


def _figure(value: Decimal | None) -> str:
    return NOTHING if value is None else format_points(value)


def last_done(stages: Iterable[Assessment]) -> Assessment | None:
    """Return the last stage with marks that was handed on: what the next body works from."""
    done = [each for each in stages if each.state == Assessment.State.DONE and each.kind != Stage.Kind.APPROVAL]
    return max(done, key=lambda each: each.position, default=None)


def recheck(evaluation: Evaluation) -> list[Changed]:
    """Return what changed under the last stage with marks that an open sheet handed on; a concluded one stands."""
    stage = last_done(evaluation.assessments.all())
    if evaluation.current_id is None or stage is None:
        return []
    loaded = rubric_of(evaluation.version)
    marks = marks_of(stage)
    known = observed(evaluation)
    judgement = judged(loaded, values_of(marks, loaded), evaluation.rule.outcome_set, known)
    return changed_since(stage, loaded, marks, judgement, known)
