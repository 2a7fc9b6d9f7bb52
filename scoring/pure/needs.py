"""What has to be gathered about a unit before its sheet can be judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .applicability import concerns_some
from .conditions import Condition, Field, Metric, Rule
from .outcome_data import OutcomeSetData
from .records import Key, Period
from .rubric import RubricData

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MOVING = ("full", "zero", "cap", "force")


@dataclass(frozen=True)
class Needs:
    """`keys` are the (source, of) read, marks left out; `earliest` the first day that any window reaches."""

    keys: frozenset[Key]
    earliest: date

    @property
    def of_others(self) -> bool:
        """Whether units below are read as well."""
        return any(of != "self" for _, of in self.keys)


def metrics(condition: Condition) -> Iterator[Metric]:
    """Every metric of a condition, nested ones included."""
    if condition.metric is not None:
        yield condition.metric
    for part in (condition.all or ()) + (condition.any or ()):
        yield from metrics(part)


def rules(rubric: RubricData, outcomes: OutcomeSetData | None) -> Iterator[Rule]:
    """Every rule of the rows and of the outcomes."""
    for row in rubric.rows:
        yield from row.spec.conditions
    for outcome in outcomes.outcomes if outcomes else ():
        yield from outcome.conditions


def needs(rubric: RubricData, outcomes: OutcomeSetData | None, period: Period) -> Needs:
    """What the conditions of a rubric under an outcome set read in a period."""
    found = [metric for rule in rules(rubric, outcomes) for metric in metrics(rule.when)]
    found += [metric for row in rubric.leaves() if (metric := getattr(row.spec, "filled_by", None)) is not None]
    keys = frozenset((metric.source, metric.of) for metric in found if metric.source != "marks")
    if _asks_the_unit(rubric, outcomes):
        keys |= {("facts", "self")}
    return Needs(keys, min((_first_day(metric, period) for metric in found), default=period.start))


def asked_in(rubric: RubricData, period: Period, year: int) -> Iterator[Field]:
    """The fields of a rubric that a unit is asked for in a year.

    A figure or a field of the log that its rules read in fixed years alone is asked for in those years, wherever the
    round begins and ends; every other one in the years of the round.
    """
    usual = range(period.start.year, period.end.year + 1)
    read: dict[tuple[str, str], list[range]] = {}
    for source, code, years in _read_by_the_unit(rubric, usual):
        read.setdefault((source, code), []).append(years)
    for each in rubric.fields:
        if any(year in years for years in read.get((each.source, each.code), [usual])):
            yield each


def _read_by_the_unit(rubric: RubricData, usual: range) -> Iterator[tuple[str, str, range]]:
    """Source, field and years of whatever is read about a unit itself."""
    found = [metric for rule in rules(rubric, None) for metric in metrics(rule.when)]
    found += [metric for row in rubric.leaves() if (metric := getattr(row.spec, "filled_by", None)) is not None]
    for metric in found:
        codes = {metric.field, metric.total_field, *(test.field for test in metric.where + metric.holds)} - {None}
        window = metric.window
        fixed = window is not None and window.from_year is not None and metric.source in ("facts", "meetings")
        years = range(window.from_year or 0, (window.to_year or 0) + 1) if window is not None and fixed else usual
        if metric.of == "self":
            yield from ((metric.source, code, years) for code in codes if code)
    for places in [row.spec.applies for row in rubric.rows] + [rule.applies for rule in rules(rubric, None)]:
        if places is not None:
            named = (places.declared, places.not_declared, rubric.size_field if places.size else None)
            yield from (("facts", code, usual) for code in named if code)


def _asks_the_unit(rubric: RubricData, outcomes: OutcomeSetData | None) -> bool:
    """Whether something applies by what the unit declares of itself, or by its size."""
    places = [row.spec.applies for row in rubric.rows] + [rule.applies for rule in rules(rubric, outcomes)]
    return any(each is not None and (each.declared or each.not_declared or each.size) for each in places)


def _first_day(metric: Metric, period: Period) -> date:
    window = metric.window
    if window is None:
        return period.start
    if window.from_year is not None:
        return date(window.from_year, 1, 1)
    months = (window.last or 1) * _MONTHS[window.unit]
    # One more of the unit, so that a window counted from the end of the period never starts too late.
    first = period.end.year * 12 + period.end.month - 1 - months
    return min(period.start, date(first // 12, first % 12 + 1, 1))


def decides(rubric: RubricData, outcomes: OutcomeSetData | None) -> bool:
    """Whether some condition can change what is proposed: without one, nothing has to be gathered to propose."""
    return moves_points(rubric) or any(rule.effect.type != "advise" for rule in rules(rubric, outcomes))


def moves_points(rubric: RubricData) -> bool:
    """Whether some condition of a row can change its points or level, or some row concerns only some units."""
    moving = (rule.effect.type in _MOVING for row in rubric.rows for rule in row.spec.conditions)
    return concerns_some(rubric) or any(moving)
