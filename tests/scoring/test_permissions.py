"""Who may do what to a sheet and a round, in each state, and the exact reason where not."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from organizations.access import NOT_IN_SCOPE, NOT_LOGGED_IN, can
from organizations.models import Assignment
from organizations.tree import move_organization
from scoring.appraisal.complete import hand_on
from scoring.models import Assessment, Evaluation, Round, RubricVersion
from scoring.permissions import reads_marks, visible_versions
from tests.build import appraise, build_round, build_world, decide, enter, full_marks, sheet, submit
from tests.people import add_people, everybody

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "cs1-cb1"

# Who holds the post that an action asks for, and what everybody else is told.
HOLDERS = {
    "fill": {"bithu", "nhapgiup", "bithu_thamdinh", "nhapgiup_duyet"},
    "submit": {"bithu", "bithu_thamdinh"},
    "appraise": {"giupviec", "kiemnhiem", "sinhhoat_thamdinh", "bithu_thamdinh"},
    "conclude": {"danguy", "kiemnhiem", "sinhhoat_duyet", "nhapgiup_duyet"},
}
NOT_A_HOLDER = {
    "fill": "Chỉ bí thư hoặc người nhập giúp của chính tổ chức đảng này được tự chấm.",
    "submit": "Chỉ bí thư của chính tổ chức đảng này được nộp phiếu.",
    "appraise": "Chỉ người thẩm định của cơ quan được giao thẩm định hồ sơ này được làm việc này.",
    "conclude": "Chỉ người được giao nhập kết luận của cơ quan quyết định được làm việc này.",
}
# Who holds the post, yet steps aside from judging.
NODE = "Đồng chí là bí thư hoặc người nhập giúp của tổ chức đảng này nên không tham gia thẩm định, kết luận."
MEMBER = "Đồng chí sinh hoạt tại tổ chức đảng này nên không tham gia thẩm định, kết luận."
CONNECTED = {
    ("bithu_thamdinh", "appraise"): NODE, ("sinhhoat_thamdinh", "appraise"): MEMBER,
    ("nhapgiup_duyet", "conclude"): NODE, ("sinhhoat_duyet", "conclude"): MEMBER,
}  # fmt: skip
# What a holder is told in each state; None is yes.
SENT = "Phiếu đã nộp, không sửa được nữa."
SUBMITTED = "Phiếu đã nộp."
NO_APPRAISAL = "Hồ sơ chưa đến lượt thẩm định hoặc đã thẩm định xong."
NO_CONCLUSION = "Hồ sơ chưa đến lượt kết luận hoặc đã có kết luận."
WITHDRAWN = "Hồ sơ này đã được rút khỏi đợt đánh giá."
CLOSED = "Đợt đánh giá này không còn mở."
LATE = "Đã hết hạn {} (ngày {:%d/%m/%Y})."
STATES = {
    "self": (None, None, NO_APPRAISAL, NO_CONCLUSION),
    "self, late": ("tự chấm", "tự chấm", NO_APPRAISAL, NO_CONCLUSION),
    "appraisal": (SENT, SUBMITTED, None, NO_CONCLUSION),
    "appraisal, late": (SENT, SUBMITTED, "thẩm định", NO_CONCLUSION),
    "approval": (SENT, SUBMITTED, NO_APPRAISAL, None),
    "approval, late": (SENT, SUBMITTED, NO_APPRAISAL, "kết luận"),
    "done": (SENT, SUBMITTED, NO_APPRAISAL, NO_CONCLUSION),
    "self, withdrawn": (WITHDRAWN,) * 4,
    "done, withdrawn": (WITHDRAWN,) * 4,
    "self, round closed": (CLOSED,) * 4,
    "approval, round closed": (CLOSED,) * 4,
}
TAKE = {"self": None, "appraisal": submit, "approval": appraise, "done": decide}


@pytest.fixture
def world(db):
    world = build_world()
    build_round(world)
    add_people(world)
    return world


def _bring(world, state: str) -> Evaluation:
    stage, _, also = state.partition(", ")
    if TAKE[stage]:
        TAKE[stage](world, CODE)
    evaluation = sheet(CODE)
    if also == "late":
        yesterday = timezone.localdate() - timedelta(days=1)
        Assessment.objects.filter(pk=evaluation.current_id).update(deadline=yesterday)
    elif also == "withdrawn":
        Evaluation.objects.filter(pk=evaluation.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="Giải thể")
    elif also == "round closed":
        Round.objects.update(state="closed", closed_at=timezone.now())
    return sheet(CODE)


def _expected(name: str, action: str, state: str) -> str | None:
    if name in ("khach", "khoa"):
        return NOT_LOGGED_IN
    if name not in HOLDERS[action]:
        return NOT_A_HOLDER[action]
    if (name, action) in CONNECTED:
        return CONNECTED[name, action]
    said = dict(zip(HOLDERS, STATES[state], strict=True))[action]
    if state.endswith("late") and said in ("tự chấm", "thẩm định", "kết luận"):
        return LATE.format(said, timezone.localdate() - timedelta(days=1))
    return said


@pytest.mark.parametrize("state", STATES)
def test_each_action_is_allowed_to_its_holder_in_its_state_and_refused_with_the_reason_otherwise(world, state):
    evaluation = _bring(world, state)
    people = everybody(world)
    found = {
        (name, action): can(user, f"evaluation.{action}", evaluation).reason
        for name, user in people.items()
        for action in HOLDERS
    }
    assert found == {(name, action): _expected(name, action, state) for name in people for action in HOLDERS}


def test_the_sheet_of_a_base_organisation_goes_to_the_superior_committee(world):
    submit(world, "cs1")
    evaluation = sheet("cs1")
    allowed = {name for name, user in everybody(world).items() if can(user, "evaluation.appraise", evaluation)}
    assert allowed == {"thamdinh"}
    assert {name for name, user in everybody(world).items() if can(user, "evaluation.submit", evaluation)} == set()


@pytest.mark.parametrize("stage", ["self", "appraisal", "approval"])
@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (datetime(2026, 12, 31, 0, 1, tzinfo=ZONE), True),
        (datetime(2026, 12, 31, 23, 59, tzinfo=ZONE), True),
        (datetime(2027, 1, 1, 0, 1, tzinfo=ZONE), False),
        (datetime(2027, 1, 1, 23, 59, tzinfo=ZONE), False),
    ],
)
def test_a_deadline_ends_at_midnight_in_viet_nam_also_at_new_year(world, stage, moment, allowed):
    evaluation = _bring(world, stage)
    Assessment.objects.filter(pk=evaluation.current_id).update(deadline=date(2026, 12, 31))
    actor, action = {
        "self": ("bithu", "fill"), "appraisal": ("giupviec", "appraise"), "approval": ("danguy", "conclude"),
    }[stage]  # fmt: skip
    with time_machine.travel(moment, tick=False):
        assert bool(can(world.user(actor), f"evaluation.{action}", sheet(CODE))) is allowed


def _appraise_by(world, marker: str, hander: str) -> Evaluation:
    evaluation = submit(world, CODE)
    enter(evaluation, world.user(marker), full_marks(evaluation))
    hand_on(sheet(CODE), actor=world.user(hander))
    return sheet(CODE)


@pytest.mark.parametrize(
    ("marker", "hander"), [("kiemnhiem", "kiemnhiem"), ("kiemnhiem", "giupviec"), ("giupviec", "kiemnhiem")]
)
def test_who_appraised_does_not_conclude_unless_the_installation_says_so(world, settings, marker, hander):
    evaluation = _appraise_by(world, marker, hander)
    assert can(world.user("kiemnhiem"), "evaluation.conclude", evaluation).reason == (
        "Đồng chí đã thẩm định hồ sơ này nên không nhập kết luận."
    )
    assert can(world.user("danguy"), "evaluation.conclude", evaluation)
    settings.SAME_PERSON_MAY_APPRAISE_AND_CONCLUDE = True
    assert can(world.user("kiemnhiem"), "evaluation.conclude", evaluation)


def test_who_could_have_appraised_but_did_not_concludes(world):
    evaluation = _appraise_by(world, "giupviec", "giupviec")
    assert can(world.user("kiemnhiem"), "evaluation.conclude", evaluation)


def test_a_post_that_ended_ends_the_right_to_work(world):
    assert can(world.user("bithu"), "evaluation.fill", sheet(CODE))
    Assignment.objects.filter(user=world.users["bithu"]).update(end=timezone.localdate() - timedelta(days=1))
    assert can(world.user("bithu"), "evaluation.fill", sheet(CODE)).reason == NOT_A_HOLDER["fill"]


def test_a_moved_cell_is_appraised_where_its_sheet_was_opened_and_seen_where_it_stands(world):
    submit(world, CODE)
    move_organization(
        world.organizations[CODE], actor=world.user("quantri"), parent=world.organizations["cs2"],
        valid_from=date(2024, 7, 1), paper="x",
    )  # fmt: skip
    evaluation = sheet(CODE)
    people = everybody(world)
    assert {name for name in ("giupviec", "giupviec2") if can(people[name], "evaluation.appraise", evaluation)} == {
        "giupviec"
    }
    # The bodies of its chain keep the sheet; the committee that it has come to sees it as one of its own.
    asked = ("danguy", "danguy2", "bithu2", "giamsat")
    assert {name for name in asked if can(people[name], "evaluation.view", evaluation)} == {
        "danguy", "danguy2", "giamsat",
    }  # fmt: skip


WORKS_ON = {
    "self": HOLDERS["fill"],
    "appraisal": {"giupviec", "kiemnhiem", "sinhhoat_thamdinh", "bithu_thamdinh"},
}


@pytest.mark.parametrize("stage", ["self", "appraisal"])
def test_marks_of_a_stage_at_work_are_shown_to_those_who_work_on_it(world, stage):
    evaluation = _bring(world, stage)
    assessment = evaluation.assessments.get(kind=stage)
    people = everybody(world)
    assert {name for name, user in people.items() if reads_marks(user, assessment)} == WORKS_ON[stage]


@pytest.mark.parametrize("stage", ["self", "appraisal"])
def test_marks_of_a_stage_that_is_done_are_shown_to_all_who_see_the_sheet(world, stage):
    assessment = _bring(world, "done").assessments.get(kind=stage)
    assert {name for name, user in everybody(world).items() if not reads_marks(user, assessment)} == set()


ADMINISTRATORS = {"quantri": "tren", "quantri_cs1": "cs1", "quantri_cb": CODE}
NOT_ADMINISTRATOR = "Chỉ người quản trị của cơ quan này được mở đợt đánh giá."


def _rounds_of(world, state: str, body: tuple[str, str]) -> Round:
    round_ = Round.objects.get()
    changes = {
        "draft": {"opened_at": None}, "open": {}, "closed": {"closed_at": timezone.now()},
    }[state]  # fmt: skip
    Round.objects.update(state=state, owner=world.body(*body), **changes)
    round_.refresh_from_db()
    return round_


@pytest.mark.parametrize(
    ("state", "reason"), [("draft", None), ("open", "Đợt đánh giá này đã mở."), ("closed", "Đợt đánh giá này đã mở.")]
)
@pytest.mark.parametrize(
    ("body", "owners"),
    [
        (("tren", "standing"), {"quantri"}),
        (("cs1", "committee"), {"quantri", "quantri_cs1"}),
        ((CODE, "cell"), {"quantri", "quantri_cs1", "quantri_cb"}),
    ],
)
def test_a_round_is_prepared_and_opened_by_the_administrators_above_its_body(world, state, reason, body, owners):
    round_ = _rounds_of(world, state, body)
    people = {name: user for name, user in everybody(world).items() if name not in ("khach", "khoa")}
    assert {name: can(user, "round.create", round_.owner).reason for name, user in people.items()} == {
        name: None if name in owners else NOT_ADMINISTRATOR for name in people
    }
    assert {name: can(user, "round.open", round_).reason for name, user in people.items()} == {
        name: reason if name in owners else NOT_ADMINISTRATOR for name in people
    }


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_round_is_seen_above_its_body_and_by_everyone_within_its_reach(world, state):
    everyone = set(everybody(world)) - {"nguoila", "hethan", "chuaden", "khoa", "khach"}
    round_ = _rounds_of(world, state, ("tren", "standing"))
    assert {name for name, user in everybody(world).items() if can(user, "round.view", round_)} == everyone
    round_ = _rounds_of(world, state, ("cs2", "committee"))
    assert {name for name, user in everybody(world).items() if can(user, "round.view", round_)} == {
        "quantri", "giamsat", "thamdinh", "lanhdao", "vanthu", "giupviec2", "danguy2", "vanthu_cs2", "bithu2", "haicho",
    }  # fmt: skip


def test_a_round_in_preparation_is_seen_by_its_administrators_alone(world):
    round_ = _rounds_of(world, "draft", ("cs1", "committee"))
    people = everybody(world)
    assert {name for name, user in people.items() if can(user, "round.view", round_)} == {"quantri", "quantri_cs1"}
    assert can(people["danguy"], "round.view", round_).reason == NOT_IN_SCOPE


def test_rubrics_are_read_by_all_who_hold_a_post(world):
    version = RubricVersion.objects.get(rubric__code="s0-chi-bo")
    refused = {name for name, user in everybody(world).items() if not can(user, "rubric.view", version)}
    assert refused == {"nguoila", "hethan", "chuaden", "khoa", "khach"}


def test_rubrics_are_kept_by_the_administrators_of_the_whole_installation(world):
    version = RubricVersion.objects.get(rubric__code="s0-chi-bo")
    people = everybody(world)
    for action in ("rubric.edit", "rubric.publish"):
        for thing in (version, version.rubric, None):
            assert {name for name, user in people.items() if can(user, action, thing)} == {"quantri"}
    assert can(people["quantri_cs1"], "rubric.edit", version).reason == (
        "Bộ tiêu chí dùng chung: chỉ người quản trị của cấp cao nhất được sửa, ban hành."
    )
    adding = {name for name, user in people.items() if can(user, "outcomes.add", version.rubric)}
    assert adding == {"quantri", "quantri_cs1", "quantri_cb"}
    assert can(people["danguy"], "outcomes.add", version.rubric).reason == (
        "Chỉ người quản trị được thêm bộ mức xếp loại."
    )


def test_a_draft_is_read_by_its_keepers_and_the_list_says_the_same(world):
    version = RubricVersion.objects.get(rubric__code="s0-chi-bo")
    draft = RubricVersion.objects.create(rubric=version.rubric, number=2, content_hash="0" * 64)
    for name, user in everybody(world).items():
        seen = [each.pk for each in (version, draft) if can(user, "rubric.view", each)]
        assert seen == list(
            visible_versions(user).filter(rubric=version.rubric).order_by("pk").values_list("pk", flat=True)
        )
        assert (draft.pk in seen) == (name == "quantri")
