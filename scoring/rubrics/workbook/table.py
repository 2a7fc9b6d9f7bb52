"""Columns of the workbook, and how a nested mapping is laid out over them: what no column holds goes to JSON."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from config.common.vietnamese import search_key
from organizations.imports.columns import CellError, RawCell
from scoring.rubrics.workbook.cells import CellCodec, Written, dump_json, faithful, fits, load_json

REST = "Phần khác (JSON)"
SAID = "Đọc là (phần mềm ghi)"
SAID_HELP = "Điều kiện đọc lại thành câu khi xuất; không nạp lại cột này."
REST_HELP = "Những gì không có cột riêng; chỉ sửa khi hiểu rõ."
TWICE = "đã ghi ở cột “Phần khác (JSON)”"


@dataclass(frozen=True)
class Column:
    """One column: heading, where its value stands in the mapping, how a cell holds it, what it means.

    With `keys` the column holds several keys of the mapping at `path` together (a comparison, a range).
    """

    label: str
    path: tuple[str, ...]
    codec: CellCodec
    width: float = 14
    help: str = ""
    needed: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A worksheet: one row per record with the headings on top, or (`upright`) one line per column."""

    title: str
    columns: tuple[Column, ...]
    upright: bool = False

    def column(self, heading: str) -> Column | None:
        """The column with this heading, whatever its case, marks and the star of what must be given."""
        wanted = search_key(heading)
        return next((column for column in self.columns if search_key(column.label) == wanted), None)


@dataclass(frozen=True)
class CellProblem:
    """One thing wrong in the file: sheet, row as Excel counts ("" and 0 where it concerns the whole), column."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        parts = [
            f"Trang “{self.sheet}”" if self.sheet else "",
            f"dòng {self.row}" if self.row else "",
            f"cột “{self.column}”" if self.column else "",
        ]
        where = ", ".join(part for part in parts if part)
        return f"{where}: {self.message}." if where else f"{self.message}."


class TooLongError(ValueError):
    """A record does not fit into the cells of Excel."""


def _pop(record: dict[str, Any], path: Sequence[str]) -> Any:
    """Take a value out, and the mappings that become empty with it; None where there is none."""
    head, *rest = path
    if not rest:
        return record.pop(head, None)
    below = record.get(head)
    if not isinstance(below, dict):
        return None
    value = _pop(below, rest)
    if value is not None and not below:
        del record[head]
    return value


def _put(record: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for key in path[:-1]:
        below = record.setdefault(key, {})
        if not isinstance(below, dict):
            raise CellError(TWICE)
        record = below
    if path[-1] in record:
        raise CellError(TWICE)
    record[path[-1]] = value


def _take(record: dict[str, Any], column: Column) -> Any:
    if not column.keys:
        return _pop(record, column.path)
    found = {key: _pop(record, (*column.path, key)) for key in column.keys}
    return {key: value for key, value in found.items() if value is not None} or None


def _give(record: dict[str, Any], column: Column, value: Any) -> None:
    for key, part in value.items() if column.keys else [("", value)]:
        _put(record, (*column.path, key) if column.keys else column.path, part)


def lay_out(record: Mapping[str, Any], columns: Sequence[Column]) -> tuple[list[Written], str]:
    """The cells of a record in the order of the columns, and the JSON of what none of them holds ("" for nothing).

    Reading the cells gives the same record. Raises TooLongError where the JSON is longer than a cell.
    """
    rest = deepcopy(dict(record))
    cells: list[Written] = []
    for column in columns:
        if not _has(rest, column.path):
            cells.append(None)
            continue
        before = deepcopy(rest)
        value = _take(rest, column)
        written = None if value is None else faithful(column.codec, value)
        if written is None:
            rest = before
        cells.append(written)
    text = dump_json(rest) if rest else ""
    if text and not fits(text):
        raise TooLongError
    return cells, text


def gather(cells: Mapping[str, RawCell], columns: Sequence[Column], problems: list[tuple[str, str]]) -> dict[str, Any]:
    """The record of cells by heading; what is wrong is added to `problems` as (heading, sentence)."""
    record: dict[str, Any] = {}
    for label, column in _filled(cells, columns):
        try:
            if column is None:
                record = load_json(cells[label])
            else:
                _give(record, column, column.codec.take(cells[label]))
        except CellError as error:
            problems.append((label, str(error)))
    wrong = {label for label, _ in problems}
    missing = (
        each.label for each in columns if each.needed and each.label not in wrong and not _has(record, each.path)
    )
    problems.extend((label, "còn trống") for label in missing)
    return record


def _has(record: Mapping[str, Any], path: Sequence[str]) -> bool:
    below: Any = record
    for key in path:
        below = below.get(key) if isinstance(below, dict) else None
    return below is not None


def _filled(cells: Mapping[str, RawCell], columns: Sequence[Column]) -> Iterator[tuple[str, Column | None]]:
    """The JSON first: columns are laid over it."""
    every: list[tuple[str, Column | None]] = [(REST, None), *((column.label, column) for column in columns)]
    yield from ((label, column) for label, column in every if not empty(cells.get(label)))


def empty(cell: RawCell | None) -> bool:
    """Whether nothing stands in a cell; spaces are nothing."""
    return cell is None or cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())
