"""Issuing a decision in three steps, so that nothing slow or outside the database happens in a transaction.

`start_issue` takes the number and freezes the paper, `render_and_store` makes and keeps the bytes,
`finish_issue` attaches them and records the titles. Each step can be repeated: a crash between two of them is
taken up where it stopped, without a second number or a second file.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.files import keep
from config.common.models import StoredFile
from config.common.vietnamese import format_date
from organizations.access import require
from organizations.models import User
from recognition.decisions.draft import ConflictError, DecisionError, lock_decision
from recognition.decisions.names import listed_as
from recognition.decisions.paper import decision_paper, short_number
from recognition.decisions.wording import has_gap
from recognition.documents.context import DecisionPaper, from_json, to_json
from recognition.documents.render import render_decision
from recognition.models import Decision, Entry
from recognition.register import DECISIONS, RegisterError, series_for, take
from recognition.verify.codes import new_code
from scoring.models import Assessment, Stage
from scoring.results import record_titles, standing_titles

PDF = "application/pdf"


def issue(
    decision: Decision,
    *,
    actor: User,
    day: date,
    number: int | None = None,
    suffix: str = "",
    revision: int | None = None,
) -> Decision:
    """Issue a decision, or take up an issue that was cut short, and return it issued.

    Not to be called inside a transaction (RuntimeError). A repeat changes nothing. Raises what `start_issue`
    raises, PdfUnavailable where the machine cannot print (the number is kept; a later repeat goes on).
    """
    started = start_issue(decision, actor=actor, day=day, number=number, suffix=suffix, revision=revision)
    if started.state == Decision.State.ISSUED:
        return started
    return finish_issue(started, render_and_store(started), actor=actor)


@transaction.atomic(durable=True)
def start_issue(
    decision: Decision,
    *,
    actor: User,
    day: date,
    number: int | None = None,
    suffix: str = "",
    revision: int | None = None,
) -> Decision:
    """Check the draft, take its number (the next one when None) and freeze the paper dated `day`.

    A decision already being issued, or issued, comes back as it is: its number and date stand.

    Raises Refused, ConflictError where `revision` is given and old, DecisionError naming what is missing,
    RegisterError.
    """
    decision = lock_decision(decision.pk)
    require(actor, "decision.draft", decision.body)
    if decision.state != Decision.State.DRAFT:
        return decision
    if revision is not None and decision.revision != revision:
        raise ConflictError(decision)
    if problems := issue_problems(decision, day):
        raise DecisionError(problems)
    series = series_for(decision.body, DECISIONS, day)
    entry = take(series, actor=actor, number=number, suffix=suffix, day=day, summary=decision.subject)
    decision.term, decision.register_entry, decision.date = series.term, entry, day
    decision.code = decision.code or new_code()
    decision.paper = to_json(decision_paper(decision, number=str(entry), day=day))
    decision.state = Decision.State.ISSUING
    decision.save(update_fields=["term", "register_entry", "date", "paper", "state", "code"])
    _log("decision.start", decision, actor, number=short_number(decision.body, str(entry)))
    return decision


def render_and_store(decision: Decision) -> StoredFile:
    """Make the PDF of the frozen paper and keep it; the same paper gives the same bytes, hence the same file.

    Raises RuntimeError inside a transaction; ValueError, TypeError for a decision without a frozen paper.
    """
    # Durable: refuses to run inside a transaction, which rendering would hold open for seconds.
    with transaction.atomic(durable=True):
        standing = Decision.objects.select_related("file").get(pk=decision.pk)
    if standing.file is not None:
        return standing.file
    if standing.paper is None:
        raise ValueError("Quyết định chưa lấy số, chưa có nội dung để in.")
    paper = from_json(standing.paper)
    if not isinstance(paper, DecisionPaper):
        raise TypeError("Nội dung đã giữ không phải là quyết định.")
    return keep(render_decision(paper), PDF)


@transaction.atomic(durable=True)
def finish_issue(decision: Decision, stored: StoredFile, *, actor: User) -> Decision:
    """Attach the stored bytes, call the decision issued and record its titles.

    One already issued comes back as it is. Raises Refused, DecisionError before `start_issue`,
    ResultError where a unit got the same title from elsewhere meanwhile.
    """
    decision = lock_decision(decision.pk)
    require(actor, "decision.draft", decision.body)
    if decision.state == Decision.State.ISSUED:
        return decision
    if decision.state != Decision.State.ISSUING or decision.date is None:
        raise DecisionError(["Quyết định chưa lấy số."])
    number = short_number(decision.body, str(decision.register_entry))
    decision.file = stored
    decision.state = Decision.State.ISSUED
    decision.issued_at, decision.issued_by_id = timezone.now(), actor.pk
    decision.save(update_fields=["file", "state", "issued_at", "issued_by_id"])
    record_titles(awards(decision), number=number, day=decision.date, issuer=decision.body.name)
    _log("decision.issue", decision, actor, number=number, sha256=stored.sha256)
    return decision


def awards(decision: Decision) -> list[tuple[Any, str]]:
    """Return what a decision grants: (sheet, title) in the order of its list."""
    granted = decision.entries.filter(effect=Entry.Effect.GRANT).order_by("position")
    return [(entry.evaluation, entry.title) for entry in granted.select_related("evaluation__round")]


def issue_problems(decision: Decision, day: date | None) -> list[str]:
    """Return what keeps a draft from being issued on `day`; without a day, what the draft lacks."""
    return [*_wording_problems(decision), *_unit_problems(decision), *_day_problems(decision, day)]


def _wording_problems(decision: Decision) -> list[str]:
    said = decision.context
    asked = {
        "trích yếu": [decision.subject],
        "căn cứ": said["bases"],
        "dòng ban hành": said["issuing_lines"],
        "các điều": [article["text"] for article in said["articles"]],
        "nơi nhận": said["recipients"],
        "địa danh": [said["place"]],
        "chức vụ người ký": [said["office"]],
        "họ tên người ký": [said["signer"]],
    }
    problems = [f"Chưa có {label}." for label, texts in asked.items() if not any(text.strip() for text in texts)]
    gaps = [(label, text) for label, texts in asked.items() for text in texts if has_gap(text)]
    return problems + [f"Còn chỗ trống ở {label}: “{text[:60]}…”" for label, text in gaps]


def _unit_problems(decision: Decision) -> list[str]:
    evaluations = [evaluation for evaluation, _ in awards(decision)]
    if not evaluations:
        return [f"Danh sách chưa có {listed_as(decision)} nào."]
    problems = [
        f"{evaluation.name} đã được rút khỏi đợt đánh giá." for evaluation in evaluations if evaluation.withdrawn_at
    ]
    return problems + [
        f"{title.organization.name} đã có danh hiệu năm {title.year} theo số {title.paper_number}."
        for title in standing_titles(evaluations)
    ]


def _day_problems(decision: Decision, day: date | None) -> list[str]:
    if day is None:
        return []
    if day > timezone.localdate():
        return ["Ngày ban hành không được sau hôm nay."]
    last = (
        Assessment.objects.filter(
            evaluation__decision_entries__decision=decision, kind=Stage.Kind.APPROVAL, meeting_date__gt=day
        )
        .order_by("-meeting_date")
        .first()
    )
    if last is None or last.meeting_date is None:
        return []
    return [f"Ngày ban hành không được trước ngày họp kết luận ({format_date(last.meeting_date)})."]


def _log(action: str, decision: Decision, actor: User, **data: Any) -> None:
    log(action, decision, actor=actor, organization_id=decision.body.organization_id, **data)


__all__ = ["DecisionError", "RegisterError", "finish_issue", "issue", "render_and_store", "start_issue"]
