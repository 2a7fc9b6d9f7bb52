"""A merged unit has one record a year, whoever it follows, and the strip of years says what conditions read."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from organizations.models import Succession
from scoring.facts.gather import observe
from scoring.facts.years import Year, years_of
from scoring.models import Programme, YearResult
from scoring.pure.records import Period, Record
from tests.build import LONG_AGO, World, build_world
from tests.scoring.facts.rubrics import sheets, trial_round
from tests.scoring.pure.observing import found

YEAR = timezone.localdate().year
CELL, ONE, OTHER, FIRST = "cs1-cb1", "cs1-cb2", "cs2-cb1", "cs2-cb2"
POOR, FAIR, GOOD, BEST = "khong_hoan_thanh", "hoan_thanh", "hoan_thanh_tot", "hoan_thanh_xuat_sac"
RUN = {
    "source": "years", "aggregate": "longest_run", "window": {"last": 5},
    "holds": [{"field": "grade", "at_least": "tot"}],
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """A cell that inherits from two others, one of which inherits from a third."""
    world = build_world(cells=2)
    trial_round(world, [RUN | {"aggregate": "every"}])
    for old, new in ((ONE, CELL), (OTHER, CELL), (FIRST, OTHER)):
        Succession.objects.create(
            predecessor=world.organizations[old], successor=world.organizations[new], inherits=True, kind="merged",
            day=date(YEAR - 1, 6, 1), paper="02-QĐ/ĐU",
        )  # fmt: skip
    return world


def _grade(world: World, code: str, year: int, value: str, **more: Any) -> None:
    paper = {"source": "paper", "paper_number": "05-QĐ/ĐU", "paper_date": date(year, 12, 20)}
    if more.get("final") is False:
        paper = {"source": "proposal"}
    unit = world.organizations[code]
    YearResult.objects.create(organization=unit, year=year, **{"kind": "grade", "value": value, **paper, **more})


def _records() -> list[Record]:
    (sheet,) = sheets(CELL)
    return list(observe([sheet])[sheet.pk].records["years", "self"])


def _read(code: str = "grade") -> dict[str, Any]:
    return {record.label: record.values[code] for record in _records()}


def _strip(world: World, year: int = YEAR - 1) -> Year:
    years = years_of(world.organizations[CELL], LONG_AGO)
    return next(each for each in years if each.number == year)


def test_years_of_two_forerunners_count_once(world):
    for year in (YEAR - 2, YEAR - 1):
        for code in (ONE, OTHER):
            _grade(world, code, year, "tot")
    _grade(world, CELL, YEAR, "tot")
    records = _records()
    assert [record.label for record in records] == [f"Năm {year}" for year in (YEAR - 2, YEAR - 1, YEAR)]
    counted = {**RUN, "aggregate": "count", "window": {"from_year": YEAR - 2, "to_year": YEAR}}
    period = Period("year", date(YEAR, 1, 1), date(YEAR, 12, 31))
    assert found({"metric": RUN, "at_least": "5"}, years=records, period=period).holds is None
    young = {"years": records, "period": period, "founded": date(YEAR - 2, 1, 1)}
    assert [found({"metric": RUN, "at_least": years}, **young).holds for years in ("3", "4", "5")] == [
        True, False, False,
    ]  # fmt: skip
    assert found({"metric": counted, "equals": "3"}, years=records, period=period).holds is True


@pytest.mark.parametrize(("own", "old"), [(GOOD, FAIR), (FAIR, GOOD)])
def test_the_grade_of_the_unit_itself_goes_before_its_forerunners(world, own, old):
    _grade(world, ONE, YEAR - 1, old)
    _grade(world, CELL, YEAR - 1, own)
    assert _read() == {f"Năm {YEAR - 1}": own}
    assert (_strip(world).final.value, _strip(world).final.organization.code) == (own, CELL)


@pytest.mark.parametrize("order", [(ONE, OTHER), (OTHER, ONE)])
def test_of_forerunners_that_differ_the_worst_counts(world, order):
    for code, value in zip(order, (BEST, FAIR), strict=True):
        _grade(world, code, YEAR - 1, value)
    assert (_read(), _read("any_grade")) == ({f"Năm {YEAR - 1}": FAIR},) * 2
    assert _strip(world).words == "Hoàn thành nhiệm vụ"


def test_grades_whose_order_is_not_known_are_unknown_whatever_is_proposed(world):
    _grade(world, ONE, YEAR - 1, "Trong sạch vững mạnh")
    _grade(world, OTHER, YEAR - 1, GOOD)
    _grade(world, CELL, YEAR - 1, BEST, final=False)
    assert (*_read().values(), *_read("any_grade").values()) == (None, None)
    year = _strip(world)
    assert (year.final, year.proposed, year.missing) == (None, None, False)
    assert year.words == "các đơn vị trước có xếp loại khác nhau"


def test_a_final_grade_that_is_inherited_goes_before_a_proposal(world):
    _grade(world, ONE, YEAR - 1, FAIR)
    _grade(world, CELL, YEAR - 1, BEST, final=False)
    assert [_read(code)[f"Năm {YEAR - 1}"] for code in ("grade", "any_grade", "proposed_grade")] == [FAIR, FAIR, BEST]
    assert _strip(world).words == "Hoàn thành nhiệm vụ"


def test_a_forerunner_goes_before_its_own_forerunners(world):
    _grade(world, FIRST, YEAR - 1, POOR)
    _grade(world, OTHER, YEAR - 1, GOOD)
    _grade(world, FIRST, YEAR - 2, FAIR)
    assert _read() == {f"Năm {YEAR - 2}": FAIR, f"Năm {YEAR - 1}": GOOD}
    assert _strip(world).final.value == GOOD


def test_of_titles_those_count_that_each_forerunner_of_the_year_had(world):
    one, two = (Programme.objects.create(code=code, name=code, subject="organization", period="year") for code in "ab")
    for code, programme in ((ONE, one), (OTHER, one), (OTHER, two)):
        _grade(world, code, YEAR - 1, "Chi bộ tốt", kind="title", programme=programme)
    assert _read("titles") == {f"Năm {YEAR - 1}": ("a",)}
    assert {title.programme.code for title in _strip(world).titles} == {"a"}
    _grade(world, CELL, YEAR - 1, "Chi bộ tốt", kind="title", programme=two)
    assert _read("titles") == {f"Năm {YEAR - 1}": ("b", "a")}
