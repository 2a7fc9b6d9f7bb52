"""The team's report to the committee (S3, II.4.1): figures counted from what is on record, and its recommendations."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.common.vietnamese import format_date, format_points
from recognition.documents import layout as rules
from recognition.documents.context import Annex, Article, Column, DecisionPaper, Recipients, Signature
from recognition.visits.minutes_paper import paper_words
from recognition.visits.pages import HEAD_OF_TEAM, committee_of, name_of, team_head
from scoring.bodies.report_table import gathered, report_rows
from scoring.bodies.visit_selectors import (
    Result,
    minutes_state,
    ordered_members,
    results_of,
    timetable,
    unit_name,
)
from scoring.bodies.visits import units_of
from scoring.models import Team, TeamMember, Visit, VisitUnit

NONE, TO_WRITE = "Không có", "……"
UNDECIDED = "chưa đủ cơ sở đề xuất"
COLUMNS = (
    Column("STT", 12, "center"), Column("Tên tổ chức đảng", 62), Column("Buổi làm việc", 36),
    Column("Điểm tự chấm", 22, "center"), Column("Điểm tổ kiểm tra", 24, "center"), Column("Mức đề xuất", 46),
    Column("Biên bản", 45),
)  # fmt: skip


@dataclass(frozen=True)
class Visited:
    """One visited unit with what it came to."""

    visit: Visit
    unit: VisitUnit
    result: Result

    @property
    def name(self) -> str:
        """The name of the unit."""
        return unit_name(self.unit.organization, self.visit.team.body.organization_id)


def report_paper(team: Team, today: date) -> DecisionPaper:
    """Return the report with its list of units; number and day stay blank for the office.

    The layout is the one in force today (HD 36-HD/VPTW of 2018, HD 05-HD/VPTW of 2026).
    """
    lines = _visited(team)
    members = ordered_members(team)
    committee = committee_of(team.body.organization)
    addressee = committee.name if committee else team.round.owner.name
    texts = (
        _work(team, lines), _reports(team, lines), _outcomes(lines), _objections(lines),
        f"Kiến nghị: {team.recommendations or TO_WRITE}",
    )  # fmt: skip
    return DecisionPaper(
        layout=rules.layout_for(today).code,
        head=team_head(team, "BC", year=today.year),
        subject=f"Kết quả kiểm tra: {team.round.name}",
        bases=(),
        issuing_lines=(f"Kính gửi: {addressee}",),
        articles=(
            Article("", f"Thực hiện {paper_words(team)}, {team.body.name} báo cáo kết quả kiểm tra như sau:"),
            *(Article(f"{number}.", text) for number, text in enumerate(texts, 1)),
        ),
        recipients=Recipients(("Như kính gửi", "Lưu tổ kiểm tra")),
        signature=Signature(team.body.authority, HEAD_OF_TEAM, name_of(members, TeamMember.Part.HEAD)),
        kind="BÁO CÁO",
        annex=_annex(team, lines) if lines else None,
    )


def _visited(team: Team) -> list[Visited]:
    pairs = [(visit, unit) for visit in timetable(team) for unit in visit.units.all()]
    results = results_of(team, {unit.organization_id for _, unit in pairs})
    nothing = Result(None, None)
    return [Visited(visit, unit, results.get(unit.organization_id, nothing)) for visit, unit in pairs]


def _work(team: Team, lines: Sequence[Visited]) -> str:
    written = [line for line in lines if line.unit.findings]
    agreed = [line for line in written if line.unit.agreed_at is not None]
    days = sorted({line.visit.day for line in written})
    span = _span(days[0], days[-1]) if days else ""
    sessions = len({line.visit.pk for line in written})
    left = units_of(team).exclude(pk__in=[line.unit.organization_id for line in written]).count()
    rest = f" Còn {left} đơn vị của đợt chưa có biên bản." if left else ""
    return (
        f"Tình hình kiểm tra: tổ đã làm việc với {len({line.unit.organization_id for line in written})} đơn vị trong "
        f"{sessions} buổi{span}; {len(agreed)} biên bản đã được đơn vị thống nhất.{rest}"
    )


def _span(first: date, last: date) -> str:
    if first == last:
        return f", ngày {format_date(first)}"
    return f", từ ngày {format_date(first)} đến ngày {format_date(last)}"


def _reports(team: Team, lines: Sequence[Visited]) -> str:
    reports = list(team.round.required_reports.all())
    units = {line.unit.organization_id: line.unit.organization for line in lines}
    if not reports or not units:
        return f"Báo cáo đơn vị phải nộp: {NONE.lower()}"
    rows = report_rows(reports, units.values())
    return "Báo cáo đơn vị phải nộp:" + "".join(
        f"\n- {each.report.name}: đã nhận {each.received}/{each.wanted}, trong đó {each.late} nộp muộn;"
        for each in gathered(rows, reports)
    ).rstrip(";")


def _outcomes(lines: Sequence[Visited]) -> str:
    units = {line.unit.organization_id: line.result.outcome or UNDECIDED for line in lines}
    if not units:
        return f"Mức đề xuất theo điểm: {NONE.lower()}"
    counted = "; ".join(f"{name}: {count} đơn vị" for name, count in sorted(Counter(units.values()).items()))
    return f"Mức đề xuất theo điểm: {counted} (có danh sách kèm theo)"


def _objections(lines: Sequence[Visited]) -> str:
    said = [line for line in lines if line.unit.objection]
    listed = "".join(f"\n- {line.name}: {' '.join(line.unit.objection.split())}" for line in said)
    return f"Ý kiến khác của đơn vị:{listed}" if listed else f"Ý kiến khác của đơn vị: {NONE.lower()}"


def _annex(team: Team, lines: Sequence[Visited]) -> Annex:
    return Annex(
        title=("DANH SÁCH", "các đơn vị được kiểm tra"),
        reference=f"(Kèm theo Báo cáo kết quả kiểm tra của {team.body.name})",
        columns=COLUMNS,
        rows=tuple(_row(number, line) for number, line in enumerate(lines, 1)),
        wide=True,
    )


def _row(number: int, line: Visited) -> tuple[str, ...]:
    own, team = line.result.own, line.result.team
    return (
        str(number), line.name, f"{format_date(line.visit.day)}, {line.visit.get_session_display()}",
        format_points(own.total) if own else "", format_points(team.total) if team else "",
        line.result.outcome or UNDECIDED, minutes_state(line.unit)[1],
    )  # fmt: skip
