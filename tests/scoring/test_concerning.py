"""Rows that concern some units only: set aside when the round opens, asked for nowhere, and never a way out."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Organization, Sector
from scoring.facts.declare import declare_fact
from scoring.models import Mark, Round, RoundRubric
from scoring.pure.arithmetic import MarkValue
from scoring.rounds.open import open_round
from scoring.rubrics.load import rubric_of
from scoring.rubrics.publish import load_rubric, publish
from scoring.sheets.marks import marks_of
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.submit import NotReady, lacks, submit_sheet
from tests.build import World, build_round, build_world, enter, meeting, sheet
from tests.scoring.pure.builders import mapping, row

CELL, SAVE = "cs2-cb1", "3f2c1f7e-7f0c-4a51-9d54-0f3f5a9c7b11"
PASSED, ASIDE = MarkValue(choice="pass"), MarkValue(not_applicable=True)
EXCLUDED = {"when_not_applicable": "excluded"}
RUBRIC = mapping(
    row("A", "pass_fail"),
    row("B", "group", None, row("B.1", "pass_fail", spec=EXCLUDED), spec={"applies": {"sector": ["doanh_nghiep"]}}),
    row("C", "pass_fail", spec={**EXCLUDED, "applies": {"declared": "rated"}}),
    code="mot-so",
    fields=[{"code": "rated", "label": "Được đánh giá", "source": "facts", "type": "yes_no", "entered_by": "unit"}],
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """A round whose second branch has rows for enterprises and for units that say something of themselves."""
    world = build_world()
    round_ = build_round(world, opened=False)
    version = publish(load_rubric(RUBRIC, actor=None), actor=None)
    line = round_.rubrics.get(level__code="chi_bo_truc_thuoc")
    RoundRubric.objects.create(
        round=round_, level=line.level, version=version, branch=world.organizations["cs2"], title="Thử"
    )
    Organization.objects.filter(code="cs2-cb2").update(sector=Sector.objects.get(code="doanh_nghiep"))
    open_round(round_, actor=world.user("quantri"))
    return world


def _aside(code: str) -> dict[str, bool]:
    evaluation = sheet(code)
    codes = rubric_of(evaluation.version).codes
    return {codes[mark.criterion_id]: mark.not_applicable for mark in marks_of(evaluation.current)}


def _rated(world: World, answer: bool) -> None:
    unit, year = sheet(CELL).organization, Round.objects.get().start.year
    field = rubric_of(sheet(CELL).version).data.fields[0]
    declare_fact(
        unit, field, answer, actor=world.user("bithu2"), start=date(year, 1, 1), end=date(year, 12, 31), revision=0
    )  # fmt: skip


def test_rows_of_another_sector_are_set_aside_from_the_beginning_and_stay_so(world):
    assert (_aside(CELL), _aside("cs2-cb2")) == (
        {"A": False, "B.1": True, "C": False},
        {"A": False, "B.1": False, "C": False},
    )
    current = sheet(CELL).current
    done = save_rows(current, actor=world.user("bithu2"), entered={"B.1": Entered(0, PASSED)}, save_id=SAVE)
    assert done.refused == {"B.1": "Nội dung này không áp dụng với loại hình của đơn vị."}
    client = Client()
    client.force_login(world.user("bithu2"))
    page = client.get(reverse("scoring:sheet", args=[sheet(CELL).pk])).content.decode()
    keys = rubric_of(sheet(CELL).version).keys
    assert (f'name="v-{keys["A"]}"' in page, f'name="v-{keys["B.1"]}"' in page) == (True, False)
    one = client.post(
        reverse("scoring:save_row", args=[sheet(CELL).pk, keys["B.1"]]),
        {f"v-{keys['B.1']}": "pass", f"e-{keys['B.1']}": "", f"r-{keys['B.1']}": "0", "save_id": SAVE},
        headers={"HX-Request": "true"},
    )
    assert one.json()["sentence"] == "Nội dung này không áp dụng với loại hình của đơn vị."
    assert Mark.objects.get(assessment=current, criterion_id=keys["B.1"]).revision == 0


def test_what_is_set_aside_is_asked_for_nowhere_and_what_concerns_the_unit_is_no_way_out(world):
    enter(sheet(CELL), world.user("bithu2"), {"A": PASSED, "C": ASIDE})
    # As long as nobody knows, the unit may say that it does not concern it.
    assert lacks(sheet(CELL)) == []
    _rated(world, answer=True)
    assert [code for code, _ in lacks(sheet(CELL))] == ["C"]
    with pytest.raises(NotReady, match="chưa chấm"):
        submit_sheet(sheet(CELL), actor=world.user("bithu2"), meeting=meeting())


def test_what_the_unit_says_of_itself_sets_a_row_aside_that_nobody_filled(world):
    enter(sheet(CELL), world.user("bithu2"), {"A": PASSED})
    assert [code for code, _ in lacks(sheet(CELL))] == ["C"]
    _rated(world, answer=False)
    done = submit_sheet(sheet(CELL), actor=world.user("bithu2"), meeting=meeting())
    assert (done.state, lacks(sheet("cs2-cb2")) != []) == ("done", True)
