"""Which data a unit is asked for: the fields that the rubrics of its sheets declare."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery

from organizations.models import Organization, OrganizationPeriod
from scoring.models import Evaluation, Round, RubricVersion, Stage
from scoring.pure.codec import SCALAR, UnreadableError
from scoring.pure.conditions import Field, Scalar
from scoring.pure.needs import asked_in
from scoring.pure.records import Period
from scoring.pure.text import plain
from scoring.pure.vocabulary import SOFTWARE
from scoring.rubrics.load import rubric_of

TRUE, FALSE = "true", "false"


class FieldError(ValueError):
    """A value that does not fit its field; the message is the Vietnamese sentence beside it."""


@dataclass(frozen=True)
class Asked:
    """A field with the period for which a unit is asked for it, and the names of the programmes that ask."""

    field: Field
    start: date
    end: date
    programmes: tuple[str, ...]


@dataclass
class Duties:
    """What one unit is asked for in a year, by source, until when its earliest sheet has to be handed in, and since
    when the unit stands.
    """

    asked: dict[str, list[Asked]] = field(default_factory=dict)
    due: date | None = None
    unit: Organization | None = None
    founded: date | None = None


def asked_of(organization: Organization, source: str, *, on: date) -> list[Asked]:
    """Return the fields of `source` (facts, meetings) of all sheets of a unit whose period lies in the year of `on`.

    Several programmes may declare the same code: it is asked for once, as the first of them words it.
    """
    return duties(Q(organization=organization), on.year)[organization.pk].asked.get(source, [])


class _ByUnit(dict[int, Duties]):
    """Units without a sheet are asked for nothing."""

    def __missing__(self, key: int) -> Duties:
        return Duties()


def duties(units: Q, year: int) -> dict[int, Duties]:
    """Return what each unit is asked for in a year, by key; `units` is a condition on sheets. One query.

    A round of several years asks anew in each of them, and in the years before it that its rules read.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    found: dict[int, list[tuple[Field, date, date, str]]] = {}
    units_found: dict[int, tuple[Organization, date | None]] = {}
    dues: dict[int, date] = {}
    fields: dict[tuple[int, int], list[Field]] = {}
    for sheet in _sheets_until(units, first).annotate(founded=Subquery(_first_day(OuterRef("organization")))):
        key = (sheet.version_id, sheet.round_id)
        asked = fields[key] if key in fields else fields.setdefault(key, _asked_by(sheet, year))
        if not asked and sheet.round.start > last:
            continue
        units_found[sheet.organization_id] = (sheet.organization, sheet.founded)
        found.setdefault(sheet.organization_id, []).extend(
            (each, first, last, sheet.round.programme.name) for each in asked
        )
        current = sheet.current
        if sheet.round.state == Round.State.OPEN and current is not None and current.kind == Stage.Kind.SELF:
            dues[sheet.organization_id] = min(current.deadline, dues.get(sheet.organization_id, current.deadline))
    return _ByUnit({key: Duties(_by_source(each), dues.get(key), *units_found[key]) for key, each in found.items()})


def _sheets_until(units: Q, first: date) -> QuerySet[Evaluation]:
    """Return the sheets whose period does not end before a day."""
    return (
        Evaluation.objects.filter(units, withdrawn_at__isnull=True, round__end__gte=first, subject="")
        .exclude(round__state=Round.State.DRAFT)
        .select_related("version", "round__programme", "current", "organization")
        .defer("version__meta")
        .order_by("round__start", "pk")
    )


def _asked_by(sheet: Evaluation, year: int) -> list[Field]:
    period = Period(sheet.round.period, sheet.round.start, sheet.round.end)
    asked = asked_in(rubric_of(sheet.version).data, period, year)
    return [each for each in asked if each.entered_by != SOFTWARE]


def _first_day(organization: OuterRef) -> QuerySet[OrganizationPeriod, date]:
    periods = OrganizationPeriod.objects.filter(organization=organization)
    return periods.order_by("valid_from").values_list("valid_from", flat=True)[:1]


def _by_source(found: list[tuple[Field, date, date, str]]) -> dict[str, list[Asked]]:
    return {
        source: merged(each for each in found if each[0].source == source)
        for source in dict.fromkeys(each[0].source for each in found)
    }


def fields_in_force(year: int) -> dict[tuple[str, str], Field]:
    """Return the fields that rounds of this year or the one before declare, by (source, code). One query."""
    versions = (
        RubricVersion.objects.filter(
            rounds__round__end__year__gte=year - 1, rounds__round__state__in=[Round.State.OPEN, Round.State.CLOSED]
        )
        .defer("meta")
        .distinct()
        .order_by("pk")
    )
    found: dict[tuple[str, str], Field] = {}
    for version in versions:
        for each in rubric_of(version).data.fields:
            key = (each.source, each.code)
            found[key] = _stricter(found.get(key, each), each)
    return found


def _stricter(first: Field, other: Field) -> Field:
    """What one programme wants confirmed is confirmed, whoever asked first."""
    return first if first.confirmed_by else replace(first, confirmed_by=other.confirmed_by)


def merged(found: Iterable[tuple[Field, date, date, str]]) -> list[Asked]:
    """Return every field once, with all who ask for it, in the order in which they are declared."""
    kept: dict[str, Asked] = {}
    for each, start, end, programme in found:
        standing = kept.get(each.code)
        names = standing.programmes if standing else ()
        if programme not in names:
            names = (*names, programme)
        kept[each.code] = Asked(_stricter(standing.field, each) if standing else each, start, end, names)
    return list(kept.values())


def to_plain(field: Field, value: Scalar | date) -> str:
    """Return the stored text of a value. Raises FieldError where it does not fit the type of the field."""
    if field.type == "yes_no" and isinstance(value, bool):
        return TRUE if value else FALSE
    if field.type == "number" and isinstance(value, Decimal):
        if value < 0 or value >= 10**9:
            raise FieldError("Số phải từ 0 đến dưới 1 tỷ.")
        return plain(value)
    if field.type == "date" and isinstance(value, date):
        return value.isoformat()
    if field.type == "level" and value in field.levels:
        return str(value)
    if field.type == "text" and isinstance(value, str) and value.strip():
        return value.strip()
    raise FieldError("Giá trị không hợp với nội dung này.")


def from_plain(field: Field, text: str) -> Scalar:
    """Return the value of a stored text, as conditions compare it."""
    if field.type == "yes_no":
        return text == TRUE
    if field.type == "number":
        return Decimal(text)
    return text


def read_scalar(text: str) -> Scalar:
    """Return a stored text whose field is not at hand: a truth, a number, or words."""
    if text in (TRUE, FALSE):
        return text == TRUE
    try:
        return SCALAR.read(text)
    except UnreadableError:
        return text
