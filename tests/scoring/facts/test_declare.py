"""Declared figures: by whom they are entered, confirmed, taken back, and what happens when two do it at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from config.common.models import Event
from organizations.access import Refused
from scoring.facts.declare import FieldError, StaleFact, confirm_fact, declare_fact, take_back_fact
from scoring.models import Fact
from scoring.pure.conditions import Field
from tests.build import World, build_world
from tests.posts import PEOPLE

CELL = "cs1-cb1"
START, END = date(2026, 1, 1), date(2026, 12, 31)
OWN = Field("members", "Số đảng viên", "facts", "number", entered_by="unit", confirmed_by="superior")
FREE = Field("free", "Số khác", "facts", "number", entered_by="unit")
SENT = Field("sent", "Chỉ tiêu", "facts", "number", entered_by="superior")
WATCHED = Field(
    "disciplined", "Bị kỷ luật", "facts", "number", entered_by="inspection_committee",
    confirmed_by="inspection_committee",
)  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return build_world(cells=1)


def _declare(world: World, by: str, value: Any = Decimal(12), field: Field = OWN, revision: int = 0) -> Fact:
    return declare_fact(
        world.organizations[CELL], field, value, actor=world.user(by), start=START, end=END, revision=revision
    )


def _history() -> list[tuple[str, Any, Any]]:
    found = Event.objects.filter(action__startswith="facts.").order_by("pk")
    return [(each.action, each.data.get("old"), each.data.get("new") or each.data.get("value")) for each in found]


def test_a_figure_is_changed_and_its_history_kept(world):
    _declare(world, "bithu")
    found = _declare(world, "nhapgiup", Decimal("13.50"), revision=1)
    assert (found.value, found.revision, found.saved_by_id) == ("13.5", 2, world.users["nhapgiup"].pk)
    assert Fact.objects.count() == 1
    assert _history() == [("facts.declare", "", "12"), ("facts.declare", "12", "13.5")]
    event = Event.objects.filter(action="facts.declare").last()
    assert (event.organization_id, event.data["field"], event.data["start"], event.data["end"]) == (
        world.organizations[CELL].pk, "members", "2026-01-01", "2026-12-31",
    )  # fmt: skip


def test_the_same_figure_again_is_no_change_and_needs_no_fresh_look(world):
    _declare(world, "bithu")
    assert _declare(world, "bithu").revision == 1
    assert _history() == [("facts.declare", "", "12")]


@pytest.mark.parametrize(
    ("field", "who"),
    [(OWN, {"bithu", "nhapgiup"}), (SENT, {"giupviec", "danguy"}), (WATCHED, {"giamsat"})],
    ids=lambda value: getattr(value, "code", ""),
)
def test_each_figure_is_entered_by_whom_the_programme_names(world, field, who):
    entered = set()
    for name in sorted(PEOPLE):
        try:
            _declare(world, name, Decimal(len(entered)), field, revision=len(entered))
        except Refused:
            continue
        entered.add(name)
    assert entered == who


@pytest.mark.parametrize("value", ["12", True, Decimal(-1), date(2026, 1, 1)])
def test_what_does_not_fit_the_field_is_refused(world, value):
    with pytest.raises(FieldError):
        _declare(world, "bithu", value)
    assert not Fact.objects.exists()


def test_what_somebody_else_wrote_meanwhile_is_shown_and_not_written_over(world):
    _declare(world, "bithu")
    with pytest.raises(StaleFact) as stale:
        _declare(world, "nhapgiup", Decimal(9))
    assert stale.value.fact.value == "12"
    _declare(world, "nhapgiup", Decimal(9), revision=1)
    fact = Fact.objects.get()
    for act in (
        lambda: confirm_fact(fact, OWN, actor=world.user("danguy"), revision=1),
        lambda: take_back_fact(fact, OWN, actor=world.user("bithu"), revision=1),
    ):
        with pytest.raises(StaleFact) as stale:
            act()
        assert stale.value.fact.value == "9"


def test_confirming_is_for_who_is_named_and_once(world):
    fact = _declare(world, "bithu")
    for name in sorted(PEOPLE - {"giupviec", "danguy"}):
        with pytest.raises(Refused):
            confirm_fact(fact, OWN, actor=world.user(name), revision=1)
    confirm_fact(fact, OWN, actor=world.user("danguy"), revision=1)
    again = confirm_fact(fact, OWN, actor=world.user("giupviec"), revision=1)
    assert (again.confirmed_by_id, again.revision) == (world.users["danguy"].pk, 1)
    assert [action for action, _, _ in _history()] == ["facts.declare", "facts.confirm"]


def test_a_changed_figure_is_no_longer_confirmed(world):
    fact = confirm_fact(_declare(world, "bithu"), OWN, actor=world.user("danguy"), revision=1)
    assert fact.confirmed_at is not None
    found = _declare(world, "bithu", Decimal(13), revision=1)
    assert (found.confirmed_at, found.confirmed_by_id) == (None, None)


def test_what_nobody_has_to_confirm_is_not_confirmed(world):
    with pytest.raises(Refused, match="không cần xác nhận"):
        confirm_fact(_declare(world, "bithu", field=FREE), FREE, actor=world.user("danguy"), revision=1)


def test_a_figure_taken_back_is_not_known_again_but_remembered(world):
    fact = _declare(world, "bithu")
    with pytest.raises(Refused):
        take_back_fact(fact, OWN, actor=world.user("danguy"), revision=1)
    take_back_fact(fact, OWN, actor=world.user("bithu"), revision=1)
    assert not Fact.objects.exists()
    assert _history()[-1] == ("facts.take_back", "12", None)
    with pytest.raises(StaleFact) as stale:
        take_back_fact(fact, OWN, actor=world.user("bithu"), revision=1)
    assert stale.value.fact is None
