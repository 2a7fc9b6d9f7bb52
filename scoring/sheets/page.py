"""The sheet as a page shows it: every row with the marks of the stages that the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from config.common.vietnamese import format_points
from organizations.access import can
from organizations.models import User
from scoring.models import Assessment, Evaluation, EvidenceUse, Mark, ReturnItem, Stage
from scoring.permissions import reads_marks
from scoring.pure.arithmetic import Totals, totals
from scoring.pure.outcome import Proposal, propose
from scoring.pure.rubric import Row
from scoring.pure.spec import Choice
from scoring.rubrics.load import LoadedRubric, outcomes_of, rubric_of
from scoring.sheets.beside import WHOLE, lacking, last_year, proofs_of, with_talk
from scoring.sheets.forms import PostedSheet, seen
from scoring.sheets.marks import value_of
from scoring.sheets.returned import last_items
from scoring.sheets.words import COLUMN_LABELS, choices_of, hint_of, shown_mark, typed_value, typed_words


@dataclass(frozen=True)
class Cell:
    """What one stage says about a row, as shown."""

    text: str
    explanation: str = ""
    label: str = ""
    differs: bool = False


@dataclass
class RowView:
    """One row of the sheet."""

    row: Row
    # Text, because a template would localise a number at some cost, and "1.250" is no key.
    key: str
    depth: int
    maximum: str
    cells: list[Cell] = field(default_factory=list)
    proofs: list[EvidenceUse] = field(default_factory=list)
    mark: Mark | None = None
    typed: str = ""
    explanation: str = ""
    error: str = ""
    stands: str = ""
    yours: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    # Its place from the top, "I.1.(1)": "(1)" alone stands in several groups.
    label: str = ""
    group_total: str = ""
    # Of a row that was sent back: why, and what stood there before; `fixed` is what stands where others were.
    returned: ReturnItem | None = None
    fixed: str = ""
    last: str = ""
    talk: str = ""
    revision: str = "0"
    seen: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether nothing stands in this row yet."""
        return self.mark is not None and value_of(self.mark).empty

    @property
    def differs(self) -> bool:
        """Whether a stage says something else than the one before it."""
        return any(cell.differs for cell in self.cells)


@dataclass
class SheetView:
    """A whole sheet for one reader."""

    evaluation: Evaluation
    loaded: LoadedRubric
    stages: list[Assessment]
    rows: list[RowView]
    totals: list[Totals]
    proposals: list[Proposal]
    own: Assessment | None
    outcomes_illustrative: bool
    has_points: bool
    may_talk: bool
    # What a year before the same rubric came to, by row code; empty where there was no sheet of it.
    last: Mapping[str, str]
    missing: list[tuple[str, str]]

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
    def own_label(self) -> str:
        """Head of the column that the reader fills."""
        if self.own is None:
            return ""
        label = COLUMN_LABELS[Stage.Kind(self.own.kind)]
        return f"Điểm {label.lower()}" if self.has_points else label

    @property
    def shown(self) -> list[tuple[Assessment, Totals, Proposal]]:
        """Stages with their totals and proposals, in order."""
        return list(zip(self.stages, self.totals, self.proposals, strict=True))


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
    added = [_totals(loaded, marks[stage.pk]) for stage in stages]
    view = SheetView(
        evaluation=evaluation,
        loaded=loaded,
        stages=stages,
        rows=[],
        totals=added,
        proposals=[propose(loaded.data, each, outcomes) for each in added],
        own=next((stage for stage in stages if own and stage.pk == own.pk), None),
        outcomes_illustrative=bool(outcomes and outcomes.illustrative),
        has_points=any(row.maximum is not None for row in loaded.data.rows),
        may_talk=may_talk,
        last=last_year(evaluation, loaded),
        missing=[],
    )
    if view.own is not None and view.own.kind == Stage.Kind.SELF:
        view.missing = lacking(loaded, marks[view.own.pk], proofs)
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


def _totals(loaded: LoadedRubric, marks: Mapping[int, Mark]) -> Totals:
    return totals(loaded.data, {loaded.codes[key]: value_of(mark) for key, mark in marks.items()})


def _row_view(
    view: SheetView, row: Row, marks: Mapping[int, Mapping[int, Mark]],
    proofs: Mapping[int, list[EvidenceUse]], posted: PostedSheet | None,
    problems: Mapping[str, str], stale: Mapping[str, Mark],
) -> RowView:  # fmt: skip
    key = view.loaded.keys[row.code]
    last = view.last.get(row.code, "")
    shown = replace(_blank_rows(view.loaded)[row.code], cells=[], proofs=proofs.get(key, []), last=last)
    before = ""
    for stage, added in zip(view.stages, view.totals, strict=True):
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
    text = shown_mark(row, value_of(mark), mark.points)
    return Cell(text, mark.explanation, label, differs=bool(before) and text != before)


def _fill_own(
    shown: RowView, row: Row, mark: Mark | None, added: Totals, posted: PostedSheet | None,
    problems: Mapping[str, str], stale: Mapping[str, Mark],
) -> None:  # fmt: skip
    if mark is None:
        shown.group_total = format_points(added.points.get(row.code))
        return
    shown.mark = mark
    shown.revision = str(mark.revision)
    shown.typed, shown.explanation = typed_value(value_of(mark)), mark.explanation
    shown.seen = seen(shown.revision, shown.typed, shown.explanation)
    shown.error = problems.get(row.code, "")
    typed = posted.typed.get(row.code) if posted else None
    if typed is not None and (typed.error or row.code in stale or row.code in problems):
        shown.typed, shown.explanation = typed.value, typed.explanation
        shown.error = typed.error or shown.error
    if row.code in stale:
        standing = stale[row.code]
        shown.stands = shown_mark(row, value_of(standing), standing.points) or "để trống"
        shown.yours = typed_words(row, shown.typed)


def _close_unless_returned(shown: RowView, own: Assessment | None) -> None:
    """Of a sheet that was sent back only the rows of the open return are inputs; the others show what stands."""
    if own is None or own.state != Assessment.State.RETURNED or shown.mark is None:
        return
    if shown.returned is None or shown.returned.batch.answered_at is not None:
        shown.fixed = shown_mark(shown.row, value_of(shown.mark), shown.mark.points)
        shown.mark = None


@lru_cache(maxsize=64)
def _blank_rows(loaded: LoadedRubric) -> dict[str, RowView]:
    """Return every row with what does not depend on a sheet: made once per published rubric."""
    return {
        row.code: RowView(
            row,
            str(loaded.keys[row.code]),
            _depth(loaded, row),
            row.spec.printed_maximum or format_points(row.maximum),
            hint=hint_of(row),
            choices=choices_of(row),
            label=loaded.data.label(row.code),
        )
        for row in loaded.data.rows
    }


def _depth(loaded: LoadedRubric, row: Row) -> int:
    depth = 0
    while row.parent:
        row, depth = loaded.data.row(row.parent), depth + 1
    return depth
