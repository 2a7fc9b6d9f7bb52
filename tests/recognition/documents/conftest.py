"""Invented papers and a ruler: where each text of a PDF stands, in millimetres from the page corner."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pypdf import PageObject, PdfReader

from config.common import pdf
from recognition.documents import layout as rules
from recognition.documents.context import (
    Annex,
    Article,
    Column,
    DecisionPaper,
    Head,
    Recipients,
    RequestPaper,
    SheetPaper,
    SheetRow,
    Signature,
)
from recognition.documents.render import decision_html

MM = 25.4 / 72
PX = 25.4 / 96
Line = tuple[str, float, float, float, float]


@dataclass(frozen=True)
class Piece:
    text: str
    x: float
    baseline: float
    size: float
    font: str


def pieces_of(page: PageObject) -> list[Piece]:
    found: list[Piece] = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            height = float(page.mediabox.height)
            x, y = tm[4] * cm[0] + cm[4], height - (tm[5] * cm[3] + cm[5])
            found.append(Piece(text.strip("\n"), x * MM, y * MM, size * cm[0], font["/BaseFont"]))

    page.extract_text(visitor_text=visit)
    return found


@dataclass(frozen=True)
class Print:
    reader: PdfReader

    @property
    def pages(self) -> list[list[Piece]]:
        return [pieces_of(page) for page in self.reader.pages]

    @property
    def lines(self) -> list[list[str]]:
        texts = (page.extract_text().strip().split("\n") for page in self.reader.pages)
        return [[line.strip() for line in lines] for lines in texts]

    def piece(self, text: str, page: int = 0) -> Piece:
        return next(piece for piece in self.pages[page] if piece.text.strip() == text)


@pytest.fixture
def opened() -> Callable[[bytes], Print]:
    return lambda pdf: Print(PdfReader(io.BytesIO(pdf)))


@pytest.fixture
def boxes() -> Callable[[DecisionPaper], list[list[Line]]]:
    """The lines that WeasyPrint laid out, page by page: (text, left, top, right, bottom) in millimetres."""
    folder = Path(settings.BASE_DIR) / "templates" / "documents"

    def lay_out(paper: DecisionPaper) -> list[list[Line]]:
        document = pdf._laid_out(decision_html(paper), (folder / "paper.css",))
        return [
            [
                (box.text, *(side * PX for side in (box.position_x, box.position_y)),
                 (box.position_x + box.width) * PX, (box.position_y + box.height) * PX)
                for box in page._page_box.descendants() if hasattr(box, "text")
            ]
            for page in document.pages
        ]  # fmt: skip

    return lay_out


@pytest.fixture
def annex() -> Callable[..., Annex]:
    def build(count: int, **changes: Any) -> Annex:
        values: dict[str, Any] = {
            "title": ("DANH SÁCH", "các chi bộ đạt tiêu chuẩn chi bộ “bốn tốt” năm 2025"),
            "reference": "(Kèm theo Quyết định số 05-QĐ/ĐU ngày 05/02/2026 của Đảng ủy xã Suối Ngàn)",
            "columns": (Column("Stt", 12, "center"), Column("Tên chi bộ", 100), Column("Điểm", 30, "right")),
            "rows": tuple((str(n), f"Chi bộ thôn {n}", f"{90 + n % 10},5") for n in range(1, count + 1)),
        }
        return Annex(**values | changes)

    return build


@pytest.fixture
def decision() -> Callable[..., DecisionPaper]:
    def build(**changes: Any) -> DecisionPaper:
        values: dict[str, Any] = {
            "layout": "2018",
            "head": Head(
                superior="ĐẢNG BỘ TỈNH SÔNG LAM",
                issuer="ĐẢNG ỦY XÃ SUỐI NGÀN",
                number_text=rules.number_text(5, "", "QĐ", "ĐU"),
                place="Suối Ngàn",
                day=date(2026, 2, 5),
            ),
            "subject": "Công nhận chi bộ “bốn tốt” năm 2025",
            "bases": (
                "Căn cứ Điều lệ Đảng và hướng dẫn thi hành Điều lệ Đảng",
                "Căn cứ Quy chế làm việc của Ban Chấp hành Đảng bộ xã Suối Ngàn, nhiệm kỳ 2025 - 2030",
                "Xét đề nghị của chi bộ tại Tờ trình số 03-TTr/CB về việc đề nghị công nhận chi bộ “bốn tốt”",
            ),
            "issuing_lines": ("ĐẢNG ỦY XÃ SUỐI NGÀN", "QUYẾT ĐỊNH"),
            "articles": (
                Article(
                    "Điều 1.",
                    "Công nhận các chi bộ có tên sau đây (có danh sách kèm theo) đạt tiêu chuẩn chi bộ "
                    "“bốn tốt” năm 2025",
                ),
                Article(
                    "Điều 2.",
                    "Văn phòng đảng ủy và các chi bộ có tên tại Điều 1 căn cứ Quyết định thi hành",
                ),
            ),
            "recipients": Recipients(("Như Điều 2", "Ban Thường vụ Tỉnh ủy", "Các đ/c đảng ủy viên", "Lưu VP")),
            "signature": Signature("T/M ĐẢNG ỦY", "BÍ THƯ", "Trần Thị Ví Dụ"),
        }
        return DecisionPaper(**values | changes)

    return build


@pytest.fixture
def request_paper() -> Callable[..., RequestPaper]:
    def build(**changes: Any) -> RequestPaper:
        values: dict[str, Any] = {
            "layout": "2026",
            "head": Head(
                superior="ĐẢNG BỘ XÃ SUỐI NGÀN",
                issuer="CHI BỘ THÔN ĐỒI CHÈ",
                number_text=rules.number_text(12, "", "TTr", "CB"),
                place="Suối Ngàn",
                day=date(2026, 12, 20),
            ),
            "subject": "Về việc đề nghị công nhận chi bộ “bốn tốt” năm 2026",
            "addressees": ("Đảng ủy xã Suối Ngàn",),
            "paragraphs": (
                "Chi bộ đã tự chấm được 92,5 điểm.",
                "Chi bộ kính trình Đảng ủy xem xét, công nhận",
            ),
            "recipients": Recipients(("Lưu chi bộ",)),
            "signature": Signature("T/M CHI BỘ", "BÍ THƯ", "Trần Thị Ví Dụ"),
        }
        return RequestPaper(**values | changes)

    return build


@pytest.fixture
def sheet() -> Callable[..., SheetPaper]:
    def build(**changes: Any) -> SheetPaper:
        labels = (
            "Stt",
            "Nội dung, tiêu chí đánh giá",
            "Điểm chuẩn",
            "Điểm chi bộ tự chấm",
            "Thẩm định của cấp trên",
        )
        values: dict[str, Any] = {
            "title": "PHIẾU CHẤM ĐIỂM",
            "subtitle": "Thực hiện mô hình chi bộ “bốn tốt”",
            "reference": "(Kèm theo Kế hoạch số 159-KH/HU ngày 28/6/2024 của Huyện ủy)",
            "unit": "Chi bộ thôn Đồi Chè",
            "period": "Năm 2025",
            "columns": rules.sheet_columns(labels),
            "rows": (
                SheetRow("I", "ĐIỂM THEO KHUNG TIÊU CHÍ", ("90", "85,5", ""), "section"),
                SheetRow("3", "Đoàn kết, kỷ luật tốt", ("20", "19,5", ""), "group"),
                SheetRow("(5)", "Không có biểu hiện mất đoàn kết trong nội bộ chi bộ", ("04", "3,5", "")),
                SheetRow("", "CỘNG ĐIỂM", ("100", "92,5", ""), "total"),
            ),
            "result_heading": "Kết quả tự đánh giá của chi bộ:",
            "results": (("- Tổng số điểm:", "92,5"), ("- Xếp loại:", "")),
            "notes": ("Chưa xếp loại vì chưa có mức điểm công nhận.",),
            "signature": Signature("T/M CHI BỘ", note="(Ký ghi rõ họ tên)"),
        }
        return SheetPaper(**values | changes)

    return build
