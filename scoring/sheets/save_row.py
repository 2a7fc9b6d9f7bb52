"""Saving one row of a sheet as it is typed: one check, one UPDATE, one event, and the totals that follow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone

from config.common.audit import log
from config.common.compiled import Parameter, Read, Update
from config.common.together import atomic_together
from organizations.access import Refused, can, require, rights
from organizations.models import User
from scoring.models import Assessment, Evaluation, Mark
from scoring.pure.arithmetic import MarkValue, Totals, kept_points, mark_problem, totals
from scoring.pure.filling import Filling, filled_rows
from scoring.pure.rubric import Row
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.rubrics.rules import ballot_rule, with_ballot
from scoring.sheets.filling import offers, with_offers
from scoring.sheets.marks import value_of
from scoring.sheets.returned import closed_rows
from scoring.sheets.save import BY_VOTE, Entered, action_of, aside_problem, by_vote, change_of, unstorable
from scoring.sheets.stored import ENTERED, columns_of, mark_value

# One mark as it is stored: the columns of FIELDS.
Stored = tuple[Any, ...]
READ = (
    "subject", "name", "withdrawn_at", "organization__path", "round__name", "round__state", "version__state",
    "version__content_hash", "current__kind", "current__role", "current__state", "current__body", "current__deadline",
    "current__paper", "current__evaluation", "current__position",
)  # fmt: skip
FIELDS = (
    "criterion_id", *ENTERED, "pk", "explanation", "points", "revision", "save_id", "saved_by_id", "saved_at",
    "assessment_id",
)  # fmt: skip
WRITTEN = (
    "revision", *ENTERED, "explanation", "points", "save_id", "saved_by_id", "saved_at",
)  # fmt: skip

_locked = Read(
    lambda: (
        with_ballot(Evaluation.objects.select_for_update(of=("self",)))
        .select_related("round", "organization", "version", "current")
        .only(*READ)
        .filter(pk=Parameter("pk", Evaluation._meta.pk))
    )
)
_marks = Read(lambda: Mark.objects.filter(assessment=Parameter("assessment", Assessment._meta.pk)).values_list(*FIELDS))
_write = Update(
    lambda: Mark.objects.filter(
        pk=Parameter("pk", Mark._meta.pk), revision=Parameter("seen", Mark._meta.get_field("revision"))
    ),
    WRITTEN,
)


@dataclass(frozen=True)
class RowAnswer:
    """What became of a row: `mark` is what stands now, `sentence` says why it was refused."""

    state: Literal["saved", "stale", "refused"]
    mark: Mark
    totals: Totals
    loaded: LoadedRubric
    sentence: str = ""


@dataclass(frozen=True)
class _Outcome:
    """A `RowAnswer` before its totals: these are added up when the lock is gone, so that nobody waits for them."""

    state: Literal["saved", "stale", "refused"]
    mark: Mark
    stored: Sequence[Stored]
    offered: Mapping[str, Filling]
    loaded: LoadedRubric
    sentence: str = ""


def save_row(pk: int, key: int, *, actor: User, read: Callable[[Row], Entered], save_id: UUID) -> RowAnswer:
    """Save the row with criterion `key` of the sheet `pk`, if it still has the revision that `actor` saw.

    `read` turns what was typed into a mark of that row, or raises ValueError with a Vietnamese sentence. A repeat of
    `save_id`, and a value that stands already, are answered as saved. Raises Refused when the actor may not, or no
    longer, write here; Evaluation.DoesNotExist for a sheet he does not see, KeyError for a row that is not there.
    """
    # Read before the lock is taken: of those who save at once one writes, and the others wait.
    rights(actor)
    done = _save(pk, key, actor, read, save_id)
    marks = {**_values(done.stored, done.loaded), done.loaded.codes[key]: value_of(done.mark)}
    standing = with_offers(marks, done.offered)
    return RowAnswer(done.state, done.mark, totals(done.loaded.data, standing), done.loaded, done.sentence)


@atomic_together()
def _save(pk: int, key: int, actor: User, read: Callable[[Row], Entered], save_id: UUID) -> _Outcome:
    evaluation = _lock(pk, actor)
    assessment = evaluation.current
    if assessment is None:
        raise Refused("Hồ sơ này đã có kết luận.")
    assessment.evaluation = evaluation
    require(actor, action_of(assessment), evaluation)
    loaded = rubric_of(evaluation.version)
    row = loaded.data.row(loaded.codes[key])
    mark, stored = _standing(assessment, key)
    if closed_rows(assessment)(key):
        raise Refused("Nội dung này không bị trả lại nên không sửa được.")
    if by_vote(row) and ballot_rule(evaluation, assessment) is not None:
        return _Outcome("refused", mark, stored, {}, loaded, BY_VOTE)
    offered = offers(loaded, assessment, _values(stored, loaded)) if filled_rows(loaded.data) else {}
    try:
        entered = read(row)
    except ValueError as problem:
        return _Outcome("refused", mark, stored, offered, loaded, str(problem))
    if mark.save_id == save_id or _stands(mark, entered):
        return _Outcome("saved", mark, stored, offered, loaded)
    problem_found = aside_problem(mark) or mark_problem(row, entered.value) or unstorable(entered.value)
    if problem_found is None and row.code in offered:
        problem_found = offered[row.code].complaint(entered.value, entered.explanation)
    if problem_found:
        return _Outcome("refused", mark, stored, offered, loaded, problem_found)
    mark.assessment = assessment
    change = change_of(row, mark, entered)
    if not _update(mark, entered, actor, save_id, kept_points(loaded.data, row, entered.value)):
        return _Outcome("stale", mark, stored, offered, loaded)
    log(
        "marks.save", assessment, actor=actor, organization_id=evaluation.organization_id,
        rows=[change],
    )  # fmt: skip
    return _Outcome("saved", mark, stored, offered, loaded)


def _lock(pk: int, actor: User) -> Evaluation:
    """Lock the sheet and read with it what permissions and the rubric's cache ask for."""
    # Where the sheet moved on while this waited for its lock, PostgreSQL finds the old stage no longer fitting and
    # answers nothing; asked again, it reads the new one.
    found = _locked(pk=pk) or _locked(pk=pk)
    if not found or not can(actor, "evaluation.view", found[0]):
        raise Evaluation.DoesNotExist
    return found[0]


def _standing(assessment: Assessment, key: int) -> tuple[Mark, list[Stored]]:
    """Return the row as it stands, and all rows as stored: plain values, for a model of each would cost more."""
    stored = _marks(assessment=assessment.pk)
    wanted = next((values for values in stored if values[0] == key), None)
    if wanted is None:
        raise KeyError(key)
    return Mark(**dict(zip(FIELDS, wanted, strict=True))), stored


def _values(stored: Sequence[Stored], loaded: LoadedRubric) -> dict[str, MarkValue]:
    """Return the marks of all rows by code."""
    return {loaded.codes[values[0]]: mark_value(*values[1 : len(ENTERED) + 1]) for values in stored}


def _stands(mark: Mark, entered: Entered) -> bool:
    return value_of(mark) == entered.value and mark.explanation == entered.explanation


def _update(mark: Mark, entered: Entered, actor: User, save_id: UUID, earned: object) -> bool:
    """Write the row where its revision is the one that was seen, and return whether it was."""
    seen = mark.revision if mark.save_id in entered.after else entered.revision
    changes = {
        "revision": seen + 1,
        **columns_of(entered.value),
        "explanation": entered.explanation,
        "points": earned,
        "save_id": save_id,
        "saved_by_id": actor.pk,
        "saved_at": timezone.now(),
    }
    if not _write(pk=mark.pk, seen=seen, **changes):
        return False
    for name, value in changes.items():
        setattr(mark, name, value)
    return True
