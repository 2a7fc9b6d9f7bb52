"""The timetable of a team as a paper, day by day, morning and afternoon (S3, II.4.3)."""

from collections.abc import Sequence
from datetime import date

from config.common.vietnamese import format_date
from recognition.documents.context import Column, Signature
from recognition.visits.minutes_paper import paper_words
from recognition.visits.pages import HEAD_OF_TEAM, cells, name_of, paragraph, print_page, shares, team_head
from scoring.bodies.visit_selectors import ordered_members, timetable, unit_name
from scoring.models import Team, TeamMember, Visit

WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
COLUMNS = (Column("Thời gian", 35), Column("Buổi sáng", 65), Column("Buổi chiều", 65))


def print_schedule(team: Team, today: date) -> bytes:
    """Return the timetable of a team as PDF."""
    members = ordered_members(team)
    return print_page(
        "documents/schedule.html", f"Lịch kiểm tra: {team.body.name}", team_head(team, year=today.year),
        paper={"kind": "LỊCH KIỂM TRA", "subject": team.round.name}, columns=shares(COLUMNS),
        rows=cells(COLUMNS, _rows(timetable(team), team.body.organization_id)),
        paragraphs=[
            paragraph(f"Thực hiện {paper_words(team)}, {team.body.name} làm việc với các đơn vị theo lịch sau:"),
        ],
        members=[f"- Đồng chí {each.name}, {each.get_part_display()}" for each in members],
        signature=Signature(team.body.authority, HEAD_OF_TEAM, name_of(members, TeamMember.Part.HEAD)),
    )  # fmt: skip


def _rows(visits: Sequence[Visit], holder: int) -> tuple[tuple[str, ...], ...]:
    days: dict[date, dict[str, str]] = {}
    for visit in visits:
        units = "; ".join(unit_name(unit.organization, holder) for unit in visit.units.all())
        days.setdefault(visit.day, {})[visit.session] = f"{units} (tại {visit.place})"
    sessions = (Visit.Session.MORNING, Visit.Session.AFTERNOON)
    return tuple(
        (f"Ngày {format_date(day)} ({WEEKDAYS[day.weekday()]})", *(planned.get(each, "") for each in sessions))
        for day, planned in days.items()
    )
