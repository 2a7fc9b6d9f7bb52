"""How a plain value of a rubric stands in a cell, and how a cell is read; what does not fit goes to the JSON column.

`put` gives what is written (None where a cell cannot hold the value), `take` reads what Excel gives back.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from config.common.vietnamese import format_date, nfc, parse_decimal, search_key
from config.common.xlsx import LONGEST_TEXT
from organizations.imports.columns import CellError, RawCell
from scoring.pure.text import plain, spoken

_NOT_IN_CELL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_DECIMALS = 6
_WHOLE_DIGITS = 12
TOO_LARGE = 10**_WHOLE_DIGITS
NUMBER_TOO_LARGE = f"số quá lớn, phần nguyên nhiều nhất {_WHOLE_DIGITS} chữ số"
Written = str | int | float | date | None


@dataclass(frozen=True)
class CellCodec:
    """`words` are the entries of a drop-down list; `text` says that the cell is formatted as text."""

    put: Callable[[Any], Written]
    take: Callable[[RawCell], Any]
    words: tuple[str, ...] = ()
    text: bool = True


def text_of(cell: RawCell) -> str:
    """The text of a cell, line breaks kept. Raises CellError for formulas, dates and errors of Excel."""
    refuse_formula(cell)
    value = cell.value
    if isinstance(value, str):
        return nfc(value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(value, bool):
        raise CellError("ô không phải là chữ")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return plain(_decimal(value))
    raise CellError("ô đang ở dạng ngày, cần dạng chữ" if isinstance(value, date) else "ô không phải là chữ")


def refuse_formula(cell: RawCell) -> None:
    """Raise CellError for what Excel would compute, or could not."""
    if cell.formula:
        raise CellError("ô chứa công thức; hãy dán lại dạng giá trị")
    if cell.error:
        raise CellError("ô báo lỗi của Excel")


def fits(text: str) -> bool:
    """Whether a cell can hold this text and Excel gives it back unchanged."""
    return bool(text) and len(text) <= LONGEST_TEXT and not _NOT_IN_CELL.search(text)


def _decimal(value: float) -> Decimal:
    """The number of a cell. Raises CellError for one with more digits than a rubric has room for."""
    if not abs(value) < TOO_LARGE:
        raise CellError(NUMBER_TOO_LARGE)
    # Excel computes in binary: 0.1 + 0.2 comes as 0.30000000000000004.
    return round(Decimal(repr(value)), _DECIMALS) if isinstance(value, float) else Decimal(value)


def _put_text(value: Any) -> Written:
    return value if isinstance(value, str) and fits(value) else None


TEXT = CellCodec(_put_text, text_of)


def _put_number(value: Any) -> Written:
    if not isinstance(value, str):
        return None
    try:
        number = Decimal(value)
    except ArithmeticError:
        return None
    if not number.is_finite():
        return None
    short = int(number) if number == number.to_integral_value() else float(number)
    if abs(short) >= TOO_LARGE:
        return None
    return short if plain(_decimal(short)) == value else spoken(number)


def _take_number(cell: RawCell) -> str:
    refuse_formula(cell)
    if "%" in cell.number_format:
        raise CellError("ô ở dạng phần trăm; hãy đặt ô ở dạng số thường")
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return plain(_decimal(cell.value))
    try:
        return plain(parse_decimal(text_of(cell)))
    except ValueError as error:
        raise CellError(str(error).rstrip(".")) from None


NUMBER = CellCodec(_put_number, _take_number, text=False)


def _take_whole(cell: RawCell) -> int:
    number = Decimal(_take_number(cell))
    if number != number.to_integral_value() or number < 0:
        raise CellError("phải là số nguyên từ 0 trở lên")
    return int(number)


WHOLE = CellCodec(lambda value: value if type(value) is int and value < 10**12 else None, _take_whole, text=False)


def _put_day(value: Any) -> Written:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    # Excel knows no days before 1900, and one too many in that year.
    return day if day.year > 1900 else format_date(day)


def _take_day(cell: RawCell) -> str:
    refuse_formula(cell)
    if isinstance(cell.value, date):
        day = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        return day.isoformat()
    typed = _DAY.fullmatch(text_of(cell))
    try:
        return date(int(typed[3]), int(typed[2]), int(typed[1])).isoformat() if typed else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise CellError("không phải ngày; ghi ngày/tháng/năm, ví dụ 05/02/2026")


DAY = CellCodec(_put_day, _take_day, text=False)


def words(labels: Mapping[Any, str]) -> CellCodec:
    """A value out of a closed list, as the word that people know; its code is taken too."""
    by_word = {search_key(str(code)): code for code in labels} | {
        search_key(word): code for code, word in labels.items()
    }

    def take(cell: RawCell) -> Any:
        typed = search_key(text_of(cell))
        if typed not in by_word:
            raise CellError(f"“{text_of(cell)[:40]}” không có trong danh sách: {', '.join(labels.values())}")
        return by_word[typed]

    def put(value: Any) -> Written:
        known = isinstance(value, str | bool) and value in labels
        return labels[value] if known else None

    return CellCodec(put, take, tuple(labels.values()))


FLAG = words({True: "Có", False: "Không"})


def texts(separator: str = "; ") -> CellCodec:
    """A list of texts in one cell, separated by semicolons, or by lines where `separator` is a line break."""

    def take(cell: RawCell) -> list[str]:
        parts = text_of(cell).split(separator.strip(" "))
        return [part.strip() for part in parts if part.strip()]

    def put(value: Any) -> Written:
        listed = isinstance(value, list) and value and all(isinstance(each, str) for each in value)
        return _put_text(separator.join(value)) if listed else None

    return CellCodec(put, take)


def dump_json(value: Any) -> str:
    """JSON that a cell can hold: what XML or Excel would lose is escaped."""
    escaped = re.compile(f"{_NOT_IN_CELL.pattern}|[\x85\u2028\u2029]")
    text = json.dumps(value, ensure_ascii=False)
    # Letters that are not composed are composed when a cell is read.
    text = text if nfc(text) == text else json.dumps(value)
    return escaped.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def load_json(cell: RawCell) -> dict[str, Any]:
    """The mapping of a JSON cell. Raises CellError."""
    try:
        found = json.loads(text_of(cell), parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError):
        raise CellError("không đọc được JSON (số lẻ phải viết trong ngoặc kép)") from None
    if not isinstance(found, dict):
        raise CellError("phải là một ánh xạ JSON {…}")
    return found


def _no_float(number: str) -> Any:
    raise ValueError(number)


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are equal, types included: 1 is not true."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def faithful(codec: CellCodec, value: Any) -> Written:
    """What is written for a value if reading it back gives the same, else None."""
    written = codec.put(value)
    if written is None:
        return None
    try:
        return written if same(codec.take(RawCell(written)), value) else None
    except CellError:
        return None
