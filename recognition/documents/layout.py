"""How official papers of the Party are worded and punctuated, as sets dated by the guideline they follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.common.vietnamese import official_date
from recognition.documents.context import Column

# Millimetres.
TEXT_WIDTH = 165
MARKER_WIDTH = 10
POINTS_WIDTH = 20
# Wide enough to be written into by hand.
BLANK = " " * 6
END_MARK = re.compile(r"[,;]$|(?<![.…\s])\.$")
GOES_ON = (":", ";", ",")
NOTE = re.compile(r"(\([^()]*kèm theo[^()]*\))")


@dataclass(frozen=True)
class Layout:
    """The rules that differ from one guideline to the next; measures are the same (`paper.css`)."""

    code: str
    guideline: str
    since: date
    separator: str
    committee: str
    addressing: str
    first_of_request: str


LAYOUTS = (
    Layout(
        code="2018",
        guideline="Hướng dẫn số 36-HD/VPTW ngày 03/4/2018",
        since=date(2018, 4, 3),
        separator=",",
        committee="ĐẢNG UỶ",
        addressing="Kính gửi:",
        first_of_request="",
    ),
    Layout(
        code="2026",
        guideline="Hướng dẫn số 05-HD/VPTW ngày 27/5/2026 (Quy định số 399-QĐ/TW ngày 09/01/2026)",
        since=date(2026, 5, 27),
        separator=";",
        committee="ĐẢNG ỦY",
        addressing="Kính trình:",
        first_of_request="Như trên",
    ),
)


def layout_for(day: date) -> Layout:
    """Return the layout in force on the day of issue; the oldest known one before that."""
    in_force = [layout for layout in LAYOUTS if layout.since <= day]
    return in_force[-1] if in_force else LAYOUTS[0]


def layout_called(code: str) -> Layout:
    """Return the layout with this code; KeyError if there is none."""
    return {layout.code: layout for layout in LAYOUTS}[code]


def number_text(number: int | None, suffix: str, kind_symbol: str, body_symbol: str) -> str:
    """Return "Số 05-QĐ/ĐU"; without a number the blank of the signing copy."""
    written = BLANK if number is None else f" {number:02d}{suffix}"
    return f"Số{written}-{kind_symbol}/{body_symbol}"


def place_date(place: str, day: date | None, year: int | None = None) -> str:
    """Return "Tam Thăng, ngày 05 tháng 02 năm 2026"; without a day, blanks to be filled in by hand."""
    if day is not None:
        return f"{place}, {official_date(day)}"
    return f"{place}, ngày{BLANK}tháng{BLANK}năm {year or BLANK}".rstrip()


def short_date(day: date | None, year: int | None = None) -> str:
    """Return "05/02/2026" or "28/6/2024": a zero as in `official_date`; without a day, blanks."""
    if day is None:
        return f"{BLANK}/{BLANK}/{year or BLANK}".rstrip()
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def annex_reference(kind: str, number: str, day: date | None, year: int | None, issuer: str) -> str:
    """Return "(Kèm theo Quyết định số 05-QĐ/ĐU ngày 05/02/2026 của Đảng ủy …)"; `number` as in the head."""
    return f"(Kèm theo {kind} {inside(number)} ngày {short_date(day, year)} của {issuer})"


def inside(number: str) -> str:
    """Return the number as it stands inside a sentence: "số 05-QĐ/ĐU"."""
    return number[:1].lower() + number[1:]


def basis_lines(bases: tuple[str, ...], end: str) -> tuple[str, ...]:
    """Return each căn cứ as "- …;", the last one closed with `end`."""
    return _listed(bases, ";", end)


def recipient_lines(layout: Layout, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return nơi nhận as "- …" with the separator of the layout, the last line with a full stop."""
    return _listed(lines, layout.separator, ".")


def request_recipients(layout: Layout, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the recipients of a tờ trình; since 2026 "Như trên" stands first."""
    first = layout.first_of_request
    return lines if not first or lines[:1] == (first,) else (first, *(line for line in lines if line != first))


def ended(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts of a body: each closed with a full stop unless it goes on, the last one always."""
    whole = (text.rstrip() for text in texts[:-1])
    return (*(text if text.endswith(GOES_ON) else _closed(text, ".") for text in whole), *_last(texts))


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text into runs (text, italic): notes as "(có danh sách kèm theo)" are italic in the forms."""
    return ((run, position % 2 == 1) for position, run in enumerate(NOTE.split(text)) if run)


def tailed(text: str) -> tuple[str, str] | None:
    """Cut off the last three words, so that none of them stands alone on a second line; None without text."""
    start, *tail = text.rsplit(" ", 3)
    if len(tail) < 3:
        return ("", text) if text else None
    return f"{start} ", " ".join(tail)


def sheet_columns(labels: tuple[str, ...]) -> tuple[Column, ...]:
    """Return the columns of a printed sheet: narrow marker, points columns, and all the rest for the text."""
    marker, text, *points = labels
    rest = TEXT_WIDTH - MARKER_WIDTH - POINTS_WIDTH * len(points)
    return (
        Column(marker, MARKER_WIDTH, "center"),
        Column(text, rest),
        *(Column(label, POINTS_WIDTH, "center") for label in points),
    )


def _last(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_closed(text, ".") for text in texts[-1:])


def _listed(lines: tuple[str, ...], separator: str, end: str) -> tuple[str, ...]:
    last = len(lines) - 1
    bare = (line.strip().removeprefix("- ") for line in lines)
    return tuple(f"- {_closed(line, end if position == last else separator)}" for position, line in enumerate(bare))


def _closed(text: str, mark: str) -> str:
    """A dotted gap keeps its dots: only a single mark at the end is exchanged."""
    text = text.rstrip()
    if mark == "." and text.endswith((".", "…", "!", "?")):
        return text
    return END_MARK.sub("", text) + mark
