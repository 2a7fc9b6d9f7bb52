"""Several people changing the tree at once."""

import pytest

from organizations.models import Organization
from organizations.tree import TreeError
from tests.organizations.test_tree import administrator, found, move, paths_by_column, paths_by_parents
from tests.threads import in_threads


@pytest.mark.django_db(transaction=True)
def test_organisations_founded_at_the_same_time_get_different_paths():
    top = found("goc")
    children = [lambda number=number: found(f"c{number}", top) for number in range(6)]
    roots = [lambda number=number: found(f"r{number}") for number in range(3)]
    assert in_threads(*children, *roots) == []
    assert Organization.objects.count() == 10
    assert paths_by_column() == paths_by_parents()


@pytest.mark.django_db(transaction=True)
def test_founding_below_a_node_that_is_being_moved_keeps_the_paths_right():
    top = found("goc")
    actor = administrator(top)
    left, right = found("trai", top), found("phai", top)
    child = found("con", left)
    acts = [lambda number=number: found(f"c{number}", child) for number in range(5)]
    assert in_threads(lambda: move(left, right, actor), *acts) == []
    assert Organization.objects.count() == 9
    assert paths_by_column() == paths_by_parents()


@pytest.mark.django_db(transaction=True)
def test_two_moves_that_cross_never_make_a_ring():
    top = found("goc")
    actor = administrator(top)
    left, right = found("trai", top), found("phai", top)
    left_child, right_child = found("t1", left), found("p1", right)
    raised = in_threads(lambda: move(left, right_child, actor), lambda: move(right, left_child, actor))
    assert [type(error) for error in raised] == [TreeError]
    assert paths_by_column() == paths_by_parents()
