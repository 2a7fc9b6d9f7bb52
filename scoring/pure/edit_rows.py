"""Changes of a draft's rows, on flat rows as `rubric.flat_rows` gives them. Nothing is changed in place.

Rows stay in reading order; the positions of siblings count from 1. What a change makes of the rubric is for
`from_rows` to read and for `check` to judge.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from .problems import Problem, RubricError

Flat = dict[str, Any]
KEYS = ("code", "marker", "text", "kind", "maximum", "spec", "note", "help")
_EMPTY: Flat = {"marker": "", "text": "", "kind": "", "maximum": None, "spec": {}, "note": "", "help": ""}


def _refuse(code: str, message: str) -> RubricError:
    return RubricError([Problem(code, message)])


def _find(rows: Sequence[Flat], code: str) -> Flat:
    found = next((row for row in rows if row["code"] == code), None)
    if found is None:
        raise _refuse(code, f"Không có dòng mã {code}: có thể người khác vừa xóa.")
    return found


def below(rows: Sequence[Flat], code: str) -> set[str]:
    """The codes of a row and of everything under it."""
    found = {code}
    for row in rows:
        if row["parent"] in found:
            found.add(row["code"])
    return found


def next_code(rows: Sequence[Flat], parent: str) -> str:
    """A code for a new row: the number after its last sibling, below the code of its parent, not yet used."""
    taken = {row["code"] for row in rows}
    number = 1 + sum(row["parent"] == parent for row in rows)
    while (code := f"{parent}.{number}" if parent else str(number)) in taken:
        number += 1
    return code


def _ordered(rows: Iterable[Flat]) -> list[Flat]:
    """Rows in reading order with the positions of siblings counted anew."""
    families: dict[str, list[Flat]] = {}
    for row in rows:
        families.setdefault(row["parent"], []).append(row)
    found: list[Flat] = []

    def take(parent: str) -> None:
        family = sorted(families.pop(parent, ()), key=lambda row: row["position"])
        for position, row in enumerate(family, 1):
            found.append(row | {"position": position})
            take(row["code"])

    take("")
    return found


def _placed(rows: Sequence[Flat], parent: str, position: int | None) -> tuple[list[Flat], int]:
    """The rows with a gap among the children of `parent` for a row at `position` (None: after the last)."""
    if parent:
        _find(rows, parent)
    family = sum(row["parent"] == parent for row in rows)
    place = family + 1 if position is None else min(max(position, 1), family + 1)
    moved = [
        row | {"position": row["position"] + 1} if row["parent"] == parent and row["position"] >= place else row
        for row in rows
    ]
    return moved, place


def add_row(
    rows: Sequence[Flat], row: Mapping[str, Any], *, parent: str = "", position: int | None = None
) -> list[Flat]:
    """The rows with a new one below `parent`. Raises RubricError where its code is taken or the parent is gone."""
    code = row["code"]
    if any(each["code"] == code for each in rows):
        raise _refuse(code, f"Mã {code} đã có ở dòng khác.")
    moved, place = _placed(rows, parent, position)
    return _ordered([*moved, _EMPTY | _known(row) | {"parent": parent, "position": place}])


def _known(values: Mapping[str, Any]) -> Flat:
    unknown = [key for key in values if key not in KEYS]
    if unknown:
        raise _refuse("", f"Không biết khóa “{', '.join(unknown)}” của dòng.")
    return deepcopy(dict(values))


def update_row(rows: Sequence[Flat], code: str, values: Mapping[str, Any]) -> list[Flat]:
    """The rows with some values of one changed. A new code goes to wherever the old one was named."""
    row = _find(rows, code)
    values = _known(values)
    new = values.get("code", code)
    if new != code and any(each["code"] == new for each in rows):
        raise _refuse(code, f"Mã {new} đã có ở dòng khác.")
    changed = [each | values if each is row else each for each in rows]
    return changed if new == code else [renamed(each, code, new) for each in changed]


# Where rows name other rows, as one code or as a list of codes.
_NAMING = ("parent", "row", "rows", "must_pass")


def renamed(thing: Any, old: str, new: str) -> Any:
    """The same plain value with one code of a row replaced wherever rows are named."""
    if isinstance(thing, Mapping):
        return {
            key: _named(value, old, new) if key in _NAMING else renamed(value, old, new) for key, value in thing.items()
        }
    if isinstance(thing, list):
        return [renamed(each, old, new) for each in thing]
    return thing


def _named(value: Any, old: str, new: str) -> Any:
    if isinstance(value, list):
        return [new if each == old else renamed(each, old, new) for each in value]
    return new if value == old else value


def move_row(rows: Sequence[Flat], code: str, *, parent: str, position: int | None = None) -> list[Flat]:
    """The rows with one, and all below it, put elsewhere. Raises RubricError where it would stand below itself."""
    row = _find(rows, code)
    if parent in below(rows, code):
        raise _refuse(code, "Không đặt một nhóm vào bên trong chính nó.")
    others = _ordered([each for each in rows if each is not row and each["code"] not in below(rows, code)])
    moved, place = _placed(others, parent, position)
    inside = [each for each in rows if each["code"] in below(rows, code) and each is not row]
    return _ordered([*moved, row | {"parent": parent, "position": place}, *inside])


def delete_row(rows: Sequence[Flat], code: str) -> list[Flat]:
    """The rows without one and without everything below it."""
    _find(rows, code)
    gone = below(rows, code)
    return _ordered([row for row in rows if row["code"] not in gone])


def add_rows(rows: Sequence[Flat], more: Iterable[Mapping[str, Any]], *, parent: str = "") -> list[Flat]:
    """The rows with a whole tree (as pasted) after the last child of `parent`; codes of its top get that of the parent
    in front. Raises RubricError where a code is taken.
    """
    found = list(rows)
    for row in more:
        above = f"{parent}.{row['parent']}" if parent and row["parent"] else row["parent"] or parent
        code = f"{parent}.{row['code']}" if parent else row["code"]
        found = add_row(found, {key: row[key] for key in KEYS if key in row} | {"code": code}, parent=above)
    return found
