"""Who speaks for whom, asked of one unit and of all units at once."""

import pytest

from organizations.access import Refused, can
from organizations.models import Organization, Role
from organizations.people import appoint
from scoring.facts.ledger import confirm_paper
from scoring.facts.permissions import INSPECTION, SUPERIOR, UNIT, WHO, speaks_for, units_of
from scoring.facts.start import start_tasks
from tests.build import LONG_AGO, build_world
from tests.people import add_people, everybody
from tests.scoring.facts.situations import TEAM, add_team, paper_year


@pytest.fixture
def world(db):
    world = build_world()
    add_people(world)
    add_team(world)
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


def test_an_inspection_team_of_the_superior_confirms_nothing_in_its_place(world):
    cell = world.organizations["cs1-cb1"]
    paper = paper_year(world, "cs1-cb1", "bithu", LONG_AGO.year)
    for name in TEAM:
        member = world.user(name)
        assert not can(member, "facts.confirm", (cell, SUPERIOR))
        assert not Organization.objects.filter(units_of(member, SUPERIOR)).exists()
        with pytest.raises(Refused, match="cấp trên trực tiếp"):
            confirm_paper(paper, actor=member)
        assert start_tasks(member) == []
    # A post at a lasting body beside the team's is what it was.
    appoint(world.users["thuky"], Role.APPRAISER, actor=None, body=world.body("cs1", "helpers"), start=LONG_AGO)
    assert not confirm_paper(paper, actor=world.user("thuky")).waiting
