"""The year's collecting on a phone: a month logged with a few presses and confirmed, figures row by row."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from scoring.models import Fact, Meeting
from tests.build import World, build_round, build_world, sheet
from tests.e2e.conftest import PHONE, Complaints
from tests.e2e.helpers import dmy, notices, problems
from tests.scoring.facts.situations import paper_year

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]


@pytest.fixture
def world(server: str) -> World:
    world = build_world(cells=1)
    build_round(world)
    return world


def _choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def test_a_month_is_logged_in_a_minute_and_confirmed_by_the_committee(
    world: World, person: Callable[..., Page], complaints: Complaints, axe: Check, fits: Check
) -> None:
    complaints.expect("422")
    phone, today = person("bithu", **PHONE), timezone.localdate()
    phone.goto("/so-sinh-hoat/")
    axe(phone)
    fits(phone)
    phone.get_by_role("link", name="Chi bộ thôn 1").click()
    axe(phone)
    fits(phone)
    phone.get_by_role("link", name=f"Ghi tháng {today.month}", exact=True).click()
    axe(phone)
    fits(phone)
    assert phone.get_by_label("Ngày họp").input_value() == dmy(today)
    _choose(phone, "Loại buổi sinh hoạt", "Thường kỳ")
    _choose(phone, "Xếp loại buổi sinh hoạt", "Tốt")
    phone.get_by_label("Số đảng viên phải dự").fill("12")
    phone.get_by_label("Số đảng viên có mặt").fill("13")
    phone.get_by_role("button", name="Lưu").click()
    assert problems(phone) == ["Số đảng viên có mặt: Không được nhiều hơn số đảng viên phải dự."]
    axe(phone)
    phone.get_by_label("Số đảng viên có mặt").fill("11")
    phone.get_by_role("button", name="Lưu").click()
    assert notices(phone) == [f"Đã ghi cuộc họp ngày {dmy(today)}."]
    line = phone.locator(f"#thang-{today.month} summary")
    expect(line).to_contain_text("Thường kỳ · Tốt")
    expect(line).to_contain_text("tự xếp")
    line.click()
    axe(phone)
    fits(phone)
    _confirm(person("danguy", **PHONE), axe, fits)
    phone.reload()
    expect(line).to_contain_text("đã xác nhận")
    assert Meeting.objects.get().confirmed == ["grade"]


def _confirm(page: Page, axe: Check, fits: Check) -> None:
    page.locator(".task-title", has_text="Xác nhận sổ sinh hoạt: 1 cuộc họp").click()
    axe(page)
    fits(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Xác nhận").click()
    assert notices(page) == ["Đã xác nhận 1 cuộc họp."]


def test_figures_are_saved_as_they_are_chosen_and_papers_confirmed_with_them(
    world: World, person: Callable[..., Page], complaints: Complaints, axe: Check, fits: Check
) -> None:
    complaints.expect("422")
    phone = person("bithu", **PHONE)
    phone.goto("/so-lieu/cs1-cb1/")
    axe(phone)
    fits(phone)
    row = phone.locator("#sl-disunity")
    row.get_by_role("combobox").select_option("Không")
    expect(row).to_contain_text("Đã lưu")
    expect(row).to_contain_text("đã khai, chờ xác nhận")
    number = phone.locator("#sl-members_total")
    number.get_by_role("textbox").fill("mười hai")
    number.get_by_role("textbox").blur()
    expect(number).to_contain_text("Hãy nhập một số")
    axe(phone)
    assert dict(Fact.objects.values_list("field", "value")) == {"disunity": "false"}
    paper_year(world, "cs1-cb1", "bithu", timezone.localdate().year - 1)
    phone.goto("/so-theo-doi/cs1-cb1/")
    axe(phone)
    fits(phone)
    board = person("danguy")
    board.goto("/so-lieu/")
    axe(board)
    fits(board)
    for box in board.get_by_role("checkbox").all():
        box.check()
    board.get_by_role("button", name="Xác nhận").click()
    assert notices(board) == ["Đã xác nhận 2 mục."]


def test_a_figure_typed_without_a_network_waits_and_is_sent_when_it_is_back(
    world: World, person: Callable[..., Page], complaints: Complaints
) -> None:
    for line in ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"):
        complaints.expect(line)
    page = person("bithu", **PHONE)
    page.goto("/so-lieu/cs1-cb1/")
    row = page.locator("#sl-members_total")
    page.context.set_offline(True)
    row.get_by_role("textbox").fill("12")
    row.get_by_role("textbox").blur()
    expect(row.locator(".row-unsent")).to_have_text("Chưa lưu được, chưa có mạng. Khi có mạng sẽ tự lưu lại.")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.evaluate("document.querySelector('main a[href]:not([href^=\"#\"])').click()")
    assert asked == ["Có số liệu chưa lưu được; rời trang này thì mất. Rời trang?"]
    assert Fact.objects.count() == 0
    page.context.set_offline(False)
    expect(row).to_contain_text("Đã lưu")
    expect(row.locator(".row-unsent")).to_have_count(0)
    assert Fact.objects.get().value == "12"


def test_a_form_sent_without_a_network_stays_with_what_was_typed(
    world: World, person: Callable[..., Page], complaints: Complaints
) -> None:
    for line in ("ERR_INTERNET_DISCONNECTED", "422"):
        complaints.expect(line)
    page = person("bithu", **PHONE)
    page.goto(f"/ho-so/{sheet('cs1-cb1').pk}/nop/")
    number = page.get_by_label("Số biên bản hoặc nghị quyết")
    number.fill("12-BB/CB")
    page.context.set_offline(True)
    page.evaluate("document.querySelector('main form[method=post] button[type=submit]').click()")
    expect(page.locator("#thong-bao")).to_contain_text("Không có kết nối mạng nên chưa gửi được.")
    expect(number).to_have_value("12-BB/CB")
    page.context.set_offline(False)
    page.get_by_role("button", name="Nộp phiếu").click()
    expect(page.get_by_text("Chưa nộp được, còn thiếu")).to_be_visible()
    expect(number).to_have_value("12-BB/CB")
