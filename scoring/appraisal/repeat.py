"""The second press of a button: what it asks for was done before by the same person, so nothing is written again."""

from django.utils import timezone

from organizations.models import User
from scoring.appraisal.complete import Conclusion
from scoring.models import Assessment, Evaluation, Stage
from scoring.rubrics.load import rubric_of
from scoring.sheets.forms import PostedSheet
from scoring.sheets.marks import marks_of, value_of
from scoring.workflow import MARKING


def _done_by(evaluation: Evaluation, user: User, *kinds: str) -> Assessment | None:
    """Return the stage of these kinds that `user` himself closed last."""
    found = [
        stage
        for stage in evaluation.assessments.all()
        if stage.kind in kinds and stage.state == Assessment.State.DONE and stage.done_by_id == user.pk
    ]
    return max(found, key=lambda stage: stage.position, default=None)


def handed_on_before(evaluation: Evaluation, user: User, posted: PostedSheet) -> Assessment | None:
    """Return the stage that `user` handed on with exactly these marks; None where anything differs."""
    stage = _done_by(evaluation, user, *MARKING)
    if stage is None or posted.errors:
        return None
    codes = rubric_of(evaluation.version).codes
    stands = {codes[mark.criterion_id]: (value_of(mark), mark.explanation) for mark in marks_of(stage)}
    same = all(stands.get(code) == (row.value, row.explanation) for code, row in posted.entered.items())
    return stage if same else None


def concluded_before(evaluation: Evaluation, user: User, conclusion: Conclusion) -> Assessment | None:
    """Return the conclusion that `user` entered in these very words; None where anything differs."""
    stage = _done_by(evaluation, user, Stage.Kind.APPROVAL)
    if stage is None:
        return None
    stands = Conclusion(
        stage.conclusion == Assessment.Conclusion.RECOGNISED,
        stage.meeting_date or conclusion.day,
        stage.minutes_number,
        stage.conclusion_reason,
    )
    return stage if stands == conclusion else None


def said_before(stage: Assessment, act: str) -> str:
    """Return the sentence that tells the second press what the first one did."""
    at = timezone.localtime(stage.done_at)
    return f"Đồng chí {act} trước đó, lúc {at:%H:%M} ngày {at:%d/%m/%Y}. Lần bấm này không ghi thêm gì."
