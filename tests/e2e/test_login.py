"""The door, as people meet it: on a phone, on a laptop, with the keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from organizations.models import User
from tests.build import PASSWORD, World, build_world

pytestmark = pytest.mark.browser
HOME = re.compile(r"/$")
Check = Callable[[Page], None]


@pytest.fixture
def world(server: str) -> World:
    return build_world(cells=1)


@pytest.mark.usefixtures("world")
def test_secretary_logs_in_works_and_logs_out(page: Page, axe: Check, fits: Check) -> None:
    page.goto("/to-chuc/")
    expect(page).to_have_title("Đăng nhập – Chấm điểm tổ chức đảng")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    axe(page)
    fits(page)
    page.get_by_label("Tên đăng nhập").fill("bithu")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(re.compile(r"/to-chuc/$"))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    axe(page)
    fits(page)
    menu = page.get_by_text("Danh mục", exact=True)
    if menu.is_visible():
        menu.click()
    expect(page.get_by_text("Bí thư – Chi bộ thôn 1").locator("visible=true")).to_have_count(1)
    page.get_by_role("button", name="Đăng xuất").locator("visible=true").click()
    expect(page).to_have_url(re.compile(r"/dang-nhap/$"))
    page.goto("/to-chuc/")
    expect(page).to_have_url(re.compile(r"/dang-nhap/\?next=/to-chuc/$"))


@pytest.mark.usefixtures("world")
def test_wrong_password_is_told_where_the_eye_and_the_focus_are(page: Page, axe: Check, fits: Check) -> None:
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill("bithu")
    page.get_by_label("Mật khẩu", exact=True).fill("sai-mat-khau")
    page.get_by_role("button", name="Đăng nhập").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Tên đăng nhập hoặc mật khẩu không đúng.")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("bithu")
    expect(page.get_by_label("Mật khẩu", exact=True)).to_have_value("")
    expect(page).to_have_title(re.compile("^Lỗi: "))
    axe(page)
    fits(page)


@pytest.mark.usefixtures("world")
def test_login_takes_nothing_but_a_keyboard(laptop: Page) -> None:
    laptop.goto("/dang-nhap/")
    laptop.keyboard.press("Tab")
    expect(laptop.get_by_role("link", name="Tới nội dung")).to_be_focused()
    laptop.keyboard.press("Enter")
    laptop.keyboard.press("Tab")
    expect(laptop.get_by_label("Tên đăng nhập")).to_be_focused()
    laptop.keyboard.type("bithu")
    laptop.keyboard.press("Tab")
    expect(laptop.get_by_label("Mật khẩu", exact=True)).to_be_focused()
    laptop.keyboard.type(PASSWORD)
    laptop.keyboard.press("Tab")
    expect(laptop.get_by_role("button", name="Đăng nhập")).to_be_focused()
    laptop.keyboard.press("Enter")
    expect(laptop).to_have_url(HOME)


@pytest.mark.usefixtures("world")
def test_what_has_the_focus_is_seen_to_have_it(laptop: Page) -> None:
    laptop.goto("/dang-nhap/")
    for field in (laptop.get_by_label("Tên đăng nhập"), laptop.get_by_role("button", name="Đăng nhập")):
        field.focus()
        laptop.keyboard.press("Shift")
        style = field.evaluate(
            "node => { const s = getComputedStyle(node); return [s.outlineStyle, s.outlineWidth, s.boxShadow] }"
        )
        assert style[:2] != ["none", "0px"] or style[2] != "none"


@pytest.mark.walk
def test_newcomer_chooses_a_password_before_anything_else(page: Page, world: World, axe: Check, fits: Check) -> None:
    User.objects.filter(pk=world.users["bithu2"].pk).update(must_change_password=True)
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill("bithu2")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(re.compile(r"/doi-mat-khau/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    axe(page)
    fits(page)
    page.goto("/to-chuc/")
    expect(page).to_have_url(re.compile(r"/doi-mat-khau/$"))
    fill_password(page, new="ngan", again="ngan")
    expect(page.get_by_role("alert")).to_contain_text("Mật khẩu quá ngắn")
    axe(page)
    fill_password(page, new="rieng-cua-toi-2027", again="rieng-cua-toi-2027")
    expect(page).to_have_url(HOME)
    expect(page.get_by_role("status")).to_have_text("Đã đổi mật khẩu.")
    axe(page)


def fill_password(page: Page, *, new: str, again: str) -> None:
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_label("Mật khẩu mới", exact=True).fill(new)
    page.get_by_label("Mật khẩu mới (nhập lại)").fill(again)
    page.get_by_role("button", name="Đổi mật khẩu").click()


@pytest.mark.usefixtures("world")
def test_ninth_wrong_password_gets_the_page_that_says_how_long_to_wait(
    laptop: Page, complaints: Any, axe: Check
) -> None:
    complaints.expect("429 (Too Many Requests)")
    laptop.goto("/dang-nhap/")
    for _ in range(9):
        laptop.get_by_label("Tên đăng nhập").fill("bithu")
        laptop.get_by_label("Mật khẩu", exact=True).fill("sai-mat-khau")
        laptop.get_by_label("Mật khẩu", exact=True).press("Enter")
    expect(laptop.get_by_role("heading", level=1)).to_have_text("Đã thử quá nhiều lần")
    axe(laptop)


def test_unknown_page_shows_the_way_home(page: Page, complaints: Any, axe: Check, fits: Check) -> None:
    complaints.expect("404 (Not Found)")
    page.goto("/khong-co-trang-nay/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không tìm thấy trang")
    expect(page.get_by_role("link", name="Về trang Việc của tôi")).to_be_visible()
    axe(page)
    fits(page)
