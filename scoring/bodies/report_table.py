"""The table of units and required reports of a round: what came in, what is late, what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from config.common.vietnamese import format_date
from config.common.xlsx import Column, write_list
from organizations.models import Organization, User
from scoring.bodies.reports import received_of
from scoring.bodies.visit_selectors import unit_name
from scoring.models import ReportReceipt, RequiredReport, Round
from scoring.permissions import counted_evaluations

ON_TIME, LATE, MISSING, WAITING = "done", "returned", "late", "waiting"
SHORT = {ON_TIME: "Đã nhận", LATE: "Nộp muộn", MISSING: "Quá hạn", WAITING: "Chưa nộp"}


@dataclass(frozen=True)
class ReportCell:
    """One report of one unit."""

    report: RequiredReport
    receipt: ReportReceipt | None

    @property
    def state(self) -> str:
        """Return ON_TIME, LATE, MISSING (its last day is over) or WAITING."""
        today = timezone.localdate()
        if self.receipt is None:
            return MISSING if self.report.due < today else WAITING
        return LATE if self.receipt.received_on > self.report.due else ON_TIME

    @property
    def words(self) -> str:
        """Return the state in words, with day and number where it came in."""
        if self.receipt is None:
            return "Còn thiếu, đã quá hạn" if self.state == MISSING else "Chưa nộp"
        said = f"Đã nhận {received_of(self.receipt).words}"
        return f"{said} (muộn)" if self.state == LATE else said

    @property
    def received(self) -> str:
        """Return day and number of what came in."""
        return received_of(self.receipt).words

    @property
    def short(self) -> str:
        """Return the state in two words."""
        return SHORT[self.state]


@dataclass(frozen=True)
class ReportRow:
    """One unit with a cell for every report."""

    unit: Organization
    cells: Sequence[ReportCell]
    holder: int = 0

    @property
    def name(self) -> str:
        """The name of the unit."""
        return unit_name(self.unit, self.holder)

    @property
    def missing(self) -> int:
        """How many reports have not come in."""
        return sum(cell.receipt is None for cell in self.cells)


def report_rows(reports: Sequence[RequiredReport], units: Iterable[Organization], holder: int = 0) -> list[ReportRow]:
    """Return the table for these units; one query. Names are told apart as seen from the organisation `holder`."""
    chosen = list(units)
    receipts = ReportReceipt.objects.filter(report__in=reports, organization__in=chosen)
    standing = {(each.organization_id, each.report_id): each for each in receipts}
    return [
        ReportRow(unit, [ReportCell(report, standing.get((unit.pk, report.pk))) for report in reports], holder)
        for unit in chosen
    ]


def units_in(user: User, round_: Round) -> list[Organization]:
    """Return the units of a round in the scope of `user`, in the order of the tree; one query."""
    sheets = counted_evaluations(user).filter(round=round_, withdrawn_at__isnull=True)
    keys = sheets.order_by().values("organization")
    return list(Organization.objects.filter(pk__in=keys).select_related("parent").order_by("path"))


@dataclass(frozen=True)
class Gathered:
    """One report over all units shown: how many came in, how many of them late."""

    report: RequiredReport
    received: int
    late: int
    wanted: int


def gathered(rows: Sequence[ReportRow], reports: Sequence[RequiredReport]) -> list[Gathered]:
    """Return the sums of the table's columns."""
    columns = [[row.cells[place] for row in rows] for place in range(len(reports))]
    return [
        Gathered(report, sum(cell.receipt is not None for cell in cells), _late(cells), len(rows))
        for report, cells in zip(reports, columns, strict=True)
    ]


def _late(cells: Sequence[ReportCell]) -> int:
    return sum(cell.state == LATE for cell in cells)


def report_workbook(round_: Round, reports: Sequence[RequiredReport], rows: Sequence[ReportRow], day: date) -> bytes:
    """Return the table as a workbook."""
    columns = [
        Column("STT", 6, "integer", lambda pair: pair[0]),
        Column("Tổ chức đảng", 40, "text", lambda pair: pair[1].name),
        *(_column(place, report) for place, report in enumerate(reports)),
        Column("Còn thiếu", 10, "integer", lambda pair: pair[1].missing),
    ]
    heading = ("Báo cáo phải nộp", round_.name, f"Đến ngày {format_date(day)}")
    return write_list("Báo cáo", heading, columns, list(enumerate(rows, 1)))


def _column(place: int, report: RequiredReport) -> Column:
    label = f"{report.name} (hạn hết ngày {format_date(report.due)})"
    return Column(label, 30, "text", lambda pair: pair[1].cells[place].words)
