"""One figure out of many records, between the two ends that what is not known leaves open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from .arithmetic import Totals
from .compare import Answer, Range, agreed, both, comparison, meets, rank
from .marks import MarkValue
from .records import BUILT_IN, Observations, Record, Value
from .rubric import Row, RubricData
from .spec import ChoiceSpec, PassFailSpec
from .vocabulary import Field, Filter, Metric
from .windows import of_new_unit

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
MISSED, OUT, HELD = range(3)
# What their sum over nothing selected is: a plain 0, as long as there are records at all.
ADDING = ("count", "none", "sum", "longest_run")


@dataclass(frozen=True)
class Context:
    """What a condition may read: the marks of this sheet with their totals, and what was gathered."""

    rubric: RubricData
    marks: Mapping[str, MarkValue]
    marked: Totals
    seen: Observations | None = None

    @cached_property
    def fields(self) -> Mapping[tuple[str, str], Field]:
        """Every field by source and code, the declared ones before those of the software."""
        return {(field.source, field.code): field for field in (*BUILT_IN, *self.rubric.fields)}

    def levels(self, metric: Metric, code: str, record: Record) -> tuple[str, ...]:
        """The levels of a field, worst first; () where it has none."""
        if metric.source == "marks" and code == "choice":
            return _choices(self.rubric, record.unit)
        field = self.fields.get((metric.source, code))
        return field.levels if field else ()

    def value(self, metric: Metric, code: str, record: Record) -> Value | None:
        """A value as far as it counts: None where it is absent or still to be confirmed."""
        if self.waits(metric, code, record):
            return None
        return record.values.get(code)

    def waits(self, metric: Metric, code: str, record: Record) -> bool:
        """Whether a value stands there but is not known until somebody confirms it."""
        field = self.fields.get((metric.source, code))
        return code in record.unconfirmed and (field is None or field.until_confirmed != "counts")

    def passes(self, metric: Metric, tests: Sequence[Filter], record: Record) -> Answer:
        """Whether a record satisfies all tests."""
        return both(self._meets(metric, test, record) for test in tests)

    def _meets(self, metric: Metric, test: Filter, record: Record) -> Answer:
        found = self.value(metric, test.field, record)
        return meets(*comparison(test), found, self.levels(metric, test.field, record))


def _choices(rubric: RubricData, code: str) -> tuple[str, ...]:
    spec = rubric.row(code).spec
    if not isinstance(spec, ChoiceSpec | PassFailSpec):
        return ()
    return tuple(each.code for each in sorted(spec.choices, key=lambda each: -each.rank))


def _can_have(row: Row, fields: set[str | None]) -> bool:
    chosen = isinstance(row.spec, ChoiceSpec | PassFailSpec)
    if "choice" in fields and not chosen:
        return False
    if "value" in fields and chosen:
        return False
    return row.maximum is not None or not fields & {"points", "percent"}


def mark_records(metric: Metric, context: Context) -> list[Record]:
    """The rows that a metric reads as records: those named, or all that can have what it reads; rows set aside
    only where a filter asks for them.
    """
    used = {test.field for test in metric.where + metric.holds} | {metric.field}
    codes = metric.rows or tuple(row.code for row in context.rubric.leaves() if _can_have(row, used))
    aside = any(test.field == "not_applicable" for test in metric.where + metric.holds)
    records = []
    for code in codes:
        row = context.rubric.by_code.get(code)
        if row is None or (code in context.marked.not_applicable and not aside):
            continue
        mark = context.marks.get(code, MarkValue())
        earned, most = context.marked.points.get(code), context.marked.maxima.get(code)
        values: dict[str, Value | None] = {
            "points": earned,
            "percent": earned * _HUNDRED / most if earned is not None and most else None,
            "choice": mark.choice,
            "value": mark.value,
            "not_applicable": None if mark.empty and not row.is_group else mark.not_applicable,
        }
        records.append(Record(values, None, f"Mục {context.rubric.label(code)}", code))
    return records


@dataclass(frozen=True)
class Case:
    """A record with all that may be true of it: MISSED (selected, fails the test), OUT (not selected), HELD."""

    record: Record
    may_be: frozenset[int]

    @property
    def low(self) -> int:
        return min(self.may_be)

    @property
    def high(self) -> int:
        return max(self.may_be)


_OF_NEW: dict[str, Callable[[Metric], frozenset[int]]] = {
    "fails": lambda metric: frozenset({HELD if metric.aggregate == "none" else MISSED}),
    "unknown": lambda metric: frozenset({MISSED, HELD}),
}


def cases(metric: Metric, context: Context, records: Sequence[Record]) -> list[Case]:
    """What the filters make of each record; of a new unit below what the rubric says of new ones."""
    found = []
    for record in records:
        if metric.when_new in _OF_NEW and of_new_unit(metric, context.seen, record):
            found.append(Case(record, _OF_NEW[metric.when_new](metric)))
            continue
        selected = context.passes(metric, metric.where, record)
        held = context.passes(metric, metric.holds, record)
        may_be = {OUT} if selected is not True else set()
        if selected is not False:
            may_be |= {MISSED, HELD} if held is None else {HELD if held else MISSED}
        found.append(Case(record, frozenset(may_be)))
    return found


def _share(options: Sequence[int]) -> Decimal | None:
    selected = sum(option != OUT for option in options)
    return _HUNDRED * options.count(HELD) / selected if selected else None


def share(found: Sequence[Case]) -> Range:
    """The share of those that hold, in percent of those selected, if any is selected at all."""
    low, high = _share([case.low for case in found]), _share([case.high for case in found])
    # An end that leaves nobody selected is reached by nobody: one of the others has to be.
    return Range(_HUNDRED if low is None else low, _ZERO if high is None else high)


def count(found: Sequence[Case]) -> Range:
    """How many are selected and hold."""
    return Range(Decimal(sum(case.low == HELD for case in found)), Decimal(sum(case.high == HELD for case in found)))


def _run(ordered: Sequence[int]) -> int:
    longest = run = 0
    for option in ordered:
        run = run + 1 if option == HELD else 0 if option == MISSED else run
        longest = max(longest, run)
    return longest


def longest_run(found: Sequence[Case]) -> Range:
    """The most neighbours in time that hold; those not selected are passed over."""

    def end(pick: Callable[[Case], int]) -> Decimal:
        ordered = sorted((case.record.on or date.min, pick(case)) for case in found)
        return Decimal(_run([option for _, option in ordered]))

    return Range(end(lambda case: case.low), end(lambda case: case.high))


def figure(metric: Metric, context: Context, code: str | None, record: Record) -> Decimal | None:
    """A value as a number, a level as its place; None where it is not known or no number."""
    value = context.value(metric, code or "", record)
    if value is None or isinstance(value, tuple):
        return None
    levels = context.levels(metric, code or "", record)
    if levels:
        return rank(value, levels)
    return value if isinstance(value, Decimal) else None


def summed(values: Sequence[tuple[Decimal | None, bool]]) -> Range:
    """The sum of (figure, certainly selected); endless where a figure is not known."""
    known = [(value, sure) for value, sure in values if value is not None]
    if len(known) < len(values):
        return Range()
    base = sum((value for value, sure in known if sure), _ZERO)
    open_ones = [value for value, sure in known if not sure]
    return Range(
        base + sum((value for value in open_ones if value < 0), _ZERO),
        base + sum((value for value in open_ones if value > 0), _ZERO),
    )


def average(values: Sequence[tuple[Decimal | None, bool]]) -> Range:
    """The mean of (figure, certainly selected), if any is selected; endless where a figure is not known."""
    sure = [value for value, certain in values if certain and value is not None]
    open_ones = [value for value, certain in values if not certain and value is not None]
    if len(sure) + len(open_ones) < len(values):
        return Range()
    return Range(_mean(sure, sorted(open_ones), -1), _mean(sure, sorted(open_ones, reverse=True), 1))


def _mean(sure: Sequence[Decimal], others: Sequence[Decimal], sign: int) -> Decimal:
    """The least or greatest mean that some of the others can bring about; they come best first."""
    taken = list(sure) or [others[0]]
    for value in others if sure else others[1:]:
        if sign * (value * len(taken) - sum(taken)) > 0:
            taken.append(value)
    return sum(taken, _ZERO) / len(taken)


def extreme(values: Sequence[tuple[Decimal | None, bool]], sign: int) -> Range:
    """The least (sign 1) or greatest (sign -1) of (figure, certainly selected), if any is selected."""
    known = [sign * value for value, _ in values if value is not None]
    sure = [sign * value for value, certain in values if certain and value is not None]
    low = min(known, default=None) if len(known) == len(values) else None
    high = min(sure) if sure else max(known, default=None) if len(known) == len(values) else None
    ends = [None if end is None else sign * end for end in (low, high)]
    return Range(*(ends if sign > 0 else reversed(ends)))


def latest(found: Sequence[Case], metric: Metric) -> list[Case]:
    """The records out of which the single figure may come: the last certainly selected one and, after it, those
    that may be selected. Of several of one day those that have the figure go before the others.
    """
    kept: list[Case] = []
    chosen = [case for case in found if case.high != OUT or MISSED in case.may_be]
    for day in sorted({case.record.on or date.min for case in chosen}, reverse=True):
        same = [case for case in chosen if (case.record.on or date.min) == day]
        having = [case for case in same if metric.field in case.record.values]
        kept += having or same
        if any(OUT not in case.may_be for case in having or same):
            break
    return kept


def single(metric: Metric, context: Context, found: Sequence[Case], name: str, wanted: object) -> Answer:
    """Whether the single figure compares as wanted, whichever record it comes from."""
    answers = []
    for case in latest(found, metric):
        levels = context.levels(metric, metric.field or "", case.record)
        answers.append(meets(name, wanted, context.value(metric, metric.field or "", case.record), levels))
    return agreed(answers)
