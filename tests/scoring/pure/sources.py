"""The sentences of the three papers as the tests name them: a short name → rubric and rule of the fixtures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.pure.applicability import Unit
from scoring.pure.conditions import Rule
from scoring.pure.evaluate import Context, find
from scoring.pure.reasons import Reason, rule_reason
from scoring.pure.records import Observations, Period
from scoring.pure.rubric import Row, RubricData

from .builders import rubric
from .observing import declared, meeting, seen, year

CELL, COMMITTEE = "s0-chi-bo", "s0-dang-bo-co-so"
FOUR_CELL, FOUR_COMMITTEE = "s1-chi-bo", "s1-dang-bo-co-so"
MODEL, MODEL_UNDER = "s4-chi-bo-co-so", "s4-chi-bo-truc-thuoc"
TERM = Period("term", date(2024, 1, 1), date(2025, 12, 31))
AS_OF = date(2026, 12, 31)
# The years that the model cell is judged by, for a cell that is a base itself and for one under a committee.
STAGES = {MODEL: range(2020, 2025), MODEL_UNDER: range(2022, 2025)}
WHOLE = Period("term", date(2020, 1, 1), date(2024, 12, 31))


@dataclass(frozen=True)
class Place:
    sheet: RubricData
    row: Row
    rule: Rule


def place(name: str, code: str) -> Place:
    sheet = rubric(name)
    return next(
        Place(sheet, row, rule) for row in sheet.rows for rule in row.spec.conditions if rule.code == code
    )  # fmt: skip


def reason(name: str, code: str, given: Observations) -> Reason:
    """What a sentence of a paper comes to for what is known of a unit, in words."""
    found = place(name, code)
    nothing: Any = None
    return rule_reason(found.rule, find(found.rule, Context(found.sheet, {}, nothing, given)), found.row.code)


def facts(waiting: tuple[str, ...] = (), *, unit: Unit | None = None, **values: Any) -> Observations:
    """A year's declared figures."""
    return seen(facts=[declared(2026, waiting=waiting, **values)], unit=unit)


def log(*meetings: Any, unit: Unit | None = None, as_of: date | None = AS_OF, founded: date | None = None) -> Any:
    """A year's meeting log."""
    return seen(meetings=list(meetings), unit=unit, as_of=as_of, founded=founded)


def regular(*grades: str | None, **values: Any) -> list[Any]:
    """A regular meeting on the 5th of each month from January on, with its grade; "-" for a month without one."""
    return [
        meeting(month, kind="thuong_ky", **({"grade": grade} if grade else {}), **values)
        for month, grade in enumerate(grades, 1)
        if grade != "-"
    ]


def ledger(*grades: str | None, first: int, period: Period = TERM) -> Observations:
    """Final grades year by year; None for a year of which nothing is known."""
    known = [year(first + number, grade=grade) for number, grade in enumerate(grades) if grade]
    return seen(years=known, period=period)


def through(
    given: dict[str, Any], *, years: range = STAGES[MODEL], period: Period = WHOLE, unit: Unit | None = None,
    **changed: dict[str, Any] | None,
) -> Observations:  # fmt: skip
    """The same figures declared in every year, but for those of some years: `y2022={…}`, None for nothing declared."""
    by_year = {number: changed.get(f"y{number}", {}) for number in years}
    records = [declared(number, **given | values) for number, values in by_year.items() if values is not None]
    return seen(facts=records, period=period, as_of=AS_OF, unit=unit)


def meetings_through(years: range = STAGES[MODEL], **values: Any) -> list[Any]:
    """A regular meeting in every month of these years."""
    return [
        meeting(month, year=number, kind="thuong_ky", **values) for number in years for month in range(1, 13)
    ]  # fmt: skip
