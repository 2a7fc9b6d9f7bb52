"""Numbers of titles that a programme aims at, beside those that stand for one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from .programme import Aim


@dataclass(frozen=True)
class Place:
    """Where a unit stands: the key of the base committee it is counted for ("" for none), its sector."""

    parent: str = ""
    sector: str = ""


@dataclass(frozen=True)
class Reached:
    """How far an aim is: what stands, what is wanted; `without` are the base committees that lack candidates."""

    aim: Aim
    have: int
    wanted: int
    without: tuple[str, ...] = ()

    @property
    def lacking(self) -> int:
        """How many more are wanted; 0 where the aim is reached."""
        return max(0, self.wanted - self.have)


def reached(aims: Sequence[Aim], candidates: Sequence[Place], units: Sequence[Place]) -> Iterator[Reached]:
    """How far each aim is, for the candidates among all units that the programme concerns.

    A percentage is rounded up to whole units: 4 % of 30 cells are two. An aim of every base committee counts the
    committees that have enough candidates.
    """
    for aim in aims:
        standing = [place for place in candidates if aim.sector in ("", place.sector)]
        among = [place for place in units if aim.sector in ("", place.sector)]
        if aim.least is not None:
            yield Reached(aim, len(standing), aim.least)
        if aim.percent is not None:
            wanted = (aim.percent * len(among) / 100).to_integral_value(rounding=ROUND_CEILING)
            yield Reached(aim, len(standing), int(wanted))
        if aim.each_parent is not None:
            yield _of_parents(aim, aim.each_parent, standing, among)


def _of_parents(aim: Aim, least: int, standing: Sequence[Place], among: Sequence[Place]) -> Reached:
    parents = sorted({place.parent for place in among if place.parent})
    counted = Counter(place.parent for place in standing)
    without = tuple(parent for parent in parents if counted[parent] < least)
    return Reached(aim, len(parents) - len(without), len(parents), without)


def share(have: int, among: int) -> Decimal | None:
    """The percentage that some are of all, with one decimal; None of nothing."""
    return (Decimal(100) * have / among).quantize(Decimal("0.1")) if among else None
