"""Who opens a call, who registers, who decides on the list, who looks at titles again; and who sees what of it."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from organizations.access import NOT_IN_SCOPE, acts_for_body, administers, in_scope, rights, rule, sees
from organizations.models import Body, Organization, Role, User
from organizations.models.tree import PATH_WIDTH
from scoring.models import Registration, RegistrationCall
from scoring.names import names_read

DECIDERS = (Role.APPROVER, Role.APPRAISER)


def visible_calls(user: User) -> QuerySet[RegistrationCall]:
    """Return the calls of owners that `user` sees, and of those above him."""
    above = {right.path[:end] for right in rights(user) for end in range(PATH_WIDTH, len(right.path) + 1, PATH_WIDTH)}
    scope = in_scope(user, "owner__organization__") | Q(owner__organization__path__in=above)
    return RegistrationCall.objects.filter(scope)


def visible_registrations(user: User) -> QuerySet[Registration]:
    """Return the registrations of the organisations that `user` sees; of members those whose names he reads: for the
    unit, for the committee that puts it forward, at the body that decides, or as administrator.
    """
    bodies = [right.body_id for right in rights(user) if right.body_id is not None]
    named = names_read(user) | Q(organization__parent__in=secretary_of(user)) | Q(call__owner__in=bodies)
    return Registration.objects.filter(in_scope(user, "organization__") & (Q(subject="") | named))


def _view(user: User, call: RegistrationCall) -> str | None:
    path = call.owner.organization.path
    below = any(right.path.startswith(path) for right in rights(user))
    return None if below or sees(user, path) else NOT_IN_SCOPE


def _open(user: User, body: Body) -> str | None:
    if administers(user, body.organization.path):
        return None
    return "Chỉ người quản trị của cơ quan này được mở đợt đăng ký."


def speaks(user: User, call: RegistrationCall, unit: Organization) -> bool:
    """Say whether `user` is secretary of the unit, or of the committee (below the owner) that puts it forward."""
    own = secretary_of(user)
    return unit.pk in own or (unit.parent_id != call.owner.organization_id and unit.parent_id in own)


def secretary_of(user: User) -> set[int]:
    """Return the keys of the organisations of which `user` is secretary."""
    return {right.organization_id for right in rights(user) if right.role == Role.SECRETARY}


def own_units_with_levels(user: User) -> list[Organization]:
    """Return the organisations of which `user` is secretary or contributor; read once for a request."""
    if not hasattr(user, "_own_units"):
        keys = {right.organization_id for right in rights(user) if right.role in (Role.SECRETARY, Role.CONTRIBUTOR)}
        units = Organization.objects.filter(pk__in=keys, active=True).select_related("level").order_by("path")
        user._own_units = list(units) if keys else []  # type: ignore[attr-defined]
    return user._own_units  # type: ignore[attr-defined]


def concerns(call: RegistrationCall, unit: Organization) -> str | None:
    """Say why a unit cannot stand in a call at all: not below its owner, of another kind, dissolved."""
    if not unit.active:
        return "Tổ chức đảng này đã kết thúc hoạt động."
    owner = call.owner.organization
    if unit.pk == owner.pk or not unit.path.startswith(owner.path):
        return "Tổ chức đảng này không thuộc phạm vi của đợt đăng ký."
    if unit.level.code not in {kind["level"] for kind in call.programme.kinds}:
        return f"Mô hình này không dành cho loại tổ chức “{unit.level}”."
    return None


def _register(user: User, asked: tuple[RegistrationCall, Organization]) -> str | None:
    call, unit = asked
    if not speaks(user, call, unit):
        return "Chỉ bí thư của tổ chức đảng này, hoặc của đảng ủy cấp trên trực tiếp của nó, được đăng ký."
    if reason := concerns(call, unit):
        return reason
    if call.deadline < timezone.localdate():
        return f"Đã hết hạn đăng ký (ngày {call.deadline:%d/%m/%Y}); cấp trên có thể bổ sung với lý do."
    if call.approved_on is not None:
        return "Danh sách đã được phê duyệt; cấp trên có thể bổ sung với lý do."
    return None


def _decide(user: User, call: RegistrationCall) -> str | None:
    if acts_for_body(user, call.owner_id, *DECIDERS):
        return None
    return "Chỉ người thẩm định, người nhập kết luận của cơ quan mở đợt đăng ký được phê duyệt danh sách."


def register() -> None:
    """Add these lines to the table of actions."""
    rule("registration.view", _view)
    rule("registration.open", _open)
    rule("registration.register", _register)
    rule("registration.decide", _decide)
