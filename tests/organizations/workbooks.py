"""Workbooks as people make them: rows of both sheets by the keys of their columns."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from organizations.imports.columns import ORGANIZATIONS, PEOPLE, Sheet

Row = dict[str, Any]
DAY = date(2025, 7, 1)
PAPER = "Quyết định số 15-QĐ/ĐU ngày 01/7/2025"


def unit(code: str, name: str, parent: str, level: str = "Chi bộ trực thuộc đảng ủy cơ sở", **more: Any) -> Row:
    """Return a row of an organisation with day and paper."""
    row = {"code": code, "name": name, "parent": parent, "level": level, "valid_from": DAY, "paper": PAPER}
    return row | more


def person(username: str, full_name: str, role: str = "", code: str = "", **more: Any) -> Row:
    """Return a row of a person; a role begins on the same day as everything else."""
    row: Row = {"username": username, "full_name": full_name, "role": role, "code": code}
    return row | ({"start": DAY} if role else {}) | more


def _fill(worksheet: Worksheet, sheet: Sheet, rows: Iterable[Row], keys: Sequence[str] | None) -> None:
    columns = [column for column in sheet.columns if keys is None or column.key in keys]
    if keys is not None:
        columns.sort(key=lambda column: keys.index(column.key))
    worksheet.append([column.label for column in columns])
    for row in rows:
        worksheet.append([row.get(column.key) for column in columns])


def workbook(
    units: Sequence[Row] = (), people: Sequence[Row] = (), *, keys: Sequence[str] | None = None,
    change: Callable[[Workbook], object] = lambda book: None,
) -> bytes:  # fmt: skip
    """Return a workbook with these rows; `keys` orders the columns of organisations, `change` gets the whole book."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(book.create_sheet(ORGANIZATIONS.title), ORGANIZATIONS, units, keys)
    _fill(book.create_sheet(PEOPLE.title), PEOPLE, people, None)
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, parts: dict[str, bytes]) -> bytes:
    """Return a package with some parts replaced or added."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()
