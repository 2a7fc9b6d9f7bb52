"""What every installation starts from: levels, sectors (fixtures/base.yaml), and the bodies that a unit always has."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import Min

from organizations.models import Body, BodyKind, Level, Organization, Sector, User
from organizations.people import create_body, create_term

# Parts of addresses below /to-chuc/, which no organisation can have as its code.
RESERVED_CODES = frozenset({"nhap", "nguoi-dung", "phan-cong"})
# What the columns of names hold, of units as of bodies.
MOST_LETTERS = 200
COMMITTEE_KINDS = (BodyKind.COMMITTEE, BodyKind.STANDING, BodyKind.BOARD, BodyKind.HELPERS)
CELL, COMMITTEE_OF = "Chi bộ", "Đảng bộ"


def read_base() -> dict[str, Any]:
    """Return levels and sectors as the file lists them."""
    path = Path(settings.BASE_DIR) / "fixtures" / "base.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@transaction.atomic
def load_base() -> None:
    """Store the levels and sectors that are not there yet; those that are stay as they are."""
    base = read_base()
    for level in base["levels"]:
        Level.objects.get_or_create(code=level["code"], defaults=level)
    for sector in base["sectors"]:
        Sector.objects.get_or_create(code=sector["code"], defaults=sector)


def first_base_position() -> int:
    """Return the position of the highest level that is a base organisation; levels before it stand above."""
    found = Level.objects.filter(is_base=True, is_cell=False).aggregate(first=Min("position"))["first"]
    return found if found is not None else 0


def kinds_for(level: Level, first_base: int) -> tuple[BodyKind, ...]:
    """Return the bodies that a unit of this level always has.

    A cell acts for itself; a superior committee has its ban thường vụ and its board, a base committee its helpers.
    """
    if level.is_cell:
        return (BodyKind.CELL,)
    if level.position < first_base:
        return (BodyKind.COMMITTEE, BodyKind.STANDING, BodyKind.BOARD)
    return (BodyKind.COMMITTEE, BodyKind.HELPERS)


def words_for(kind: str, organization_name: str) -> dict[str, str]:
    """Return name, printed name, symbol and authority line of a body, from the name of its organisation."""
    if kind == BodyKind.CELL:
        name = organization_name if organization_name.startswith(CELL) else f"{CELL} {organization_name}"
        return _words(name, name, "CB", "T/M CHI BỘ")
    committee = f"Đảng ủy {organization_name.removeprefix(COMMITTEE_OF).strip()}"
    return {
        BodyKind.COMMITTEE: _words(committee, committee, "ĐU", "T/M ĐẢNG ỦY"),
        BodyKind.STANDING: _words(f"Ban Thường vụ {committee}", committee, "ĐU", "T/M BAN THƯỜNG VỤ"),
        BodyKind.BOARD: _words(f"Ban Xây dựng Đảng {committee}", "Ban Xây dựng Đảng", "BXDĐ", "K/T TRƯỞNG BAN"),
        BodyKind.HELPERS: _words(f"Bộ phận giúp việc {committee}", committee, "ĐU", "T/L ĐẢNG ỦY"),
    }[BodyKind(kind)]


def longest_name(name: str, level: Level) -> int:
    """Return how long a name like this may be, so that every body that a unit of this level may have can be named
    after it.
    """
    kinds = (BodyKind.CELL,) if level.is_cell else COMMITTEE_KINDS
    added = max(len(words_for(kind, name)["name"]) - len(name) for kind in kinds)
    return MOST_LETTERS - max(added, 0)


def name_too_long(name: str, level: Level) -> str:
    """Return what is wrong with the length of a unit's name, "" for nothing."""
    longest = longest_name(name, level)
    if len(name) <= longest:
        return ""
    return f"tên dài {len(name)} ký tự, nhiều nhất {longest}, vì tên các cơ quan được đặt theo tên này"


def _words(name: str, issuer: str, symbol: str, authority: str) -> dict[str, str]:
    return {"name": name, "issuer": issuer.upper(), "symbol": symbol, "authority": authority}


@transaction.atomic
def create_standard_bodies(organization: Organization, *, actor: User, first_base: int) -> list[Body]:
    """Give a new organisation the bodies it always has; a committee takes the term of the committee above."""
    bodies = []
    for kind in kinds_for(organization.level, first_base):
        body = create_body(organization, actor=actor, kind=kind, **words_for(kind, organization.name))
        bodies.append(body)
    if not organization.level.is_cell:
        _continue_term(organization, bodies, actor)
    return bodies


def _continue_term(organization: Organization, bodies: list[Body], actor: User) -> None:
    above = Body.objects.filter(organization=organization.parent_id, kind=BodyKind.COMMITTEE).first()
    term = above.terms.order_by("-start").first() if above else None
    if term:
        for body in bodies:
            create_term(body, actor=actor, name=term.name, start=term.start, end=term.end)
