"""Wordings are compared by what they say, not by how they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.words import folded, likeness, pieces, share_within


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Đảng UỶ, chi ủy!", ("dang", "uy", "chi", "uy")),
        ("chi uỷ", ("chi", "uy")),
        ("90% đảng viên", ("90", "dang", "vien")),
        ("a\u0323\u0302", ("a",)),
        ("…", ()),
    ],
)
def test_words_are_folded(text, words):
    assert folded(text) == words


def test_likeness_is_in_percent_of_both():
    one = pieces("Chất lượng sinh hoạt tốt")
    assert likeness(one, pieces("CHẤT LƯỢNG SINH HOẠT TỐT.")) == 100
    assert likeness(one, pieces("Đoàn kết")) == 0
    assert likeness(one, pieces("")) == 0
    # Four of five words and three of four neighbours on each side.
    assert likeness(one, pieces("Chất lượng sinh hoạt khá")) == 77


def test_a_part_stands_within_its_whole_but_not_the_whole_in_the_part():
    part, whole = pieces("không tồn đọng"), pieces("giải quyết kịp thời, không tồn đọng")
    assert share_within(part, whole) == 100
    assert share_within(whole, part) == 38
    assert share_within(pieces(""), whole) == 0


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_the_same_both_ways_and_between_none_and_all(one, other):
    found = likeness(pieces(one), pieces(other))
    assert found == likeness(pieces(other), pieces(one))
    assert 0 <= found <= 100
