"""Who sees and administers which organisation, and from which day to which."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from organizations.access import (
    NOT_IN_SCOPE,
    NOT_LOGGED_IN,
    Refused,
    actions,
    acts_for_body,
    can,
    connected,
    require,
    rights,
    visible_organizations,
)
from organizations.models import Assignment, Organization, Role
from organizations.people import appoint
from organizations.tree import move_organization
from tests.build import build_world
from tests.people import add_people, everybody

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ALL = {"tren", "cs1", "cs1-cb1", "cs1-cb2", "cs2", "cs2-cb1", "cs2-cb2", "cbcs"}
CS1 = {"cs1", "cs1-cb1", "cs1-cb2"}
CS2 = {"cs2", "cs2-cb1", "cs2-cb2"}
SEEN = {
    "bithu": {"cs1-cb1"}, "nhapgiup": {"cs1-cb1"}, "bithu2": {"cs2-cb1"}, "bithu_cs": {"cbcs"},
    "giupviec": CS1, "danguy": CS1, "vanthu_cs": CS1, "phutrach": CS1,
    "giupviec2": CS2, "danguy2": CS2, "vanthu_cs2": CS2,
    "thamdinh": ALL, "lanhdao": ALL, "vanthu": ALL, "quantri": ALL, "giamsat": ALL, "nguoila": set(),
    "quantri_cs1": CS1, "quantri_cb": {"cs1-cb1"}, "haicho": {"cs2-cb1", *CS1}, "kiemnhiem": CS1,
    "bithu_thamdinh": CS1, "nhapgiup_duyet": CS1, "sinhhoat_thamdinh": CS1, "sinhhoat_duyet": CS1, "nhamco": CS1,
    "hethan": set(), "chuaden": set(), "khoa": set(), "khach": set(),
}  # fmt: skip
ADMINISTERED = {"quantri": ALL, "quantri_cs1": CS1, "quantri_cb": {"cs1-cb1"}}


@pytest.fixture
def world(db):
    world = build_world()
    add_people(world)
    return world


def allowed(user, action: str) -> set[str]:
    return {each.code for each in Organization.objects.all() if can(user, action, each)}


def test_everybody_sees_exactly_the_subtrees_of_his_posts(world):
    assert {name: allowed(user, "organization.view") for name, user in everybody(world).items()} == SEEN


def test_lists_hold_exactly_what_may_be_seen(world):
    found = {name: {each.code for each in visible_organizations(user)} for name, user in everybody(world).items()}
    assert found == SEEN


def test_administrators_alone_administer_their_subtree(world):
    found = {name: allowed(user, "organization.administer") for name, user in everybody(world).items()}
    assert {name: codes for name, codes in found.items() if codes} == ADMINISTERED


def test_a_refusal_gives_its_reason(world):
    cell, other = world.organizations["cs1-cb1"], world.organizations["cs2"]
    assert can(world.user("bithu"), "organization.view", cell).reason is None
    assert can(world.user("bithu"), "organization.view", other).reason == NOT_IN_SCOPE
    assert can(world.user("bithu"), "organization.administer", cell).reason == (
        "Chỉ người quản trị của tổ chức đảng này hoặc của cấp trên được làm việc này."
    )


def test_nobody_does_anything_without_logging_in_or_with_a_closed_account(world):
    reasons = {can(user, action, None).reason for action in actions() for user in (AnonymousUser(), world.user("khoa"))}
    assert reasons == {NOT_LOGGED_IN}


def test_an_action_that_is_not_in_the_table_is_an_error(world):
    with pytest.raises(KeyError):
        can(world.user("quantri"), "organization.dissolve", world.organizations["cs1"])


def test_require_says_nothing_or_refuses_with_the_reason(world):
    require(world.user("quantri"), "organization.administer", world.organizations["cs1"])
    with pytest.raises(Refused, match="Chỉ người quản trị"):
        require(world.user("giamsat"), "organization.administer", world.organizations["cs1"])


def test_rights_are_read_once_for_a_request(world, queries):
    user = world.user("haicho")
    with queries() as found:
        for organization in world.organizations.values():
            can(user, "organization.view", organization)
            can(user, "organization.administer", organization)
        rights(user)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        (0, None, True), (0, 0, True), (-1, 0, True), (-5, -1, False), (1, None, False), (1, 5, False), (-1, 1, True),
    ],
)  # fmt: skip
def test_a_post_is_held_from_its_first_day_to_the_end_of_its_last(world, start, end, holds):
    today = timezone.localdate()
    user = world.user("nguoila")
    appoint(
        user, Role.INSPECTOR, actor=None, organization=world.organizations["cs1"],
        start=today + timedelta(days=start), end=None if end is None else today + timedelta(days=end),
    )  # fmt: skip
    assert bool(rights(user)) is holds
    assert visible_organizations(user).exists() is holds


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (datetime(2026, 3, 31, 23, 59, tzinfo=ZONE), False),
        (datetime(2026, 4, 1, 0, 1, tzinfo=ZONE), True),
        (datetime(2026, 12, 31, 23, 59, tzinfo=ZONE), True),
        (datetime(2027, 1, 1, 0, 1, tzinfo=ZONE), False),
    ],
)
def test_days_begin_and_end_at_midnight_in_viet_nam(world, moment, holds):
    appoint(
        world.user("nguoila"), Role.INSPECTOR, actor=None, organization=world.organizations["cs1"],
        start=date(2026, 4, 1), end=date(2026, 12, 31),
    )  # fmt: skip
    with time_machine.travel(moment, tick=False):
        user = world.user("nguoila")
        assert bool(can(user, "organization.view", world.organizations["cs1"])) is holds
        assert visible_organizations(user).exists() is holds


def test_rights_follow_todays_tree(world):
    cell = world.organizations["cs1-cb1"]
    assert "cs1-cb1" not in allowed(world.user("danguy2"), "organization.view")
    move_organization(
        cell, actor=world.user("quantri"), parent=world.organizations["cs2"], valid_from=date(2024, 7, 1), paper="x"
    )
    moved = {name: allowed(user, "organization.view") & {"cs1-cb1"} for name, user in everybody(world).items()}
    left = {"giupviec", "danguy", "vanthu_cs", "phutrach", "quantri_cs1", "kiemnhiem", "sinhhoat_thamdinh",
            "sinhhoat_duyet", "nhamco", "haicho"}  # fmt: skip
    came = {"giupviec2", "danguy2", "vanthu_cs2"}
    expected = {name: seen & {"cs1-cb1"} for name, seen in SEEN.items()}
    expected |= {name: set() for name in left} | {name: {"cs1-cb1"} for name in came}
    assert moved == expected
    assert {
        name: {each.code for each in visible_organizations(user)} & {"cs1-cb1"}
        for name, user in everybody(world).items()
    } == expected


def test_acting_for_a_body_needs_a_post_at_exactly_that_body(world):
    helpers, committee = world.body("cs1", "helpers"), world.body("cs1", "committee")
    holders = {
        (name, kind)
        for name, user in everybody(world).items()
        for kind, body in (("helpers", helpers), ("committee", committee))
        if acts_for_body(user, body.pk, Role.APPRAISER)
    }
    assert holders == {
        ("giupviec", "helpers"), ("kiemnhiem", "helpers"), ("bithu_thamdinh", "helpers"),
        ("sinhhoat_thamdinh", "helpers"), ("nhamco", "committee"),
    }  # fmt: skip
    assert not acts_for_body(world.user("giupviec"), None, Role.APPRAISER)


def test_who_is_connected_with_a_unit_steps_aside_from_it_alone(world):
    cell, other = world.organizations["cs1-cb1"], world.organizations["cs1-cb2"]
    reasons = {name: connected(user, cell.pk) for name, user in everybody(world).items() if name != "khach"}
    held = {name for name, reason in reasons.items() if reason and "bí thư hoặc người nhập giúp" in reason}
    member = {name for name, reason in reasons.items() if reason and "sinh hoạt" in reason}
    assert held == {"bithu", "nhapgiup", "bithu_thamdinh", "nhapgiup_duyet"}
    assert member == {"sinhhoat_thamdinh", "sinhhoat_duyet"}
    assert {connected(user, other.pk) for user in everybody(world).values() if user.is_authenticated} == {None}


def test_posts_of_one_person_add_up_and_never_mix(world):
    user = world.user("haicho")
    assert Assignment.objects.filter(user=user).count() == 2
    assert can(user, "organization.view", world.organizations["cs2"]).reason == NOT_IN_SCOPE
