"""The columns of the list of recognised organisations: one table for page and workbook."""

from dataclasses import dataclass
from decimal import Decimal

from config.common.xlsx import Column
from recognition.models import Decision, Entry
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
        evaluation = self.result.evaluation
        return (evaluation or self.result.organization).level.name

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
    def decision(self) -> Decision | None:
        return self.entry.decision if self.entry else None


COLUMNS = (
    Column("STT", 6, "integer", lambda line: line.number),
    Column("Tên tổ chức đảng", 40, "text", lambda line: line.name),
    Column("Cấp trên trực tiếp", 34, "text", lambda line: line.parent_name),
    Column("Loại tổ chức", 30, "text", lambda line: line.level),
    Column("Loại hình", 22, "text", lambda line: line.sector),
    Column("Danh hiệu", 28, "text", lambda line: line.result.value),
    Column("Năm", 8, "integer", lambda line: line.result.year),
    Column("Điểm", 9, "points", lambda line: line.points),
    Column("Số quyết định", 18, "text", lambda line: line.result.paper_number),
    Column("Ngày quyết định", 16, "date", lambda line: line.result.paper_date),
    Column("Cơ quan ban hành", 36, "text", lambda line: line.result.issuer),
)
