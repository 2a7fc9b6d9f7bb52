"""Votes: impossible counts are named, a body decides as its rule says."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.ballot import BallotRule, Counts, carried, impossible, quorate

TRUE = Counts(due=15, present=12, in_favour=8, against=3, blank=1)
HALF_OF_PRESENT = BallotRule()
HALF_OF_ALL = BallotRule(of="due")


def test_counts_that_add_up_are_possible():
    assert list(impossible(TRUE)) == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"due": 11}, ["present"]),
        ({"in_favour": 9}, ["in_favour"]),
        ({"blank": -1, "in_favour": 10}, ["blank"]),
        ({"due": 0, "present": 0, "in_favour": 0, "against": 0, "blank": 0}, ["due"]),
        ({"present": 16}, ["present", "in_favour"]),
    ],
)
def test_counts_that_cannot_be_true_are_named(changes, fields):
    assert [field for field, _ in impossible(replace(TRUE, **changes))] == fields


def test_the_sentence_says_both_figures():
    found = dict(impossible(replace(TRUE, in_favour=9)))
    assert found == {"in_favour": "Đồng ý, không đồng ý và không có ý kiến cộng lại là 13, khác số có mặt 12."}


@pytest.mark.parametrize(
    ("counts", "rule", "decided"),
    [
        # Two thirds of 15 are 10.
        (Counts(15, 10, 6, 4), HALF_OF_PRESENT, True),
        (Counts(15, 10, 5, 5), HALF_OF_PRESENT, False),
        (Counts(15, 9, 9, 0), HALF_OF_PRESENT, False),
        (Counts(15, 10, 7, 3), HALF_OF_ALL, False),
        (Counts(15, 10, 8, 2), HALF_OF_ALL, True),
        (Counts(3, 2, 2, 0), HALF_OF_ALL, True),
        (Counts(3, 3, 2, 1), BallotRule(majority=Decimal("66")), True),
        (Counts(3, 3, 2, 1), BallotRule(majority=Decimal("66.7")), False),
    ],
)
def test_a_motion_is_carried_by_more_than_its_majority_in_a_quorate_meeting(counts, rule, decided):
    assert carried(counts, rule) is decided


@given(
    st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.sampled_from(["present", "due"])
)
def test_one_vote_more_in_favour_never_loses_a_motion(due, in_favour, against, blank, of):
    present = in_favour + against + blank
    rule = BallotRule(of=of)
    before = Counts(due + present, present, in_favour, against, blank)
    if against and carried(before, rule):
        assert carried(replace(before, in_favour=in_favour + 1, against=against - 1), rule)
    assert carried(before, rule) <= quorate(before, rule)
