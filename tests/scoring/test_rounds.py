"""Preparing and opening rounds."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from organizations.models import Level, Organization
from organizations.people import create_body
from organizations.tree import found_organization, move_organization, rename_organization
from scoring.models import Assessment, Evaluation, Mark, Round
from scoring.rounds.open import Deadlines, RoundError, open_round, prepare_round
from scoring.rounds.units import withdraw_unit
from scoring.rubrics.publish import load_programme, load_rubric, publish
from tests.build import build_round, build_world, fixture, load_rubrics, sheet
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
            (code, "self"): (code, "cell"), (code, "appraisal"): (base, "helpers"),
            (code, "approval"): (base, "committee"),
        }  # fmt: skip
    for code, own in (("cbcs", "cell"), ("cs1", "committee"), ("cs2", "committee")):
        expected |= {
            (code, "self"): (code, own), (code, "appraisal"): ("tren", "board"),
            (code, "approval"): ("tren", "standing"),
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
    assert len(reads) <= 13
    writes = len(found) - len(reads)
    marks = Mark.objects.count()
    # What one statement may hold differs between the databases; it never grows with the rows one by one.
    assert writes <= 8 + sheets // 10 + marks // 50


def test_a_unit_has_one_sheet_of_a_programme_and_period_whoever_opens_the_round(db):
    world = build_world(cells=4)
    load_rubrics(world)
    _open(world, _prepare(world, name="Đợt của xã"))
    own = _prepare(world, name="Đợt của cơ sở", owner=world.body("cs1", "committee"))
    with pytest.raises(RoundError) as refusal:
        _open(world, own)
    (told,) = refusal.value.problems
    assert told.startswith("Đã có phiếu cùng kỳ trong đợt “Đợt của xã” của Ban Thường vụ Đảng ủy Đảng bộ xã Suối Ngàn")
    assert told.endswith(": Chi bộ thôn 1, Chi bộ thôn 2, Chi bộ thôn 3 và 1 tổ chức đảng khác.")
    own.refresh_from_db()
    assert (own.state, own.evaluations.count()) == ("draft", 0)
    # Who was taken out of the one may stand in the other; another year is another period.
    for evaluation in Evaluation.objects.filter(organization__parent=world.organizations["cs1"]):
        withdraw_unit(evaluation, actor=world.user("quantri"), reason="Đảng ủy cơ sở tự mở đợt")
    assert _open(world, own) == 4
    before = _prepare(world, name="Năm trước", start=date(2025, 1, 1), end=date(2025, 12, 31))
    assert _open(world, before) == 11


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
                    actor=None, code=code, name=f"Chi bộ thêm {number}",
                    level=Level.objects.get(code="chi_bo_truc_thuoc"), parent=world.organizations["cs2"],
                    valid_from=date(2021, 1, 1), paper="x",
                )  # fmt: skip
                create_body(cell, actor=None, kind="cell", name=code, issuer=code, symbol="CB", authority="T/M CHI BỘ")
        # Not of one period: no unit stands in two rounds of the same.
        year = 2026 if name == "few" else 2025
        round_ = _prepare(world, owner=owner, name=name, start=date(year, 1, 1), end=date(year, 12, 31))
        round_.rubrics.exclude(level__code="chi_bo_truc_thuoc").delete()
        actor = world.user("quantri")
        with queries() as found:
            open_round(round_, actor=actor)
        reads[name] = [sql for sql in found if sql.startswith("SELECT")]
    assert Evaluation.objects.filter(round__name="many").count() == 44
    # The few come first and read the rubric that the many find remembered.
    assert len(reads["few"]) >= len(reads["many"])
