"""An office begins: the first page, units and people from Excel, accounts, a secretary hands over."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from organizations.first_run.state import remember
from organizations.models import Organization, User
from tests.build import World, build_world
from tests.e2e.conftest import LAPTOP, Complaints
from tests.e2e.helpers import problems
from tests.organizations.workbooks import Row, unit, workbook
from tests.organizations.workbooks import person as someone

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
PASSWORD = "mat-khau-rieng-2026"
NEEDED = {
    "name": "Đảng bộ xã Suối Ngàn", "code": "suoi-ngan", "place": "Suối Ngàn", "superior": "ĐẢNG BỘ TỈNH HÒA AN",
    "valid_from": "01/07/2025", "paper": "Quyết định số 01-QĐ/TU ngày 01/7/2025", "term": "2025 - 2030",
    "term_start": "01/07/2025", "full_name": "Trần Quản Trị", "username": "quan.tri", "password1": PASSWORD,
    "password2": PASSWORD,
}  # fmt: skip


@pytest.fixture
def world(server: str) -> World:
    return build_world(cells=1)


def _begin(page: Page, **changes: str) -> None:
    for name, text in (NEEDED | changes).items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_label("Loại tổ chức").select_option(label="Đảng bộ cấp trên trực tiếp của tổ chức cơ sở đảng")
    page.get_by_label("Chi bộ “bốn tốt”, đảng bộ cơ sở “bốn tốt”").check()
    page.get_by_role("button", name="Bắt đầu sử dụng").click()


@pytest.mark.usefixtures("server")
def test_an_empty_installation_leads_its_first_administrator_in(
    page: Page, complaints: Complaints, axe: Check, fits: Check
) -> None:
    remember(begun=False)
    complaints.expect("422 (Unprocessable")
    page.goto("/dot/")
    expect(page).to_have_url(re.compile(r"/bat-dau/$"))
    axe(page)
    fits(page)
    _begin(page, password2="khac-hoan-toan")
    expect(page.locator(".error-summary")).to_be_focused()
    assert problems(page) == ["Mật khẩu (nhập lại): Hai lần nhập mật khẩu chưa giống nhau."]
    expect(page.locator("[name=name]")).to_have_value(NEEDED["name"])
    axe(page)
    fits(page)
    _begin(page)
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    expect(page.get_by_text("Đã thiết lập xong")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Nhập tổ chức đảng và con người từ tệp Excel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhập tổ chức đảng và con người")
    answer = page.goto("/bat-dau/")
    complaints.expect("404 (Not Found")
    assert answer is not None
    assert answer.status == 404


def _choose(page: Page, tmp_path: Path, units: list[Row], people: list[Row]) -> None:
    (tmp_path / "nhap.xlsx").write_bytes(workbook(units, people))
    page.goto("/to-chuc/nhap/")
    page.get_by_label("Tệp Excel").set_input_files(tmp_path / "nhap.xlsx")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem thử trước khi nhập")


@pytest.mark.usefixtures("world")
def test_a_workbook_is_tried_corrected_and_applied(
    page: Page, login: Callable[..., None], open_browser: Callable[..., Page], axe: Check, fits: Check, tmp_path: Path
) -> None:
    login(page, "quantri")
    page.goto("/to-chuc/nhap/")
    axe(page)
    fits(page)
    with page.expect_download() as template:
        page.get_by_role("link", name="tệp mẫu Excel").click()
    assert load_workbook(BytesIO(template.value.path().read_bytes())).sheetnames[:2] == ["Tổ chức đảng", "Con người"]
    cell, people = unit("moi", "Chi bộ thôn Mới", "cs1"), [someone("bithu.moi", "Nguyễn Văn Mới", "Bí thư", "moi")]
    _choose(page, tmp_path, [cell, unit("lac", "Chi bộ lạc", "khong-co")], people)
    expect(page.get_by_role("button", name="Nhập đúng như bảng này")).to_have_count(0)
    expect(page.get_by_text("không có tổ chức đảng mã “khong-co”")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("link", name="Mới: 2").click()
    expect(page.get_by_text("thành lập, trực thuộc Đảng bộ cơ sở 1")).to_be_visible()
    _choose(page, tmp_path, [cell], people)
    axe(page)
    fits(page)
    page.get_by_role("button", name="Nhập đúng như bảng này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhập xong")
    axe(page)
    fits(page)
    password = page.locator("td code").inner_text()
    with page.expect_download() as listed:
        page.get_by_role("link", name="Tải danh sách mật khẩu").click()
    rows = list(load_workbook(BytesIO(listed.value.path().read_bytes())).active.iter_rows(values_only=True))
    assert rows[-1] == ("Nguyễn Văn Mới", "bithu.moi", password)
    assert Organization.objects.get(code="moi").parent.code == "cs1"
    other = open_browser(**LAPTOP)
    login(other, "bithu.moi", password)
    expect(other).to_have_url(re.compile(r"/doi-mat-khau/$"))


@pytest.mark.usefixtures("world")
def test_a_secretary_hands_over(
    page: Page, login: Callable[..., None], person: Callable[..., Page], open_browser: Callable[..., Page],
    complaints: Complaints, axe: Check, fits: Check,
) -> None:  # fmt: skip
    complaints.expect("422 (Unprocessable")
    old = person("bithu")
    expect(old.get_by_text("Bí thư – Chi bộ thôn 1").first).to_be_visible()
    login(page, "quantri")
    page.goto("/to-chuc/cs1-cb1/")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Bàn giao nhiệm vụ bí thư của Đồng chí bithu").click()
    page.get_by_label("Tên đăng nhập của bí thư mới").fill("bithu.moi")
    page.get_by_role("button", name="Bàn giao").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    fits(page)
    page.get_by_label("Họ và tên").fill("Lê Thị Mới")
    page.get_by_role("button", name="Bàn giao").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mật khẩu dùng một lần")
    axe(page)
    fits(page)
    password = page.locator(".confirmation-code").inner_text()
    old.goto("/")
    expect(old.get_by_text("Bí thư – Chi bộ thôn 1")).to_have_count(0)
    new = open_browser(**LAPTOP)
    login(new, "bithu.moi", password)
    new.get_by_label("Mật khẩu hiện tại").fill(password)
    new.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    new.get_by_label("Mật khẩu mới (nhập lại)").fill(PASSWORD)
    new.get_by_role("button", name="Đổi mật khẩu").click()
    expect(new.get_by_text("Bí thư – Chi bộ thôn 1").first).to_be_visible()


@pytest.mark.usefixtures("world")
def test_accounts_and_posts_are_kept_without_javascript(
    open_browser: Callable[..., Page], login: Callable[..., None]
) -> None:
    page = open_browser(**LAPTOP, java_script_enabled=False)
    login(page, "quantri")
    page.goto("/to-chuc/nguoi-dung/")
    page.get_by_role("link", name="Lập tài khoản").click()
    page.get_by_label("Họ và tên").fill("Phạm Văn Thư")
    page.get_by_label("Tên đăng nhập").fill("pham.thu")
    page.get_by_role("button", name="Lập tài khoản").click()
    page.get_by_role("link", name="Về trang của người này").click()
    page.get_by_role("link", name="Phân công", exact=True).click()
    page.get_by_label("Tìm tổ chức đảng").fill("co so 2")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Đảng bộ cơ sở 2").click()
    page.get_by_label("Vai trò").select_option(label="Kiểm tra, giám sát")
    page.get_by_role("button", name="Phân công").click()
    expect(page.get_by_text("Đã phân công.")).to_be_visible()
    page.get_by_role("link", name="Kết thúc").click()
    page.get_by_role("button", name="Ghi ngày kết thúc").click()
    page.goto(f"/to-chuc/nguoi-dung/{User.objects.get(username='pham.thu').pk}/")
    page.get_by_role("button", name="Ngừng tài khoản").click()
    expect(page.get_by_text("Tài khoản đã ngừng.")).to_be_visible()
    assert not User.objects.get(username="pham.thu").is_active


@pytest.mark.usefixtures("world")
def test_a_form_sent_empty_says_what_to_correct_and_where(
    page: Page, login: Callable[..., None], complaints: Complaints, axe: Check, fits: Check
) -> None:
    complaints.expect("422 (Unprocessable")
    login(page, "quantri")
    secretary: Any = User.objects.get(username="bithu")
    for path, button in (
        ("/to-chuc/nguoi-dung/moi/", "Lập tài khoản"), (f"/to-chuc/nguoi-dung/{secretary.pk}/sua/", "Ghi"),
        (f"/to-chuc/nguoi-dung/{secretary.pk}/phan-cong/?to-chuc=cs1", "Phân công"), ("/to-chuc/nhap/", "Xem thử"),
        (f"/to-chuc/phan-cong/{secretary.assignments.get().pk}/ket-thuc/", "Ghi ngày kết thúc"),
    ):  # fmt: skip
        page.goto(path)
        for box in page.locator("main form[method=post] input[type=text]").all():
            box.fill("")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(".error-summary")).to_be_focused()
        links = [link.get_attribute("href") or "" for link in page.locator(".error-summary").get_by_role("link").all()]
        assert (path, [page.locator(link).count() for link in links]) == (path, [1] * len(links))
        axe(page)
        fits(page)
