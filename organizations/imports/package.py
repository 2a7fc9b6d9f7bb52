"""Looking into an uploaded file before any library opens it: is it a workbook, is it small, is it harmless?"""

import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

LARGEST_FILE = 5 << 20
LARGEST_UNZIPPED = 60 << 20
MOST_PARTS = 500
# More would keep everybody else from saving for longer than a save waits (SQLite).
MOST_ROWS = 2_000
MOST_CELLS = 200_000
MOST_MERGED = 500
CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OLE = b"\xd0\xcf\x11\xe0"
BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, ParseError, DefusedXmlException, RuntimeError)

NOT_A_WORKBOOK = "Tệp này không phải tệp Excel (.xlsx). Hãy dùng tệp mẫu."
OLD_OR_LOCKED = "Tệp này là Excel đời cũ (.xls) hoặc có đặt mật khẩu: hãy mở ra, bỏ mật khẩu, lưu lại dạng .xlsx."
WITH_MACROS = "Tệp này có chứa chương trình (macro): hãy lưu lại dạng “Excel Workbook (.xlsx)”."
TOO_LARGE = "Tệp quá lớn: nhiều nhất 5 MB. Hãy chia thành nhiều tệp."
TOO_MUCH_INSIDE = "Tệp nén quá nhiều nội dung bên trong nên không đọc. Hãy chép dữ liệu sang tệp mẫu mới."
DAMAGED = "Tệp bị hỏng, không đọc được. Hãy mở bằng Excel, lưu lại rồi tải lên."
TOO_MANY_ROWS = f"Mỗi trang tính nhiều nhất {MOST_ROWS} dòng. Hãy chia thành nhiều tệp."


class WorkbookError(ValueError):
    """The file as a whole cannot be used; the message says why, in Vietnamese."""


@dataclass
class Shape:
    """What a worksheet holds beside values: hidden rows, merged ranges, the last row with a value."""

    hidden: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    last: int = 0
    cells: int = 0


def check_package(data: bytes) -> None:
    """Raise WorkbookError for anything but a workbook without macros whose content stays small when unpacked."""
    if len(data) > LARGEST_FILE:
        raise WorkbookError(TOO_LARGE)
    if data.startswith(OLE):
        raise WorkbookError(OLD_OR_LOCKED)
    if not data.startswith(b"PK\x03\x04"):
        raise WorkbookError(NOT_A_WORKBOOK)
    try:
        with ZipFile(BytesIO(data)) as package:
            _check_parts(package)
    except BROKEN as error:
        raise WorkbookError(DAMAGED) from error


def _check_parts(package: ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNZIPPED:
        raise WorkbookError(TOO_MUCH_INSIDE)
    names = {part.filename for part in parts}
    if CONTENT_TYPES not in names:
        raise WorkbookError(NOT_A_WORKBOOK)
    types = package.read(CONTENT_TYPES)
    if b"macroEnabled" in types or any("vbaProject" in name for name in names):
        raise WorkbookError(WITH_MACROS)
    if WORKBOOK not in types:
        raise WorkbookError(NOT_A_WORKBOOK)


def shape_of(data: bytes, part: str) -> Shape:
    """Return the shape of the worksheet in this part. Raises WorkbookError where it has too many rows or cells."""
    shape = Shape()
    try:
        with ZipFile(BytesIO(data)) as package, package.open(part) as source:
            _measure(source, shape)
    except (*BROKEN, KeyError) as error:
        raise WorkbookError(DAMAGED) from error
    return shape


def _measure(source: IO[bytes], shape: Shape) -> None:
    number, filled = 0, False
    for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "row":
                number, filled = _row_number(element, number), False
            continue
        if tag == "c":
            filled = filled or len(element) > 0
            shape.cells += 1
            element.clear()
        elif tag == "row":
            _close_row(element, number, filled, shape)
        elif tag == "mergeCell":
            shape.merged.append(element.get("ref", ""))
            if len(shape.merged) > MOST_MERGED:
                raise WorkbookError(TOO_MUCH_INSIDE)


def _row_number(element: Any, before: int) -> int:
    given = element.get("r", "")
    return int(given) if given.isdecimal() and len(given) <= 7 else before + 1


def _close_row(element: Any, number: int, filled: bool, shape: Shape) -> None:
    if filled:
        shape.last = max(shape.last, number)
        if element.get("hidden") in ("1", "true"):
            shape.hidden.add(number)
    element.clear()
    # Some rows for a title and for gaps above the data.
    if shape.last > MOST_ROWS + 100:
        raise WorkbookError(TOO_MANY_ROWS)
    if shape.cells > MOST_CELLS:
        raise WorkbookError(TOO_MUCH_INSIDE)
