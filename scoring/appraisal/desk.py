"""The board at its desk: who has a sheet in hand, more time, a reminder, a note, opening a finished sheet again."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import format_date
from organizations.access import Refused, connected, require
from organizations.models import User
from scoring.deadlines import TOO_FAR, too_far
from scoring.judging import judges_in
from scoring.models import Assessment, Comment, Evaluation, Stage
from scoring.names import history_words, say_no_name
from scoring.sheets.submit import NotReady
from scoring.workflow import MARKING, chain_of, lock_evaluation, reopen, stage_at_work


@transaction.atomic
def assign_officer(evaluation: Evaluation, officer: User | None, *, actor: User) -> Evaluation:
    """Put a sheet into the hands of an appraiser of its board, or of nobody.

    Raises Refused: `actor` is not of the board, or the officer does not appraise this sheet.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.board", evaluation)
    if officer is not None and not _appraises(officer, evaluation):
        raise Refused(f"{officer.full_name} không phải người thẩm định của hồ sơ này.")
    evaluation.officer = officer
    evaluation.save(update_fields=["officer"])
    log(
        "board.assign", evaluation, actor=actor, organization_id=evaluation.organization_id,
        officer=officer.pk if officer else None,
    )  # fmt: skip
    return evaluation


def _appraises(officer: User, evaluation: Evaluation) -> bool:
    if connected(officer, evaluation.organization_id):
        return False
    return any(stage.kind in MARKING and judges_in(officer, stage) for stage in evaluation.assessments.all())


@transaction.atomic
def extend_deadline(evaluation: Evaluation, *, actor: User, deadline: date, reason: str) -> Assessment:
    """Give the stage being worked on, of this sheet alone, time until the end of `deadline`.

    Raises Refused, NotReady naming "deadline" or "reason".
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.board", evaluation)
    if evaluation.current is None:
        raise Refused("Hồ sơ đã có kết luận nên không cần gia hạn.")
    current = stage_at_work(evaluation)
    asked = (
        ("deadline", deadline > current.deadline, f"Hạn mới phải sau hạn đang có ({format_date(current.deadline)})."),
        ("deadline", deadline >= timezone.localdate(), "Hạn mới phải từ hôm nay trở đi."),
        ("deadline", not too_far(deadline), TOO_FAR),
        ("reason", bool(reason.strip()), "Cần ghi lý do gia hạn."),
    )
    if items := [(name, sentence) for name, holds, sentence in asked if not holds]:
        raise NotReady(items)
    old, current.deadline = current.deadline, deadline
    current.save(update_fields=["deadline"])
    log(
        "board.extend", current, actor=actor, organization_id=evaluation.organization_id, old=old.isoformat(),
        new=deadline.isoformat(), **history_words(evaluation, reason=reason.strip()),
    )  # fmt: skip
    return current


@transaction.atomic
def remind(evaluation: Evaluation, *, actor: User) -> Comment:
    """Remind the unit that it has not submitted. Raises Refused, also where there is nothing to wait for."""
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.board", evaluation)
    current = evaluation.current
    if current is None or current.kind != Stage.Kind.SELF or evaluation.withdrawn_at:
        raise Refused("Đơn vị đã nộp phiếu nên không cần nhắc.")
    words = f"Nhắc đơn vị nộp phiếu tự chấm trước khi hết ngày {format_date(current.deadline)}."
    if evaluation.comments.filter(text=words, at__gte=start_of_today()).exists():
        raise Refused("Hôm nay đã nhắc đơn vị rồi.")
    return _comment(evaluation, actor, words, private=False)


@transaction.atomic
def add_note(evaluation: Evaluation, *, actor: User, text: str) -> Comment:
    """Keep a note that only the board reads. Raises Refused, NotReady for an empty one or one that names a member."""
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.board", evaluation)
    if not text.strip():
        raise NotReady([("text", "Cần ghi nội dung.")])
    if problem := say_no_name(evaluation, text):
        raise NotReady([("text", problem)])
    last = evaluation.comments.filter(private=True).last()
    if last is not None and (last.by_id, last.text) == (actor.pk, text.strip()):
        # The second press of one button.
        return last
    return _comment(evaluation, actor, text.strip(), private=True)


def start_of_today() -> datetime:
    """Return the first moment of the day, by the clock of the house."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _comment(evaluation: Evaluation, actor: User, text: str, *, private: bool) -> Comment:
    comment = Comment.objects.create(
        evaluation=evaluation, text=text, private=private, by_id=actor.pk, by_label=actor.full_name, at=timezone.now()
    )
    log(
        "board.note" if private else "board.remind", evaluation, actor=actor,
        organization_id=evaluation.organization_id,
    )  # fmt: skip
    return comment


@transaction.atomic
def reopen_conclusion(evaluation: Evaluation, *, actor: User, reason: str, deadline: date) -> Assessment:
    """Open the last step of a finished sheet again, mostly its conclusion, until a decision is drafted on it.

    Raises Refused, NotReady naming "reason" or "deadline".
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.reopen", evaluation)
    asked = (
        ("reason", bool(reason.strip()), "Cần ghi lý do mở lại."),
        ("deadline", deadline >= timezone.localdate(), "Hạn kết luận phải từ hôm nay trở đi."),
        ("deadline", not too_far(deadline), TOO_FAR),
    )
    if items := [(name, sentence) for name, holds, sentence in asked if not holds]:
        raise NotReady(items)
    stage = chain_of(evaluation)[-1]
    old = stage.conclusion
    reopen(evaluation, stage, deadline)
    log(
        "approval.reopen", stage, actor=actor, organization_id=evaluation.organization_id, old=old,
        minutes=stage.minutes_number, **history_words(evaluation, reason=reason.strip()),
    )  # fmt: skip
    return stage
