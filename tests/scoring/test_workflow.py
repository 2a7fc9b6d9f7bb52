"""Transitions: each closes one stage and opens the next, sheet by sheet and whatever the chain."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from scoring.models import Assessment, Evaluation, Mark, Round, Stage
from scoring.rounds.open import open_round
from scoring.workflow import evaluation_with_work, finish, lock_evaluation, open_assessments, stage_at_work
from tests.build import appraise, build_round, build_world, decide, sheet, submit

CODE = "cs1-cb1"


@pytest.fixture
def world(db):
    world = build_world()
    build_round(world)
    return world


def _states(code: str = CODE) -> list[tuple[str, str]]:
    return list(sheet(code).assessments.order_by("position").values_list("kind", "state"))


def _marks(code: str = CODE) -> dict[str, int]:
    stages = sheet(code).assessments.order_by("position")
    return {stage.kind: stage.marks.count() for stage in stages}


def test_a_sheet_walks_through_its_stages_one_open_at_a_time(world):
    walked = [(_states(), _marks())]
    for take, code in ((submit, "cs1-cb1"), (appraise, "cs2-cb1"), (decide, "cbcs")):
        take(world, code)
        walked.append((_states(code), _marks(code)))
    assert walked == [
        (
            [("self", "open"), ("appraisal", "waiting"), ("approval", "waiting")],
            {"self": 18, "appraisal": 0, "approval": 0},
        ),
        (
            [("self", "done"), ("appraisal", "open"), ("approval", "waiting")],
            {"self": 18, "appraisal": 18, "approval": 0},
        ),
        ([("self", "done"), ("appraisal", "done"), ("approval", "open")], {"self": 18, "appraisal": 18, "approval": 0}),
        ([("self", "done"), ("appraisal", "done"), ("approval", "done")], {"self": 18, "appraisal": 18, "approval": 0}),
    ]


def test_one_sheet_moves_and_every_other_stays(world):
    others = Assessment.objects.exclude(evaluation=sheet(CODE)).order_by("pk")
    before = list(others.values_list())
    decide(world, CODE)
    assert list(others.all().values_list()) == before


def test_a_stage_is_closed_with_time_and_person_and_what_it_came_to(world):
    user = world.user("bithu")
    before = timezone.now()
    done = finish(
        lock_evaluation(sheet(CODE).pk), user, total=Decimal("4.5"), meeting_date=timezone.localdate(), meeting_due=3,
        meeting_present=2, minutes_number="x",
    )  # fmt: skip
    done.refresh_from_db()
    assert (done.kind, done.state, done.done_by_id, done.total) == ("self", "done", user.pk, Decimal("4.5"))
    assert before <= done.done_at == sheet(CODE).current.opened_at <= timezone.now()


def test_a_finished_sheet_has_no_stage_at_work(world):
    evaluation = decide(world, CODE)
    with pytest.raises(ValueError, match="không còn bước nào"):
        stage_at_work(evaluation)
    with pytest.raises(ValueError, match="không còn bước nào"):
        finish(evaluation, world.user("danguy"))


def test_stages_are_taken_in_the_order_of_their_positions(world):
    round_ = Round.objects.get()
    Evaluation.objects.update(current=None)
    Mark.objects.all().delete()
    Assessment.objects.all().delete()
    Evaluation.objects.all().delete()
    Round.objects.update(state="draft", opened_at=None)
    level = round_.stages.get(level__code="chi_bo_truc_thuoc", kind="appraisal").level
    approval = round_.stages.get(level=level, kind="approval")
    Stage.objects.filter(pk=approval.pk).update(position=9)
    Stage.objects.create(
        round=round_, level=level, position=5, kind="appraisal", role="appraiser", source="level", body_kind="board",
        source_level=world.organizations["tren"].level, deadline=timezone.localdate() + timedelta(days=25),
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    assert [kind for kind, _ in _states()] == ["self", "appraisal", "appraisal", "approval"]
    appraise(world, CODE)
    assert sheet(CODE).current.position == 5
    assert sheet(CODE).current.body == world.body("tren", "board")


def test_opening_no_stage_writes_nothing(world, writes_nothing):
    with writes_nothing():
        open_assessments([], timezone.now())


def test_a_sheet_is_read_with_its_work_in_two_queries(world, queries):
    submit(world, CODE)
    with queries() as found:
        for evaluation in evaluation_with_work():
            assert len([stage.body.name for stage in evaluation.assessments.all()]) == 3
            assert (evaluation.round.state, evaluation.version.state) == ("open", "published")
            assert evaluation.rule.title.endswith("“bốn tốt”")
            assert evaluation.path == evaluation.organization.path
            assert evaluation.level.pk == evaluation.organization.level_id
    assert len(found) == 2


def test_a_locked_sheet_knows_its_current_stage_without_asking_again(world, queries):
    pk = sheet(CODE).pk
    with queries() as found:
        evaluation = lock_evaluation(pk)
        assert (evaluation.current.kind, evaluation.current.state) == ("self", "open")
    assert len(found) == 3
