"""What fixtures/demo says: of each further programme a unit that passes, one that just fails, one that lacks data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from organizations.models import Body

FOLDER = Path(settings.BASE_DIR) / "fixtures"
STEP_DAYS = 14


def read(path: str) -> dict[str, Any]:
    """Return a file of fixtures/ as a mapping."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / path).read_text(encoding="utf-8"))
    return found


def value_of(plain: Any) -> Any:
    """Return a value of a case as the services take it: numbers as Decimal."""
    return Decimal(plain) if isinstance(plain, int) and not isinstance(plain, bool) else plain


@dataclass(frozen=True)
class Unit:
    """One unit of a case: how far its sheet is taken, and what is known of its years."""

    code: str
    goal: str
    facts: Mapping[str, Any]
    meetings: Iterable[Mapping[str, Any]]
    grades: Mapping[int, str]
    confirmed: bool = True
    choices: Mapping[str, Any] = field(default_factory=dict)
    years: range = range(0)
    differing: Mapping[int, Mapping[str, Any] | None] = field(default_factory=dict)

    def told(self, year: int) -> Mapping[str, Any]:
        """Return the figures of a year: those of every year, but for what differs; nothing where it says null."""
        changed = self.differing.get(year, {})
        return {} if changed is None else {**self.facts, **{code: value_of(value) for code, value in changed.items()}}


@dataclass(frozen=True)
class Case:
    """One programme of the demonstration; years below 100 are counted from this one."""

    plain: Mapping[str, Any]
    today: date

    def year(self, number: int) -> int:
        """Return the year that a number stands for: -1 is last year."""
        return self.today.year + number if number < 100 else number

    def years_of(self, plain: Mapping[str, Any]) -> range:
        """Return the years that a part of the case names, those of the round where it names none."""
        first, last = (self.year(number) for number in plain.get("years", self.plain.get("years", (0, 0))))
        return range(first, last + 1)

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day of the round."""
        years = self.years_of(self.plain)
        return date(years[0], 1, 1), date(years[-1], 12, 31)

    def name(self, words: str) -> str:
        """Return a name with the last year of the round in it."""
        return words.format(year=self.span[1].year)

    def body(self, bodies: Mapping[tuple[str, str], Body]) -> Body:
        """Return the body that owns the round."""
        code, kind = self.plain["owner"]
        return bodies[code, kind]

    def deadline(self, step: int) -> date:
        """Return the last day of the first, second, third step: a fortnight each."""
        return self.today + timedelta(days=STEP_DAYS * step)

    def units(self) -> list[Unit]:
        """Return the units with what is common to all of them filled in."""
        return [self._unit(plain) for plain in self.plain.get("units", [])]

    def _unit(self, plain: Mapping[str, Any]) -> Unit:
        facts = {**self.plain.get("facts", {}), **plain.get("facts", {})}
        return Unit(
            code=plain["unit"],
            goal=plain["goal"],
            facts={code: value_of(value) for code, value in facts.items()},
            meetings=plain.get("meetings", self.plain.get("meetings", [])),
            grades={self.year(number): grade for number, grade in plain.get("grades", {}).items()},
            confirmed=plain.get("confirmed", True),
            choices=plain.get("choices", {}),
            years=self.years_of(plain),
            differing={self.year(number): changed for number, changed in plain.get("differing", {}).items()},
        )


def cases(today: date) -> list[Case]:
    """Return all further programmes of the demonstration, in the order of their files."""
    return [Case(read(f"demo/{path.name}"), today) for path in sorted((FOLDER / "demo").glob("[0-9]*.yaml"))]


def first_case(today: date) -> Case:
    """Return the programme that every organisation of the demonstration works on this year."""
    return Case(read("demo/first.yaml"), today)
