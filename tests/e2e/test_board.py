"""The board's day in a browser: rows sent back and answered, bulk acts, keys, a paper sheet."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from scoring.models import Assessment, Comment, Return
from tests.build import World, build_round, build_world, sheet, submit
from tests.e2e.conftest import PHONE
from tests.e2e.helpers import SheetPage, dmy, notices

pytestmark = pytest.mark.browser
UNIT = "cs1-cb1"


@pytest.fixture
def world(server: str) -> World:
    found = build_world(cells=2)
    build_round(found)
    submit(found, UNIT)
    return found


def test_rows_go_back_and_come_again_with_old_and_new(
    world: World, person: Any, axe: Any, fits: Any, complaints: Any, both: Any
):
    complaints.expect("422")
    board = SheetPage.of(both.add(person("giupviec", **PHONE)), UNIT)
    board.page.goto(f"/tham-dinh/{sheet(UNIT).pk}/")
    board.row("I.1.1").get_by_label("Trả lại mục I.1.(1)").check()
    board.note("I.1.1").fill("Chưa có minh chứng")
    board.save("Trả lại…")
    expect(board.page.get_by_role("heading", level=1)).to_have_text("Trả lại để sửa")
    axe(board.page)
    fits(board.page)
    board.page.get_by_role("button", name="Trả lại đơn vị").click()
    expect(board.page.locator(".error-summary")).to_contain_text("Lý do chung")
    board.page.get_by_label("Lý do chung").fill("Cần bổ sung minh chứng")
    board.page.get_by_role("button", name="Trả lại đơn vị").click()
    assert notices(board.page) == ["Đã trả lại 1 nội dung cho Chi bộ thôn 1."]

    unit = SheetPage.of(both.add(person("bithu", **PHONE)), UNIT)
    unit.page.goto(f"/ho-so/{sheet(UNIT).pk}/")
    axe(unit.page)
    fits(unit.page)
    expect(unit.row("I.1.1")).to_contain_text("Trả lại, cần sửa: Chưa có minh chứng")
    assert unit.page.locator("input[name^='v-']").count() == 1
    unit.points("I.1.1").fill("5")
    unit.points("I.1.1").blur()
    expect(unit.row("I.1.1").locator(".row-status")).to_contain_text("đã lưu")
    unit.save("Lưu và nộp…")
    unit.page.get_by_role("button", name="Nộp phiếu").click()
    expect(unit.page.get_by_role("heading", level=1)).to_contain_text("Đã nộp phiếu tự chấm")

    board.page.goto(f"/tham-dinh/{sheet(UNIT).pk}/")
    expect(board.row("I.1.1").locator(".compare")).to_contain_text("Trước")
    assert board.row("I.1.1").locator(".compare dd").all_inner_texts() == ["6", "5"]
    axe(board.page)
    fits(board.page)
    assert Return.objects.get().answered_at is not None


def test_a_group_is_accepted_and_the_next_sheet_comes_by_itself(world: World, person: Any):
    board = SheetPage.of(person("giupviec"), UNIT)
    board.page.goto(f"/tham-dinh/{sheet(UNIT).pk}/")
    board.page.get_by_role("button", name="Nhận điểm tự chấm cả nhóm Hoàn thành tốt nhiệm vụ chính trị").click()
    assert board.typed("I.1.1", "I.1.5", "I.2.1") == ["6", "6", ""]
    board.page.get_by_role("button", name="Nhận điểm tự chấm cho các nội dung chưa thẩm định").click()
    board.save("Xong thẩm định")
    expect(board.page.locator("#thong-bao")).to_contain_text("Đã thẩm định xong hồ sơ của Chi bộ thôn 1")
    assert sheet(UNIT).current.kind == "approval"


def test_enter_saves_a_row_and_a_reason_and_goes_on(world: World, person: Any):
    board = SheetPage.of(person("giupviec"), UNIT)
    board.page.goto(f"/tham-dinh/{sheet(UNIT).pk}/")
    board.points("I.1.1").fill("5")
    board.points("I.1.1").press("Enter")
    expect(board.points("I.1.2")).to_be_focused()
    expect(board.row("I.1.1").locator(".row-status")).to_contain_text("đã lưu")
    board.note("I.1.1").fill("Thiếu một kỳ")
    board.note("I.1.1").press("Enter")
    expect(board.points("I.1.2")).to_be_focused()
    expect(board.page.locator(".summary-rest")).to_have_text("còn 17 nội dung chưa chấm")
    board.page.reload()
    assert (board.typed("I.1.1"), board.note("I.1.1").input_value()) == (["5"], "Thiếu một kỳ")


def test_bulk_acts_show_before_and_after(world: World, person: Any, axe: Any, fits: Any, both: Any):
    page = both.add(person("giupviec", **PHONE))
    page.goto("/tham-dinh/")
    axe(page)
    fits(page)
    for name in ("Chi bộ thôn 1", "Chi bộ thôn 2"):
        page.get_by_label(f"Chọn {name}").check()
    page.get_by_label("Việc cần làm").select_option("Nhắc nộp phiếu")
    page.get_by_role("button", name="Với hồ sơ đã đánh dấu…").click()
    expect(page.locator("main")).to_contain_text("Sẽ làm với 1 hồ sơ")
    expect(page.locator("main")).to_contain_text("Đơn vị đã nộp phiếu.")
    axe(page)
    page.get_by_role("button", name="Nhắc nộp phiếu: 1 hồ sơ").click()
    expect(page.get_by_role("status")).to_contain_text("đã làm với 1 hồ sơ")
    assert Comment.objects.count() == 1
    page.goto("/tham-dinh/")
    page.get_by_label("Chọn Chi bộ thôn 2").check()
    page.get_by_label("Việc cần làm").select_option("Gia hạn")
    page.get_by_role("button", name="Với hồ sơ đã đánh dấu…").click()
    deadline = timezone.localdate() + timedelta(days=30)
    page.get_by_label("Hạn mới").fill(dmy(deadline))
    page.get_by_label("Lý do").fill("Mưa lũ")
    page.get_by_role("button", name="Gia hạn: 1 hồ sơ").click()
    assert Assessment.objects.filter(deadline=deadline, kind="self").count() == 1


def test_the_list_is_walked_by_keys(world: World, person: Any):
    page = person("giupviec")
    page.goto("/tham-dinh/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("input[name=s]:checked").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/tham-dinh/*/")


def test_history_notes_and_opening_again(world: World, person: Any, axe: Any, fits: Any):
    page = person("giupviec")
    page.goto(f"/ho-so/{sheet(UNIT).pk}/qua-trinh/")
    page.get_by_label("Ghi chú nội bộ").fill("Gọi lại thứ Sáu")
    page.get_by_role("button", name="Ghi chú").click()
    expect(page.locator("main")).to_contain_text("Gọi lại thứ Sáu")
    expect(page.locator("main")).to_contain_text("Nộp phiếu tự chấm")
    axe(page)
    fits(page)
