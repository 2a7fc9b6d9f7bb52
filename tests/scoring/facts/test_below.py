"""The units below are those of the period's last day: not who came later, but who left later."""

from datetime import date

import pytest
from django.utils import timezone

from organizations.models import Level, Organization, OrganizationPeriod
from organizations.tree import dissolve_organization, found_organization, move_organization
from scoring.facts.gather import observe
from scoring.models import Round
from scoring.pure.records import Record
from tests.build import World, build_world
from tests.scoring.facts.rubrics import sheets, trial_round

TODAY = timezone.localdate()
YEAR = TODAY.year
BASE = "cs1"
BOTH = [("years", "children"), ("facts", "subtree")]


@pytest.fixture
def world(db: None) -> World:
    """A round of last year, judged today."""
    world = build_world(cells=2)
    trial_round(world)
    _period(YEAR - 1)
    return world


def _period(year: int) -> None:
    Round.objects.update(start=date(year, 1, 1), end=date(year, 12, 31))


def _records(key: tuple[str, str], code: str = BASE) -> tuple[Record, ...]:
    (sheet,) = sheets(code)
    return observe([sheet])[sheet.pk].records[key]


def _below(code: str = BASE) -> list[set[str]]:
    units = dict(Organization.objects.values_list("pk", "code"))
    return [{units[int(record.unit)] for record in _records(key, code)} for key in BOTH]


def _child(world: World, day: date, parent: str = BASE) -> Organization:
    return found_organization(
        actor=None, code="moi", name="Chi bộ mới", level=Level.objects.get(code="chi_bo_truc_thuoc"),
        parent=world.organizations[parent], valid_from=day, paper="03-QĐ/ĐU",
    )  # fmt: skip


def test_a_child_founded_after_the_period_is_not_asked_for(world):
    _child(world, date(YEAR, 1, 1))
    assert _below() == [{"cs1-cb1", "cs1-cb2"}] * 2
    _period(YEAR)
    assert _below() == [{"cs1-cb1", "cs1-cb2", "moi"}] * 2


def test_a_child_founded_within_the_period_says_so(world):
    child = _child(world, date(YEAR - 1, 5, 20))
    days = {record.unit: record.founded for record in _records(("years", "children"))}
    assert days[str(child.pk)] == date(YEAR - 1, 5, 20)
    assert min(days.values()) < date(YEAR - 1, 1, 1)


def test_a_child_dissolved_after_the_period_still_counts(world):
    dissolve_organization(world.organizations["cs1-cb2"], actor=None, last_day=date(YEAR, 1, 1), paper="04-QĐ/ĐU")
    assert _below() == [{"cs1-cb1", "cs1-cb2"}] * 2
    OrganizationPeriod.objects.filter(valid_to=date(YEAR, 1, 1)).update(valid_to=date(YEAR - 1, 12, 30))
    assert _below() == [{"cs1-cb1"}] * 2


def test_a_child_moved_after_the_period_counts_where_it_stood(world):
    move_organization(
        world.organizations["cs1-cb2"], actor=world.user("quantri"), parent=world.organizations["cs2"],
        valid_from=date(YEAR, 1, 1), paper="05-QĐ/ĐU",
    )  # fmt: skip
    assert (_below(), _below("cs2")) == ([{"cs1-cb1", "cs1-cb2"}] * 2, [{"cs2-cb1", "cs2-cb2"}] * 2)
    _period(YEAR)
    assert (_below()[0], _below("cs2")[0]) == ({"cs1-cb1"}, {"cs1-cb2", "cs2-cb1", "cs2-cb2"})


def test_two_sheets_of_one_unit_look_at_their_own_last_day(world):
    _child(world, date(YEAR, 1, 1))
    late, early = sheets(BASE)[0], sheets(BASE)[0]
    early.pk = -early.pk
    late.round = Round(period="year", start=date(YEAR, 1, 1), end=date(YEAR, 12, 31))
    seen = observe([late, early])
    counts = [len({record.unit for record in seen[sheet.pk].records["years", "children"]}) for sheet in (late, early)]
    assert counts == [3, 2]


def _part(world: World, code: str, parent: Organization) -> Organization:
    return found_organization(
        actor=None, code=code, name=f"Chi bộ {code}", level=Level.objects.get(code="chi_bo_truc_thuoc"), parent=parent,
        valid_from=date(YEAR - 3, 1, 1), paper="03-QĐ/ĐU",
    )  # fmt: skip


def test_what_went_with_a_unit_that_moved_after_the_period_counts_where_it_stood(world):
    part = _part(world, "moi", world.organizations[BASE])
    own = _part(world, "moi-1", part)
    _part(world, "moi-2", part)
    for unit, parent in ((part, "cs2"), (own, "tren")):
        unit.refresh_from_db()
        move_organization(
            unit, actor=world.user("quantri"), parent=world.organizations[parent], valid_from=date(YEAR, 1, 1),
            paper="05-QĐ/ĐU",
        )  # fmt: skip
    assert _below()[1] == {"cs1-cb1", "cs1-cb2", "moi", "moi-1", "moi-2"}
    assert _below("cs2")[1] == {"cs2-cb1", "cs2-cb2"}
    _period(YEAR)
    assert (_below()[1], _below("cs2")[1]) == ({"cs1-cb1", "cs1-cb2"}, {"cs2-cb1", "cs2-cb2", "moi", "moi-2"})
