"""The sheet as one form, without scripts: errors beside rows, two people, a lost session; and pages that refuse."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from organizations.middleware import KEPT, SESSION_OVER
from tests.build import PASSWORD, World, build_round, build_world, fill, sheet
from tests.e2e.conftest import Complaints
from tests.e2e.helpers import SheetPage, notices, problems, texts
from tests.e2e.situations import half_filled

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
Person = Callable[..., Page]
NO_SCRIPTS = {"java_script_enabled": False}


@pytest.fixture
def world(server: str) -> World:
    world = build_world(cells=1)
    build_round(world)
    return world


def open_sheet(page: Page, unit: str = "cs1-cb1") -> SheetPage:
    page.goto(f"/ho-so/{sheet(unit).pk}/")
    return SheetPage.of(page, unit)


def both_values(own: SheetPage, code: str) -> dict[str, str]:
    """Return the two values that a row in dispute shows, by whose they are."""
    note = own.row(code).locator(".compare")
    return dict(zip(texts(note.locator("dt")), texts(note.locator("dd")), strict=True))


@pytest.mark.usefixtures("world")
def test_of_two_people_the_second_sees_both_values_and_his_stands_only_when_he_saves_again(
    person: Person, complaints: Complaints
) -> None:
    complaints.expect("422 (Unprocessable")
    first, second = (open_sheet(person(name, **NO_SCRIPTS)) for name in ("bithu", "nhapgiup"))
    first.enter({"I.1.1": "4,5", "I.1.2": "6"})
    first.save()
    second.enter({"I.1.1": "5", "I.1.3": "5,5"})
    second.save()
    assert both_values(second, "I.1.1") == {"Đang có": "4,5", "Của đồng chí": "5"}
    assert problems(second.page) == ["Mục I.1.(1): người khác vừa lưu giá trị khác, hãy xem lại."]
    assert open_sheet(first.page).typed("I.1.1", "I.1.2", "I.1.3") == ["4,5", "6", "5,5"]

    second.row("I.1.1").get_by_role("link", name="mở lại phiếu").click()
    assert second.typed("I.1.1", "I.1.2", "I.1.3") == ["4,5", "6", "5,5"]
    first.enter({"I.1.1": "6"})
    first.save()
    second.enter({"I.1.1": "5"})
    second.save()
    assert both_values(second, "I.1.1") == {"Đang có": "6", "Của đồng chí": "5"}
    second.save()
    assert second.page.locator(".compare").count() == 0
    assert open_sheet(first.page).typed("I.1.1", "I.1.2", "I.1.3") == ["5", "6", "5,5"]


@pytest.mark.usefixtures("world")
def test_a_row_that_cannot_be_is_told_beside_its_field_and_the_others_are_saved(
    person: Person, complaints: Complaints
) -> None:
    complaints.expect("422 (Unprocessable")
    own = open_sheet(person("bithu", **NO_SCRIPTS))
    wrong = {
        "I.1.1": ("abc", "Hãy nhập một số, ví dụ 4,5 hoặc 6."),
        "I.1.2": ("7", "Điểm phải từ 0 đến 6, bước 0,5."),
        "I.1.3": ("4,3", "Điểm phải từ 0 đến 6, bước 0,5."),
        "II.1": ("2,5", "Số chỉ tiêu hoàn thành vượt mức phải là số nguyên từ 0 đến 9999."),
    }
    own.enter({code: typed for code, (typed, _) in wrong.items()} | {"I.1.4": "6"})
    own.note("I.1.2").fill("Đã kiểm điểm ngày 5/11.")
    own.save()
    beside = {code: own.row(code).locator(".row-error").inner_text() for code in wrong}
    assert beside == {code: sentence for code, (_, sentence) in wrong.items()}
    assert own.typed(*wrong, "I.1.4") == ["abc", "7", "4,3", "2,5", "6"]
    assert own.note("I.1.2").input_value() == "Đã kiểm điểm ngày 5/11."
    assert [own.points(code).get_attribute("aria-invalid") for code in (*wrong, "I.1.4")] == ["true"] * 4 + [None]
    assert len(problems(own.page)) == 4
    own.page.get_by_role("link", name="Mục I.1.(2)").click()
    assert own.page.url.endswith(f"#{own.anchor('I.1.2')}")
    assert open_sheet(own.page).typed(*wrong, "I.1.4") == ["", "", "", "", "6"]


def test_enter_in_a_row_saves_the_sheet_and_leaves_its_proof_without_scripts(world: World, person: Person) -> None:
    half_filled(world)
    own = open_sheet(person("bithu", **NO_SCRIPTS))
    own.points("I.1.1").fill("5,5")
    own.points("I.1.1").press("Enter")
    expect(own.page.locator("#thong-bao .notice")).to_have_text(re.compile("Đã lưu 1 nội dung"))
    assert own.typed("I.1.1") == ["5,5"]
    assert "Minh chứng: 15-BC/CB" in own.row("I.1.1").inner_text()
    assert open_sheet(own.page).typed("I.1.1") == ["5,5"]


def log_in_again(page: Page) -> None:
    page.get_by_label("Tên đăng nhập").fill("bithu")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Còn nội dung đã gõ trước khi phiên làm việc hết")


@pytest.mark.usefixtures("world")
def test_a_session_that_ends_leads_over_the_login_back_to_the_sheet_and_loses_nothing(
    person: Person, fits: Check
) -> None:
    own = open_sheet(person("bithu", **NO_SCRIPTS))
    page, address = own.page, own.page.url
    own.points("I.1.1").fill("5")
    own.note("I.1.1").fill('Đã họp "hai lần".\nCó biên bản.')
    page.context.clear_cookies()
    own.save()
    assert notices(page) == [f"{SESSION_OVER} {KEPT}"]
    log_in_again(page)
    fits(page)
    assert open_sheet(page.context.new_page()).typed("I.1.1") == [""]
    page.get_by_role("button", name="Gửi lại nội dung đã gõ").click()
    page.wait_for_url("**/ho-so/**")
    assert (page.url, own.typed("I.1.1")) == (address, ["5"])
    assert own.note("I.1.1").input_value() == 'Đã họp "hai lần".\nCó biên bản.'
    assert open_sheet(page).typed("I.1.1") == ["5"]


@pytest.mark.usefixtures("world")
def test_a_form_with_scripts_comes_back_after_the_login_too(person: Person, axe: Check, fits: Check) -> None:
    own = open_sheet(person("bithu"))
    page = own.page
    page.goto(f"{page.url}trao-doi/{own.keys['II.1']}/")
    page.get_by_role("textbox").first.fill("Đề nghị xem lại mục này.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Gửi ý kiến").click()
    log_in_again(page)
    axe(page)
    fits(page)
    page.get_by_text("Xem những đoạn đã gõ").click()
    expect(page.get_by_text("Đề nghị xem lại mục này.")).to_be_visible()
    page.get_by_role("button", name="Gửi lại nội dung đã gõ").click()
    expect(page.locator("main")).to_contain_text("Đề nghị xem lại mục này.")
    page.goto("/noi-dung-da-go/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không còn nội dung nào đang giữ")
    axe(page)


def test_a_tab_restored_at_an_address_of_a_button_says_what_to_do(
    world: World, person: Person, complaints: Complaints, axe: Check, fits: Check
) -> None:
    complaints.expect("405 (Method")
    page = person("bithu")
    answer = page.goto(f"/ho-so/{sheet('cs1-cb1').pk}/xem-thu/")
    assert answer is not None
    assert answer.status == 405
    expect(page.get_by_role("heading", level=1)).to_have_text("Địa chỉ này không mở được trực tiếp")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Về trang Việc của tôi").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_who_may_not_gets_a_page_that_says_so(
    world: World, person: Person, complaints: Complaints, axe: Check, fits: Check
) -> None:
    for status in ("403 (Forbidden)", "404 (Not Found)"):
        complaints.expect(status)
    fill(world, "cs1-cb1")
    pk = sheet("cs1-cb1").pk
    refused = (
        ("bithu2", f"/ho-so/{pk}/", 404, "Không tìm thấy trang"),
        ("nguoila", "/to-chuc/cs1-cb1/", 404, "Không tìm thấy trang"),
        ("giupviec", f"/ho-so/{pk}/nop/", 403, "Chỉ bí thư của chính tổ chức đảng này được nộp phiếu."),
        ("danguy", f"/tham-dinh/{pk}/ket-luan/", 403, "Hồ sơ chưa đến lượt kết luận hoặc đã có kết luận."),
        ("vanthu_cs", "/dot/moi/", 403, "Chỉ người quản trị được mở đợt đánh giá."),
    )
    for name, address, status, sentence in refused:
        page = person(name)
        answer = page.goto(address)
        assert answer is not None
        assert (name, answer.status) == (name, status)
        expect(page.locator("main")).to_contain_text(sentence)
        expect(page.get_by_role("link", name="Về trang Việc của tôi")).to_be_visible()
        axe(page)
        fits(page)
