"""Over whom an administrator may act: people of his subtree, never one who also holds a post outside of it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from organizations.access import administers, in_scope, rights, rule
from organizations.models import Assignment, Role, User
from organizations.models.tree import PATH_WIDTH

OUT_OF_REACH = "Người này còn được phân công ngoài phạm vi của đồng chí; đề nghị người quản trị cấp trên làm việc này."
NO_ADMINISTRATOR = "Chỉ người quản trị được làm việc với tài khoản và phân công."
OF_ABOVE = "Phân công này thuộc phạm vi của người quản trị cấp trên."
ADMINISTRATOR = (Role.ADMINISTRATOR,)


def is_administrator(user: User) -> bool:
    """Say whether `user` administers anything today."""
    return any(right.role == Role.ADMINISTRATOR for right in rights(user))


def administers_the_top(user: User) -> bool:
    """Say whether `user` administers an organisation that has none above it."""
    return any(right.role == Role.ADMINISTRATOR and len(right.path) == PATH_WIDTH for right in rights(user))


def standing() -> Q:
    """Return the condition that an assignment has not ended: in force or still to come."""
    return Q(end__isnull=True) | Q(end__gte=timezone.localdate())


def _own(user: User) -> Q:
    """Return the condition that the account, seen without its posts, is looked after by this administrator."""
    own = in_scope(user, "home__", ADMINISTRATOR)
    return own | Q(home__isnull=True) if administers_the_top(user) else own


def _posts(user: User, *, inside: bool) -> Exists:
    scope = in_scope(user, "organization__", ADMINISTRATOR)
    return Exists(Assignment.objects.filter(standing(), scope if inside else ~scope, user=OuterRef("pk")))


def administered_people(user: User) -> QuerySet[User]:
    """Return the people whose account `user` may change."""
    if not is_administrator(user):
        return User.objects.none()
    return User.objects.filter(~_posts(user, inside=False)).filter(Q(_posts(user, inside=True)) | _own(user))


def visible_people(user: User) -> QuerySet[User]:
    """Return the people whom `user` finds in the list: those with a post in his subtree, and those he looks after."""
    if not is_administrator(user):
        return User.objects.none()
    no_post = ~Exists(Assignment.objects.filter(standing(), user=OuterRef("pk")))
    return User.objects.filter(Q(_posts(user, inside=True)) | (Q(no_post) & _own(user)))


def _list(user: User, obj: Any) -> str | None:
    return None if is_administrator(user) else NO_ADMINISTRATOR


def _view(user: User, person: User) -> str | None:
    return None if visible_people(user).filter(pk=person.pk).exists() else OUT_OF_REACH


def _change(user: User, person: User) -> str | None:
    if not is_administrator(user):
        return NO_ADMINISTRATOR
    return None if administered_people(user).filter(pk=person.pk).exists() else OUT_OF_REACH


def _end(user: User, assignment: Assignment) -> str | None:
    return None if administers(user, assignment.organization.path) else OF_ABOVE


def register() -> None:
    """Add the lines of this subject to the table of actions."""
    rule("people.list", _list)
    rule("person.view", _view)
    rule("person.change", _change)
    rule("assignment.end", _end)
