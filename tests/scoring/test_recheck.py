"""A committee's row that was computed from its cells has to be looked at again when a cell changes its figure."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring.facts.ledger import propose_grade
from scoring.models import Evaluation, Round
from scoring.pure.marks import MarkValue
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.rubrics.publish import load_programme, load_rubric, publish
from scoring.sheets.marks import marks_of
from scoring.sheets.recheck import recheck
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.submit import Meeting, submit_sheet
from scoring.workflow import evaluation_with_work, with_current
from tests.build import World, build_world, fixture, full_marks
from tests.scoring.facts.situations import declare
from tests.scoring.registration.situations import GOOD, load_title

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
BASE, CELL = "cs1", "cs1-cb1"
BEFORE, NOW = "100% (1/1)", "0% (0/1)"


def start(world: World, programme) -> Round:
    """Open this year's round of a programme."""
    ahead = timezone.localdate() + timedelta(days=10)
    round_ = prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("tren", "standing"), name="Đợt năm",
        start=date(YEAR, 1, 1), end=date(YEAR, 12, 31), deadlines=Deadlines(ahead, ahead, ahead),
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    return round_


def found(code: str) -> Evaluation:
    """Return a sheet with what pages read."""
    return with_current(evaluation_with_work().get(organization__code=code))


def hand_in(world: World, code: str, by: str, values: dict[str, MarkValue], why: str = "Theo hồ sơ") -> None:
    """Fill a sheet and hand it in."""
    own = found(code)
    codes = rubric_of(own.version).codes
    entered = {
        codes[mark.criterion_id]: Entered(mark.revision, values[codes[mark.criterion_id]], why)
        for mark in marks_of(own.current)
    }
    save_rows(own.current, actor=world.user(by), save_id=uuid4(), entered=entered)
    today = timezone.localdate()
    meeting = Meeting(today, 12, 11, "05-BB/CB", "06-TTr/CB", today)
    submit_sheet(found(code), actor=world.user(by), meeting=meeting)


@pytest.fixture
def world(db):
    return build_world(cells=1)


@pytest.fixture
def handed_in(world):
    """The committee's sheet, whose third content rests on the grades of its cells."""
    start(world, load_title("bon-tot-dat"))
    propose_grade(world.organizations[CELL], actor=world.user("bithu"), year=YEAR, value=GOOD)
    rows = [row.code for row in rubric_of(found(BASE).version).data.leaves()]
    hand_in(world, BASE, "danguy", {code: MarkValue(choice="pass") for code in rows})
    return world


def test_as_long_as_nothing_changes_nothing_has_to_be_looked_at(handed_in):
    assert recheck(found(BASE)) == []
    assert recheck(found(CELL)) == []


def test_a_later_change_of_a_cell_turns_the_row_of_its_committee(handed_in):
    world = handed_in
    propose_grade(world.organizations[CELL], actor=world.user("bithu"), year=YEAR, value="khong_hoan_thanh")
    changed = recheck(found(BASE))
    keys = rubric_of(found(BASE).version).keys
    assert [(each.key, each.place, each.before, each.now) for each in changed] == [
        (keys["1.3"], "Mục 1.3", BEFORE, NOW), (keys["1.3"], "Mục 1.3", BEFORE, NOW),
    ]  # fmt: skip
    propose_grade(world.organizations[CELL], actor=world.user("bithu"), year=YEAR, value=GOOD)
    assert recheck(found(BASE)) == []


def test_the_board_reads_it_on_the_sheet_and_where_the_reasons_stand(handed_in, client):
    world = handed_in
    propose_grade(world.organizations[CELL], actor=world.user("bithu"), year=YEAR, value="khong_hoan_thanh")
    client.force_login(world.user("thamdinh"))
    for page in ("appraise", "why"):
        words = " ".join(client.get(reverse(f"scoring:{page}", args=[found(BASE).pk])).content.decode().split())
        assert "Cần xem lại" in words
        assert f"Trước {BEFORE}; nay {NOW}" in words


def test_a_concluded_sheet_stands_as_it_was_concluded(handed_in):
    world = handed_in
    propose_grade(world.organizations[CELL], actor=world.user("bithu"), year=YEAR, value="khong_hoan_thanh")
    Evaluation.objects.update(current=None)
    assert recheck(found(BASE)) == []


@pytest.mark.parametrize(("why", "turns"), [("", True), ("Ghi theo biên bản", False)])
def test_a_row_that_filled_itself_is_looked_at_unless_it_was_overruled_with_a_reason(world, why, turns):
    mapping = deepcopy(fixture("rubrics/s0-chi-bo.yaml"))
    row = mapping["rows"][0]["rows"][0]["rows"][0]
    row["spec"] = {
        **row.get("spec", {}),
        "filled_by": {"source": "facts", "aggregate": "value", "field": "members_admitted"},
    }
    publish(load_rubric(mapping, actor=None), actor=None)
    publish(load_rubric(fixture("rubrics/s0-dang-bo-co-so.yaml"), actor=None), actor=None)
    start(world, load_programme(fixture("programmes/bon-tot.yaml"), actor=None))
    declare(world, CELL, "bithu", "members_admitted", Decimal(4))
    hand_in(world, CELL, "bithu", {**full_marks(found(CELL)), row["code"]: MarkValue(value=Decimal(4))}, why)

    def of_row() -> list[tuple[str, str]]:
        key = rubric_of(found(CELL).version).keys[row["code"]]
        return [
            (each.before, each.now) for each in recheck(found(CELL)) if each.key == key and each.before in ("4", "")
        ]

    assert of_row() == []
    declare(world, CELL, "bithu", "members_admitted", Decimal(2))
    assert of_row() == ([("4", "2")] if turns else [])
