"""Beginning an installation: all of it in one transaction, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations import hooks
from organizations.base import first_base_position, kinds_for, load_base, words_for
from organizations.first_run.state import is_empty
from organizations.models import BodyKind, Level, Organization, Role, Sector, User
from organizations.people import appoint, create_account, create_body, create_term
from organizations.tree import found_organization


class AlreadyBegunError(ValueError):
    """Somebody else has begun this installation; the message says so, in Vietnamese."""


@dataclass(frozen=True)
class Top:
    """The top organisation: levels and sectors by code; `superior` is printed above it on its papers."""

    code: str
    name: str
    level: str
    sector: str
    place: str
    superior: str
    valid_from: date
    paper: str


@dataclass(frozen=True)
class Words:
    """How a body is called, printed and cited; what is empty follows from the name of the organisation."""

    name: str = ""
    issuer: str = ""
    symbol: str = ""


@dataclass(frozen=True)
class Beginning:
    """Everything that the first page asks for."""

    top: Top
    committee: Words
    board: Words
    term: str
    term_start: date
    term_end: date | None
    full_name: str
    username: str
    password: str
    choices: Sequence[str]


def offered() -> list[tuple[str, str, str]]:
    """Return what may be loaded from the start, as the rooms offer it: code, label, hint."""
    return [choice for group in hooks.first_run_choices.call() for choice in group]


@transaction.atomic
def begin(asked: Beginning) -> User:
    """Set the installation up and return its administrator.

    Of two who ask at once one is served; raises AlreadyBegunError for the other, who waited for the levels.
    """
    load_base()
    list(Level.objects.select_for_update(of=("self",)).order_by("pk"))
    if not is_empty():
        raise AlreadyBegunError("Bản cài đặt này vừa được người khác thiết lập. Mời đồng chí đăng nhập.")
    organization = _found(asked.top)
    _create_bodies(organization, asked)
    administrator = create_account(
        actor=None, username=asked.username, password=asked.password, full_name=asked.full_name,
        must_change_password=False, home=organization,
    )  # fmt: skip
    appoint(administrator, Role.ADMINISTRATOR, actor=None, start=timezone.localdate(), organization=organization)
    hooks.first_run.call(administrator, frozenset(asked.choices))
    log("installation.begin", organization, actor=administrator, organization_id=organization.pk)
    return administrator


def _found(top: Top) -> Organization:
    organization = found_organization(
        actor=None, code=top.code, name=top.name, level=Level.objects.get(code=top.level), parent=None,
        sector=Sector.objects.get(code=top.sector) if top.sector else None, place=top.place,
        valid_from=top.valid_from, paper=top.paper,
    )  # fmt: skip
    organization.superior = top.superior
    organization.save(update_fields=["superior"])
    return organization


def _create_bodies(organization: Organization, asked: Beginning) -> None:
    for kind in kinds_for(organization.level, first_base_position()):
        body = create_body(organization, actor=None, kind=kind, **_words(kind, organization.name, asked))
        create_term(body, actor=None, name=asked.term, start=asked.term_start, end=asked.term_end)


def _words(kind: BodyKind, name: str, asked: Beginning) -> dict[str, str]:
    """Return the words of a body: those that were typed before those that follow from the name."""
    found = words_for(kind, name)
    typed = asked.board if kind == BodyKind.BOARD else asked.committee
    if kind == BodyKind.STANDING and typed.name:
        found["name"] = f"Ban Thường vụ {typed.name}"
    elif kind == BodyKind.HELPERS and typed.name:
        found["name"] = f"Bộ phận giúp việc {typed.name}"
    elif typed.name:
        found["name"] = typed.name
    if typed.issuer or typed.name:
        found["issuer"] = (typed.issuer or typed.name).upper()
    return found | ({"symbol": typed.symbol} if typed.symbol else {})
