"""A unit below that was founded in the time that is read counts as the rubric says of new ones, each by itself."""

from dataclasses import replace
from datetime import date

import pytest

from .observing import found, record, year

END = date(2026, 12, 31)


def share(*records, when_new="clip", aggregate="every", window=None, **comparison):
    metric = {"source": "years", "aggregate": aggregate, "of": "children", "when_new": when_new,
              "holds": [{"field": "grade", "at_least": "tot"}]}  # fmt: skip
    metric |= {"window": window} if window else {}
    return found({"metric": metric} | comparison, years_children=records).holds


def child(key, base, founded=None):
    return replace(base, label=f"Chi bộ {key}, {base.label.lower()}", unit=key, founded=founded)


OLD = child("1", year(2026, grade="tot"), date(2010, 1, 1))
BARE = child("2", record(END), date(2026, 5, 20))


@pytest.mark.parametrize(
    ("when_new", "expected"),
    [("clip", None), ("whole", None), ("holds", True), ("fails", False), ("unknown", None)],
)
def test_a_new_child_without_a_grade_counts_as_the_rubric_says(when_new, expected):
    assert share(OLD, BARE, when_new=when_new) is expected


def test_a_child_that_is_not_new_is_asked_for():
    assert share(OLD, replace(BARE, founded=date(2026, 1, 1))) is None
    assert share(OLD, replace(BARE, founded=None)) is None


@pytest.mark.parametrize(("when_new", "expected"), [("clip", False), ("whole", False), ("holds", True)])
def test_what_a_new_child_has_counts_unless_the_rubric_lets_it_hold(when_new, expected):
    assert share(OLD, child("2", year(2026, grade="khong"), date(2026, 5, 20)), when_new=when_new) is expected


def test_a_window_begins_with_the_child():
    window = {"last": 3}
    old = [child("1", year(number, grade="tot"), date(2010, 1, 1)) for number in (2024, 2025, 2026)]
    new = [child("2", year(number, grade="tot"), date(2025, 5, 20)) for number in (2025, 2026)]
    assert share(*old, *new, window=window) is True
    assert share(*old, *new, window=window, when_new="whole") is None
    # The year in which it was founded is asked for: to know nothing of it proposes no title.
    assert share(*old, new[1], window=window) is None
    assert share(*old[1:], *new, window=window) is None


def test_none_of_the_new_ones_may_do_where_the_rubric_fails_them():
    bad = {"aggregate": "none"}
    assert [share(BARE, OLD, when_new=word, **bad) for word in ("fails", "unknown")] == [False, False]
    poor = replace(OLD, values={"grade": "khong"})
    assert [share(BARE, poor, when_new=word, **bad) for word in ("clip", "fails", "unknown")] == [None, False, None]
