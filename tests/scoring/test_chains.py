"""Chains of two to four stages: who works when, what each body sees, what counts in the end."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.common.models import Event
from config.common.vietnamese import format_date
from organizations.access import Refused, can
from organizations.models import Body, Role
from organizations.people import appoint, create_body
from recognition.documents.context import to_json
from recognition.papers import sheet_paper
from scoring.appraisal.accept import accept_untouched
from scoring.appraisal.complete import Conclusion, conclude, hand_on, proposed
from scoring.appraisal.history import history
from scoring.appraisal.returns import return_rows
from scoring.appraisal.selectors import board_list, board_sheets, next_sheet
from scoring.bodies.remedies import Plan
from scoring.bodies.votes import Vote, record_vote
from scoring.judging import judges_in
from scoring.models import Assessment, Evaluation, Mark, OutcomeSet, Programme, Round, Team
from scoring.pure.arithmetic import MarkValue
from scoring.pure.ballot import Counts
from scoring.rounds.deadlines import set_deadlines
from scoring.rounds.open import Deadlines, RoundError, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.rubrics.publish import load_programme
from scoring.sheets.page import read_sheet
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.save_row import save_row
from scoring.sheets.submit import NotReady, submit_sheet
from scoring.start import start_tasks
from scoring.workflow import chain_of, evaluation_with_work
from tests.build import LONG_AGO, World, build_world, enter, fixture, full_marks, load_rubrics, meeting, sheet
from tests.replay import remembered
from tests.scoring.registration.situations import approved, call, load_title

CODE = "cs1-cb1"
ROW = "I.1.1"
LOWER, LOWEST = MarkValue(value=Decimal(3)), MarkValue(value=Decimal(2))
JUDGING = ("evaluation.appraise", "evaluation.return", "evaluation.conclude", "evaluation.vote")


def _round(world: World, programme: Programme, bound: dict[str, OutcomeSet], **changes: object) -> Round:
    today = timezone.localdate()
    days = [today + timedelta(days=each) for each in (10, 20, 30)]
    return prepare_round(
        **{
            "actor": world.user("quantri"), "programme": programme, "owner": world.body("tren", "standing"),
            "name": "Đợt nhiều bước", "start": date(today.year, 1, 1), "end": date(today.year, 12, 31),
            "deadlines": Deadlines(*days), "outcome_sets": bound, **changes,
        }
    )  # fmt: skip


@remembered
def checked_world() -> World:
    """Return the tree with a round in which the superior's board checks what the helpers of cells appraised."""
    world = build_world()
    bound = load_rubrics(world)
    open_round(_round(world, world.programme, bound, checked=True), actor=world.user("quantri"))
    return world


@remembered
def team_world(*, begun: bool = True) -> World:
    """Return the tree with a round whose cells are visited by a standing inspection team of base committee 1."""
    world = build_world()
    programme = load_title("bon-tot-kiem-tra")
    bound = {"s3-minh-hoa": OutcomeSet.objects.get(rubric__code="s3-minh-hoa")}
    round_ = _round(world, programme, bound, owner=world.body("cs1", "committee"))
    if begun:
        team(world)
        open_round(round_, actor=world.user("quantri"))
    return world


@remembered
def team(world: World) -> Body:
    """Let base committee 1 have an inspection team, in which the first clerk of it sits."""
    body = create_body(
        world.organizations["cs1"], actor=None, kind="team", name="Tổ kiểm tra Đảng ủy 1", issuer="TỔ KIỂM TRA",
        symbol="TKT", authority="T/M TỔ KIỂM TRA",
    )  # fmt: skip
    world.bodies["cs1", "team"] = body
    appoint(world.user("vanthu_cs"), Role.APPRAISER, actor=None, body=body, start=LONG_AGO)
    return body


def work(code: str = CODE) -> Evaluation:
    """Return the sheet as pages read it."""
    return evaluation_with_work().get(organization__code=code)


def allowed(world: World) -> set[tuple[str, str]]:
    """Return who may do which judging act now: (action, account)."""
    found = work()
    return {
        (action.partition(".")[2], name) for action in JUDGING for name in world.users
        if can(world.user(name), action, found)
    }  # fmt: skip


@remembered
def hand_in(world: World) -> None:
    """Fill the self-score, with a word beside every row, and hand it in."""
    enter(sheet(CODE), world.user("bithu"), full_marks(sheet(CODE)), "Đã làm đủ.")
    submit_sheet(sheet(CODE), actor=world.user("bithu"), meeting=meeting())


@remembered
def mark(world: World, actor: str, value: MarkValue, row: str = ROW) -> None:
    """Mark one row otherwise than the stage before, the rest the same, and hand on."""
    enter(sheet(CODE), world.user(actor), {row: value}, f"Theo {actor}.")
    accept_untouched(sheet(CODE), actor=world.user(actor))
    hand_on(sheet(CODE), actor=world.user(actor))


def _marks(kind: str, row: str = ROW) -> list[Decimal | None]:
    """Return what each stage of a kind says of a row, in their order."""
    stages = Assessment.objects.filter(evaluation=sheet(CODE), kind=kind).order_by("position")
    return [Mark.objects.get(assessment=stage, criterion__code=row).value for stage in stages]


def test_four_stages_each_see_what_came_before_and_the_last_marks_count(db):
    world = checked_world()
    # The cells alone have the further step; whoever is not of the body at work is refused.
    kinds = [stage.kind for stage in work("cbcs").assessments.all()]
    assert kinds == ["self", "appraisal", "approval"]
    assert allowed(world) == set()
    hand_in(world)
    assert allowed(world) == {("appraise", "giupviec"), ("return", "giupviec")}
    assert can(world.user("thamdinh"), "evaluation.appraise", work()).reason.startswith("Hồ sơ đang ở bước thẩm định")
    [line] = [each for each in board_list(world.user("thamdinh"), work().round) if each.key == str(work().pk)]
    assert (line.state_label, line.appraised_total) == ("Đang thẩm định", None)
    mark(world, "giupviec", LOWER)
    assert work().officer is None
    assert allowed(world) == {("appraise", "thamdinh"), ("return", "thamdinh")}
    view = read_sheet(work(), world.user("thamdinh"), editing=True)
    assert [label for label, _ in view.columns] == ["Tự chấm", "Thẩm định lần 1"]
    assert (view.own_label, view.earlier) == ("Điểm thẩm định lần 2", "điểm của bước trước")
    [row] = [each for each in view.rows if each.row.code == ROW]
    assert [(cell.text, cell.explanation) for cell in row.cells] == [("6", "Đã làm đủ."), ("3", "Theo giupviec.")]
    # A board that differs from the helpers says why, and needs no reason to agree with them against the unit.
    enter(sheet(CODE), world.user("thamdinh"), {ROW: LOWEST})
    accept_untouched(sheet(CODE), actor=world.user("thamdinh"))
    with pytest.raises(NotReady) as lacking:
        hand_on(sheet(CODE), actor=world.user("thamdinh"))
    assert lacking.value.items == [(ROW, "Mục I.1.(1): cần ghi lý do vì khác điểm của bước trước.")]
    mark(world, "thamdinh", LOWEST)
    # What was handed on stays as it is, whoever asks.
    stages = list(Assessment.objects.filter(evaluation=sheet(CODE), kind__in=("self", "appraisal")))
    for stage, name in product(stages, ("bithu", "giupviec", "thamdinh", "danguy")):
        with pytest.raises(Refused):
            save_rows(stage, actor=world.user(name), entered={ROW: Entered(2, LOWER, "x")}, save_id=uuid4())
    assert (_marks("self"), _marks("appraisal")) == ([Decimal(6)], [Decimal(3), Decimal(2)])
    assert allowed(world) == {("conclude", "danguy"), ("return", "danguy")}
    assert proposed(work()).body == world.body("tren", "board")
    done = conclude(
        work(), actor=world.user("danguy"), conclusion=Conclusion(True, timezone.localdate(), "08-BB/ĐU", "Xét thêm")
    )  # fmt: skip
    assert done.total == proposed(work()).total
    cells = {row["text"]: row["cells"] for row in to_json(sheet_paper(work(), world.user("danguy")))["rows"]}
    text = rubric_of(work().version).data.row(ROW).text
    assert cells[text][1:3] == ["6", "2"]


def test_what_the_last_of_several_steps_sends_back_goes_through_all_of_them_again(db):
    world = checked_world()
    hand_in(world)
    mark(world, "giupviec", LOWER)
    mark(world, "thamdinh", LOWEST)
    # The days of the unit and of both appraisals are over, that of the conclusion is not.
    over = timezone.localdate() + timedelta(days=22)
    with time_machine.travel(timezone.now() + timedelta(days=22), tick=False):
        _sent_back(world, over + timedelta(days=3))


def _sent_back(world: World, ahead: date) -> None:
    days = [stage.deadline for stage in chain_of(work())]
    with pytest.raises(Refused):
        return_rows(work(), actor=world.user("giupviec"), rows={ROW: "x"}, reason="x", deadline=ahead)
    return_rows(work(), actor=world.user("danguy"), rows={ROW: "Thiếu báo cáo"}, reason="Bổ sung", deadline=ahead)
    states = [(stage.kind, stage.state, stage.total) for stage in work().assessments.all()]
    own = Assessment.objects.get(evaluation=work(), kind="self")
    assert states == [
        ("self", "returned", own.total), ("appraisal", "waiting", None), ("appraisal", "waiting", None),
        ("approval", "waiting", None),
    ]  # fmt: skip
    # Steps that come again have at least the unit's time, and the history says so.
    assert [stage.deadline for stage in chain_of(work())] == [ahead, ahead, ahead, days[3]]
    moved = Event.objects.get(action="appraisal.return").data["moved"]
    assert moved == {"2": ahead.isoformat(), "3": ahead.isoformat()}
    [told] = [line.days for line in history(work(), world.user("danguy")) if line.what == "Trả lại để sửa"]
    day = format_date(ahead)
    assert told == f"Hạn nộp lại {day}; bước thẩm định đến {day}; bước thẩm định đến {day}."
    enter(sheet(CODE), world.user("bithu"), {ROW: MarkValue(value=Decimal(4))}, "Đã bổ sung.")
    submit_sheet(sheet(CODE), actor=world.user("bithu"), meeting=meeting())
    assert _marks("appraisal") == [Decimal(3), Decimal(2)]
    hand_on(sheet(CODE), actor=world.user("giupviec"))
    hand_on(sheet(CODE), actor=world.user("thamdinh"))
    assert allowed(world) == {("conclude", "danguy"), ("return", "danguy")}


def test_nobody_judges_one_sheet_at_two_steps(db):
    world = checked_world()
    appoint(world.user("giupviec"), Role.APPRAISER, actor=None, body=world.body("tren", "board"), start=LONG_AGO)
    appoint(world.user("thamdinh"), Role.APPROVER, actor=None, body=world.body("cs1", "committee"), start=LONG_AGO)
    hand_in(world)
    mark(world, "giupviec", LOWER)
    again = "Đồng chí đã thẩm định hồ sơ này ở bước trước nên không thẩm định bước này."
    assert can(world.user("giupviec"), "evaluation.appraise", work()).reason == again
    mark(world, "thamdinh", LOWEST)
    closed = "Đồng chí đã thẩm định hồ sơ này nên không nhập kết luận."
    assert can(world.user("thamdinh"), "evaluation.conclude", work()).reason == closed


def test_a_round_with_a_team_opens_when_there_is_one_and_the_team_marks_beside_the_unit(db):
    world = team_world(begun=False)
    round_ = Round.objects.get()
    with pytest.raises(RoundError) as lacking:
        open_round(round_, actor=world.user("quantri"))
    sentence = "Đảng bộ cơ sở 1 chưa lập tổ kiểm tra cho đợt này: hãy lập tổ kiểm tra trước khi mở đợt."
    assert lacking.value.problems == [sentence]
    # A team of another year's round is none of this one's.
    last = _round(world, round_.programme, {}, owner=world.body("cs1", "committee"), start=date(2024, 1, 1))
    paper = {"paper_number": "01-QĐ/ĐU", "paper_date": LONG_AGO}
    old = Team.objects.create(body=team(world), round=last, **paper)
    with pytest.raises(RoundError):
        open_round(round_, actor=world.user("quantri"))
    Team.objects.filter(pk=old.pk).update(round=round_)
    assert open_round(round_, actor=world.user("quantri")) == 2
    hand_in(world)
    assert allowed(world) == {("appraise", "vanthu_cs"), ("return", "vanthu_cs")}
    [task] = start_tasks(world.user("vanthu_cs"))
    assert task.label == "Chấm theo kết quả kiểm tra: 1 hồ sơ"
    assert task.url.endswith("&trang-thai=kiem-tra")
    mark(world, "vanthu_cs", MarkValue(value=Decimal(20)), "1")
    view = read_sheet(work(), world.user("danguy"), editing=False)
    assert [label for label, _ in view.columns] == ["Tự chấm", "Tổ kiểm tra"]
    [line] = [each for each in board_list(world.user("danguy"), work().round) if each.key == str(work().pk)]
    assert (line.state, line.appraised_total) == ("ket-luan", proposed(work()).total)
    conclude(
        work(), actor=world.user("danguy"), conclusion=Conclusion(True, timezone.localdate(), "08-BB/ĐU", "Xét thêm")
    )  # fmt: skip
    columns = to_json(sheet_paper(work(), world.user("danguy")))["rows"][0]["cells"]
    assert columns[1] == "30"
    assert columns[-1] == "20"


def test_the_chain_of_the_title_of_several_years_goes_through_two_levels(db):
    world = build_world()
    programme = load_title()
    approved(world, call(world, programme), CODE, "cbcs")
    today = timezone.localdate()
    open_round(_round(world, programme, {}, start=date(today.year, 1, 1)), actor=world.user("quantri"))
    bodies = [(stage.kind, stage.body) for stage in work().assessments.all()]
    assert bodies == [
        ("self", world.body(CODE, "cell")), ("appraisal", world.body("cs1", "helpers")),
        ("appraisal", world.body("tren", "board")), ("approval", world.body("tren", "standing")),
    ]  # fmt: skip
    passed = {row.code: MarkValue(choice="pass") for row in rubric_of(work().version).data.leaves()}
    enter(sheet(CODE), world.user("bithu"), passed, "Đã làm đủ.")
    submit_sheet(sheet(CODE), actor=world.user("bithu"), meeting=meeting())
    first = next(iter(passed))
    for actor in ("giupviec", "thamdinh"):
        mark(world, actor, MarkValue(choice="fail" if actor == "giupviec" else "pass"), first)
    assert allowed(world) == {("conclude", "lanhdao"), ("return", "lanhdao")}
    conclude(work(), actor=world.user("lanhdao"), conclusion=Conclusion(True, today, "08-BB/ĐU", "Xét thêm"))
    stages = Assessment.objects.filter(evaluation=work()).exclude(kind="approval")
    said = Mark.objects.filter(assessment__in=stages, criterion__code=first).order_by("assessment__position")
    assert [each.choice for each in said] == ["pass", "fail", "pass"]


def test_a_stage_of_voting_marks_by_the_counts_of_its_body(db):
    world = build_world()
    kind = {
        **fixture("programmes/bon-tot-thang.yaml")["kinds"][0],
        "stages": [
            {"kind": "self", "role": "secretary", "source": "self"},
            {"kind": "vote", "role": "approver", "source": "parent", "body_kind": "committee"},
        ],
    }  # fmt: skip
    programme = load_title("bon-tot-thang")
    load_programme({**fixture("programmes/bon-tot-thang.yaml"), "kinds": [kind], "rules": {}}, actor=None)
    programme.refresh_from_db()
    today = timezone.localdate()
    month = _round(world, programme, {}, start=today.replace(day=1), end=today.replace(day=28))
    open_round(month, actor=world.user("quantri"))
    passed = {row: MarkValue(choice="pass") for row in "1234"}
    # Without a rule for the unit it types; the committee above votes by the usual rule.
    enter(sheet(CODE), world.user("bithu"), passed)
    submit_sheet(sheet(CODE), actor=world.user("bithu"), meeting=meeting())
    assert allowed(world) == {("appraise", "danguy"), ("return", "danguy"), ("vote", "danguy")}
    assert accept_untouched(work(), actor=world.user("danguy")) == 0
    for row in "1234":
        counts = Counts(9, 9, 4, 5, 0) if row == "2" else Counts(9, 9, 9, 0, 0)
        plan = Plan("Chưa đủ", "Làm lại", "Đảng ủy")
        record_vote(work(), row, actor=world.user("danguy"), vote=Vote(counts, plan))
    done = hand_on(work(), actor=world.user("danguy"))
    choices = {each.criterion.code: each.choice for each in done.marks.select_related("criterion")}
    assert choices == {"1": "pass", "2": "fail", "3": "pass", "4": "pass"}
    assert (work().current, can(world.user("danguy"), "evaluation.reopen", work()).reason) == (None, None)


def test_the_last_days_of_all_steps_are_set_and_sheets_with_time_of_their_own_keep_it(db):
    world = checked_world()
    round_ = Round.objects.get()
    stages = list(round_.stages.filter(level__code="chi_bo_truc_thuoc").order_by("position"))
    own = work("cs2-cb1").current
    Assessment.objects.filter(pk=own.pk).update(deadline=own.deadline + timedelta(days=3))
    for name in set(world.users) - {"quantri"}:
        with pytest.raises(Refused):
            set_deadlines(round_, {}, actor=world.user(name))
    early = {stages[2].pk: stages[0].deadline - timedelta(days=1)}
    with pytest.raises(NotReady) as wrong:
        set_deadlines(round_, early, actor=world.user("quantri"))
    assert wrong.value.items == [(str(stages[2].pk), "Hạn này phải từ hạn của bước trước trở đi.")]
    later = {stages[0].pk: stages[0].deadline + timedelta(days=5), stages[2].pk: stages[2].deadline}
    assert set_deadlines(round_, later, actor=world.user("quantri")) == 1
    assert work().current.deadline == later[stages[0].pk]
    assert work("cs2-cb1").current.deadline == own.deadline + timedelta(days=3)


def test_the_step_of_choice_is_chosen_where_the_round_is_set_up(db, client: Client):
    world = build_world()
    load_rubrics(world)
    client.force_login(world.user("quantri"))
    days = {
        f"{name}_deadline": f"{timezone.localdate() + timedelta(days=ahead):%d/%m/%Y}"
        for name, ahead in (("self", 10), ("appraisal", 20), ("approval", 30))
    }
    data = {
        "programme": str(world.programme.pk), "owner": str(world.body("tren", "standing").pk), "name": "Đợt thêm bước",
        "year": str(timezone.localdate().year), "contact": "", "checked": "on", **days,
    }  # fmt: skip
    assert client.post(reverse("scoring:round_create"), data).status_code == 302
    stages = Round.objects.get().stages.filter(level__code="chi_bo_truc_thuoc").order_by("position")
    assert [stage.kind for stage in stages] == ["self", "appraisal", "appraisal", "approval"]
    page = client.get(reverse("scoring:round_deadlines", args=[Round.objects.get().pk])).content.decode()
    for label in ("Thẩm định, bước 2", "Thẩm định, bước 3", "Kết luận, bước 4"):
        assert label in page


def test_the_second_appraiser_has_both_earlier_columns_on_his_page(db, client: Client, queries):
    world = checked_world()
    hand_in(world)
    mark(world, "giupviec", LOWER)
    thamdinh, key = world.user("thamdinh"), rubric_of(work().version).keys[ROW]
    with queries() as asked:
        entered = Entered(0, LOWER, "Như bước trước")
        answer = save_row(work().pk, key, actor=thamdinh, read=lambda row: entered, save_id=uuid4())
    # The two are the sheet and its stages, read here.
    assert (answer.state, len(asked) - 2 <= 8) == ("saved", True)
    client.force_login(world.user("thamdinh"))
    page = client.get(reverse("scoring:appraise", args=[work().pk])).content.decode()
    for words in ("Thẩm định lần 1</th>", "Điểm thẩm định lần 2</th>", "Nhận điểm của bước trước cho các nội dung"):
        assert words in page
    listed = client.get(reverse("scoring:board") + "?trang-thai=tham-dinh-tiep").content.decode()
    assert listed.count(f"/tham-dinh/{work().pk}/") == 1
    assert next_sheet(world.user("thamdinh"), work("cs1")) == work()
    # The board's list is of exactly the sheets in whose chain somebody judges.
    everything = list(evaluation_with_work())
    for name in world.users:
        user = world.user(name)
        listed = set(board_sheets(user, None).values_list("pk", flat=True))
        assert listed == {each.pk for each in everything if any(judges_in(user, stage) for stage in chain_of(each))}
    client.force_login(world.user("danguy"))
    assert client.get(reverse("scoring:return", args=[work().pk])).status_code == 403
