"""The same gathering for units that have no sheet yet: those that stand for a title."""

from collections.abc import Sequence

from organizations.models import Organization
from scoring.facts.gather import _observations, _records, _units_of
from scoring.models import Evaluation, Round, RubricVersion
from scoring.pure.conditions import Condition, metrics
from scoring.pure.needs import Needs
from scoring.pure.records import Observations, Period
from scoring.pure.windows import span_of


def observe_units(
    units: Sequence[tuple[Organization, RubricVersion]], period: Period, condition: Condition
) -> dict[int, Observations]:
    """Return what a condition reads about each unit in a period, by key of the unit.

    Each unit comes with the version whose fields name what its records hold, and with its level and sector. The
    number of queries does not grow with the units.
    """
    if not units:
        return {}
    seen = Observations(period)
    read = [metric for metric in metrics(condition) if metric.source != "marks"]
    wanted = Needs(
        frozenset((metric.source, metric.of) for metric in read),
        min((span_of(metric, seen).start for metric in read), default=period.start),
    )
    sheets = [_sheet(unit, version, period) for unit, version in units]
    known = _units_of(sheets, {of for _, of in wanted.keys})
    found = _records(
        known, {source for source, _ in wanted.keys}, min(wanted.earliest, period.start), period.end, sheets
    )
    return {sheet.organization_id: _observations(sheet, wanted, known, found) for sheet in sheets}


def _sheet(unit: Organization, version: RubricVersion, period: Period) -> Evaluation:
    """A sheet that is never stored: what is gathered is asked of a unit in a round."""
    round_ = Round(period=period.kind, start=period.start, end=period.end)
    return Evaluation(
        # No sheet has a key below 0: nothing of the unit is left out as its own sheet.
        pk=-unit.pk, round=round_, organization=unit, level=unit.level, sector=unit.sector, version=version,
    )  # fmt: skip
