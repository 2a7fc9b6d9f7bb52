"""The day to register by of programmes for which nobody has called yet: for who calls, and for the units."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone

from organizations.access import administers, rights
from organizations.models import Organization, User
from scoring.duties.dues import WHO, Due, state_of
from scoring.duties.in_use import InUse
from scoring.pure.programme import registration_day
from scoring.registration.permissions import DECIDERS, own_units_with_levels


def registration_days(user: User, year: int, programmes: Iterable[InUse]) -> Iterator[Due]:
    """Yield the day to register by of each programme without a call for this year: to whoever has to call for it, and
    to the units that may register. A call has its own day; what was not called for in years gone by is past.
    """
    if year < timezone.localdate().year:
        return
    for used in programmes:
        rules = used.rules.registration
        if rules is None:
            continue
        day = registration_day(rules, year)
        called = tuple(each.path for each in used.calls if each.covers(year))
        if waiting := _to_call(user, used, called):
            # The page to open a call is for administrators.
            url = reverse("scoring:call_create") if any(administers(user, path) for path in waiting) else ""
            text = f"Mở đợt đăng ký {used.name}, hạn đăng ký {day:%d/%m/%Y}"
            yield Due(day, text, used.name, "", rules.clause, state_of(False, day), url)
        if any(_registers(unit, used, called) for unit in own_units_with_levels(user)):
            text = f"Hạn đăng ký {used.name} (cấp trên chưa mở đợt đăng ký)"
            yield Due(day, text, used.name, WHO["unit"], rules.clause)


def _to_call(user: User, used: InUse, called: tuple[str, ...]) -> list[str]:
    """Return the paths of the organisations that have not called, nor any above them, where `user` sees to it."""
    decides = {right.organization_id for right in rights(user) if right.role in DECIDERS and not right.at_team}
    return [
        path
        for key, path in used.owners.items()
        if not path.startswith(called) and (key in decides or administers(user, path))
    ]


def _registers(unit: Organization, used: InUse, called: tuple[str, ...]) -> bool:
    """Say whether a unit may register, or puts units below it forward, once somebody above calls."""
    if unit.path.startswith(called) or not unit.path.startswith(tuple(used.branches)):
        return False
    below = any(unit.pk != key and unit.path.startswith(path) for key, path in used.owners.items())
    return below and (unit.level.code in used.levels or not unit.level.is_cell)
