"""Quarters and months of a year: set up under its round, filled by the units alone, shown beside the year's sheet."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from organizations.access import Refused
from scoring.models import Evaluation, Round
from scoring.rounds.children import parts_left, parts_of, prepare_part
from scoring.rounds.clone import clone_round
from scoring.rounds.open import Deadlines, RoundError, open_round, prepare_round
from scoring.rounds.units import withdraw_unit
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import marks_of
from scoring.sheets.parts import parts_of_sheet, with_parts
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.submit import Meeting, submit_sheet
from tests.build import World, build_round, build_world, full_marks, sheet
from tests.posts import PEOPLE
from tests.scoring.registration.situations import load_title

pytestmark = pytest.mark.django_db
CELL = "cs1-cb1"
SOON = timezone.localdate() + timedelta(days=10)


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def year(world):
    return build_round(world)


def part(world: World, round_: Round, number: int = 1) -> Round:
    """Set up and open a part of a year's round."""
    child = prepare_part(round_, number, actor=world.user("quantri"), deadline=SOON)
    open_round(child, actor=world.user("quantri"))
    return Round.objects.get(pk=child.pk)


def hand_in(world: World, child: Round, share: str = "1") -> Evaluation:
    """Fill the first cell's sheet of a part and hand it in."""
    found = child.evaluations.get(organization__code=CELL)
    codes = rubric_of(found.version).codes
    values = full_marks(found, Decimal(share))
    entered = {
        codes[mark.criterion_id]: Entered(mark.revision, values[codes[mark.criterion_id]], "")
        for mark in marks_of(found.current)
    }
    save_rows(found.current, actor=world.user("bithu"), save_id=uuid4(), entered=entered)
    today = timezone.localdate()
    submit_sheet(found, actor=world.user("bithu"), meeting=Meeting(today, 12, 11, "05-BB/CB"))
    return child.evaluations.get(organization__code=CELL)


def beside(code: str = CELL, round_: Round | None = None):
    """What stands beside the sheet of a unit."""
    found = with_parts(Evaluation.objects.select_related("version")).filter(organization__code=code)
    evaluation = found.get(round=round_) if round_ else found.get(round__parent=None)
    return parts_of_sheet(evaluation, rubric_of(evaluation.version))


def test_a_year_has_four_quarters_or_twelve_months_and_a_part_has_none(world, year):
    assert [(each.label, each.start, each.end) for each in parts_of(year)] == [
        ("Quý I", date(year.year, 1, 1), date(year.year, 3, 31)),
        ("Quý II", date(year.year, 4, 1), date(year.year, 6, 30)),
        ("Quý III", date(year.year, 7, 1), date(year.year, 9, 30)),
        ("Quý IV", date(year.year, 10, 1), date(year.year, 12, 31)),
    ]
    assert parts_of(part(world, year)) == []
    assert [each.label for each in parts_left(year)] == ["Quý II", "Quý III", "Quý IV"]


def test_a_quarter_has_the_rubrics_of_the_year_and_the_steps_of_the_unit_alone(world, year):
    child = part(world, year, 2)
    assert (child.parent, child.period, child.name) == (year, "quarter", f"Quý II: {year.name}")
    lines = ("level", "version", "outcome_set", "title")
    assert set(child.rubrics.values_list(*lines)) == set(year.rubrics.values_list(*lines))
    assert set(child.stages.values_list("kind", "source", "deadline")) == {("self", "self", SOON)}
    assert set(child.evaluations.values_list("organization", flat=True)) == set(
        year.evaluations.values_list("organization", flat=True)
    )


def test_a_unit_that_left_the_year_is_not_asked_in_its_parts(world, year):
    withdraw_unit(sheet(CELL), actor=world.user("quantri"), reason="Giải thể")
    assert not part(world, year).evaluations.filter(organization__code=CELL).exists()


def test_a_monthly_programme_has_a_years_round_with_twelve_months(world):
    programme, today = load_title("bon-tot-thang"), timezone.localdate()
    frame = prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("tren", "standing"), name="Hằng tháng",
        start=date(today.year, 1, 1), end=date(today.year, 12, 31), deadlines=Deadlines(SOON, SOON, SOON),
    )  # fmt: skip
    open_round(frame, actor=world.user("quantri"))
    assert (frame.period, [each.label for each in parts_of(frame)][::11]) == ("year", ["Tháng 1", "Tháng 12"])
    months = [part(world, Round.objects.get(pk=frame.pk), number) for number in (1, 2, 3)]
    assert [(each.period, each.end.month) for each in months] == [("month", 1), ("month", 2), ("month", 3)]
    by_hand = prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("cs1", "committee"), name="Tháng 5",
        start=date(today.year, 5, 1), end=date(today.year, 5, 31), deadlines=Deadlines(SOON, SOON, SOON),
    )  # fmt: skip
    assert by_hand.period == "month"


def _refused(act, error=RoundError) -> str:
    before = Round.objects.count()
    with pytest.raises(error) as refusal, transaction.atomic():
        act()
    assert Round.objects.count() == before
    return str(refusal.value)


def test_a_part_is_set_up_once_under_an_open_round_by_its_administrator(world, year):
    actor = world.user("quantri")
    child = part(world, year)
    assert "Đã lập kỳ này" in _refused(lambda: prepare_part(year, 1, actor=actor, deadline=SOON))
    for number in (0, 5):
        assert "Chỉ lập được" in _refused(lambda number=number: prepare_part(year, number, actor=actor, deadline=SOON))
    assert "Chỉ lập được" in _refused(lambda: prepare_part(child, 1, actor=actor, deadline=SOON))
    early = date(year.year, 9, 30)
    assert "ngày đầu của kỳ" in _refused(lambda: prepare_part(year, 4, actor=actor, deadline=early))
    for name in sorted(PEOPLE - {"quantri"}):
        user = world.user(name)
        _refused(lambda user=user: prepare_part(year, 2, actor=user, deadline=SOON), Refused)
    assert "Kỳ trong năm" in _refused(lambda: clone_round(child, actor=actor, year=year.year + 1))
    Round.objects.filter(pk=year.pk).update(state="draft", opened_at=None)
    assert "Hãy mở đợt" in _refused(lambda: prepare_part(year, 2, actor=actor, deadline=SOON))


def test_what_was_handed_in_stands_beside_the_year_row_by_row_and_no_other(world, year):
    first, second = part(world, year, 1), part(world, year, 2)
    assert beside() is None
    handed = hand_in(world, first, "0.5")
    assert (handed.current, handed.assessments.get().state) == (None, "done")
    found = beside()
    assert (found.word, found.heads) == ("quý", [("Quý I", handed.pk)])
    assert found.rows[0].cells == [("Quý I", "3")]
    hand_in(world, second)
    found = beside()
    assert [head for head, _ in found.heads] == ["Quý I", "Quý II"]
    assert found.rows[0].cells == [("Quý I", "3"), ("Quý II", "6")]
    assert [text.partition(",")[0] for _, text in found.sums] == ["45", "90"]
    assert (beside("cs1-cb2"), beside(round_=first)) == (None, None)
    handed.withdrawn_at, handed.withdrawn_reason = timezone.now(), "Giải thể"
    handed.save()
    assert [head for head, _ in beside().heads] == ["Quý II"]


def test_the_years_sheet_shows_the_strip_and_the_round_its_parts(world, year, client):
    hand_in(world, part(world, year))
    client.force_login(world.user("bithu"))
    own = year.evaluations.get(organization__code=CELL)
    words = " ".join(client.get(reverse("scoring:sheet", args=[own.pk])).content.decode().split())
    assert "Kết quả từng quý trong năm (1 quý)" in words
    client.force_login(world.user("quantri"))
    page = client.get(reverse("scoring:round", args=[year.pk])).content.decode()
    assert f"Quý I: {year.name}" in page
    answer = client.post(reverse("scoring:round_part", args=[year.pk]), {"part": "9", "part_deadline": "x"})
    assert (answer.status_code, "Hãy chọn một kỳ" in answer.content.decode()) == (422, True)


def test_a_sheet_with_twelve_parts_asks_no_more_than_with_one(world, year, queries):
    hand_in(world, part(world, year))
    with queries() as few:
        beside()
    hand_in(world, part(world, year, 2))
    with queries() as many:
        beside()
    assert len(many) == len(few)


def test_a_sheet_without_a_conclusion_asks_for_no_request(world, year, client):
    child = part(world, year)
    client.force_login(world.user("bithu"))
    sheets = [each.evaluations.get(organization__code=CELL) for each in (child, year)]
    pages = [client.get(reverse("scoring:submit", args=[each.pk])).content.decode() for each in sheets]
    assert ["Số tờ trình" in page for page in pages] == [False, True]
