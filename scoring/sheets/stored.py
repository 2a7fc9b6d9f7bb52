"""A mark as the database keeps it, and back."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from scoring.pure.arithmetic import Line, MarkValue
from scoring.pure.text import plain

# Columns of `Mark` that together are what somebody entered, in the order in which `mark_value` takes them.
ENTERED = ("value", "choice", "not_applicable", "plan", "lines")


def mark_value(
    value: Decimal | None, choice: str, not_applicable: bool, plan: Decimal | None, lines: Iterable[Mapping[str, Any]]
) -> MarkValue:
    """Return the mark of the columns `ENTERED`."""
    return MarkValue(value, choice or None, not_applicable, plan, tuple(map(_line, lines)))


def _line(kept: Mapping[str, Any]) -> Line:
    plan, actual = (None if kept[name] is None else Decimal(kept[name]) for name in ("plan", "actual"))
    return Line(kept["text"], plan, actual, Decimal(kept["coefficient"]))


def columns_of(value: MarkValue) -> dict[str, Any]:
    """Return the columns `ENTERED` of a mark by name."""
    return {
        "value": value.value,
        "choice": value.choice or "",
        "not_applicable": value.not_applicable,
        "plan": value.plan,
        "lines": [_kept(line) for line in value.lines],
    }


def _kept(line: Line) -> dict[str, str | None]:
    return {
        "text": line.text,
        "plan": None if line.plan is None else plain(line.plan),
        "actual": None if line.actual is None else plain(line.actual),
        "coefficient": plain(line.coefficient),
    }
