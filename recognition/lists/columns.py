"""The columns of the list of recognised organisations: one table for page and workbook."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from config.common.vietnamese import format_date, format_points
from config.common.xlsx import Column
from recognition.models import Entry
from scoring.models import YearResult


@dataclass(frozen=True)
class Line:
    """One recognised organisation, named as it stood when it was evaluated."""

    number: int
    result: YearResult
    entry: Entry | None

    @property
    def name(self) -> str:
        return self.entry.name if self.entry else self.result.organization.name

    @property
    def parent_name(self) -> str:
        if self.entry:
            return self.entry.parent_name
        parent = self.result.organization.parent
        return parent.name if parent else ""

    @property
    def level(self) -> str:
        return (self.result.evaluation or self.result.organization).level.name

    @property
    def sector(self) -> str:
        sector = (self.result.evaluation or self.result.organization).sector
        return sector.name if sector else ""

    @property
    def points(self) -> Decimal | None:
        """The points that the decision froze; None where it is on paper only or the rubric has no points."""
        total = self.entry.figures.get("total") if self.entry else ""
        return Decimal(total) if total else None

    @property
    def cells(self) -> list["Cell"]:
        """The cells of the page, in the order of COLUMNS."""
        links = {NAME: reverse("organizations:detail", args=[self.result.organization.code])}
        if self.entry:
            links[NUMBER] = reverse("recognition:decision", args=[self.entry.decision_id])
        return [
            Cell(column.label, column.kind, _text(column.of(self)), links.get(column.label, "")) for column in COLUMNS
        ]


@dataclass(frozen=True)
class Cell:
    """One cell of the page."""

    label: str
    kind: str
    text: str
    url: str

    @property
    def is_head(self) -> bool:
        return self.label == NAME

    @property
    def is_number(self) -> bool:
        return self.kind in ("integer", "points")


NAME, NUMBER = "Tên tổ chức đảng", "Số quyết định"
COLUMNS = (
    Column("STT", 6, "integer", lambda line: line.number),
    Column(NAME, 40, "text", lambda line: line.name),
    Column("Cấp trên trực tiếp", 34, "text", lambda line: line.parent_name),
    Column("Loại tổ chức", 30, "text", lambda line: line.level),
    Column("Loại hình", 22, "text", lambda line: line.sector),
    Column("Danh hiệu", 28, "text", lambda line: line.result.value),
    Column("Năm", 8, "integer", lambda line: line.result.year),
    Column("Điểm", 9, "points", lambda line: line.points),
    Column(NUMBER, 18, "text", lambda line: line.result.paper_number),
    Column("Ngày quyết định", 16, "date", lambda line: line.result.paper_date),
    Column("Cơ quan ban hành", 36, "text", lambda line: line.result.issuer),
)


def _text(value: str | int | Decimal | date | None) -> str:
    if isinstance(value, date):
        return format_date(value)
    return value if isinstance(value, str) else format_points(value)
