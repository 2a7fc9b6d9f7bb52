"""Founding, renaming and moving organisations: the one service that writes the path column."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import capitalise_first
from organizations.access import require, under
from organizations.base import name_too_long
from organizations.models import Level, Organization, OrganizationPeriod, Sector, User
from organizations.models.tree import PATH_WIDTH


class TreeError(ValueError):
    """The tree would break; the message says how, in Vietnamese."""


def _free_path(parent: Organization | None) -> str:
    last = Organization.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    key = int(last[-PATH_WIDTH:]) + 1 if last else 1
    # The last key has no next one of the same width, which `under` needs as its upper end.
    if key >= 10**PATH_WIDTH - 1:
        raise TreeError("Cấp trên này đã hết mã nội bộ cho tổ chức đảng trực thuộc.")
    return f"{parent.path if parent else ''}{key:0{PATH_WIDTH}d}"


def _lock_tree() -> None:
    """Let one change of the tree's shape follow the other, by the lock of the organisation that was first.

    Locking only what a change names is not enough: who founds below a node that is being moved would take its old path.
    """
    Organization.objects.select_for_update(of=("self",)).order_by("pk").first()


def _lock(organization: Organization) -> Organization:
    return Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)


@transaction.atomic
def found_organization(
    *,
    actor: User | None,
    code: str,
    name: str,
    level: Level,
    parent: Organization | None,
    valid_from: date,
    paper: str,
    sector: Sector | None = None,
    symbol: str = "",
    place: str = "",
) -> Organization:
    """Create an organisation below `parent` from the day its paper takes effect.

    `actor` is None only while an installation is being set up. Raises TreeError for a name after which its bodies
    cannot be named.
    """
    _check_name(name, level)
    _lock_tree()
    parent = _lock(parent) if parent else None
    organization = Organization(
        code=code,
        level=level,
        sector=sector,
        parent=parent,
        path=_free_path(parent),
        symbol=symbol,
        place=place,
    )
    organization.set_name(name)
    organization.save()
    _open_period(organization, valid_from, paper)
    log("organization.found", organization, actor=actor, organization_id=organization.pk, paper=paper)
    return organization


def _check_name(name: str, level: Level) -> None:
    if too_long := name_too_long(name, level):
        raise TreeError(f"{capitalise_first(too_long)}.")


def _open_period(organization: Organization, valid_from: date, paper: str) -> None:
    OrganizationPeriod.objects.create(
        organization=organization,
        valid_from=valid_from,
        name=organization.name,
        parent=organization.parent,
        level=organization.level,
        sector=organization.sector,
        symbol=organization.symbol,
        place=organization.place,
        paper=paper,
    )


def _close_period(organization: Organization, valid_from: date) -> None:
    current = organization.periods.get(valid_to__isnull=True)
    if valid_from <= current.valid_from:
        raise TreeError(f"Ngày có hiệu lực phải sau ngày {current.valid_from:%d/%m/%Y}.")
    # The tree stands as it is today: what takes effect later is entered on its day.
    if valid_from > timezone.localdate():
        raise TreeError("Ngày có hiệu lực chưa đến; đến ngày đó hãy ghi việc này.")
    current.valid_to = valid_from - timedelta(days=1)
    current.save(update_fields=["valid_to"])


@transaction.atomic
def rename_organization(
    organization: Organization, *, actor: User, name: str, valid_from: date, paper: str
) -> Organization:
    """Give an organisation a new name from a day on.

    Raises Refused, and TreeError when the day is not after the last change or still to come, or the name too long.
    """
    _check_name(name, organization.level)
    locked = _lock(organization)
    require(actor, "organization.administer", locked)
    old = locked.name
    _close_period(locked, valid_from)
    locked.set_name(name)
    locked.save(update_fields=["name", "search", "sort"])
    _open_period(locked, valid_from, paper)
    log("organization.rename", locked, actor=actor, organization_id=locked.pk, old=old, new=name, paper=paper)
    return locked


@transaction.atomic
def move_organization(
    organization: Organization, *, actor: User, parent: Organization, valid_from: date, paper: str
) -> Organization:
    """Put an organisation with all below it under another parent, rewriting the paths of the subtree.

    The actor administers both. Raises Refused, and TreeError when the new parent lies in that subtree.
    """
    _lock_tree()
    new_parent, locked = _lock(parent), _lock(organization)
    require(actor, "organization.administer", locked)
    require(actor, "organization.administer", new_parent)
    _close_period(locked, valid_from)
    _hang_below(locked, new_parent)
    _open_period(locked, valid_from, paper)
    log(
        "organization.move",
        locked,
        actor=actor,
        organization_id=locked.pk,
        parent=new_parent.code,
        paper=paper,
    )
    return locked


def _hang_below(locked: Organization, parent: Organization) -> None:
    if parent.path.startswith(locked.path):
        raise TreeError("Không thể đưa một tổ chức đảng về trực thuộc chính nó hoặc cấp dưới của nó.")
    old_path, new_path = locked.path, _free_path(parent)
    Organization.objects.filter(pk=locked.pk).update(parent=parent)
    # All rows in one statement: a unique column cannot collide on the way, since the new prefix is free.
    Organization.objects.filter(under(old_path)).update(
        path=Concat(Value(new_path), Substr(F("path"), len(old_path) + 1))
    )
    locked.refresh_from_db()


@transaction.atomic
def change_organization(
    organization: Organization,
    *,
    actor: User,
    valid_from: date,
    paper: str,
    parent: Organization | None = None,
    name: str = "",
    **columns: Any,
) -> Organization:
    """Change several things of an organisation by one paper: parent, name, `sector`, `symbol`, `place`.

    What is not given stays. Raises Refused, and TreeError as renaming and moving do.
    """
    _lock_tree()
    locked = _lock(organization)
    require(actor, "organization.administer", locked)
    _close_period(locked, valid_from)
    if parent is not None and parent.pk != locked.parent_id:
        new_parent = _lock(parent)
        require(actor, "organization.administer", new_parent)
        _hang_below(locked, new_parent)
    if name and name != locked.name:
        _check_name(name, locked.level)
    old = {column: str(getattr(locked, column) or "") for column in ("name", *columns)}
    locked.set_name(name or locked.name)
    for column, value in columns.items():
        setattr(locked, column, value)
    locked.save(update_fields=["name", "search", "sort", *columns])
    _open_period(locked, valid_from, paper)
    log("organization.change", locked, actor=actor, organization_id=locked.pk, old=old, paper=paper)
    return locked


@transaction.atomic
def dissolve_organization(
    organization: Organization, *, actor: User | None, last_day: date, paper: str
) -> Organization:
    """End an organisation with its bodies after `last_day`; what it did stays to be read.

    `actor` is None only while an installation is being set up. Raises Refused, and TreeError while units stand below
    it, or where the day is before its last change or still to come.
    """
    _lock_tree()
    locked = _lock(organization)
    if actor is not None:
        require(actor, "organization.administer", locked)
    if locked.children.filter(active=True).exists():
        raise TreeError("Còn tổ chức đảng trực thuộc đang hoạt động.")
    current = locked.periods.filter(valid_to__isnull=True).first()
    if current is None:
        return locked
    if not current.valid_from <= last_day <= timezone.localdate():
        raise TreeError(f"Ngày kết thúc phải từ {current.valid_from:%d/%m/%Y} đến hôm nay.")
    current.valid_to = last_day
    current.save(update_fields=["valid_to"])
    locked.active = False
    locked.save(update_fields=["active"])
    locked.bodies.update(active=False)
    log("organization.dissolve", locked, actor=actor, organization_id=locked.pk, paper=paper, last_day=str(last_day))
    return locked


def ancestors(organization: Organization) -> list[Organization]:
    """Return the organisations above, from the root down."""
    path = organization.path
    paths = [path[:end] for end in range(PATH_WIDTH, len(path), PATH_WIDTH)]
    return list(Organization.objects.filter(path__in=paths).order_by("path"))
