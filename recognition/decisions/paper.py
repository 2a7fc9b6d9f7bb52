"""The decision as a paper: what the draft says, its lines as the annexed list, and number, place and date."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone

from organizations.models import Body, BodyKind
from recognition.decisions.wording import fill, period_values, request_day, titles_of
from recognition.documents import layout as rules
from recognition.documents.context import (
    Annex,
    Article,
    Column,
    DecisionPaper,
    Head,
    Recipients,
    Signature,
    from_json,
)
from recognition.models import Decision, Entry
from recognition.papers import superior_of
from recognition.register import DECISIONS
from recognition.verify.codes import verification_of
from scoring.names import MEMBER

CAPITALS = "ĐẢNG ỦY"
# More columns than this do not fit upright.
MOST_UPRIGHT = 5


def decision_paper(decision: Decision, *, number: str = "", day: date | None = None) -> DecisionPaper:
    """Return the paper of a decision that is not issued yet.

    `number` is "05" or "05a"; without it and without `day` their places stay blank for the signing copy. The
    layout is the one in force on that day (HD 36-HD/VPTW of 2018, HD 05-HD/VPTW of 2026).
    """
    said, body = decision.context, decision.body
    layout = rules.layout_for(day or timezone.localdate())
    written = number_words(body, number)
    year = (day or timezone.localdate()).year
    entries = list(decision.entries.order_by("position"))
    return DecisionPaper(
        layout=layout.code,
        head=Head(
            superior=_spelled(said["superior"], layout),
            issuer=_spelled(said["issuer"], layout),
            number_text=written,
            place=said["place"],
            day=day,
            year=year,
        ),
        subject=decision.subject,
        bases=tuple(said["bases"]),
        issuing_lines=tuple(_spelled(line, layout) for line in said["issuing_lines"]),
        articles=tuple(Article(**article) for article in said["articles"]),
        recipients=Recipients(tuple(said["recipients"])),
        signature=Signature(_spelled(said["authority"], layout), _spelled(said["office"], layout), said["signer"]),
        annex=annex(decision, entries, rules.annex_reference("Quyết định", written, day, year, body.name)),
        derived=decision.form.derived,
        verification=verification_of(decision),
    )


def paper_now(decision: Decision) -> DecisionPaper:
    """Return the paper as it stands: the draft marked as one, or what was frozen when its number was taken."""
    if decision.paper is None:
        return as_draft(decision_paper(decision))
    paper = from_json(decision.paper)
    if not isinstance(paper, DecisionPaper):
        raise TypeError("Nội dung đã giữ không phải là quyết định.")
    return paper


def as_draft(paper: DecisionPaper) -> DecisionPaper:
    """Return the paper marked "DỰ THẢO"."""
    return replace(paper, draft=True)


def number_words(body: Body, number: str) -> str:
    """Return "Số 05-QĐ/ĐU" for "05"; a blank where there is no number yet."""
    blank = rules.number_text(None, "", DECISIONS, body.symbol)
    return blank.replace(rules.BLANK, f" {number}", 1) if number else blank


def short_number(body: Body, number: str) -> str:
    """Return "05-QĐ/ĐU", as other papers and lists cite it."""
    return f"{number}-{DECISIONS}/{body.symbol}"


def head_of(body: Body) -> dict[str, str]:
    """Return superior and issuer as printed: a paper of the ban thường vụ bears the committee's name."""
    issuer = body.issuer
    if body.kind == BodyKind.STANDING:
        committee = Body.objects.filter(organization=body.organization_id, kind=BodyKind.COMMITTEE, active=True).first()
        issuer = committee.issuer if committee else issuer
    return {"superior": superior_of(body.organization), "issuer": issuer.upper()}


def annex(decision: Decision, entries: Sequence[Entry], reference: str) -> Annex:
    """Return the annexed list; a column that would say nothing or the same throughout is left out."""
    members = decision.round.programme.subject == MEMBER
    columns: list[tuple[Column, list[str]]] = [
        (Column("STT", 12, "center"), [str(number) for number in range(1, len(entries) + 1)]),
        (Column("Họ và tên" if members else "Tên tổ chức đảng", 58), [entry.name for entry in entries]),
    ]
    if members or len({entry.parent_name for entry in entries}) > 1:
        columns.append((Column("Chi bộ" if members else "Trực thuộc", 42), [entry.parent_name for entry in entries]))
    if len({entry.title for entry in entries}) > 1:
        columns.append((Column("Danh hiệu", 42), [entry.title for entry in entries]))
    if any(entry.figures.get("total") for entry in entries):
        columns.append((Column("Điểm", 16, "center"), [entry.points for entry in entries]))
    columns.append((Column("Tờ trình", 40), [_request(entry) for entry in entries]))
    values = {**period_values(decision.round), "danh_hieu": titles_of(entry.title for entry in entries)}
    title = fill(decision.form.data["annex_title"], values)
    return Annex(
        title=("DANH SÁCH", title),
        reference=reference,
        columns=tuple(column for column, _ in columns),
        rows=tuple(zip(*(cells for _, cells in columns), strict=True)),
        wide=len(columns) > MOST_UPRIGHT,
    )


def _request(entry: Entry) -> str:
    number, day = entry.figures.get("request_number", ""), request_day(entry.figures)
    return f"{number} ngày {day}" if number and day else number


def _spelled(text: str, layout: rules.Layout) -> str:
    return text.replace(CAPITALS, layout.committee)
