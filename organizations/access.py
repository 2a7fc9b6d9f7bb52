"""Who may do what: one table of actions, answers with a Vietnamese reason, and the rows that may be seen.

Seeing runs down the subtree of an assignment; acting for a body needs an assignment at exactly that body;
secretary and contributor act for their own node; administrators administer their subtree. Rights follow
today's tree and today's date.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from config.common.compiled import Parameter, Read
from organizations.models import Assignment, BodyKind, Organization, Role, User

NOT_LOGGED_IN = "Đồng chí chưa đăng nhập."
NOT_IN_SCOPE = "Nội dung này không thuộc phạm vi của đồng chí."


@dataclass(frozen=True)
class Answer:
    """Truthy when the action is allowed; otherwise `reason` says in Vietnamese why not."""

    reason: str | None

    def __bool__(self) -> bool:
        return self.reason is None


@dataclass(frozen=True)
class Right:
    """One assignment in force today."""

    role: str
    organization_id: int
    path: str
    body_id: int | None
    # For the head of every page, which says for whom the reader works.
    organization: str = ""
    body: str | None = None
    body_kind: str | None = None

    @property
    def at_team(self) -> bool:
        """Whether it is a post at an inspection team: that judges the sheets given to it and speaks for nobody else."""
        return self.body_kind == BodyKind.TEAM


class Refused(PermissionDenied):
    """The actor may not do this; the message is the Vietnamese reason."""


Rule = Callable[[User, Any], str | None]
_rules: dict[str, Rule] = {}


def rule(action: str, function: Rule) -> None:
    """Add one line to the table of actions."""
    _rules[action] = function


def actions() -> frozenset[str]:
    """Return the names of all actions of the table."""
    return frozenset(_rules)


def can(user: User, action: str, obj: Any = None) -> Answer:
    """Answer whether `user` may do `action` to `obj`. Raises KeyError for an action that is not in the table."""
    function = _rules[action]
    if not user.is_authenticated or not user.is_active:
        return Answer(NOT_LOGGED_IN)
    return Answer(function(user, obj))


def require(user: User, action: str, obj: Any = None) -> None:
    """Raise Refused with the reason unless `can` allows."""
    answer = can(user, action, obj)
    if not answer:
        raise Refused(answer.reason)


def rights(user: User) -> list[Right]:
    """Return the assignments of `user` in force today; read once for the object `user`, that is for a request."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, "_rights"):
        user._rights = _read_rights(user)  # type: ignore[attr-defined]
    return user._rights  # type: ignore[attr-defined]


def current_user(request: HttpRequest) -> User:
    """Return who is logged in; the login middleware lets nobody else through to a view."""
    if not isinstance(request.user, User):
        raise Refused(NOT_LOGGED_IN)
    return request.user


_TODAY = Parameter("today", Assignment._meta.get_field("start"))
_in_force = Read(
    lambda: (
        Assignment.objects.filter(Q(end__isnull=True) | Q(end__gte=_TODAY), start__lte=_TODAY)
        .filter(user=Parameter("user", User._meta.pk))
        .order_by("pk")
        .values_list(
            "role", "organization_id", "organization__path", "body_id", "organization__name", "body__name", "body__kind"
        )
    )
)


def _read_rights(user: User) -> list[Right]:
    return [Right(*row) for row in _in_force(user=user.pk, today=timezone.localdate())]


def forget_rights(user: User) -> None:
    """Drop what `rights` read, after an assignment changed within one request."""
    user.__dict__.pop("_rights", None)


def under(path: str, prefix: str = "") -> Q:
    """Return the condition that the organisation (reached through `prefix`) stands at or below `path`.

    A range of digits, not LIKE: it uses the index on both databases and means the same in every collation.
    """
    upper = str(int(path) + 1).zfill(len(path))
    return Q(**{f"{prefix}path__gte": path, f"{prefix}path__lt": upper})


def in_scope(user: User, prefix: str = "", roles: tuple[str, ...] | None = None) -> Q:
    """Return the condition that an organisation lies in the subtree of one of the user's assignments."""
    paths = {right.path for right in rights(user) if roles is None or right.role in roles}
    # A subtree within another adds nothing but work.
    tops = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    condition = Q(pk__in=[])
    for path in sorted(tops):
        condition |= under(path, prefix)
    return condition


def visible_organizations(user: User) -> QuerySet[Organization]:
    """Return the organisations that `user` may see: the subtrees of his assignments."""
    return Organization.objects.filter(in_scope(user))


def sees(user: User, path: str) -> bool:
    """Say whether an organisation with `path` lies in the user's scope (the twin of `visible_organizations`)."""
    return any(path.startswith(right.path) for right in rights(user))


def acts_for_node(user: User, organization_id: int) -> bool:
    """Say whether `user` is secretary or contributor of this very organisation."""
    return any(
        right.organization_id == organization_id and right.role in (Role.SECRETARY, Role.CONTRIBUTOR)
        for right in rights(user)
    )


def acts_for_body(user: User, body_id: int | None, *roles: str) -> bool:
    """Say whether `user` holds one of `roles` at exactly this body."""
    return body_id is not None and any(right.body_id == body_id and right.role in roles for right in rights(user))


def administers(user: User, path: str) -> bool:
    """Say whether `user` is administrator of the organisation with `path` or of one above it."""
    return any(right.role == Role.ADMINISTRATOR and path.startswith(right.path) for right in rights(user))


def connected(user: User, organization_id: int) -> str | None:
    """Return why `user` has to step aside from judging this organisation, or None."""
    if acts_for_node(user, organization_id):
        return "Đồng chí là bí thư hoặc người nhập giúp của tổ chức đảng này nên không tham gia thẩm định, kết luận."
    if user.member_of_id == organization_id:
        return "Đồng chí sinh hoạt tại tổ chức đảng này nên không tham gia thẩm định, kết luận."
    return None


def _view_organization(user: User, organization: Organization) -> str | None:
    return None if sees(user, organization.path) else NOT_IN_SCOPE


def _administer(user: User, organization: Organization) -> str | None:
    if administers(user, organization.path):
        return None
    return "Chỉ người quản trị của tổ chức đảng này hoặc của cấp trên được làm việc này."


rule("organization.view", _view_organization)
rule("organization.administer", _administer)
