"""What a body voted on the contents of a sheet: counts as its minutes have them, the conclusion that follows."""

from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import format_points
from organizations.access import Refused, require
from organizations.models import User
from scoring.bodies.ballots import ballot_words, counts_of
from scoring.bodies.carrying import carry_at_once, change_copy, take_back_copy
from scoring.bodies.remedies import Plan, plan_of, plan_problems, remedy_of, remove_remedy, write_remedy
from scoring.models import Assessment, Ballot, Evaluation, Mark, Remedy
from scoring.pure.arithmetic import MarkValue
from scoring.pure.ballot import BallotRule, Counts, carried, impossible, quorate
from scoring.pure.spec import FAIL, PASS
from scoring.rubrics.load import rubric_of
from scoring.rubrics.rules import ballot_rule
from scoring.sheets.returned import closed_rows
from scoring.sheets.save import Entered, by_vote, save_rows
from scoring.sheets.submit import NotReady
from scoring.workflow import lock_evaluation, stage_at_work

NO_PLAN = Plan("", "")


@dataclass(frozen=True)
class Vote:
    """Counts of a vote, with cause and remedy where it failed, and the revisions that the actor had before his eyes:
    0 where nothing stood.
    """

    counts: Counts
    plan: Plan = NO_PLAN
    revision: int = 0
    remedy_revision: int = 0


class StaleVote(ValueError):  # noqa: N818 - what happened, not an error of the program
    """Somebody else recorded it meanwhile; `ballot` and `remedy` are what stands."""

    def __init__(self, ballot: Ballot | None, remedy: Remedy | None) -> None:
        super().__init__("Nội dung này vừa được người khác ghi; hãy xem lại rồi lưu lần nữa.")
        self.ballot = ballot
        self.remedy = remedy


@transaction.atomic
def record_vote(evaluation: Evaluation, code: str, *, actor: User, vote: Vote) -> Ballot:
    """Record how the body at work voted on one content; its mark, đạt or không đạt, follows by the programme's rule.

    A content that failed is stored with cause, responsibility of the body and remedy. What stands already is no change.
    Raises Refused, StaleVote, and NotReady naming the field of `Counts` or `Plan` that cannot be, or is missing.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.vote", evaluation)
    stage = stage_at_work(evaluation)
    key = _criterion(evaluation, stage, code)
    rule = ballot_rule(evaluation, stage) or BallotRule()
    passed = _conclusion(vote, rule)
    ballot = Ballot.objects.filter(assessment=stage, criterion=key).first()
    remedy = remedy_of(evaluation, key)
    kept = Plan("", "") if passed else vote.plan
    planned = passed or _stands(evaluation, key, remedy, kept)
    if ballot and counts_of(ballot) == vote.counts and planned:
        return ballot
    failed_before = ballot is not None and not carried(counts_of(ballot), rule)
    touches = not passed or failed_before
    if _revision(ballot) != vote.revision or (touches and _revision(remedy) != vote.remedy_revision):
        raise StaleVote(ballot, remedy)
    ballot = _store(ballot or Ballot(assessment=stage, criterion_id=key, revision=0), vote.counts, actor)
    if not planned:
        _explain(remedy or Remedy(evaluation=evaluation, criterion_id=key, revision=0), kept, actor)
    elif passed and failed_before and remedy is not None and take_back_copy(remedy):
        # The failure was recorded by mistake, and its cause with it.
        remove_remedy(remedy, actor)
    _mark(stage, key, code, actor, passed, kept)
    log(
        "vote.record", stage, actor=actor, organization_id=evaluation.organization_id,
        rows=[{"code": code, "old": None, "new": PASS if passed else FAIL}], reason=ballot_words(vote.counts),
    )  # fmt: skip
    return ballot


def _criterion(evaluation: Evaluation, stage: Assessment, code: str) -> int:
    loaded = rubric_of(evaluation.version)
    row = loaded.data.by_code.get(code)
    if row is None or not by_vote(row):
        raise NotReady([("", "Phiếu không có nội dung này để biểu quyết.")])
    key = loaded.keys[code]
    if closed_rows(stage)(key):
        raise Refused("Nội dung này không bị trả lại nên không sửa được.")
    return key


def _conclusion(vote: Vote, rule: BallotRule) -> bool:
    """Return whether the vote was carried. Raises NotReady for counts that cannot be and for what a failure lacks."""
    problems = list(impossible(vote.counts))
    if not problems and not quorate(vote.counts, rule):
        needed = format_points(round(rule.quorum, 1))
        problems.append(
            (
                "present",
                f"Có mặt {vote.counts.present} trên {vote.counts.due} chưa đủ để biểu quyết: cần từ {needed}% trở lên.",
            )
        )
    passed = not problems and carried(vote.counts, rule)
    if not problems and not passed:
        problems = plan_problems(vote.plan, responsibility=True)
    if problems:
        raise NotReady(problems)
    return passed


def _stands(evaluation: Evaluation, key: int, remedy: Remedy | None, plan: Plan) -> bool:
    """Say whether this very plan stands with the vote, be it that the next period works on its copy already."""
    if remedy is not None:
        return plan_of(remedy).columns() == plan.columns()
    written = Remedy.objects.filter(evaluation=evaluation, criterion=key, carried_from__isnull=True)
    return written.filter(carried_to__isnull=False, done_at__isnull=True, **plan.columns()).exists()


def _explain(remedy: Remedy, plan: Plan, actor: User) -> None:
    """Write cause and remedy of a vote that failed; they go into the next period at once where it is open already."""
    action = "remedy.add" if remedy.pk is None else "remedy.change"
    write_remedy(remedy, actor, action, **plan.columns())
    change_copy(remedy)
    carry_at_once(remedy)


def _revision(found: Ballot | Remedy | None) -> int:
    return found.revision if found else 0


def _store(ballot: Ballot, counts: Counts, actor: User) -> Ballot:
    for name in ("due", "present", "in_favour", "against", "blank"):
        setattr(ballot, name, getattr(counts, name))
    ballot.revision += 1
    ballot.by_id, ballot.at = actor.pk, timezone.now()
    ballot.save()
    return ballot


def _mark(stage: Assessment, key: int, code: str, actor: User, passed: bool, plan: Plan) -> None:
    mark = Mark.objects.get(assessment=stage, criterion=key)
    value = MarkValue(choice=PASS if passed else FAIL)
    entered = {code: Entered(mark.revision, value, plan.cause.strip())}
    save_rows(stage, actor=actor, entered=entered, save_id=uuid4(), voted=True)
