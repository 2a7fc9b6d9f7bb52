"""Thresholds that come late: without them points and no proposal, with them every proposal anew, until a conclusion."""

from decimal import Decimal

import pytest

from config.common.models import Event
from organizations.access import Refused
from scoring.models import Assessment, OutcomeSet, RoundRubric
from scoring.pure.arithmetic import MarkValue
from scoring.rounds.open import RoundError
from scoring.rounds.outcomes import bind_outcomes
from scoring.rubrics.publish import load_outcomes
from tests.build import (
    World,
    appraise,
    build_round,
    build_world,
    decide,
    enter,
    fill,
    fixture,
    sheet,
    submit,
)
from tests.posts import PEOPLE, conclusion_data

CELL = "cs1-cb1"
MINH_HOA = "outcomes/s0-minh-hoa.yaml"
WHY = "Chưa có ngưỡng điểm"


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open and no outcome set bound."""
    world = build_world()
    build_round(world, outcomes=None)
    return world


def _line() -> RoundRubric:
    return sheet(CELL).rule


def _set(name: str = "Mức xếp loại", least: int = 80) -> OutcomeSet:
    mapping = fixture(MINH_HOA)
    first, *others = mapping["outcomes"]
    outcomes = [{**first, "least_total": least}, *others]
    return load_outcomes({**mapping, "name": name, "outcomes": outcomes}, _line().version.rubric, actor=None)


def _stage(kind: str) -> Assessment:
    return sheet(CELL).assessments.get(kind=kind)


def test_without_thresholds_points_are_added_and_nothing_is_proposed(world):
    submit(world, CELL)
    own = _stage("self")
    assert (own.total, own.outcome, own.outcome_set) == (Decimal(90), "", None)
    assert (own.result["total"], own.result["outcome"], own.result["name"]) == ("90", None, None)
    assert [reason["text"][: len(WHY)] for reason in own.result["reasons"]] == [WHY]


@pytest.mark.parametrize(
    ("reader", "page"),
    [
        ("danguy", "/ho-so/{}/"),
        ("danguy", "/tham-dinh/{}/"),
        ("danguy", "/tham-dinh/{}/ket-luan/"),
        ("phutrach", "/ho-so/{}/"),
    ],
)
def test_every_page_with_a_result_says_why_nothing_is_proposed(world, client, reader, page):
    appraise(world, CELL)
    client.force_login(world.user(reader))
    text = client.get(page.format(sheet(CELL).pk)).content.decode()
    assert "chưa đề xuất" in text
    assert WHY in text


def test_the_page_before_submitting_says_that_nothing_is_proposed(world, client):
    fill(world, CELL)
    client.force_login(world.user("bithu"))
    assert "chưa đề xuất" in client.get(f"/ho-so/{sheet(CELL).pk}/nop/").content.decode()


@pytest.mark.parametrize("recognised", ["yes", "no"])
def test_without_a_proposal_a_conclusion_needs_no_reason(world, client, recognised):
    appraise(world, CELL)
    client.force_login(world.user("danguy"))
    answer = client.post(f"/tham-dinh/{sheet(CELL).pk}/ket-luan/", conclusion_data(recognised))
    assert answer.status_code == 302
    done = _stage("approval")
    assert (done.conclusion, done.total, done.outcome) == (
        "recognised" if recognised == "yes" else "not_recognised", Decimal(90), "",
    )  # fmt: skip


def test_binding_computes_every_proposal_already_made_again(world):
    appraise(world, CELL)
    found = _set()
    assert bind_outcomes(_line(), found, actor=world.user("quantri")) == 2
    for kind in ("self", "appraisal"):
        stage = _stage(kind)
        assert (stage.outcome, stage.outcome_set, stage.total) == ("dat", found, Decimal(90))
        assert (stage.result["name"], stage.result["recognises"]) == ("Đạt “bốn tốt”", True)


def test_binding_reads_the_marks_of_each_stage_by_itself(world):
    submit(world, CELL)
    enter(sheet(CELL), world.user("giupviec"), {"I.1.1": MarkValue(value=Decimal(0))}, "Chưa đủ")
    bind_outcomes(_line(), _set(least=89), actor=world.user("quantri"))
    assert (_stage("self").outcome, _stage("appraisal").outcome, _stage("appraisal").total) == ("dat", "", None)


def test_binding_leaves_other_lines_and_their_sheets_alone(world):
    appraise(world, CELL)
    submit(world, "cbcs")
    bind_outcomes(_line(), _set(), actor=world.user("quantri"))
    assert sheet("cbcs").assessments.get(kind="self").outcome_set is None
    assert sheet("cbcs").rule.outcome_set is None


def test_another_set_replaces_the_proposals_and_none_takes_them_away(world):
    appraise(world, CELL)
    bind_outcomes(_line(), _set(), actor=world.user("quantri"))
    bind_outcomes(_line(), _set("Mức cao", 95), actor=world.user("quantri"))
    assert (_stage("appraisal").outcome, _stage("appraisal").result["recognises"]) == ("khong-dat", False)
    assert bind_outcomes(_line(), None, actor=world.user("quantri")) == 2
    assert (_stage("appraisal").outcome, _stage("appraisal").outcome_set, _stage("appraisal").total) == (
        "", None, Decimal(90),
    )  # fmt: skip


def test_binding_is_put_on_record_and_the_same_set_again_is_not(world):
    submit(world, CELL)
    found = _set()
    bind_outcomes(_line(), found, actor=world.user("quantri"))
    assert bind_outcomes(_line(), found, actor=world.user("quantri")) == 0
    event = Event.objects.get(action="round.outcomes")
    assert (event.actor_id, event.subject_id, event.data) == (
        world.user("quantri").pk, _line().round_id,
        {"outcome_set": found.pk, "level": _line().level_id, "recomputed": 1},
    )  # fmt: skip


def test_after_the_first_conclusion_of_the_line_the_set_stays(world):
    decide(world, CELL)
    with pytest.raises(RoundError, match="Đã có kết luận theo dòng này"):
        bind_outcomes(_line(), _set(), actor=world.user("quantri"))
    assert (_line().outcome_set, _stage("approval").outcome_set) == (None, None)


def test_a_conclusion_under_another_line_does_not_hinder(world):
    decide(world, "cbcs")
    assert bind_outcomes(_line(), _set(), actor=world.user("quantri")) == 0
    assert _line().outcome_set is not None


def test_a_set_of_another_rubric_is_refused(world):
    foreign = load_outcomes(fixture(MINH_HOA), sheet("cs1").version.rubric, actor=None)
    with pytest.raises(RoundError, match="thuộc bộ tiêu chí khác"):
        bind_outcomes(_line(), foreign, actor=world.user("quantri"))
    assert _line().outcome_set is None


@pytest.mark.parametrize("name", sorted(PEOPLE - {"quantri"}))
def test_only_the_administrator_of_the_owner_binds(world, name):
    with pytest.raises(Refused):
        bind_outcomes(_line(), _set(), actor=world.user(name))
    assert _line().outcome_set is None


def test_a_conclusion_against_a_proposal_that_came_late_needs_its_reason(world, client):
    appraise(world, CELL)
    bind_outcomes(_line(), _set(), actor=world.user("quantri"))
    client.force_login(world.user("danguy"))
    url = f"/tham-dinh/{sheet(CELL).pk}/ket-luan/"
    refused = client.post(url, conclusion_data("no"))
    assert refused.status_code == 422
    assert "Kết luận khác với đề xuất: cần ghi lý do." in refused.content.decode()
    assert client.post(url, {**conclusion_data("no"), "reason": "Bị kỷ luật"}).status_code == 302
