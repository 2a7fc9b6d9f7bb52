"""Saving in any order and by several people at once: no row is lost, no total differs from the engine's."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from config.common.models import Event
from scoring.models import Mark
from scoring.pure.arithmetic import MarkValue, points, totals
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import values_of
from scoring.sheets.save import Entered, Saved
from tests.build import build_round, build_world, full_marks, sheet
from tests.scoring.test_save import CODE, marks, number, save
from tests.threads import in_threads


class RandomMarks(TestCase):
    """Whatever is entered, in whichever order."""

    def setUp(self):
        self.world = build_world(cells=1)
        build_round(self.world)
        self.rubric = rubric_of(sheet(CODE).version).data

    def _values(self, data) -> dict[str, MarkValue]:
        values = {}
        for leaf in self.rubric.leaves():
            most = 20 if leaf.kind == "count" else int(leaf.maximum * 2)
            drawn = data.draw(st.none() | st.integers(0, most), label=leaf.code)
            half = Decimal(1) if leaf.kind == "count" else Decimal("0.5")
            values[leaf.code] = MarkValue() if drawn is None else MarkValue(value=drawn * half)
        return values

    @settings(max_examples=20, deadline=None)
    @given(st.data())
    def test_the_total_of_the_stored_marks_is_that_of_the_pure_engine_in_any_order_of_saving(self, data):
        values = self._values(data)
        order = data.draw(st.permutations(list(values)), label="order")
        cut = data.draw(st.integers(0, len(order)), label="cut")
        for part in (order[:cut], order[cut:]):
            revisions = {code: mark.revision for code, mark in marks().items()}
            save(self.world, {code: Entered(revisions[code], values[code]) for code in part})
        stored = marks()
        loaded = rubric_of(sheet(CODE).version)
        found = totals(self.rubric, values_of(stored.values(), loaded))
        assert found == totals(self.rubric, values)
        assert {code: mark.points for code, mark in stored.items()} == {
            code: points(self.rubric.row(code), value) for code, value in values.items()
        }
        Mark.objects.update(
            value=None, points=None, revision=0, save_id=None, saved_by_id=None, saved_at=None, explanation=""
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_saving_different_rows_at_once_lose_nothing():
    world = build_world(cells=1)
    build_round(world)
    values = full_marks(sheet(CODE))
    codes = list(values)
    refusals: list[Saved] = []

    def each(actor: str, mine: list[str]) -> None:
        for code in mine:
            done = save(world, {code: Entered(0, values[code])}, actor=actor)
            if not done.complete:
                refusals.append(done)

    raised = in_threads(
        lambda: each("bithu", codes[::2]), lambda: each("nhapgiup", codes[1::2]), lambda: each("bithu", codes[:4])
    )
    assert raised == []
    assert refusals == []
    assert {code: mark.value for code, mark in marks().items()} == {code: each.value for code, each in values.items()}


@pytest.mark.django_db(transaction=True)
def test_of_people_saving_the_same_row_at_once_one_wins_and_the_others_are_told():
    world = build_world(cells=1)
    build_round(world)
    answers: dict[int, Saved] = {}

    def each(value: int) -> None:
        answers[value] = save(world, {"I.1.1": Entered(0, number(value))}, actor=("bithu", "nhapgiup")[value % 2])

    assert in_threads(*[lambda value=value: each(value) for value in range(1, 6)]) == []
    winners = [value for value, done in answers.items() if done.saved]
    assert len(winners) == 1
    assert marks()["I.1.1"].value == winners[0]
    assert {done.stale["I.1.1"].value for value, done in answers.items() if value not in winners} == {
        Decimal(winners[0])
    }
    assert Event.objects.filter(action="marks.save").count() == 1
