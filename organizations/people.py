"""Bodies, terms, accounts and appointments."""

from datetime import date
from typing import Any

from django.db import transaction

from config.common.audit import log
from organizations.models import Assignment, Body, Organization, Term, User
from organizations.models.people import BODY_ROLES


@transaction.atomic
def create_body(organization: Organization, *, actor: User | None, kind: str, name: str, **fields: Any) -> Body:
    """Give an organisation a body; fields are `issuer` (as printed), `symbol` and `authority` (T/M …)."""
    body = Body.objects.create(organization=organization, kind=kind, name=name, **fields)
    log("body.create", body, actor=actor, organization_id=organization.pk, kind=kind)
    return body


@transaction.atomic
def create_term(body: Body, *, actor: User | None, name: str, start: date, end: date | None = None) -> Term:
    """Open a term (nhiệm kỳ) of a body."""
    term = Term.objects.create(body=body, name=name, start=start, end=end)
    log("term.create", term, actor=actor, organization_id=body.organization_id)
    return term


@transaction.atomic
def create_account(*, actor: User | None, username: str, password: str | None, full_name: str, **fields: Any) -> User:
    """Create an account whose holder must choose a password of his own, unless the caller says otherwise."""
    user = User.objects.create_user(username, password, full_name=full_name, **{"must_change_password": True, **fields})
    log("account.create", user, actor=actor, label=username)
    return user


@transaction.atomic
def appoint(
    user: User,
    role: str,
    *,
    actor: User | None,
    start: date,
    organization: Organization | None = None,
    body: Body | None = None,
    end: date | None = None,
) -> Assignment:
    """Appoint `user` to a role at an organisation, or at a body for the roles that act for one.

    Raises ValueError when a body is missing or given in vain.
    """
    if (role in BODY_ROLES) != (body is not None):
        raise ValueError("Vai trò thẩm định, kết luận, văn thư gắn với một cơ quan; các vai trò khác thì không.")
    holder = body.organization if body else organization
    if holder is None:
        raise ValueError("Phải chọn tổ chức đảng.")
    assignment = Assignment.objects.create(user=user, organization=holder, body=body, role=role, start=start, end=end)
    log("assignment.create", assignment, actor=actor, organization_id=holder.pk, user=user.pk, role=role)
    return assignment
