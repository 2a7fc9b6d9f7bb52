"""Nobody is at two places at once: clashes between the timetables of teams."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from config.common.vietnamese import format_date, search_key
from organizations.models import Organization
from scoring.bodies.visit_errors import VisitError
from scoring.models import Team, TeamMember, Visit, VisitUnit


@dataclass(frozen=True)
class Plan:
    """A visit as it is asked for; `units` are keys of organisations."""

    day: date
    session: str
    place: str
    units: tuple[int, ...]

    @property
    def when(self) -> str:
        """Return "buổi sáng ngày 12/12/2026"."""
        return f"buổi {Visit.Session(self.session).label} ngày {format_date(self.day)}"

    @property
    def sign(self) -> str:
        """Return what changes with every change of the plan."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def plan_of(visit: Visit) -> Plan:
    """Return a visit as it stands."""
    units = tuple(sorted(unit.organization_id for unit in visit.units.all()))
    return Plan(visit.day, visit.session, visit.place, units)


def lock_timetables() -> None:
    """Let one change of timetables follow the other, by the lock of the organisation that was first.

    Teams of different rounds share people and units, so that no smaller lock would keep two visits apart.
    """
    Organization.objects.select_for_update(of=("self",)).order_by("pk").first()


def refuse_clashes(team: Team, plan: Plan, visit: Visit | None = None) -> None:
    """Raise VisitError where the plan puts team, unit or member at two places; `visit` is the one that it changes."""
    others = Visit.objects.filter(day=plan.day, session=plan.session).exclude(pk__in=[visit.pk] if visit else [])
    standing = others.filter(team=team).first()
    if standing is not None:
        raise VisitError(f"Tổ đã có lịch {plan.when} tại {standing.place}.", "session")
    visited = VisitUnit.objects.filter(visit__in=others, organization__in=plan.units)
    twice = visited.select_related("organization", "visit__team__body").order_by("pk").first()
    if twice is not None:
        name, by = twice.organization.name, twice.visit.team.body.name
        raise VisitError(f"{name} đã có lịch làm việc với {by} {plan.when}.", "units")
    away = [each for each in others.select_related("team__body") if not _same_place(each.place, plan.place)]
    _refuse_absent(list(team.members.all()), away, plan.when)


def refuse_member_clash(team: Team, member: TeamMember) -> None:
    """Raise VisitError where a visit of the team would put a new member at two places."""
    for visit in team.visits.all():
        others = Visit.objects.filter(day=visit.day, session=visit.session).exclude(team=team)
        away = [each for each in others.select_related("team__body") if not _same_place(each.place, visit.place)]
        _refuse_absent([member], away, plan_of(visit).when, "name")


def _refuse_absent(members: Sequence[TeamMember], away: Iterable[Visit], when: str, field: str = "session") -> None:
    visits = {visit.team_id: visit for visit in away}
    for other in TeamMember.objects.filter(team__in=visits).order_by("pk"):
        if any(_same_person(each, other) for each in members):
            visit = visits[other.team_id]
            raise VisitError(f"{other.name} đã có lịch {when} với {visit.team.body.name} tại {visit.place}.", field)


def _same_person(one: TeamMember, other: TeamMember) -> bool:
    """Accounts tell people apart; where one of them has none, the name has to."""
    if one.user_id is not None and other.user_id is not None:
        return one.user_id == other.user_id
    return search_key(one.name) == search_key(other.name)


def _same_place(one: str, other: str) -> bool:
    return search_key(one) == search_key(other)
