"""Gathering what conditions read about units: plain records, in a number of queries that no number of units changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from organizations.models import Organization
from scoring.facts.below import children_on, dated, nearby, subtree_of
from scoring.facts.inherit import (
    figures_along,
    figures_together,
    inherited_years,
    inheriting,
    lines_of,
    with_forerunners,
)
from scoring.facts.members import member_facts
from scoring.facts.records import fact_record, meeting_record, sheet_record, year_records
from scoring.models import Assessment, Evaluation, Fact, Meeting, Round, TitleYear, YearResult
from scoring.pure.applicability import Unit
from scoring.pure.conditions import Field
from scoring.pure.needs import Needs, needs
from scoring.pure.records import Key, Observations, Period, Record
from scoring.rubrics.load import outcomes_of, rubric_of

Found = dict[int, list[Record]]
# What `observe` reads of a sheet along its references.
SHEET_READS = ("round", "version", "rule__outcome_set", "organization", "level", "sector")


def period_of(round_: Round) -> Period:
    """Return the period of a round as the pure engine takes it."""
    return Period(round_.period, round_.start, round_.end)


@dataclass
class _Units:
    """The units concerned: those judged, those below them that conditions read (by key of the sheet, for two sheets
    of one unit may look at different days), and whose history they inherit.
    """

    below: dict[tuple[int, str], list[Organization]] = field(default_factory=dict)
    heirs: dict[int, set[int]] = field(default_factory=dict)
    links: dict[int, list[int]] = field(default_factory=dict)
    founded: dict[int, date] = field(default_factory=dict)

    def all(self) -> set[int]:
        """Return the keys of all units whose records are read, forerunners included."""
        return set(self.heirs) | {old for olds in self.heirs.values() for old in olds}


def observe(evaluations: Sequence[Evaluation]) -> dict[int, Observations]:
    """Return what is known of the unit of each sheet, by key of the sheet.

    The sheets should come with `SHEET_READS`. Sheets whose rubric reads nothing cost no query.
    """
    wanted = {sheet.pk: _needs_of(sheet) for sheet in evaluations}
    if not any(each.keys for each in wanted.values()):
        return {sheet.pk: _bare(sheet) for sheet in evaluations}
    units = _units_of(evaluations, {of for each in wanted.values() for _, of in each.keys})
    earliest = min(each.earliest for each in wanted.values())
    latest = max(sheet.round.end for sheet in evaluations)
    found = _records(
        units, {source for each in wanted.values() for source, _ in each.keys}, earliest, latest, evaluations
    )
    return {sheet.pk: _observations(sheet, wanted[sheet.pk], units, found) for sheet in evaluations}


def _needs_of(sheet: Evaluation) -> Needs:
    return needs(rubric_of(sheet.version).data, outcomes_of(sheet.rule.outcome_set), period_of(sheet.round))


def _unit(sheet: Evaluation, declared: dict[str, bool], size: int | None) -> Unit:
    sector = sheet.sector.code if sheet.sector else None
    return Unit(sheet.level.code, sheet.level.code, sector, sheet.round.period, size, declared)


def _bare(sheet: Evaluation) -> Observations:
    return Observations(period_of(sheet.round), unit=_unit(sheet, {}, None), as_of=timezone.localdate())


def _units_of(sheets: Sequence[Evaluation], ofs: set[str]) -> _Units:
    near: list[Organization] = []
    if ofs - {"self"}:
        near = nearby([sheet.organization.path for sheet in sheets], min(sheet.round.end for sheet in sheets))
    keys = {sheet.organization_id for sheet in sheets} | {each.pk for each in near}
    links = inheriting()
    units = _Units(heirs={key: with_forerunners(key, links) for key in keys}, links=links)
    rows = dated(units.all())
    for key, olds in units.heirs.items():
        days = [rows[old][0][1] for old in olds if old in rows]
        if days:
            units.founded[key] = min(days)
    # The tree of the period's last day: who was founded later is not asked for, who left later still counts.
    standing = {day: children_on(day, near, rows) for day in {sheet.round.end for sheet in sheets}} if near else {}
    for sheet in sheets:
        children = standing.get(sheet.round.end, {})
        units.below[sheet.pk, "children"] = children.get(sheet.organization_id, [])
        units.below[sheet.pk, "subtree"] = subtree_of(sheet.organization_id, children)
    return units


def _records(
    units: _Units, sources: set[str], earliest: date, latest: date, sheets: Sequence[Evaluation]
) -> dict[str, Found]:
    keys = units.all()
    fields = {field.code: field for sheet in sheets for field in rubric_of(sheet.version).data.fields}
    found: dict[str, Found] = {"facts": _facts(keys, earliest, latest, fields)}
    if "meetings" in sources:
        found["meetings"] = _meetings(keys, earliest, latest, fields)
    if "years" in sources:
        found["years"] = _years(keys, earliest, latest)
    if "sheets" in sources:
        found["sheets"] = _sheets(keys, earliest, latest, {sheet.pk for sheet in sheets})
    return found


def _facts(keys: set[int], earliest: date, latest: date, fields: dict[str, Field]) -> Found:
    rows: dict[tuple[int, date, date], list[Fact]] = {}
    declared = Fact.objects.filter(organization__in=keys, end__gte=earliest, start__lte=latest)
    for fact in (*declared, *member_facts(keys, earliest, latest, fields)):
        rows.setdefault((fact.organization_id, fact.start, fact.end), []).append(fact)
    found: Found = {}
    for (key, start, end), facts in sorted(rows.items()):
        found.setdefault(key, []).append(fact_record(start, end, facts, fields))
    return found


def _meetings(keys: set[int], earliest: date, latest: date, fields: dict[str, Field]) -> Found:
    found: Found = {}
    standing = Meeting.objects.filter(
        organization__in=keys, held_on__range=(earliest, latest), struck_at__isnull=True
    ).select_related("body")
    for meeting in standing:
        found.setdefault(meeting.organization_id, []).append(meeting_record(meeting, fields))
    return found


def _years(keys: set[int], earliest: date, latest: date) -> Found:
    rows: dict[int, dict[int, list[YearResult]]] = {}
    results = YearResult.objects.filter(
        organization__in=keys, year__range=(earliest.year, latest.year), subject="", waiting=False
    ).select_related("programme")
    for result in results:
        rows.setdefault(result.organization_id, {}).setdefault(result.year, []).append(result)
    # A title of several years counts again in every year in which it was confirmed.
    kept = TitleYear.objects.filter(
        title__organization__in=keys, year__range=(earliest.year, latest.year), title__subject="", title__waiting=False,
        state=TitleYear.State.KEPT,
    )  # fmt: skip
    for each in kept.select_related("title__programme"):
        rows.setdefault(each.title.organization_id, {}).setdefault(each.year, []).append(each.title)
    return {key: year_records(by_year) for key, by_year in rows.items()}


def _sheets(keys: set[int], earliest: date, latest: date, judged: set[int]) -> Found:
    found: Found = {}
    done = Assessment.objects.filter(state=Assessment.State.DONE).order_by("position")
    others = (
        Evaluation.objects.filter(
            organization__in=keys, round__end__range=(earliest, latest), withdrawn_at__isnull=True, subject=""
        )
        .exclude(round__state=Round.State.DRAFT)
        .select_related("round__programme")
        .prefetch_related(Prefetch("assessments", done, to_attr="handed_on"))
        .order_by("round__end", "pk")
    )
    for sheet in others:
        if sheet.pk not in judged or sheet.handed_on:
            found.setdefault(sheet.organization_id, []).append(sheet_record(sheet, sheet.handed_on))
    return found


def _observations(sheet: Evaluation, wanted: Needs, units: _Units, found: dict[str, Found]) -> Observations:
    records: dict[Key, tuple[Record, ...]] = {}
    lines: dict[Key, tuple[tuple[Record, ...], ...]] = {}
    for source, of in wanted.keys:
        if of == "self":
            own = _lines(sheet.organization_id, source, units, found)
            records[source, of], *others = (_own(sheet, line) for line in own)
            if others:
                lines[source, of] = (records[source, of], *others)
        else:
            records[source, of] = _of_below(sheet, source, of, units, found)
    said = [_declared(sheet, line) for line in _lines(sheet.organization_id, "facts", units, found)]
    declared, size = _agreed(said)
    mine = [record for (_, of), own in records.items() for record in own if of == "self"]
    mine += [record for several in lines.values() for line in several for record in line]
    return Observations(
        period_of(sheet.round), records, _unit(sheet, declared, size),
        _first(units.founded.get(sheet.organization_id), mine), timezone.localdate(), wanted.keys, lines,
    )  # fmt: skip


def _own(sheet: Evaluation, line: Iterable[Record]) -> tuple[Record, ...]:
    """The records of a line but for those of the sheet itself."""
    return tuple(_within(record, sheet.round.end) for record in line if record.unit != str(sheet.pk))


def _first(founded: date | None, records: Iterable[Record]) -> date | None:
    """The day from which a unit has records, where it is known when it was founded: of its own or inherited."""
    return min([founded, *(record.on for record in records if record.on)]) if founded else None


def _lines(key: int, source: str, units: _Units, found: dict[str, Found]) -> list[list[Record]]:
    """The records of a unit along each line of descent; its years are one ledger, whoever they come from."""
    own = found.get(source, {})
    if source == "years":
        return [inherited_years(key, own, units.links)]
    lines = lines_of(key, units.links)
    if source == "facts":
        return [_in_time(figures_along(line, own)) for line in lines]
    return [_in_time(record for each in line for record in own.get(each, ())) for line in lines]


def _of_unit(key: int, source: str, units: _Units, found: dict[str, Found]) -> list[Record]:
    """The records of a unit below, those of all its lines side by side."""
    own = found.get(source, {})
    if source == "years":
        return inherited_years(key, own, units.links)
    if source == "facts":
        return _in_time(figures_together(key, own, units.links))
    return _in_time(record for old in units.heirs[key] for record in own.get(old, ()))


def _in_time(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda record: (record.on or date.min, record.label))


def _within(record: Record, last: date) -> Record:
    """Figures of a year that reaches beyond the period of the round count as known at its end."""
    reaches = record.on is not None and record.on > last and record.on.year == last.year
    return replace(record, on=last) if reaches else record


def _of_below(sheet: Evaluation, source: str, of: str, units: _Units, found: dict[str, Found]) -> tuple[Record, ...]:
    """The records of the units below; one that nothing is known of stands there with an empty record."""
    kept: list[Record] = []
    for unit in units.below[sheet.pk, of]:
        own = _of_unit(unit.pk, source, units, found) or [Record({}, sheet.round.end)]
        founded = _first(units.founded.get(unit.pk), own)
        kept += [
            replace(
                _within(each, sheet.round.end),
                label=f"{unit.name}, {each.label.lower()}" if each.label else unit.name,
                unit=str(unit.pk),
                founded=founded,
            )
            for each in own
        ]
    return tuple(kept)


def _agreed(said: Sequence[tuple[dict[str, bool], int | None]]) -> tuple[dict[str, bool], int | None]:
    """What the lines of descent declare alike: of the rest it is not known what holds for the unit."""
    (declared, size), *others = said
    alike = {code: value for code, value in declared.items() if all(each.get(code) is value for each, _ in others)}
    return alike, size if all(each == size for _, each in others) else None


def _declared(sheet: Evaluation, facts: Iterable[Record]) -> tuple[dict[str, bool], int | None]:
    """The confirmed yes/no properties of the unit in the period, and its number of members where it says so."""
    declared: dict[str, bool] = {}
    size = None
    named = rubric_of(sheet.version).data.size_field
    for record in facts:
        if record.on is None or not sheet.round.start.year <= record.on.year <= sheet.round.end.year:
            continue
        for code, value in record.values.items():
            if isinstance(value, bool) and code not in record.unconfirmed:
                declared[code] = value
            if code == named and not isinstance(value, bool | str | tuple) and value is not None:
                size = int(value)
    return declared, size
