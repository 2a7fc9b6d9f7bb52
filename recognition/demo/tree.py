"""The tree and the people of the demonstration, through the services."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from organizations.models import Body, BodyKind, Level, Organization, Role, Sector, User
from organizations.people import appoint, create_account, create_body, create_term
from organizations.tree import found_organization
from recognition.demo import names

PASSWORD = "botot-2026"  # noqa: S105 - printed to whoever starts the demonstration
FOUNDED = date(2025, 7, 1)
FOUNDING_PAPER = "Quyết định số 01-QĐ/TU ngày 01/7/2025"
TERM = "2025 - 2030"
WORDS = {
    BodyKind.CELL: ("Chi bộ", "CB", "T/M CHI BỘ"),
    BodyKind.COMMITTEE: ("Đảng ủy", "ĐU", "T/M ĐẢNG ỦY"),
    BodyKind.STANDING: ("Ban Thường vụ Đảng ủy", "ĐU", "T/M BAN THƯỜNG VỤ"),
    BodyKind.BOARD: ("Ban Xây dựng Đảng Đảng ủy", "BXDĐ", "K/T TRƯỞNG BAN"),
    BodyKind.HELPERS: ("Bộ phận giúp việc Đảng ủy", "ĐU", "T/L ĐẢNG ỦY"),
}
# (account, what it is shown as, role, organisation, body)
ACCOUNTS: tuple[tuple[str, str, str, str, BodyKind | None], ...] = (
    ("bithu", "Bí thư chi bộ (1)", Role.SECRETARY, "cs01-cb01", None),
    ("bithu2", "Bí thư chi bộ (2)", Role.SECRETARY, "cs02-cb01", None),
    ("bithu_cs", "Bí thư chi bộ cơ sở", Role.SECRETARY, "cbcs01", None),
    ("giupviec", "Giúp việc đảng ủy cơ sở 1", Role.APPRAISER, "cs01", BodyKind.HELPERS),
    ("danguy", "Bí thư đảng ủy cơ sở 1", Role.APPROVER, "cs01", BodyKind.COMMITTEE),
    ("danguy", "Bí thư đảng ủy cơ sở 1", Role.SECRETARY, "cs01", None),
    ("vanthu_cs", "Văn thư đảng ủy cơ sở 1", Role.CLERK, "cs01", BodyKind.COMMITTEE),
    ("thamdinh", "Cán bộ thẩm định", Role.APPRAISER, "tren", BodyKind.BOARD),
    ("lanhdao", "Thường trực cấp ủy", Role.APPROVER, "tren", BodyKind.STANDING),
    ("vanthu", "Văn thư cấp ủy", Role.CLERK, "tren", BodyKind.STANDING),
    ("quantri", "Quản trị phần mềm", Role.ADMINISTRATOR, "tren", None),
    ("giamsat", "Cán bộ kiểm tra", Role.INSPECTOR, "tren", None),
    ("phutrach", "Cấp ủy viên phụ trách", Role.IN_CHARGE, "cs01", None),
)


# (role, what it is shown as, end of the account's name)
OTHERS = (
    ("secretary", "Bí thư các chi bộ", "bithu"),
    ("appraiser", "Giúp việc", "giupviec"),
    ("approver", "Bí thư", "danguy"),
    ("clerk", "Văn thư", "vanthu"),
)


@dataclass
class Demo:
    """What was built, by code."""

    size: names.Size
    organizations: dict[str, Organization] = field(default_factory=dict)
    bodies: dict[tuple[str, str], Body] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def team_of(self, base: str) -> dict[str, User]:
        """Return who acts at a base committee: secretary of its cells, appraiser, approver, clerk."""
        return {role: self.users[f"{base}-{role}"] for role in ("secretary", "appraiser", "approver", "clerk")}


def load_base(base: dict[str, Any]) -> None:
    """Store levels and sectors that are not there yet."""
    for level in base["levels"]:
        Level.objects.get_or_create(code=level["code"], defaults=level)
    for sector in base["sectors"]:
        Sector.objects.get_or_create(code=sector["code"], defaults=sector)


def build_tree(size: names.Size) -> Demo:
    """Found the superior committee, its base committees with their cells, and the chi bộ cơ sở."""
    demo = Demo(size)
    top = (BodyKind.COMMITTEE, BodyKind.STANDING, BodyKind.BOARD)
    _found(demo, "tren", size.top, "cap_tren_co_so", "xa_phuong_thi_tran", None, top)
    for number in range(1, size.bases + 1):
        _found_base(demo, number)
    for number in range(1, size.solos + 1):
        name, sector = names.SOLOS[number - 1] if number <= len(names.SOLOS) else names.SOLO
        code = f"cbcs{number:02d}"
        _found(demo, code, name.format(number=number), "chi_bo_co_so", sector, "tren", (BodyKind.CELL,))
    _appoint_people(demo)
    return demo


def _found_base(demo: Demo, number: int) -> None:
    listed = number <= len(names.BASES)
    name, sector = names.BASES[number - 1] if listed else names.AREA
    code = f"cs{number:02d}"
    kinds = (BodyKind.COMMITTEE, BodyKind.HELPERS)
    _found(demo, code, f"Đảng bộ {name.format(number=number)}", "dang_bo_co_so", sector, "tren", kinds)
    share, rest = divmod(demo.size.cells, demo.size.bases)
    village = sector == "thon_to_dan_pho"
    for cell in range(1, share + (number <= rest) + 1):
        words = names.VILLAGES if village else names.OFFICES
        label, turn = words[(cell - 1) % len(words)], (cell - 1) // len(words) + 1
        title = f"Chi bộ thôn {label}" if village else f"Chi bộ {label}"
        name = title if turn == 1 else f"{title} {turn}"
        _found(demo, f"{code}-cb{cell:02d}", name, "chi_bo_truc_thuoc", sector, code, (BodyKind.CELL,))


def _found(
    demo: Demo, code: str, name: str, level: str, sector: str, parent: str | None, kinds: tuple[BodyKind, ...]
) -> None:
    organization = found_organization(
        actor=None, code=code, name=name, level=Level.objects.get(code=level), sector=Sector.objects.get(code=sector),
        parent=demo.organizations[parent] if parent else None, valid_from=FOUNDED, paper=FOUNDING_PAPER,
        place=demo.size.place,
    )  # fmt: skip
    demo.organizations[code] = organization
    bare = name.removeprefix("Đảng bộ ").removeprefix("Chi bộ ")
    for kind in kinds:
        words, symbol, authority = WORDS[kind]
        committee = f"{'Chi bộ' if kind == BodyKind.CELL else 'Đảng ủy'} {bare}"
        body = create_body(
            organization, actor=None, kind=kind, name=f"{words} {bare}", issuer=committee.upper(), symbol=symbol,
            authority=authority,
        )  # fmt: skip
        create_term(body, actor=None, name=TERM, start=FOUNDED)
        demo.bodies[code, kind] = body


def _appoint_people(demo: Demo) -> None:
    for username, full_name, role, code, kind in ACCOUNTS:
        if username not in demo.users:
            demo.users[username] = _account(username, full_name)
        _appoint(demo, username, role, code, kind)
    # One hash for all: twelve of them would take seconds of the first start.
    keys = [demo.users[username].pk for username, *_ in ACCOUNTS]
    User.objects.filter(pk__in=keys).update(password=make_password(PASSWORD))
    for code, organization in demo.organizations.items():
        if organization.level.code == "dang_bo_co_so":
            _appoint_others(demo, code)
    for code in demo.organizations:
        if code.startswith("cbcs") and code != "cbcs01":
            demo.users[f"{code}-secretary"] = _account(f"{code}-bithu", f"Bí thư {demo.organizations[code].name}")
            _appoint(demo, f"{code}-secretary", Role.SECRETARY, code, None)
    demo.users["cbcs01-secretary"] = demo.users["bithu_cs"]


def _appoint_others(demo: Demo, base: str) -> None:
    """Give a base committee its own people; nobody can log in as them, they only fill the demonstration."""
    for role, words, short in OTHERS:
        name = demo.organizations[base].name
        demo.users[f"{base}-{role}"] = _account(f"{base}-{short}", f"{words} {name}")
    _appoint(demo, f"{base}-appraiser", Role.APPRAISER, base, BodyKind.HELPERS)
    _appoint(demo, f"{base}-approver", Role.APPROVER, base, BodyKind.COMMITTEE)
    _appoint(demo, f"{base}-approver", Role.SECRETARY, base, None)
    _appoint(demo, f"{base}-clerk", Role.CLERK, base, BodyKind.COMMITTEE)
    for code in demo.organizations:
        if code.startswith(f"{base}-"):
            _appoint(demo, f"{base}-secretary", Role.SECRETARY, code, None)


def _account(username: str, full_name: str) -> User:
    return create_account(
        actor=None, username=username, password=None, full_name=full_name, must_change_password=False
    )  # fmt: skip


def _appoint(demo: Demo, user: str, role: str, code: str, kind: BodyKind | None) -> None:
    where: dict[str, Any] = {"body": demo.bodies[code, kind]} if kind else {"organization": demo.organizations[code]}
    appoint(demo.users[user], role, actor=None, start=FOUNDED, **where)
