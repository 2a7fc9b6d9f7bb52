"""Which rubric a unit gets, and which bodies take its stages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from organizations.models import Level, Organization, Sector
from organizations.people import create_body
from organizations.tree import move_organization
from scoring.appraisal.complete import Conclusion, conclude, hand_on
from scoring.models import Assessment, Mark, Round, RoundRubric, RubricVersion, Stage
from scoring.rounds.clone import clone_round
from scoring.rounds.open import open_round
from scoring.rounds.scope import Scope, most_specific
from scoring.rubrics.publish import load_rubric, publish
from tests.build import build_round, build_world, enter, full_marks, sheet, submit
from tests.posts import sheet_data
from tests.scoring.pure.builders import mapping, row


@pytest.fixture
def world(db):
    return build_world()


def _draft(world) -> Round:
    return build_round(world, opened=False)


def _open(world, round_: Round) -> None:
    open_round(round_, actor=world.user("quantri"))


def _rule(world, number: int, sector: str | None = None, branch: str | None = None) -> RoundRubric:
    version = RubricVersion.objects.get(rubric__code="s0-chi-bo")
    round_ = Round.objects.get()
    return RoundRubric.objects.create(
        round=round_, level=Level.objects.get(code="chi_bo_truc_thuoc"), version=version, title=f"Dòng {number}",
        sector=Sector.objects.get(code=sector) if sector else None,
        branch=world.organizations[branch] if branch else None,
    )  # fmt: skip


def test_the_deepest_branch_wins_then_the_line_that_names_the_sector(world):
    round_ = _draft(world)
    _rule(world, 1, sector="thon_to_dan_pho")
    _rule(world, 2, branch="tren")
    _rule(world, 3, branch="cs2")
    _rule(world, 4, branch="cs2", sector="thon_to_dan_pho")
    _rule(world, 5, branch="cs2-cb2")
    _rule(world, 6, branch="cs2", sector="doanh_nghiep")
    _rule(world, 7, branch="cs1-cb2", sector="doanh_nghiep")
    Organization.objects.filter(code="cs1-cb1").update(sector=None)
    _open(world, round_)
    assert dict(round_.evaluations.values_list("organization__code", "rule__title")) == {
        "cs1-cb1": "Dòng 2", "cs1-cb2": "Dòng 2", "cs2-cb1": "Dòng 4", "cs2-cb2": "Dòng 5",
        "cbcs": "Chi bộ cơ sở “bốn tốt”", "cs1": "Đảng bộ cơ sở “bốn tốt”", "cs2": "Đảng bộ cơ sở “bốn tốt”",
    }  # fmt: skip


def test_a_line_that_names_the_sector_wins_over_one_that_names_none(world):
    round_ = _draft(world)
    line = _rule(world, 1, sector="thon_to_dan_pho")
    unit, other = Organization.objects.get(code="cs1-cb1"), Organization.objects.get(code="cs1-cb2")
    other.sector = None
    rules = list(round_.rubrics.select_related("branch"))
    assert most_specific(rules, unit) == line
    assert most_specific(rules, other).title == "Chi bộ “bốn tốt”"
    assert most_specific(rules, Organization.objects.get(code="tren")) is None
    assert most_specific([], unit) is None


def test_a_version_of_its_own_for_a_branch_is_laid_out_with_its_own_rows(world):
    round_ = _draft(world)
    version = publish(load_rubric(mapping(row("A", "group", 6, row("A.1", maximum=6))), actor=None), actor=None)
    rule = _rule(world, 1, branch="cs2")
    RoundRubric.objects.filter(pk=rule.pk).update(version=version)
    _open(world, round_)
    assert Mark.objects.filter(assessment__evaluation=sheet("cs2-cb1")).count() == 1
    assert Mark.objects.filter(assessment__evaluation=sheet("cs1-cb1")).count() == 18


def _stage(world, source: str, **where) -> Stage:
    return Stage(round=Round.objects.get(), kind="appraisal", role="appraiser", source=source, **where)


def test_a_stage_names_its_body_in_each_of_the_four_ways(world):
    round_ = _draft(world)
    scope = Scope.read(round_)
    cell, base, top = (scope.units[Organization.objects.get(code=code).path] for code in ("cs1-cb1", "cs1", "tren"))
    level = Level.objects.get(code="cap_tren_co_so")
    at_level = _stage(world, "level", source_level=level, body_kind="board")
    at_parent = _stage(world, "parent", body_kind="committee")
    found = {
        "cell itself": scope.body_for(_stage(world, "self"), cell),
        "committee itself": scope.body_for(_stage(world, "self"), base),
        "parent": scope.body_for(at_parent, cell),
        "parent of the base": scope.body_for(at_parent, base),
        "parent of the top": scope.body_for(at_parent, top),
        "level": scope.body_for(at_level, cell),
        "level of the base": scope.body_for(at_level, base),
        "level of itself": scope.body_for(at_level, top),
        "fixed": scope.body_for(_stage(world, "fixed", source_body=world.body("cs2", "helpers")), cell),
        "kind that is not there": scope.body_for(_stage(world, "parent", body_kind="team"), cell),
    }
    assert found == {
        "cell itself": world.body("cs1-cb1", "cell"), "committee itself": world.body("cs1", "committee"),
        "parent": world.body("cs1", "committee"), "parent of the base": world.body("tren", "committee"),
        "parent of the top": None, "level": world.body("tren", "board"),
        "level of the base": world.body("tren", "board"), "level of itself": None,
        "fixed": world.body("cs2", "helpers"), "kind that is not there": None,
    }  # fmt: skip


def test_of_several_boards_the_first_takes_the_stage(world):
    round_ = _draft(world)
    create_body(
        world.organizations["tren"],
        actor=None,
        kind="board",
        name="Ban khác",
        issuer="BAN KHÁC",
        symbol="B",
        authority="K/T",
    )
    _open(world, round_)
    assert set(Assessment.objects.filter(body__kind="board").values_list("body", flat=True)) == {
        world.body("tren", "board").pk
    }


def _branch_of_its_own(world, round_: Round) -> RubricVersion:
    """Give the second base committee a rubric and a guideline of its own."""
    version = publish(load_rubric(mapping(row("A", "group", 6, row("A.1", maximum=6))), actor=None), actor=None)
    rule = _rule(world, 1, branch="cs2")
    RoundRubric.objects.filter(pk=rule.pk).update(version=version)
    return version


def _move(world, code: str, parent: str) -> None:
    move_organization(
        Organization.objects.get(code=code), actor=world.user("quantri"), parent=world.organizations[parent],
        valid_from=timezone.localdate(), paper="03-QĐ/ĐU",
    )  # fmt: skip


def _chain(code: str) -> list[tuple[str, int, str]]:
    return list(sheet(code).assessments.order_by("position").values_list("kind", "body", "state"))


def test_a_cell_that_moves_keeps_its_open_sheet_and_its_next_round_follows_the_new_branch(world, client):
    round_ = _draft(world)
    other = _branch_of_its_own(world, round_)
    _open(world, round_)
    submit(world, "cs1-cb1")
    before, chain = sheet("cs1-cb1"), _chain("cs1-cb1")
    _move(world, "cs1-cb1", "cs2")
    after = sheet("cs1-cb1")
    assert (after.version, after.rule, after.path) == (before.version, before.rule, before.path)
    assert _chain("cs1-cb1") == chain
    # Its board goes on: it appraises this sheet, wherever the unit stands by now. The new one reads, as it sees it.
    url = reverse("scoring:appraise", args=[after.pk])
    answers, typed = {}, sheet_data("cs1-cb1")
    for name in ("giupviec", "danguy", "vanthu_cs", "giupviec2", "bithu2", "nguoila"):
        client.force_login(world.user(name))
        answers[name] = (client.get(url).status_code, client.post(url, typed).status_code)
    assert answers["giupviec"] == (200, 302)
    assert {answers[name][0] for name in ("vanthu_cs", "bithu2", "nguoila")} == {404}
    assert {name for name in answers if answers[name][1] == 302} == {"giupviec"}
    enter(after, world.user("giupviec"), full_marks(after))
    hand_on(sheet("cs1-cb1"), actor=world.user("giupviec"))
    decided = Conclusion(recognised=True, day=timezone.localdate(), minutes_number="08-BB/ĐU")
    conclude(sheet("cs1-cb1"), actor=world.user("danguy"), conclusion=decided)
    following = clone_round(round_, actor=world.user("quantri"), year=round_.year + 1)
    _open(world, following)
    found = following.evaluations.get(organization__code="cs1-cb1")
    assert (found.version, found.rule.branch) == (other, world.organizations["cs2"])
    bodies = [world.body("cs1-cb1", "cell"), world.body("cs2", "helpers"), world.body("cs2", "committee")]
    assert [stage.body for stage in found.assessments.order_by("position")] == bodies
