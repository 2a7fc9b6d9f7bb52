"""Taking over the self-score: empty rows alone, as the unit gave it, and only by who may appraise."""

from decimal import Decimal

import pytest

from config.common.models import Event
from organizations.access import Refused
from scoring.appraisal.accept import accept_untouched
from scoring.appraisal.complete import appraisal_lacks, hand_on
from scoring.pure.arithmetic import MarkValue
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import marks_of, values_of
from tests.build import World, build_round, build_world, enter, full_marks, meeting, sheet, submit, submit_sheet
from tests.posts import PEOPLE
from tests.scoring.pass_fail import pass_fail_round

CELL = "cs1-cb1"


@pytest.fixture
def world(db: None) -> World:
    """The tree with the first cell's sheet submitted."""
    world = build_world()
    build_round(world)
    submit(world, CELL)
    return world


def _values() -> dict[str, MarkValue]:
    evaluation = sheet(CELL)
    return values_of(marks_of(evaluation.current), rubric_of(evaluation.version))


def test_every_empty_row_gets_the_self_score_and_nothing_is_missing_then(world):
    count = accept_untouched(sheet(CELL), actor=world.user("giupviec"))
    assert _values() == full_marks(sheet(CELL))
    assert count == len(_values())
    assert appraisal_lacks(sheet(CELL)) == []
    assert hand_on(sheet(CELL), actor=world.user("giupviec")).total == Decimal(90)


def test_what_the_appraiser_marked_stays_with_its_reason(world):
    enter(sheet(CELL), world.user("giupviec"), {"I.1.1": MarkValue(value=Decimal(1))}, "Chưa đủ")
    assert accept_untouched(sheet(CELL), actor=world.user("giupviec")) == len(_values()) - 1
    assert _values()["I.1.1"] == MarkValue(value=Decimal(1))
    assert sheet(CELL).current.marks.get(criterion__code="I.1.1").explanation == "Chưa đủ"


def test_a_reason_without_a_mark_is_kept(world):
    enter(sheet(CELL), world.user("giupviec"), {"I.1.1": MarkValue()}, "Xem lại sau")
    accept_untouched(sheet(CELL), actor=world.user("giupviec"))
    mark = sheet(CELL).current.marks.get(criterion__code="I.1.1")
    assert (mark.value, mark.explanation, mark.revision) == (Decimal(6), "Xem lại sau", 2)


def test_accepting_again_writes_nothing(world):
    accept_untouched(sheet(CELL), actor=world.user("giupviec"))
    events = Event.objects.count()
    assert accept_untouched(sheet(CELL), actor=world.user("giupviec")) == 0
    assert Event.objects.count() == events


def test_accepting_is_one_line_of_history_with_every_row(world):
    count = accept_untouched(sheet(CELL), actor=world.user("giupviec"))
    event = Event.objects.latest("pk")
    assert (event.action, event.actor_id, len(event.data["rows"])) == (
        "marks.save", world.user("giupviec").pk, count,
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(PEOPLE - {"giupviec"}))
def test_nobody_else_accepts(world, name):
    with pytest.raises(Refused):
        accept_untouched(sheet(CELL), actor=world.user(name))
    assert all(value.empty for value in _values().values())


def test_choices_are_taken_over_too(db):
    world = build_world()
    pass_fail_round(world)
    given = {code: MarkValue(choice="pass") for code in ("1", "2", "3")} | {"4": MarkValue(choice="fail")}
    enter(sheet(CELL), world.user("bithu"), given, "Một đảng viên bị kỷ luật")
    submit_sheet(sheet(CELL), actor=world.user("bithu"), meeting=meeting())
    assert accept_untouched(sheet(CELL), actor=world.user("giupviec")) == 4
    assert _values() == given
