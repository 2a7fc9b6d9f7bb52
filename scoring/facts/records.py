"""Rows of the database as the records that conditions read."""

from collections.abc import Mapping, Sequence
from datetime import date

from scoring.facts.fields import from_plain, read_scalar
from scoring.models import Assessment, Evaluation, Fact, Meeting, YearResult
from scoring.pure.conditions import Field
from scoring.pure.records import Record, Value

YEAR_ENDS = (12, 31)


def _confirming(fields: Mapping[str, Field], code: str) -> bool:
    return code in fields and bool(fields[code].confirmed_by)


def fact_record(start: date, end: date, facts: Sequence[Fact], fields: Mapping[str, Field]) -> Record:
    """Return the figures that a unit declared for one period."""
    values: dict[str, Value | None] = {
        fact.field: from_plain(fields[fact.field], fact.value) if fact.field in fields else read_scalar(fact.value)
        for fact in facts
    }
    waiting = {fact.field for fact in facts if fact.confirmed_at is None and _confirming(fields, fact.field)}
    return Record(values, end, f"Số liệu khai {_span(start, end)}", unconfirmed=frozenset(waiting))


def _span(start: date, end: date) -> str:
    whole = (start.month, start.day) == (1, 1) and (end.month, end.day) == YEAR_ENDS and start.year == end.year
    return f"năm {end.year}" if whole else f"{start:%d/%m/%Y}–{end:%d/%m/%Y}"


def meeting_record(meeting: Meeting, fields: Mapping[str, Field]) -> Record:
    """Return one line of the meeting log."""
    values: dict[str, Value | None] = {}
    for code, stored in meeting.values.items():
        if isinstance(stored, bool):
            values[code] = stored
        else:
            values[code] = from_plain(fields[code], stored) if code in fields else read_scalar(stored)
    values["body"] = meeting.body.kind
    waiting = {code for code in values if _confirming(fields, code) and code not in meeting.confirmed}
    return Record(values, meeting.held_on, f"Cuộc họp ngày {meeting.held_on:%d/%m/%Y}", unconfirmed=frozenset(waiting))


def year_records(by_year: Mapping[int, Sequence[YearResult]]) -> list[Record]:
    """Return the ledger of a unit: a record a year with `grade` (final), `proposed_grade`, `any_grade` and `titles`.

    `any_grade` is the final grade where it is known, else the one proposed: a title that rests on proposed grades
    reads it.
    """
    records = []
    for year, results in sorted(by_year.items()):
        grades = {result.final: result.value for result in results if result.kind == YearResult.Kind.GRADE}
        values: dict[str, Value | None] = {
            "grade": grades.get(True),
            "proposed_grade": grades.get(False),
            "any_grade": grades.get(True, grades.get(False)),
            "titles": tuple(
                result.programme.code
                for result in results
                if result.kind == YearResult.Kind.TITLE and result.final and result.programme
            ),
        }
        records.append(Record(values, date(year, *YEAR_ENDS), f"Năm {year}"))
    return records


def sheet_record(sheet: Evaluation, handed_on: Sequence[Assessment]) -> Record:
    """Return another sheet of a unit: what its last finished stage came to. `unit` is the key of the sheet."""
    last = handed_on[-1] if handed_on else None
    concluded = last is not None and bool(last.conclusion)
    values: dict[str, Value | None] = {"concluded": concluded}
    if last is not None:
        base = last.result.get("base")
        values |= {
            "outcome": last.outcome or None,
            "total": last.total,
            "base": None if base is None else read_scalar(base),
            "recognised": last.conclusion == Assessment.Conclusion.RECOGNISED if concluded else None,
        }
    return Record(values, sheet.round.end, sheet.round.name, str(sheet.pk), sheet.round.programme.code)
