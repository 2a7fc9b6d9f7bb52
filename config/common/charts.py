"""Charts as plain data: shapes for an SVG of attributes only, and the same figures as a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

# As wide as the page of a phone: there a letter of the chart is as large as a letter beside it.
WIDTH = 300
LINE, GAP, BAR = 18, 8, 14
TOP, BOTTOM, LEFT, HEIGHT = 26, 24, 34, 170


@dataclass(frozen=True)
class Box:
    """A filled rectangle; `look` names its class."""

    x: int
    y: int
    width: int
    height: int
    look: str = "bar"


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x1: int
    y1: int
    x2: int
    y2: int
    look: str = "axis"


@dataclass(frozen=True)
class Words:
    """A text at a place; `anchor` is start, middle or end."""

    x: int
    y: int
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Chart:
    """A picture with its title, what it says in a sentence, and its figures as rows of a table."""

    key: str
    title: str
    summary: str
    height: int
    boxes: tuple[Box, ...]
    strokes: tuple[Stroke, ...]
    words: tuple[Words, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int = WIDTH


def share(part: int, whole: int) -> str:
    """Return a part in whole percent: "33 %"; nothing of nothing is 0 %."""
    return f"{round(100 * part / whole) if whole else 0} %"


def bars(key: str, title: str, named: Sequence[tuple[str, int]], column: str, unit: str) -> Chart:
    """Return one lying bar for each (label, count), each as long as its share of the longest."""
    total, most = sum(count for _, count in named), max((count for _, count in named), default=0)
    boxes: list[Box] = []
    words: list[Words] = []
    for number, (label, count) in enumerate(named):
        y = number * (LINE + BAR + GAP)
        words += [Words(0, y + LINE - 5, label), Words(WIDTH, y + LINE - 5, str(count), "end")]
        boxes.append(Box(0, y + LINE, WIDTH, BAR, "ground"))
        if count:
            boxes.append(Box(0, y + LINE, max(2, WIDTH * count // most), BAR))
    summary = f"Tổng {total} {unit}: " + "; ".join(f"{label.lower()} {count}" for label, count in named) + "."
    rows = tuple((label, str(count), share(count, total)) for label, count in named)
    height = max(1, len(named)) * (LINE + BAR + GAP)
    return Chart(
        key, title, summary, height, tuple(boxes), (), tuple(words), (column, unit.capitalize(), "Tỷ lệ"), rows
    )


@dataclass(frozen=True)
class Step:
    """One span of days: its label, what came in it, what had come by its end (None: it has not come yet)."""

    label: str
    added: int
    sum: int | None


def climb(key: str, title: str, steps: Sequence[Step], goal: int, limit: tuple[int, str], *, summary: str) -> Chart:
    """Return a standing bar for what had come by each step, up to `goal`; a line stands after step `limit[0]`."""
    inner, floor = WIDTH - LEFT, TOP + HEIGHT
    width = inner // max(1, len(steps))
    boxes = [
        Box(LEFT + number * width + 1, floor - HEIGHT * step.sum // max(1, goal), max(1, width - 2), tall)
        for number, step in enumerate(steps)
        if step.sum and (tall := HEIGHT * step.sum // max(1, goal))
    ]
    after, words_of_limit = limit
    x = LEFT + (after + 1) * width
    strokes = [
        Stroke(LEFT, floor, WIDTH, floor),
        Stroke(LEFT, TOP, WIDTH, TOP, "goal"),
        Stroke(x, 12, x, floor, "limit"),
    ]
    end = x > WIDTH // 2
    words = [
        Words(LEFT - 6, floor + 5, "0", "end"),
        Words(LEFT - 6, TOP + 5, str(goal), "end"),
        Words(x - 5 if end else x + 5, 13, words_of_limit, "end" if end else "start"),
        Words(LEFT, floor + BOTTOM - 5, steps[0].label if steps else ""),
        Words(WIDTH, floor + BOTTOM - 5, steps[-1].label if len(steps) > 1 else "", "end"),
    ]
    rows = tuple(
        (step.label, "" if step.sum is None else str(step.added), "" if step.sum is None else str(step.sum))
        for step in steps
    )
    columns = ("Ngày", "Nộp thêm", "Cộng dồn")
    return Chart(key, title, summary, floor + BOTTOM, tuple(boxes), tuple(strokes), tuple(words), columns, rows)
