"""Trình ký: noting that a draft goes to be signed; number and date are typed after signature."""

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.models import User
from recognition.decisions.draft import ConflictError, DecisionError, lock_draft
from recognition.decisions.issue import issue_problems
from recognition.models import Decision
from recognition.verify.codes import new_code


@transaction.atomic
def present_draft(decision: Decision, *, actor: User, revision: int) -> Decision:
    """Note that the draft goes to be signed as it stands: number and date are typed after signature.

    The same revision again changes nothing. Raises Refused, ConflictError for an old `revision`, DecisionError
    naming what the draft lacks: what is signed is what is issued.
    """
    decision = lock_draft(decision, actor)
    if decision.revision != revision:
        raise ConflictError(decision)
    if decision.presented_revision == revision:
        return decision
    if problems := issue_problems(decision, None):
        raise DecisionError(problems)
    decision.presented_at, decision.presented_revision = timezone.now(), revision
    decision.code = decision.code or new_code()
    decision.save(update_fields=["presented_at", "presented_revision", "code"])
    log("decision.present", decision, actor=actor, organization_id=decision.body.organization_id, revision=revision)
    return decision
