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
    """One unit of a case: how far its sheet is taken, and what is known of its year."""

    code: str
    goal: str
    facts: Mapping[str, Any]
    meetings: Iterable[Mapping[str, Any]]
    grades: Mapping[int, str]
    confirmed: bool = True
    choices: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One programme of the demonstration; years below 100 are counted from this one."""

    plain: Mapping[str, Any]
    today: date

    def year(self, number: int) -> int:
        """Return the year that a number stands for: -1 is last year."""
        return self.today.year + number if number < 100 else number

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day of the round."""
        first, last = (self.year(number) for number in self.plain.get("years", (0, 0)))
        return date(first, 1, 1), date(last, 12, 31)

    @property
    def years(self) -> range:
        """The years of the round."""
        return range(self.span[0].year, self.span[1].year + 1)

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
        )


def cases(today: date) -> list[Case]:
    """Return all further programmes of the demonstration, in the order of their files."""
    return [Case(read(f"demo/{path.name}"), today) for path in sorted((FOLDER / "demo").glob("*.yaml"))]
