"""Titles enter what is known of a unit's years through one door, once a year."""

from datetime import date

import pytest

from scoring.models import YearResult
from scoring.results import ResultError, record_titles, standing_titles
from tests.build import build_round, build_world

DAY = date(2026, 2, 5)


@pytest.fixture
def sheets(db):
    round_ = build_round(build_world(cells=1))
    return list(round_.evaluations.select_related("round", "organization").order_by("path"))


def _record(*sheets):
    return record_titles(
        [(sheet, "Chi bộ “bốn tốt”") for sheet in sheets], number="05-QĐ/ĐU", day=DAY, issuer="Đảng ủy xã"
    )


def test_a_title_says_whose_when_and_by_which_paper(sheets):
    _record(sheets[0])
    found = YearResult.objects.get()
    assert (found.organization_id, found.year, found.kind, found.value) == (
        sheets[0].organization_id, sheets[0].round.year, "title", "Chi bộ “bốn tốt”",
    )  # fmt: skip
    assert (found.paper_number, found.paper_date, found.issuer, found.source, found.final) == (
        "05-QĐ/ĐU", DAY, "Đảng ủy xã", "decision", True,
    )  # fmt: skip
    assert found.evaluation_id == sheets[0].pk


def test_a_second_title_of_the_year_is_refused_by_name_and_nothing_written(sheets):
    _record(sheets[1])
    with pytest.raises(ResultError) as refused:
        _record(*sheets[:3])
    assert refused.value.names == [sheets[1].organization.name]
    assert YearResult.objects.count() == 1


def test_titles_of_other_years_and_programmes_do_not_count(sheets):
    _record(sheets[0])
    YearResult.objects.update(year=sheets[0].round.year - 1)
    assert standing_titles(sheets) == []
    assert standing_titles([]) == []
    assert len(_record(sheets[0])) == 1
