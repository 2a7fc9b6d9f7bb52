"""The sheet as a page shows it: every row with the marks of the stages that the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from config.common.vietnamese import format_points
from organizations.access import can
from organizations.models import User
from scoring.models import Assessment, Evaluation, EvidenceUse, Mark, Stage
from scoring.permissions import reads_marks
from scoring.pure.arithmetic import MarkValue, Totals
from scoring.pure.judge import Judgement
from scoring.pure.outcome import Proposal
from scoring.pure.rubric import Row
from scoring.rubrics.load import LoadedRubric, outcomes_of, rubric_of
from scoring.sheets.beside import WHOLE, lacking, last_year, proofs_of, with_talk
from scoring.sheets.forms import PostedSheet, seen
from scoring.sheets.marks import judged, known_for, value_of
from scoring.sheets.recheck import Changed, changed_since, last_done
from scoring.sheets.returned import last_items
from scoring.sheets.rows import Cell, RowView, blank_rows
from scoring.sheets.typed import typed_of
from scoring.sheets.words import COLUMN_LABELS, details_of, shown_mark, typed_words, whole_mark

__all__ = ["Cell", "RowView", "SheetView", "read_sheet", "shown_mark"]


@dataclass
class SheetView:
    """A whole sheet for one reader."""

    evaluation: Evaluation
    loaded: LoadedRubric
    stages: list[Assessment]
    rows: list[RowView]
    judgements: list[Judgement]
    own: Assessment | None
    outcomes_illustrative: bool
    has_points: bool
    may_talk: bool
    # What a year before the same rubric came to, by row code; empty where there was no sheet of it.
    last: Mapping[str, str]
    missing: list[tuple[str, str]]
    # What rows were computed from and is otherwise now, as long as the sheet is not concluded.
    changed: list[Changed] = field(default_factory=list)

    @property
    def last_label(self) -> str:
        """Head of the column of last year, "" where there is none."""
        return f"Năm {self.evaluation.round.year - 1}" if self.last else ""

    @property
    def last_total(self) -> str:
        """Last year's sum of the whole sheet."""
        return self.last.get(WHOLE, "")

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Heads of the columns of stages that are only read: (label, kind)."""
        return [(COLUMN_LABELS[Stage.Kind(stage.kind)], stage.kind) for stage in self.stages if stage != self.own]

    @property
    def width(self) -> str:
        """How many columns the table has."""
        asked = (True, True, self.has_points, bool(self.last), self.own is not None, True)
        return str(sum(asked) + len(self.columns))

    @property
    def own_label(self) -> str:
        """Head of the column that the reader fills."""
        if self.own is None:
            return ""
        label = COLUMN_LABELS[Stage.Kind(self.own.kind)]
        return f"Điểm {label.lower()}" if self.has_points else label

    @property
    def shown(self) -> list[tuple[Assessment, Totals, Proposal]]:
        """Stages with their totals and proposals, in order."""
        return [
            (stage, judgement.totals, judgement.proposal)
            for stage, judgement in zip(self.stages, self.judgements, strict=True)
        ]


def read_sheet(
    evaluation: Evaluation, user: User, *, editing: bool, posted: PostedSheet | None = None,
    problems: Mapping[str, str] | None = None, stale: Mapping[str, Mark] | None = None,
) -> SheetView:  # fmt: skip
    """Return the sheet for `user`; with `editing`, the current stage is the column that he fills.

    `posted` puts back what was typed, `problems` the sentences beside rows, `stale` what others saved meanwhile.
    """
    loaded = rubric_of(evaluation.version)
    stages = [
        stage
        for stage in sorted(evaluation.assessments.all(), key=lambda each: each.position)
        if stage.kind in COLUMN_LABELS and stage.state != Assessment.State.WAITING and reads_marks(user, stage)
    ]
    may_talk = bool(can(user, "evaluation.read_talk", evaluation))
    marks = _marks_by_stage(stages, may_talk)
    own = evaluation.current if editing else None
    proofs = proofs_of(evaluation, user)
    outcomes = outcomes_of(evaluation.rule.outcome_set)
    known = known_for(evaluation, loaded, proposing=not editing)
    judgements = [
        judged(loaded, _values(loaded, marks[stage.pk]), evaluation.rule.outcome_set, known) for stage in stages
    ]
    view = SheetView(
        evaluation=evaluation,
        loaded=loaded,
        stages=stages,
        rows=[],
        judgements=judgements,
        own=next((stage for stage in stages if own and stage.pk == own.pk), None),
        outcomes_illustrative=bool(outcomes and outcomes.illustrative),
        has_points=any(row.maximum is not None for row in loaded.data.rows),
        may_talk=may_talk,
        last=last_year(evaluation, loaded),
        missing=[],
    )
    if view.own is not None and view.own.kind == Stage.Kind.SELF:
        view.missing = lacking(loaded, marks[view.own.pk], proofs)
    handed_on = last_done(stages) if evaluation.current_id is not None else None
    if handed_on is not None:
        judgement = judgements[stages.index(handed_on)]
        view.changed = changed_since(handed_on, loaded, marks[handed_on.pk].values(), judgement, known)
    returned = last_items(evaluation) if getattr(evaluation, "was_returned", True) else {}
    for row in loaded.data.rows:
        shown = _row_view(view, row, marks, proofs, posted, problems or {}, stale or {})
        shown.returned = returned.get(loaded.keys[row.code])
        _close_unless_returned(shown, view.own)
        view.rows.append(shown)
    return view


def _marks_by_stage(stages: list[Assessment], may_talk: bool) -> dict[int, dict[int, Mark]]:
    found: dict[int, dict[int, Mark]] = {stage.pk: {} for stage in stages}
    marks = Mark.objects.filter(assessment__in=stages)
    for mark in with_talk(marks) if may_talk else marks:
        found[mark.assessment_id][mark.criterion_id] = mark
    return found


def _values(loaded: LoadedRubric, marks: Mapping[int, Mark]) -> dict[str, MarkValue]:
    return {loaded.codes[key]: value_of(mark) for key, mark in marks.items()}


def _row_view(
    view: SheetView, row: Row, marks: Mapping[int, Mapping[int, Mark]],
    proofs: Mapping[int, list[EvidenceUse]], posted: PostedSheet | None,
    problems: Mapping[str, str], stale: Mapping[str, Mark],
) -> RowView:  # fmt: skip
    key = view.loaded.keys[row.code]
    last = view.last.get(row.code, "")
    shown = replace(blank_rows(view.loaded)[row.code], cells=[], proofs=proofs.get(key, []), last=last)
    before = ""
    for stage, judgement in zip(view.stages, view.judgements, strict=True):
        added = judgement.totals
        mark = marks[stage.pk].get(key)
        # Counted where the reader may read the exchange.
        if mark is not None and (said := vars(mark).get("talk")):
            shown.talk = str(said)
        if view.own is not None and stage.pk == view.own.pk:
            _fill_own(shown, row, mark, added, posted, problems, stale)
        else:
            shown.cells.append(_cell(stage, row, mark, added, before))
            before = shown.cells[-1].text
    return shown


def _cell(stage: Assessment, row: Row, mark: Mark | None, added: Totals, before: str) -> Cell:
    label = COLUMN_LABELS[Stage.Kind(stage.kind)]
    if mark is None:
        return Cell(format_points(added.points.get(row.code)), label=label)
    value = value_of(mark)
    text, details = shown_mark(row, value, mark.points), details_of(value)
    return Cell(text, mark.explanation, label, bool(before) and text != before, details)


def _fill_own(
    shown: RowView, row: Row, mark: Mark | None, added: Totals, posted: PostedSheet | None,
    problems: Mapping[str, str], stale: Mapping[str, Mark],
) -> None:  # fmt: skip
    shown.group_total = format_points(added.points.get(row.code))
    if mark is None:
        return
    shown.mark = mark
    shown.revision = str(mark.revision)
    shown.entry, shown.explanation = typed_of(row, value_of(mark)), mark.explanation
    shown.seen = seen(shown.revision, shown.entry.sign, shown.explanation)
    shown.error = problems.get(row.code, "")
    typed = posted.typed.get(row.code) if posted else None
    if typed is not None and (typed.error or row.code in stale or row.code in problems):
        shown.entry, shown.explanation = typed.mark, typed.explanation
        shown.error = typed.error or shown.error
    if row.code in stale:
        standing = stale[row.code]
        shown.stands = whole_mark(row, value_of(standing), standing.points)
        shown.yours = typed_words(row, shown.entry)


def _close_unless_returned(shown: RowView, own: Assessment | None) -> None:
    """Of a sheet that was sent back only the rows of the open return are inputs; the others show what stands."""
    if own is None or own.state != Assessment.State.RETURNED or shown.mark is None:
        return
    if shown.returned is None or shown.returned.batch.answered_at is not None:
        value = value_of(shown.mark)
        shown.fixed, shown.fixed_details = shown_mark(shown.row, value, shown.mark.points), details_of(value)
        shown.mark = None
