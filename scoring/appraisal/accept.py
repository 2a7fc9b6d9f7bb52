"""Accepting what the stage before gave, row by row where this one has not marked yet."""

from uuid import uuid4

from organizations.access import require
from organizations.models import User
from scoring.appraisal.complete import earlier_values
from scoring.models import Evaluation
from scoring.rubrics.load import rubric_of
from scoring.rubrics.rules import ballot_rule
from scoring.sheets.marks import marks_of, value_of
from scoring.sheets.save import Entered, by_vote, save_rows
from scoring.workflow import stage_at_work


def accept_untouched(evaluation: Evaluation, *, actor: User, group: str = "") -> int:
    """Write the marks of the stage before into every empty row of this one, or of one group; return how many.

    A row that somebody marks meanwhile keeps his mark, one that a body votes on waits for the vote. Raises Refused.
    """
    require(actor, "evaluation.appraise", evaluation)
    current = stage_at_work(evaluation)
    loaded = rubric_of(evaluation.version)
    own = earlier_values(evaluation, loaded)
    within = {row.code for row in loaded.data.below(group)} if group in loaded.keys else own.keys()
    entered, voting = {}, ballot_rule(evaluation, current) is not None
    for mark in marks_of(current):
        code = loaded.codes[mark.criterion_id]
        if voting and by_vote(loaded.data.row(code)):
            continue
        if value_of(mark).empty and code in own and code in within:
            entered[code] = Entered(mark.revision, own[code], mark.explanation)
    return len(save_rows(current, actor=actor, entered=entered, save_id=uuid4()).saved)
