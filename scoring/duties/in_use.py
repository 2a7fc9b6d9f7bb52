"""The programmes that run above a person, with the years for which their registrations were called."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, IntegerField, Value
from django.db.models.functions import Coalesce

from organizations.access import rights
from organizations.models import User
from organizations.models.tree import PATH_WIDTH
from scoring.models import RegistrationCall, Round
from scoring.pure.programme import ProgrammeRules, parse_rules


@dataclass(frozen=True)
class Called:
    """A call to register: the path of the organisation that called, for which years of the title, until when."""

    path: str
    first_year: int
    last_year: int
    deadline: date

    def covers(self, year: int) -> bool:
        """Say whether nobody has to call for this year any more."""
        return self.first_year <= year <= self.last_year or self.deadline.year == year


@dataclass(frozen=True)
class InUse:
    """A programme that runs above a person: the organisations that run it by key, with their paths, the paths of the
    branches that it reaches ("" reaches all), and the calls to register for it.
    """

    name: str
    levels: frozenset[str]
    rules: ProgrammeRules
    owners: dict[int, str]
    branches: frozenset[str]
    calls: tuple[Called, ...]


_PROGRAMME = ("programme", "programme__name", "programme__kinds", "programme__rules")
_OWNER = ("owner__organization", "owner__organization__path", "branch")


def programmes_in_use(user: User) -> list[InUse]:
    """Return the programmes with a round or a call of an organisation of the reader's or above it; one query."""
    above = {right.path[:end] for right in rights(user) for end in range(PATH_WIDTH, len(right.path) + 1, PATH_WIDTH)}
    if not above:
        return []
    found: dict[int, tuple[Any, ...]] = {}
    owners: dict[int, dict[int, str]] = {}
    branches: dict[int, set[str]] = {}
    calls: dict[int, list[Called]] = {}
    for key, name, kinds, rules, owner, path, branch, *called in _rows(above):
        found[key] = (name, kinds, rules)
        owners.setdefault(key, {})[owner] = path
        branches.setdefault(key, set()).add(branch)
        calls.setdefault(key, []).extend([Called(path, *called)] if called[0] is not None else [])
    return [
        InUse(
            name, frozenset(kind["level"] for kind in kinds), parse_rules(rules), owners[key],
            frozenset(branches[key]), tuple(calls[key]),
        )
        for key, (name, kinds, rules) in sorted(found.items(), key=lambda each: each[1][0])
    ]  # fmt: skip


def _rows(above: set[str]) -> list[Any]:
    """Return rounds and calls of organisations with these paths: programme, owner, branch, and of calls their years."""
    rounds = Round.objects.exclude(state=Round.State.DRAFT).filter(owner__organization__path__in=above, parent=None)
    rounds = rounds.order_by().annotate(
        branch=Coalesce("rubrics__branch__path", Value("")), first=Value(None, IntegerField()),
        last=Value(None, IntegerField()), until=Value(None, DateField()),
    )  # fmt: skip
    calls = RegistrationCall.objects.filter(owner__organization__path__in=above).order_by()
    calls = calls.annotate(branch=Value("", output_field=CharField()))
    return [
        *rounds.values_list(*_PROGRAMME, *_OWNER, "first", "last", "until").union(
            calls.values_list(*_PROGRAMME, *_OWNER, "first_year", "last_year", "deadline")
        )
    ]
