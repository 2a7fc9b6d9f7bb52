"""Short notations for what stands several times in one cell: levels, bands, caps, filters, thresholds.

One thing per line, its parts separated by "|"; comparisons as "≥ 90", "= thuong_ky", "∈ tot, kha".
"""

import re
from collections.abc import Sequence
from typing import Any

from organizations.imports.columns import CellError, RawCell
from scoring.rubrics.workbook.cells import NUMBER, CellCodec, Written, fits, text_of

SIGNS = {"equals": "=", "at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<", "any_of": "∈"}
RANGE = {"least": "≥", "above": ">", "most": "≤", "below": "<"}
_TYPED = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤"}
_SIGN = re.compile(r"(>=|<=|=>|=<|[≥≤><=∈])\s*(.+)", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?", re.ASCII)
YES, NO = "có", "không"
Part = tuple[str | tuple[str, ...], CellCodec]


def _signed(text: str) -> tuple[str, str]:
    found = _SIGN.fullmatch(text.strip())
    if found is None:
        raise CellError(f"“{text.strip()[:40]}” không phải phép so sánh như “≥ 90” hoặc “= tot”")
    return _TYPED.get(found[1], found[1]), found[2].strip()


def _put_scalar(value: Any) -> str | None:
    if isinstance(value, bool):
        return YES if value else NO
    if not isinstance(value, str):
        return None
    return value.replace(".", ",") if _NUMBER.fullmatch(value) else value


def _take_scalar(text: str) -> Any:
    if text in (YES, NO):
        return text == YES
    return NUMBER.take(RawCell(text)) if _NUMBER.fullmatch(text) else text


def _put_comparison(value: Any) -> Written:
    if not isinstance(value, dict) or len(value) != 1:
        return None
    (name, threshold), *_ = value.items()
    if name not in SIGNS:
        return None
    listed = threshold if isinstance(threshold, list) and name == "any_of" else [threshold]
    shown = [_put_scalar(each) for each in listed]
    if not shown or None in shown:
        return None
    return f"{SIGNS[name]} {', '.join(each for each in shown if each is not None)}"


def _take_comparison(cell: RawCell) -> dict[str, Any]:
    sign, threshold = _signed(text_of(cell))
    name = next(key for key, each in SIGNS.items() if each == sign)
    if name == "any_of":
        return {name: [_take_scalar(part.strip()) for part in threshold.split(",") if part.strip()]}
    return {name: _take_scalar(threshold)}


COMPARISON = CellCodec(_put_comparison, _take_comparison)


def _put_filters(value: Any) -> Written:
    lines = []
    for each in value if isinstance(value, list) else []:
        rest = {key: each[key] for key in each if key != "field"} if isinstance(each, dict) else {}
        compared = _put_comparison(rest)
        if compared is None or not isinstance(each.get("field"), str):
            return None
        lines.append(f"{each['field']} {compared}")
    text = "\n".join(lines)
    return text if fits(text) else None


def _take_filters(cell: RawCell) -> list[dict[str, Any]]:
    found = []
    for line in filter(None, map(str.strip, re.split(r"[\n;]", text_of(cell)))):
        name, *_ = re.split(r"[\s≥≤><=∈]", line, maxsplit=1)
        found.append({"field": name, **_take_comparison(RawCell(line[len(name) :]))})
    return found


FILTERS = CellCodec(_put_filters, _take_filters)


def _put_range(value: Any) -> Written:
    if not isinstance(value, dict) or not set(value) <= set(RANGE):
        return None
    shown = [(sign, _put_scalar(value[name])) for name, sign in RANGE.items() if name in value]
    if any(number is None for _, number in shown):
        return None
    return "; ".join(f"{sign} {number}" for sign, number in shown) or None


def _take_range(cell: RawCell) -> dict[str, str]:
    found = {}
    for part in filter(None, map(str.strip, text_of(cell).split(";"))):
        sign, number = _signed(part if _SIGN.fullmatch(part) else f"≥ {part}")
        name = next((key for key, each in RANGE.items() if each == sign), "")
        if not name or name in found:
            raise CellError(f"khoảng “{part[:40]}” phải viết như “≥ 70; < 90”")
        found[name] = NUMBER.take(RawCell(number))
    return found


BAND = CellCodec(_put_range, _take_range)


def records(*parts: Part) -> CellCodec:
    """A list of small mappings, one per line, their parts separated by "|" in this order."""

    def put(value: Any) -> Written:
        lines = [_put_line(each, parts) for each in value] if isinstance(value, list) and value else [None]
        text = "\n".join(line for line in lines if line is not None)
        return text if None not in lines and fits(text) else None

    def take(cell: RawCell) -> list[dict[str, Any]]:
        return [_take_line(line, parts) for line in text_of(cell).split("\n") if line.strip()]

    return CellCodec(put, take)


def _put_line(entry: Any, parts: Sequence[Part]) -> str | None:
    if not isinstance(entry, dict):
        return None
    known, shown = set(), []
    for keys, codec in parts:
        names = (keys,) if isinstance(keys, str) else keys
        known |= set(names)
        given = {name: entry[name] for name in names if name in entry}
        if not given:
            shown.append("")
            continue
        written = codec.put(given[keys] if isinstance(keys, str) else given)
        if written is None:
            return None
        shown.append(str(written).replace(".", ",") if isinstance(written, float) else str(written))
    return " | ".join(shown).rstrip(" |") if set(entry) <= known else None


def _take_line(line: str, parts: Sequence[Part]) -> dict[str, Any]:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) > len(parts):
        raise CellError(f"dòng “{line.strip()[:40]}” có nhiều hơn {len(parts)} phần")
    found: dict[str, Any] = {}
    for (keys, codec), cell in zip(parts, cells, strict=False):
        if cell:
            value = codec.take(RawCell(cell))
            found |= {keys: value} if isinstance(keys, str) else value
    return found
