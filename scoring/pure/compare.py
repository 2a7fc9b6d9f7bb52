"""Three values, and figures of which only two ends are known."""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .records import Value
from .text import plain
from .vocabulary import COMPARISONS, Condition, Filter, Scalar

Answer = bool | None
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "more_than": operator.gt,
    "at_most": operator.le,
    "less_than": operator.lt,
}


def both(answers: Iterable[Answer]) -> Answer:
    """False if one is false, else open if one is open; True for none at all."""
    found = set(answers)
    return False if False in found else None if None in found else True


def either(answers: Iterable[Answer]) -> Answer:
    """True if one is true, else open if one is open; False for none at all."""
    found = set(answers)
    return True if True in found else None if None in found else False


def agreed(answers: Iterable[Answer]) -> Answer:
    """The answer that all possibilities give, open where they differ."""
    found = set(answers)
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Range:
    """A figure lies between two ends, both included; None is endless."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def exact(self) -> Decimal | None:
        return self.low if self.low == self.high else None


def comparison(thing: Filter | Condition) -> tuple[str, Any]:
    """The one comparison that is written, and what with; ("", None) for none."""
    return next(((name, wanted) for name in COMPARISONS if (wanted := getattr(thing, name)) is not None), ("", None))


def decide(name: str, wanted: Any, found: Range) -> Answer:
    """Whether every figure of a range, or none of them, compares as wanted; open otherwise."""
    if name in ("equals", "any_of"):
        each = wanted if isinstance(wanted, tuple) else (wanted,)
        if found.exact is not None:
            return found.exact in each
        return None if any(_within(one, found) for one in each) else False
    meets = _ORDER[name]
    rising = name in ("at_least", "more_than")
    worst, best = (found.low, found.high) if rising else (found.high, found.low)
    if worst is not None and meets(worst, wanted):
        return True
    return False if best is not None and not meets(best, wanted) else None


def _within(figure: Decimal, found: Range) -> bool:
    return (found.low is None or found.low <= figure) and (found.high is None or figure <= found.high)


def rank(value: Scalar, levels: tuple[str, ...]) -> Decimal | None:
    """The place of a level, worst first; None for what is no level."""
    code = plain(value) if isinstance(value, Decimal) else value
    return Decimal(levels.index(code)) if isinstance(code, str) and code in levels else None


def meets(name: str, wanted: Any, found: Value | None, levels: tuple[str, ...] = ()) -> Answer:
    """Whether a value of a record compares as wanted; open where it is not known or of another kind."""
    if found is None:
        return None
    words = found if isinstance(found, tuple) else (found,)
    if name in ("equals", "any_of"):
        each = wanted if isinstance(wanted, tuple) else (wanted,)
        answers = [_same(one, word, levels) for one in each for word in words]
        return either(answers)
    if isinstance(found, tuple):
        return None
    pair = _pair(wanted, found, levels)
    return None if pair is None else _ORDER[name](pair[1], pair[0])


def _same(wanted: Scalar, found: Scalar, levels: tuple[str, ...]) -> Answer:
    if levels:
        known = rank(found, levels)
        return None if known is None else rank(wanted, levels) == known
    if isinstance(wanted, Decimal) and isinstance(found, str):
        wanted = plain(wanted)
    return wanted == found if type(wanted) is type(found) else None


def _pair(wanted: Scalar, found: Scalar, levels: tuple[str, ...]) -> tuple[Any, Any] | None:
    if levels:
        ranks = rank(wanted, levels), rank(found, levels)
        return None if None in ranks else ranks
    alike = type(wanted) is type(found) and not isinstance(found, bool)
    return (wanted, found) if alike else None
