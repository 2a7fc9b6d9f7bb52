"""The model cell over its stage: every year of it is asked for, and only those years, whatever the round."""

from dataclasses import replace
from datetime import date

import pytest

from scoring.pure.needs import needs
from scoring.pure.records import Period

from .builders import outcomes, rubric
from .observing import declared, seen, year
from .papers import BEST, GOOD
from .sources import AS_OF, MODEL, MODEL_UNDER, STAGES, WHOLE, meetings_through, place, reason, through

BOTH = (MODEL, MODEL_UNDER)
SHORT = Period("term", date(2022, 1, 1), date(2024, 12, 31))
# Rule → figures of a good year, what makes a year a bad one.
YEARLY = {
    "doan-the-tot": ({"unions_good": 2, "unions_total": 2}, {"unions_good": 1}),
    "doan-the-xuat-sac": ({"unions_excellent": 1, "unions_total": 2}, {"unions_excellent": 0}),
    "so-tay-dien-tu": ({"e_handbook_deployed": True, "members_with_e_handbook": 9, "members_total": 9},
                       {"members_with_e_handbook": 8}),
    "so-tay-ca-nhan": ({"e_handbook_deployed": False, "members_with_notebook": 9, "members_total": 9},
                       {"members_with_notebook": 8}),
    "neu-guong-tot": ({"members_exemplary": 9, "members_total": 9}, {"members_exemplary": 8}),
    "ky-cam-ket": ({"members_pledged": 9, "members_total": 9, "members_in_decline": 0}, {"members_in_decline": 3}),
    "gia-dinh-van-hoa": ({"cultural_families": 8, "families_total": 8}, {"cultural_families": 7}),
    "noi-cu-tru": ({"members_good_at_residence": 9, "members_total": 9}, {"members_good_at_residence": 8}),
    "sang-kien-co-quan": ({"initiatives": 1}, {"initiatives": 0}),
    "hai-long-co-quan": ({"directly_rated": True, "satisfaction": 100}, {"satisfaction": 99}),
    "dat-chuan-vi-tri": ({"members_qualified": 9, "members_total": 9}, {"members_qualified": 8}),
    "sang-kien-don-vi": ({"initiatives": 1}, {"initiatives": 0}),
    "hai-long-don-vi": ({"directly_rated": True, "satisfaction": 100}, {"satisfaction": 99}),
    "doi-song-cai-thien": ({"living_improved": True}, {"living_improved": False}),
    "nghia-vu-nha-nuoc": ({"state_duties_met": True}, {"state_duties_met": False}),
    "ket-nap-chi-tieu": ({"members_admitted": 2, "admission_target": 2}, {"members_admitted": 1}),
    "duy-tri-doan-the": ({"unions_total": 1}, {"unions_total": 0}),
    "an-toan-lao-dong": ({"safety_violations": 0}, {"safety_violations": 2}),
    "an-sinh-xa-hoi": ({"income_stable": True, "community_contributions": 1}, {"community_contributions": 0}),
}  # fmt: skip
# The title of an office, a unit or an enterprise is one that it wins within the stage.
TITLES = ("co-quan-van-hoa", "don-vi-van-hoa", "doanh-nghiep-van-hoa")
MEETINGS = ("sinh-hoat-day-du", "tham-gia-day-du", "phat-bieu-3", "phat-bieu-5", "phat-bieu-8")
LEDGER = ("nam-lien-tot", "nam-xuat-sac")


def verdicts(name, code, good, changed):
    """What a rule comes to where one year after the other is changed."""
    years = STAGES[name]
    return {reason(name, code, through(good, years=years, **{f"y{each}": changed})).holds for each in years}


def test_every_rule_of_both_sheets_is_among_these():
    for name in BOTH:
        codes = [rule.code for row in rubric(name).rows for rule in row.spec.conditions]
        assert sorted(codes) == sorted([*YEARLY, *TITLES, *MEETINGS, *LEDGER])


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("code", YEARLY)
def test_every_year_of_the_stage_is_asked_for(name, code):
    good, bad = YEARLY[code]
    assert reason(name, code, through(good, years=STAGES[name])).holds is True
    # Whichever year is bad, the first and the last as well as those between them.
    assert verdicts(name, code, good, bad) == {False}
    # Whichever year is not declared.
    assert verdicts(name, code, good, None) == {None}


@pytest.mark.parametrize("code", YEARLY)
def test_a_bad_year_fails_even_where_others_are_missing(code):
    good, bad = YEARLY[code]
    assert reason(MODEL, code, through(good, y2021=bad, y2020=None, y2024=None)).holds is False


@pytest.mark.parametrize("code", YEARLY)
def test_the_last_year_alone_says_too_little(code):
    given = through(YEARLY[code][0], years=range(2024, 2025))
    assert {reason(name, code, given).holds for name in BOTH} == {None}


def test_two_years_of_decline_are_not_made_good_by_a_third():
    good, _ = YEARLY["ky-cam-ket"]
    given = through(good, years=STAGES[MODEL_UNDER], y2022={"members_in_decline": 3}, y2023={"members_in_decline": 3})
    found = reason(MODEL_UNDER, "ky-cam-ket", given)
    assert (found.holds, found.text.count("1/3 năm, trừ năm 2022, năm 2023")) == (False, 1)


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("code", TITLES)
def test_a_title_of_culture_is_asked_for_at_the_end_of_the_stage(name, code):
    years, won, lost = STAGES[name], {"cultural_standard": True}, {"cultural_standard": False}
    assert reason(name, code, through(won, years=years, y2022=lost, y2023=None)).holds is True
    assert reason(name, code, through(won, years=years, y2024=lost)).holds is False
    assert reason(name, code, through(won, years=years, y2024=None)).holds is None


OFFICE = {
    "members_total": 12, "unions_total": 2, "unions_good": 2, "unions_excellent": 1, "e_handbook_deployed": False,
    "members_with_notebook": 12, "members_exemplary": 12, "members_pledged": 12, "members_in_decline": 0,
    "families_total": 9, "cultural_families": 9, "members_good_at_residence": 12, "cultural_standard": True,
    "initiatives": 1, "satisfaction": 100, "directly_rated": True, "members_qualified": 12,
}  # fmt: skip


def office(first, period):
    """All that is known of a cell of an office since a year, the best of it."""
    years = range(first, 2025)
    return seen(
        facts=[declared(each, **OFFICE) for each in years], years=[year(each, grade=BEST) for each in years],
        meetings=meetings_through(years, members=12, speakers=5, absent_without_leave=0), period=period, as_of=AS_OF,
    )  # fmt: skip


def common(name, given):
    """The rules of the general contents and of an office, with what they come to."""
    rows = [row for row in rubric(name).rows if row.code.startswith(("1.", "2.1."))]
    return {rule.code: reason(name, rule.code, given).holds for row in rows for rule in row.spec.conditions}


@pytest.mark.parametrize("period", [WHOLE, SHORT], ids=["from 2020", "from 2022"])
def test_one_round_serves_both_kinds(period):
    # A cell under a committee is judged from 2022 on, also in a round that begins in 2020.
    assert set(common(MODEL_UNDER, office(2022, period)).values()) == {True}
    # A cell that is a base itself is judged from 2020 on, also in a round that begins in 2022.
    assert set(common(MODEL, office(2020, period)).values()) == {True}
    short = common(MODEL, office(2022, period))
    assert {code for code, holds in short.items() if holds is not True} == {
        "nam-lien-tot", "sinh-hoat-day-du", *(code for code in YEARLY if code in short),
    }  # fmt: skip
    assert set(short.values()) == {True, None}


def test_months_before_the_stage_are_not_missed():
    under = reason(MODEL_UNDER, "sinh-hoat-day-du", office(2022, WHOLE))
    base = reason(MODEL, "sinh-hoat-day-du", office(2022, SHORT))
    assert (under.holds, base.holds) == (True, None)
    assert "36/36 tháng" in under.text
    assert base.lacking == ("chưa ghi cuộc họp nào của năm 2020", "chưa ghi cuộc họp nào của năm 2021")


@pytest.mark.parametrize(("name", "holds"), [(MODEL, False), (MODEL_UNDER, True)])
@pytest.mark.parametrize("period", [WHOLE, SHORT], ids=["from 2020", "from 2022"])
def test_a_bad_year_before_2022_concerns_the_base_cell_alone(name, holds, period):
    given = through(OFFICE, period=period, y2021={"members_exemplary": 11})
    assert reason(name, "neu-guong-tot", given).holds is holds


def test_what_lies_after_the_stage_is_not_read():
    later = Period("term", date(2020, 1, 1), date(2025, 12, 31))
    given = through(OFFICE, years=range(2020, 2026), period=later, y2025={"members_exemplary": 0})
    assert {reason(name, "neu-guong-tot", given).holds for name in BOTH} == {True}


def test_a_cell_founded_within_the_stage_answers_for_the_years_since():
    given = through(OFFICE, years=range(2023, 2025))
    assert reason(MODEL, "neu-guong-tot", replace(given, founded=date(2023, 1, 1))).holds is True
    grades = seen(years=[year(each, grade=GOOD) for each in (2023, 2024)], period=WHOLE, founded=date(2023, 1, 1))
    assert reason(MODEL, "nam-lien-tot", grades).holds is False


@pytest.mark.parametrize("name", BOTH)
def test_no_rule_follows_the_period_of_the_round(name):
    stage = (STAGES[name][0], STAGES[name][-1])
    for code in (*YEARLY, *MEETINGS, *LEDGER):
        when = place(name, code).rule.when
        windows = [part.metric.window for part in when.all or (when,)]
        assert {(window.from_year, window.to_year) for window in windows} == {stage}, code


@pytest.mark.parametrize("period", [WHOLE, SHORT], ids=["from 2020", "from 2022"])
def test_what_lies_before_the_round_is_gathered(period):
    found = needs(rubric(MODEL), outcomes("s4-chi-bo-kieu-mau"), period)
    assert found.earliest == date(2020, 1, 1)
