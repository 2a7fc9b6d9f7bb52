"""Reading plain mappings into dataclasses and writing them back, without losing or guessing anything.

A codec is a pair of functions. Reading refuses what it does not know (unknown keys, floats, wrong types) with
a Vietnamese sentence; writing gives the canonical form: decimals as plain strings, defaults left out.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .text import plain

_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
_ANY_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_SHOWN = 20


class UnreadableError(ValueError):
    """A value that cannot be read; the message is Vietnamese and says where it stands."""


@dataclass(frozen=True)
class Codec:
    """`read` gives the typed value of a plain one or raises UnreadableError; `write` is its inverse."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _read_decimal(value: Any) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        value = plain(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and _ANY_NUMBER.fullmatch(value) and not _NUMBER.fullmatch(value):
        why = "quá dài (nhiều nhất 12 chữ số nguyên, 6 chữ số thập phân)"
        raise UnreadableError(f"“{_short(value)}” không phải là số dùng được: {why}")
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise UnreadableError(f'“{value}” không phải là số (viết số nguyên hoặc chuỗi như "4.5")')
    return Decimal(plain(Decimal(value)))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise UnreadableError(f"“{value}” không phải là chữ")
    return unicodedata.normalize("NFC", value)


def _read_whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise UnreadableError(f"“{value}” không phải là số nguyên từ 0 trở lên")
    return value


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnreadableError(f"“{value}” phải là true hoặc false")
    return value


def _read_date(value: Any) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise UnreadableError(f"“{value}” không phải là ngày dạng năm-tháng-ngày") from None


def _read_scalar(value: Any) -> Decimal | bool | str:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return _read_text(value)
    return _read_decimal(value)


def _write_scalar(value: Decimal | bool | str) -> bool | str:
    return plain(value) if isinstance(value, Decimal) else value


DECIMAL = Codec(_read_decimal, plain)
TEXT = Codec(_read_text, _same)
WHOLE = Codec(_read_whole, _same)
FLAG = Codec(_read_flag, _same)
DATE = Codec(_read_date, date.isoformat)
SCALAR = Codec(_read_scalar, _write_scalar)


def one_of(*allowed: str) -> Codec:
    """A word out of a closed list."""

    def read(value: Any) -> str:
        if value not in allowed:
            raise UnreadableError(f"“{value}” không thuộc các giá trị: {', '.join(allowed)}")
        return str(value)

    return Codec(read, _same)


def list_of(item: Codec) -> Codec:
    """A list, kept as a tuple."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise UnreadableError(f"“{value}” phải là một danh sách")
        return tuple(item.read(entry) for entry in value)

    return Codec(read, lambda values: [item.write(entry) for entry in values])


def lazy(find: Callable[[], Codec]) -> Codec:
    """A codec that is looked up when used, for shapes that contain themselves."""
    return Codec(lambda value: find().read(value), lambda value: find().write(value))


def checked(codec: Codec, complaint: Callable[[Any], str | None]) -> Codec:
    """The same codec, refusing what `complaint` finds a sentence about."""

    def read(value: Any) -> Any:
        result = codec.read(value)
        message = complaint(result)
        if message:
            raise UnreadableError(message)
        return result

    return Codec(read, codec.write)


def read_key(key: str, codec: Codec, value: Any) -> Any:
    """Reads one value, putting its key before the complaint."""
    try:
        return codec.read(value)
    except UnreadableError as error:
        raise UnreadableError(f"{key}: {error}") from None


def record(cls: type[Any], codecs: Mapping[str, Codec], required: Iterable[str] = ()) -> Codec:
    """A mapping with fixed keys, kept as the dataclass `cls` whose fields have the same names."""
    needed = tuple(required)

    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise UnreadableError(f"“{value}” phải là một ánh xạ khóa: giá trị")
        unknown = [str(key) for key in value if key not in codecs]
        if unknown:
            raise UnreadableError(f"khóa không biết “{', '.join(unknown)}”")
        absent = [key for key in needed if value.get(key) is None]
        if absent:
            raise UnreadableError(f"thiếu khóa “{', '.join(absent)}”")
        present = {key: codec for key, codec in codecs.items() if value.get(key) is not None}
        return cls(**{key: read_key(key, codec, value[key]) for key, codec in present.items()})

    return Codec(read, lambda value: write_fields(value, codecs))


def write_fields(value: Any, codecs: Mapping[str, Codec]) -> dict[str, Any]:
    """The mapping of a dataclass: every field of `codecs` that differs from its default."""
    defaults = {field.name: field.default for field in dataclasses.fields(value)}
    found = {key: getattr(value, key) for key in codecs}
    return {key: codecs[key].write(found[key]) for key in codecs if found[key] != defaults[key]}
