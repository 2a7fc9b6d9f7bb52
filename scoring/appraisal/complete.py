"""Handing an appraised sheet to the body that concludes, and entering that body's conclusion."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import format_date
from organizations.access import require
from organizations.models import User
from scoring.models import Assessment, Evaluation, Stage
from scoring.pure.arithmetic import MarkValue
from scoring.pure.demands import Entry
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.sheets.concerning import missing_of, unit_of
from scoring.sheets.marks import judged, marks_of, observed, stored_result, values_of
from scoring.sheets.save import lacking_reasons
from scoring.sheets.submit import NotReady
from scoring.workflow import MARKING, earlier_stage, finish, last_handed_on, lock_evaluation, stage_at_work


def earlier_values(evaluation: Evaluation, loaded: LoadedRubric) -> dict[str, MarkValue]:
    """Return by row code the marks that the stage at work starts from: those of the last stage with marks before it."""
    before = earlier_stage(evaluation, stage_at_work(evaluation))
    return values_of(marks_of(before), loaded) if before else {}


def earlier_words(evaluation: Evaluation) -> str:
    """Return what people call the marks that the stage at work starts from."""
    before = earlier_stage(evaluation, stage_at_work(evaluation))
    return "điểm tự chấm" if before is None or before.kind == Stage.Kind.SELF else "điểm của bước trước"


def appraisal_lacks(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return what the appraisal still lacks: rows without a mark, and differences without a reason."""
    current = evaluation.current
    if current is None:
        return []
    loaded = rubric_of(evaluation.version)
    marks = marks_of(current)
    # What stands beside the unit's own mark is asked of the unit, not of the appraiser.
    entries = {code: Entry(value, "-", 1) for code, value in values_of(marks, loaded).items()}
    unmarked = missing_of(loaded, entries, unit_of(evaluation, loaded))
    if current.kind == Stage.Kind.VOTE:
        # The counts of the vote say why.
        return unmarked
    return unmarked + lacking_reasons(loaded, marks, earlier_values(evaluation, loaded), earlier_words(evaluation))


@transaction.atomic
def hand_on(evaluation: Evaluation, *, actor: User) -> Assessment:
    """Close a stage of marking with its totals and proposed outcome; the next stage opens, if there is one.

    Raises Refused, NotReady naming every row without a mark and every difference without a reason.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.appraise", evaluation)
    current = stage_at_work(evaluation)
    items = appraisal_lacks(evaluation)
    if items:
        raise NotReady(items)
    loaded = rubric_of(evaluation.version)
    outcome_set = evaluation.rule.outcome_set
    values = values_of(marks_of(current, lock=True), loaded)
    judgement = judged(loaded, values, outcome_set, observed(evaluation))
    done = finish(evaluation, actor, **stored_result(judgement, outcome_set))
    if evaluation.current is not None and evaluation.current.kind in MARKING and evaluation.officer_id:
        # He is of the body that is done; the next one chooses its own.
        evaluation.officer = None
        evaluation.save(update_fields=["officer"])
    log(
        "appraisal.hand_on",
        done,
        actor=actor,
        organization_id=evaluation.organization_id,
        total=done.result["total"],
        outcome=done.outcome,
    )
    return done


@dataclass(frozen=True)
class Conclusion:
    """What the deciding body concluded, in which meeting, and why where it differs from the proposal."""

    recognised: bool
    day: date
    minutes_number: str
    reason: str = ""


def proposed(evaluation: Evaluation) -> Assessment | None:
    """Return the last stage that was handed on with marks: its total and outcome are the proposal."""
    return last_handed_on(evaluation)


def differs(evaluation: Evaluation, recognised: bool) -> bool:
    """Say whether a conclusion differs from the proposal; without a proposal it cannot."""
    proposal = proposed(evaluation)
    return proposal is not None and bool(proposal.outcome) and proposal.result["recognises"] != recognised


def _conclusion_problems(evaluation: Evaluation, conclusion: Conclusion) -> list[tuple[str, str]]:
    """Return what is wrong: (field of the conclusion, sentence)."""
    begin = evaluation.round.start
    asked = (
        ("day", conclusion.day <= timezone.localdate(), "Ngày họp không được sau hôm nay."),
        ("day", conclusion.day >= begin, f"Ngày họp không được trước kỳ đánh giá (từ {format_date(begin)})."),
        ("minutes_number", bool(conclusion.minutes_number.strip()), "Cần ghi số biên bản của cuộc họp."),
        (
            "reason",
            bool(conclusion.reason.strip()) or not differs(evaluation, conclusion.recognised),
            "Kết luận khác với đề xuất: cần ghi lý do.",
        ),
    )
    return [(field, sentence) for field, holds, sentence in asked if not holds]


@transaction.atomic
def conclude(evaluation: Evaluation, *, actor: User, conclusion: Conclusion) -> Assessment:
    """Enter the conclusion of the deciding body: công nhận or không công nhận. The sheet is then finished.

    Raises Refused, and NotReady naming the fields of the conclusion that are wrong or missing.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.conclude", evaluation)
    items = _conclusion_problems(evaluation, conclusion)
    if items:
        raise NotReady(items)
    basis = proposed(evaluation)
    done = finish(
        evaluation,
        actor,
        conclusion=Assessment.Conclusion.RECOGNISED if conclusion.recognised else Assessment.Conclusion.NOT_RECOGNISED,
        conclusion_reason=conclusion.reason.strip(),
        meeting_date=conclusion.day,
        minutes_number=conclusion.minutes_number.strip(),
        total=basis.total if basis else None,
        outcome_set=basis.outcome_set if basis else None,
        outcome=basis.outcome if basis else "",
        result=basis.result if basis else {},
    )
    log(
        "approval.conclude",
        done,
        actor=actor,
        organization_id=evaluation.organization_id,
        conclusion=done.conclusion,
        minutes=done.minutes_number,
    )
    return done
