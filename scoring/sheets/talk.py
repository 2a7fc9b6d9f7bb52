"""Words between a unit and those who judge its sheet, row by row; they are only added, never changed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from config.common.audit import log
from organizations.access import acts_for_body, acts_for_node, require
from organizations.models import User
from scoring.models import Comment, Evaluation
from scoring.names import say_no_name
from scoring.rubrics.load import rubric_of
from scoring.workflow import lock_evaluation

LONGEST_WORD = 2000
# A second press of the same button says nothing new.
SAME_WORD = timedelta(minutes=5)


def thread(evaluation: Evaluation, key: int) -> QuerySet[Comment]:
    """Return what was said about a row, in order; the board's own notes are not part of it."""
    return evaluation.comments.filter(criterion=key, private=False)


@transaction.atomic
def say(evaluation: Evaluation, code: str, *, actor: User, text: str) -> Comment:
    """Add a word to the row `code`; the same word again within five minutes is the same word.

    Raises Refused, KeyError for a row that the rubric does not have, ValueError for no or too many characters, or the
    name of a member: a word stays for ever.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.talk", evaluation)
    key = rubric_of(evaluation.version).keys[code]
    text = text.strip()
    if not 0 < len(text) <= LONGEST_WORD:
        raise ValueError(f"Hãy ghi từ 1 đến {LONGEST_WORD} ký tự.")
    if problem := say_no_name(evaluation, text):
        raise ValueError(problem)
    now = timezone.now()
    last = thread(evaluation, key).filter(by_id=actor.pk).last()
    if last is not None and last.text == text and now - last.at < SAME_WORD:
        return last
    said = Comment.objects.create(
        evaluation=evaluation, criterion_id=key, text=text, by_id=actor.pk, by_label=speaker(evaluation, actor), at=now
    )
    log("comment.add", said, actor=actor, organization_id=evaluation.organization_id, label=str(evaluation), row=code)
    return said


def speaker(evaluation: Evaluation, user: User) -> str:
    """Return as whom `user` speaks: name, and the unit or the body that he acts for."""
    if acts_for_node(user, evaluation.organization_id):
        side = evaluation.name
    else:
        bodies = (each.body for each in evaluation.assessments.all() if acts_for_body(user, each.body_id, each.role))
        side = next((body.name for body in bodies), "")
    return f"{user.full_name} ({side})"[:200] if side else user.full_name
