"""Years of which the log of meetings holds nothing: nobody wrote it, which is not the same as nobody met."""

from collections.abc import Collection
from datetime import date

from .records import Observations
from .vocabulary import Metric
from .windows import Span


def unlogged(metric: Metric, seen: Observations | None, span: Span) -> tuple[int, ...]:
    """The years that lie within a span, from their first or the unit's first day on, without any meeting in the
    unit's log. A shorter span says nothing: in a month without a meeting there was none.
    """
    if seen is None or (metric.source, metric.of) != ("meetings", "self"):
        return ()
    logged = {record.on.year for record in seen.records.get(("meetings", "self"), ()) if record.on}
    first = span.start.year if span.clipped or span.start == date(span.start.year, 1, 1) else span.start.year + 1
    last = span.end.year if span.end == date(span.end.year, 12, 31) else span.end.year - 1
    return tuple(year for year in range(first, last + 1) if year not in logged)


def written_to_the_end(metric: Metric, seen: Observations, span: Span) -> bool:
    """Whether the unit's log has a meeting of the last month of a span: what it lacks then does not come any more."""
    if (metric.source, metric.of) != ("meetings", "self"):
        return False
    months = {(record.on.year, record.on.month) for record in seen.records.get(("meetings", "self"), ()) if record.on}
    return (span.end.year, span.end.month) in months


def unlogged_words(years: Collection[int]) -> tuple[str, ...]:
    """What is missing, in words."""
    return tuple(f"chưa ghi cuộc họp nào của năm {year}" for year in years)
