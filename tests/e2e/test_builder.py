"""A rubric built from nothing through the pages: sixty rows, ten conditions, published, and tried."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from scoring.models import RubricVersion
from scoring.rubrics.load import read_rubric
from scoring.rubrics.workbook import words as w
from scoring.rubrics.workbook.columns import CRITERIA, FIELDS, RULES
from scoring.rubrics.workbook.table import Sheet
from tests.build import World, build_world
from tests.e2e.conftest import PHONE
from tests.e2e.helpers import notices, texts
from tests.scoring.rubric_pages.situations import key_of, redrafted

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]

GROUPS = ("I", "II", "III", "IV", "V", "VI")
TABLE = "Stt\tNội dung\tĐiểm chuẩn\n" + "".join(
    f"{group}\tPhần {group}\t9\n" + "".join(f"{n}\tViệc thứ {n} của phần {group}\t1\n" for n in range(1, 10))
    for group in GROUPS
)
CONDITIONS = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def world(server: str) -> World:
    return build_world(cells=1)


def _begin(page: Page) -> None:
    page.goto("/bo-tieu-chi/")
    page.get_by_role("link", name="Lập bộ tiêu chí mới").click()
    for label, text in (
        ("Mã bộ tiêu chí", "phieu-moi"), ("Tên bộ tiêu chí", "Phiếu mới"), ("Theo văn bản số", "05-HD/ĐU"),
        ("Mã mô hình mới", "mo-hinh-moi"), ("Tên mô hình mới", "Mô hình mới"),
    ):  # fmt: skip
        page.get_by_label(label).fill(text)


def _paste(page: Page) -> None:
    page.get_by_role("link", name="Dán bảng từ Word").click()
    page.get_by_label("Phần chép từ Word").fill(TABLE)
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_text("Đọc được 60 dòng, các tổng đều khớp")).to_be_visible()
    page.get_by_role("button", name="Đưa vào bản thảo").click()
    assert notices(page) == ["Đã thêm 60 dòng."]


def _declare(page: Page) -> None:
    page.get_by_role("link", name="Số liệu khai báo").click()
    page.get_by_role("link", name="Thêm trường số liệu").click()
    page.get_by_label("Mã", exact=True).fill("ky_luat")
    page.get_by_label("Tên", exact=True).fill("Số người bị kỷ luật")
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.get_by_role("link", name="Về bản thảo").click()


def _say(page: Page, row: str, most: int, axe: Check | None) -> None:
    """Put one condition on a row, out of lists."""
    page.get_by_role("link", name=f"Điều kiện của dòng {row}", exact=True).click()
    page.get_by_role("link", name="Thêm điều kiện").click()
    page.get_by_label("Câu văn").fill(f"Không quá {most} người bị kỷ luật")
    page.get_by_label("Nguồn số liệu").select_option(label="Số liệu khai báo")
    page.get_by_label("Tính thế nào").select_option(label="Giá trị khai báo")
    page.locator("#id_m0-field").select_option(label="Số người bị kỷ luật")
    page.locator("#id_m0-test").select_option(label="không quá, từ … trở xuống")
    page.locator("#id_m0-value").fill(str(most))
    page.get_by_label("Tác động", exact=False).first.select_option(label="0 điểm")
    if axe:
        page.get_by_role("button", name="Đọc thử thành câu").click()
        expect(page.get_by_text("Điều kiện đọc lại là:")).to_be_visible()
        axe(page)
    page.get_by_role("button", name="Ghi điều kiện").click()
    page.get_by_role("link", name="Về bản thảo").click()


def test_sixty_rows_and_ten_conditions_are_built_published_and_tried(
    world: World, person: Callable[..., Page], axe: Check, fits: Check
) -> None:
    page = person("quantri")
    _begin(page)
    axe(page)
    page.get_by_role("button", name="Lập bộ tiêu chí").click()
    _paste(page)
    _declare(page)
    for number in range(1, CONDITIONS + 1):
        row = f"{GROUPS[number % len(GROUPS)]}.{number if number < 10 else 1}"
        _say(page, row, number, axe if number == 1 else None)
    axe(page)
    page.set_viewport_size(PHONE["viewport"])
    fits(page)
    version = RubricVersion.objects.get(rubric__code="phieu-moi")
    data = read_rubric(version).data
    assert (len(data.rows), sum(len(row.spec.conditions) for row in data.rows)) == (60, CONDITIONS)
    page.get_by_role("link", name="Ban hành").click()
    page.get_by_role("button", name="Ban hành").click()
    assert notices(page)[0] == "Đã ban hành phiên bản 1. Đợt mới dùng phiên bản này."
    page.get_by_role("link", name="Phiếu thử").click()
    for row in ("I.1", "II.1"):
        page.locator(f"#diem-{read_rubric(version).keys[row]}").fill("1")
    page.get_by_label("Số người bị kỷ luật").fill("1")
    page.get_by_role("button", name="Tính thử").click()
    expect(page.locator(".figures")).to_contain_text("2")
    assert page.locator(".verdict.is-held").count() == CONDITIONS
    page.get_by_label("Số người bị kỷ luật").fill("5")
    page.get_by_role("button", name="Tính thử").click()
    assert page.locator(".verdict.is-failed").count() == 4
    axe(page)
    fits(page)


def _fill_in(book: Workbook, sheet: Sheet, records: list[dict[str, Any]]) -> None:
    """Type records into a sheet as it was exported, each value under its heading."""
    found = book[sheet.title]
    columns = {sheet.column(str(cell.value)): cell.column for cell in found[1]}
    for number, record in enumerate(records, found.max_row + 1):
        for heading, value in record.items():
            found.cell(number, columns[sheet.column(heading)]).value = value


def _typed_in_excel(path: Path) -> bytes:
    """Fill the workbook of an empty draft: sixty rows, ten conditions, and the figure that they read."""
    book = load_workbook(BytesIO(path.read_bytes()))
    rows: list[dict[str, Any]] = []
    for group in GROUPS:
        rows.append(
            {"Mã": group, "Nội dung": f"Phần {group}", "Loại": w.KINDS["group"], "Điểm tối đa": 9, "Stt": group}
        )
        rows += [
            {
                "Mã": f"{group}.{n}", "Mã nhóm": group, "Stt": str(n), "Nội dung": f"Việc thứ {n} của phần {group}",
                "Loại": w.KINDS["points"], "Điểm tối đa": 1, "Bước điểm": 0.5,
            }
            for n in range(1, 10)
        ]  # fmt: skip
    rules = [
        {
            "Mã tiêu chí": f"{GROUPS[n % 6]}.{n if n < 10 else 1}", "Mã điều kiện": f"dk{n}",
            "Câu văn": f"Không quá {n} người bị kỷ luật", "Nguồn số liệu": w.SOURCES["facts"],
            "Cách gộp": w.AGGREGATES["value"], "Trường": "ky_luat", "So với": f"≤ {n}", "Tác động": w.EFFECTS["zero"],
        }
        for n in range(1, CONDITIONS + 1)
    ]  # fmt: skip
    field = {
        "Mã": "ky_luat", "Tên": "Số người bị kỷ luật", "Nguồn": w.SOURCES["facts"], "Kiểu": w.TYPES["number"],
        "Ai nhập": "unit",
    }  # fmt: skip
    for sheet, records in ((CRITERIA, rows), (FIELDS, [field]), (RULES, rules)):
        _fill_in(book, sheet, records)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_rubric_typed_into_the_workbook_of_an_empty_draft_is_loaded_and_published(
    world: World, person: Callable[..., Page]
) -> None:
    page = person("quantri")
    _begin(page)
    page.get_by_role("button", name="Lập bộ tiêu chí").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải sổ Excel xuống").click()
    filled = _typed_in_excel(download.value.path())
    page.get_by_role("link", name="Tải sổ Excel lên").click()
    page.locator("input[type=file]").set_input_files({"name": "bo.xlsx", "mimeType": XLSX, "buffer": filled})
    page.get_by_role("button", name="Xem thử tệp").click()
    assert texts(page.locator(".figures div")) == ["Dòng 60", f"Điều kiện {CONDITIONS}"]
    expect(page.get_by_text("Đọc được cả tệp, các số đều khớp.")).to_be_visible()
    page.get_by_role("button", name="Thay nội dung bản thảo").click()
    page.get_by_role("link", name="Ban hành").click()
    page.get_by_role("button", name="Ban hành").click()
    assert notices(page)[0] == "Đã ban hành phiên bản 1. Đợt mới dùng phiên bản này."
    version = RubricVersion.objects.get(rubric__code="phieu-moi")
    data = read_rubric(version).data
    assert (version.state, len(data.rows), sum(len(row.spec.conditions) for row in data.rows)) == (
        "published", 60, CONDITIONS,
    )  # fmt: skip
    assert data.row("V.4").spec.conditions[0].text == "Không quá 4 người bị kỷ luật"


def test_every_page_of_a_draft_fits_a_phone_and_bars_nobody(
    world: World, person: Callable[..., Page], axe: Check, fits: Check
) -> None:
    version = redrafted(world, 3)
    row = f"sua/dong/{key_of(version, 'I.1')}/"
    page = person("quantri", **PHONE)
    paths = (
        "", "doi-chieu/", "muc-xep-loai/", "sua/bo/", "sua/ban-hanh/", "sua/tai-len/", "sua/mau-phieu/", "sua/so-lieu/",
        "sua/so-lieu/1/", "sua/thong-tin/", "sua/them/", row, f"{row}cho/", f"{row}dieu-kien/", f"{row}dieu-kien/1/",
    )  # fmt: skip
    wide = []
    for path in paths:
        page.goto(f"/bo-tieu-chi/{version.pk}/{path}")
        axe(page)
        try:
            fits(page)
        except AssertionError:
            wide.append(path)
    assert wide == []
