"""Transitions between the stages of a sheet, and nothing else: each sets the state with its time and person.

Callers hold the lock of the evaluation and have asked for permission.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from config.common.bulk import update_rows
from organizations.models import User
from scoring.models import Assessment, Evaluation, Mark, Return, Stage
from scoring.rubrics.load import rubric_of

# A conclusion judges the sheet as a whole; every other stage marks row by row.
KINDS_WITHOUT_MARKS = (Stage.Kind.APPROVAL,)


def lock_evaluation(pk: int) -> Evaluation:
    """Return the sheet, locked until the end of the transaction, with all that permissions read."""
    Evaluation.objects.select_for_update(of=("self",)).get(pk=pk)
    return with_current(evaluation_with_work().get(pk=pk))


def evaluation_with_work() -> QuerySet[Any]:
    """Return the query for sheets with round, unit, version and stages: what pages and permissions read."""
    return (
        Evaluation.objects.select_related(
            "round", "organization", "level", "sector", "version", "rule__outcome_set", "officer"
        )
        # Read once per process by the rubric's cache, not with every sheet.
        .defer("version__meta", "rule__outcome_set__data")
        .annotate(was_returned=Exists(Return.objects.filter(assessment__evaluation=OuterRef("pk"))))
        .prefetch_related(Prefetch("assessments", Assessment.objects.select_related("body").order_by("position")))
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
            loaded = rubric_of(assessment.evaluation.version)
            marks += [Mark(assessment=assessment, criterion_id=loaded.keys[row.code]) for row in loaded.data.leaves()]
    update_rows(opened, ["state", "opened_at"])
    Mark.objects.bulk_create(marks, batch_size=1000)


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


def send_back(evaluation: Evaluation, to: Assessment, deadline: date) -> None:
    """Let the sheet go back from the stage being worked on to an earlier one, which keeps its marks and open rows."""
    current = stage_at_work(evaluation)
    current.state, current.opened_at = Assessment.State.WAITING, None
    current.save(update_fields=["state", "opened_at"])
    to.state, to.done_at, to.done_by_id = Assessment.State.RETURNED, None, None
    to.deadline = deadline
    to.save(update_fields=["state", "done_at", "done_by_id", "deadline"])
    evaluation.current = to
    evaluation.save(update_fields=["current"])


def reopen(evaluation: Evaluation, stage: Assessment, deadline: date) -> None:
    """Open the last stage of a finished sheet again."""
    stage.state, stage.done_at, stage.done_by_id = Assessment.State.OPEN, None, None
    stage.conclusion, stage.deadline = "", deadline
    stage.save(update_fields=["state", "done_at", "done_by_id", "conclusion", "deadline"])
    evaluation.current = stage
    evaluation.save(update_fields=["current"])
