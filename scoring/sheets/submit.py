"""Handing a self-assessed sheet to the level above, once a meeting has adopted it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import format_date
from organizations.access import require
from organizations.models import User
from scoring.bodies.carrying import carry_on
from scoring.models import Assessment, Evaluation, Mark, Stage
from scoring.pure.filling import Filling
from scoring.pure.records import Observations
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.rubrics.rules import ballot_rule
from scoring.sheets.concerning import missing_of, unit_of
from scoring.sheets.filling import filled_in, offers, stored, unexplained, write_filled
from scoring.sheets.marks import entries_of, judged, marks_of, observed, stored_result, values_of
from scoring.sheets.returned import answer_return, closed_rows, unanswered
from scoring.workflow import finish, lock_evaluation, stage_at_work


class NotReady(ValueError):  # noqa: N818 - what the sheet is, not an error of the program
    """A sheet lacks something; `items` are (code of a row or name of a field, Vietnamese sentence)."""

    def __init__(self, items: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in items))
        self.items = items


@dataclass(frozen=True)
class Meeting:
    """The meeting that adopted the sheet, and the unit's request (tờ trình) that goes with it."""

    day: date
    due: int
    present: int
    minutes_number: str
    request_number: str = ""
    request_date: date | None = None


def lacks(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return what the self-assessment still lacks, row by row: (code, sentence)."""
    assessment = evaluation.current
    if assessment is None:
        return []
    loaded = rubric_of(evaluation.version)
    marks = marks_of(assessment)
    offered = offers(loaded, assessment, values_of(marks, loaded))
    filled_in(loaded, marks, offered)
    return _items(evaluation, loaded, marks, offered)


def _items(
    evaluation: Evaluation, loaded: LoadedRubric, marks: list[Mark], offered: Mapping[str, Filling],
    known: Observations | None = None,
) -> list[tuple[str, str]]:  # fmt: skip
    """What is missing, and rows that say otherwise than the records; of a returned sheet its open rows alone."""
    entries = entries_of(marks, loaded, evaluation.pk)
    items = missing_of(loaded, entries, unit_of(evaluation, loaded, known))
    stage = stage_at_work(evaluation)
    if offered:
        shut = closed_rows(stage)
        closed = {code for code, key in loaded.keys.items() if shut(key)}
        items = items + unexplained(loaded, marks, offered, closed)
    named = {code for code, _ in items}
    return items + [item for item in unanswered(stage, loaded, marks) if item[0] not in named]


def _named(loaded: LoadedRubric, filled: list[Mark]) -> dict[str, Any]:
    """The rows that took their figure from the records, for the history."""
    return {"filled": sorted(loaded.codes[mark.criterion_id] for mark in filled)} if filled else {}


def asks_for_request(evaluation: Evaluation) -> bool:
    """Say whether the unit asks for recognition with its sheet: some stage of it concludes."""
    return any(stage.kind == Stage.Kind.APPROVAL for stage in evaluation.assessments.all())


def asks_for_report(evaluation: Evaluation) -> bool:
    """Say whether the unit reports with its sheet what it voted: where it votes and nobody concludes after it."""
    return not asks_for_request(evaluation) and ballot_rule(evaluation, evaluation.current) is not None


def meeting_problems(
    meeting: Meeting, *, with_request: bool = True, first: date | None = None
) -> list[tuple[str, str]]:  # fmt: skip
    """Return what is wrong with the meeting: (field of `Meeting`, sentence); `first` is the first day of the period
    that is judged.
    """
    today = timezone.localdate()
    # A round may be opened, and its sheet adopted, before its period begins.
    earliest = min(first or meeting.day, today)
    early = f"Ngày họp không được trước ngày đầu của kỳ đánh giá ({format_date(earliest)})."
    asked = (
        ("day", meeting.day <= today, "Ngày họp không được sau hôm nay."),
        ("day", meeting.day >= earliest, early),
        ("present", 0 < meeting.present <= meeting.due, "Số có mặt phải từ 1 đến số được triệu tập."),
        ("present", meeting.present * 2 > meeting.due, "Cuộc họp phải có quá nửa số được triệu tập có mặt."),
        (
            "minutes_number",
            bool(meeting.minutes_number.strip()),
            "Cần ghi số biên bản hoặc nghị quyết của cuộc họp.",
        ),
        *_request_asked(meeting, today, with_request=with_request),
    )
    return [(field, sentence) for field, holds, sentence in asked if not holds]


def _request_asked(meeting: Meeting, today: date, *, with_request: bool) -> list[tuple[str, bool, str]]:
    """What the request that goes with the sheet must be, or the report where one was written."""
    fits = meeting.request_date is not None and meeting.day <= meeting.request_date <= today
    if with_request:
        return [
            ("request_number", bool(meeting.request_number.strip()), "Cần ghi số tờ trình."),
            ("request_date", fits, "Ngày tờ trình phải từ ngày họp đến hôm nay."),
        ]
    return [("request_date", meeting.request_date is None or fits, "Ngày báo cáo phải từ ngày họp đến hôm nay.")]


@transaction.atomic
def submit_sheet(evaluation: Evaluation, *, actor: User, meeting: Meeting) -> Assessment:
    """Hand the sheet on with its totals and the meeting that adopted it; the next stage opens.

    Raises Refused (wrong person, already submitted, too late), NotReady naming every row that lacks something.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "evaluation.submit", evaluation)
    current = stage_at_work(evaluation)
    loaded = rubric_of(evaluation.version)
    marks = marks_of(current, lock=True)
    known = observed(evaluation)
    offered = offers(loaded, current, values_of(marks, loaded), known)
    filled = filled_in(loaded, marks, offered)
    items = _items(evaluation, loaded, marks, offered, known)
    items += meeting_problems(meeting, with_request=asks_for_request(evaluation), first=evaluation.round.start)
    if items:
        raise NotReady(items)
    outcome_set = evaluation.rule.outcome_set
    write_filled(filled, actor)
    kept = stored_result(judged(loaded, values_of(marks, loaded), outcome_set, known), outcome_set)
    if offered:
        kept["result"]["filled"] = stored(offered)
    if current.state == Assessment.State.RETURNED:
        answer_return(current)
    done = finish(
        evaluation,
        actor,
        meeting_date=meeting.day,
        meeting_due=meeting.due,
        meeting_present=meeting.present,
        minutes_number=meeting.minutes_number.strip(),
        request_number=meeting.request_number.strip(),
        request_date=meeting.request_date,
        **kept,
    )
    carry_on(evaluation)
    log(
        "sheet.submit",
        done,
        actor=actor,
        organization_id=evaluation.organization_id,
        total=done.result["total"],
        **_named(loaded, filled),
    )
    return done
