"""A table as it comes from the clipboard, text or HTML, as lines of cells."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .markers import readings
from .words import folded

MOST_CHARACTERS = 400_000
MOST_SPAN = 60
MARKER, TEXT, POINTS = "marker", "text", "points"
LABELS = {MARKER: "Stt", TEXT: "Nội dung", POINTS: "Điểm chuẩn"}
BULLETS = frozenset("-–+•*")
_TAG = re.compile(r"</?(?:i|b|u|em|strong|sub|sup|span|font)\b[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Line:
    """One row of the table: where it begins (counted from 1) and its cells by what they hold."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)

    def of(self, column: str) -> str:
        return self.cells.get(column, "")


def clean(text: str) -> str:
    """One cell: composed letters, plain spaces, no markup, line breaks kept."""
    text = _TAG.sub("", _BREAK.sub("\n", unicodedata.normalize("NFC", text)))
    lines = (_SPACES.sub(" ", line).strip() for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def is_html(text: str) -> bool:
    """Whether the clipboard gave a page rather than text."""
    return re.search(r"<table\b", text, re.IGNORECASE) is not None


def known_columns(cells: Sequence[str]) -> dict[str, int]:
    """Where marker, text and points stand, if these cells are the head of a table; {} if they are not."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        words = " ".join(folded(cell))
        if words in ("stt", "tt", "so tt", "so thu tu", "muc"):
            found.setdefault(MARKER, place)
        elif words.startswith(("noi dung", "tieu chi", "tieu chuan")):
            found.setdefault(TEXT, place)
        elif "diem" in words.split() and len(words.split()) <= 6:
            found.setdefault(POINTS, place)
    return found if TEXT in found and len(found) > 1 else {}


def table_lines(text: str) -> list[Line]:
    """The rows below the head, heads repeated on later pages left out. Without a head the columns are taken
    to be Stt, nội dung, điểm chuẩn.
    """
    places: dict[str, int] = {}
    found: list[tuple[int, list[str]]] = []
    for number, cells in _html_rows(text) if is_html(text) else _text_rows(text):
        head = known_columns(cells)
        if head and not places:
            # What stands above the table is not part of it.
            places, found = head, []
        elif not head and any(cell.strip() for cell in cells):
            found.append((number, cells))
    places = places or dict(zip(LABELS, range(3), strict=True))
    return [_line(number, cells, places) for number, cells in found]


def _line(number: int, cells: list[str], places: dict[str, int]) -> Line:
    given = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    return Line(number, {name: clean(cell) for name, cell in given.items()})


def _starts(line: str) -> bool:
    """Whether a line of text begins a row: its first cell is empty, a number, a bullet or the head's."""
    first, tab, _ = line.partition("\t")
    marker = first.strip()
    if not tab:
        return False
    return not marker or marker in BULLETS or bool(readings(marker)) or bool(known_columns(line.split("\t")))


def _text_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of text with tabs. A row goes on over several lines where a cell holds line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    most = max((line.count("\t") for line in lines), default=0)
    number, held = 0, ""
    for place, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if held and not (_starts(line) or (line.count("\t") == most and held.count("\t") == most)):
            held += f"\n{line}"
            continue
        if held:
            yield number, held.split("\t")
        number, held = place, line
    if held:
        yield number, held.split("\t")


class _Table(HTMLParser):
    """Collects the rows of every table; cells that span rows or columns leave the others empty."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.held: dict[int, int] = {}
        self.cell: list[str] | None = None
        self.span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
            self._skip()
        elif tag in ("td", "th"):
            given = dict(attrs)
            self.cell, self.span = [], (_span(given.get("colspan")), _span(given.get("rowspan")))
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cell is not None and self.rows:
            columns, rows = self.span
            place = len(self.rows[-1])
            self.rows[-1] += ["".join(self.cell), *[""] * (columns - 1)]
            self.held |= {place + step: rows - 1 for step in range(columns) if rows > 1}
            self.cell = None
            self._skip()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            # Word wraps the lines of its HTML: a break there is a space.
            self.cell.append(data.replace("\r", "").replace("\n", " "))

    def _skip(self) -> None:
        row = self.rows[-1]
        while self.held.get(len(row), 0):
            self.held[len(row)] -= 1
            row.append("")


def _span(given: str | None) -> int:
    return min(int(given), MOST_SPAN) if given and given.isascii() and given.isdigit() and int(given) else 1


def _html_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    parser = _Table()
    parser.feed(text)
    parser.close()
    yield from enumerate(parser.rows, 1)
