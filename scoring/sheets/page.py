"""The sheet as a page shows it: every row with the marks of the stages that the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from organizations.access import can
from organizations.models import User
from scoring.bodies.ballots import ballots_of
from scoring.evidence.permissions import files_of
from scoring.models import Assessment, Evaluation, EvidenceUse, Mark, Stage
from scoring.permissions import reads_marks
from scoring.pure.applicability import Unit, concerning
from scoring.pure.arithmetic import MarkValue
from scoring.pure.filling import Filling
from scoring.pure.judge import Judgement
from scoring.pure.records import Observations
from scoring.rubrics.load import LoadedRubric, outcomes_of, rubric_of
from scoring.sheets.beside import lacking, last_year, proofs_of, with_talk
from scoring.sheets.concerning import unit_of
from scoring.sheets.filling import filled_in, offers, unexplained
from scoring.sheets.filling import shown as fillings_shown
from scoring.sheets.forms import PostedSheet
from scoring.sheets.marks import judged, known_for, value_of
from scoring.sheets.page_rows import Typed, close, row_view
from scoring.sheets.recheck import Changed, changed_since, last_done
from scoring.sheets.returned import last_items
from scoring.sheets.rows import Cell, RowView
from scoring.sheets.shown import SheetView
from scoring.sheets.words import COLUMN_LABELS, column_labels, shown_mark

__all__ = ["Cell", "RowView", "SheetView", "read_sheet", "shown_mark"]


@dataclass(frozen=True)
class _Found:
    """What is known of the sheet: marks by stage and criterion, proof by criterion, records, what they fill by row."""

    marks: Mapping[int, Mapping[int, Mark]]
    proofs: Mapping[int, list[EvidenceUse]]
    known: Observations | None
    unit: Unit | None
    offered: Mapping[str, Filling]
    judgements: list[Judgement]


def read_sheet(
    evaluation: Evaluation, user: User, *, editing: bool, posted: PostedSheet | None = None,
    problems: Mapping[str, str] | None = None, stale: Mapping[str, Mark] | None = None,
) -> SheetView:  # fmt: skip
    """Return the sheet for `user`; with `editing`, the current stage is the column that he fills.

    `posted` puts back what was typed, `problems` the sentences beside rows, `stale` what others saved meanwhile.
    """
    loaded = rubric_of(evaluation.version)
    stages = _readable(evaluation, user)
    may_talk = bool(can(user, "evaluation.read_talk", evaluation))
    found = _find(evaluation, loaded, stages, user, may_talk=may_talk, proposing=not editing)
    own = evaluation.current_id if editing else None
    outcomes = outcomes_of(evaluation.rule.outcome_set)
    view = SheetView(
        evaluation=evaluation,
        loaded=loaded,
        stages=stages,
        rows=[],
        judgements=found.judgements,
        own=next((stage for stage in stages if own and stage.pk == own), None),
        outcomes_illustrative=bool(outcomes and outcomes.illustrative),
        has_points=any(row.maximum is not None for row in loaded.data.rows),
        may_talk=may_talk,
        files=files_of(user, evaluation),
        last=last_year(evaluation, loaded),
        missing=[],
        labels=column_labels(evaluation.assessments.all()),
        ballots=ballots_of(evaluation, stages),
    )
    view.missing, view.changed = _missing(view, found), _changed(view, found)
    view.rows = _rows(view, found, Typed(posted, problems or {}, stale or {}))
    return view


def _readable(evaluation: Evaluation, user: User) -> list[Assessment]:
    """Return the stages whose marks the reader may see, in their order."""
    return [
        stage
        for stage in sorted(evaluation.assessments.all(), key=lambda each: each.position)
        if stage.kind in COLUMN_LABELS and stage.state != Assessment.State.WAITING and reads_marks(user, stage)
    ]


def _find(
    evaluation: Evaluation, loaded: LoadedRubric, stages: list[Assessment], user: User, *,
    may_talk: bool, proposing: bool,
) -> _Found:  # fmt: skip
    marks = _marks_by_stage(stages, may_talk)
    known = known_for(evaluation, loaded, proposing=proposing)
    offered: dict[str, Filling] = {}
    for stage in stages:
        # Rows that nobody touched show, count and print what the records say; nothing is stored.
        found = offers(loaded, stage, _values(loaded, marks[stage.pk]), known)
        filled_in(loaded, marks[stage.pk].values(), found)
        offered |= found
    judgements = [
        judged(loaded, _values(loaded, marks[stage.pk]), evaluation.rule.outcome_set, known) for stage in stages
    ]
    return _Found(marks, proofs_of(evaluation, user), known, unit_of(evaluation, loaded, known), offered, judgements)


def _missing(view: SheetView, found: _Found) -> list[tuple[str, str]]:
    """Return what the unit has still to do before it can hand in: (criterion, sentence)."""
    if view.own is None or view.own.kind != Stage.Kind.SELF:
        return []
    marks = found.marks[view.own.pk]
    otherwise = unexplained(view.loaded, marks.values(), found.offered)
    return lacking(view.loaded, marks, found.proofs, found.unit) + [
        (str(view.loaded.keys[code]), sentence) for code, sentence in otherwise
    ]


def _changed(view: SheetView, found: _Found) -> list[Changed]:
    """Return what the last stage handed on was computed from and is otherwise now; nothing once all is concluded."""
    done = last_done(view.stages) if view.evaluation.current_id is not None else None
    if done is None:
        return []
    judgement = view.judgements[view.stages.index(done)]
    return changed_since(done, view.loaded, found.marks[done.pk].values(), judgement, found.known)


def _rows(view: SheetView, found: _Found, typed: Typed) -> list[RowView]:
    filling = fillings_shown(view.loaded, view.stages, found.offered)
    concerned = concerning(view.loaded.data, found.unit) if found.unit else {}
    returned = last_items(view.evaluation) if getattr(view.evaluation, "was_returned", True) else {}
    rows = []
    for row in view.loaded.data.rows:
        shown = row_view(view, row, found.marks, found.proofs, typed)
        shown.returned = returned.get(view.loaded.keys[row.code])
        shown.filling = filling.get(row.code)
        close(shown, view)
        # What certainly concerns the unit is not set aside.
        shown.aside = shown.aside and concerned.get(row.code) is not True
        rows.append(shown)
    return rows


def _marks_by_stage(stages: list[Assessment], may_talk: bool) -> dict[int, dict[int, Mark]]:
    found: dict[int, dict[int, Mark]] = {stage.pk: {} for stage in stages}
    marks = Mark.objects.filter(assessment__in=stages)
    for mark in with_talk(marks) if may_talk else marks:
        found[mark.assessment_id][mark.criterion_id] = mark
    return found


def _values(loaded: LoadedRubric, marks: Mapping[int, Mark]) -> dict[str, MarkValue]:
    return {loaded.codes[key]: value_of(mark) for key, mark in marks.items()}
