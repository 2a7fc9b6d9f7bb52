"""Whatever is asked of a unit that follows several others is asked along each line of descent."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.conditions import CONDITION, METRIC
from scoring.pure.descent import weakest
from scoring.pure.evaluate import evaluate, measured_cases

from .observing import context, meeting

KEY = ("meetings", "self")
EACH_MONTH = {
    "metric": {"source": "meetings", "aggregate": "count", "each": "month", "when_empty": "fails"}, "at_least": "1",
}  # fmt: skip
ALWAYS = [meeting(month) for month in range(1, 13)]
NEVER_IN_MAY = [meeting(month) for month in range(1, 13) if month != 5]
NEVER_IN_JUNE = [meeting(month) for month in range(1, 13) if month != 6]


def along(*lines):
    """A context in which the meetings of a unit are known along these lines."""
    plain = context(meetings=lines[0])
    assert plain.seen is not None
    if len(lines) == 1:
        return plain
    return replace(plain, seen=replace(plain.seen, lines={KEY: tuple(map(tuple, lines))}))


def test_months_that_one_forerunner_skipped_are_not_made_good_by_the_other():
    finding = evaluate(CONDITION.read(EACH_MONTH), along(NEVER_IN_MAY, NEVER_IN_JUNE))
    assert (finding.holds, finding.found) == (False, "11/12 tháng, trừ tháng 5/2026")
    assert evaluate(CONDITION.read(EACH_MONTH), along(ALWAYS, NEVER_IN_JUNE)).found == "11/12 tháng, trừ tháng 6/2026"
    assert evaluate(CONDITION.read(EACH_MONTH), along(ALWAYS, ALWAYS)).holds is True


def test_a_line_without_any_record_leaves_it_open():
    finding = evaluate(CONDITION.read(EACH_MONTH), along(ALWAYS, []))
    assert (finding.holds, finding.lacking) == (None, ("chưa ghi cuộc họp nào của năm 2026",))


def test_a_figure_stands_where_all_lines_agree():
    metric = METRIC.read({"source": "meetings", "aggregate": "count"})
    assert measured_cases(metric, along(NEVER_IN_MAY, NEVER_IN_JUNE)).figure == 11
    found = measured_cases(metric, along(ALWAYS, NEVER_IN_JUNE))
    assert (found.figure, found.lacking) == (None, ("số liệu của các tổ chức đảng được kế thừa khác nhau",))


@pytest.mark.parametrize("order", list(permutations([True, False, None])))
def test_the_weakest_answer_of_the_lines_counts(order):
    assert order[weakest(order)] is False
    open_or_not = [answer for answer in order if answer is not False]
    assert open_or_not[weakest(open_or_not)] is None


MONTHS = st.sets(st.integers(1, 12), min_size=1)


@given(st.lists(MONTHS, min_size=1, max_size=3))
def test_it_holds_where_it_holds_along_every_line(lines):
    logs = [[meeting(month) for month in sorted(months)] for months in lines]
    single = [evaluate(CONDITION.read(EACH_MONTH), along(log)).holds for log in logs]
    assert evaluate(CONDITION.read(EACH_MONTH), along(*logs)).holds is all(single)
