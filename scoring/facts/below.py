"""The units below another as the tree stood on the last day of a period: dated rows, not today's paths."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from organizations.access import under
from organizations.models import Organization, OrganizationPeriod

# How a unit stood, row by row: (parent, first day, last day or None).
Rows = Sequence[tuple[int | None, date, date | None]]


def tops(paths: Iterable[str]) -> list[str]:
    """Return the paths that lie below no other one."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def nearby(paths: Iterable[str], earliest: date) -> list[Organization]:
    """Return the units that stand below these paths, and those that stood there on a day or later and left, with all
    that went with them.
    """
    found: dict[int, Organization] = {}
    known, fresh = [], tops(paths)
    while fresh:
        known += fresh
        found |= {unit.pk: unit for unit in _below(fresh, earliest)}
        # Who left stands elsewhere now, and what is below it too.
        fresh = tops(unit.path for unit in found.values() if not unit.path.startswith(tuple(known)))
    return sorted(found.values(), key=lambda unit: (unit.sort, unit.pk))


def _below(paths: Iterable[str], earliest: date) -> QuerySet[Organization]:
    standing, left = Q(pk__in=[]), Q(pk__in=[])
    for path in paths:
        standing |= under(path)
        left |= under(path, "parent__")
    gone = OrganizationPeriod.objects.filter(left, valid_to__gte=earliest).values("organization")
    return Organization.objects.filter(Q(standing, active=True) | Q(pk__in=gone))


def dated(keys: Iterable[int]) -> dict[int, list[tuple[int | None, date, date | None]]]:
    """Return how each of these units stood, row by row, the first one first."""
    found: dict[int, list[tuple[int | None, date, date | None]]] = {}
    rows = OrganizationPeriod.objects.filter(organization__in=keys).order_by("valid_from")
    for key, parent, start, end in rows.values_list("organization_id", "parent_id", "valid_from", "valid_to"):
        found.setdefault(key, []).append((parent, start, end))
    return found


def children_on(day: date, units: Iterable[Organization], rows: Mapping[int, Rows]) -> dict[int, list[Organization]]:
    """Return those of these units that stood on a day, by key of the unit they stood right below."""
    found: dict[int, list[Organization]] = {}
    for unit in units:
        parent = _parent(unit, rows.get(unit.pk, ()), day)
        if parent is not None:
            found.setdefault(parent, []).append(unit)
    return found


def _parent(unit: Organization, rows: Rows, day: date) -> int | None:
    for parent, start, end in rows:
        if start <= day and (end is None or day <= end):
            return parent
    return None if not unit.active or (rows and day < rows[0][1]) else unit.parent_id


def subtree_of(key: int, children: Mapping[int, list[Organization]]) -> list[Organization]:
    """Return all units below one, in the order of their names."""
    found: dict[int, Organization] = {}
    waiting = [key]
    while waiting:
        fresh = [each for each in children.get(waiting.pop(), ()) if each.pk not in found]
        found |= {each.pk: each for each in fresh}
        waiting += [each.pk for each in fresh]
    return sorted(found.values(), key=lambda unit: (unit.sort, unit.pk))
