"""The minutes of a visited unit as a paper (S3, II.4.1): a draft until the unit has agreed to them."""

from typing import Any

from config.common.vietnamese import official_date
from organizations.models import Body, BodyKind
from recognition.documents.context import Signature
from recognition.visits.pages import committee_of, name_of, paragraph, print_page, team_head
from scoring.bodies.minutes import agreed_through_team
from scoring.bodies.visit_selectors import ordered_members
from scoring.models import Team, TeamMember, VisitUnit

DOTS = "." * 40
UNIT = "ĐƠN VỊ ĐƯỢC KIỂM TRA"
Part = TeamMember.Part


def print_minutes(unit: VisitUnit) -> bytes:
    """Return the minutes as PDF: writer left, chair right, and a place for the unit's signature below."""
    team = unit.visit.team
    members = ordered_members(team)
    subject = f"Làm việc giữa {team.body.name} và {unit.organization.name}"
    return print_page(
        "documents/minutes.html", f"Biên bản: {subject}", team_head(team, "BB", day=unit.visit.day),
        draft=unit.agreed_at is None, paper={"kind": "BIÊN BẢN", "subject": subject},
        paragraphs=[_opening(unit), *_present(unit, members), *_content(unit), *_word(unit)],
        writer=Signature("NGƯỜI GHI BIÊN BẢN", name=name_of(members, Part.SECRETARY)),
        chair=Signature("CHỦ TRÌ", name=name_of(members, Part.HEAD, Part.DEPUTY)),
        unit=Signature(_authority(unit), note="(Ký, ghi rõ họ tên, chức vụ)"),
    )  # fmt: skip


def paper_words(team: Team) -> str:
    """Return "Quyết định số 12-QĐ/ĐU ngày 05 tháng 11 năm 2026 của Đảng ủy …" as a sentence cites it."""
    committee = committee_of(team.body.organization)
    issuer = team.issuer or (committee.name if committee else team.body.organization.name)
    return f"Quyết định số {team.paper_number} {official_date(team.paper_date)} của {issuer}"


def _opening(unit: VisitUnit) -> dict[str, Any]:
    visit, team = unit.visit, unit.visit.team
    return paragraph(
        f"Thực hiện {paper_words(team)}, buổi {visit.get_session_display()} {official_date(visit.day)}, tại "
        f"{visit.place}, {team.body.name} làm việc với {unit.organization.name} về nội dung: {team.round.name}."
    )


def _present(unit: VisitUnit, members: list[TeamMember]) -> list[dict[str, Any]]:
    return [
        paragraph("", "I. THÀNH PHẦN"),
        paragraph(f"1. {unit.visit.team.body.name}:"),
        *(paragraph(f"- Đồng chí {each.name}, {each.get_part_display()}.") for each in members),
        paragraph(f"2. {unit.organization.name}:"),
        paragraph(f"- Đồng chí {DOTS} chức vụ {DOTS[:20]}"),
    ]


def _content(unit: VisitUnit) -> list[dict[str, Any]]:
    return [paragraph("", "II. NỘI DUNG"), *(paragraph(line) for line in unit.findings.splitlines() if line.strip())]


def _word(unit: VisitUnit) -> list[dict[str, Any]]:
    found = [paragraph("", "III. Ý KIẾN CỦA ĐƠN VỊ")]
    if unit.agreed_at is not None:
        by = " (thư ký tổ kiểm tra ghi lời của đơn vị)" if agreed_through_team(unit) else ""
        found.append(paragraph(f"{unit.organization.name} thống nhất với nội dung biên bản{by}."))
    elif not unit.objection:
        found.append(paragraph("Đơn vị chưa có ý kiến."))
    else:
        found.append(paragraph("Đơn vị chưa thống nhất với nội dung biên bản."))
    if unit.objection:
        found.append(paragraph("Ý kiến khác của đơn vị:"))
        found += [paragraph(line) for line in unit.objection.splitlines() if line.strip()]
    return found


def _authority(unit: VisitUnit) -> str:
    kinds = (BodyKind.CELL, BodyKind.COMMITTEE)
    body = Body.objects.filter(organization=unit.organization_id, kind__in=kinds, active=True).first()
    return body.authority if body else UNIT
