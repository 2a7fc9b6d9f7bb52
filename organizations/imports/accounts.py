"""Rows of people against accounts and posts as they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.common.vietnamese import search_key
from organizations.access import rights
from organizations.administration.access import administered_people, standing, visible_people
from organizations.administration.days import start_too_far
from organizations.administration.forms import USERNAME, USERNAME_RULE
from organizations.base import first_base_position, kinds_for, words_for
from organizations.imports.plan import Line, PersonAct, PostAct, State, new_line
from organizations.imports.units import Tree, Unit
from organizations.imports.workbook import ReadRow
from organizations.models import Assignment, Body, BodyKind, Organization, Role, User
from organizations.models.people import BODY_ROLES

ROLES = {search_key(word): role for role in Role for word in (str(role.label), role.value)}
Held = set[tuple[int, str, int, int | None]]


@dataclass
class Accounts:
    """What the rows are compared with."""

    known: dict[str, User]
    seen: set[int]
    mine: set[int]
    held: Held
    bodies: dict[int, list[Body]]
    home: str
    first_base: int


def read_accounts(rows: Sequence[ReadRow], user: User, tree: Tree) -> Accounts:
    """Read accounts, posts and bodies that the rows name, each in one query."""
    names = {name for row in rows for name in (row.values["username"], row.values["username"].lower())}
    known = {each.username.lower(): each for each in User.objects.filter(username__in=names)}
    keys = [each.pk for each in known.values()]
    posts = Assignment.objects.filter(standing(), user__in=keys)
    nodes = {unit.pk for row in rows if (unit := tree.units.get(row.values["code"])) and unit.pk and unit.mine}
    bodies: dict[int, list[Body]] = {}
    for body in Body.objects.filter(organization__in=nodes, active=True).order_by("pk"):
        bodies.setdefault(body.organization_id, []).append(body)
    own = [right.organization_id for right in rights(user) if right.role == Role.ADMINISTRATOR]
    return Accounts(
        known,
        set(visible_people(user).filter(pk__in=keys).values_list("pk", flat=True)),
        set(administered_people(user).filter(pk__in=keys).values_list("pk", flat=True)),
        set(posts.values_list("user_id", "role", "organization_id", "body_id")),
        bodies,
        Organization.objects.filter(pk__in=own).order_by("path").values_list("code", flat=True).first() or "",
        first_base_position(),
    )


def plan_people(rows: Sequence[ReadRow], user: User, tree: Tree) -> tuple[list[Line], list[PersonAct]]:
    """Return a line per row, and the acts by account in the order of the rows."""
    accounts = read_accounts(rows, user, tree)
    acts: dict[str, PersonAct] = {}
    first: dict[str, ReadRow] = {}
    posts: set[tuple[str, str, str, int | str | None]] = set()
    lines = []
    for row in rows:
        line = new_line(row, f"{row.values['username']} – {row.values['full_name']}")
        lines.append(line)
        name = row.values["username"].lower()
        if line.state != State.REFUSED:
            _account(row, line, first.setdefault(name, row), accounts, acts)
        if line.state != State.REFUSED:
            _post(row, line, acts[name], tree, accounts, posts)
    return lines, [act for act in acts.values() if act.pk is None or act.changed or act.posts]


def _account(row: ReadRow, line: Line, first: ReadRow, accounts: Accounts, acts: dict[str, PersonAct]) -> None:
    values, name = row.values, row.values["username"].lower()
    known = accounts.known.get(name)
    if first is not row:
        if values["full_name"] != first.values["full_name"]:
            line.refuse(f"Cột “Họ và tên”: khác với dòng {first.number} của cùng tài khoản.")
        if values["phone"] not in ("", first.values["phone"]):
            line.refuse(f"Cột “Điện thoại”: khác với dòng {first.number} của cùng tài khoản.")
        if name not in acts:
            line.refuse(f"Xem dòng {first.number} của cùng tài khoản.")
        return
    if known is None:
        if not re.fullmatch(USERNAME, name):
            line.refuse(f"Cột “Tên đăng nhập”: {USERNAME_RULE}")
            return
        line.do(State.NEW, "lập tài khoản")
        acts[name] = PersonAct(name, values["full_name"], values["phone"], None, accounts.home)
        return
    _known_account(known, values, line, accounts)
    if line.state != State.REFUSED:
        changed = line.state == State.CHANGED
        phone = values["phone"] or known.phone
        acts[name] = PersonAct(known.username, values["full_name"], phone, known.pk, "", changed)


def _known_account(known: User, values: dict[str, str], line: Line, accounts: Accounts) -> None:
    if known.pk not in accounts.seen:
        line.refuse("Cột “Tên đăng nhập”: tên này đã có người dùng ở ngoài phạm vi của đồng chí.")
        return
    if not known.is_active:
        line.refuse("Tài khoản này đã ngừng: hãy mở lại trước khi nhập.")
    if known.full_name != values["full_name"]:
        line.do(State.CHANGED, f"họ và tên: {known.full_name} → {values['full_name']}")
    if values["phone"] and known.phone != values["phone"]:
        line.do(State.CHANGED, f"điện thoại: {known.phone or 'trống'} → {values['phone']}")
    if line.state == State.CHANGED and known.pk not in accounts.mine:
        line.refuse("Người này còn được phân công ngoài phạm vi của đồng chí: không sửa họ tên, điện thoại được.")


def _post(
    row: ReadRow, line: Line, act: PersonAct, tree: Tree, accounts: Accounts,
    posts: set[tuple[str, str, str, int | str | None]],
) -> None:  # fmt: skip
    values = row.values
    unit = _unit(values, line, tree)
    role = _role(values, line)
    if not role or not unit:
        return
    if not values["start"]:
        line.refuse("Cột “Từ ngày”: còn trống.")
    elif slip := start_too_far(date.fromisoformat(values["start"])):
        line.refuse(f"Cột “Từ ngày”: {slip[:1].lower()}{slip[1:]}")
    body = _body(values["body"], role, unit, line, accounts)
    if line.state == State.REFUSED:
        return
    key = (act.username, role.value, unit.code, body)
    if key in posts:
        line.refuse("Phân công này đã có ở dòng khác của tệp.")
        return
    posts.add(key)
    held = (act.pk or 0, role.value, unit.pk or 0, body if isinstance(body, int) else None)
    if held not in accounts.held:
        line.do(State.NEW if act.pk is None else State.CHANGED, f"phân công {role.label}, {unit.name}")
        act.posts.append(PostAct(role.value, unit.code, body, values["start"]))
    if act.pk is None and len(act.posts) == 1:
        act.home = unit.code


def _unit(values: dict[str, str], line: Line, tree: Tree) -> Unit | None:
    if not values["code"]:
        return None
    unit = tree.units.get(values["code"])
    if unit is None or not unit.mine:
        line.refuse(f"Cột “Mã tổ chức”: {tree.missing(values['code'])}.")
        return None
    if not unit.active:
        line.refuse(f"Cột “Mã tổ chức”: {unit.name} đã thôi hoạt động.")
    return unit


def _role(values: dict[str, str], line: Line) -> Role | None:
    if not values["role"]:
        if any(values[key] for key in ("code", "body", "start")):
            line.refuse("Cột “Vai trò”: còn trống.")
        return None
    role = ROLES.get(search_key(values["role"]))
    if role is None:
        line.refuse(f"Cột “Vai trò”: không có vai trò “{values['role']}”.")
    elif not values["code"]:
        line.refuse("Cột “Mã tổ chức”: còn trống.")
    return role


def _body(text: str, role: Role, unit: Unit, line: Line, accounts: Accounts) -> int | str | None:
    """Return the body that is meant: its key, the kind of one that comes with a new organisation, or None."""
    if role not in BODY_ROLES:
        if text:
            line.refuse(f"Cột “Cơ quan”: vai trò {role.label} không gắn với cơ quan, hãy để trống.")
        return None
    choices: list[tuple[int | str, str, str]]
    if unit.pk:
        choices = [(body.pk, body.kind, body.name) for body in accounts.bodies.get(unit.pk, [])]
    else:
        kinds = kinds_for(unit.level, accounts.first_base)
        choices = [(kind.value, kind.value, words_for(kind, unit.name)["name"]) for kind in kinds]
    meant = _meant(text, choices)
    if len(meant) == 1:
        return meant[0]
    names = "; ".join(name for _, _, name in choices)
    why = "còn trống" if not text else "không rõ cơ quan nào" if meant else f"không có “{text}”"
    line.refuse(f"Cột “Cơ quan”: {why}. Chọn một trong: {names or 'tổ chức này chưa có cơ quan nào'}.")
    return None


def _meant(text: str, choices: list[tuple[int | str, str, str]]) -> list[int | str]:
    """Return the bodies that a word fits: the name, the kind, or the beginning of the name."""
    wanted = search_key(text)
    if not wanted:
        return []
    kinds = {search_key(str(kind.label)): kind.value for kind in BodyKind}
    for fits in (
        lambda kind, name: search_key(name) == wanted,
        lambda kind, name: kinds.get(wanted) == kind,
        lambda kind, name: search_key(name).startswith(wanted),
    ):
        if found := [key for key, kind, name in choices if fits(kind, name)]:
            return found
    return []
