"""Copies of an issued decision that leave the office: each is put on record with who, when and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.files import keep
from config.common.models import StoredFile
from organizations.access import require
from organizations.models import User
from recognition.decisions.draft import DecisionError
from recognition.decisions.names import kept_name, listed_as, names_listed
from recognition.decisions.selectors import number_of
from recognition.documents import layout as rules
from recognition.documents.context import (
    Certification,
    DecisionPaper,
    Head,
    Recipients,
    Signature,
    from_json,
)
from recognition.documents.render import render_decision
from recognition.models import Copy, Decision

PDF = "application/pdf"
COPY_SYMBOL = "BS"
MARK = "TRÍCH SAO"
SIGNED = "(Đã ký)"


@dataclass(frozen=True)
class Office:
    """Who certifies an extract: as printed, in capitals where the guideline asks for them."""

    issuer: str
    symbol: str
    authority: str
    office: str
    signer: str = ""


def office_of(decision: Decision) -> Office:
    """Return the office of the issuing body as it usually certifies copies; the form lets the clerk change it."""
    name, authority = decision.body.name.upper(), decision.context["authority"]
    committee = name.replace("BAN THƯỜNG VỤ ", "")
    order = authority.replace("T/M", "T/L", 1)
    return Office(f"VĂN PHÒNG {committee}", f"VP{decision.body.symbol}", order, "CHÁNH VĂN PHÒNG")


def reprint(decision: Decision, *, actor: User, reason: str, token: UUID) -> Copy:
    """Record that the stored paper is handed out again. Raises Refused, DecisionError without reason
    or where it names a member.
    """
    require(actor, "decision.copy", decision)
    if decision.file is None:
        raise DecisionError(["Quyết định chưa ban hành."])
    return _record(decision, actor, Copy.Kind.REPRINT, reason, token, [], decision.file)


def extract(
    decision: Decision, *, actor: User, positions: Iterable[int], office: Office, reason: str, token: UUID
) -> Copy:
    """Make the extract with the chosen lines of the list (their positions), keep it, and record it.

    Not inside a transaction. Raises Refused, DecisionError without lines or reason or where it names a member,
    PdfUnavailable.
    """
    require(actor, "decision.copy", decision)
    if standing := Copy.objects.filter(token=token).first():
        return standing
    chosen = sorted(set(positions))
    entries = list(decision.entries.filter(position__in=chosen).order_by("position"))
    if not chosen or len(entries) != len(chosen):
        raise DecisionError([f"Hãy chọn ít nhất một {listed_as(decision)} trong danh sách."])
    stored = keep(render_decision(extract_paper(decision, chosen, office)), PDF)
    return _record(decision, actor, Copy.Kind.EXTRACT, reason, token, [kept_name(each) for each in entries], stored)


def extract_paper(decision: Decision, positions: list[int], office: Office) -> DecisionPaper:
    """Return the frozen paper with the chosen lines alone, under their numbers of the original, and certified."""
    paper = from_json(decision.paper or {})
    if not isinstance(paper, DecisionPaper) or decision.date is None:
        raise TypeError("Nội dung đã giữ không phải là quyết định.")
    annex = paper.annex
    if annex is not None:
        rows = tuple(annex.rows[position - 1] for position in positions)
        closing = f"(Trích {len(rows)}/{len(annex.rows)} {listed_as(decision)} trong danh sách.)"
        annex = replace(annex, rows=rows, closing=closing)
    signature = replace(paper.signature, note=SIGNED)
    return replace(paper, annex=annex, signature=signature, certification=_certification(decision, paper, office))


def _certification(decision: Decision, paper: DecisionPaper, office: Office) -> Certification:
    head = Head(
        superior="",
        issuer=office.issuer,
        number_text=rules.number_text(None, "", COPY_SYMBOL, office.symbol),
        place=paper.head.place,
        year=timezone.localdate().year,
    )
    day = rules.short_date(decision.date) if decision.date else ""
    sentence = (
        f"Trích sao từ bản chính Quyết định số {number_of(decision)} ngày {day} của {decision.body.name}, "
        "lưu tại văn phòng."
    )
    signature = Signature(office.authority, office.office, office.signer)
    named = f"{listed_as(decision).capitalize()} có tên trong danh sách"
    return Certification(MARK, head, sentence, signature, Recipients((named, "Lưu VP")))


@transaction.atomic
def _record(
    decision: Decision, actor: User, kind: Copy.Kind, reason: str, token: UUID, units: list[str], stored: StoredFile
) -> Copy:
    if not reason.strip():
        raise DecisionError(["Cần ghi lý do."])
    if names_listed(decision, reason):
        raise DecisionError(["Không ghi họ tên đảng viên trong lý do: lý do đã ghi không sửa, không xóa được."])
    copy, new = Copy.objects.get_or_create(
        token=token,
        defaults={
            "decision": decision, "kind": kind, "reason": reason.strip(), "units": units, "file": stored,
            "by_id": actor.pk, "at": timezone.now(),
        },
    )  # fmt: skip
    if new:
        log(
            f"decision.{kind}", decision, actor=actor, organization_id=decision.body.organization_id,
            reason=copy.reason, units=units, sha256=stored.sha256,
        )  # fmt: skip
    return copy
