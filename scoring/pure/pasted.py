"""A criteria table or numbered prose, pasted from Word, as the rows of a rubric with its sums checked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .numbering import Numbering
from .pasted_cells import LABELS, MARKER, MOST_CHARACTERS, POINTS, TEXT, Line, clean, table_lines
from .text import plain, spoken
from .words import folded

DEFAULT_STEP = "0.5"
_POINTS = re.compile(r"(?P<minus>[-–−])?\s*(?P<number>\d{1,6}(?:[.,]\d{1,3})?)\s*(?:điểm|đ)?\.?", re.IGNORECASE)
_TOTAL = ("cong", "cong diem", "tong cong", "tong diem", "tong so diem", "tong")
_BONUS = "diem thuong"
_NUMBERED = re.compile(r"((?:[IVX]+|\d{1,2})[.)]|\d{1,2}(?:\.\d{1,2})+\.?|[a-zđ]\)|\(\d{1,2}\))\s+(.+)")
_SAID = re.compile(r"\((?:tối đa )?(\d{1,4}(?:[.,]\d{1,3})?) điểm\)\s*[.:;]?$", re.IGNORECASE)
TOO_LONG = "Phần dán dài quá 400.000 ký tự: hãy dán từng bảng."
NOTHING = "Không thấy dòng nào: hãy chép cả bảng trong Word (Stt, nội dung, điểm chuẩn) rồi dán vào."


@dataclass(frozen=True)
class PasteProblem:
    """One thing wrong with what was pasted: line counted from 1 (0 for the whole), column as headed ("" for none)."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = ", ".join(
            filter(None, (f"Dòng {self.line}" if self.line else "", self.column and f"cột “{self.column}”"))
        )
        return f"{where}: {self.message}" if where else self.message


@dataclass
class _Found:
    """A row on its way: its line, what was read of it, and who stands below."""

    line: Line
    code: str
    parent: str
    position: int
    points: Decimal | None = None
    minus: bool = False
    help: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Pasted:
    """What was read: rows as `rubric.from_rows` takes them, the printed sum of all, and what is wrong, in the
    order of the lines. Rows with problems are there too, so that a person can put them right.
    """

    rows: tuple[dict[str, Any], ...]
    problems: tuple[PasteProblem, ...]
    total: Decimal | None = None


def parse_table(text: str, *, step: str = DEFAULT_STEP) -> Pasted:
    """The rubric rows of a table copied from Word, as text with tabs or as the clipboard's HTML.

    Numbers give the tree (I, 1, (1), 1.1, a), bullets, rows without number below the last numbered one). The
    printed maximum of each group, and the last line (“Cộng điểm”), are compared with what stands below. Rows
    that are marked become points in steps of `step`; in a table without points, đạt / không đạt.
    """
    if len(text) > MOST_CHARACTERS:
        return Pasted((), (PasteProblem(0, "", TOO_LONG),))
    return _read(table_lines(text), step)


def parse_prose(text: str, *, step: str = DEFAULT_STEP) -> Pasted:
    """The same of numbered prose: each numbered line is a row, what follows it is its guidance (`help`).

    Points are read from "(6 điểm)" at the end of a numbered line.
    """
    if len(text) > MOST_CHARACTERS:
        return Pasted((), (PasteProblem(0, "", TOO_LONG),))
    lines: list[Line] = []
    helps: dict[int, list[str]] = {}
    for number, raw in enumerate(text.replace("\r", "\n").split("\n"), 1):
        words = clean(raw)
        numbered = _NUMBERED.fullmatch(words)
        if numbered:
            marker, title = numbered[1].rstrip("."), numbered[2]
            said = _SAID.search(title)
            lines.append(Line(number, {MARKER: marker, TEXT: title, POINTS: said[1] if said else ""}))
        elif words and lines:
            helps.setdefault(lines[-1].number, []).append(words)
    return _read(lines, step, helps)


def _read(lines: list[Line], step: str, helps: dict[int, list[str]] | None = None) -> Pasted:
    problems: list[PasteProblem] = []
    total: tuple[Line, Decimal] | None = None
    numbering = Numbering()
    found: list[_Found] = []
    for line in lines:
        points, minus = _points(line, problems)
        if _is_total(line):
            total = (line, points) if points is not None else None
            break
        if not line.of(TEXT):
            problems.append(PasteProblem(line.number, LABELS[TEXT], "còn trống."))
        place = numbering.place(line.of(MARKER))
        if place.fault:
            problems.append(PasteProblem(line.number, LABELS[MARKER], place.fault))
        row = _Found(line, place.code, place.parent, place.position, points, minus)
        row.help = (helps or {}).get(line.number, [])
        found.append(row)
    if not found:
        return Pasted((), (*problems, PasteProblem(0, "", NOTHING)))
    pointed = any(row.points is not None for row in found)
    if pointed:
        problems += _sums(found, total)
    rows = tuple(_flat(row, found, step, pointed) for row in found)
    return Pasted(rows, tuple(sorted(problems, key=lambda each: each.line)), total[1] if total else None)


def _is_total(line: Line) -> bool:
    return not line.of(MARKER) and " ".join(folded(line.of(TEXT))) in _TOTAL


def _points(line: Line, problems: list[PasteProblem]) -> tuple[Decimal | None, bool]:
    given = line.of(POINTS).split("\n")[0] if _is_total(line) else line.of(POINTS)
    if not given:
        return None, False
    read = _POINTS.fullmatch(given)
    if read is None:
        shown = given if len(given) <= 40 else f"{given[:40]}…"
        message = f"“{shown}” không phải là số điểm; viết như 6 hoặc 4,5."
        problems.append(PasteProblem(line.number, LABELS[POINTS], message))
        return None, False
    return Decimal(read["number"].replace(",", ".")), read["minus"] is not None


def _below(row: _Found, found: Iterable[_Found]) -> list[_Found]:
    return [each for each in found if each.parent == row.code]


def _sums(found: list[_Found], total: tuple[Line, Decimal] | None) -> Iterator[PasteProblem]:
    """Fill in sums that groups leave out, deepest first, and name every sum that is off."""
    for row in reversed(found):
        below = _below(row, found)
        if not below:
            if row.points is None and not row.line.of(POINTS):
                yield PasteProblem(row.line.number, LABELS[POINTS], "còn trống.")
            continue
        reached = _sum(below)
        if row.points is None:
            row.points = reached
        elif row.points != reached:
            yield PasteProblem(row.line.number, LABELS[POINTS], _off(row.points, reached))
    if total and total[1] != (reached := _sum(row for row in found if not row.parent)):
        yield PasteProblem(total[0].number, LABELS[POINTS], _off(total[1], reached))


def _sum(rows: Iterable[_Found]) -> Decimal:
    return sum((row.points or Decimal(0) for row in rows if not row.minus), Decimal(0))


def _off(said: Decimal, reached: Decimal) -> str:
    return f"ghi {spoken(said)} nhưng các nội dung bên dưới cộng lại là {spoken(reached)}."


def _flat(row: _Found, found: list[_Found], step: str, pointed: bool) -> dict[str, Any]:
    group = bool(_below(row, found))
    printed = row.line.of(POINTS)
    spec: dict[str, Any] = {}
    if printed and row.points is not None and printed != spoken(row.points):
        spec["printed_maximum"] = printed
    if not group and pointed:
        spec["step"] = step
    text = row.line.of(TEXT)
    if not row.parent and " ".join(folded(text)).startswith(_BONUS):
        spec["role"] = "bonus"
    kind = "group" if group else ("deduction" if row.minus else "points") if pointed else "pass_fail"
    return {
        "code": row.code, "parent": row.parent, "position": row.position, "marker": row.line.of(MARKER),
        "text": text, "kind": kind, "maximum": None if row.points is None else plain(row.points), "spec": spec,
        "note": "", "help": "\n".join(row.help),
    }  # fmt: skip
