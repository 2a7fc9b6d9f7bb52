"""Lists of records in words: what is left out is counted, also when a list is shortened again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.shown import counted, cut


@pytest.mark.parametrize(
    ("names", "most", "shown"),
    [
        (["a", "b"], 2, ("a", "b")), (["a", "b", "c"], 2, ("a", "b", "và 1 mục khác")), ([], 2, ()),
        (["a", "b", "và 34 mục khác"], 1, ("a", "và 35 mục khác")),
        (["a", "và 34 mục khác"], 3, ("a", "và 34 mục khác")), (["a", "a", ""], 3, ("a",)),
    ],
)  # fmt: skip
def test_what_is_left_out_is_counted(names, most, shown):
    assert cut(names, most) == shown


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), unique=True), st.integers(1, 9), st.integers(1, 9))
def test_a_list_shortened_twice_stands_for_as_many(names, first, second):
    once = cut(names, first)
    assert counted(once) == counted(cut(once, second)) == len(names)
