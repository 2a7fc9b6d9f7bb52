"""A year of which nobody wrote a meeting down is no year of skipped meetings: there is not enough data."""

from datetime import date

import pytest

from scoring.pure.conditions import METRIC
from scoring.pure.evaluate import measured_cases
from scoring.pure.records import Period

from .observing import context, found, meeting

TWO_YEARS = Period("term", date(2025, 1, 1), date(2026, 12, 31))
REGULAR = [{"field": "kind", "equals": "thuong_ky"}]
YEAR_OF_2026 = [meeting(month, kind="thuong_ky", grade="kha") for month in range(1, 13)]
LATER = date(2027, 1, 10)
SAID = ("chưa ghi cuộc họp nào của năm 2025",)


def each_month(*records, period=TWO_YEARS, each="month", **keys):
    """What "in each month a regular meeting" comes to."""
    metric = {"source": "meetings", "aggregate": "count", "where": REGULAR, "each": each, "when_empty": "fails"}
    return found({"metric": metric, "at_least": "1"}, meetings=records, **{"period": period, "as_of": LATER} | keys)


def over_all(aggregate, *records, asked, **keys):
    metric = {"source": "meetings", "aggregate": aggregate, **keys}
    return found({"metric": metric} | asked, meetings=records, period=TWO_YEARS, as_of=LATER)


@pytest.mark.parametrize("each", ["month", "quarter", "year"])
def test_a_year_without_any_line_is_not_enough_data(each):
    finding = each_month(*YEAR_OF_2026, each=each)
    assert (finding.holds, finding.lacking) == (None, SAID)


def test_one_line_of_another_kind_shows_that_the_log_was_kept():
    assert each_month(*YEAR_OF_2026, meeting(5, year=2025, kind="chuyen_de")).holds is False


def test_a_month_skipped_in_a_year_that_was_logged_fails_all_the_same():
    assert each_month(*YEAR_OF_2026[1:]).holds is False


def test_a_shorter_time_says_nothing_about_the_log():
    march = Period("month", date(2026, 3, 1), date(2026, 3, 31))
    assert each_month(period=march).holds is False


def test_a_unit_is_asked_from_its_founding_on():
    assert each_month(*YEAR_OF_2026, founded=date(2026, 1, 1)).holds is True
    young = each_month(founded=date(2026, 9, 1), period=Period("year", date(2026, 1, 1), date(2026, 12, 31)))
    assert (young.holds, young.lacking) == (None, ("chưa ghi cuộc họp nào của năm 2026",))


@pytest.mark.parametrize(
    ("aggregate", "asked", "keys", "holds"),
    [
        # Too few so far; the missing year may bring them.
        ("count", {"at_least": "13"}, {}, None),
        ("longest_run", {"at_least": "13"}, {"holds": REGULAR}, None),
        # Enough, whatever comes.
        ("count", {"at_least": "12"}, {}, True),
        # What no further meeting mends.
        ("every", {}, {"holds": [{"field": "grade", "at_least": "tot"}]}, False),
        ("none", {}, {"holds": [{"field": "grade", "equals": "kha"}]}, False),
        ("count", {"at_most": "11"}, {}, False),
    ],
)  # fmt: skip
def test_over_the_whole_time_only_want_of_meetings_is_left_open(aggregate, asked, keys, holds):
    finding = over_all(aggregate, *YEAR_OF_2026, asked=asked, **keys)
    assert finding.holds is holds
    if holds is None:
        assert finding.lacking == SAID


def test_a_figure_is_not_taken_from_half_a_log():
    metric = METRIC.read({"source": "meetings", "aggregate": "count"})
    figured = measured_cases(metric, context(meetings=YEAR_OF_2026, period=TWO_YEARS, as_of=LATER))
    assert (figured.figure, figured.lacking) == (None, SAID)
    whole = [*YEAR_OF_2026, meeting(1, year=2025)]
    assert measured_cases(metric, context(meetings=whole, period=TWO_YEARS, as_of=LATER)).figure == 13


def test_of_a_cell_below_nothing_is_concluded_from_its_log():
    metric = {"source": "meetings", "of": "children", "aggregate": "count"}
    finding = found({"metric": metric, "at_least": "1"}, meetings_children=[], period=TWO_YEARS, as_of=LATER)
    assert finding.lacking != SAID
