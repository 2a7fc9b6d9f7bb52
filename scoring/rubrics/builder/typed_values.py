"""Values of fields as people type them in a condition: có, 4,5, the name of a level; and back."""

from collections.abc import Mapping
from typing import Any

from config.common.vietnamese import parse_decimal, search_key
from organizations.imports.columns import CellError, RawCell
from scoring.pure.conditions import Field
from scoring.pure.text import plain
from scoring.rubrics.workbook.cells import DAY, NUMBER
from scoring.rubrics.workbook.notation import NO, YES

Labels = Mapping[tuple[str, str], str]
_WHAT = {"titles": "programme"}
LIST_TEST = "any_of"


def _named(field: Field | None, labels: Labels) -> dict[str, str]:
    """Codes by the words that people know, for fields whose values have names."""
    if field is None:
        return {}
    if field.levels:
        return {search_key(field.word(code)): code for code in field.levels}
    what = _WHAT.get(field.code, field.code)
    return {search_key(word): code for (kind, code), word in labels.items() if kind == what}


def take(field: Field | None, typed: str, labels: Labels) -> Any:
    """The plain value of one typed word. Raises ValueError with a Vietnamese sentence."""
    named = _named(field, labels)
    if search_key(typed) in named:
        return named[search_key(typed)]
    if field is not None and field.levels:
        if typed in field.levels:
            return typed
        raise ValueError(
            f"“{typed}” không phải là mức của “{field.label}”: {', '.join(map(field.word, field.levels))}."
        )
    kind = field.type if field is not None else "number"
    if kind == "yes_no":
        if search_key(typed) not in (search_key(YES), search_key(NO)):
            raise ValueError("Ghi có hoặc không.")
        return search_key(typed) == search_key(YES)
    if kind == "number":
        return plain(parse_decimal(typed))
    if kind == "date":
        return _day(typed)
    return typed


def _day(typed: str) -> str:
    try:
        found: str = DAY.take(RawCell(typed))
    except CellError as error:
        raise ValueError(f"“{typed}” {error}.") from None
    return found


def take_all(test: str, field: Field | None, typed: str, labels: Labels) -> Any:
    """The value of a comparison: several, separated by commas, where one of them is asked for."""
    if test != LIST_TEST:
        return take(field, typed, labels)
    return [take(field, part.strip(), labels) for part in typed.split(";" if ";" in typed else ",") if part.strip()]


def put(field: Field | None, value: Any, labels: Labels) -> str:
    """A plain value as it is typed."""
    if isinstance(value, list):
        return ", ".join(put(field, each, labels) for each in value)
    if isinstance(value, bool):
        return YES if value else NO
    if field is not None and field.levels:
        return field.word(value)
    if field is not None and field.type == "text":
        return labels.get((_WHAT.get(field.code, field.code), value), value)
    shown = NUMBER.put(value)
    return str(value if shown is None else shown).replace(".", ",")


def words_to_offer(fields: Mapping[tuple[str, str], Field], labels: Labels) -> list[str]:
    """Words that may stand as values: of levels, of choices, yes and no."""
    found = [YES, NO]
    found += [field.word(code) for field in fields.values() for code in field.levels]
    found += [word for (kind, _), word in labels.items() if kind in ("choice", "outcome")]
    return list(dict.fromkeys(found))
