"""A round of the demonstration and the work on its sheets, through the same services as everybody's."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

from django.utils import timezone

from organizations.access import forget_rights
from organizations.models import BodyKind, User
from recognition.decisions.draft import candidates, draft_decision, edit_decision
from recognition.decisions.issue import issue
from recognition.demo.cases import Case
from recognition.demo.names import REASONS
from recognition.demo.tree import Demo
from scoring.appraisal.accept import accept_untouched
from scoring.appraisal.complete import Conclusion, conclude, hand_on
from scoring.evidence.services import Reference, cite_paper
from scoring.models import Assessment, Evaluation, OutcomeSet, Programme, Round
from scoring.pure.arithmetic import MarkValue
from scoring.pure.rubric import Row
from scoring.pure.spec import CountSpec
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import marks_of
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.submit import Meeting, submit_sheet
from scoring.workflow import evaluation_with_work, stage_at_work

STAGES = ("open", "submitted", "appraised", "decided")
HALF = Decimal("0.5")


@dataclass
class Work:
    """One demonstration at work."""

    demo: Demo
    random: Random
    today: date

    def team(self, evaluation: Evaluation) -> dict[str, User]:
        """Return who fills, appraises and concludes this sheet."""
        code = evaluation.organization.code
        users = self.demo.users
        if evaluation.level.code == "chi_bo_truc_thuoc":
            own = {"cs01-cb01": "bithu", "cs02-cb01": "bithu2"}.get(code)
            team = self.demo.team_of(code.split("-")[0])
            return team | ({"secretary": users[own]} if own else {})
        secretary = f"{code}-secretary" if code.startswith("cbcs") else f"{code}-approver"
        return {"secretary": users[secretary], "appraiser": users["thamdinh"], "approver": users["lanhdao"]}


def start_round(work: Work, case: Case, programme: Programme, outcome_sets: dict[str, OutcomeSet]) -> Round:
    """Open this year's round, its deadlines one, two and three fortnights ahead."""
    actor = work.demo.users["quantri"]
    start, end = case.span
    round_ = prepare_round(
        actor=actor, programme=programme, owner=case.body(work.demo.bodies), name=case.name(case.plain["name"]),
        start=start, end=end, deadlines=Deadlines(*(case.deadline(step) for step in (1, 2, 3))),
        outcome_sets=outcome_sets, contact="Ban Xây dựng Đảng, điện thoại 0200 000 000",
        checked=work.demo.size.checked,
    )  # fmt: skip
    open_round(round_, actor=actor)
    return Round.objects.get(pk=round_.pk)


def target(work: Work, evaluation: Evaluation, position: int, stage: str | None) -> str:
    """Return how far a sheet is taken: to `stage`, or, without one, spread over all stages.

    The sheets of the printed accounts stay open, so that whoever tries the demonstration has work to do.
    """
    if stage is not None:
        return stage
    code = evaluation.organization.code
    if code in ("cs01-cb01", "cs02-cb01", "cbcs01", "cs01"):
        return "open"
    return STAGES[position % len(STAGES)]


def run_sheets(work: Work, round_: Round, stage: str | None) -> None:
    """Take every sheet of the round as far as it goes."""
    found = evaluation_with_work().filter(round=round_).order_by("path")
    for position, evaluation in enumerate(found):
        goal = target(work, evaluation, position, stage)
        _run_sheet(work, evaluation, STAGES.index(goal), half=position % 3 == 0)


def _run_sheet(work: Work, evaluation: Evaluation, goal: int, *, half: bool) -> None:
    team = work.team(evaluation)
    for user in team.values():
        forget_rights(user)
    if goal == 0 and not half:
        return
    _fill(work, evaluation, team["secretary"], only_half=goal == 0)
    if goal >= 1:
        submit_sheet(evaluation, actor=team["secretary"], meeting=_meeting(work))
    if goal >= 2:
        _appraise(work, evaluation, team["appraiser"])
    if goal >= 3:
        _conclude(work, evaluation, team["approver"])


def _marks(work: Work, rows: tuple[Row, ...]) -> dict[str, MarkValue]:
    """Return marks as a fair secretary gives them: mostly the maximum, here and there a little less."""
    weak = work.random.random() < 0.2
    found = {}
    for row in rows:
        if isinstance(row.spec, CountSpec):
            found[row.code] = MarkValue(value=Decimal(work.random.randrange(6)))
        elif row.spec.demands.report:
            found[row.code] = MarkValue(value=Decimal(work.random.choice((0, 0, 3))))
        else:
            lost = HALF * work.random.choice((0, 2, 4) if weak else (0, 0, 0, 1))
            found[row.code] = MarkValue(value=max(Decimal(0), (row.maximum or Decimal(0)) - lost))
    return found


def _enter(evaluation: Evaluation, actor: User, marks: dict[str, MarkValue], reasons: dict[str, str]) -> None:
    assessment = stage_at_work(evaluation)
    codes = rubric_of(evaluation.version).codes
    revisions = {codes[mark.criterion_id]: mark.revision for mark in marks_of(assessment)}
    entered = {code: Entered(revisions[code], value, reasons.get(code, "")) for code, value in marks.items()}
    save_rows(assessment, actor=actor, entered=entered, save_id=uuid4())


def _fill(work: Work, evaluation: Evaluation, actor: User, *, only_half: bool) -> None:
    rows = rubric_of(evaluation.version).data.leaves()
    marks = _marks(work, rows[: len(rows) // 2] if only_half else rows)
    _enter(evaluation, actor, marks, {})
    for row in rows:
        mark = marks.get(row.code)
        if row.spec.demands.report and mark is not None and mark.value:
            reference = Reference("15-BC/CB", work.today, "Báo cáo giải trình cách làm mới, hiệu quả", "Hồ sơ chi bộ")
            cite_paper(evaluation, row.code, actor=actor, reference=reference)


def _meeting(work: Work) -> Meeting:
    due = work.random.randrange(6, 40)
    return Meeting(
        day=work.today, due=due, present=due - work.random.randrange(2),
        minutes_number=f"{work.random.randrange(1, 30):02d}-BB/CB",
        request_number=f"{work.random.randrange(1, 30):02d}-TTr/CB", request_date=work.today,
    )  # fmt: skip


def _appraise(work: Work, evaluation: Evaluation, actor: User) -> None:
    evaluation = evaluation_with_work().get(pk=evaluation.pk)
    own = Assessment.objects.get(evaluation=evaluation, kind="self")
    codes = rubric_of(evaluation.version).codes
    marks: dict[str, MarkValue] = {}
    reasons: dict[str, str] = {}
    for mark in marks_of(own):
        code = codes[mark.criterion_id]
        given = mark.value or Decimal(0)
        if given >= 2 and work.random.random() < 0.08:
            reasons[code] = work.random.choice(REASONS)
            given -= 1
        marks[code] = MarkValue(value=given)
    _enter(evaluation, actor, marks, reasons)
    hand_on(evaluation, actor=actor)
    if work.demo.size.checked and evaluation.level.code == "chi_bo_truc_thuoc":
        _check(work, evaluation)


def _check(work: Work, evaluation: Evaluation) -> None:
    """Let the board look through what the helpers of a base committee marked: it stays as it is."""
    board = work.demo.users["thamdinh"]
    forget_rights(board)
    evaluation = evaluation_with_work().get(pk=evaluation.pk)
    accept_untouched(evaluation, actor=board)
    hand_on(evaluation, actor=board)


def _conclude(work: Work, evaluation: Evaluation, actor: User) -> None:
    done = Assessment.objects.filter(evaluation=evaluation, kind="appraisal").latest("position")
    recognised = bool(done.result["recognises"])
    conclude(evaluation, actor=actor, conclusion=Conclusion(recognised, work.today, "08-BB/ĐU"))


def issue_decisions(work: Work, round_: Round, *, everywhere: bool) -> int:
    """Draft and issue decisions on what was concluded, at every base committee or at the second one only.

    Returns how many. Not inside a transaction.
    """
    bases = [code for code in work.demo.organizations if code.startswith("cs") and "-" not in code]
    places = [("tren", BodyKind.STANDING, "vanthu")] if everywhere else []
    places += [(base, BodyKind.COMMITTEE, f"{base}-clerk") for base in (bases if everywhere else bases[1:2])]
    return sum(_decide(work, round_, work.demo.bodies[code, kind], user) for code, kind, user in places)


def _decide(work: Work, round_: Round, body: Any, user: str) -> int:
    actor = work.demo.users[user]
    forget_rights(actor)
    units = candidates(body, round_)
    if not units:
        return 0
    decision = draft_decision(actor=actor, body=body, round_=round_, evaluations=units)
    bases = [
        base.replace("số .....-HD/TU ngày .....", "số 07-HD/TU ngày 01/12/2025 (số liệu minh họa)")
        for base in decision.context["bases"]
    ]
    changes = {"bases": bases, "signer": "(họ và tên người ký)"}
    decision = edit_decision(decision, actor=actor, revision=decision.revision, changes=changes)
    issue(decision, actor=actor, day=timezone.localdate())
    return 1
