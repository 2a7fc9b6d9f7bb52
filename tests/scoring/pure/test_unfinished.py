"""A month that has only begun is no month skipped, and what fails before its end fails for good."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.pure.records import Period

from .observing import declared, found, meeting
from .test_bounds import conditions, records

REGULAR = [{"field": "kind", "equals": "thuong_ky"}]
LOG = [meeting(month, kind="thuong_ky", grade="kha", present=9) for month in range(1, 12)]
MARCH = Period("month", date(2026, 3, 1), date(2026, 3, 31))


def monthly(aggregate="count", *more, each="month", day=10, over=LOG, **keys):
    """What a condition on each month comes to on a day of December, with lines after those of eleven months."""
    comparison = {name: keys.pop(name) for name in ("at_least", "at_most", "equals", "any_of") if name in keys}
    metric = {"source": "meetings", "aggregate": aggregate, "where": REGULAR, "each": each, "when_empty": "fails"}
    return found({"metric": metric | keys} | comparison, meetings=[*over, *more], as_of=date(2026, 12, day))


def december(day=2, **values):
    return meeting(12, day, **{"kind": "thuong_ky", **values})


def test_a_month_that_has_begun_without_a_record_is_not_asked_for_yet():
    finding = monthly(at_least="1", day=1)
    assert (finding.holds, finding.found) == (True, "11/11 tháng, chưa xét tháng 12/2026 vì chưa hết tháng")
    assert monthly("count", december(kind="chuyen_de"), at_least="1").holds is True
    assert monthly("count", december(), at_least="1").found == "12/12 tháng"
    assert monthly(at_least="1", day=31).found == "11/12 tháng, trừ tháng 12/2026"
    assert monthly(at_least="1", each="quarter", over=LOG[:9], day=1).holds is True


def test_an_earlier_month_that_was_skipped_still_fails():
    assert monthly(at_least="1", over=LOG[1:], day=1).holds is False


@pytest.mark.parametrize(
    ("aggregate", "keys", "holds"),
    [
        ("count", {"at_least": "2"}, None), ("count", {"equals": "2"}, None), ("count", {"any_of": ["0", "3"]}, None),
        ("count", {"at_most": "0"}, False), ("count", {"equals": "0"}, False),
        ("sum", {"field": "present", "at_least": "99"}, None), ("sum", {"field": "present", "at_most": "1"}, False),
        ("greatest", {"field": "present", "at_least": "99"}, None),
        ("least", {"field": "present", "at_least": "99"}, False),
        ("value", {"field": "present", "at_least": "99"}, None),
        ("average", {"field": "present", "at_least": "99"}, None),
        ("every", {"holds": [{"field": "grade", "equals": "tot"}]}, False),
        ("none", {"holds": [{"field": "grade", "equals": "kha"}]}, False),
    ],
)  # fmt: skip
def test_a_failure_that_may_still_mend_is_open_until_the_month_is_over(aggregate, keys, holds):
    line = december(grade="kha", present=9)
    assert monthly(aggregate, line, over=[], **keys).parts[-1].holds is holds
    assert monthly(aggregate, line, over=[], day=31, **keys).parts[-1].holds is False


def test_what_is_open_says_why():
    finding = monthly("count", december(), over=[*LOG, *LOG], at_least="2")
    assert (finding.holds, finding.lacking) == (None, ("tháng 12/2026: chưa hết thời gian",))


def test_before_anything_is_asked_for_nothing_fails():
    metric = {"source": "meetings", "aggregate": "count", "each": "month", "when_empty": "fails"}
    assert found({"metric": metric, "at_least": "1"}, meetings=[], as_of=date(2026, 1, 1)).holds is None


def test_the_year_of_a_sheet_of_december_is_asked_for():
    metric = {"source": "facts", "aggregate": "value", "field": "good", "each": "year"}
    day = {"as_of": date(2026, 12, 1)}
    assert found({"metric": metric, "at_least": "1"}, facts=[], **day).holds is None
    assert found({"metric": metric, "at_least": "1"}, facts=[declared(good=1)], **day).holds is True
    assert found({"metric": metric, "at_least": "1"}, facts=[declared(good=0)], **day).holds is False
    assert monthly("count", each="year", over=[], at_least="1").holds is None


@settings(max_examples=300, deadline=None)
@given(records(), conditions(), st.integers(1, 31))
def test_what_fails_before_the_end_fails_at_the_end(meetings, condition, day):
    """Whatever is recorded later in the month does not turn it."""
    each = condition | {"metric": condition["metric"] | {"each": "month"}}
    known = [line for line in meetings if line.on.day <= day]
    early = found(each, meetings=known, period=MARCH, as_of=date(2026, 3, day)).holds
    if early is False:
        assert found(each, meetings=meetings, period=MARCH, as_of=date(2026, 3, 31)).holds is False


@pytest.mark.parametrize(
    ("comparison", "day", "holds"),
    [
        ({"at_least": "9"}, date(2026, 11, 20), None), ({"at_least": "7"}, date(2026, 11, 20), True),
        ({"at_most": "6"}, date(2026, 11, 20), False), ({"at_least": "9"}, date(2026, 12, 31), False),
    ],
)  # fmt: skip
def test_a_count_over_a_year_that_is_not_over_may_still_be_reached(comparison, day, holds):
    metric = {"source": "meetings", "aggregate": "count", "where": [{"field": "grade", "equals": "tot"}]}
    log = [meeting(month, grade="tot") for month in range(1, 8)]
    finding = found({"metric": metric} | comparison, meetings=log, as_of=day)
    assert finding.holds is holds
    assert finding.lacking == (("chưa hết thời gian",) if holds is None else ())


def test_a_log_written_to_its_last_month_is_complete():
    metric = {"source": "meetings", "aggregate": "count", "where": [{"field": "grade", "equals": "tot"}]}
    log = [*(meeting(month, grade="tot") for month in range(1, 9)), meeting(12, grade="kha")]
    finding = found({"metric": metric, "at_least": "9"}, meetings=log, as_of=date(2026, 12, 20))
    assert (finding.holds, finding.found) == (False, "8")


def test_a_meeting_that_was_poor_fails_at_once():
    metric = {"source": "meetings", "aggregate": "none", "where": [{"field": "grade", "equals": "kem"}]}
    log = [meeting(3, grade="kem")]
    assert found({"metric": metric}, meetings=log, as_of=date(2026, 4, 1)).holds is False


def test_figures_of_the_whole_year_are_final_when_they_are_declared():
    metric = {"source": "facts", "aggregate": "value", "field": "good"}
    assert found({"metric": metric, "at_least": "5"}, facts=[declared(good=4)], as_of=date(2026, 11, 1)).holds is False
