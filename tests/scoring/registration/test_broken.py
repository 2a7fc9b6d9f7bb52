"""A title on proposed grades is flagged when the final grade breaks it, and never withdrawn."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from organizations.models import Level, Succession
from organizations.tree import found_organization
from scoring.facts.ledger import Entry, confirm_paper, enter_paper, propose_grade
from scoring.facts.start import organization_panel
from scoring.models import Assessment, Evaluation, YearResult
from scoring.pure.records import Observations, Period, Record
from scoring.registration.broken import PROPOSED, broken_for_board, broken_of, with_final
from scoring.registration.start import start_tasks
from scoring.results import record_titles
from scoring.rounds.open import Deadlines, open_round, prepare_round
from tests.build import APPROVER, LONG_AGO, SELF, World, build_world, fixture
from tests.posts import PEOPLE
from tests.scoring.registration import situations
from tests.scoring.registration.situations import BEST, CELL, FAIR, GOOD, load_title

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year - 1
BASE = "cs1"


def _widened(found: Any) -> Any:
    """A rubric whose conditions on grades read the whole subtree in the last two years."""
    if isinstance(found, dict):
        wide = {"of": "subtree", "window": {"last": 2}} if found.get("of") == "children" else {}
        return {key: _widened(value) for key, value in found.items()} | wide
    return [_widened(each) for each in found] if isinstance(found, list) else found


def _round(world: World) -> None:
    programme, today = load_title("bon-tot-dat"), timezone.localdate()
    round_ = prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("tren", "standing"), name="Bốn tốt",
        start=date(YEAR, 1, 1), end=date(YEAR, 12, 31), deadlines=Deadlines(*[today + timedelta(days=9)] * 3),
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))


def give(code: str) -> YearResult:
    """Give the title that a decision would."""
    found = Evaluation.objects.select_related("round").get(organization__code=code)
    award = [(found, "“Đảng bộ cơ sở bốn tốt”")]
    return record_titles(award, number="05-QĐ/ĐU", day=date(YEAR, 12, 20), issuer="Ban Thường vụ")[0]


def propose(world: World, code: str, value: str) -> None:
    propose_grade(world.organizations[code], actor=world.user(SELF[code]), year=YEAR, value=value)


def final(world: World, code: str, value: str) -> None:
    """Enter the final grade of last year, confirmed by the level above."""
    entry = Entry(YEAR, value, "06-QĐ/ĐU", date(YEAR, 12, 28))
    paper = enter_paper(world.organizations[code], actor=world.user(SELF[code]), entry=entry)
    confirm_paper(paper, actor=world.user(APPROVER[code]))


@pytest.fixture
def world(db):
    found = build_world(cells=1)
    _round(found)
    propose(found, CELL, GOOD)
    return found


def _reasons(world: World) -> list[str]:
    return [reason for each in broken_of(world.organizations[BASE]) for reason in each.reasons]


def test_the_final_grade_of_a_cell_breaks_the_title_of_its_committee(world):
    title = give(BASE)
    assert _reasons(world) == []
    final(world, CELL, FAIR)
    (reason,) = _reasons(world)
    assert reason.startswith("trong đó có từ 50% được xếp loại chất lượng “Hoàn thành tốt nhiệm vụ” trở lên: 0% (0/1)")
    assert YearResult.objects.get(pk=title.pk).final is True


@pytest.mark.parametrize("value", [GOOD, BEST])
def test_a_final_grade_that_meets_the_conditions_flags_nothing(world, value):
    give(BASE)
    final(world, CELL, value)
    assert _reasons(world) == []


@pytest.mark.parametrize(("deep", "year"), [(True, YEAR), (False, YEAR - 1), (True, YEAR - 1)])
def test_a_final_grade_deeper_in_the_subtree_or_of_an_earlier_year_breaks_it_too(db, monkeypatch, deep, year):
    monkeypatch.setattr(situations, "fixture", lambda name: _widened(fixture(name)))
    found = build_world(cells=1)
    _round(found)
    give(BASE)
    unit = found.organizations[CELL]
    if deep:
        level = Level.objects.get(code="chi_bo_truc_thuoc")
        unit = found_organization(
            actor=None, code="to", name="Tổ", level=level, parent=unit, valid_from=LONG_AGO, paper="02-QĐ/ĐU"
        )
    YearResult.objects.create(
        organization=unit, year=year, kind="grade", value="khong_hoan_thanh", source="paper", paper_number="06-QĐ/ĐU",
        paper_date=date(year, 12, 28),
    )  # fmt: skip
    assert [reason.split(":")[0][:5] for reason in _reasons(found)][:1] == ["100% "]
    YearResult.objects.filter(value="khong_hoan_thanh").update(year=YEAR + 1)
    assert _reasons(found) == []


@pytest.mark.parametrize(("inherits", "flagged"), [(True, 1), (False, 0)])
def test_a_late_final_grade_of_a_forerunner_breaks_it_where_it_is_inherited(db, inherits, flagged):
    world = build_world(cells=1)
    _round(world)
    forerunner = "cs2-cb1"
    Succession.objects.create(
        predecessor=world.organizations[forerunner], successor=world.organizations[CELL], inherits=inherits,
        kind="merged", day=date(YEAR, 1, 1), paper="02-QĐ/ĐU",
    )  # fmt: skip
    propose(world, forerunner, GOOD)
    give(BASE)
    assert _reasons(world) == []
    final(world, forerunner, FAIR)
    assert len(_reasons(world)) == flagged


def test_what_was_known_at_the_conclusion_is_not_told_again(world):
    give(BASE)
    known = {"rules": {"truc-thuoc-tot": {"holds": False}}}
    Assessment.objects.filter(evaluation__organization=world.organizations[BASE], kind="approval").update(result=known)
    final(world, CELL, FAIR)
    assert _reasons(world) == []


def test_a_unit_whose_title_reads_no_grades_is_not_flagged(world):
    give(CELL)
    final(world, CELL, FAIR)
    assert broken_of(world.organizations[CELL]) == []


def test_the_board_finds_it_on_its_start_page_and_everybody_on_the_page_of_the_unit(world):
    give(BASE)
    final(world, CELL, FAIR)
    told = {name: [task.label for task in start_tasks(world.user(name)) if "Xem lại" in task.label] for name in PEOPLE}
    label = "Xem lại danh hiệu sau xếp loại chính thức: 1"
    assert {name: labels for name, labels in told.items() if labels} == {"thamdinh": [label], "lanhdao": [label]}
    panels = [organization_panel(world.user("giamsat"), world.organizations[code]) for code in (BASE, CELL)]
    assert [[each.title.organization.code for each in panel["context"]["broken"]] for panel in panels] == [[BASE], []]
    assert broken_for_board(world.user("thamdinh"), YEAR + 1) == []


def test_many_flagged_titles_ask_as_often_as_one(world, queries):
    give(BASE)
    final(world, CELL, FAIR)
    with queries() as few:
        assert len(broken_for_board(world.user("lanhdao"), YEAR)) == 1
    propose(world, "cs2-cb1", GOOD)
    final(world, "cs2-cb1", FAIR)
    give("cs2")
    with queries() as many:
        assert len(broken_for_board(world.user("lanhdao"), YEAR)) == 2
    assert len(many) == len(few)


def test_a_final_grade_stands_for_the_proposed_one_and_an_open_year_keeps_it(world):
    key = ("years", "self")
    records = (Record({"grade": FAIR, "any_grade": GOOD}), Record({"grade": None, "any_grade": GOOD}))
    seen = Observations(
        Period("year", date(YEAR, 1, 1), date(YEAR, 12, 31)), {key: records, ("facts", "self"): records}
    )
    found = with_final(seen).records
    assert [[each.values.get(code) for code in PROPOSED] for each in found[key]] == [[FAIR, FAIR], [GOOD, None]]
    assert found["facts", "self"] == records
