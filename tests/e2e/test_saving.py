"""Rows are saved as they are typed, and no accident loses a word, overwrites one silently or cries conflict falsely."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from config.common.models import Event
from scoring.models import Mark
from scoring.rubrics.load import rubric_of
from tests.build import World, build_round, build_world, sheet
from tests.e2e.conftest import PHONE, Line
from tests.e2e.helpers import SheetPage

pytestmark = pytest.mark.browser
UNIT = "cs1-cb1"
ROW, OTHER, THIRD = "I.1.1", "I.1.2", "I.1.3"
SAVE_URL = "**/ho-so/*/dong/*/"


@pytest.fixture
def world(server: str) -> World:
    found = build_world(cells=1)
    build_round(found)
    return found


class Saving(SheetPage):
    """A sheet whose rows save themselves."""

    def open(self) -> "Saving":
        self.page.goto(f"/ho-so/{sheet(UNIT).pk}/")
        return self

    def type(self, code: str, text: str) -> None:
        self.points(code).fill(text)
        self.points(code).blur()

    def says(self, code: str, words: str) -> None:
        expect(self.row(code).locator(".row-status")).to_contain_text(words)

    def kept(self) -> list[str]:
        """Return what the browser still keeps by itself."""
        found: list[str] = self.page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('phieu:'))")
        return found


def saving(page: Page) -> Saving:
    return Saving(page, sheet(UNIT)).open()


def stored(code: str) -> Decimal | None:
    evaluation = sheet(UNIT)
    return Mark.objects.get(assessment=evaluation.current, criterion=rubric_of(evaluation.version).keys[code]).value


def saves() -> int:
    return Event.objects.filter(action="marks.save").count()


@pytest.mark.parametrize("device", [{}, PHONE], ids=["laptop", "phone"])
def test_a_row_tells_where_it_stands_and_moves_the_totals(world: World, person: Any, complaints: Any, device: Any):
    complaints.expect("422")
    sheet_page = saving(person("bithu", **device))
    sheet_page.type(ROW, "4,5")
    sheet_page.says(ROW, "đã lưu")
    assert stored(ROW) == Decimal("4.5")
    group = sheet_page.page.locator(f"#tong-{sheet_page.keys['I.1']}")
    expect(group).to_have_text("4,5")
    expect(sheet_page.page.locator(".summary-total")).to_contain_text("4,5")
    expect(sheet_page.page.locator(".summary-rest")).to_have_text("còn 17 nội dung chưa chấm")
    sheet_page.type(ROW, "9")
    sheet_page.says(ROW, "Điểm phải từ 0 đến 6, bước 0,5.")
    assert (stored(ROW), sheet_page.typed(ROW)) == (Decimal("4.5"), ["9"])
    sheet_page.page.reload()
    sheet_page.says(ROW, "Điểm phải từ 0 đến 6, bước 0,5.")
    assert sheet_page.typed(ROW) == ["9"], "what was typed stays, even over a reload"
    sheet_page.type(ROW, "5")
    sheet_page.says(ROW, "đã lưu")
    assert (stored(ROW), sheet_page.kept(), saves()) == (Decimal(5), [], 2)


def test_two_people_see_both_values_and_choose(world: World, person: Any, complaints: Any):
    complaints.expect("409")
    first, second = saving(person("bithu")), saving(person("nhapgiup"))
    first.type(ROW, "4")
    first.says(ROW, "đã lưu")
    second.type(ROW, "6")
    second.says(ROW, "chưa lưu: hãy chọn một giá trị")
    expect(second.row(ROW)).to_contain_text("Đang có: 4. Của đồng chí: 6.")
    assert stored(ROW) == 4
    second.row(ROW).get_by_role("button", name="Giữ số của tôi").click()
    second.says(ROW, "đã lưu")
    assert stored(ROW) == 6
    first.type(ROW, "3")
    first.row(ROW).get_by_role("button", name="Lấy số đang có").click()
    assert (first.typed(ROW), stored(ROW), first.kept()) == (["6"], Decimal(6), [])
    second.type(OTHER, "6")
    second.says(OTHER, "đã lưu")
    first.type(OTHER, "6")
    first.says(OTHER, "đã lưu"), "the same value twice is no conflict"


def test_two_people_see_the_words_of_both_though_the_value_is_one(world: World, person: Any, complaints: Any):
    complaints.expect("409")
    first, second = saving(person("bithu", **PHONE)), saving(person("nhapgiup"))
    first.type(ROW, "4")
    first.note(ROW).fill("Lời của bí thư")
    first.note(ROW).blur()
    first.says(ROW, "đã lưu")
    second.type(ROW, "4")
    second.note(ROW).fill("Lời của người nhập giúp")
    second.note(ROW).blur()
    second.says(ROW, "chưa lưu: hãy chọn một giá trị")
    expect(second.row(ROW)).to_contain_text("Lời đang có: Lời của bí thư")
    expect(second.row(ROW)).to_contain_text("Lời của đồng chí: Lời của người nhập giúp")
    second.row(ROW).get_by_role("button", name="Lấy số đang có").click()
    expect(second.note(ROW)).to_have_value("Lời của bí thư")
    assert second.kept() == []


def test_what_a_refused_form_holds_is_kept_until_it_is_corrected(world: World, person: Any, complaints: Any):
    for words in ("422", "ERR_FAILED"):
        complaints.expect(words)
    page = saving(person("bithu", **PHONE))
    page.page.route(SAVE_URL, lambda route: route.abort())
    page.type(ROW, "9")
    page.note(ROW).fill("Hai nghị quyết, ba báo cáo")
    page.save()
    expect(page.row(ROW)).to_contain_text("Điểm phải từ 0 đến 6, bước 0,5.")
    page.page.unroute(SAVE_URL)
    page.page.on("dialog", lambda dialog: dialog.accept())
    page.page.goto("/")
    page.open()
    page.says(ROW, "Điểm phải từ 0 đến 6, bước 0,5.")
    assert (page.typed(ROW), page.note(ROW).input_value()) == (["9"], "Hai nghị quyết, ba báo cáo")
    page.type(ROW, "5")
    page.says(ROW, "đã lưu")
    assert (stored(ROW), page.kept()) == (5, [])


def test_a_lost_answer_before_the_button_is_pressed_is_no_conflict(world: World, person: Any, complaints: Any):
    complaints.expect("ERR_FAILED")
    page = saving(person("bithu", **PHONE))
    _lose_answers(page.page)
    page.type(ROW, "4")
    page.says(ROW, "chưa lưu được: sẽ thử lại")
    assert stored(ROW) == 4
    page.points(ROW).fill("5")
    page.save()
    # The row may have been quicker than the button; its answer is lost as well.
    assert page.page.locator(".error-summary, .return-note").count() == 0
    page.page.unroute(SAVE_URL)
    assert (stored(ROW), page.typed(ROW), page.kept()) == (5, ["5"], [])


def test_two_windows_of_one_person_do_not_quarrel(world: World, person: Any, complaints: Any):
    first = saving(person("bithu"))
    second = Saving(first.page.context.new_page(), sheet(UNIT)).open()
    first.type(ROW, "4")
    first.says(ROW, "đã lưu")
    second.says(ROW, "đã lưu ở cửa sổ khác")
    second.type(ROW, "5")
    second.says(ROW, "đã lưu")
    first.says(ROW, "đã lưu ở cửa sổ khác")
    assert (first.typed(ROW), stored(ROW), saves()) == (["5"], Decimal(5), 2)


def test_a_double_click_saves_once(world: World, person: Any):
    page = saving(person("bithu"))
    page.points(ROW).fill("4")
    page.page.locator(".summary-actions").get_by_role("button", name="Lưu", exact=True).dblclick()
    page.page.wait_for_load_state()
    expect(page.points(ROW)).to_have_value("4")
    assert (stored(ROW), saves()) == (4, 1)


def _lose_answers(page: Page) -> None:
    """Let requests reach the server and lose what it answers."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(SAVE_URL, lose)


def test_a_lost_answer_is_asked_for_again_and_saves_once(world: World, person: Any, complaints: Any):
    complaints.expect("ERR_FAILED")
    page = saving(person("bithu"))
    _lose_answers(page.page)
    page.type(ROW, "4")
    page.says(ROW, "chưa lưu được: sẽ thử lại")
    assert stored(ROW) == 4
    page.type(ROW, "5")
    page.says(ROW, "chưa lưu được: sẽ thử lại")
    page.page.unroute(SAVE_URL)
    page.says(ROW, "đã lưu")
    assert (stored(ROW), page.kept()) == (5, []), "his own lost save is no conflict"
    assert saves() == 2


def test_a_login_that_expires_in_the_middle_loses_nothing(world: World, person: Any, login: Any, complaints: Any):
    complaints.expect("401")
    page = saving(person("bithu"))
    page.page.context.clear_cookies(name="sessionid")
    page.type(ROW, "4")
    page.type(OTHER, "5")
    page.says(ROW, "chưa lưu được: phiên làm việc đã hết")
    expect(page.page.locator("#thong-bao")).to_contain_text("Những gì đã gõ còn giữ trên máy này")
    page.page.on("dialog", lambda dialog: dialog.accept())
    page.page.locator("#thong-bao").get_by_role("link", name="Đăng nhập lại").click()
    page.page.get_by_label("Tên đăng nhập").fill("bithu")
    page.page.get_by_label("Mật khẩu", exact=True).fill("mat-khau-thu-2026")
    page.page.get_by_role("button", name="Đăng nhập").click()
    page.says(ROW, "đã lưu")
    page.says(OTHER, "đã lưu")
    assert (stored(ROW), stored(OTHER), page.kept()) == (4, 5, [])


def test_a_closed_tab_an_hour_without_line_and_a_restarted_server_lose_nothing(
    world: World, person: Callable[..., Page], complaints: Any, line: Line
):
    for words in ("ERR_INTERNET_DISCONNECTED", "503"):
        complaints.expect(words)
    first = saving(person("bithu"))
    context = first.page.context
    context.set_offline(True)
    first.type(ROW, "4")
    first.says(ROW, "chưa lưu được: sẽ thử lại")
    # A closing tab has its line back a moment before it is gone, and uses that moment: it shall not be what saves.
    line.cut = True
    first.page.close()
    context.set_offline(False)
    again = context.new_page()
    complaints.watch(again)
    page = Saving(again, sheet(UNIT)).open()
    page.says(ROW, "chưa lưu được: sẽ thử lại")
    assert (stored(ROW), page.typed(ROW)) == (None, ["4"])
    line.cut = False
    page.says(ROW, "đã lưu")
    assert (stored(ROW), page.typed(ROW), page.kept()) == (4, ["4"], [])

    again.clock.install()
    again.route(SAVE_URL, lambda route: route.fulfill(status=503, body=""))
    page.type(OTHER, "5")
    page.note(OTHER).fill("Có nghị quyết chuyên đề")
    page.type(THIRD, "6")
    page.says(OTHER, "chưa lưu được: sẽ thử lại")
    again.clock.fast_forward("01:00:00")
    page.says(THIRD, "chưa lưu được: sẽ thử lại")
    again.unroute(SAVE_URL)
    again.clock.fast_forward("01:00")
    page.says(OTHER, "đã lưu")
    page.says(THIRD, "đã lưu")
    assert (stored(OTHER), stored(THIRD), page.kept()) == (5, 6, [])


def test_logging_out_with_unsaved_rows_is_asked_about(world: World, person: Any, complaints: Any):
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = saving(person("bithu"))
    page.page.context.set_offline(True)
    page.type(ROW, "4")
    page.says(ROW, "chưa lưu được: sẽ thử lại")
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.page.on("dialog", answer)
    page.page.get_by_role("button", name="Đăng xuất").first.click()
    assert len(asked) == 1
    assert "Còn nội dung chưa lưu được" in asked[0]
    page.page.context.set_offline(False)
    page.says(ROW, "đã lưu")
    assert stored(ROW) == 4
