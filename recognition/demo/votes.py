"""The months of the demonstration in which cells vote on each content."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from organizations.models import User
from recognition.demo.cases import Case
from recognition.demo.sheets import meeting_of, secretary_of
from recognition.demo.work import Work
from scoring.bodies.remedies import Plan
from scoring.bodies.votes import Vote, record_vote
from scoring.models import Evaluation, Round
from scoring.pure.ballot import Counts
from scoring.rounds.children import parts_left, prepare_part
from scoring.rounds.open import open_round
from scoring.sheets.submit import submit_sheet
from scoring.workflow import evaluation_with_work

DAYS_TO_REMEDY = 30


def run_months(work: Work, case: Case, round_: Round) -> None:
    """Open the last months of a year's round and let the cells of the case vote and report."""
    months = _open_months(work, case, round_)
    for place, month in enumerate(months):
        for plain in case.plain["units"]:
            said = {**plain, **plain["last"]} if "last" in plain and place == len(months) - 1 else plain
            evaluation = evaluation_with_work().get(round=month, organization__code=plain["unit"])
            _vote(work, case, evaluation, said)
            if plain["goal"] != "open" or place < len(months) - 1:
                meeting = meeting_of(work, evaluation)
                submit_sheet(evaluation, actor=secretary_of(evaluation), meeting=meeting)


def _open_months(work: Work, case: Case, round_: Round) -> list[Round]:
    """Open the last months that have begun by today: as many as the case says, or as the year has."""
    actor = work.demo.users["quantri"]
    begun = [part for part in parts_left(round_) if part.start <= work.today][-case.plain["months"] :]
    months = []
    for part in begun:
        month = prepare_part(round_, part.number, actor=actor, deadline=case.deadline(1))
        open_round(month, actor=actor)
        months.append(Round.objects.get(pk=month.pk))
    return months


def _vote(work: Work, case: Case, evaluation: Evaluation, said: Mapping[str, Any]) -> None:
    due: int = case.plain["due"]
    actor: User = secretary_of(evaluation)
    for code, in_favour in said["votes"].items():
        counts = Counts(due=due, present=due, in_favour=in_favour, against=due - in_favour)
        record_vote(evaluation, code, actor=actor, vote=Vote(counts, _plan(said, work.today)))


def _plan(said: Mapping[str, Any], today: date) -> Plan:
    if "plan" not in said:
        return Plan("", "")
    return Plan(**said["plan"], due=today + timedelta(days=DAYS_TO_REMEDY))
