"""Preparing and opening rounds, which rubric and which bodies a unit gets, binding outcomes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from organizations.models import Level, Organization, Sector
from organizations.people import create_body
from organizations.tree import found_organization, move_organization, rename_organization
from scoring.models import Assessment, Evaluation, Mark, OutcomeSet, Round, RoundRubric, RubricVersion, Stage
from scoring.rounds.open import Deadlines, RoundError, open_round, prepare_round
from scoring.rounds.outcomes import bind_outcomes
from scoring.rounds.scope import Scope, most_specific
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish
from tests.build import appraise, build_round, build_world, decide, fixture, load_rubrics, sheet, submit
from tests.scoring.pure.builders import mapping, row
from tests.threads import in_threads

CELLS = {"cs1-cb1", "cs1-cb2", "cs2-cb1", "cs2-cb2"}
UNITS = {*CELLS, "cbcs", "cs1", "cs2"}


@pytest.fixture
def world(db):
    return build_world()


def _deadlines(*days: int) -> Deadlines:
    return Deadlines(*(timezone.localdate() + timedelta(days=day) for day in days or (10, 20, 30)))


def _prepare(world, actor: str = "quantri", **changes) -> Round:
    return prepare_round(
        **{
            "actor": world.user(actor), "programme": world.programme, "owner": world.body("tren", "standing"),
            "name": "Đợt thử", "start": date(2026, 1, 1), "end": date(2026, 12, 31), "deadlines": _deadlines(),
            **changes,
        }
    )  # fmt: skip


def _draft(world) -> Round:
    return build_round(world, opened=False)


def _open(world, round_: Round, actor: str = "quantri") -> int:
    return open_round(round_, actor=world.user(actor))


# Preparing


def test_a_round_is_drafted_with_rubric_title_and_chain_of_each_kind_of_unit(world):
    bound = load_rubrics(world)
    round_ = _prepare(world, outcome_sets=bound, contact="Ban Xây dựng Đảng")
    assert (round_.state, round_.period, round_.year, round_.contact) == ("draft", "year", 2026, "Ban Xây dựng Đảng")
    assert set(round_.rubrics.values_list("level__code", "version__rubric__code", "title", "outcome_set")) == {
        ("chi_bo_truc_thuoc", "s0-chi-bo", "Chi bộ “bốn tốt”", bound["s0-chi-bo"].pk),
        ("chi_bo_co_so", "s0-chi-bo", "Chi bộ cơ sở “bốn tốt”", bound["s0-chi-bo"].pk),
        ("dang_bo_co_so", "s0-dang-bo-co-so", "Đảng bộ cơ sở “bốn tốt”", bound["s0-dang-bo-co-so"].pk),
    }
    cell = round_.stages.filter(level__code="chi_bo_truc_thuoc").order_by("position")
    today = timezone.localdate()
    assert list(cell.values_list("position", "kind", "role", "source", "body_kind", "deadline")) == [
        (1, "self", "secretary", "self", "", today + timedelta(days=10)),
        (2, "appraisal", "appraiser", "parent", "helpers", today + timedelta(days=20)),
        (3, "approval", "approver", "parent", "committee", today + timedelta(days=30)),
    ]
    assert round_.stages.count() == 9


def test_without_outcomes_a_round_is_bound_to_none(world):
    load_rubrics(world, outcomes=None)
    assert set(_prepare(world).rubrics.values_list("outcome_set", flat=True)) == {None}


@pytest.mark.parametrize("actor", ["thamdinh", "lanhdao", "vanthu", "giamsat", "danguy", "bithu", "nguoila"])
def test_only_an_administrator_prepares_a_round(world, actor):
    load_rubrics(world)
    with pytest.raises(Refused):
        _prepare(world, actor)
    assert not Round.objects.exists()


@pytest.mark.parametrize("days", [(20, 10, 30), (10, 30, 20), (30, 20, 10)])
def test_deadlines_follow_one_another(world, days):
    load_rubrics(world)
    with pytest.raises(RoundError, match="theo thứ tự"):
        _prepare(world, deadlines=_deadlines(*days))
    assert not Round.objects.exists()


def test_deadlines_may_fall_on_one_day(world):
    load_rubrics(world)
    assert _prepare(world, deadlines=_deadlines(5, 5, 5)).stages.count() == 9


def test_a_rubric_that_is_not_published_is_named_and_nothing_is_left_behind(world):
    world.programme = load_programme(fixture("programmes/bon-tot.yaml"), actor=None)
    publish(load_rubric(fixture("rubrics/s0-chi-bo.yaml"), actor=None), actor=None)
    load_rubric(fixture("rubrics/s0-dang-bo-co-so.yaml"), actor=None)
    with pytest.raises(RoundError) as refusal, transaction.atomic():
        _prepare(world)
    assert refusal.value.problems == ["Bộ tiêu chí “s0-dang-bo-co-so” chưa được ban hành."]
    assert not Round.objects.exists()


def test_the_same_period_is_prepared_once(world):
    load_rubrics(world)
    _prepare(world)
    with pytest.raises(RoundError, match="Đợt thử"):
        _prepare(world, name="Lần nữa")
    assert _prepare(world, start=date(2027, 1, 1), end=date(2027, 12, 31)).year == 2027


# Opening


def test_every_unit_in_scope_gets_a_sheet_with_all_its_stages_and_the_first_is_open(world):
    round_ = _draft(world)
    assert _open(world, round_) == 7
    round_.refresh_from_db()
    assert (round_.state, round_.opened_at is not None) == ("open", True)
    assert set(round_.evaluations.values_list("organization__code", flat=True)) == UNITS
    for evaluation in Evaluation.objects.prefetch_related("assessments"):
        stages = [(each.position, each.kind, each.role, each.state) for each in evaluation.assessments.all()]
        assert stages == [
            (1, "self", "secretary", "open"), (2, "appraisal", "appraiser", "waiting"),
            (3, "approval", "approver", "waiting"),
        ]  # fmt: skip
        assert evaluation.current == evaluation.assessments.all()[0]


def test_the_open_stage_has_an_empty_mark_for_every_row_and_no_other_stage_has_any(world):
    build_round(world)
    rows = {"s0-chi-bo": 18, "s0-dang-bo-co-so": 16}
    for evaluation in Evaluation.objects.select_related("version__rubric"):
        leaves = evaluation.version.criteria.exclude(kind="group")
        assert len(leaves) == rows[evaluation.version.rubric.code]
        marks = Mark.objects.filter(assessment__evaluation=evaluation)
        assert {mark.criterion_id for mark in marks.filter(assessment=evaluation.current)} == {
            each.pk for each in leaves
        }
        assert marks.exclude(assessment=evaluation.current).count() == 0
    assert set(Mark.objects.values_list("value", "choice", "not_applicable", "explanation", "points", "revision")) == {
        (None, "", False, "", None, 0)
    }


def test_each_stage_is_taken_by_the_body_of_its_place(world):
    build_round(world)
    found = {
        (each.evaluation.organization.code, each.kind): (each.body.organization.code, each.body.kind)
        for each in Assessment.objects.select_related("evaluation__organization", "body__organization")
    }
    expected = {}
    for code in CELLS:
        base = code[:3]
        expected |= {
            (code, "self"): (code, "cell"), (code, "appraisal"): (base, "helpers"), (code, "approval"): (base, "committee"),
        }  # fmt: skip
    for code, own in (("cbcs", "cell"), ("cs1", "committee"), ("cs2", "committee")):
        expected |= {
            (code, "self"): (code, own), (code, "appraisal"): ("tren", "board"), (code, "approval"): ("tren", "standing"),
        }  # fmt: skip
    assert found == expected


def test_a_sheet_keeps_the_unit_as_it_stood(world):
    round_ = build_round(world)
    before = Evaluation.objects.filter(organization__code="cs1-cb1").values(
        "name", "sort", "parent_name", "level", "sector", "path", "version", "rule"
    )
    frozen = list(before)
    cell, actor = world.organizations["cs1-cb1"], world.user("quantri")
    assert (frozen[0]["name"], frozen[0]["parent_name"]) == ("Chi bộ thôn 1", "Đảng bộ cơ sở 1")
    rename_organization(cell, actor=actor, name="Chi bộ thôn Đông", valid_from=date(2024, 1, 1), paper="x")
    move_organization(cell, actor=actor, parent=world.organizations["cs2"], valid_from=date(2024, 2, 1), paper="x")
    rename_organization(
        world.organizations["cs1"], actor=actor, name="Đảng bộ khác", valid_from=date(2024, 1, 1), paper="x"
    )
    Organization.objects.filter(code="cs1-cb1").update(level=Level.objects.get(code="chi_bo_co_so"))
    assert list(before.all()) == frozen
    assert str(sheet("cs1-cb1")) == f"Chi bộ thôn 1 – {round_.name}"


def test_units_outside_the_owners_branch_or_dissolved_get_no_sheet(world):
    load_rubrics(world)
    Organization.objects.filter(code="cs2-cb2").update(active=False)
    round_ = _prepare(world, owner=world.body("cs2", "committee"))
    round_.stages.exclude(level__code="chi_bo_truc_thuoc").delete()
    round_.rubrics.exclude(level__code="chi_bo_truc_thuoc").delete()
    assert _open(world, round_) == 1
    assert list(round_.evaluations.values_list("organization__code", flat=True)) == ["cs2-cb1"]


def test_levels_without_a_rubric_get_no_sheet(world):
    round_ = _draft(world)
    round_.rubrics.filter(level__code="dang_bo_co_so").delete()
    assert _open(world, round_) == 5


@pytest.mark.parametrize("actor", ["thamdinh", "lanhdao", "giamsat", "danguy", "bithu", "nguoila"])
def test_only_an_administrator_opens_a_round(world, actor):
    round_ = _draft(world)
    with pytest.raises(Refused):
        _open(world, round_, actor)
    assert not Evaluation.objects.exists()


def test_a_round_is_opened_once(world):
    round_ = _draft(world)
    _open(world, round_)
    counts = Evaluation.objects.count(), Mark.objects.count(), Event.objects.count()
    with pytest.raises(Refused, match="đã mở"):
        _open(world, round_)
    assert (Evaluation.objects.count(), Mark.objects.count(), Event.objects.count()) == counts


@pytest.mark.django_db(transaction=True)
def test_two_administrators_opening_at_once_open_one_round():
    world = build_world()
    round_ = _draft(world)
    raised = in_threads(lambda: _open(world, round_), lambda: _open(world, round_))
    assert [type(error) for error in raised] == [Refused]
    assert (Evaluation.objects.count(), Event.objects.filter(action="round.open").count()) == (7, 1)


def test_every_unit_without_a_body_is_named_and_nothing_is_opened(world):
    round_ = _draft(world)
    for code, kind in (("cs1-cb1", "cell"), ("cs2", "helpers")):
        body = world.body(code, kind)
        body.active = False
        body.save()
    with pytest.raises(RoundError) as refusal:
        _open(world, round_)
    assert sorted(refusal.value.problems) == [
        "Chi bộ thôn 1: không có cơ quan cho bước thẩm định.",
        "Chi bộ thôn 1: không có cơ quan cho bước tự chấm.",
        "Chi bộ thôn 2: không có cơ quan cho bước thẩm định.",
    ]
    round_.refresh_from_db()
    assert (round_.state, Evaluation.objects.count(), Assessment.objects.count()) == ("draft", 0, 0)


def test_a_kind_of_unit_without_a_chain_is_named(world):
    round_ = _draft(world)
    round_.stages.filter(level__code="chi_bo_co_so").delete()
    with pytest.raises(RoundError) as refusal:
        _open(world, round_)
    assert refusal.value.problems == ["Chi bộ Trạm Y tế: loại tổ chức “Chi bộ cơ sở” chưa có các bước đánh giá."]


def test_a_round_that_reaches_nobody_is_refused(world):
    round_ = _draft(world)
    round_.rubrics.all().delete()
    with pytest.raises(RoundError, match="Không có tổ chức đảng nào"):
        _open(world, round_)


def test_each_act_writes_one_event_with_its_actor(world):
    load_rubrics(world)
    actor = world.user("quantri")
    seen = Event.objects.count()
    round_ = _prepare(world)
    _open(world, round_)
    top = world.organizations["tren"].pk
    assert list(
        Event.objects.order_by("pk")[seen:].values_list(
            "action", "actor_id", "subject_type", "subject_id", "subject_label", "organization_id", "data"
        )
    ) == [
        ("round.prepare", actor.pk, "scoring.round", round_.pk, "Đợt thử", top, {}),
        ("round.open", actor.pk, "scoring.round", round_.pk, "Đợt thử", top, {"sheets": 7}),
    ]


def test_an_opening_and_its_event_come_and_go_together(world, monkeypatch):
    round_ = _draft(world)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("scoring.rounds.open.log", broken)
    with pytest.raises(RuntimeError):
        _open(world, round_)
    round_.refresh_from_db()
    assert (round_.state, Evaluation.objects.count(), Mark.objects.count()) == ("draft", 0, 0)


@pytest.mark.parametrize("cells", [3, 28])
def test_opening_reads_a_fixed_number_of_times_and_writes_in_batches(cells, queries, db):
    world = build_world(cells=cells)
    round_ = _draft(world)
    actor = world.user("quantri")
    with queries() as found:
        sheets = open_round(round_, actor=actor)
    reads = [sql for sql in found if sql.startswith("SELECT")]
    assert len(reads) <= 12
    writes = len(found) - len(reads)
    marks = Mark.objects.count()
    # What one statement may hold differs between the databases; it never grows with the rows one by one.
    assert writes <= 8 + sheets // 10 + marks // 50


def test_opening_reads_as_often_for_few_units_as_for_many(queries, db):
    reads = {}
    world = build_world(cells=2)
    owners = {"few": world.body("cs1", "committee"), "many": world.body("tren", "standing")}
    load_rubrics(world)
    for name, owner in owners.items():
        if name == "many":
            for number in range(40):
                code = f"them-{number}"
                cell = found_organization(
                    actor=None, code=code, name=f"Chi bộ thêm {number}", level=Level.objects.get(code="chi_bo_truc_thuoc"),
                    parent=world.organizations["cs2"], valid_from=date(2021, 1, 1), paper="x",
                )  # fmt: skip
                create_body(cell, actor=None, kind="cell", name=code, issuer=code, symbol="CB", authority="T/M CHI BỘ")
        round_ = _prepare(world, owner=owner, name=name)
        round_.rubrics.exclude(level__code="chi_bo_truc_thuoc").delete()
        actor = world.user("quantri")
        with queries() as found:
            open_round(round_, actor=actor)
        reads[name] = [sql for sql in found if sql.startswith("SELECT")]
    assert Evaluation.objects.filter(round__name="many").count() == 44
    # The few come first and read the rubric that the many find remembered.
    assert len(reads["few"]) >= len(reads["many"])


# Which rubric


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


# Which bodies


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
        "parent of the top": None, "level": world.body("tren", "board"), "level of the base": world.body("tren", "board"),
        "level of itself": None, "fixed": world.body("cs2", "helpers"), "kind that is not there": None,
    }  # fmt: skip


def test_of_several_boards_the_first_takes_the_stage(world):
    round_ = _draft(world)
    create_body(
        world.organizations["tren"], actor=None, kind="board", name="Ban khác", issuer="BAN KHÁC", symbol="B", authority="K/T"
    )
    _open(world, round_)
    assert set(Assessment.objects.filter(body__kind="board").values_list("body", flat=True)) == {
        world.body("tren", "board").pk
    }


# Binding outcomes


def _line(code: str = "chi_bo_truc_thuoc") -> RoundRubric:
    return RoundRubric.objects.get(level__code=code)


def _sets(world, least: int = 95) -> OutcomeSet:
    given = {**fixture("outcomes/s0-minh-hoa.yaml")}
    given["outcomes"] = [{**given["outcomes"][0], "least_total": least}, *given["outcomes"][1:]]
    return load_outcomes(given, RubricVersion.objects.get(rubric__code="s0-chi-bo").rubric, actor=None)


def test_binding_outcomes_computes_the_proposals_of_stages_already_done_again(world):
    build_round(world, outcomes=None)
    appraise(world, "cs1-cb1")
    submit(world, "cs2-cb1", Decimal("0.5"))
    submit(world, "cbcs")
    actor = world.user("quantri")
    seen = Event.objects.count()
    chosen = _sets(world, 80)
    assert bind_outcomes(_line(), chosen, actor=actor) == 3
    done = Assessment.objects.filter(state="done", evaluation__level__code="chi_bo_truc_thuoc")
    assert set(done.values_list("evaluation__organization__code", "kind", "outcome", "outcome_set")) == {
        ("cs1-cb1", "self", "dat", chosen.pk), ("cs1-cb1", "appraisal", "dat", chosen.pk),
        ("cs2-cb1", "self", "khong-dat", chosen.pk),
    }  # fmt: skip
    assert {each.outcome for each in Assessment.objects.filter(evaluation__organization__code="cbcs")} == {""}
    events = Event.objects.order_by("pk")[seen:]
    assert [(each.action, each.actor_id, each.data["recomputed"]) for each in events if each.action.startswith("round")] == [
        ("round.outcomes", actor.pk, 3)
    ]


def test_unbinding_outcomes_proposes_nothing_again(world):
    build_round(world)
    submit(world, "cs1-cb1")
    assert bind_outcomes(_line(), None, actor=world.user("quantri")) == 1
    done = Assessment.objects.get(state="done")
    assert (done.outcome, done.outcome_set, done.total, done.result["outcome"]) == ("", None, 90, None)


def test_the_set_that_is_bound_already_changes_nothing(world, writes_nothing):
    build_round(world)
    line, actor = _line(), world.user("quantri")
    with writes_nothing():
        assert bind_outcomes(line, line.outcome_set, actor=actor) == 0


def test_outcomes_stand_from_the_first_conclusion_on(world):
    build_round(world)
    decide(world, "cs1-cb1")
    with pytest.raises(RoundError, match="Đã có kết luận"):
        bind_outcomes(_line(), None, actor=world.user("quantri"))
    assert bind_outcomes(_line("chi_bo_co_so"), None, actor=world.user("quantri")) == 0


def test_outcomes_of_another_rubric_are_refused(world):
    build_round(world)
    with pytest.raises(RoundError, match="bộ tiêu chí khác"):
        bind_outcomes(_line("dang_bo_co_so"), _sets(world), actor=world.user("quantri"))


@pytest.mark.parametrize("actor", ["thamdinh", "danguy", "giamsat", "bithu"])
def test_only_an_administrator_binds_outcomes(world, actor):
    build_round(world)
    with pytest.raises(Refused):
        bind_outcomes(_line(), None, actor=world.user(actor))
