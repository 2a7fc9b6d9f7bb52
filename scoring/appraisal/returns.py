"""Sending ticked rows of a sheet back to its unit, with a reason for each and a new deadline."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.deadlines import TOO_FAR, too_far
from scoring.models import Assessment, Evaluation, Return, ReturnItem
from scoring.names import history_words
from scoring.permissions import self_stage
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import marks_of, value_of
from scoring.sheets.page import shown_mark
from scoring.sheets.submit import NotReady
from scoring.workflow import lock_evaluation, send_back

# After so many returns the board speaks to the unit before it sends the sheet back once more.
RETURNS_BEFORE_CALL = 2


def returns_so_far(evaluation: Evaluation) -> int:
    """Return how often the sheet was sent back already."""
    return Return.objects.filter(assessment__evaluation=evaluation).count()


def _problems(
    evaluation: Evaluation, rows: Mapping[str, str], reason: str, deadline: date, called: bool
) -> list[tuple[str, str]]:
    codes = {row.code for row in rubric_of(evaluation.version).data.leaves()}
    found = [("", "Hãy đánh dấu ít nhất một nội dung cần trả lại.")] if not rows else []
    found += [("", "Phiếu không có nội dung này.") for code in rows if code not in codes]
    found += [(code, "Cần ghi lý do trả lại.") for code, words in rows.items() if not words.strip()]
    if not reason.strip():
        found.append(("reason", "Cần ghi lý do chung."))
    if deadline < timezone.localdate():
        found.append(("deadline", "Hạn nộp lại phải từ hôm nay trở đi."))
    if too_far(deadline):
        found.append(("deadline", TOO_FAR))
    if returns_so_far(evaluation) >= RETURNS_BEFORE_CALL and not called:
        found.append(
            ("called", "Hồ sơ đã trả lại hai lần: hãy gọi điện trao đổi với đơn vị trước khi trả lại lần nữa.")
        )
    return found


@transaction.atomic
def return_rows(
    evaluation: Evaluation, *, actor: User, rows: Mapping[str, str], reason: str, deadline: date, called: bool = False
) -> Return:
    """Send `rows` (code → reason) back to the unit until `deadline`; only these open again, all later steps wait.

    Raises Refused, and NotReady naming the row or field ("reason", "deadline", "called") that is wrong.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.return", evaluation)
    if problems := _problems(evaluation, rows, reason, deadline, called):
        raise NotReady(problems)
    own = self_stage(evaluation)
    batch = Return.objects.create(
        assessment=own, reason=reason.strip(), deadline=deadline, returned_at=timezone.now(), returned_by_id=actor.pk
    )
    _store_items(evaluation, own, batch, rows)
    moved = send_back(evaluation, own, deadline)
    log(
        "appraisal.return", own, actor=actor, organization_id=evaluation.organization_id,
        **history_words(evaluation, reason=batch.reason),
        rows=[{"code": code, **history_words(evaluation, reason=words.strip())} for code, words in rows.items()],
        deadline=deadline.isoformat(),
        **_moved(moved),
    )  # fmt: skip
    return batch


def _moved(stages: Iterable[Assessment]) -> dict[str, Any]:
    """The later steps whose last day moved with the return, for the history: their last day by position."""
    days = {str(stage.position): stage.deadline.isoformat() for stage in stages}
    return {"moved": days} if days else {}


def _store_items(evaluation: Evaluation, own: Assessment, batch: Return, rows: Mapping[str, str]) -> None:
    loaded = rubric_of(evaluation.version)
    standing = {loaded.codes[mark.criterion_id]: mark for mark in marks_of(own)}
    ReturnItem.objects.bulk_create(
        ReturnItem(
            batch=batch,
            criterion_id=loaded.keys[code],
            reason=words.strip(),
            old_value=shown_mark(loaded.data.row(code), value_of(standing[code]), standing[code].points),
        )
        for code, words in rows.items()
    )
