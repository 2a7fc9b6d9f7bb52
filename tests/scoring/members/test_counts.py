"""How many members stand for a title, were recognised or reached an outcome, as figures of their cell."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from scoring.facts.fields import asked_of
from scoring.facts.gather import observe
from scoring.facts.members import member_facts
from scoring.pure.arithmetic import totals
from scoring.pure.conditions import CONDITION, FIELD
from scoring.pure.evaluate import Context, evaluate
from scoring.rubrics.load import rubric_of
from tests.build import build_world
from tests.scoring.facts.rubrics import FIELDS, sheets, trial_round
from tests.scoring.facts.situations import declare
from tests.scoring.members.situations import ONE, THREE, TWO, concluded, handed_in, listed, member_round
from tests.scoring.registration.situations import CELL, MEMBERS, OTHER

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
CODES = ("listed", "recognised", "dat", "khong-dat")
COUNTED = [
    {
        "code": f"{MEMBERS}.{what}", "label": f"Số đảng viên: {what}", "source": "facts", "type": "number",
        "entered_by": "software",
    }
    for what in CODES
]  # fmt: skip
SHARE = {
    "metric": {"source": "facts", "aggregate": "share", "field": f"{MEMBERS}.recognised", "total_field": "members"},
    "at_least": "25",
}


@pytest.fixture
def world(db):
    return build_world()


def _figures(world, code: str = CELL) -> dict[str, str]:
    fields = {each["code"]: FIELD.read(each) for each in COUNTED}
    found = member_facts([world.organizations[code].pk], date(YEAR, 1, 1), date(YEAR, 12, 31), fields)
    assert len({fact.field for fact in found}) == len(found)
    return {fact.field.rpartition(".")[2]: fact.value for fact in found}


def test_figures_are_known_once_they_can_no_longer_change(world, queries):
    with queries() as asked:
        assert _figures(world) == {}
    assert len(asked) == 1
    round_ = member_round(world)
    assert _figures(world) == dict.fromkeys(CODES, "0")
    listed(world, round_)
    assert _figures(world) == {"listed": "2"}
    handed_in(world, round_, TWO)
    assert _figures(world) == {"listed": "2", "dat": "1", "khong-dat": "1"}
    concluded(world, round_)
    assert _figures(world) == {"listed": "2", "recognised": "1", "dat": "1", "khong-dat": "1"}
    assert _figures(world, OTHER) == dict.fromkeys(CODES, "0")
    # No line of the round is for committees, whose members are those of their cells.
    assert _figures(world, "cs1") == {}


def test_rounds_of_one_year_that_cover_a_cell_count_together(world):
    round_, second = member_round(world), member_round(world, owner=("cs1", "committee"))
    listed(world, round_)
    handed_in(world, round_, TWO)
    concluded(world, round_)
    assert _figures(world) == {"listed": "2", "recognised": "1", "dat": "1", "khong-dat": "1"}
    listed(world, second, [THREE])
    assert _figures(world) == {"listed": "3"}
    assert _figures(world, OTHER) == dict.fromkeys(CODES, "0")


def test_a_rubric_without_such_figures_asks_nothing_more(world, queries):
    fields = {each["code"]: FIELD.read(each) for each in FIELDS}
    with queries() as asked:
        assert member_facts([world.organizations[CELL].pk], date(YEAR, 1, 1), date(YEAR, 12, 31), fields) == []
    assert len(asked) == 0


def test_the_cell_reads_which_part_of_its_members_was_recognised_and_is_not_asked_for_it(world, monkeypatch):
    monkeypatch.setattr("tests.scoring.facts.rubrics.FIELDS", [*FIELDS, *COUNTED])
    reading = [{"field": f"{MEMBERS}.recognised", "at_least": "0"}]
    trial_round(world, [{"source": "facts", "aggregate": "every", "holds": reading}])
    asked = {each.field.code for each in asked_of(world.organizations[CELL], "facts", on=timezone.localdate())}
    assert asked == {each["code"] for each in FIELDS if each["source"] == "facts"}
    declare(world, CELL, "bithu", "members", Decimal(8))
    round_ = member_round(world)
    listed(world, round_, [ONE, TWO])

    def found():
        sheet = sheets(CELL)[0]
        data = rubric_of(sheet.version).data
        return evaluate(CONDITION.read(SHARE), Context(data, {}, totals(data, {}), observe([sheet])[sheet.pk]))

    assert (found().holds, found().lacking) == (None, (f"Số liệu khai năm {YEAR}: “Số đảng viên: recognised” chưa có",))
    handed_in(world, round_)
    concluded(world, round_)
    assert (found().holds, found().found) == (True, "25% (2/8)")
