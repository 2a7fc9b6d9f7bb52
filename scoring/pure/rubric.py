"""A rubric as plain values: read from nested YAML or flat database rows, written back, hashed.

Rows keep the order of reading: a row stands before its children, children in their printed order.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from .codec import DECIMAL, TEXT, UnreadableError, read_key
from .meta import META, Form, Meta, Programme, Rounding, Source
from .problems import Problem, RubricError
from .spec import Cap, Spec
from .spec_codec import CONTAINERS, dump_spec, parse_spec

__all__ = [
    "Form", "Problem", "Programme", "Rounding", "Row", "RubricData", "RubricError", "Source",
    "content_hash", "flat_rows", "from_rows", "meta_mapping", "parse", "to_mapping",
]  # fmt: skip

_ROW_KEYS = ("code", "marker", "text", "kind", "maximum", "spec", "note", "help")


@dataclass(frozen=True)
class Row:
    """One criterion. `parent` is the code of its group or "", `position` counts from 1 among siblings,
    `maximum` is in points (None where the row earns none), `spec` depends on `kind`.

    `unread` and `complaints` hold what of the spec could not be read; publishing refuses them.
    """

    code: str
    parent: str
    position: int
    marker: str
    text: str
    kind: str
    maximum: Decimal | None = None
    spec: Spec = field(default_factory=Spec)
    note: str = ""
    help: str = ""
    unread: Mapping[str, Any] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()

    @property
    def is_group(self) -> bool:
        return self.kind in CONTAINERS


@dataclass(frozen=True)
class RubricData(Meta):
    """A whole rubric; `rows` are flat, in the order of reading."""

    rows: tuple[Row, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[str, Row]:
        return {row.code: row for row in self.rows}

    @cached_property
    def _families(self) -> Mapping[str, tuple[Row, ...]]:
        families: dict[str, tuple[Row, ...]] = {}
        for row in self.rows:
            families[row.parent] = (*families.get(row.parent, ()), row)
        return families

    @cached_property
    def _leaves(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.is_group)

    @cached_property
    def caps_at(self) -> Mapping[str, tuple[Cap, ...]]:
        """The caps of the head by the smallest group that holds all their rows; "" for the whole sheet."""
        found: dict[str, tuple[Cap, ...]] = {}
        for cap in self.caps:
            above = [[row.code for row in self.line(code)[:-1]] for code in cap.rows if code in self.by_code]
            shared = [codes[0] for codes in zip(*above, strict=False) if len(set(codes)) == 1]
            place = shared[-1] if shared else ""
            found[place] = (*found.get(place, ()), cap)
        return found

    def row(self, code: str) -> Row:
        """The row with this code; KeyError where there is none."""
        return self.by_code[code]

    def children(self, code: str = "") -> tuple[Row, ...]:
        """The rows directly under a row; without a code, the top rows."""
        return self._families.get(code, ())

    def leaves(self) -> tuple[Row, ...]:
        """The rows that are marked."""
        return self._leaves

    def groups(self) -> tuple[Row, ...]:
        """The rows that are computed from their children."""
        return tuple(row for row in self.rows if row.is_group)

    def below(self, code: str) -> tuple[Row, ...]:
        """The leaves under a row; the row itself where it is one."""
        row = self.row(code)
        if not row.is_group:
            return (row,)
        return tuple(leaf for child in self.children(code) for leaf in self.below(child.code))

    def label(self, code: str) -> str:
        """The place of a row as printed, from the top: "I.2.(2), dòng 1" for an unnumbered row."""
        places = [f".{row.marker}" if row.marker else f", dòng {row.position}" for row in self.line(code)]
        return "".join(places).lstrip("., ")

    def top(self, code: str) -> Row:
        """The top row over a row, or the row itself; KeyError where there is no such row."""
        return self.line(self.row(code).code)[0]

    def reaches_top(self, code: str) -> bool:
        """Whether a row hangs, over its parents, under a top row."""
        return not self.line(code)[0].parent

    def line(self, code: str) -> list[Row]:
        """From the top row down to this one; a broken tree that goes in circles ends where it repeats."""
        line: list[Row] = []
        row = self.by_code.get(code)
        while row is not None and row not in line:
            line.insert(0, row)
            row = self.by_code.get(row.parent)
        return line


def _read_row(mapping: Any, parent: str, position: int) -> Row:
    if not isinstance(mapping, Mapping):
        raise UnreadableError("dòng phải là một ánh xạ khóa: giá trị")
    unknown = [str(key) for key in mapping if key not in (*_ROW_KEYS, "rows", "parent", "position")]
    if unknown:
        raise UnreadableError(f"khóa không biết “{', '.join(unknown)}”")
    texts = {
        key: read_key(key, TEXT, mapping.get(key) or "") for key in ("code", "marker", "text", "kind", "note", "help")
    }
    if not texts["code"] or not texts["kind"]:
        raise UnreadableError("thiếu mã (code) hoặc kiểu (kind)")
    maximum = mapping.get("maximum")
    given = mapping.get("spec") or {}
    if not isinstance(given, Mapping):
        raise UnreadableError("spec phải là một ánh xạ khóa: giá trị")
    found = parse_spec(texts["kind"], given)
    points = None if maximum is None else read_key("maximum", DECIMAL, maximum)
    return Row(
        parent=parent, position=position, maximum=points, spec=found.spec, unread=found.unread,
        complaints=found.complaints, **texts,
    )  # fmt: skip


def _walk(entries: Any, parent: str, rows: list[Row], problems: list[Problem]) -> None:
    if not isinstance(entries, list | tuple):
        problems.append(Problem(parent, f"Các dòng dưới “{parent}” phải là một danh sách."))
        return
    for position, entry in enumerate(entries, 1):
        try:
            row = _read_row(entry, parent, position)
        except UnreadableError as error:
            code = str(entry.get("code", "")) if isinstance(entry, Mapping) else ""
            place = f"mã {code}" if code else f"dòng {position} dưới “{parent}”"
            problems.append(Problem(code, f"Không đọc được ({place}): {error}."))
            continue
        rows.append(row)
        _walk(entry.get("rows") or (), row.code, rows, problems)


def _read_meta(mapping: Mapping[str, Any]) -> Meta:
    try:
        meta: Meta = META.read({key: value for key, value in mapping.items() if key != "rows"})
    except UnreadableError as error:
        raise RubricError([Problem("", f"Không đọc được phần đầu của bộ tiêu chí: {error}.")]) from None
    return meta


def _build(meta: Meta, rows: Iterable[Row]) -> RubricData:
    return RubricData(**vars(meta), rows=tuple(rows))


def parse(mapping: Mapping[str, Any]) -> RubricData:
    """The rubric of a nested mapping (as in a YAML file: keys of the head, and `rows` within `rows`).

    Raises RubricError naming every row that cannot be read. Whether what was read adds up is `check`'s.
    """
    if not isinstance(mapping, Mapping):
        raise RubricError([Problem("", "Bộ tiêu chí phải là một ánh xạ khóa: giá trị.")])
    rows: list[Row] = []
    problems: list[Problem] = []
    _walk(mapping.get("rows") or (), "", rows, problems)
    if problems:
        raise RubricError(problems)
    return _build(_read_meta(mapping), rows)


def from_rows(meta: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> RubricData:
    """The rubric of flat rows (as in the database), each with `parent` ("" or None at the top) and
    `position`, in any order. Rows without a way to the top are kept at the end, for `check` to name.

    Raises RubricError as `parse` does.
    """
    waiting: dict[str, list[Mapping[str, Any]]] = {}
    for entry in sorted(rows, key=lambda given: given.get("position") or 0):
        waiting.setdefault(entry.get("parent") or "", []).append(entry)
    found: list[Row] = []
    problems: list[Problem] = []

    def take(parent: str) -> None:
        for position, entry in enumerate(waiting.pop(parent, ()), 1):
            try:
                found.append(_read_row(entry, parent, position))
            except UnreadableError as error:
                code = str(entry.get("code", ""))
                problems.append(Problem(code, f"Không đọc được (mã {code}): {error}."))
                continue
            take(found[-1].code)

    take("")
    while waiting:
        take(next(iter(waiting)))
    if problems:
        raise RubricError(problems)
    return _build(_read_meta(meta), found)


def _plain_row(row: Row) -> dict[str, Any]:
    return {
        "code": row.code,
        "marker": row.marker,
        "text": row.text,
        "kind": row.kind,
        "maximum": None if row.maximum is None else DECIMAL.write(row.maximum),
        "spec": dump_spec(row.kind, row.spec, row.unread),
        "note": row.note,
        "help": row.help,
    }


def flat_rows(rubric: RubricData) -> list[dict[str, Any]]:
    """Rows as the database keeps them: `_ROW_KEYS` with `parent` and `position`; maximum as text or None."""
    return [_plain_row(row) | {"parent": row.parent, "position": row.position} for row in rubric.rows]


def meta_mapping(rubric: RubricData) -> dict[str, Any]:
    """Everything but the rows, canonical: what `from_rows` takes as `meta`."""
    written: dict[str, Any] = META.write(rubric)
    return written


def _nested(rubric: RubricData, parent: str) -> list[dict[str, Any]]:
    found = []
    for row in rubric.children(parent):
        entry = {key: value for key, value in _plain_row(row).items() if value not in ("", None, {})}
        below = _nested(rubric, row.code)
        found.append(entry | ({"rows": below} if below else {}))
    return found


def to_mapping(rubric: RubricData) -> dict[str, Any]:
    """The canonical nested mapping, fit for YAML; `parse` of it gives the same rubric.

    Raises RubricError where rows have no way to the top or share a code, for a tree cannot say that.
    """
    if len(rubric.by_code) != len(rubric.rows) or _reachable(rubric) != len(rubric.rows):
        raise RubricError([Problem("", "Có dòng trùng mã hoặc không thuộc nhóm nào; sửa trước khi xuất.")])
    return meta_mapping(rubric) | {"rows": _nested(rubric, "")}


def _reachable(rubric: RubricData, code: str = "") -> int:
    return sum(1 + _reachable(rubric, row.code) for row in rubric.children(code))


def content_hash(rubric: RubricData) -> str:
    """sha256 (hex) of the canonical JSON: the same for the same content, whatever the order of keys."""
    return hash_mapping(to_mapping(rubric))


def hash_mapping(mapping: Mapping[str, Any]) -> str:
    """sha256 (hex) of a mapping of plain values, keys sorted."""
    text = json.dumps(mapping, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
