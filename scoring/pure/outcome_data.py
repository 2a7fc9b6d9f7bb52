"""Outcomes as data: which results there are, best first, and what each of them asks for."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .codec import DATE, DECIMAL, FLAG, TEXT, Codec, UnreadableError, checked, list_of, one_of, record
from .conditions import RULES, TEXTS, Rule
from .problems import Problem, RubricError
from .rubric import hash_mapping

READS = ("raw", "lowered", "scaled")
COMPARES = ("rounded", "exact")


@dataclass(frozen=True)
class Floor:
    """The least that one row or group must earn: in points, or in percent of its maximum. Without a row it is
    the whole sheet, which may be read `without_bonus`.
    """

    row: str = ""
    points: Decimal | None = None
    percent: Decimal | None = None
    clause: str = ""
    without_bonus: bool = False


@dataclass(frozen=True)
class Outcome:
    """One result. `least_total` is points with the bonus, `least_base` without; `recognises` says whether
    it means the title. Every rule given must hold; an outcome that recognises and asks for nothing is one
    whose threshold is not known yet.
    """

    code: str
    name: str
    recognises: bool = False
    least_total: Decimal | None = None
    least_base: Decimal | None = None
    floors: tuple[Floor, ...] = ()
    must_pass: tuple[str, ...] = ()
    conditions: tuple[Rule, ...] = ()
    clause: str = ""

    @property
    def asks(self) -> bool:
        figures = (self.least_total, self.least_base)
        return any(each is not None for each in figures) or bool(self.floors or self.must_pass or self.conditions)


@dataclass(frozen=True)
class OutcomeSetData:
    """The results of one programme under one guideline, best first.

    `reads` says which figures the rules read where rows do not apply: raw (as printed), lowered (percents
    against what was reachable) or scaled (totals enlarged as if all could be reached). `compares`
    says whether the total of the sheet is compared as rounded, or exactly; groups and percents are exact always.
    `note` says why the thresholds are missing where there are no outcomes.
    """

    code: str
    name: str
    guideline_number: str = ""
    guideline_date: datetime.date | None = None
    guideline_issuer: str = ""
    note: str = ""
    illustrative: bool = False
    reads: str = "raw"
    compares: str = "rounded"
    outcomes: tuple[Outcome, ...] = ()

    @property
    def guideline(self) -> str:
        """The paper that sets the thresholds, in words, or ""."""
        if not self.guideline_number:
            return ""
        day = self.guideline_date
        return self.guideline_number + (f", ngày {day.day}/{day.month}/{day.year}" if day else "")


def _floor_complaint(floor: Floor) -> str | None:
    if (floor.points is None) == (floor.percent is None):
        return f"mức sàn của “{floor.row}” cần đúng một trong “points”, “percent”"
    if floor.row and floor.without_bonus:
        return "“without_bonus” chỉ dùng cho mức sàn của cả phiếu"
    return None


_FLOOR = checked(
    record(Floor, {"row": TEXT, "points": DECIMAL, "percent": DECIMAL, "clause": TEXT, "without_bonus": FLAG}),
    _floor_complaint,
)
_OUTCOME = record(
    Outcome,
    {
        "code": TEXT, "name": TEXT, "recognises": FLAG, "least_total": DECIMAL, "least_base": DECIMAL,
        "floors": list_of(_FLOOR), "must_pass": TEXTS, "conditions": RULES, "clause": TEXT,
    },
    ("code", "name"),
)  # fmt: skip
_SET: Codec = record(
    OutcomeSetData,
    {
        "code": TEXT, "name": TEXT, "guideline_number": TEXT, "guideline_date": DATE,
        "guideline_issuer": TEXT, "note": TEXT, "illustrative": FLAG, "reads": one_of(*READS),
        "compares": one_of(*COMPARES), "outcomes": list_of(_OUTCOME),
    },
    ("code", "name"),
)  # fmt: skip


def parse_outcomes(mapping: Mapping[str, Any]) -> OutcomeSetData:
    """The outcome set of a plain mapping. Raises RubricError where it cannot be read."""
    try:
        found: OutcomeSetData = _SET.read(mapping)
    except UnreadableError as error:
        raise RubricError([Problem("", f"Không đọc được bộ mức xếp loại: {error}.")]) from None
    return found


def to_mapping(outcomes: OutcomeSetData) -> dict[str, Any]:
    """The canonical mapping; `parse_outcomes` of it gives the same set."""
    written: dict[str, Any] = _SET.write(outcomes)
    return written


def content_hash(outcomes: OutcomeSetData) -> str:
    """sha256 (hex) of the canonical mapping, whatever the order of keys."""
    return hash_mapping(to_mapping(outcomes))
