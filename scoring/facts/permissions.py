"""Who enters and who confirms what a unit declares."""

from django.db.models import Q

from organizations.access import NOT_IN_SCOPE, acts_for_node, rights, rule, sees, under
from organizations.models import Organization, Role, User
from organizations.models.tree import PATH_WIDTH
from scoring.sheets.selectors import OWN_ROLES

UNIT, SUPERIOR, INSPECTION = "unit", "superior", "inspection_committee"
JUDGES = (Role.APPRAISER, Role.APPROVER)
# Words of the lists that administrators choose from, and of the pages.
WHO = {UNIT: "đơn vị", SUPERIOR: "cấp trên trực tiếp", INSPECTION: "ủy ban kiểm tra"}


def speaks_for(user: User, who: str, organization: Organization) -> bool:
    """Say whether `user` enters or confirms data of `organization` as `who` (a key of `WHO`).

    For the superior speak those who judge at exactly the organisation above, as in the chain of a sheet, but not its
    inspection teams; the inspection committee stands anywhere above.
    """
    if who in ("", UNIT):
        return acts_for_node(user, organization.pk)
    if who == INSPECTION:
        return any(right.role == Role.INSPECTOR and _above(right.path, organization.path) for right in rights(user))
    return organization.parent_id in stands_above(user)


def stands_above(user: User) -> set[int]:
    """Return the keys of the organisations for whose lasting bodies `user` judges; an inspection team is none."""
    return {right.organization_id for right in rights(user) if right.role in JUDGES and not right.at_team}


def _above(path: str, below: str) -> bool:
    return below.startswith(path) and len(path) <= len(below) - PATH_WIDTH


def units_of(user: User, who: str, prefix: str = "") -> Q:
    """Return the condition that `user` speaks for an organisation as `who` (the twin of `speaks_for`).

    Those whose own unit it is are taken out: nobody confirms his own figures.
    """
    own = own_units(user)
    if who in ("", UNIT):
        return Q(**{f"{prefix}pk__in": own})
    if who == INSPECTION:
        found = Q(pk__in=[])
        for right in rights(user):
            if right.role == Role.INSPECTOR:
                found |= under(right.path, prefix) & ~Q(**{f"{prefix}pk": right.organization_id})
    else:
        found = Q(**{f"{prefix}parent__in": stands_above(user)})
    return found & ~Q(**{f"{prefix}pk__in": own + ([user.member_of_id] if user.member_of_id else [])})


def own_units(user: User) -> list[int]:
    """Return the keys of the organisations for which `user` is secretary or contributor."""
    return sorted({right.organization_id for right in rights(user) if right.role in OWN_ROLES})


def _view(user: User, organization: Organization) -> str | None:
    return None if sees(user, organization.path) else NOT_IN_SCOPE


def _declare(user: User, asked: tuple[Organization, str]) -> str | None:
    organization, who = asked
    if not organization.active:
        return "Tổ chức đảng này đã kết thúc hoạt động."
    if speaks_for(user, who, organization):
        return None
    return f"Số liệu này do {WHO.get(who, WHO[UNIT])} ghi."


def _confirm(user: User, asked: tuple[Organization, str]) -> str | None:
    organization, who = asked
    if not who:
        return "Số liệu này không cần xác nhận."
    if acts_for_node(user, organization.pk) or user.member_of_id == organization.pk:
        return "Đơn vị không tự xác nhận số liệu của mình."
    return None if speaks_for(user, who, organization) else f"Số liệu này do {WHO.get(who, who)} xác nhận."


def register() -> None:
    """Add these lines to the table of actions; the object is (organisation, who), but for viewing."""
    rule("facts.view", _view)
    rule("facts.declare", _declare)
    rule("facts.confirm", _confirm)
