"""What the browser tests share: rows of a sheet as a person finds them, and papers read back."""

import re
from datetime import date
from io import BytesIO
from typing import Any

from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page
from pypdf import PdfReader

from scoring.models import Evaluation
from scoring.rubrics.load import rubric_of
from tests.build import sheet


def dmy(day: date) -> str:
    """Return a day as people type it: 05/02/2026."""
    return f"{day:%d/%m/%Y}"


class SheetPage:
    """The page of one sheet in the browser of one person; rows go by their codes."""

    def __init__(self, page: Page, evaluation: Evaluation) -> None:
        self.page = page
        self.keys = rubric_of(evaluation.version).keys

    @classmethod
    def of(cls, page: Page, unit: str) -> "SheetPage":
        """Return the sheet of the organisation with this code."""
        return cls(page, sheet(unit))

    def anchor(self, code: str) -> str:
        return f"dong-{self.keys[code]}"

    def row(self, code: str) -> Locator:
        return self.page.locator(f"#{self.anchor(code)}")

    def points(self, code: str) -> Locator:
        return self.row(code).get_by_role("textbox").first

    def note(self, code: str) -> Locator:
        """Open what lies folded below the row and return the box for an explanation or a reason."""
        more = self.row(code).locator("details.row-more")
        if more.get_attribute("open") is None:
            more.locator("summary").click()
        return more.locator("[name^='e-']")

    def enter(self, typed: dict[str, str]) -> None:
        for code, text in typed.items():
            self.points(code).fill(text)

    def typed(self, *codes: str) -> list[str]:
        return [self.points(code).input_value() for code in codes]

    def read(self, code: str, label: str) -> str:
        """Return what a column that is only read says about a row."""
        return self.row(code).locator(f'[data-label="{label}"] strong').inner_text().strip()

    def total(self, label: str) -> str:
        """Return the sum of a column."""
        return self.page.locator(f'.sheet-sum [data-label="{label}"]').inner_text().strip()

    def save(self, button: str = "Lưu") -> None:
        self.page.locator(".summary-actions").get_by_role("button", name=button, exact=True).click()


def texts(found: Locator) -> list[str]:
    """Return the text of every element found, without the blanks of the markup."""
    return [" ".join(text.split()) for text in found.all_inner_texts()]


def notices(page: Page) -> list[str]:
    """Return what the page says has been done, as soon as it says anything."""
    return _said(page, "#thong-bao .notice")


def problems(page: Page) -> list[str]:
    """Return the lines of the summary of errors, as soon as there is one."""
    return _said(page, ".error-summary li")


def _said(page: Page, place: str) -> list[str]:
    # A press on a button returns before its answer has come.
    page.locator(place).first.wait_for()
    return texts(page.locator(place))


def choose_task(page: Page, label: str) -> None:
    """Go to the start page and take up one of the things that wait."""
    page.get_by_role("link", name="Việc của tôi").first.click()
    page.locator(".task-title", has_text=label).click()


def paper(page: Page, link: str) -> str:
    """Follow a link to a PDF and return its words, one blank between them."""
    address = page.get_by_role("link", name=link, exact=True).get_attribute("href") or ""
    answer = page.request.get(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    words = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.body())).pages)
    return re.sub(r"\s+", " ", words)


def workbook(page: Page, link: str) -> list[dict[str, Any]]:
    """Follow a link to a workbook and return its lines by the labels of their columns."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    rows = list(load_workbook(BytesIO(download.value.path().read_bytes())).active.iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row[0] == "STT")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def accept(page: Page, unit: str, earlier: str, step: str = "Thẩm định") -> None:
    """Take over what the stage before gave, and hand the sheet on."""
    choose_task(page, f"{step}: ")
    page.get_by_role("link", name=unit).first.click()
    page.get_by_role("button", name=f"Nhận {earlier} cho các nội dung chưa thẩm định").click()
    page.locator(".summary-actions").get_by_role("button", name="Xong thẩm định").click()
    assert "Đã thẩm định xong" in notices(page)[0]


def conclude(page: Page, unit: str, proposal: str) -> None:
    """Look at the proposal and enter that the body recognises the unit."""
    choose_task(page, "Nhập kết luận: ")
    page.get_by_role("link", name=unit).first.click()
    page.get_by_role("link", name="Nhập kết luận").click()
    assert texts(page.locator(".figures dd"))[-1] == proposal
    page.get_by_label("Công nhận", exact=True).check()
    page.get_by_label("Ngày họp kết luận").fill(dmy(timezone.localdate()))
    page.get_by_label("Số biên bản").fill("08-BB/ĐU")
    page.get_by_role("button", name="Ghi kết luận").click()
    assert notices(page) == [f"Đã ghi kết luận cho {unit}."]
