"""Saving rows of a sheet, of whichever stage is being worked on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.bulk import update_rows
from organizations.access import Refused, require
from organizations.models import User
from scoring.models import Assessment, Mark, Stage
from scoring.names import history_words
from scoring.pure.arithmetic import MarkValue, kept_points, mark_problem
from scoring.pure.filling import Filling
from scoring.pure.rubric import Row
from scoring.pure.spec import PassFailSpec
from scoring.pure.text import plain, spoken
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.rubrics.rules import ballot_rule
from scoring.sheets.filling import offers
from scoring.sheets.marks import laid_aside, marks_of, value_of, values_of
from scoring.sheets.returned import closed_rows
from scoring.sheets.stored import ENTERED, columns_of
from scoring.sheets.words import details_of
from scoring.workflow import MARKING, lock_evaluation

ACTIONS = {Stage.Kind.SELF: "evaluation.fill", **dict.fromkeys(MARKING, "evaluation.appraise")}
# Of words that are replaced the history keeps so many characters.
LONGEST_KEPT = 1000
BY_VOTE = "Nội dung này ghi theo kết quả biểu quyết, ở trang Biểu quyết."


@dataclass(frozen=True)
class Entered:
    """One row as somebody typed it, with the revision he had before his eyes."""

    revision: int
    value: MarkValue
    explanation: str = ""
    # Saves of the same browser whose answers it never heard: a value that one of them left is no stranger's.
    after: frozenset[UUID] = frozenset()


@dataclass
class Saved:
    """What became of the rows that differ from what stands: codes saved now, codes that this very save had
    saved before, rows that somebody else saved meanwhile (with the mark that stands), rows refused with a sentence.
    """

    saved: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    stale: dict[str, Mark] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return not self.stale and not self.refused


@transaction.atomic
def save_rows(
    assessment: Assessment, *, actor: User, entered: Mapping[str, Entered], save_id: UUID, voted: bool = False
) -> Saved:
    """Save the changed rows of a stage, all under one lock; stale rows and refused rows stay as they were.

    A repeat of the same `save_id` changes nothing; `voted` says that the marks are what a body voted: where one votes
    they come no other way. Raises Refused when the actor may not, or no longer, write here.
    """
    evaluation = lock_evaluation(assessment.evaluation_id)
    require(actor, action_of(assessment), evaluation)
    if evaluation.current_id != assessment.pk:
        raise Refused("Hồ sơ đã chuyển sang bước khác.")
    loaded = rubric_of(evaluation.version)
    assessment.evaluation = evaluation
    marks = {loaded.codes[mark.criterion_id]: mark for mark in marks_of(assessment, lock=True)}
    for mark in marks.values():
        mark.assessment = assessment
    done = Saved()
    changes = []
    closed = closed_rows(assessment)
    votes = not voted and ballot_rule(evaluation, assessment) is not None
    offered = offers(loaded, assessment, values_of(marks.values(), loaded))
    for row in loaded.data.leaves():
        if votes and by_vote(row) and row.code in entered and row.code in marks:
            _keep_voted(marks[row.code], entered[row.code], row, done)
        elif row.code in entered and row.code in marks and not closed(marks[row.code].criterion_id):
            changes += _save_row(loaded, row, marks[row.code], entered[row.code], actor, save_id, done, offered)
    update_rows([marks[code] for code in done.saved], _WRITTEN)
    if changes:
        log(
            "marks.save",
            assessment,
            actor=actor,
            organization_id=evaluation.organization_id,
            rows=changes,
        )
    return done


_WRITTEN = [
    *ENTERED,
    "explanation",
    "points",
    "revision",
    "save_id",
    "saved_by_id",
    "saved_at",
]


def action_of(assessment: Assessment) -> str:
    try:
        return ACTIONS[Stage.Kind(assessment.kind)]
    except KeyError:
        raise Refused("Bước này không chấm điểm theo từng nội dung.") from None


def by_vote(row: Row) -> bool:
    """Say whether a row is one that a body votes on, where its stage votes: đạt or không đạt."""
    return isinstance(row.spec, PassFailSpec)


def _keep_voted(mark: Mark, entered: Entered, row: Row, done: Saved) -> None:
    if (value_of(mark), mark.explanation) != (entered.value, entered.explanation):
        done.refused[row.code] = BY_VOTE


def _save_row(
    loaded: LoadedRubric, row: Row, mark: Mark, entered: Entered, actor: User, save_id: UUID, done: Saved,
    offered: Mapping[str, Filling],
) -> list[dict[str, str | None]]:  # fmt: skip
    """Change `mark` in memory and return what changed, or note in `done` why it stays."""
    if mark.save_id == save_id:
        done.repeated.append(row.code)
        return []
    if value_of(mark) == entered.value and mark.explanation == entered.explanation:
        return []
    if mark.revision != entered.revision and mark.save_id not in entered.after:
        done.stale[row.code] = mark
        return []
    problem = aside_problem(mark) or mark_problem(row, entered.value) or unstorable(entered.value)
    if problem is None and row.code in offered:
        problem = offered[row.code].complaint(entered.value, entered.explanation)
    if problem:
        done.refused[row.code] = problem
        return []
    change = change_of(row, mark, entered)
    _write(loaded, row, mark, entered, actor, save_id)
    done.saved.append(row.code)
    return [change]


def change_of(row: Row, mark: Mark, entered: Entered) -> dict[str, str | None]:
    """Return what a save changes, for the history: the value, and the words beside it where they change.

    Words beside the sheet of a member are not kept: they may name him.
    """
    change = {"code": row.code, "old": shown_value(value_of(mark)), "new": shown_value(entered.value)}
    if mark.explanation == entered.explanation:
        return change
    evaluation = mark.assessment.evaluation
    return change | history_words(evaluation, was=_short(mark.explanation), said=_short(entered.explanation))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_KEPT else f"{words[:LONGEST_KEPT]}…"


def aside_problem(mark: Mark) -> str | None:
    """Say why a row is not marked: it does not concern units of this kind."""
    return "Nội dung này không áp dụng với loại hình của đơn vị." if laid_aside(mark) else None


def unstorable(value: MarkValue) -> str | None:
    """Say why the column would not keep this number digit for digit: 9 digits before the comma and 3 after."""
    number = value.value
    if number is None or (abs(number) < 10**9 and number == round(number, 3)):
        return None
    return "Số này quá lớn hoặc có quá 3 chữ số thập phân."


def _write(loaded: LoadedRubric, row: Row, mark: Mark, entered: Entered, actor: User, save_id: UUID) -> None:
    for name, value in columns_of(entered.value).items():
        setattr(mark, name, value)
    mark.explanation = entered.explanation
    mark.points = kept_points(loaded.data, row, entered.value)
    mark.revision += 1
    mark.save_id = save_id
    mark.saved_by_id = actor.pk
    mark.saved_at = timezone.now()


def shown_value(value: MarkValue) -> str | None:
    """Return a mark as the history keeps it: a number with a point, a choice, "n/a", a figure with its plan, lines
    in words, or None.
    """
    if value.not_applicable:
        return "n/a"
    if value.lines:
        return "; ".join(details_of(value))
    number = None if value.value is None else plain(value.value)
    if value.plan is not None:
        return f"{'…' if value.value is None else spoken(value.value)}/{spoken(value.plan)}"
    return value.choice if number is None else number


def lacking_reasons(
    loaded: LoadedRubric, own: Iterable[Mark], earlier: Mapping[str, MarkValue], than: str = "điểm tự chấm"
) -> list[tuple[str, str]]:
    """Return the rows of an appraisal that differ from the stage before and give no reason: (code, sentence).

    `than` names the marks of that stage.
    """
    marks = {loaded.codes[mark.criterion_id]: mark for mark in own}
    lacking = []
    for row in loaded.data.leaves():
        mark = marks.get(row.code)
        if mark is None or value_of(mark).empty or mark.explanation.strip():
            continue
        if value_of(mark) != earlier.get(row.code):
            label = loaded.data.label(row.code)
            lacking.append((row.code, f"Mục {label}: cần ghi lý do vì khác {than}."))
    return lacking
