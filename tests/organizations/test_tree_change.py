"""Several changes of an organisation by one paper, and the bodies that a unit always has."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from organizations.base import create_standard_bodies, first_base_position, kinds_for, words_for
from organizations.models import Level, Organization, Sector
from organizations.tree import (
    TreeError,
    change_organization,
    dissolve_organization,
    found_organization,
    rename_organization,
)
from tests.build import LONG_AGO, World, build_world
from tests.people import add_people

pytestmark = pytest.mark.django_db
DAY = date(2024, 7, 1)


@pytest.fixture
def world() -> World:
    world = build_world()
    add_people(world)
    return world


def change(world: World, code: str = "cs1-cb1", who: str = "quantri", **changes: object) -> Organization:
    given = {"valid_from": DAY, "paper": "09-QĐ/ĐU"} | changes
    return change_organization(world.organizations[code], actor=world.user(who), **given)  # type: ignore[arg-type]


def test_parent_name_sector_and_place_change_in_one_period(world: World) -> None:
    sector = Sector.objects.get(code="doanh_nghiep")
    changed = change(world, parent=world.organizations["cs2"], name="Chi bộ mới", sector=sector, place="Nơi mới")
    fresh = Organization.objects.get(pk=changed.pk)
    assert (fresh.name, fresh.search, fresh.sector, fresh.place) == (
        "Chi bộ mới", "chi bo moi cs1 cb1", sector, "Nơi mới",
    )  # fmt: skip
    assert fresh.path.startswith(world.organizations["cs2"].path)
    spans = list(fresh.periods.values_list("valid_from", "valid_to", "name", "parent__code"))
    assert spans == [
        (LONG_AGO, DAY - timedelta(days=1), "Chi bộ thôn 1", "cs1"), (DAY, None, "Chi bộ mới", "cs2"),
    ]  # fmt: skip
    event = Event.objects.latest("pk")
    assert (event.action, event.data["old"]) == (
        "organization.change", {"name": "Chi bộ thôn 1", "sector": "Thôn, tổ dân phố", "place": "Suối Ngàn"},
    )  # fmt: skip


def test_a_whole_subtree_goes_along(world: World) -> None:
    change(world, "cs1", parent=world.organizations["cs2"])
    top = Organization.objects.get(code="cs1").path
    assert Organization.objects.get(code="cs1-cb1").path.startswith(top)
    assert top.startswith(world.organizations["cs2"].path)


def test_the_same_parent_leaves_the_path(world: World) -> None:
    before = world.organizations["cs1-cb1"].path
    assert change(world, parent=world.organizations["cs1"], name="Khác").path == before


@pytest.mark.parametrize("days", [0, -400])
def test_a_day_not_after_the_last_change_is_refused(world: World, days: int) -> None:
    with pytest.raises(TreeError):
        change(world, name="x", valid_from=LONG_AGO + timedelta(days=days))


def test_a_day_still_to_come_is_refused(world: World) -> None:
    with pytest.raises(TreeError):
        change(world, name="x", valid_from=timezone.localdate() + timedelta(days=1))


def test_a_circle_is_refused_and_undone(world: World) -> None:
    with pytest.raises(TreeError):
        change(world, "cs1", parent=world.organizations["cs1-cb1"])
    assert Organization.objects.get(code="cs1").periods.count() == 1


def test_both_ends_of_a_move_must_be_administered(world: World) -> None:
    for code, parent in (("cs2-cb1", "cs1"), ("cs1-cb1", "cs2")):
        with pytest.raises(Refused):
            change(world, code, "quantri_cs1", parent=world.organizations[parent])


def test_every_level_has_its_bodies() -> None:
    build_world()
    first = first_base_position()
    found = {level.code: [kind.value for kind in kinds_for(level, first)] for level in Level.objects.all()}
    above, below, cell = ["committee", "standing", "board"], ["committee", "helpers"], ["cell"]
    assert found == {
        "cap_uy_tinh": above, "cap_tren_co_so": above, "dang_bo_co_so": below, "dang_bo_bo_phan": below,
        "chi_bo_co_so": cell, "chi_bo_truc_thuoc": cell, "chi_bo_bo_phan": cell,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("cell", "thôn 1", ("Chi bộ thôn 1", "CHI BỘ THÔN 1")), ("cell", "Chi bộ A", ("Chi bộ A", "CHI BỘ A")),
        ("committee", "Đảng bộ xã A", ("Đảng ủy xã A", "ĐẢNG ỦY XÃ A")),
        ("committee", "Xã A", ("Đảng ủy Xã A", "ĐẢNG ỦY XÃ A")),
    ],
)  # fmt: skip
def test_bodies_are_named_after_their_unit(kind: str, name: str, words: tuple[str, str]) -> None:
    found = words_for(kind, name)
    assert (found["name"], found["issuer"]) == words


@pytest.mark.parametrize(("name", "longest"), [("x" * 200, 174), (f"Đảng bộ {'x' * 192}", 182)])
def test_a_unit_is_not_founded_or_renamed_so_that_a_body_has_no_name(world: World, name: str, longest: int) -> None:
    base, actor = world.organizations["cs1"], world.user("quantri")
    given: dict[str, Any] = {"actor": actor, "valid_from": DAY, "paper": "09-QĐ/ĐU"}
    acts: list[Callable[[str], Organization]] = [
        lambda name: found_organization(code="moi", name=name, level=base.level, parent=base.parent, **given),
        lambda name: rename_organization(world.organizations["cs1"], name=name, **given),
        lambda name: change_organization(world.organizations["cs2"], name=name, **given),
    ]
    for act in acts:
        with pytest.raises(TreeError, match=f"Tên dài 200 ký tự, nhiều nhất {longest}"):
            act(name)
        named = act(name[:longest])
    assert named.name == name[:longest]
    bodies = create_standard_bodies(Organization.objects.get(code="moi"), actor=actor, first_base=first_base_position())
    for body in bodies:
        body.full_clean(exclude=["organization"])


def test_an_organisation_ends_with_its_bodies_and_what_stood_stays(world: World) -> None:
    cell, base, actor = world.organizations["cs1-cb1"], world.organizations["cs1"], world.user("quantri")
    ended = dissolve_organization(cell, actor=actor, last_day=DAY, paper="09-QĐ/ĐU")
    assert dissolve_organization(cell, actor=actor, last_day=DAY, paper="09-QĐ/ĐU") == ended
    assert (ended.active, ended.periods.get().valid_to) == (False, DAY)
    assert set(ended.bodies.values_list("active", flat=True)) == {False}
    assert Event.objects.filter(action="organization.dissolve").count() == 1
    tomorrow = timezone.localdate() + timedelta(days=1)
    tried = {"đang hoạt động": (base, DAY), "đến hôm nay": (world.organizations["cs1-cb2"], tomorrow)}
    for words, (unit, day) in tried.items():
        with pytest.raises(TreeError, match=words):
            dissolve_organization(unit, actor=actor, last_day=day, paper="09-QĐ/ĐU")
    with pytest.raises(Refused):
        dissolve_organization(world.organizations["cs1-cb2"], actor=world.user("bithu"), last_day=DAY, paper="1")
