"""What a call shows: candidates by base committee, aims beside them, and the units that a secretary may register."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from organizations.access import sees, under
from organizations.models import Level, Organization, User
from organizations.models.tree import PATH_WIDTH
from scoring.models import Registration, RegistrationCall
from scoring.pure.aims import Place, Reached, reached
from scoring.registration.calls import aims_of
from scoring.registration.eligibility import told
from scoring.registration.permissions import secretary_of, visible_registrations

State = Registration.State
STANDING = (State.REGISTERED, State.APPROVED)
TAGS = {State.REGISTERED: "open", State.APPROVED: "done", State.REFUSED: "returned", State.REMOVED: "returned"}


@dataclass
class Line:
    """One registration as the list shows it."""

    registration: Registration
    tag: str
    eligibility: str
    open: bool


@dataclass
class Group:
    """The registrations below one base committee; without a name those that stand directly below the owner."""

    name: str
    lines: list[Line] = field(default_factory=list)

    @property
    def standing(self) -> int:
        """How many wait or are approved."""
        return sum(line.registration.state in STANDING for line in self.lines)


@dataclass(frozen=True)
class AimLine:
    """An aim with what is lacking, in words."""

    text: str
    have: int
    wanted: int
    lacking: int
    without: Sequence[str]


def committee_path(call: RegistrationCall, path: str) -> str:
    """Return the path of the organisation directly below the owner that a unit belongs to, "" for one itself there."""
    branch = path[: len(call.owner.organization.path) + PATH_WIDTH]
    return "" if branch == path else branch


def groups_of(user: User, call: RegistrationCall) -> list[Group]:
    """Return the registrations that `user` sees, by base committee in the order of the tree; two queries."""
    rows = list(visible_registrations(user).filter(call=call).select_related("organization").order_by("sort", "pk"))
    paths = {path for row in rows if (path := committee_path(call, row.organization.path))}
    names = dict(Organization.objects.filter(path__in=paths).values_list("path", "name"))
    found: dict[str, Group] = {}
    for row in rows:
        path = committee_path(call, row.organization.path)
        found.setdefault(path, Group(names.get(path, ""))).lines.append(_line(row))
    return [found[path] for path in sorted(found)]


def _line(row: Registration) -> Line:
    return Line(row, TAGS[State(row.state)], told(row.eligibility), row.eligibility.get("holds") is None)


def _concerned(call: RegistrationCall) -> Q:
    """The units below the owner that the call is for."""
    levels = [kind["level"] for kind in call.programme.kinds]
    below = under(call.owner.organization.path) & ~Q(pk=call.owner.organization_id)
    return below & Q(level__code__in=levels)


def _counted(call: RegistrationCall) -> Q:
    """The units that a share is taken of: of a title for cells all cells, whatever their kind."""
    levels = [kind["level"] for kind in call.programme.kinds]
    if Level.objects.filter(code__in=levels, is_cell=False).exists():
        return _concerned(call)
    return under(call.owner.organization.path) & Q(level__is_cell=True)


def aims_reached(user: User, call: RegistrationCall) -> list[AimLine]:
    """Return each aim with what is lacking, for those who see the whole of the owner's organisations; else nothing."""
    aims = aims_of(call)
    if not aims or not sees(user, call.owner.organization.path):
        return []
    units = Organization.objects.filter(_counted(call), active=True).values_list("path", "sector__code")
    rows = call.registrations.filter(state__in=STANDING).values_list("organization__path", "organization__sector__code")
    candidates, among = ([_place(call, *row) for row in found] for found in (rows, units))
    found = list(reached(aims, candidates, among))
    paths = {path for each in found for path in each.without}
    names = dict(Organization.objects.filter(path__in=paths).values_list("path", "name")) if paths else {}
    return [_aim_line(each, names) for each in found]


def _place(call: RegistrationCall, path: str, sector: str | None) -> Place:
    return Place(committee_path(call, path), sector or "")


def _aim_line(each: Reached, names: dict[str, str]) -> AimLine:
    without = [names[path] for path in each.without if path in names]
    return AimLine(each.aim.text, each.have, each.wanted, each.lacking, without)


def may_register(user: User, call: RegistrationCall) -> list[Organization]:
    """Return the units that `user` may still register in a call that takes registrations; one query."""
    own = secretary_of(user)
    if not own or call.approved_on is not None or call.deadline < timezone.localdate():
        return []
    put_forward = Q(pk__in=own) | (Q(parent__in=own) & ~Q(parent=call.owner.organization_id))
    units = Organization.objects.filter(put_forward, _concerned(call), active=True)
    if call.programme.subject == "organization":
        units = units.exclude(registrations__call=call)
    return list(units.order_by("path"))


def approved_units(call: RegistrationCall) -> set[int]:
    """Return the keys of the units whose registration is approved."""
    return set(call.registrations.filter(state=State.APPROVED).values_list("organization", flat=True))
