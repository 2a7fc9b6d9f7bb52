"""Transitions between the stages of a sheet, and nothing else: each sets the state with its time and person.

Callers hold the lock of the evaluation and have asked for permission.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from config.common.bulk import update_rows
from config.common.compiled import Parameter, Read
from organizations.models import User
from scoring.models import Assessment, Evaluation, Mark, Return, Stage
from scoring.pure.applicability import Unit, concerns_some, rows_not_applying
from scoring.rubrics.load import rubric_of
from scoring.rubrics.rules import with_ballot

# A conclusion judges the sheet as a whole; every other stage marks row by row.
KINDS_WITHOUT_MARKS = (Stage.Kind.APPROVAL,)
# Stages in which others than the unit mark its sheet, beside the marks of all stages before.
MARKING = (Stage.Kind.APPRAISAL, Stage.Kind.TEAM, Stage.Kind.VOTE)


def lock_evaluation(pk: int) -> Evaluation:
    """Return the sheet, locked until the end of the transaction, with all that permissions read.

    Raises Evaluation.DoesNotExist where there is none of this key.
    """
    found = read_one(_with_work, pk) if _lock(pk=pk) else None
    if found is None:
        raise Evaluation.DoesNotExist
    return found


def read_one(sheet: Read, pk: int) -> Evaluation | None:
    """Return the sheet that a compiled statement reads by its `pk`, with its stages; None where there is none.

    What `evaluation_with_work` gives with its stages read beforehand.
    """
    # A key that no column holds is the key of nothing.
    found: list[Evaluation] = sheet(pk=pk) if pk <= BigIntegerField.MAX_BIGINT else []
    if not found:
        return None
    [evaluation] = found
    # As prefetch_related leaves them: whoever asks for the stages is not sent to the database.
    stages: Any = evaluation.assessments.all()
    stages._result_cache, stages._prefetch_done = _chain(pk=pk), True
    for stage in stages:
        stage.evaluation = evaluation
    vars(evaluation)["_prefetched_objects_cache"] = {"assessments": stages}
    return with_current(evaluation)


def evaluation_with_work() -> QuerySet[Any]:
    """Return the query for sheets with round, unit, version and stages: what pages and permissions read."""
    return with_ballot(
        Evaluation.objects.select_related(
            "round", "organization", "level", "sector", "version", "rule__outcome_set", "officer"
        )
        # Read once per process by the rubric's cache, not with every sheet.
        .defer("version__meta", "rule__outcome_set__data")
        .annotate(was_returned=_returned())
        .prefetch_related(Prefetch("assessments", Assessment.objects.select_related("body").order_by("position")))
    )


@cache
def _returned() -> Exists:
    """Return whether a sheet was ever sent back; made once, for making it costs more than asking."""
    return Exists(Return.objects.filter(assessment__evaluation=OuterRef("pk")))


_KEY = Evaluation._meta.pk
_lock = Read(lambda: Evaluation.objects.select_for_update().filter(pk=Parameter("pk", _KEY)).values_list("pk"))
_with_work = Read(lambda: evaluation_with_work().prefetch_related(None).filter(pk=Parameter("pk", _KEY)).order_by())
_chain = Read(
    lambda: Assessment.objects.select_related("body").filter(evaluation=Parameter("pk", _KEY)).order_by("position")
)


def with_current(evaluation: Evaluation) -> Evaluation:
    """Return the sheet with its current stage taken from the stages already read, not from the database again."""
    for assessment in evaluation.assessments.all():
        if assessment.pk == evaluation.current_id:
            evaluation.current = assessment
    return evaluation


def stage_at_work(evaluation: Evaluation) -> Assessment:
    """Return the stage being worked on. Raises ValueError when all are done: permission was not asked for."""
    if evaluation.current is None:
        raise ValueError("Hồ sơ này không còn bước nào đang làm.")
    return evaluation.current


def open_assessments(assessments: Iterable[Assessment], now: datetime, *, first_time: bool = False) -> None:
    """Open stages, all of rubrics already published, and lay out their empty marks where they have none yet.

    `first_time` says that none of them was ever open, so that nobody has to look.
    """
    opened = list(assessments)
    looked = () if first_time else Mark.objects.filter(assessment__in=opened).values_list("assessment", flat=True)
    begun = set(looked)
    marks = []
    for assessment in opened:
        assessment.state = Assessment.State.OPEN
        assessment.opened_at = now
        if assessment.kind not in KINDS_WITHOUT_MARKS and assessment.pk not in begun:
            marks += _blank_marks(assessment)
    update_rows(opened, ["state", "opened_at"])
    Mark.objects.bulk_create(marks, batch_size=1000)


def _blank_marks(assessment: Assessment) -> list[Mark]:
    """Return the empty marks of a stage; rows that do not concern units of this kind are set aside at once."""
    evaluation = assessment.evaluation
    loaded = rubric_of(evaluation.version)
    aside: set[str] = set()
    if concerns_some(loaded.data):
        level, sector = evaluation.level.code, evaluation.sector.code if evaluation.sector else None
        unit = Unit(level=level, kind=level, sector=sector, period=evaluation.round.period)
        aside = {
            code
            for code in rows_not_applying(loaded.data, unit)
            if loaded.data.row(code).spec.when_not_applicable != "refused"
        }
    return [
        Mark(assessment=assessment, criterion_id=loaded.keys[row.code], not_applicable=row.code in aside)
        for row in loaded.data.leaves()
    ]


def finish(evaluation: Evaluation, actor: User, **stored: Any) -> Assessment:
    """Close the stage being worked on with what it came to, and open the next one, if there is one."""
    now = timezone.now()
    done = stage_at_work(evaluation)
    done.state = Assessment.State.DONE
    done.done_at = now
    done.done_by_id = actor.pk
    for name, value in stored.items():
        setattr(done, name, value)
    done.save(update_fields=["state", "done_at", "done_by_id", *stored])
    following = evaluation.assessments.filter(position__gt=done.position).order_by("position").first()
    if following is not None:
        following.evaluation = evaluation
        open_assessments([following], now)
    evaluation.current = following
    evaluation.save(update_fields=["current"])
    return done


def chain_of(evaluation: Evaluation) -> list[Assessment]:
    """Return the stages of a sheet in their order."""
    return sorted(evaluation.assessments.all(), key=lambda stage: stage.position)


def marking_stages(evaluation: Evaluation) -> list[Assessment]:
    """Return the stages in which others than the unit mark the sheet, in their order."""
    return [stage for stage in chain_of(evaluation) if stage.kind in MARKING]


def earlier_stage(evaluation: Evaluation, stage: Assessment) -> Assessment | None:
    """Return the last stage with marks before this one: what its body works from."""
    before = [
        each for each in chain_of(evaluation) if each.position < stage.position and each.kind not in KINDS_WITHOUT_MARKS
    ]
    return before[-1] if before else None


def last_handed_on(evaluation: Evaluation) -> Assessment | None:
    """Return the last stage with marks that was handed on: its marks are those that count."""
    done = [
        stage
        for stage in chain_of(evaluation)
        if stage.state == Assessment.State.DONE and stage.kind not in KINDS_WITHOUT_MARKS
    ]
    return done[-1] if done else None


# What came out of a stage, as if it had never been handed on.
NOTHING_YET: dict[str, Any] = {"total": None, "outcome_set": None, "outcome": "", "result": {}}


def send_back(evaluation: Evaluation, to: Assessment, deadline: date) -> list[Assessment]:
    """Let the sheet go back from the stage being worked on to an earlier one, which keeps its marks and open rows.

    All stages between come again, each with the marks it has, and none with a last day before `deadline`: it could not
    be worked on. Returns those whose last day moved.
    """
    moved = []
    for stage in chain_of(evaluation):
        if stage.position > to.position and stage.state != Assessment.State.WAITING:
            if stage.deadline < deadline:
                stage.deadline = deadline
                moved.append(stage)
            _set_waiting(stage)
    to.state, to.done_at, to.done_by_id = Assessment.State.RETURNED, None, None
    to.deadline = deadline
    to.save(update_fields=["state", "done_at", "done_by_id", "deadline"])
    evaluation.current = to
    evaluation.save(update_fields=["current"])
    return moved


def _set_waiting(stage: Assessment) -> None:
    nothing = {"state": Assessment.State.WAITING, "opened_at": None, "done_at": None, "done_by_id": None, **NOTHING_YET}
    for name, value in nothing.items():
        setattr(stage, name, value)
    stage.save(update_fields=[*nothing, "deadline"])


def reopen(evaluation: Evaluation, stage: Assessment, deadline: date) -> None:
    """Open the last stage of a finished sheet again."""
    stage.state, stage.done_at, stage.done_by_id = Assessment.State.OPEN, None, None
    stage.conclusion, stage.deadline = "", deadline
    stage.save(update_fields=["state", "done_at", "done_by_id", "conclusion", "deadline"])
    evaluation.current = stage
    evaluation.save(update_fields=["current"])
