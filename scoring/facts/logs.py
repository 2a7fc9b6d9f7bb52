"""What the pages of the meeting log read: twelve months of one unit, and of all units that somebody looks after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from config.common.vietnamese import format_date
from organizations.access import can, in_scope, rights, visible_organizations
from organizations.models import Body, BodyKind, Organization, Role, User
from scoring.facts.fields import Asked, duties
from scoring.facts.meetings import waiting
from scoring.facts.permissions import SUPERIOR, own_units, units_of
from scoring.facts.words import FIRST_YEAR, said
from scoring.models import Meeting, Programme, RubricVersion
from scoring.pure.conditions import Field
from scoring.rubrics.load import rubric_of

MEETING_BODIES = (BodyKind.CELL, BodyKind.COMMITTEE, BodyKind.STANDING)
MONTHS = range(1, 13)
# So far back a refused day is told from when a log is asked for.
YEARS_BACK = 5
NONE, FUTURE, BEFORE, WRITTEN, WAITING, CONFIRMED = "none", "future", "before", "written", "waiting", "confirmed"
# Words of a month, and the look of their tag.
STATES = {
    NONE: ("chưa ghi", "returned"),
    FUTURE: ("chưa đến", "waiting"),
    BEFORE: ("chưa thành lập", "waiting"),
    WRITTEN: ("đã ghi", "done"),
    WAITING: ("tự xếp", "open"),
    CONFIRMED: ("đã xác nhận", "done"),
}


class _Stated:
    """Something with a state of STATES: its words, and the look of their tag."""

    state: str

    @property
    def word(self) -> str:
        return STATES[self.state][0]

    @property
    def tag(self) -> str:
        return STATES[self.state][1]


@dataclass(frozen=True)
class Shown(_Stated):
    """A line of the log as it is read: `levels` in short, every value in full."""

    meeting: Meeting
    state: str
    levels: str
    values: list[tuple[str, str]]
    may_confirm: bool = False


@dataclass(frozen=True)
class Month(_Stated):
    """One month of a log."""

    number: int
    state: str
    meetings: list[Shown] = field(default_factory=list)


@dataclass(frozen=True)
class UnitLog:
    """The months of one unit; none where no programme asks for a log."""

    organization: Organization
    months: list[Month]


def shown(meeting: Meeting, fields: Sequence[Field], *, may_confirm: bool = False) -> Shown:
    """Return a line as it is read, by the fields that are asked for."""
    open_ = WAITING if waiting(meeting, fields) else WRITTEN
    state = open_ if meeting.confirmed_at is None else CONFIRMED
    known = [(each, said(each, meeting.values[each.code])) for each in fields if each.code in meeting.values]
    levels = " · ".join(text for each, text in known if each.type == "level")
    return Shown(
        meeting, state, levels, [(each.label, text) for each, text in known], may_confirm and state == WAITING
    )  # fmt: skip


def months_of(year: int, lines: Iterable[Shown], founded: date | None) -> list[Month]:
    """Return the twelve months: with lines, without, to come, before the unit was founded."""
    today = timezone.localdate()
    found: dict[int, list[Shown]] = {}
    for line in lines:
        found.setdefault(line.meeting.held_on.month, []).append(line)
    return [Month(number, _state(year, number, found.get(number, []), founded, today), found.get(number, []))
            for number in MONTHS]  # fmt: skip


def _state(year: int, month: int, lines: list[Shown], founded: date | None, today: date) -> str:
    states = {line.state for line in lines}
    if states:
        return next(state for state in (WAITING, WRITTEN, CONFIRMED) if state in states)
    if (year, month) > (today.year, today.month):
        return FUTURE
    return BEFORE if founded is not None and (year, month) < (founded.year, founded.month) else NONE


def standing(year: int) -> QuerySet[Meeting]:
    """Return the lines of a year that are not struck out."""
    return Meeting.objects.filter(held_on__year=year, struck_at__isnull=True)


def plain_fields(asked: Iterable[Asked]) -> list[Field]:
    """Return the fields alone."""
    return [each.field for each in asked]


def unasked(organization: Organization, year: int) -> str:
    """Return why no meeting of a year is taken: no programme asks for it; with the first day that one asks for."""
    this = timezone.localdate().year
    years = range(max(FIRST_YEAR, this - YEARS_BACK), this + 1)
    of_unit = Q(organization=organization)
    first = next((each for each in years if duties(of_unit, each)[organization.pk].asked.get("meetings")), None)
    words = f"Không chương trình nào hỏi sổ sinh hoạt năm {year}"
    return f"{words}; ghi được từ ngày {format_date(date(first, 1, 1))}." if first else f"{words}."


def first_day(organization: Organization) -> date | None:
    """Return the day on which the unit was founded."""
    return organization.periods.aggregate(first=Min("valid_from"))["first"]


def bodies_of(organization: Organization) -> list[Body]:
    """Return the bodies of a unit that meet, the one whose log it usually is first."""
    found = organization.bodies.filter(kind__in=MEETING_BODIES, active=True)
    return sorted(found, key=lambda body: MEETING_BODIES.index(BodyKind(body.kind)))


def watched(user: User) -> Q:
    """Return the condition for the units whose logs a user looks after: his own, those he judges, or that he urges."""
    near = {right.organization_id for right in rights(user) if right.role in (Role.INSPECTOR, Role.IN_CHARGE)}
    return Q(pk__in=own_units(user)) | units_of(user, SUPERIOR) | Q(parent__in=near)


def logs_of(user: User, year: int) -> list[UnitLog]:
    """Return the logs of a year that `user` looks after, units of which nobody asks for a log left out."""
    units = list(
        Organization.objects.filter(watched(user), in_scope(user), active=True)
        .annotate(first=Min("periods__valid_from"))
        .order_by("path")
    )
    keys = [unit.pk for unit in units]
    asked = duties(Q(organization__in=keys), year)
    lines: dict[int, list[Meeting]] = {}
    for meeting in standing(year).filter(organization__in=keys):
        lines.setdefault(meeting.organization_id, []).append(meeting)
    found = []
    for unit in units:
        fields = plain_fields(asked[unit.pk].asked.get("meetings", ()))
        if not fields and unit.pk not in lines:
            continue
        may = _confirms(user, unit, fields)
        found.append(
            UnitLog(
                unit,
                months_of(
                    year, [shown(each, fields, may_confirm=may) for each in lines.get(unit.pk, ())], unit.first
                ),
            )
        )  # fmt: skip
    return found


def _confirms(user: User, unit: Organization, fields: Sequence[Field]) -> bool:
    who = {each.confirmed_by for each in fields if each.confirmed_by}
    return any(can(user, "facts.confirm", (unit, each)) for each in who)


def who_would_ask(organization: Organization) -> list[str]:
    """Return the names of the programmes that ask units of this kind for a log, once one of them is opened."""
    wanted = {
        line["rubric"]: programme.name
        for programme in Programme.objects.order_by("name")
        for line in programme.kinds
        if line["level"] == organization.level.code
    }
    versions = RubricVersion.objects.filter(
        rubric__code__in=wanted, state=RubricVersion.State.PUBLISHED
    ).select_related("rubric")
    asking = {
        wanted[version.rubric.code]
        for version in versions
        if any(each.source == "meetings" for each in rubric_of(version).data.fields)
    }
    return sorted(asking)


def visible_meetings(user: User) -> QuerySet[Meeting]:
    """Return the lines of the logs that `user` may read."""
    return Meeting.objects.filter(organization__in=visible_organizations(user)).select_related("organization", "body")
