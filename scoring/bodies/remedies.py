"""Causes and remedies beside the rows of a sheet: written down, changed, done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from config.common.audit import log
from organizations.access import Refused, require
from organizations.models import User
from scoring.bodies.ballots import counts_of
from scoring.bodies.carrying import carry_at_once, follows
from scoring.models import Assessment, Ballot, Evaluation, Remedy
from scoring.names import history_words
from scoring.permissions import self_stage
from scoring.pure.ballot import BallotRule, carried
from scoring.rubrics.load import rubric_of
from scoring.rubrics.rules import ballot_rule
from scoring.sheets.submit import NotReady
from scoring.workflow import lock_evaluation

CARRIED = "Mục này đã chuyển sang phiếu của kỳ sau: hãy ghi ở phiếu đó."
DONE = "Mục này đã khắc phục xong nên không sửa được nữa."


@dataclass(frozen=True)
class Plan:
    """Why a content was not reached, who answers for it, what is done about it, by whom and until when."""

    cause: str
    measure: str
    responsibility: str = ""
    person: str = ""
    due: date | None = None

    def columns(self) -> dict[str, Any]:
        """Return the plan as columns of `Remedy`."""
        texts = {name: getattr(self, name).strip() for name in ("cause", "measure", "responsibility", "person")}
        return {**texts, "due": self.due}


class StaleRemedy(ValueError):  # noqa: N818 - what happened, not an error of the program
    """Somebody else changed it meanwhile; `remedy` is what stands."""

    def __init__(self, remedy: Remedy) -> None:
        super().__init__("Mục này vừa được người khác sửa; hãy xem lại rồi lưu lần nữa.")
        self.remedy = remedy


def plan_of(remedy: Remedy) -> Plan:
    """Return what stands in a remedy."""
    return Plan(remedy.cause, remedy.measure, remedy.responsibility, remedy.person, remedy.due)


def plan_problems(plan: Plan, *, responsibility: bool = False) -> list[tuple[str, str]]:
    """Return what a plan lacks: (field, sentence). A vote that failed also asks for the responsibility of the body."""
    asked = (
        ("cause", bool(plan.cause.strip()), "Cần ghi nguyên nhân."),
        (
            "responsibility",
            not responsibility or bool(plan.responsibility.strip()),
            "Cần xác định trách nhiệm của tập thể.",
        ),
        ("measure", bool(plan.measure.strip()), "Cần ghi giải pháp khắc phục."),
    )
    return [(name, sentence) for name, holds, sentence in asked if not holds]


def open_remedies(evaluation: Evaluation) -> QuerySet[Remedy]:
    """Return what stands beside a sheet and is neither done nor in the hands of the next period: what this one wrote
    and carried is its own until somebody works on the copy.
    """
    own = Q(carried_to__isnull=True) | (Q(carried_from__isnull=True) & follows("carried_to__"))
    return Remedy.objects.filter(own, evaluation=evaluation.pk, done_at__isnull=True)


def remedy_of(evaluation: Evaluation, key: int) -> Remedy | None:
    """Return cause and remedy that stand with the vote on a content: the first of this period that is open in it."""
    own = open_remedies(evaluation).filter(criterion=key, carried_from__isnull=True)
    return own.order_by("pk").first()


def explains_failure(remedy: Remedy) -> bool:
    """Say whether a remedy is the one that stands with a vote of its sheet that failed."""
    evaluation = remedy.evaluation
    if remedy_of(evaluation, remedy.criterion_id) != remedy:
        return False
    ballots = Ballot.objects.filter(assessment__evaluation=evaluation, criterion=remedy.criterion_id)
    return any(
        not carried(counts_of(ballot), ballot_rule(evaluation, ballot.assessment) or BallotRule())
        for ballot in ballots.select_related("assessment")
    )


@transaction.atomic
def add_remedy(evaluation: Evaluation, code: str, *, actor: User, plan: Plan) -> Remedy:
    """Write down cause and remedy of a row; the sheet of the next period has it at once where there is one already.

    The same once more is no second one. Raises Refused, NotReady naming the field ("content", "cause", "measure") that
    is wrong.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.remedy", evaluation)
    loaded = rubric_of(evaluation.version)
    problems = plan_problems(plan)
    if code not in {row.code for row in loaded.data.leaves()}:
        problems.insert(0, ("content", "Phiếu không có nội dung này."))
    if problems:
        raise NotReady(problems)
    values = {"criterion_id": loaded.keys[code], **plan.columns()}
    same = Remedy.objects.filter(evaluation=evaluation, done_at__isnull=True, **values).first()
    if same is not None:
        return same
    found = write_remedy(Remedy(evaluation=evaluation, **values, revision=0), actor, "remedy.add")
    carry_at_once(found)
    return found


def write_remedy(remedy: Remedy, actor: User, action: str, **changes: Any) -> Remedy:
    """Store a remedy as changed by `actor`, with its line of history; called within the act."""
    for name, value in changes.items():
        setattr(remedy, name, value)
    remedy.revision += 1
    remedy.by_id, remedy.at = actor.pk, timezone.now()
    remedy.save()
    _log(action, remedy, actor)
    return remedy


def _log(action: str, remedy: Remedy, actor: User) -> None:
    evaluation = remedy.evaluation
    log(
        action, evaluation, actor=actor, organization_id=evaluation.organization_id, remedy=remedy.pk,
        row=remedy.criterion_id,
        **history_words(evaluation, cause=remedy.cause, measure=remedy.measure, note=remedy.done_note),
    )  # fmt: skip


@transaction.atomic
def change_remedy(remedy: Remedy, *, actor: User, plan: Plan, revision: int) -> Remedy:
    """Change an open remedy; that of a vote that failed keeps cause, responsibility of the body and measure (S2).

    Raises Refused, NotReady, StaleRemedy where it is not the one that `actor` saw.
    """
    found = _lock(remedy, actor)
    if problems := plan_problems(plan, responsibility=explains_failure(found)):
        raise NotReady(problems)
    if plan_of(found).columns() == plan.columns():
        return found
    if found.done_at is not None:
        raise Refused(DONE)
    _check_seen(found, revision)
    return write_remedy(found, actor, "remedy.change", **plan.columns())


@transaction.atomic
def finish_remedy(remedy: Remedy, *, actor: User, note: str, revision: int) -> Remedy:
    """Say that a remedy is done and what came of it. Raises Refused, NotReady without a note, StaleRemedy."""
    found = _lock(remedy, actor)
    if not note.strip():
        raise NotReady([("note", "Cần ghi kết quả khắc phục.")])
    if found.done_at is not None:
        if found.done_note == note.strip():
            return found
        raise Refused(DONE)
    _check_seen(found, revision)
    return write_remedy(found, actor, "remedy.finish", done_at=timezone.now(), done_note=note.strip())


@transaction.atomic
def drop_remedy(remedy: Remedy, *, actor: User, revision: int) -> None:
    """Take away a remedy written by mistake, as long as the unit has its sheet in hand and nothing was carried.

    Raises Refused (also for that of a vote that failed), StaleRemedy.
    """
    found = _lock(remedy, actor)
    own = self_stage(found.evaluation)
    if found.carried_from_id is not None or found.done_at is not None or own.state == Assessment.State.DONE:
        raise Refused("Chỉ bỏ được mục ghi nhầm khi phiếu chưa nộp; mục của kỳ trước thì ghi kết quả khắc phục.")
    if explains_failure(found):
        raise Refused("Nội dung này biểu quyết không đạt: sửa nguyên nhân, khắc phục, không bỏ được.")
    _check_seen(found, revision)
    remove_remedy(found, actor)


def remove_remedy(remedy: Remedy, actor: User) -> None:
    """Take away a remedy written by mistake, with its line of history; called within the act."""
    _log("remedy.drop", remedy, actor)
    remedy.delete()


def _lock(remedy: Remedy, actor: User) -> Remedy:
    evaluation = lock_evaluation(remedy.evaluation_id)
    found = Remedy.objects.filter(pk=remedy.pk).first()
    if found is None:
        raise Refused("Mục này vừa được bỏ.")
    found.evaluation = evaluation
    require(actor, "evaluation.remedy", evaluation)
    if Remedy.objects.filter(carried_from=found).exists():
        raise Refused(CARRIED)
    return found


def _check_seen(remedy: Remedy, revision: int) -> None:
    if remedy.revision != revision:
        raise StaleRemedy(remedy)
