"""Of a unit that several others became every line of descent is asked: their records are not added up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from organizations.models import Succession
from scoring.facts.gather import observe
from scoring.facts.inherit import figures_along, figures_together, lines_of
from scoring.models import Fact, Meeting
from scoring.pure.arithmetic import totals
from scoring.pure.conditions import CONDITION, METRIC
from scoring.pure.evaluate import Context, evaluate, measured_cases
from scoring.pure.records import Observations, Record
from scoring.rubrics.load import rubric_of
from tests.build import World, build_world
from tests.scoring.facts.rubrics import sheets, trial_round

YEAR = timezone.localdate().year
CELL, ONE, OTHER, FIRST = "cs1-cb1", "cs1-cb2", "cs2-cb1", "cs2-cb2"
MEETINGS = {"source": "meetings", "aggregate": "count"}
MEMBERS = {"source": "facts", "aggregate": "value", "field": "members"}
# What the round gathers.
READ = [{**MEETINGS, "aggregate": "none"}, {"source": "facts", "aggregate": "none"}]


def follow(world: World, *links: tuple[str, str]) -> None:
    for old, new in links:
        Succession.objects.create(
            predecessor=world.organizations[old], successor=world.organizations[new], inherits=True, kind="merged",
            day=date(YEAR, 6, 1), paper="02-QĐ/ĐU",
        )  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """A cell that follows two others."""
    world = build_world(cells=2)
    trial_round(world, READ)
    follow(world, (ONE, CELL), (OTHER, CELL))
    return world


def met(world: World, code: str, *months: int) -> None:
    for month in months:
        Meeting.objects.create(
            organization=world.organizations[code], body=world.body(code, "cell"), held_on=date(YEAR, month, 5),
            values={}, saved_by_id=world.user("bithu").pk, saved_at=timezone.now(),
        )  # fmt: skip


def declare(world: World, code: str, field: str, value: Any) -> None:
    Fact.objects.create(
        organization=world.organizations[code], field=field, start=date(YEAR, 1, 1), end=date(YEAR, 12, 31),
        value=value, saved_by_id=world.user("bithu").pk, saved_at=timezone.now(),
        confirmed_by_id=world.user("danguy").pk, confirmed_at=timezone.now(),
    )  # fmt: skip


def known() -> tuple[Context, Observations]:
    (sheet,) = sheets(CELL)
    seen = observe([sheet])[sheet.pk]
    data = rubric_of(sheet.version).data
    return Context(data, {}, totals(data, {}), seen), seen


def holds(metric: Mapping[str, Any], **asked: str) -> bool | None:
    return evaluate(CONDITION.read({"metric": metric} | asked), known()[0]).holds


def figure(metric: Mapping[str, Any]) -> Any:
    found = measured_cases(METRIC.read(metric), known()[0])
    return found.figure, found.lacking


def test_meetings_of_two_who_became_one_are_not_added_up(world):
    met(world, ONE, 1, 2, 3)
    met(world, OTHER, 1, 2, 3)
    met(world, CELL, 7)
    assert (holds(MEETINGS, at_least="4"), holds(MEETINGS, at_most="3")) == (True, False)
    # Before the year is over it may still come.
    assert holds(MEETINGS, at_least="5") is not True
    assert figure(MEETINGS) == (4, ())


def test_one_does_not_make_good_what_the_other_missed(world):
    met(world, ONE, 1, 2, 3)
    met(world, OTHER, 1)
    met(world, CELL, 7)
    assert (holds(MEETINGS, at_least="2"), holds(MEETINGS, at_most="3")) == (True, False)
    assert holds(MEETINGS, at_least="3") is not True
    assert figure(MEETINGS) == (None, ("số liệu của các tổ chức đảng được kế thừa khác nhau",))


def test_what_the_unit_declares_itself_goes_before_its_forerunners(world):
    declare(world, ONE, "members", "9")
    declare(world, OTHER, "members", "9")
    assert figure(MEMBERS) == (9, ())
    declare(world, CELL, "members", "17")
    assert figure(MEMBERS) == (17, ())
    assert known()[1].unit.size == 17


def test_what_forerunners_declare_differently_is_not_known_of_the_unit(world):
    declare(world, ONE, "members", "9")
    declare(world, OTHER, "members", "8")
    assert (figure(MEMBERS)[0], known()[1].unit.size) == (None, None)
    assert (holds(MEMBERS, at_least="8"), holds(MEMBERS, at_least="9")) == (True, False)
    declare(world, ONE, "disunity", "false")
    declare(world, OTHER, "disunity", "true")
    assert known()[1].unit.declared == {}
    declare(world, CELL, "disunity", "true")
    assert known()[1].unit.declared == {"disunity": True}


def test_a_unit_with_one_forerunner_has_one_line(db):
    world = build_world(cells=2)
    trial_round(world, READ)
    follow(world, (ONE, CELL))
    met(world, ONE, 1, 2)
    met(world, CELL, 7)
    assert (known()[1].lines, figure(MEETINGS)) == ({}, (3, ()))


def test_lines_go_back_to_the_first_and_never_round():
    assert lines_of(1, {}) == [(1,)]
    assert lines_of(1, {1: [2, 3], 3: [4, 5]}) == [(1, 2), (1, 3, 4), (1, 3, 5)]
    assert lines_of(1, {1: [2], 2: [1]}) == [(1, 2)]
    assert lines_of(1, {1: [1]}) == [(1,)]


def test_figures_along_a_line_keep_the_nearest_and_fill_what_it_left_out():
    day = date(YEAR, 12, 31)
    mine = Record({"a": "của mình"}, day, "Số liệu khai", unconfirmed=frozenset("a"))
    old = Record({"a": "cũ", "b": "cũ"}, day, "Số liệu khai", unconfirmed=frozenset("ab"))
    (found,) = figures_along([1, 2], {1: [mine], 2: [old]})
    assert (found.values, found.unconfirmed) == ({"a": "của mình", "b": "cũ"}, frozenset("ab"))
    other = Record({"a": "tháng"}, day, "Số liệu khai tháng 12")
    assert len(figures_along([1, 2], {1: [mine], 2: [other]})) == 2


def _said(number: int, *, label: str = "Số liệu khai", **values: Any) -> Record:
    return Record(values, date(YEAR, 12, 31), label, unit=str(number))


def test_what_a_unit_below_says_itself_is_not_counted_again_with_its_forerunners():
    own = {1: [_said(1, a=17)], 2: [_said(2, a=9, b=1)], 3: [_said(3, a=8), _said(3, label="Tháng 3", a=5)]}
    assert [record.values for record in figures_together(1, own, {1: [2]})] == [{"a": 17, "b": 1}]
    together = figures_together(1, own, {1: [2, 3]})
    assert [(record.unit, record.values["a"]) for record in together] == [("1", 17), ("3", 5)]
    # It says nothing itself: both together are what became of it.
    silent = figures_together(1, {key: own[key] for key in (2, 3)}, {1: [2, 3]})
    assert [(record.unit, record.values["a"]) for record in silent] == [("2", 9), ("3", 8), ("3", 5)]
