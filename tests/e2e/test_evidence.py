"""Proof, words and second thoughts on a phone and a laptop: uploads, bad files, what the appraiser sees."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scoring.models import Evidence
from scoring.sheets.talk import say
from tests.build import World, appraise, build_round, build_world, fill, sheet, submit
from tests.e2e.conftest import Complaints
from tests.e2e.helpers import SheetPage, notices, problems, texts
from tests.scoring.evidence import files
from tests.scoring.evidence.test_attach import _attach
from tests.scoring.test_sheet_beside import _next_round, _of

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
CELL, ROW = "cs1-cb1", "I.1.1"


@pytest.fixture
def world(server: str) -> World:
    world = build_world()
    build_round(world)
    return world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files as people have them."""
    contents = {
        "Báo cáo năm.pdf": files.pdf(2), "anh-chup.jpg": files.turned_photo(), "so-lieu.xlsx": files.xlsx(),
        "trang.pdf": files.HTML, "hinh.png": files.SVG, "rong.pdf": b"",
    }  # fmt: skip
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def _to_proof(page: Page, login: Callable[..., None], name: str = "bithu") -> SheetPage:
    """Log in, type a mark, and press the button for proof of its row."""
    login(page, name)
    page.goto(f"/ho-so/{sheet(CELL).pk}/")
    own = SheetPage.of(page, CELL)
    own.points(ROW).fill("4,5")
    own.note(ROW).fill("Có báo cáo kèm theo.")
    own.row(ROW).get_by_role("button", name="Thêm minh chứng").click()
    page.wait_for_url(re.compile("/minh-chung/"))
    return own


def _upload(page: Page, *paths: Path, about: str = "Báo cáo kết quả năm", sworn: bool = True) -> None:
    page.get_by_label("Chọn tệp hoặc chụp ảnh").set_input_files(paths)
    page.get_by_label("Tệp nói về việc gì").fill(about)
    page.get_by_label("không chứa bí mật nhà nước").set_checked(sworn)
    page.get_by_role("button", name="Tải tệp lên").click()


def test_files_are_uploaded_and_stand_at_the_row_with_all_that_was_typed(
    world: World, page: Page, folder: Path, login: Callable[..., None], axe: Check, fits: Check
) -> None:
    own = _to_proof(page, login)
    axe(page)
    fits(page)
    _upload(page, folder / "Báo cáo năm.pdf", folder / "anh-chup.jpg", folder / "so-lieu.xlsx")
    assert notices(page) == ["Đã thêm 3 minh chứng."]
    assert page.url.endswith(f"#{own.anchor(ROW)}")
    assert (own.typed(ROW), own.note(ROW).input_value()) == (["4,5"], "Có báo cáo kèm theo.")
    lines = texts(own.row(ROW).locator(".evidence-list > li"))
    assert [line.split(" (")[0] for line in lines] == [
        "Minh chứng: Báo cáo năm.pdf", "Minh chứng: anh-chup.jpg", "Minh chứng: so-lieu.xlsx",
    ]  # fmt: skip
    page.get_by_text("Xem trang đầu của Báo cáo năm.pdf").click()
    expect(page.get_by_alt_text("Trang đầu của Báo cáo năm.pdf")).to_be_visible()
    _is_drawn(page, "Báo cáo năm.pdf")
    axe(page)
    fits(page)


def _is_drawn(page: Page, name: str) -> None:
    picture = page.get_by_alt_text(f"Trang đầu của {name}")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 100


def test_a_bad_file_is_refused_in_words_and_nothing_typed_is_lost(
    world: World, page: Page, folder: Path, login: Callable[..., None], complaints: Complaints, axe: Check, fits: Check
) -> None:
    complaints.expect("422 (Unprocessable")
    own = _to_proof(page, login)
    for name, sentence in (
        ("trang.pdf", "Đây là trang web"), ("hinh.png", "Chỉ nhận PDF"), ("rong.pdf", "Tệp không có nội dung."),
    ):  # fmt: skip
        _upload(page, folder / name)
        assert (name, [sentence in line for line in problems(page)]) == (name, [True])
        assert page.get_by_label("Tệp nói về việc gì").input_value() == "Báo cáo kết quả năm"
    axe(page)
    fits(page)
    _upload(page, folder / "Báo cáo năm.pdf")
    assert own.typed(ROW) == ["4,5"]
    assert Evidence.objects.count() == 1


def test_without_the_declaration_no_file_is_taken(
    world: World, phone: Page, folder: Path, login: Callable[..., None], complaints: Complaints
) -> None:
    complaints.expect("422 (Unprocessable")
    _to_proof(phone, login)
    _upload(phone, folder / "Báo cáo năm.pdf", sworn=False)
    assert ["Phải cam kết" in line for line in problems(phone)] == [True]
    assert not Evidence.objects.exists()


def test_one_proof_is_used_for_a_second_row_without_javascript(world: World, person: Callable[..., Page]) -> None:
    _attach(world)
    page = person("bithu", java_script_enabled=False)
    page.goto(f"/ho-so/{sheet(CELL).pk}/")
    own = SheetPage.of(page, CELL)
    own.points("I.1.2").fill("5")
    own.note("I.1.2")
    own.row("I.1.2").get_by_role("button", name="Thêm minh chứng").click()
    page.get_by_label("Báo cáo năm (Báo cáo.pdf) – đang dùng ở mục I.1.(1)").check()
    page.get_by_role("button", name="Dùng cho mục này").click()
    assert "Báo cáo.pdf" in own.row("I.1.2").inner_text()
    own.row(ROW).get_by_role("button", name="Bỏ").click()
    assert notices(page) == ["Đã bỏ minh chứng Báo cáo năm (Báo cáo.pdf) khỏi nội dung này."]
    assert (own.typed("I.1.2"), "Báo cáo.pdf" in own.row(ROW).inner_text()) == (["5"], False)


def test_the_appraiser_looks_at_the_first_page_beside_the_row_and_saves_the_file(
    world: World, page: Page, login: Callable[..., None], axe: Check, fits: Check
) -> None:
    _attach(world)
    submit(world, CELL)
    login(page, "giupviec")
    page.goto(f"/tham-dinh/{sheet(CELL).pk}/")
    page.get_by_text("Xem trang đầu của Báo cáo.pdf").click()
    _is_drawn(page, "Báo cáo.pdf")
    axe(page)
    fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Báo cáo.pdf", exact=True).click()
    assert download.value.suggested_filename == "Báo cáo.pdf"
    assert download.value.path().read_bytes() == files.pdf()


def test_a_sheet_handed_in_by_mistake_is_taken_back_and_mended(
    world: World, page: Page, login: Callable[..., None], axe: Check, fits: Check
) -> None:
    submit(world, CELL)
    login(page, "bithu")
    page.goto(f"/ho-so/{sheet(CELL).pk}/")
    page.get_by_role("link", name="rút phiếu để sửa").click()
    axe(page)
    fits(page)
    page.get_by_label("Lý do rút phiếu").fill("Chấm nhầm mục đầu")
    page.get_by_role("button", name="Rút phiếu").click()
    assert notices(page) == ["Đã rút phiếu. Điểm đã chấm còn nguyên; sửa xong hãy nộp lại."]
    own = SheetPage.of(page, CELL)
    assert own.typed(ROW) == ["6"]
    own.points(ROW).fill("5")
    own.save("Lưu và nộp…")
    assert page.get_by_label("Số biên bản hoặc nghị quyết").input_value() == "12-BB/CB"
    page.get_by_role("button", name="Nộp phiếu").click()
    assert texts(page.get_by_role("heading", level=1)) == ["Đã nộp phiếu tự chấm"]


def test_unit_and_board_speak_about_a_row(
    world: World, page: Page, login: Callable[..., None], person: Callable[..., Page], axe: Check, fits: Check
) -> None:
    fill(world, CELL)
    say(sheet(CELL), ROW, actor=world.user("giupviec"), text="Đề nghị nói rõ số liệu.")
    login(page, "bithu")
    page.goto(f"/ho-so/{sheet(CELL).pk}/")
    own = SheetPage.of(page, CELL)
    own.points(ROW).fill("5")
    own.row(ROW).get_by_role("button", name="Trao đổi (1)").click()
    assert texts(page.locator(".talk-text")) == ["Đề nghị nói rõ số liệu."]
    page.get_by_label("Ý kiến").fill("Số liệu ở trang 2 của báo cáo.")
    page.get_by_role("button", name="Gửi ý kiến").click()
    assert texts(page.locator(".talk-text"))[1:] == ["Số liệu ở trang 2 của báo cáo."]
    axe(page)
    fits(page)
    page.get_by_role("link", name="Quay lại phiếu").click()
    assert own.typed(ROW) == ["5"]
    board = person("giupviec")
    board.goto(f"/ho-so/{sheet(CELL).pk}/trao-doi/{own.keys[ROW]}/")
    assert len(texts(board.locator(".talk-text"))) == 2


def test_the_list_of_what_is_missing_follows_the_rows_as_they_are_saved(
    world: World, page: Page, login: Callable[..., None], axe: Check, fits: Check
) -> None:
    login(page, "bithu")
    page.goto(f"/ho-so/{sheet(CELL).pk}/")
    own = SheetPage.of(page, CELL)
    page.get_by_role("link", name="Còn thiếu gì?").click()
    box = page.locator("#con-thieu")
    expect(box.locator("li:visible")).to_have_count(18)
    axe(page)
    fits(page)
    own.points(ROW).fill("4,5")
    own.points(ROW).blur()
    expect(box.locator("li:visible")).to_have_count(17)
    expect(box.locator("summary")).to_have_text("Còn thiếu: 17 nội dung")
    box.get_by_role("link", name="Mục I.1.(2): chưa chấm.").click()
    assert page.url.endswith(f"#{own.anchor('I.1.2')}")


def test_last_years_points_stand_beside_this_years(
    world: World, page: Page, login: Callable[..., None], axe: Check, fits: Check
) -> None:
    appraise(world, CELL, Decimal("0.5"))
    now = _of(_next_round(world))
    login(page, "bithu")
    page.goto(f"/ho-so/{now.pk}/")
    own = SheetPage(page, now)
    last = own.row(ROW).locator(".c-last")
    assert (last.get_attribute("data-label"), last.inner_text()[-1:]) == (f"Năm {now.round.year - 1}", "3")
    assert own.total(f"Năm {now.round.year - 1}")[-2:] == "45"
    own.points(ROW).fill("4,5")
    own.save()
    assert own.typed(ROW) == ["4,5"]
    axe(page)
    fits(page)
