"""Which days a metric reads, and the months, quarters and years within them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .records import Observations, Record
from .vocabulary import Metric, Window

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Span:
    """Days that are read, both included. `clipped` says that the unit did not exist before the first of them;
    `label` is what people call a month, quarter or year.
    """

    start: date
    end: date
    clipped: bool = False
    label: str = ""

    def holds(self, day: date | None) -> bool:
        """Whether a day lies within; a record without a day counts for the whole time."""
        return day is None or self.start <= day <= self.end


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _begin(window: Window, end: date) -> date:
    months = _MONTHS[window.unit]
    return _first((_month(end) // months - (window.last or 1) + 1) * months)


def whole_span(metric: Metric, seen: Observations) -> Span:
    """The days that the rubric names, whenever the unit was founded."""
    window, period = metric.window, seen.period
    if window is None:
        return Span(period.start, period.end)
    if window.last is not None:
        return Span(_begin(window, period.end), period.end)
    return Span(date(window.from_year or 1, 1, 1), date(window.to_year or 1, 12, 31))


def is_new(metric: Metric, seen: Observations) -> bool:
    """Whether the unit was founded within the days that the rubric names."""
    return _young(metric, seen, seen.founded)


def _young(metric: Metric, seen: Observations, founded: date | None) -> bool:
    return founded is not None and founded > whole_span(metric, seen).start


def of_new_unit(metric: Metric, seen: Observations | None, record: Record) -> bool:
    """Whether a record is of a unit below that was founded within the days that the rubric names."""
    return metric.of != "self" and seen is not None and _young(metric, seen, record.founded)


def asked_of_new(metric: Metric, seen: Observations, records: Iterable[Record]) -> list[Record]:
    """The records without those of units below that are new, where the rubric lets new ones hold anyhow."""
    return [record for record in records if metric.when_new != "holds" or not of_new_unit(metric, seen, record)]


def span_of(metric: Metric, seen: Observations) -> Span:
    """The days that are read: those the rubric names, not before the unit was founded unless it says so."""
    span = whole_span(metric, seen)
    if metric.when_new == "clip" and seen.founded is not None and is_new(metric, seen):
        return Span(seen.founded, span.end, True)
    return span


def _label(unit: str, start: date) -> str:
    if unit == "year":
        return f"năm {start.year}"
    if unit == "quarter":
        return f"quý {(start.month + 2) // 3}/{start.year}"
    return f"tháng {start.month}/{start.year}"


def cells(unit: str, span: Span, as_of: date | None) -> Iterator[Span]:
    """The months, quarters or years of a span; those that begin after `as_of` are not asked for. The first is
    clipped where the unit was founded within it.
    """
    months = _MONTHS[unit]
    for number in range(_month(span.start) // months, _month(span.end) // months + 1):
        start, end = _first(number * months), _first((number + 1) * months) - timedelta(days=1)
        cell = Span(
            max(start, span.start), min(end, span.end), span.clipped and start < span.start, _label(unit, start)
        )
        if cell.start <= cell.end and (as_of is None or start <= as_of):
            yield cell


def with_missing_years(records: Iterable[Record], span: Span, of: str, clip: bool = False) -> list[Record]:
    """The records of the ledger within a span, and an empty one for each unit and year that has none; with `clip`
    not for the years before the one in which a unit below was founded.
    """
    records = list(records)
    inside = [record for record in records if span.holds(record.on)]
    units = {"": Record({})} if of == "self" else {}
    units |= {record.unit: record for record in records}
    for unit, example in units.items():
        days = [record.on for record in inside if record.unit == unit]
        known = (
            {day.year for day in days if day} if None not in days else set(range(span.start.year, span.end.year + 1))
        )
        inside += [
            Record({}, date(year, 12, 31), _year_label(example, year), unit)
            for year in range(span.start.year, span.end.year + 1)
            if year not in known and not (clip and example.founded and example.founded.year > year)
        ]
    return inside


def _year_label(example: Record, year: int) -> str:
    name = example.label.rpartition(", ")[0] if example.unit else ""
    return f"{name}, năm {year}" if name else f"Năm {year}"
