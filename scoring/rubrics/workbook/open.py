"""From the bytes of a workbook to the records of its sheets, with what is wrong in their cells."""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from config.common.vietnamese import search_key
from organizations.imports.columns import RawCell
from organizations.imports.package import DAMAGED, Shape, WorkbookError, check_package, shape_of
from organizations.imports.workbook import UNREADABLE
from scoring.rubrics.workbook.table import REST, SAID, CellProblem, Column, Sheet, empty, gather

MOST_COLUMNS = 80
HEAD_WITHIN = 10
MISSING = "Tệp không có trang tính “{}”. Hãy xuất một bộ tiêu chí ra Excel rồi sửa trên tệp đó."
Cells = dict[int, RawCell]


@dataclass
class Found:
    """Records by title of their sheet, each with its row as Excel counts, and what is wrong."""

    rows: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)


def open_sheets(data: bytes, sheets: Sequence[Sheet], *, needed: Sequence[Sheet]) -> Found:
    """The records of these sheets. Raises WorkbookError for what is no workbook, too large, or lacks a needed sheet."""
    check_package(data)
    found = Found({sheet.title: [] for sheet in sheets})
    try:
        with warnings.catch_warnings():
            # The library warns of decorations that it leaves out.
            warnings.simplefilter("ignore")
            _open(data, sheets, needed, found)
    except WorkbookError:
        raise
    except UNREADABLE as error:
        raise WorkbookError(DAMAGED) from error
    return found


def _open(data: bytes, sheets: Sequence[Sheet], needed: Sequence[Sheet], found: Found) -> None:
    workbook = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    titles = {search_key(each.title): each for each in workbook.worksheets}
    for sheet in sheets:
        worksheet: Any = titles.get(search_key(sheet.title))
        if worksheet is None:
            if sheet in needed:
                raise WorkbookError(MISSING.format(sheet.title))
            continue
        shape = shape_of(data, worksheet._worksheet_path.lstrip("/"))
        rows = _rows(worksheet, shape.last)
        (_read_upright if sheet.upright else _read_table)(sheet, rows, shape, found)


def _rows(worksheet: Any, last: int) -> Iterator[tuple[int, Cells]]:
    worksheet.reset_dimensions()
    if last:
        for number, row in enumerate(worksheet.iter_rows(max_row=last, max_col=MOST_COLUMNS), 1):
            yield number, {place: _raw(cell) for place, cell in enumerate(row) if cell.value is not None}


def _raw(cell: Any) -> RawCell:
    return RawCell(cell.value, cell.number_format or "General", cell.data_type == "f", cell.data_type == "e")


def _heading(sheet: Sheet, cell: RawCell | None) -> Column | str | None:
    """The column that a heading names, REST for that of the JSON, None for a heading nobody knows."""
    text = cell.value if cell and isinstance(cell.value, str) else ""
    return REST if search_key(text) == search_key(REST) else sheet.column(text)


def _label(known: Column | str) -> str:
    return known if isinstance(known, str) else known.label


def _read_table(sheet: Sheet, rows: Iterator[tuple[int, Cells]], shape: Shape, found: Found) -> None:
    head: dict[int, str] = {}
    number = 0
    for number, cells in rows:
        known = {place: each for place, cell in cells.items() if (each := _heading(sheet, cell))}
        if len(known) >= 2:
            head = {place: _label(each) for place, each in known.items()}
            _check_head(sheet, number, cells, head, found)
            break
        if number >= HEAD_WITHIN:
            break
    if not head:
        if number:
            found.problems.append(CellProblem(sheet.title, 0, "", "không có dòng tiêu đề cột như tệp xuất ra"))
        return
    start = number
    for number, cells in rows:
        named = {label: cells[place] for place, label in head.items() if place in cells}
        if not all(empty(cell) for cell in cells.values()):
            _take(sheet, number, named, shape, found)
    _refuse_merged(sheet, shape, start, found)


def _check_head(sheet: Sheet, number: int, cells: Cells, head: dict[int, str], found: Found) -> None:
    labels = list(head.values())
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        found.problems.append(CellProblem(sheet.title, number, label, "có hai cột cùng tên"))
    for column in sheet.columns:
        if column.needed and column.label not in labels:
            found.problems.append(CellProblem(sheet.title, number, column.label, "thiếu cột này"))
    for place, cell in cells.items():
        if place not in head and not empty(cell) and search_key(str(cell.value)) != search_key(SAID):
            found.problems.append(CellProblem(sheet.title, number, str(cell.value)[:40], "không biết cột này"))


def _read_upright(sheet: Sheet, rows: Iterator[tuple[int, Cells]], shape: Shape, found: Found) -> None:
    named: dict[str, RawCell] = {}
    numbers: dict[str, int] = {}
    for number, cells in rows:
        known, value = _heading(sheet, cells.get(0)), cells.get(1)
        if (number == 1 and known is None) or empty(value) or value is None:
            continue
        title = str(cells[0].value)[:40] if 0 in cells else ""
        if known is None or _label(known) in named:
            message = "không biết mục này" if known is None else "mục này ghi hai lần"
            found.problems.append(CellProblem(sheet.title, number, title, message))
            continue
        named[_label(known)], numbers[_label(known)] = value, number
    if not named:
        return
    problems: list[tuple[str, str]] = []
    found.rows[sheet.title].append((0, gather(named, sheet.columns, problems)))
    found.problems += [CellProblem(sheet.title, numbers.get(label, 0), label, said) for label, said in problems]


def _take(sheet: Sheet, number: int, named: dict[str, RawCell], shape: Shape, found: Found) -> None:
    problems: list[tuple[str, str]] = []
    found.rows[sheet.title].append((number, gather(named, sheet.columns, problems)))
    if number in shape.hidden:
        problems.append(("", "dòng đang bị ẩn: hãy hiện dòng này, hoặc xóa nếu không dùng"))
    found.problems += [CellProblem(sheet.title, number, label, said) for label, said in problems]


def _refuse_merged(sheet: Sheet, shape: Shape, head: int, found: Found) -> None:
    """Which row the value of merged cells belongs to cannot be known."""
    numbers = {number for number, _ in found.rows[sheet.title]}
    for merged in shape.merged:
        digits = ["".join(filter(str.isdecimal, part)) for part in merged.split(":")]
        if len(digits) == 2 and all(digits) and numbers & set(range(max(int(digits[0]), head + 1), int(digits[1]) + 1)):
            message = f"có ô gộp {merged}: hãy bỏ gộp ô, ghi đủ từng dòng"
            found.problems.append(CellProblem(sheet.title, int(digits[0]), "", message))
