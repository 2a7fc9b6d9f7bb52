"""Why a sheet comes to its outcome: from the records of the year to the reasons on the page and in the result."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from organizations.models import Body, BodyKind, Organization
from scoring.facts.declare import confirm_fact, declare_fact
from scoring.facts.meetings import Line, add_meeting, confirm_meeting
from scoring.models import Evaluation, Fact
from scoring.pure.arithmetic import MarkValue
from scoring.pure.conditions import Field
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish
from scoring.sheets.marks import marks_of
from scoring.sheets.submit import submit_sheet
from scoring.sheets.why import why
from tests.build import World, build_round, build_world, enter, fill, fixture, meeting, sheet, submit
from tests.posts import full, sheet_data

CELL = "cs1-cb1"
YEAR = date(2026, 1, 1), date(2026, 12, 31)
FIGURES = {
    "members_total": Decimal(20), "members_completed": Decimal(20), "members_good": Decimal(10),
    "members_disciplined": Decimal(0), "complaints_inside": Decimal(0), "committee_grade": "hoan_thanh",
    "government_grade": "hoan_thanh", "least_organization_grade": "hoan_thanh_tot",
    "least_other_criterion": "trung_binh", "party_building": "tot", "political_system": "tot", "own_task": "tot",
    "economy_society": "tot", "defence_security": "tot",
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def december():
    """The middle of the last month of the year that is judged."""
    with time_machine.travel("2026-12-15T02:00:00+00:00", tick=True):
        yield


@pytest.fixture
def verdicts(december: None) -> World:
    """A round of the programme whose titles are decided by conditions alone."""
    world = build_world()
    programme = load_programme(fixture("programmes/bon-tot-dat.yaml"), actor=None)
    bound = {}
    for code in ("s1-chi-bo", "s1-dang-bo-co-so"):
        version = publish(load_rubric(fixture(f"rubrics/{code}.yaml"), actor=None), actor=None)
        bound[code] = load_outcomes(fixture("outcomes/s1-to-chuc.yaml"), version.rubric, actor=None)
    round_ = prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("tren", "standing"), name="Năm 2026",
        start=YEAR[0], end=YEAR[1], outcome_sets=bound,
        deadlines=Deadlines(date(2026, 12, 20), date(2026, 12, 25), date(2026, 12, 31)),
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    enter(sheet(CELL), world.user("bithu"), {f"1.{content}": MarkValue(choice="pass") for content in range(1, 5)})
    return world


def _fields(source: str) -> dict[str, Field]:
    declared = rubric_of(sheet(CELL).version).data.fields
    return {field.code: field for field in declared if field.source == source}


def _declare(world: World, changes: dict[str, object] | None = None, *, confirmed: bool = True) -> None:
    unit = Organization.objects.get(code=CELL)
    confirming = {"superior": "giupviec", "inspection_committee": "giamsat"}
    for code, value in {**FIGURES, **(changes or {})}.items():
        field = _fields("facts")[code]
        fact = declare_fact(unit, field, value, actor=world.user("bithu"), start=YEAR[0], end=YEAR[1], revision=0)
        if confirmed and field.confirmed_by:
            confirm_fact(fact, field, actor=world.user(confirming[field.confirmed_by]), revision=fact.revision)


def _meet(world: World, months: range = range(1, 13), *, good: int = 10) -> None:
    body = Body.objects.get(organization__code=CELL, kind=BodyKind.CELL)
    fields = list(_fields("meetings").values())
    held = [(date(2026, month, 3), "thuong_ky", "kha" if month <= good else "trung_binh") for month in months]
    for day, kind, grade in [*held, (date(2026, 4, 20), "chuyen_de", "kha"), (date(2026, 9, 20), "chuyen_de", "kha")]:
        line = Line(day, {"kind": kind, "grade": grade})
        kept = add_meeting(body, actor=world.user("bithu"), line=line, fields=fields)
        confirm_meeting(kept, actor=world.user("giupviec"), fields=fields, revision=kept.revision)


def _proposed(world: World) -> tuple[str, dict[str, bool | None]]:
    """Submit the sheet; return the outcome proposed and what each rule came to."""
    submit_sheet(sheet(CELL), actor=world.user("bithu"), meeting=meeting())
    done = sheet(CELL).assessments.get(kind="self")
    return done.outcome, {code: reason["holds"] for code, reason in done.result["rules"].items()}


def test_a_year_that_meets_every_condition_proposes_the_title(verdicts):
    _declare(verdicts)
    _meet(verdicts)
    outcome, rules = _proposed(verdicts)
    assert (outcome, set(rules.values())) == ("dat", {True})


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"members_good": Decimal(9)}, "dang-vien-tot"),
        ({"members_disciplined": Decimal(1)}, "khong-ky-luat"),
        ({"complaints_inside": Decimal(1)}, "khong-don-thu"),
    ],
)
def test_one_figure_that_just_fails_takes_the_title_away(verdicts, changes, rule):
    _declare(verdicts, changes)
    _meet(verdicts)
    outcome, rules = _proposed(verdicts)
    assert (outcome, [code for code, holds in rules.items() if holds is False]) == ("khong-dat", [rule])


def test_nine_good_meetings_are_one_too_few(verdicts):
    _declare(verdicts)
    _meet(verdicts, good=9)
    outcome, _ = _proposed(verdicts)
    assert outcome == "khong-dat"


def test_what_nobody_confirmed_never_proposes_a_title(verdicts):
    _declare(verdicts, confirmed=False)
    _meet(verdicts)
    outcome, rules = _proposed(verdicts)
    assert (outcome, False in rules.values(), None in rules.values()) == ("", False, True)


def test_the_page_says_what_was_found_and_what_is_missing(verdicts):
    _declare(verdicts, {"members_good": Decimal(9)})
    client = Client()
    client.force_login(verdicts.user("bithu"))
    text = client.get(reverse("scoring:why", args=[sheet(CELL).pk])).content.decode()
    assert "Trong đó có từ 50% được xếp loại chất lượng “Hoàn thành tốt nhiệm vụ” trở lên: không đáp ứng" in text
    assert "thực tế 45%" in text
    assert "Chưa đủ dữ liệu" in text


def test_the_reasons_of_a_stage_that_is_done_stay_as_they_were(verdicts):
    _declare(verdicts)
    _meet(verdicts)
    _proposed(verdicts)
    done = sheet(CELL).assessments.get(kind="self")
    before = why(done)
    fact = Fact.objects.get(field="members_good")
    fields = _fields("facts")
    declare_fact(
        fact.organization, fields["members_good"], Decimal(1), actor=verdicts.user("bithu"), start=fact.start,
        end=fact.end, revision=fact.revision,
    )  # fmt: skip
    assert why(sheet(CELL).assessments.get(kind="self")) == before


def _with_points() -> tuple[World, Evaluation, Client]:
    world = build_world()
    build_round(world)
    client = Client()
    client.force_login(world.user("bithu"))
    return world, sheet(CELL), client


def test_trying_gives_what_handing_in_stores_and_writes_nothing(writes_nothing):
    world, evaluation, client = _with_points()
    client.get("/")
    data = sheet_data(CELL, full(CELL))
    with writes_nothing():
        answer = client.post(reverse("scoring:what_if", args=[evaluation.pk]), data)
    tried = answer.context["why"]
    submit(world, CELL)
    stored = sheet(CELL).assessments.get(kind="self").result
    assert answer.status_code == 200
    assert {**tried.result, "rules": None} == {**stored, "rules": None}
    assert {code: reason["holds"] for code, reason in tried.result["rules"].items()} == {
        code: reason["holds"] for code, reason in stored["rules"].items()
    }


def test_what_is_no_mark_is_left_out_and_named():
    _, evaluation, client = _with_points()
    data = sheet_data(CELL, full(CELL) | {"I.1.1": "chín mươi"})
    answer = client.post(reverse("scoring:what_if", args=[evaluation.pk]), data)
    assert "Chưa tính: Mục I.1.(1): " in answer.content.decode()
    assert answer.context["why"].result["outcome"] is None


def test_the_part_alone_is_answered_to_the_script():
    _, evaluation, client = _with_points()
    url = reverse("scoring:what_if", args=[evaluation.pk])
    answer = client.post(url, sheet_data(CELL, full(CELL)), headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()


def test_the_marks_in_work_are_shown_to_those_who_read_them():
    world, evaluation, client = _with_points()
    fill(world, CELL)
    assert len(marks_of(sheet(CELL).current)) == 18
    other = Client()
    other.force_login(world.user("giupviec"))
    url = reverse("scoring:why", args=[evaluation.pk])
    assert (client.get(url).context["why"] is None, other.get(url).context["why"] is None) == (False, True)
