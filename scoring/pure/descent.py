"""A unit that follows several others: what is asked of it holds along each line of descent, its own records included.

The meetings of two cells that became one are neither to be added up nor to make good for each other.
"""

from collections.abc import Iterable
from dataclasses import replace

from .compare import Answer
from .records import Observations
from .vocabulary import Metric

_ORDER: tuple[Answer, ...] = (False, None, True)


def along_lines(metric: Metric, seen: Observations | None) -> list[Observations | None]:
    """What a metric reads, once for each line of descent: most units have one."""
    key = (metric.source, metric.of)
    if seen is None or key not in seen.lines:
        return [seen]
    return [replace(seen, records={**seen.records, key: line}, lines={}) for line in seen.lines[key]]


def weakest(answers: Iterable[Answer]) -> int:
    """The place of the answer that counts among those of all lines: one that fails, else one that is open."""
    found = list(answers)
    return min(range(len(found)), key=lambda place: _ORDER.index(found[place]))
