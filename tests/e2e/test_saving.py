"""Rows are saved as they are typed, and no accident loses a word, overwrites one silently or cries conflict falsely."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from config.common.models import Event
from scoring.models import Mark
from scoring.rubrics.load import rubric_of
from tests.build import World, build_round, build_world, fill, sheet
from tests.e2e.conftest import PHONE, Line
from tests.e2e.helpers import SheetPage
from tests.scoring.every_kind import every_kind_round

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
    for each in (first, second):
        expect(each.page.locator(".summary-total")).to_contain_text("Tổng 5 /")
        expect(each.page.locator(f"#tong-{each.keys['I.1']}")).to_have_text("5")
        expect(each.page.locator(".summary-rest")).to_have_text("còn 17 nội dung chưa chấm")
        expect(each.page.locator("#con-thieu li")).to_have_count(17)


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
    asked = _dialogs(page.page)
    page.page.locator("#thong-bao").get_by_role("link", name="Đăng nhập lại").click()
    page.page.wait_for_url("**/dang-nhap/**")
    assert asked == [], "nothing is lost by following the notice"
    page.page.get_by_label("Tên đăng nhập").fill("bithu")
    page.page.get_by_label("Mật khẩu", exact=True).fill("mat-khau-thu-2026")
    page.page.get_by_role("button", name="Đăng nhập").click()
    page.says(ROW, "đã lưu")
    page.says(OTHER, "đã lưu")
    assert (stored(ROW), stored(OTHER), page.kept()) == (4, 5, [])


def _dialogs(page: Page) -> list[str]:
    """Return a list to which every question of the page is added; all are answered with yes."""
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def test_a_trial_in_its_own_window_does_not_silence_the_question_before_leaving(
    world: World, person: Any, complaints: Any
):
    complaints.expect("ERR_FAILED")
    page = saving(person("bithu"))
    with page.page.context.expect_page() as trial:
        page.save("Xem thử kết quả")
    trial.value.close()
    page.page.route(SAVE_URL, lambda route: route.abort())
    page.type(ROW, "4")
    page.says(ROW, "chưa lưu được: sẽ thử lại")
    asked = _dialogs(page.page)
    page.page.goto("/")
    assert asked == ["beforeunload"]


def test_a_report_that_is_asked_for_is_told_at_once_and_comes_off_again(world: World, person: Any, axe: Any):
    fill(world, UNIT)
    page = saving(person("bithu", **PHONE))
    rest, box = page.page.locator(".summary-rest"), page.page.locator("#con-thieu")
    more = page.page.get_by_role("link", name="Còn thiếu gì?")
    expect(rest).to_have_text("đã chấm đủ 18 nội dung")
    expect(box).to_be_hidden()
    expect(more).to_be_hidden()
    page.type("II.2", "3")
    page.says("II.2", "Cần kèm báo cáo giải trình cụ thể")
    expect(rest).to_have_text("còn thiếu 1 nội dung")
    page.type("I.1.2", "")
    page.says("I.1.2", "đã lưu")
    expect(rest).to_have_text("còn thiếu 2 nội dung")
    more.click()
    lines = ["Mục I.1.(2): chưa chấm.", "Mục II.2: cần kèm báo cáo giải trình cụ thể cho nội dung này."]
    expect(box.locator("li")).to_have_text(lines)
    axe(page.page)
    page.page.reload()
    expect(rest).to_have_text("còn thiếu 2 nội dung")
    expect(box.locator("li")).to_have_text(lines)
    page.type("II.2", "0")
    page.says("II.2", "đã lưu")
    expect(rest).to_have_text("còn 1 nội dung chưa chấm")
    page.type("I.1.2", "6")
    expect(rest).to_have_text("đã chấm đủ 18 nội dung")
    expect(box).to_be_hidden()


def test_a_count_shows_what_it_earns_as_it_is_saved(world: World, person: Any):
    page = saving(person("bithu"))
    expect(page.row("II.1")).to_contain_text("Được … / 5 điểm")
    page.type("II.1", "3")
    expect(page.row("II.1")).to_contain_text("Được 1,5 / 5 điểm")
    page.type("II.1", "")
    expect(page.row("II.1")).to_contain_text("Được … / 5 điểm")


def test_enter_saves_the_row_and_goes_on_to_the_next(world: World, person: Any):
    page = saving(person("bithu"))
    page.page.evaluate("window.sameDocument = true")
    page.points(ROW).fill("4")
    page.points(ROW).press("Enter")
    expect(page.points(OTHER)).to_be_focused()
    page.says(ROW, "đã lưu")
    page.note(ROW).fill("Có nghị quyết")
    page.note(ROW).press("Enter")
    expect(page.note(ROW)).to_have_value("Có nghị quyết\n")
    page.points("II.2").fill("1")
    page.points("II.2").press("Enter")
    page.says("II.2", "đã lưu")
    expect(page.points("II.2")).to_be_focused()
    assert page.page.evaluate("window.sameDocument")
    assert (stored(ROW), stored("II.2")) == (4, 1)


def test_enter_goes_from_a_plan_to_what_came_of_it_and_past_what_is_chosen(server: str, person: Any):
    found = build_world(cells=1)
    every_kind_round(found)
    page = saving(person("bithu"))
    plan, actual = (page.page.locator(f"[name='{name}-{page.keys['A.7']}']") for name in ("p", "v"))
    plan.fill("8")
    plan.press("Enter")
    expect(actual).to_be_focused()
    actual.fill("5")
    actual.press("Enter")
    page.says("A.7", "đã lưu")
    expect(page.page.locator(f"[name='lt-{page.keys['A.8']}-0']")).to_be_focused()
    level = page.row("A.2").get_by_label("Đạt", exact=True)
    level.check()
    level.press("Enter")
    page.says("A.2", "đã lưu")
    expect(page.row("A.3").get_by_role("radio").first).to_be_focused()


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
