"""Votes on the contents of a month: what is recorded, what follows, what is refused."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from organizations.access import Refused, can
from scoring.bodies.remedies import Plan
from scoring.bodies.votes import StaleVote, Vote, record_vote
from scoring.models import Assessment, Ballot, Mark, Remedy
from scoring.pure.arithmetic import MarkValue
from scoring.pure.ballot import Counts
from scoring.sheets.save import BY_VOTE, Entered, save_rows
from scoring.sheets.save_row import save_row
from scoring.sheets.submit import NotReady, submit_sheet
from tests.build import build_world, meeting
from tests.scoring.votes.situations import (
    CARRIED,
    FAILED,
    PLAN,
    key_of,
    month,
    monthly,
    report,
    vote,
)


@pytest.fixture
def world(db):
    world = build_world()
    month(world)
    return world


def _mark(row: str) -> Mark:
    return Mark.objects.get(assessment=monthly().assessments.get(), criterion=key_of(row))


def _refusal(world, row: str, counts: tuple[int, ...], plan: Plan = PLAN) -> list[tuple[str, str]]:
    with pytest.raises(NotReady) as found:
        vote(world, row, counts, plan=plan)
    return found.value.items


def test_counts_that_cannot_be_and_failures_without_a_cause_are_refused_with_their_field(world):
    assert _refusal(world, "1", (12, 13, 13, 0, 0)) == [("present", "Có mặt 13 nhưng chỉ triệu tập 12.")]
    added = "Đồng ý, không đồng ý và không có ý kiến cộng lại là 12, khác số có mặt 11."
    assert _refusal(world, "1", (12, 11, 10, 1, 1)) == [("in_favour", added)]
    few = "Có mặt 7 trên 12 chưa đủ để biểu quyết: cần từ 66,7% trở lên."
    assert _refusal(world, "1", (12, 7, 7, 0, 0)) == [("present", few)]
    assert [name for name, _ in _refusal(world, "1", FAILED, Plan("", ""))] == ["cause", "responsibility", "measure"]
    assert [name for name, _ in _refusal(world, "9", CARRIED)] == [""]
    assert (Ballot.objects.count(), Remedy.objects.count(), Mark.objects.filter(revision__gt=0).count()) == (0, 0, 0)


def test_a_vote_marks_its_row_by_the_rule_of_the_programme_and_a_failure_keeps_its_cause(world):
    vote(world, "1", CARRIED)
    # More than half of those present, not half.
    vote(world, "2", (12, 10, 5, 3, 2))
    assert [(_mark(row).choice, _mark(row).explanation) for row in "12"] == [("pass", ""), ("fail", PLAN.cause)]
    remedy = Remedy.objects.get()
    kept = (remedy.evaluation, remedy.criterion_id, remedy.cause, remedy.responsibility, remedy.measure, remedy.person)
    assert kept == (monthly(), key_of("2"), PLAN.cause, PLAN.responsibility, PLAN.measure, PLAN.person)
    for row in ("3", "4"):
        vote(world, row)
    submit_sheet(monthly(), actor=world.user("bithu"), meeting=meeting(request_number="", request_date=None))
    own = monthly().assessments.get()
    assert (monthly().current, own.state, own.result["name"]) == (None, Assessment.State.DONE, "Không đạt")


def test_what_is_voted_on_is_not_typed(world):
    stage, actor = monthly().current, world.user("bithu")
    typed = Entered(0, MarkValue(choice="pass"))
    assert save_rows(stage, actor=actor, entered={"1": typed}, save_id=uuid4()).refused == {"1": BY_VOTE}
    answer = save_row(monthly().pk, key_of("1"), actor=actor, read=lambda row: typed, save_id=uuid4())
    assert (answer.state, answer.sentence, _mark("1").choice) == ("refused", BY_VOTE, "")
    vote(world, "1")
    # A sheet that is posted whole says what stands; that is no change.
    same = Entered(1, MarkValue(choice="pass"))
    assert save_rows(stage, actor=actor, entered={"1": same}, save_id=uuid4()).complete


def test_of_two_who_record_at_once_the_second_is_told_and_the_same_again_changes_nothing(world):
    first = vote(world, "1", FAILED)
    assert vote(world, "1", FAILED).revision == first.revision == 1
    with pytest.raises(StaleVote) as found:
        vote(world, "1", CARRIED, actor="nhapgiup")
    assert (found.value.ballot, found.value.remedy) == (first, Remedy.objects.get())
    other = Plan("Khác", PLAN.measure, PLAN.responsibility)
    with pytest.raises(StaleVote):
        vote(world, "1", FAILED, revision=1, plan=other)
    assert vote(world, "1", FAILED, revision=1, remedy_revision=1, plan=other).revision == 2
    assert (Remedy.objects.get().cause, Remedy.objects.get().revision, _mark("1").explanation) == ("Khác", 2, "Khác")
    # The failure was recorded by mistake: its cause goes with it.
    vote(world, "1", CARRIED, revision=2, remedy_revision=2)
    assert (Remedy.objects.count(), _mark("1").choice, _mark("1").explanation) == (0, "pass", "")


def test_only_the_unit_records_its_vote_while_its_sheet_is_open(world):
    sheet = monthly()
    allowed = {name for name in world.users if can(world.user(name), "evaluation.vote", sheet)}
    assert allowed == {"bithu", "nhapgiup"}
    entered = Vote(Counts(*CARRIED))
    for name in set(world.users) - allowed:
        with pytest.raises(Refused):
            record_vote(sheet, "1", actor=world.user(name), vote=entered)
    report(world)
    with pytest.raises(Refused, match="đã xong các bước"):
        vote(world, "1", FAILED, revision=1)
    Assessment.objects.update(
        state="open", done_at=None, done_by_id=None, deadline=date(timezone.localdate().year - 1, 2, 1)
    )
    sheet.current = sheet.assessments.get()
    sheet.save()
    with pytest.raises(Refused, match="Đã hết hạn"):
        vote(world, "1", FAILED, revision=1)


def test_a_finished_month_is_taken_back_by_its_secretary_and_opened_again_by_who_opened_the_round(world):
    sheet = report(world)
    assert can(world.user("bithu"), "evaluation.withdraw", sheet)
    may = {name for name in world.users if can(world.user(name), "evaluation.reopen", sheet)}
    assert may == {"quantri"}
