"""The two sheets of the workbook: their columns, and how a cell becomes a word, a day, a telephone number."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from config.common.fields import FIRST_YEAR, LAST_YEAR, DateField
from config.common.vietnamese import format_date, nfc, search_key

UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\s]+")
ZEROS = re.compile(r"0{1,20}")
SHOWN = 40


class CellError(ValueError):
    """A cell that cannot be read; the message says why, in Vietnamese."""


@dataclass(frozen=True)
class RawCell:
    """A cell as Excel keeps it: value, number format, and whether a formula or an error stands there."""

    value: Any
    number_format: str = "General"
    formula: bool = False
    error: bool = False


@dataclass(frozen=True)
class Column:
    """One column: key, heading, longest text, whether every row needs it, how a cell is read, other headings taken."""

    key: str
    label: str
    longest: int
    needed: bool
    read: Callable[[RawCell], str]
    width: int
    aliases: tuple[str, ...] = ()

    def clean(self, cell: RawCell) -> str:
        """Return the text of a cell, "" for an empty one. Raises CellError."""
        if cell.formula:
            raise CellError("ô chứa công thức; hãy dán lại dạng giá trị")
        if cell.error:
            raise CellError("ô báo lỗi của Excel")
        text = self.read(cell) if cell.value is not None else ""
        if len(text) > self.longest:
            raise CellError(f"dài quá {self.longest} ký tự")
        if self.needed and not text:
            raise CellError("còn trống")
        return text


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook: key, title, columns."""

    key: str
    title: str
    columns: tuple[Column, ...]

    def column(self, heading: str) -> Column | None:
        """Return the column with this heading, whatever its letters' case, diacritics and marks."""
        wanted = search_key(heading)
        found = (each for each in self.columns if wanted in {search_key(word) for word in (each.label, *each.aliases)})
        return next(found, None)


def read_text(cell: RawCell) -> str:
    """Return words as one line; whole numbers as Excel shows them, 001 too where the cell is formatted so."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise CellError("ô không phải là chữ" if not isinstance(value, date) else "ô đang ở dạng ngày, cần dạng chữ")
    if isinstance(value, str):
        return UNSEEN.sub(" ", nfc(value)).strip()
    if not (isinstance(value, int) or value.is_integer()) or abs(value) >= 10**15:
        raise CellError("ô là số lẻ, cần dạng chữ")
    digits = str(int(value))
    return digits.zfill(len(cell.number_format)) if ZEROS.fullmatch(cell.number_format) else digits


def read_phone(cell: RawCell) -> str:
    """Return a telephone number; a zero in front that Excel took off a number is put back."""
    text = read_text(cell)
    if not isinstance(cell.value, str) and text and not text.startswith("0"):
        text = f"0{text}"
    if not re.fullmatch(r"[0-9+(). -]*", text):
        raise CellError("chỉ ghi chữ số và các dấu + ( ) . -")
    return text


def read_day(cell: RawCell) -> str:
    """Return a day as 2026-02-05, from a date of Excel or from text as people write it."""
    value = cell.value
    if isinstance(value, str):
        return _day_of_text(UNSEEN.sub(" ", value).strip())
    if not isinstance(value, date):
        raise CellError("không phải ngày; ghi ngày/tháng/năm, ví dụ 05/02/2026")
    day = value.date() if isinstance(value, datetime) else value
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError(f"năm phải từ {FIRST_YEAR} đến {LAST_YEAR}")
    return day.isoformat()


def _day_of_text(text: str) -> str:
    try:
        day = DateField(required=False).clean(text)
    except ValidationError as error:
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        raise CellError(f"“{shown}” không phải ngày có thật; ghi ngày/tháng/năm, ví dụ 05/02/2026") from error
    return day.isoformat() if day else ""


def shown_day(text: str) -> str:
    """Return a day of `read_day` as people read it."""
    return format_date(date.fromisoformat(text))


ORGANIZATIONS = Sheet(
    "organizations",
    "Tổ chức đảng",
    (
        Column("code", "Mã", 60, True, read_text, 16, ("Mã tổ chức",)),
        Column("name", "Tên", 200, True, read_text, 44, ("Tên tổ chức đảng",)),
        Column("level", "Loại tổ chức", 120, True, read_text, 36),
        Column("sector", "Loại hình", 120, False, read_text, 26),
        Column("parent", "Mã cấp trên", 60, False, read_text, 16, ("Mã cấp trên trực tiếp",)),
        Column("symbol", "Ký hiệu", 20, False, read_text, 12),
        Column("place", "Địa danh", 80, False, read_text, 20),
        Column("valid_from", "Ngày có hiệu lực", 40, False, read_day, 18),
        Column("paper", "Theo văn bản", 200, False, read_text, 40),
    ),
)
PEOPLE = Sheet(
    "people",
    "Con người",
    (
        Column("username", "Tên đăng nhập", 60, True, read_text, 20),
        Column("full_name", "Họ và tên", 120, True, read_text, 30),
        Column("role", "Vai trò", 60, False, read_text, 22),
        Column("code", "Mã tổ chức", 60, False, read_text, 16, ("Mã tổ chức đảng",)),
        Column("body", "Cơ quan", 200, False, read_text, 28),
        Column("phone", "Điện thoại", 30, False, read_phone, 16),
        Column("start", "Từ ngày", 40, False, read_day, 16),
    ),
)
SHEETS = (ORGANIZATIONS, PEOPLE)
