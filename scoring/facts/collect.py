"""The declared figures of a unit as its page shows them, and what was typed into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from config.common.models import Event
from config.common.vietnamese import format_date
from organizations.access import can, require
from organizations.models import Organization, User
from scoring.facts.declare import FieldError, StaleFact, declare_fact, take_back_fact
from scoring.facts.fields import FALSE, TRUE, Asked, duties, from_plain
from scoring.facts.forms import form_field, typed_value
from scoring.facts.permissions import INSPECTION, SUPERIOR, UNIT, WHO, units_of
from scoring.facts.words import said
from scoring.models import Fact
from scoring.pure.conditions import Field

NONE, WRITTEN, WAITING, CONFIRMED = "none", "written", "waiting", "confirmed"
STATES = {
    NONE: ("chưa khai", "returned"),
    WRITTEN: ("đã khai", "done"),
    WAITING: ("đã khai, chờ xác nhận", "open"),
    CONFIRMED: ("đã xác nhận", "done"),
}


@dataclass(frozen=True)
class Typed:
    """What stood in one row when it was posted: as typed, as it had been shown, and the revision seen."""

    text: str
    seen: str
    revision: int
    error: str = ""


@dataclass(frozen=True)
class FactRow:
    """One figure that is asked for."""

    asked: Asked
    fact: Fact | None
    may_declare: bool
    typed: Typed | None = None

    @property
    def field(self) -> Field:
        return self.asked.field

    @property
    def state(self) -> str:
        if self.fact is None:
            return NONE
        if not self.field.confirmed_by:
            return WRITTEN
        return WAITING if self.fact.confirmed_at is None else CONFIRMED

    @property
    def word(self) -> str:
        return STATES[self.state][0]

    @property
    def tag(self) -> str:
        return STATES[self.state][1]

    @property
    def value(self) -> str:
        """What stands, in words."""
        return said(self.field, self.fact.value) if self.fact else ""

    @property
    def shown(self) -> str:
        """What stands, as it is typed."""
        return as_typed(self.field, self.fact.value) if self.fact else ""

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.typed.text if self.typed else self.shown

    @property
    def error(self) -> str:
        return self.typed.error if self.typed else ""

    @property
    def revision(self) -> int:
        return self.fact.revision if self.fact else 0

    @property
    def enters(self) -> str:
        return WHO.get(self.field.entered_by, WHO[UNIT])

    @property
    def confirms(self) -> str:
        return WHO.get(self.field.confirmed_by, self.field.confirmed_by)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values to choose from; none for what is typed."""
        if self.field.type == "yes_no":
            return [(TRUE, "Có"), (FALSE, "Không")]
        return [(level, self.field.word(level)) for level in self.field.levels]


def as_typed(field: Field, stored: str) -> str:
    """Return a stored value as somebody types or chooses it."""
    if field.type == "number":
        return said(field, stored)
    if field.type == "date":
        return format_date(date.fromisoformat(str(from_plain(field, stored))))
    return stored


def rows_of(
    user: User, organization: Organization, year: int, typed: Mapping[str, Typed] | None = None
) -> list[FactRow]:
    """Return every figure that a unit is asked for in a year, in the order in which programmes declare them."""
    asked = duties(Q(organization=organization), year)[organization.pk].asked.get("facts", [])
    facts = {(fact.field, fact.start, fact.end): fact for fact in Fact.objects.filter(organization=organization)}
    may = {
        who: bool(can(user, "facts.declare", (organization, who))) for who in {each.field.entered_by for each in asked}
    }
    return [
        FactRow(
            each, facts.get((each.field.code, each.start, each.end)), may[each.field.entered_by],
            (typed or {}).get(each.field.code),
        )
        for each in asked
    ]  # fmt: skip


def grouped(rows: list[FactRow]) -> list[tuple[str, list[FactRow]]]:
    """Return the rows by the programme that asked first."""
    found: dict[str, list[FactRow]] = {}
    for row in rows:
        found.setdefault(row.asked.programmes[0], []).append(row)
    return list(found.items())


def save_typed(rows: list[FactRow], organization: Organization, *, actor: User) -> dict[str, Typed]:
    """Write what was typed into `rows`; return the rows that could not be written, by code, with the reason.

    Rows that nobody touched are left alone. Raises Refused before anything is written where one of the others is
    not his to enter.
    """
    touched = [row for row in rows if row.typed is not None and row.typed.text.strip() != row.typed.seen.strip()]
    for row in touched:
        require(actor, "facts.declare", (organization, row.field.entered_by))
    refused = {}
    for row in touched:
        if problem := _save(row, organization, actor):
            refused[row.field.code] = Typed(row.text, row.typed.seen if row.typed else "", row.revision, problem)
    return refused


def _save(row: FactRow, organization: Organization, actor: User) -> str:
    """Write one row; return why it could not be written, or ""."""
    asked, revision = row.asked, row.typed.revision if row.typed else 0
    try:
        value = typed_value(row.field, form_field(row.field).clean(row.text))
        if value is not None:
            declare_fact(
                organization, row.field, value, actor=actor, start=asked.start, end=asked.end, revision=revision
            )
        elif row.fact is not None:
            take_back_fact(row.fact, row.field, actor=actor, revision=revision)
    except ValidationError as problem:
        return " ".join(problem.messages)
    except (FieldError, StaleFact) as problem:
        return str(problem)
    return ""


def waiting_facts(user: User, fields: Mapping[tuple[str, str], Field]) -> QuerySet[Fact]:
    """Return the figures that `user` has to confirm, of whichever year; `fields` are those in force."""
    mine = Q(pk__in=[])
    for who in (SUPERIOR, INSPECTION):
        codes = [code for (source, code), each in fields.items() if source == "facts" and each.confirmed_by == who]
        mine |= units_of(user, who, "organization__") & Q(field__in=codes)
    return (
        Fact.objects.filter(mine, confirmed_at__isnull=True, organization__active=True)
        .select_related("organization")
        .order_by("organization__path", "start", "field")
    )


@dataclass(frozen=True)
class Change:
    """One line of the history of a figure."""

    event: Event
    who: str
    what: str
    old: str
    new: str


ACTS = {"facts.declare": "khai", "facts.confirm": "xác nhận", "facts.take_back": "bỏ trống"}


def history(organization: Organization, asked: Asked) -> list[Change]:
    """Return who entered, confirmed and took back a figure, the latest first."""
    events = list(
        Event.objects.filter(
            organization_id=organization.pk, action__in=ACTS, data__field=asked.field.code,
            data__start=asked.start.isoformat(), data__end=asked.end.isoformat(),
        ).order_by("-pk")
    )  # fmt: skip
    names = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    return [
        Change(
            event, names[event.actor_id].full_name if event.actor_id in names else "", ACTS[event.action],
            _past(asked.field, event.data.get("old")),
            _past(asked.field, event.data.get("new") or event.data.get("value")),
        )
        for event in events
    ]  # fmt: skip


def _past(field: Field, stored: str | None) -> str:
    return said(field, stored) if stored else ""
