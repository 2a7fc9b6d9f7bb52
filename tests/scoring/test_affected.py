"""Whom another outcome set would touch is shown before it is set, and is what setting it does."""

from decimal import Decimal

import pytest

from organizations.access import Refused
from scoring.models import Assessment, OutcomeSet, RoundRubric
from scoring.rounds.affected import affected
from scoring.rounds.outcomes import bind_outcomes
from scoring.rubrics.publish import load_outcomes
from tests.build import World, appraise, build_round, build_world, decide, fixture, sheet, submit
from tests.posts import PEOPLE

CELL, OTHER = "cs1-cb1", "cs2-cb1"


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    build_round(world)
    return world


def _line() -> RoundRubric:
    return RoundRubric.objects.select_related("version", "round__owner__organization").get(pk=sheet(CELL).rule_id)


def _set(least: int) -> OutcomeSet:
    mapping = fixture("outcomes/s0-minh-hoa.yaml")
    first, *others = mapping["outcomes"]
    outcomes = [{**first, "least_total": least}, *others]
    return load_outcomes({**mapping, "name": f"Từ {least}", "outcomes": outcomes}, _line().version.rubric, actor=None)


def _seen(found):
    return [(each.evaluation.organization.code, each.stage, each.total, each.old, each.new) for each in found]


def test_every_sheet_handed_in_is_shown_with_what_it_proposes_and_would_propose(world):
    appraise(world, CELL)
    submit(world, OTHER, Decimal("0.5"))
    found = affected(_line(), _set(95), actor=world.user("quantri"))
    assert _seen(found) == [
        (CELL, "thẩm định", Decimal(90), "Đạt “bốn tốt”", "Không đạt “bốn tốt”"),
        (OTHER, "tự chấm", Decimal(45), "Không đạt “bốn tốt”", "Không đạt “bốn tốt”"),
    ]
    assert [(each.changed, each.gained, each.lost) for each in found] == [(True, False, True), (False, False, False)]
    none = affected(_line(), None, actor=world.user("quantri"))
    assert [(each.new, each.lost) for each in none] == [("chưa đề xuất", True), ("chưa đề xuất", False)]


def test_what_was_shown_is_what_setting_does(world):
    appraise(world, CELL)
    submit(world, OTHER)
    candidate = _set(95)
    shown = {each.evaluation.pk: each.new for each in affected(_line(), candidate, actor=world.user("quantri"))}
    bind_outcomes(_line(), candidate, actor=world.user("quantri"))
    done = Assessment.objects.filter(state="done").order_by("position")
    assert {each.evaluation_id: each.result["name"] for each in done} == shown


def test_conditions_of_the_candidate_are_judged_by_what_is_known(world):
    submit(world, CELL)
    rule = {
        "code": "khong-ky-luat", "text": "Không ai bị kỷ luật", "effect": {"type": "block"},
        "when": {"metric": {"source": "facts", "aggregate": "value", "field": "disunity"}, "equals": False},
    }  # fmt: skip
    mapping = fixture("outcomes/s0-minh-hoa.yaml")
    first, *others = mapping["outcomes"]
    candidate = load_outcomes(
        {**mapping, "outcomes": [{**first, "conditions": [rule]}, *others]}, _line().version.rubric, actor=None
    )
    assert [each.new for each in affected(_line(), candidate, actor=world.user("quantri"))] == ["chưa đề xuất"]


def test_looking_writes_nothing_and_asks_the_same_of_few_and_many(world, queries, writes_nothing):
    submit(world, CELL)
    line, candidate, actor = _line(), _set(95), world.user("quantri")
    affected(line, candidate, actor=actor)
    with queries() as few:
        affected(line, candidate, actor=actor)
    submit(world, OTHER)
    with queries() as many, writes_nothing():
        affected(line, candidate, actor=actor)
    assert len(few) == len(many) <= 8


def test_only_the_administrator_of_the_owner_looks(world):
    for name in sorted(PEOPLE - {"quantri"}):
        with pytest.raises(Refused):
            affected(_line(), None, actor=world.user(name))


def _url(line: RoundRubric, chosen: str) -> str:
    return f"/dot/{line.round_id}/xep-loai/{line.pk}/?line-{line.pk}-outcome_set={chosen}"


def test_the_page_shows_who_changes_before_the_button(world, client):
    appraise(world, CELL)
    line, candidate = _line(), _set(95)
    client.force_login(world.user("quantri"))
    page = client.get(_url(line, str(candidate.pk))).content.decode()
    assert "Mất đề xuất công nhận</dt><dd>1</dd>" in page
    assert "<strong>Không đạt “bốn tốt”</strong>" in page
    assert f'name="line-{line.pk}-outcome_set" value="{candidate.pk}"' in page
    assert "đang dùng: đặt lại không thay đổi gì" in client.get(_url(line, str(line.outcome_set_id))).content.decode()
    refused = client.get(_url(line, "999999"))
    assert refused.status_code == 422
    assert "Hãy chọn một bộ mức xếp loại" in refused.content.decode()


def test_after_a_conclusion_the_page_says_that_the_set_stays(world, client):
    decide(world, CELL)
    client.force_login(world.user("quantri"))
    page = client.get(_url(_line(), "")).content.decode()
    assert "không đổi bộ mức xếp loại được nữa" in page
    assert 'class="btn btn-primary"' not in page


def test_others_do_not_see_the_page(world, client):
    for name, status in (("bithu", 403), ("nguoila", 404), ("giamsat", 403)):
        client.force_login(world.user(name))
        assert client.get(_url(_line(), "")).status_code == status
