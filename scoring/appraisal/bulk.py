"""One act on many sheets: what applies and what is left out, with the reason, before and after."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from organizations.access import Refused, can
from organizations.models import User
from scoring.appraisal.accept import accept_untouched
from scoring.appraisal.complete import Conclusion, conclude, hand_on, proposed
from scoring.appraisal.desk import assign_officer, extend_deadline, remind
from scoring.models import Evaluation, Mark, Stage
from scoring.rounds.open import RoundError
from scoring.sheets.submit import NotReady
from scoring.workflow import lock_evaluation

TOUCHED = "Đã có người đang chấm hồ sơ này: mở hồ sơ để chấm tiếp và hoàn thành."
Check = Callable[[User, Evaluation], str | None]
Apply = Callable[[Evaluation, User, dict[str, Any]], object]


@dataclass(frozen=True)
class Act:
    """A bulk act: its name in the address, what its button says, which fields it asks for, who and what it fits."""

    name: str
    label: str
    fields: tuple[str, ...]
    check: Check
    apply: Apply


@dataclass(frozen=True)
class Outcome:
    """Sheets the act applies to (or was applied to), and sheets left out with the reason."""

    fitting: list[Evaluation]
    left_out: list[tuple[Evaluation, str]]


def _board(user: User, evaluation: Evaluation) -> str | None:
    return can(user, "evaluation.board", evaluation).reason


def _at_work(user: User, evaluation: Evaluation) -> str | None:
    if evaluation.withdrawn_at or evaluation.current is None:
        return "Hồ sơ đã rút hoặc đã có kết luận."
    return _board(user, evaluation)


def _not_submitted(user: User, evaluation: Evaluation) -> str | None:
    if evaluation.current is None or evaluation.current.kind != Stage.Kind.SELF:
        return "Đơn vị đã nộp phiếu."
    return _at_work(user, evaluation)


def _flawless(user: User, evaluation: Evaluation) -> str | None:
    """Say why a sheet is not accepted as it stands: not in turn, touched already, or sent back before."""
    reason = can(user, "evaluation.appraise", evaluation).reason
    if reason:
        return reason
    if getattr(evaluation, "was_returned", False):
        return "Hồ sơ đã có lần trả lại: cần xem từng nội dung."
    if _touched(evaluation):
        return TOUCHED
    before = proposed(evaluation)
    words = "điểm tự chấm" if before is None or before.kind == Stage.Kind.SELF else "điểm của bước trước"
    if before is None or not before.outcome:
        return f"Chưa có đề xuất theo {words} nên không nhận hàng loạt."
    if before.result["recognises"]:
        return None
    return f"{words[:1].upper()}{words[1:]} chưa đạt mức công nhận: cần xem từng nội dung."


def with_touched(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Let each sheet know whether somebody has marked in its current stage, read with all of them at once."""
    return evaluations.annotate(touched=Exists(_marked(OuterRef("current"))))


def _marked(stage: Any) -> QuerySet[Mark]:
    return Mark.objects.filter(assessment=stage, saved_by_id__isnull=False)


def _touched(evaluation: Evaluation) -> bool:
    known: bool | None = vars(evaluation).get("touched")
    return _marked(evaluation.current_id).exists() if known is None else known


def _approvable(user: User, evaluation: Evaluation) -> str | None:
    reason = can(user, "evaluation.conclude", evaluation).reason
    if reason:
        return reason
    basis = proposed(evaluation)
    return None if basis and basis.outcome else "Chưa có đề xuất nên phải nhập kết luận riêng."


@transaction.atomic
def _accept(evaluation: Evaluation, actor: User, values: dict[str, Any]) -> object:
    # Asked again under the lock: somebody may have begun since the sheets were sorted out.
    evaluation = lock_evaluation(evaluation.pk)
    if _touched(evaluation):
        raise Refused(TOUCHED)
    accept_untouched(evaluation, actor=actor)
    return hand_on(evaluation, actor=actor)


def _approve(evaluation: Evaluation, actor: User, values: dict[str, Any]) -> object:
    basis = proposed(evaluation)
    recognised = bool(basis and basis.result["recognises"])
    day: date = values["day"]
    return conclude(evaluation, actor=actor, conclusion=Conclusion(recognised, day, values["minutes_number"]))


ACTS = {
    act.name: act
    for act in (
        Act("nhac", "Nhắc nộp phiếu", (), _not_submitted, lambda sheet, user, values: remind(sheet, actor=user)),
        Act(
            "gia-han", "Gia hạn", ("deadline", "reason"), _at_work,
            lambda sheet, user, values: extend_deadline(
                sheet, actor=user, deadline=values["deadline"], reason=values["reason"]
            ),
        ),
        Act(
            "giao", "Giao cán bộ", ("officer",), _at_work,
            lambda sheet, user, values: assign_officer(sheet, values["officer"], actor=user),
        ),
        Act("nhan", "Nhận điểm tự chấm, xong thẩm định", (), _flawless, _accept),
        Act("ket-luan", "Kết luận theo đề xuất", ("day", "minutes_number"), _approvable, _approve),
    )
}  # fmt: skip


def sort_out(act: Act, user: User, evaluations: Iterable[Evaluation]) -> Outcome:
    """Return which sheets the act would apply to, and which not and why."""
    fitting, left_out = [], []
    for evaluation in evaluations:
        reason = act.check(user, evaluation)
        if reason:
            left_out.append((evaluation, reason))
        else:
            fitting.append(evaluation)
    return Outcome(fitting, left_out)


def carry_out(act: Act, user: User, evaluations: Iterable[Evaluation], values: dict[str, Any]) -> Outcome:
    """Apply the act to each sheet that it fits, each in a transaction of its own, and return what became of all."""
    sorted_out = sort_out(act, user, evaluations)
    done, left_out = [], list(sorted_out.left_out)
    for evaluation in sorted_out.fitting:
        try:
            act.apply(evaluation, user, values)
        except (Refused, NotReady, RoundError) as refusal:
            # Somebody was quicker, or the sheet lacks something: it is listed with the reason, the others go on.
            left_out.append((evaluation, str(refusal)))
        else:
            done.append(evaluation)
    return Outcome(done, left_out)
