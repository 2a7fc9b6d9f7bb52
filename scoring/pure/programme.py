"""What a programme asks for besides marks: registration, validity of its title, duties through the year, votes."""

import calendar
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .ballot import BALLOT_RULE, BallotRule
from .codec import DATE, DECIMAL, FLAG, TEXT, WHOLE, Codec, UnreadableError, checked, list_of, one_of, record
from .conditions import CONDITION, Condition
from .problems import Problem, RubricError

EVERY = ("year", "quarter", "month")
WHO = ("unit", "board", "committee")
_MONTHS = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True)
class Duty:
    """Something that falls due: `every` year, quarter or month on `day` of `month` (the last day of a month where it
    is shorter; of quarters and months `month` counts from their end, 0 the last one, 1 the one after), or once `on`
    a day. `who` says whose start page shows it.
    """

    code: str
    text: str
    who: str = "unit"
    every: str | None = None
    month: int = 0
    day: int = 31
    on: datetime.date | None = None
    clause: str = ""


@dataclass(frozen=True)
class Aim:
    """A number of titles aimed at: of units of a sector (all sectors where none is named), as a number or percent."""

    text: str
    sector: str = ""
    least: int | None = None
    percent: Decimal | None = None
    each_parent: int | None = None


@dataclass(frozen=True)
class RegistrationRules:
    """How units stand for the title: last day of the year for it, whether only registered units get a sheet
    (`required`), and the condition that they have to meet.
    """

    month: int = 12
    day: int = 31
    required: bool = False
    eligibility: Condition | None = None
    text: str = ""
    clause: str = ""
    aims: tuple[Aim, ...] = ()


@dataclass(frozen=True)
class Validity:
    """A title of several years is looked at again every year until `until`; None: as long as it is kept."""

    confirm: str = "year"
    until: int | None = None
    text: str = ""


@dataclass(frozen=True)
class ProgrammeRules:
    """Everything above; `retention_months` is how long names of candidates are kept after a round has ended."""

    registration: RegistrationRules | None = None
    validity: Validity | None = None
    duties: tuple[Duty, ...] = ()
    ballot: BallotRule | None = None
    retention_months: int | None = None


def _duty_complaint(found: Duty) -> str | None:
    if (found.every is None) == (found.on is None):
        return f"việc “{found.code}” cần đúng một trong “every”, “on”"
    if found.every == "year" and not 1 <= found.month <= 12:
        return f"việc “{found.code}” thiếu tháng"
    return None if 1 <= found.day <= 31 else f"việc “{found.code}” có ngày ngoài 1–31"


_DUTY = checked(
    record(
        Duty,
        {
            "code": TEXT, "text": TEXT, "who": one_of(*WHO), "every": one_of(*EVERY), "month": WHOLE, "day": WHOLE,
            "on": DATE, "clause": TEXT,
        },
        ("code", "text"),
    ),
    _duty_complaint,
)  # fmt: skip
_AIM = record(Aim, {"text": TEXT, "sector": TEXT, "least": WHOLE, "percent": DECIMAL, "each_parent": WHOLE}, ("text",))
_REGISTRATION = record(
    RegistrationRules,
    {
        "month": WHOLE, "day": WHOLE, "required": FLAG, "eligibility": CONDITION, "text": TEXT, "clause": TEXT,
        "aims": list_of(_AIM),
    },
)  # fmt: skip
_RULES: Codec = record(
    ProgrammeRules,
    {
        "registration": _REGISTRATION,
        "validity": record(Validity, {"confirm": one_of("year"), "until": WHOLE, "text": TEXT}),
        "duties": list_of(_DUTY), "ballot": BALLOT_RULE, "retention_months": WHOLE,
    },
)  # fmt: skip


def parse_rules(mapping: Mapping[str, Any]) -> ProgrammeRules:
    """The rules of a plain mapping. Raises RubricError where it cannot be read."""
    try:
        found: ProgrammeRules = _RULES.read(mapping)
    except UnreadableError as error:
        raise RubricError([Problem("", f"Không đọc được quy định của mô hình: {error}.")]) from None
    return found


def rules_mapping(rules: ProgrammeRules) -> dict[str, Any]:
    """The canonical mapping; `parse_rules` of it gives the same rules."""
    written: dict[str, Any] = _RULES.write(rules)
    return written


def _last(year: int, month: int, day: int) -> datetime.date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def due_days(duty: Duty, year: int) -> Iterator[datetime.date]:
    """The days of a year on which a duty falls due, in order."""
    if duty.on is not None:
        if duty.on.year == year:
            yield duty.on
        return
    step = _MONTHS[duty.every or "year"]
    if step == 12:
        yield _last(year, duty.month, duty.day)
        return
    days = (_last(each, end + duty.month, duty.day) for each in (year - 1, year) for end in range(step, 13, step))
    yield from sorted(day for day in days if day.year == year)


def registration_day(rules: RegistrationRules, year: int) -> datetime.date:
    """The last day to register in a year."""
    return _last(year, rules.month, rules.day)
