"""From the bytes of an upload to rows of text with what is wrong in them; nothing is compared or stored here."""

import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from config.common.vietnamese import search_key
from organizations.imports.columns import SHEETS, CellError, Column, RawCell, Sheet
from organizations.imports.package import (
    DAMAGED,
    MOST_ROWS,
    TOO_MANY_ROWS,
    Shape,
    WorkbookError,
    check_package,
    shape_of,
)

# What the library ends with on files that no program of Excel has written.
UNREADABLE = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, EOFError, SyntaxError, zlib.error,
    BadZipFile, InvalidFileException, DefusedXmlException,
)  # fmt: skip
MOST_COLUMNS = 60
HEAD_WITHIN = 10
Head = dict[int, Column]


@dataclass
class ReadRow:
    """One row: sheet, number as in Excel, texts by column, what is wrong by heading."""

    sheet: str
    number: int
    values: dict[str, str]
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Read:
    """What a workbook holds: rows, and remarks on what is passed over."""

    rows: list[ReadRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_workbook(data: bytes) -> Read:
    """Return the rows of both sheets; sheets are known by title, columns by heading in any order.

    Raises WorkbookError for what is no workbook, too large, or has none of the sheets or not their headings.
    """
    check_package(data)
    found = Read()
    try:
        with warnings.catch_warnings():
            # The library warns of decorations that it leaves out.
            warnings.simplefilter("ignore")
            _read_sheets(data, found)
    except WorkbookError:
        raise
    except UNREADABLE as error:
        raise WorkbookError(DAMAGED) from error
    if not found.rows:
        raise WorkbookError("Không có dòng nào để nhập: hãy ghi vào trang “Tổ chức đảng” hoặc “Con người” của tệp mẫu.")
    return found


def _read_sheets(data: bytes, found: Read) -> None:
    workbook = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    titles = {search_key(each.title): each for each in workbook.worksheets}
    for sheet in SHEETS:
        worksheet: Any = titles.get(search_key(sheet.title))
        if worksheet is not None:
            shape = shape_of(data, worksheet._worksheet_path.lstrip("/"))
            _read_sheet(sheet, worksheet, shape, found)
    if not any(search_key(sheet.title) in titles for sheet in SHEETS):
        raise WorkbookError("Tệp không có trang tính “Tổ chức đảng” hoặc “Con người”. Hãy dùng tệp mẫu.")


def _read_sheet(sheet: Sheet, worksheet: Any, shape: Shape, found: Read) -> None:
    if not shape.last:
        return
    rows = _rows(worksheet, shape.last)
    head_number, head = _head(sheet, rows, found)
    before = len(found.rows)
    for number, cells in rows:
        if any(cell.value not in (None, "") for cell in cells):
            found.rows.append(_read_row(sheet, number, cells, head, shape))
    if len(found.rows) - before > MOST_ROWS:
        raise WorkbookError(TOO_MANY_ROWS)
    for merged in shape.merged:
        _refuse_merged(sheet, merged, head_number, found)


def _rows(worksheet: Any, last: int) -> Iterator[tuple[int, list[RawCell]]]:
    worksheet.reset_dimensions()
    for number, row in enumerate(worksheet.iter_rows(max_row=last, max_col=MOST_COLUMNS), 1):
        yield number, [_raw(cell) for cell in row]


def _raw(cell: Any) -> RawCell:
    if cell.value is None:
        return RawCell(None)
    formula = cell.data_type == "f"
    return RawCell(cell.value, cell.number_format or "General", formula, cell.data_type == "e")


def _head(sheet: Sheet, rows: Iterator[tuple[int, list[RawCell]]], found: Read) -> tuple[int, Head]:
    """Take rows up to the headings. Raises WorkbookError where they are missing, incomplete or doubled."""
    for number, cells in rows:
        texts = [cell.value if isinstance(cell.value, str) else "" for cell in cells]
        known = {place: column for place, text in enumerate(texts) if (column := sheet.column(text))}
        if len(known) >= 2:
            _check_head(sheet, known)
            unknown = [text.strip()[:40] for place, text in enumerate(texts) if text.strip() and place not in known]
            if unknown:
                found.remarks.append(f"Trang “{sheet.title}”: bỏ qua cột {', '.join(f'“{each}”' for each in unknown)}.")
            return number, known
        if number >= HEAD_WITHIN:
            break
    raise WorkbookError(f"Trang “{sheet.title}” không có dòng tiêu đề cột như tệp mẫu.")


def _check_head(sheet: Sheet, known: Head) -> None:
    keys = [column.key for column in known.values()]
    if missing := [column.label for column in sheet.columns if column.needed and column.key not in keys]:
        raise WorkbookError(f"Trang “{sheet.title}” thiếu cột {', '.join(f'“{each}”' for each in missing)}.")
    if double := [column.label for column in sheet.columns if keys.count(column.key) > 1]:
        raise WorkbookError(f"Trang “{sheet.title}” có hai cột “{double[0]}”.")


def _read_row(sheet: Sheet, number: int, cells: Sequence[RawCell], head: Head, shape: Shape) -> ReadRow:
    row = ReadRow(sheet.key, number, {column.key: "" for column in sheet.columns})
    for place, column in head.items():
        cell = cells[place] if place < len(cells) else RawCell(None)
        try:
            row.values[column.key] = column.clean(cell)
        except CellError as problem:
            row.problems.append((column.label, str(problem)))
    if number in shape.hidden:
        row.problems.append(("", "dòng đang bị ẩn: hãy hiện dòng này, hoặc xóa nếu không nhập"))
    return row


def _refuse_merged(sheet: Sheet, merged: str, head_number: int, found: Read) -> None:
    """Refuse the rows of a merged range below the headings: which row its value belongs to cannot be known."""
    digits = ["".join(filter(str.isdecimal, part)) for part in merged.split(":")]
    if not all(digits) or len(digits) != 2:
        return
    first, last = int(digits[0]), int(digits[1])
    for row in found.rows:
        if row.sheet == sheet.key and max(first, head_number + 1) <= row.number <= last:
            row.problems.append(("", f"có ô gộp {merged}: hãy bỏ gộp ô, ghi đủ từng dòng"))
