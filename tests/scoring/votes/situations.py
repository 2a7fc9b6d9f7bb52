"""Months of last year in which cells vote on four contents: rounds, votes, remedies, reports."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from scoring.bodies.remedies import Plan, add_remedy
from scoring.bodies.votes import Vote, record_vote
from scoring.models import Ballot, Evaluation, OutcomeSet, Programme, Remedy, Round
from scoring.pure.ballot import Counts
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.sheets.submit import submit_sheet
from tests.build import SELF, World, meeting
from tests.replay import remembered
from tests.scoring.registration.situations import load_title

PROGRAMME, RUBRIC = "bon-tot-thang", "s2-chi-bo"
CELL, OTHER = "cs1-cb1", "cs2-cb1"
ROWS = ("1", "2", "3", "4")
# Called, present, in favour, against, without a word.
CARRIED, FAILED = (12, 11, 10, 1, 0), (12, 11, 3, 8, 0)
PLAN = Plan("Họp chậm hai buổi", "Chốt lịch họp từ đầu tháng", "Chi ủy chưa đôn đốc", "Phó bí thư")


@remembered
def month(world: World, number: int = 1, days: int = 10) -> Round:
    """Open the round of a month of last year, to be handed in within so many days from today."""
    programme = Programme.objects.filter(code=PROGRAMME).first() or load_title(PROGRAMME)
    year, last = timezone.localdate().year - 1, timezone.localdate() + timedelta(days=days)
    round_ = prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("tren", "standing"),
        name=f"Biểu quyết tháng {number}/{year}", start=date(year, number, 1),
        end=date(year, number, monthrange(year, number)[1]), deadlines=Deadlines(last, last, last),
        outcome_sets={RUBRIC: OutcomeSet.objects.get(rubric__code=RUBRIC)},
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    return Round.objects.get(pk=round_.pk)


def monthly(code: str = CELL, number: int = 1) -> Evaluation:
    """Return the sheet of a unit for a month, fresh."""
    found = Evaluation.objects.select_related("organization", "round", "current")
    return found.get(organization__code=code, round__programme__code=PROGRAMME, round__start__month=number)


def key_of(row: str, code: str = CELL, number: int = 1) -> int:
    """Return the key of a content."""
    return rubric_of(monthly(code, number).version).keys[row]


def vote(
    world: World, row: str, counts: tuple[int, ...] = CARRIED, code: str = CELL, number: int = 1, **changes: Any
) -> Ballot:  # fmt: skip
    """Record a vote as the secretary of the unit would; one that failed with its cause and remedy."""
    actor = world.user(changes.pop("actor", SELF.get(code, "bithu")))
    plan = changes.pop("plan", PLAN)
    return record_vote(monthly(code, number), row, actor=actor, vote=Vote(Counts(*counts), plan, **changes))


@remembered
def vote_all(world: World, code: str = CELL, number: int = 1, failing: str = "") -> Evaluation:
    """Vote on all four contents; one of them fails."""
    for row in ROWS:
        vote(world, row, FAILED if row == failing else CARRIED, code, number)
    return monthly(code, number)


@remembered
def report(world: World, code: str = CELL, number: int = 1, failing: str = "") -> Evaluation:
    """Vote on all contents and hand the sheet in."""
    evaluation = vote_all(world, code, number, failing)
    held = meeting(request_number="03-BC/CB")
    submit_sheet(evaluation, actor=world.user(SELF.get(code, "bithu")), meeting=held)
    return monthly(code, number)


def remedied(world: World, row: str = "1", code: str = CELL, number: int = 1, **changes: Any) -> Remedy:
    """Write down a remedy beside a row."""
    plan = Plan(**{"cause": "Thiếu người", "measure": "Phân công lại", **changes})
    return add_remedy(monthly(code, number), row, actor=world.user(SELF.get(code, "bithu")), plan=plan)
