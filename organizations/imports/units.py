"""Rows of organisations against the tree as it stands."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from config.common.vietnamese import search_key
from organizations.access import administers
from organizations.base import RESERVED_CODES, name_too_long
from organizations.imports.columns import shown_day
from organizations.imports.plan import Line, State, UnitAct, new_line
from organizations.imports.workbook import ReadRow
from organizations.models import Level, Organization, OrganizationPeriod, Sector, User

CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")
MOST_LEVELS = 12
KEPT = ("name", "symbol", "place")
LABELS = {"name": "tên", "symbol": "ký hiệu", "place": "địa danh"}


@dataclass
class Unit:
    """An organisation that stands or that the workbook founds."""

    code: str
    name: str
    level: Level
    pk: int | None
    parent: str | None
    mine: bool
    active: bool = True


@dataclass
class Tree:
    """The tree with what the workbook adds and moves, by code."""

    units: dict[str, Unit]
    standing: dict[str, Organization]
    since: dict[int, date]
    levels: dict[str, Level]
    sectors: dict[str, Sector]
    written: dict[str, str] = field(default_factory=dict)

    def missing(self, code: str) -> str:
        """Return why there is no organisation with this code for the reader."""
        bare = code.lstrip("0")
        near = [
            other for other, unit in self.units.items() if unit.mine and other.lstrip("0") == bare and other != code
        ]
        if near:
            return f"không có tổ chức đảng mã “{code}”; có mã “{near[0]}”: ô mã cần ở dạng chữ để không mất số 0 ở đầu"
        if code.lower() in self.written:
            return f"mã “{code}” khác chữ hoa, chữ thường với mã “{self.written[code.lower()]}” đã có"
        return f"không có tổ chức đảng mã “{code}” trong phạm vi của đồng chí"


def _by_words(things: Iterable[Any]) -> dict[str, Any]:
    found = list(things)
    return {each.code: each for each in found} | {search_key(each.name): each for each in found}


def read_tree(user: User) -> Tree:
    """Read everything the rows are compared with."""
    found = list(Organization.objects.select_related("level", "sector", "parent").order_by("path"))
    units = {
        each.code: Unit(
            each.code, each.name, each.level, each.pk, each.parent.code if each.parent else None,
            administers(user, each.path), each.active,
        )
        for each in found
    }  # fmt: skip
    since = dict(OrganizationPeriod.objects.filter(valid_to=None).values_list("organization_id", "valid_from"))
    levels, sectors = _by_words(Level.objects.all()), _by_words(Sector.objects.all())
    written = {code.lower(): code for code, unit in units.items() if unit.mine}
    return Tree(units, {each.code: each for each in found}, since, levels, sectors, written)


def plan_units(rows: Sequence[ReadRow], user: User) -> tuple[Tree, list[Line], list[UnitAct]]:
    """Return the tree as it would be, a line per row, and the acts from the top down."""
    tree = read_tree(user)
    lines = [new_line(row, f"{row.values['code']} {row.values['name']}".strip()) for row in rows]
    times = Counter(row.values["code"].lower() for row in rows)
    for row, line in zip(rows, lines, strict=True):
        if times[row.values["code"].lower()] > 1 and row.values["code"]:
            line.refuse(f"Mã “{row.values['code']}” có ở nhiều dòng của tệp.")
        _enter(row, line, tree)
    acts = []
    for row, line in zip(rows, lines, strict=True):
        act = _compare(row, line, tree)
        if act and line.state in (State.NEW, State.CHANGED):
            acts.append(act)
    depths = _depths(tree)
    for row, line in zip(rows, lines, strict=True):
        depth = depths.get(row.values["code"], 0)
        if depth is None:
            line.refuse("Cấp trên của các dòng tạo thành vòng tròn.")
        elif depth >= MOST_LEVELS:
            line.refuse(f"Có quá {MOST_LEVELS} cấp nối nhau.")
    return tree, lines, sorted(acts, key=lambda act: depths[act.code] or 0)


def _enter(row: ReadRow, line: Line, tree: Tree) -> None:
    """Put a new organisation, or a new parent, into the tree that the rows are compared with."""
    values = row.values
    code, level = values["code"], tree.levels.get(values["level"]) or tree.levels.get(search_key(values["level"]))
    if not code or not level:
        if values["level"]:
            line.refuse(f"Cột “Loại tổ chức”: không có loại “{values['level']}”.")
        return
    known = tree.units.get(code)
    if known is None:
        _check_code(code, line, tree)
        tree.units[code] = Unit(code, values["name"], level, None, values["parent"] or None, mine=True)
    elif known.mine and values["parent"]:
        known.parent = values["parent"]


def _check_code(code: str, line: Line, tree: Tree) -> None:
    if not CODE.fullmatch(code):
        line.refuse("Cột “Mã”: chỉ dùng chữ không dấu, chữ số, gạch ngang, gạch dưới.")
    elif code.lower() in RESERVED_CODES:
        line.refuse(f"Cột “Mã”: “{code}” là từ dành riêng của phần mềm, hãy chọn mã khác.")
    elif code.lower() in tree.written:
        line.refuse(f"Cột “Mã”: {tree.missing(code)}.")


def _compare(row: ReadRow, line: Line, tree: Tree) -> UnitAct | None:
    if line.state == State.REFUSED:
        return None
    values = row.values
    sector = tree.sectors.get(values["sector"]) or tree.sectors.get(search_key(values["sector"]))
    if values["sector"] and not sector:
        line.refuse(f"Cột “Loại hình”: không có loại hình “{values['sector']}”.")
    parent = _parent(values["parent"], line, tree)
    known = tree.standing.get(values["code"])
    if known is None:
        return _found(values, line, tree, parent, sector)
    return _change(known, values, line, tree, parent, sector)


def _parent(code: str, line: Line, tree: Tree) -> Unit | None:
    if not code:
        return None
    parent = tree.units.get(code)
    if parent is None or not parent.mine:
        line.refuse(f"Cột “Mã cấp trên”: {tree.missing(code)}.")
        return None
    if parent.level.is_cell:
        line.refuse(f"Cột “Mã cấp trên”: {parent.name} là chi bộ, không có tổ chức đảng trực thuộc.")
    if not parent.active:
        line.refuse(f"Cột “Mã cấp trên”: {parent.name} đã thôi hoạt động.")
    return parent


def _found(
    values: dict[str, str], line: Line, tree: Tree, parent: Unit | None, sector: Sector | None
) -> UnitAct | None:
    if not values["parent"]:
        line.refuse("Cột “Mã cấp trên”: còn trống.")
    _check_paper(values, line)
    _check_name(values["name"], tree.units[values["code"]].level, line)
    line.do(State.NEW, f"thành lập, trực thuộc {parent.name}" if parent else "")
    level = tree.units[values["code"]].level
    given = {**{key: values[key] for key in KEPT}, "level": level, "sector": sector}
    return UnitAct(values["code"], None, values["parent"], given | _paper(values))


def _change(
    known: Organization, values: dict[str, str], line: Line, tree: Tree, parent: Unit | None, sector: Sector | None
) -> UnitAct | None:
    unit = tree.units[known.code]
    if not unit.mine:
        line.refuse(f"Cột “Mã”: mã “{known.code}” đã có ở ngoài phạm vi của đồng chí.")
        return None
    if not known.active:
        # It has no span that still runs: nothing of it can be compared.
        line.refuse("Tổ chức đảng này đã thôi hoạt động.")
        return None
    level = tree.levels.get(values["level"]) or tree.levels.get(search_key(values["level"]))
    if level != known.level:
        line.refuse(f"Cột “Loại tổ chức”: đang là “{known.level.name}”; tệp nhập không đổi loại tổ chức.")
    given: dict[str, Any] = {key: values[key] for key in KEPT if values[key] and values[key] != getattr(known, key)}
    details = [f"{LABELS[key]}: {getattr(known, key) or 'trống'} → {values[key]}" for key in given]
    if sector and sector != known.sector:
        given["sector"] = sector
        details.append(f"loại hình: {known.sector or 'trống'} → {sector}")
    above = known.parent.code if known.parent else None
    moved = parent.code if parent and parent.code != above else None
    if moved and parent:
        details.append(f"cấp trên: {known.parent or 'không có'} → {parent.name}")
    if not details:
        return None
    _check_paper(values, line)
    _check_name(given.get("name", ""), known.level, line)
    if values["valid_from"] and date.fromisoformat(values["valid_from"]) <= tree.since[known.pk]:
        line.refuse(f"Cột “Ngày có hiệu lực”: phải sau lần thay đổi trước ({tree.since[known.pk]:%d/%m/%Y}).")
    for detail in details:
        line.do(State.CHANGED, detail)
    return UnitAct(known.code, known.pk, moved, given | _paper(values))


def _check_name(name: str, level: Level, line: Line) -> None:
    if too_long := name_too_long(name, level):
        line.refuse(f"Cột “Tên”: {too_long}.")


def _check_paper(values: dict[str, str], line: Line) -> None:
    day = values["valid_from"]
    if not day:
        line.refuse("Cột “Ngày có hiệu lực”: còn trống.")
    elif date.fromisoformat(day) > timezone.localdate():
        line.refuse(f"Cột “Ngày có hiệu lực”: ngày {shown_day(day)} chưa đến; đến ngày đó hãy nhập.")
    if not values["paper"]:
        line.refuse("Cột “Theo văn bản”: còn trống.")


def _paper(values: dict[str, str]) -> dict[str, Any]:
    return {
        "valid_from": date.fromisoformat(values["valid_from"]) if values["valid_from"] else None,
        "paper": values["paper"],
    }


def _depths(tree: Tree) -> dict[str, int | None]:
    """Return how deep each organisation would stand; None for those whose parents run in a circle."""
    found: dict[str, int | None] = {}
    for code in tree.units:
        way: list[str] = []
        while code in tree.units and code not in found and code not in way:
            way.append(code)
            code = tree.units[code].parent or ""
        depth = None if code in way else found.get(code, -1)
        for step in reversed(way):
            depth = None if depth is None else depth + 1
            found[step] = depth
    return found
