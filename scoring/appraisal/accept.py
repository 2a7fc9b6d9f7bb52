"""Accepting what the unit gave itself, row by row where the board has not marked yet."""

from uuid import uuid4

from organizations.access import require
from organizations.models import User
from scoring.appraisal.complete import self_values
from scoring.models import Evaluation
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import marks_of, value_of
from scoring.sheets.save import Entered, save_rows
from scoring.workflow import stage_at_work


def accept_untouched(evaluation: Evaluation, *, actor: User, group: str = "") -> int:
    """Write the self-score into every empty row of the appraisal, or of one group, and return how many were written.

    A row that somebody marks meanwhile keeps his mark. Raises Refused.
    """
    require(actor, "evaluation.appraise", evaluation)
    current = stage_at_work(evaluation)
    loaded = rubric_of(evaluation.version)
    own = self_values(evaluation, loaded)
    within = {row.code for row in loaded.data.below(group)} if group in loaded.keys else own.keys()
    entered = {}
    for mark in marks_of(current):
        code = loaded.codes[mark.criterion_id]
        if value_of(mark).empty and code in own and code in within:
            entered[code] = Entered(mark.revision, own[code], mark.explanation)
    return len(save_rows(current, actor=actor, entered=entered, save_id=uuid4()).saved)
