"""The rows of a sheet as a page shows them: inputs for whoever fills the stage at work, words for everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from config.common.vietnamese import format_points
from scoring.bodies.ballots import ballot_words, counts_of
from scoring.models import Assessment, EvidenceUse, Mark
from scoring.pure.arithmetic import Totals
from scoring.pure.rubric import Row
from scoring.sheets.forms import PostedSheet, seen
from scoring.sheets.marks import laid_aside, value_of
from scoring.sheets.rows import Cell, RowView, blank_rows
from scoring.sheets.save import by_vote
from scoring.sheets.shown import SheetView
from scoring.sheets.typed import typed_of
from scoring.sheets.words import details_of, shown_mark, typed_words, whole_mark


@dataclass(frozen=True)
class Typed:
    """What comes back to a page: what was typed, sentences beside rows, what others saved meanwhile; by row code."""

    posted: PostedSheet | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    stale: Mapping[str, Mark] = field(default_factory=dict)


def row_view(
    view: SheetView, row: Row, marks: Mapping[int, Mapping[int, Mark]], proofs: Mapping[int, list[EvidenceUse]],
    typed: Typed,
) -> RowView:  # fmt: skip
    """Return one row with the marks of every stage by stage and criterion; open to nobody who may not fill it."""
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
            _fill_own(shown, row, mark, added, typed)
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


def _fill_own(shown: RowView, row: Row, mark: Mark | None, added: Totals, back: Typed) -> None:
    shown.group_total = format_points(added.points.get(row.code))
    if mark is None:
        return
    shown.mark = mark
    shown.revision = str(mark.revision)
    shown.entry, shown.explanation = typed_of(row, value_of(mark)), mark.explanation
    shown.seen = seen(shown.revision, shown.entry.sign, shown.explanation)
    shown.error = back.problems.get(row.code, "")
    typed = back.posted.typed.get(row.code) if back.posted else None
    if typed is not None and (typed.error or row.code in back.stale or row.code in back.problems):
        shown.entry, shown.explanation = typed.mark, typed.explanation
        shown.error = typed.error or shown.error
        shown.unsaved = True
    if row.code in back.stale:
        standing = back.stale[row.code]
        shown.stands = whole_mark(row, value_of(standing), standing.points)
        shown.yours = typed_words(row, shown.entry)
        if standing.explanation != shown.explanation:
            shown.stands_note = standing.explanation or "không có"
            shown.your_note = shown.explanation or "không có"


def close(shown: RowView, view: SheetView) -> None:
    """Make of a row that the reader may not fill now what it is to him: something to read."""
    _close_unless_returned(shown, view.own)
    _close_where_voted(shown, view)
    _close_where_outside(shown)


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
