"""The sheet as a page shows it: every row with the marks of the stages that the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from config.common.vietnamese import format_points
from organizations.access import can
from organizations.models import User
from scoring.bodies.ballots import ballot_words, ballots_of, counts_of
from scoring.evidence.permissions import files_of
from scoring.models import Assessment, Ballot, Evaluation, EvidenceUse, Mark, Stage
from scoring.permissions import reads_marks
from scoring.pure.applicability import concerning
from scoring.pure.arithmetic import MarkValue, Totals
from scoring.pure.filling import Filling
from scoring.pure.judge import Judgement
from scoring.pure.outcome import Proposal
from scoring.pure.rubric import Row
from scoring.rubrics.load import LoadedRubric, outcomes_of, rubric_of
from scoring.sheets.beside import WHOLE, lacking, last_year, proofs_of, with_talk
from scoring.sheets.concerning import unit_of
from scoring.sheets.filling import filled_in, offers, unexplained
from scoring.sheets.filling import shown as fillings_shown
from scoring.sheets.forms import PostedSheet, seen
from scoring.sheets.marks import judged, known_for, laid_aside, value_of
from scoring.sheets.recheck import Changed, changed_since, last_done
from scoring.sheets.returned import last_items
from scoring.sheets.rows import Cell, RowView, blank_rows
from scoring.sheets.save import by_vote
from scoring.sheets.typed import typed_of
from scoring.sheets.words import COLUMN_LABELS, column_labels, details_of, shown_mark, typed_words, whole_mark

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
    # What the reader may do about a file uploaded by mistake: "propose" its removal, "remove" it once proposed, or "".
    files: str
    # What a year before the same rubric came to, by row code; empty where there was no sheet of it.
    last: Mapping[str, str]
    missing: list[tuple[str, str]]
    # What rows were computed from and is otherwise now, as long as the sheet is not concluded.
    changed: list[Changed] = field(default_factory=list)
    # Heads of the columns by stage, and what bodies voted by stage and criterion: of stages that vote.
    labels: Mapping[int, str] = field(default_factory=dict)
    ballots: Mapping[int, Mapping[int, Ballot]] = field(default_factory=dict)

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
        return [(self.labels[stage.pk], stage.kind) for stage in self.stages if stage != self.own]

    @property
    def sums(self) -> list[tuple[Assessment, Totals, str]]:
        """The last line of the table: stages with their totals and the heads of their columns."""
        return [(stage, totals, self.labels[stage.pk]) for stage, totals, _ in self.shown]

    @property
    def outcome_label(self) -> str:
        """What an outcome is: a proposal to whoever concludes, the result where nobody does."""
        concludes = any(stage.kind == Stage.Kind.APPROVAL for stage in self.evaluation.assessments.all())
        return "Đề xuất" if concludes else "Kết quả"

    @property
    def earlier(self) -> str:
        """What the marks are called that the reader, who judges, starts from."""
        before = [stage for stage in self.stages if stage != self.own]
        return "điểm tự chấm" if len(before) < 2 else "điểm của bước trước"

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
        label = self.labels[self.own.pk]
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
    ballots = ballots_of(evaluation, stages)
    may_talk = bool(can(user, "evaluation.read_talk", evaluation))
    marks = _marks_by_stage(stages, may_talk)
    own = evaluation.current if editing else None
    proofs = proofs_of(evaluation, user)
    outcomes = outcomes_of(evaluation.rule.outcome_set)
    known = known_for(evaluation, loaded, proposing=not editing)
    unit = unit_of(evaluation, loaded, known)
    concerned = concerning(loaded.data, unit) if unit else {}
    offered: dict[str, Filling] = {}
    for stage in stages:
        # Rows that nobody touched show, count and print what the records say; nothing is stored.
        found = offers(loaded, stage, _values(loaded, marks[stage.pk]), known)
        filled_in(loaded, marks[stage.pk].values(), found)
        offered |= found
    filling = fillings_shown(loaded, stages, offered)
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
        files=files_of(user, evaluation),
        last=last_year(evaluation, loaded),
        missing=[],
        labels=column_labels(evaluation.assessments.all()),
        ballots=ballots,
    )
    if view.own is not None and view.own.kind == Stage.Kind.SELF:
        view.missing = lacking(loaded, marks[view.own.pk], proofs, unit)
        otherwise = unexplained(loaded, marks[view.own.pk].values(), offered)
        view.missing += [(str(loaded.keys[code]), sentence) for code, sentence in otherwise]
    handed_on = last_done(stages) if evaluation.current_id is not None else None
    if handed_on is not None:
        judgement = judgements[stages.index(handed_on)]
        view.changed = changed_since(handed_on, loaded, marks[handed_on.pk].values(), judgement, known)
    returned = last_items(evaluation) if getattr(evaluation, "was_returned", True) else {}
    for row in loaded.data.rows:
        shown = _row_view(view, row, marks, proofs, posted, problems or {}, stale or {})
        shown.returned = returned.get(loaded.keys[row.code])
        shown.filling = filling.get(row.code)
        _close_unless_returned(shown, view.own)
        _close_where_voted(shown, view)
        _close_where_outside(shown)
        # What certainly concerns the unit is not set aside.
        shown.aside = shown.aside and concerned.get(row.code) is not True
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
            shown.cells.append(_cell(view, stage, row, mark, added, before))
            before = shown.cells[-1].text
    return shown


def _cell(view: SheetView, stage: Assessment, row: Row, mark: Mark | None, added: Totals, before: str) -> Cell:
    label = view.labels[stage.pk]
    if mark is None:
        return Cell(format_points(added.points.get(row.code)), label=label)
    value = value_of(mark)
    text, details = shown_mark(row, value, mark.points), details_of(value) + _voted(view, stage, mark)
    return Cell(text, mark.explanation, label, bool(before) and text != before, details)


def _voted(view: SheetView, stage: Assessment, mark: Mark) -> tuple[str, ...]:
    """Return how the body of a stage voted on a row, in words."""
    ballot = view.ballots.get(stage.pk, {}).get(mark.criterion_id)
    return (ballot_words(counts_of(ballot)),) if ballot else ()


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


def _close_where_outside(shown: RowView) -> None:
    """A row that does not concern units of this kind is no input."""
    if shown.mark is not None and laid_aside(shown.mark):
        shown.fixed = shown_mark(shown.row, value_of(shown.mark), shown.mark.points)
        shown.mark = None


def _close_where_voted(shown: RowView, view: SheetView) -> None:
    """A row that the body at work votes on is no input: it shows what was voted."""
    if view.own is None or shown.mark is None or view.own.pk not in view.ballots or not by_vote(shown.row):
        return
    shown.fixed = shown_mark(shown.row, value_of(shown.mark), shown.mark.points)
    shown.fixed_details = _voted(view, view.own, shown.mark)
    shown.mark, shown.voted = None, True
