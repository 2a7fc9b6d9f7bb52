"""Who speaks for whom, asked of one unit and of all units at once."""

import pytest

from organizations.access import can
from organizations.models import Organization
from scoring.facts.permissions import INSPECTION, SUPERIOR, UNIT, WHO, speaks_for, units_of
from tests.build import build_world
from tests.people import add_people, everybody


@pytest.fixture
def world(db):
    world = build_world()
    add_people(world)
    return world


def test_the_lists_name_exactly_the_units_for_which_somebody_speaks(world):
    units = list(Organization.objects.order_by("pk"))
    listed, allowed = {}, {}
    for name, user in everybody(world).items():
        for who in WHO:
            if name == "khach":
                continue
            listed[name, who] = set(Organization.objects.filter(units_of(user, who)))
            action = "facts.declare" if who == UNIT else "facts.confirm"
            allowed[name, who] = {unit for unit in units if can(user, action, (unit, who))}
    assert listed == allowed
    assert {name for (name, who), found in listed.items() if who == INSPECTION and found} == {"giamsat"}


def test_the_superior_is_the_committee_directly_above(world):
    found = {
        name: sorted(each.code for each in world.organizations.values() if speaks_for(user, SUPERIOR, each))
        for name, user in everybody(world).items()
        if name in ("thamdinh", "giupviec", "danguy", "bithu", "vanthu", "quantri")
    }
    cells = ["cs1-cb1", "cs1-cb2"]
    assert found == {
        "thamdinh": ["cbcs", "cs1", "cs2"], "giupviec": cells, "danguy": cells, "bithu": [], "vanthu": [],
        "quantri": [],
    }  # fmt: skip


def test_whoever_sees_a_unit_reads_what_it_declares(world):
    cell = world.organizations["cs1-cb1"]
    readers = {name for name, user in everybody(world).items() if can(user, "facts.view", cell)}
    assert {"bithu", "phutrach", "giamsat", "vanthu"} <= readers
    assert {"bithu2", "giupviec2", "nguoila", "hethan", "khach"} & readers == set()
