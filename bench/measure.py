"""Timing two things in turn in one process, so that a machine's moods strike both alike."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """One line of the report: seconds are medians of process time, `ratio` the median of the pairs' ratios."""

    name: str
    seconds: float
    floor: float | None
    ratio: float | None
    budget: str
    kept: bool
    note: str = ""


def _settle() -> None:
    """Leave what stands out of later collections, as the server's workers do: they would strike at random."""
    gc.collect()
    gc.freeze()


def _spent(run: Run) -> float:
    begin = time.process_time()
    run()
    return time.process_time() - begin


def compare(name: str, real: Run, floor: Run, *, most: float, rounds: int = 15, note: str = "") -> Figure:
    """Run `real` and `floor` in turn and return the median of the ratios against the budget `most`."""
    real()
    floor()
    _settle()
    pairs = [(_spent(real), _spent(floor)) for _ in range(rounds)]
    ratio = statistics.median(one / other for one, other in pairs)
    return Figure(
        name,
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        ratio,
        f"≤ {most} × floor",
        ratio <= most,
        note,
    )


def alone(name: str, real: Run, *, most: float, rounds: int = 5, note: str = "") -> Figure:
    """Run `real` by itself and return the median of its seconds of CPU against the budget `most`."""
    real()
    _settle()
    seconds = statistics.median(_spent(real) for _ in range(rounds))
    return Figure(name, seconds, None, None, f"≤ {most} s", seconds <= most, note)


def table(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| thing | median, s | floor, s | ratio | budget | kept | note |", "|---|---|---|---|---|---|---|"]
    for each in figures:
        floor = "" if each.floor is None else f"{each.floor:.4f}"
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
        lines.append(
            f"| {each.name} | {each.seconds:.4f} | {floor} | {ratio} | {each.budget} | "
            f"{'yes' if each.kept else 'NO'} | {each.note} |"
        )
    return "\n".join(lines)
