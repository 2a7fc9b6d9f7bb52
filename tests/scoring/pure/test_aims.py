"""Numbers aimed at: by sector, as a share, for every base committee."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.aims import Place, Reached, reached, share
from scoring.pure.programme import Aim

PLACES = st.lists(st.builds(Place, st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["a", "b"])), max_size=12)
HALF = [Place("1", "a"), Place("1", "b"), Place("2", "a"), Place("", "b")]


def one(aim: Aim, candidates: list[Place], units: list[Place]) -> Reached:
    (found,) = reached([aim], candidates, units)
    return found


@pytest.mark.parametrize(
    ("aim", "have", "wanted", "without"),
    [
        (Aim("x", least=3), 2, 3, ()),
        (Aim("x", sector="b", least=1), 0, 1, ()),
        (Aim("x", percent=Decimal(4)), 2, 1, ()),
        (Aim("x", percent=Decimal(51)), 2, 3, ()),
        (Aim("x", sector="a", percent=Decimal(100)), 2, 2, ()),
        (Aim("x", each_parent=1), 1, 2, ("2",)),
        (Aim("x", each_parent=2), 1, 2, ("2",)),
        (Aim("x", each_parent=3), 0, 2, ("1", "2")),
    ],
)
def test_an_aim_beside_two_candidates_of_one_committee(aim, have, wanted, without):
    candidates = [Place("1", "a"), Place("1", "a")]
    assert one(aim, candidates, HALF) == Reached(aim, have, wanted, without)


def test_an_aim_without_a_number_says_nothing_and_one_with_two_says_both():
    assert list(reached([Aim("x")], HALF, HALF)) == []
    assert [each.wanted for each in reached([Aim("x", least=5, percent=Decimal(50))], HALF, HALF)] == [5, 2]


@given(PLACES, PLACES, st.integers(0, 100))
def test_more_candidates_never_lack_more(candidates, more, percent):
    aims = [Aim("x", percent=Decimal(percent)), Aim("y", each_parent=1), Aim("z", least=4), Aim("u", "a", least=2)]
    units = candidates + more
    few = [each.lacking for each in reached(aims, candidates, units)]
    many = [each.lacking for each in reached(aims, units, units)]
    assert all(after <= before for before, after in zip(few, many, strict=True))


@given(PLACES, st.integers(0, 100))
def test_all_units_together_reach_every_share(units, percent):
    found = one(Aim("x", percent=Decimal(percent)), units, units)
    assert found.lacking == 0
    assert found.wanted * 100 >= percent * len(units) > (found.wanted - 1) * 100


@given(PLACES, PLACES)
def test_committees_that_lack_candidates_are_those_that_are_not_counted(candidates, units):
    found = one(Aim("x", each_parent=1), candidates, units)
    assert set(found.without) == {each.parent for each in units if each.parent} - {each.parent for each in candidates}
    assert found.have + len(found.without) == found.wanted


def test_a_share_has_one_decimal_and_none_of_nothing():
    assert (share(1, 30), share(0, 5), share(0, 0)) == (Decimal("3.3"), Decimal("0.0"), None)
