"""The lines of the table of actions on decisions and the register, and the rows that may be seen."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.access import NOT_IN_SCOPE, acts_for_body, administers, in_scope, rights, rule, sees
from organizations.models import Body, Role, User
from recognition.models import Decision, Entry, Series
from scoring.models import Evaluation, YearResult
from scoring.names import MEMBER, NAMES_CLOSED, readable_results

OFFICE = (Role.CLERK, Role.APPROVER)


def visible_decisions(user: User) -> QuerySet[Decision]:
    """Return what `user` may see: issued papers of his scope or naming his units; drafts of his own body."""
    bodies = [right.body_id for right in rights(user) if right.role in OFFICE]
    own = Q(body__in=bodies) | in_scope(user, "body__organization__", (Role.ADMINISTRATOR,))
    named = Exists(Entry.objects.filter(in_scope(user, "organization__"), decision=OuterRef("pk")))
    issued = in_scope(user, "body__organization__") | named
    # What names members is read by their cells, by the body itself and by whoever administers.
    of_cell = Exists(Entry.objects.filter(organization__in=_own_units(user), decision=OuterRef("pk")))
    at_body = Q(body__in=[right.body_id for right in rights(user) if right.body_id])
    members = Q(round__programme__subject=MEMBER)
    found = (issued & ~members) | (members & (of_cell | at_body))
    return Decision.objects.filter(own | (Q(state=Decision.State.ISSUED) & found))


def _own_units(user: User) -> list[int]:
    return [right.organization_id for right in rights(user) if right.role in (Role.SECRETARY, Role.CONTRIBUTOR)]


def visible_results(user: User) -> QuerySet[YearResult]:
    """Return the titles and grades of the organisations that `user` sees; of members those he may read by name."""
    return YearResult.objects.filter(readable_results(user))


def visible_registers(user: User) -> QuerySet[Body]:
    """Return the bodies whose register `user` may read: his own, and used ones where he administers."""
    own = [right.body_id for right in rights(user) if right.role in OFFICE]
    used = Exists(Series.objects.filter(body=OuterRef("pk")))
    administered = in_scope(user, "organization__", (Role.ADMINISTRATOR,)) & used
    return Body.objects.filter(Q(pk__in=own) | administered)


def clerk_bodies(user: User) -> list[int]:
    """Return the keys of the bodies for which `user` drafts and issues."""
    return [right.body_id for right in rights(user) if right.role == Role.CLERK and right.body_id]


def _view_decision(user: User, decision: Decision) -> str | None:
    path = decision.body.organization.path
    if acts_for_body(user, decision.body_id, *OFFICE) or administers(user, path):
        return None
    if decision.state != Decision.State.ISSUED:
        return NOT_IN_SCOPE
    if decision.round.programme.subject == MEMBER:
        of_cell = decision.entries.filter(organization__in=_own_units(user)).exists()
        return None if of_cell or any(right.body_id == decision.body_id for right in rights(user)) else NAMES_CLOSED
    named = sees(user, path) or decision.entries.filter(in_scope(user, "organization__")).exists()
    return None if named else NOT_IN_SCOPE


def _draft(user: User, body: Body) -> str | None:
    if acts_for_body(user, body.pk, Role.CLERK):
        return None
    return "Chỉ văn thư của chính cơ quan ban hành được soạn và ban hành quyết định."


def _edit(user: User, decision: Decision) -> str | None:
    reason = _draft(user, decision.body)
    if reason is None and decision.state != Decision.State.DRAFT:
        return "Quyết định này không còn là dự thảo."
    return reason


def _issue(user: User, decision: Decision) -> str | None:
    reason = _draft(user, decision.body)
    # An issue cut short between its steps is taken up again by the same act.
    if reason is None and decision.state == Decision.State.ISSUED:
        return "Quyết định này đã ban hành."
    return reason


def _copy(user: User, decision: Decision) -> str | None:
    if not acts_for_body(user, decision.body_id, Role.CLERK):
        return "Chỉ văn thư của chính cơ quan ban hành được in lại, trích sao quyết định."
    return None if decision.state == Decision.State.ISSUED else "Quyết định này chưa ban hành."


def evaluation_hold(evaluation: Evaluation) -> str | None:
    """Return why a concluded sheet may not be opened again: it stands in a decision or a draft of one."""
    entry = evaluation.decision_entries.select_related("decision__register_entry", "decision__body").first()
    if entry is None:
        return None
    if entry.decision.state == Decision.State.DRAFT:
        return "Hồ sơ đã có trong dự thảo quyết định: văn thư bỏ tổ chức này khỏi dự thảo thì mới mở lại được."
    return "Hồ sơ đã có trong quyết định nên không mở lại được."


def register() -> None:
    """Add this room's lines to the table."""
    from recognition.jobs.selectors import own_job, view_job

    rule("decision.copy", _copy)
    rule("job.view", view_job)
    rule("job.own", own_job)
    rule("decision.view", _view_decision)
    rule("decision.draft", _draft)
    rule("decision.edit", _edit)
    rule("decision.issue", _issue)
