"""Founding, renaming and moving: path column, dated periods, search and sort columns."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from config.common.models import Event
from config.common.vietnamese import search_key, sort_key
from organizations.access import Refused, under
from organizations.models import Level, Organization, OrganizationPeriod, Role, User
from organizations.people import appoint, create_account
from organizations.tree import TreeError, ancestors, found_organization, move_organization, rename_organization
from tests.build import build_world

FOUNDED = date(2020, 1, 1)
LATER = date(2024, 7, 1)


def _level() -> Level:
    return Level.objects.get_or_create(code="cap", defaults={"name": "Cấp", "position": 1})[0]


def found(code: str, parent: Organization | None = None, name: str = "") -> Organization:
    return found_organization(
        actor=None, code=code, name=name or f"Tổ chức {code}", level=_level(), parent=parent, valid_from=FOUNDED,
        paper="01-QĐ/ĐU",
    )  # fmt: skip


def administrator(*tops: Organization) -> User:
    user = create_account(actor=None, username="quantri", password="x", full_name="Quản trị")
    for top in tops:
        appoint(user, Role.ADMINISTRATOR, actor=None, start=FOUNDED, organization=top)
    return user


def move(organization: Organization, parent: Organization, actor: User, day: date = LATER) -> Organization:
    return move_organization(
        organization, actor=User.objects.get(pk=actor.pk), parent=parent, valid_from=day, paper="02-QĐ/ĐU"
    )


def _rename(organization: Organization, name: str, actor: User, day: date = LATER) -> Organization:
    return rename_organization(organization, actor=actor, name=name, valid_from=day, paper="02-QĐ/ĐU")


def paths_by_parents() -> dict[str, list[str]]:
    """Return the codes from the root down to each organisation, by the parent keys alone."""
    nodes = {node.pk: node for node in Organization.objects.all()}

    def line(node: Organization) -> list[str]:
        return [*(line(nodes[node.parent_id]) if node.parent_id else []), node.code]

    return {node.code: line(node) for node in nodes.values()}


def paths_by_column() -> dict[str, list[str]]:
    """Return the same by the path column alone."""
    codes = dict(Organization.objects.values_list("path", "code"))
    return {code: [codes[path[:end]] for end in range(6, len(path) + 1, 6)] for path, code in codes.items()}


def periods(organization: Organization) -> list[tuple]:
    found = OrganizationPeriod.objects.filter(organization=organization).order_by("valid_from")
    return [(each.valid_from, each.valid_to, each.name, each.parent_id) for each in found]


def _everything(organization: Organization) -> tuple:
    paths = Organization.objects.order_by("pk").values_list("path", "parent")
    return list(paths), periods(organization), Event.objects.count()


class RandomTrees(TestCase):
    """Every tree that founding and moving can make."""

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(st.integers(0, 50), min_size=1, max_size=9),
        st.lists(st.tuples(st.integers(), st.integers()), max_size=6),
    )
    def test_the_path_column_says_what_the_parent_keys_say(self, parents, moves):
        nodes = [found("goc")]
        actor = administrator(nodes[0])
        for number, parent in enumerate(parents):
            nodes.append(found(f"n{number}", nodes[parent % len(nodes)]))
        for step, (what, where) in enumerate(moves):
            node, target = (Organization.objects.get(pk=nodes[each % len(nodes)].pk) for each in (what, where))
            below = target.path.startswith(node.path)
            try:
                move(node, target, actor, LATER + timedelta(days=step))
                assert not below
            except TreeError:
                assert below
        assert paths_by_column() == paths_by_parents()
        everyone = list(Organization.objects.all())
        for node in everyone:
            expected = {each.pk for each in everyone if each.path.startswith(node.path)}
            assert set(Organization.objects.filter(under(node.path)).values_list("pk", flat=True)) == expected
            assert [each.code for each in [*ancestors(node), node]] == paths_by_parents()[node.code]
            current = [each for each in periods(node) if each[1] is None]
            assert [(name, parent) for _, _, name, parent in current] == [(node.name, node.parent_id)]


@pytest.mark.django_db
def test_under_means_the_beginning_of_the_path_at_every_edge_of_a_key():
    _level()
    keys = ["000001", "000002", "000009", "000010", "000099", "000100", "099999", "100000", "999998"]
    paths = [*keys, *(first + second for first in keys for second in keys)]
    place = {"level": _level(), "search": "x", "sort": "x", "name": "x"}
    Organization.objects.bulk_create(Organization(code=f"c{path}", path=path, **place) for path in paths)
    found = {path: set(Organization.objects.filter(under(path)).values_list("path", flat=True)) for path in paths}
    assert found == {path: {each for each in paths if each.startswith(path)} for path in paths}


@pytest.mark.django_db
def test_the_last_key_is_never_handed_out():
    top = found("goc")
    place = {"level": _level(), "search": "x", "sort": "x", "name": "x"}
    Organization.objects.create(code="cuoi", parent=top, path=f"{top.path}999998", **place)
    with pytest.raises(TreeError, match="hết mã"):
        found("nua", top)


@pytest.mark.django_db
def test_siblings_roots_and_children_get_keys_of_their_own():
    first, second = found("a"), found("b")
    children = [found("a1", first), found("b1", second), found("a2", first)]
    assert [node.path for node in (first, second, *children)] == [
        "000001", "000002", "000001000001", "000002000001", "000001000002",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_code_is_given_once():
    found("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        found("a")
    assert (Organization.objects.count(), OrganizationPeriod.objects.count(), Event.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_a_move_takes_the_whole_subtree_along():
    top = found("goc")
    left, right = found("trai", top), found("phai", top)
    child = found("con", left)
    grandchild = found("chau", child)
    moved = move(left, right, administrator(top))
    assert moved.parent == right
    for node in (top, left, right, child, grandchild):
        node.refresh_from_db()
    assert [node.path for node in (left, child, grandchild)] == [
        right.path + "000001", right.path + "000001000001", right.path + "000001000001000001",
    ]  # fmt: skip
    assert paths_by_column() == paths_by_parents()


@pytest.mark.django_db
def test_a_root_may_be_moved_under_another_root():
    first, second = found("a"), found("b")
    child = found("a1", first)
    move(first, second, administrator(first, second))
    child.refresh_from_db()
    assert child.path == "000002000001000001"


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["trai", "con", "chau"])
def test_nothing_moves_under_itself_or_what_is_below_it(target):
    top = found("goc")
    left = found("trai", top)
    found("chau", found("con", left))
    actor = administrator(top)
    before = (
        list(Organization.objects.order_by("pk").values_list("path", "parent")),
        periods(left),
        Event.objects.count(),
    )
    with pytest.raises(TreeError, match="chính nó hoặc cấp dưới"):
        move(left, Organization.objects.get(code=target), actor)
    after = (
        list(Organization.objects.order_by("pk").values_list("path", "parent")),
        periods(left),
        Event.objects.count(),
    )
    assert after == before


@pytest.mark.django_db
def test_a_move_that_fails_leaves_every_path_as_it_was(monkeypatch):
    top = found("goc")
    left, right = found("trai", top), found("phai", top)
    found("con", left)
    actor = administrator(top)
    before = paths_by_column()

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("organizations.tree.log", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        move(left, right, actor)
    assert paths_by_column() == before
    assert periods(left) == [(FOUNDED, None, "Tổ chức trai", top.pk)]


@pytest.mark.django_db
def test_periods_follow_one_another_without_gap_and_one_is_current():
    top = found("goc")
    other = found("khac", top)
    node = found("a", top, "Chi bộ thôn 1")
    actor = administrator(top)
    _rename(node, "Chi bộ thôn Đông", actor, date(2024, 3, 15))
    move(node, other, actor, date(2025, 7, 1))
    assert periods(node) == [
        (FOUNDED, date(2024, 3, 14), "Chi bộ thôn 1", top.pk),
        (date(2024, 3, 15), date(2025, 6, 30), "Chi bộ thôn Đông", top.pk),
        (date(2025, 7, 1), None, "Chi bộ thôn Đông", other.pk),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("day", [FOUNDED, FOUNDED - timedelta(days=1)])
@pytest.mark.parametrize("act", ["rename", "move"])
def test_a_change_takes_effect_after_the_last_one(act, day):
    top = found("goc")
    node, other = found("a", top), found("b", top)
    actor = administrator(top)
    change = {"rename": lambda: _rename(node, "Tên mới", actor, day), "move": lambda: move(node, other, actor, day)}[
        act
    ]
    with pytest.raises(TreeError, match="01/01/2020"):
        change()
    node.refresh_from_db()
    assert (node.name, node.parent, periods(node)) == ("Tổ chức a", top, [(FOUNDED, None, "Tổ chức a", top.pk)])


@pytest.mark.django_db
def test_a_change_is_entered_on_its_day_and_not_before():
    node = found("a")
    actor = administrator(node)
    with pytest.raises(TreeError, match="chưa đến"):
        _rename(node, "Tên mới", actor, timezone.localdate() + timedelta(days=1))
    assert _rename(node, "Tên mới", actor, timezone.localdate()).name == "Tên mới"


@pytest.mark.django_db
def test_a_change_may_take_effect_on_the_very_next_day():
    node = found("a")
    _rename(node, "Tên mới", administrator(node), FOUNDED + timedelta(days=1))
    assert periods(node)[0][:2] == (FOUNDED, FOUNDED)


@pytest.mark.django_db
def test_a_name_comes_with_the_columns_that_are_searched_and_sorted_by():
    node = found("cb-dong-da", None, "Chi bộ Đống Đa 2")
    assert (node.search, node.sort) == (search_key("Chi bộ Đống Đa 2 cb-dong-da"), sort_key("Chi bộ Đống Đa 2"))
    renamed = _rename(node, "Chi bộ Ỷ Lan", administrator(node))
    assert (renamed.search, renamed.sort) == ("chi bo y lan cb dong da", sort_key("Chi bộ Ỷ Lan"))


@pytest.mark.django_db
def test_names_are_ordered_as_vietnamese_reads_them():
    names = ["Chi bộ 2", "Chi bộ 10", "Chi bộ An", "Chi bộ Ăn", "Chi bộ Ân", "Chi bộ Dân", "Chi bộ Đào", "Chi bộ Ô"]
    for number, name in enumerate(reversed(names)):
        found(f"n{number}", None, name)
    assert list(Organization.objects.order_by("sort").values_list("name", flat=True)) == names


@pytest.mark.django_db
def test_only_who_administers_both_ends_renames_and_moves():
    world = build_world()
    cell, base = world.organizations["cs1-cb1"], world.organizations["cs2"]
    for name in set(world.users) - {"quantri"}:
        with pytest.raises(Refused):
            _rename(cell, "Tên mới", world.user(name))
        with pytest.raises(Refused):
            move(cell, base, world.user(name))
    below = create_account(actor=None, username="quantri_cs1", password="x", full_name="Quản trị")
    appoint(below, Role.ADMINISTRATOR, actor=None, start=FOUNDED, organization=world.organizations["cs1"])
    with pytest.raises(Refused):
        move(cell, base, below)
    assert _rename(cell, "Chi bộ thôn Đông", below).name == "Chi bộ thôn Đông"
    assert move(cell, base, world.users["quantri"], LATER + timedelta(days=1)).parent == base


@pytest.mark.django_db
def test_each_act_writes_one_event_with_its_actor_and_the_name_of_then():
    top = found("goc", None, "Đảng bộ")
    other = found("khac", top, "Khác")
    node = found("a", top, "Chi bộ 1")
    actor = administrator(top)
    seen = Event.objects.count()
    _rename(node, "Chi bộ 2", actor)
    move(node, other, actor, LATER + timedelta(days=1))
    events = Event.objects.order_by("pk")[seen:]
    assert [
        (
            each.action, each.actor_id, each.subject_type, each.subject_id, each.subject_label, each.organization_id,
            each.data,
        )
        for each in events
    ] == [
        ("organization.rename", actor.pk, "organizations.organization", node.pk, "Chi bộ 2", node.pk,
         {"old": "Chi bộ 1", "new": "Chi bộ 2", "paper": "02-QĐ/ĐU"}),
        ("organization.move", actor.pk, "organizations.organization", node.pk, "Chi bộ 2", node.pk,
         {"parent": "khac", "paper": "02-QĐ/ĐU"}),
    ]  # fmt: skip
