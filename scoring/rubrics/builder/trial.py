"""A sheet to try a rubric with: marks and figures as typed, judged as a real sheet is; nothing is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import timezone

from config.common.vietnamese import format_points
from scoring.models import OutcomeSet
from scoring.pure.applicability import Unit
from scoring.pure.arithmetic import MarkValue
from scoring.pure.conditions import FILTER, Field, Metric
from scoring.pure.judge import judge
from scoring.pure.marks import mark_problem
from scoring.pure.needs import metrics, rules
from scoring.pure.outcome_data import OutcomeSetData
from scoring.pure.phrases import BELOW, SOURCE_WORDS
from scoring.pure.records import Key, Observations, Period, Record
from scoring.pure.rubric import RubricData
from scoring.pure.sentences import fields_of
from scoring.rubrics.builder import typed_values
from scoring.rubrics.load import LoadedRubric, outcomes_of
from scoring.sheets.marks import stored_result
from scoring.sheets.rows import RowView, blank_rows
from scoring.sheets.typed import TypedMark, clean, mark_of, typed_mark
from scoring.sheets.why import Why, explain

OWN = ("facts", "self")
_TIMES = {"meetings": "ngày", "years": "năm", "sheets": "năm", "facts": "năm"}
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Input:
    """One figure of the unit, or the records of one source, a line each."""

    name: str
    label: str
    hint: str
    value: str
    error: str = ""
    many: bool = False


@dataclass
class Trial:
    """What the page shows: rows with what was typed, figures, and why it comes to what it does (None: not yet)."""

    rows: list[RowView]
    inputs: list[Input]
    year: str
    why: Why | None = None
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Asked:
    """What is asked of one source: fields in the order in which conditions name them, and the programme of sheets."""

    key: Key
    fields: tuple[Field, ...]
    programme: str = ""
    times: bool = False

    @property
    def columns(self) -> list[str]:
        source, of = self.key
        name = [] if of == "self" else ["tên đơn vị"]
        return [*name, _TIMES[source], *(each.label for each in self.fields)]


def try_sheet(
    loaded: LoadedRubric, outcome_set: OutcomeSet | None, words: Mapping[tuple[str, str], str],
    post: Mapping[str, str] | None,
) -> Trial:  # fmt: skip
    """The sheet of a rubric with what was typed, judged with the outcome set where something was."""
    data, outcomes = loaded.data, outcomes_of(outcome_set)
    given = post or {}
    year = _year(given.get("year", ""))
    reader = _Reader(given, words, year)
    asked = _asked(data, outcomes)
    records = {each.key: reader.records(each) for each in asked}
    values, rows, left_out = _marks(loaded, given)
    trial = Trial(rows, reader.inputs, str(year))
    if post is None:
        return trial
    known = Observations(
        Period(data.programme.period, date(year, 1, 1), date(year, 12, 31)), records,
        _unit(data, given, records), as_of=date(year, 12, 31), covered=frozenset(records),
    )  # fmt: skip
    judgement = judge(data, values, outcomes, known)
    trial.why = explain(data, stored_result(judgement, outcome_set)["result"], outcomes)
    trial.left_out = left_out + [f"{each.label}: {each.error}" for each in reader.inputs if each.error]
    for row in trial.rows:
        row.group_total = format_points(judgement.totals.points.get(row.row.code))
    return trial


def _year(typed: str) -> int:
    fine = typed.isdecimal() and FIRST_YEAR <= int(typed[:6]) <= LAST_YEAR
    return int(typed) if fine else timezone.localdate().year


def _asked(data: RubricData, outcomes: OutcomeSetData | None) -> list[_Asked]:
    """What the conditions read, source by source, and the answers on which applicability hangs."""
    found: dict[Key, dict[str, None]] = {}
    programmes: dict[Key, str] = {}
    windows: set[Key] = set()
    for metric in _metrics(data, outcomes):
        key = (metric.source, metric.of)
        found.setdefault(key, {}).update(dict.fromkeys(_codes(metric)))
        programmes.setdefault(key, metric.programme or "")
        windows |= {key} if metric.window or metric.each else set()
    for code in _declared(data, outcomes):
        found.setdefault(OWN, {})[code] = None
    fields = fields_of(data)
    return [
        _Asked(key, tuple(fields[key[0], code] for code in codes if (key[0], code) in fields), programmes.get(key, ""),
               key in windows)
        for key, codes in sorted(found.items())
    ]  # fmt: skip


def _metrics(data: RubricData, outcomes: OutcomeSetData | None) -> Iterable[Metric]:
    for rule in rules(data, outcomes):
        yield from (metric for metric in metrics(rule.when) if metric.source != "marks")


def _codes(metric: Metric) -> list[str]:
    codes = [metric.field, metric.total_field, *(each.field for each in metric.where + metric.holds)]
    return [code for code in codes if code]


def _declared(data: RubricData, outcomes: OutcomeSetData | None) -> list[str]:
    places = [row.spec.applies for row in data.rows] + [rule.applies for rule in rules(data, outcomes)]
    return [code for each in places if each for code in (each.declared, each.not_declared) if code]


class _Reader:
    """Reads the figures that were typed and notes every input with what is wrong with it."""

    def __init__(self, given: Mapping[str, str], words: Mapping[tuple[str, str], str], year: int) -> None:
        self.given, self.words, self.year = given, words, year
        self.inputs: list[Input] = []

    def records(self, asked: _Asked) -> tuple[Record, ...]:
        """The records of one source."""
        own = (self._single(asked),) if asked.key == OWN else ()
        if asked.key == OWN and not asked.times:
            return own
        return own + self._lines(asked)

    def _single(self, asked: _Asked) -> Record:
        values = {}
        for each in asked.fields:
            name = f"f-{each.code}"
            typed, error = clean(self.given.get(name, "")), ""
            try:
                values[each.code] = self._value(each, typed)
            except ValueError as problem:
                error = str(problem)
            hint = "có hoặc không" if each.type == "yes_no" else ", ".join(map(each.word, each.levels))
            self.inputs.append(Input(name, each.label, hint, typed, error))
        return Record(values, date(self.year, 12, 31), f"Số liệu khai năm {self.year}")

    def _value(self, each: Field, typed: str) -> Any:
        if not typed:
            return None
        plain = typed_values.take(each, typed, self.words)
        # As a filter would read it: one way from plain values to those that are compared.
        return FILTER.read({"field": each.code, "equals": plain}).equals

    def _lines(self, asked: _Asked) -> tuple[Record, ...]:
        source, of = asked.key
        name, found, error = f"r-{source}-{of}", [], ""
        typed = clean(self.given.get(name, ""))
        for number, line in enumerate(typed.splitlines(), 1):
            if line.strip():
                try:
                    found.append(self._line(asked, [part.strip() for part in line.split("|")]))
                except ValueError as problem:
                    error = error or f"dòng {number}: {problem}"
        label = f"{SOURCE_WORDS[source]}{'' if of == 'self' else f' của {BELOW[of]}'}"
        label = f"{label}, các năm khác" if asked.key == OWN else label
        hint = f"Mỗi lần một dòng: {' | '.join(asked.columns)}"
        self.inputs.append(Input(name, f"{label[:1].upper()}{label[1:]}", hint, typed, error, many=True))
        return tuple(found)

    def _line(self, asked: _Asked, parts: list[str]) -> Record:
        source, of = asked.key
        unit = "" if of == "self" else parts.pop(0)
        when = parts.pop(0) if parts else ""
        on = _day(when) if source == "meetings" else date(_exact_year(when), 12, 31)
        values = {each.code: self._value(each, part) for each, part in zip(asked.fields, parts, strict=False)}
        return Record(values, on, " ".join(filter(None, (unit, when))), unit, asked.programme)


def _exact_year(typed: str) -> int:
    if not (typed.isdecimal() and FIRST_YEAR <= int(typed[:6]) <= LAST_YEAR):
        raise ValueError(f"“{typed[:20]}” không phải là năm.")
    return int(typed)


def _day(typed: str) -> date:
    return date.fromisoformat(str(typed_values.take(Field("", "", "", "date"), typed, {})))


def _unit(data: RubricData, given: Mapping[str, str], records: Mapping[Key, tuple[Record, ...]]) -> Unit:
    size = given.get("size", "").strip()
    own = records.get(OWN, ())
    declared = {code: value for code, value in own[0].values.items() if isinstance(value, bool)} if own else {}
    level = given.get("level") or None
    return Unit(
        level, level, given.get("sector") or None, data.programme.period,
        int(size) if size.isdecimal() and len(size) < 7 else None, declared,
    )  # fmt: skip


def _marks(loaded: LoadedRubric, given: Mapping[str, str]) -> tuple[dict[str, MarkValue], list[RowView], list[str]]:
    """What was typed into the rows: marks that can be judged, rows as shown, and sentences about the others."""
    # Not the remembered ones: a draft is read anew each time and would push published rubrics out.
    blank = blank_rows.__wrapped__(loaded)
    values, rows, left_out = {}, [], []
    for code, view in blank.items():
        key = loaded.keys[code]
        typed = TypedMark() if view.row.is_group else typed_mark(given, view.row, key)
        error = ""
        if not view.row.is_group:
            try:
                value = mark_of(view.row, typed)
                error = mark_problem(view.row, value) or ""
                if not error:
                    values[code] = value
            except ValueError as problem:
                error = str(problem)
        if error:
            left_out.append(f"Mục {view.label}: {error}")
        rows.append(replace(view, cells=[], entry=typed, error=error))
    return values, rows, left_out
