"""Walks through the demonstration as the guides tell it and keeps what is seen as docs/huong-dan/anh/*.png.

.venv/bin/python docs/make_guide_pictures.py
"""

import io
import re
from datetime import date, timedelta
from pathlib import Path

from guide_server import PHONE, browsing, open_page, serving
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

FOLDER = Path(__file__).resolve().parent / "huong-dan" / "anh"
COLOURS, LARGEST = 48, 120_000
# The work that the guides tell of, among other things that may wait on the start page.
WORK = re.compile("^(Tự chấm|Chấm lại|Sửa|Soạn quyết định)")
# Of all rounds that are open the one that the guides follow; "Quý IV: Chấm điểm" is another.
YEAR, MONTH = re.compile(r"(^|· )\s*Chấm điểm"), re.compile(r"^\s*Tháng")
TODAY = f"{date.today():%d/%m/%Y}"  # noqa: DTZ011 -- as the person before the screen types it
LATER = f"{date.today() + timedelta(days=7):%d/%m/%Y}"  # noqa: DTZ011


def main() -> None:
    """Write the pictures of every guide anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with browsing() as browser:
        with serving() as address:
            secretary(browser, address)
            board(browser, address)
            secretary_again(browser, address)
            approver(browser, address)
            clerk(browser, address)
            administrator(browser, address)
        with serving("--empty") as address:
            keep(open_page(browser, address), "quan-tri-1-bat-dau")


def keep(page: Page, name: str, to: Locator | None = None, above: int = 90) -> None:
    """Keep what the screen shows, scrolled so that `to` stands `above` pixels below its upper edge."""
    page.wait_for_load_state("networkidle")
    if not page.locator("tr.is-selected").count():
        page.evaluate("document.activeElement.blur()")
    if to is None:
        page.evaluate("window.scrollTo(0, 0)")
    else:
        to.first.evaluate(
            "(part, above) => window.scrollTo(0, part.getBoundingClientRect().top + window.scrollY - above)", above
        )
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    path = FOLDER / f"{name}.png"
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path.name} is larger than {LARGEST} bytes")


def _fill(page: Page, label: str, text: str) -> None:
    page.locator("input, textarea").and_(page.get_by_label(label)).first.fill(text)


def _save(page: Page) -> None:
    page.locator(".summary-actions").get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_load_state("networkidle")


def _row_points(page: Page) -> list[Locator]:
    return page.locator(".sheet-row .points-input input, .sheet-row .c-self input[type=text]").all()


def _work(page: Page, round_: re.Pattern[str] = YEAR) -> Locator:
    """Return the line of the start page that leads to the work of a round."""
    lines = page.locator(".task").filter(has=page.locator(".task-meta", has_text=round_))
    return lines.locator(".task-title", has_text=WORK).first


def secretary(browser: Browser, address: str) -> None:
    """The secretary on a telephone: from the login to the sheet handed in."""
    page = open_page(browser, address, device=PHONE)
    page.get_by_label("Tên đăng nhập").fill("bithu")
    keep(page, "bi-thu-1-dang-nhap")
    page = open_page(browser, address, "bithu", PHONE)
    keep(page, "bi-thu-2-viec-cua-toi", _work(page), above=450)
    _work(page).click()
    keep(page, "bi-thu-3-phieu")
    rows = page.locator(".sheet-row")
    first = rows.nth(0).locator("input[type=text]").first
    first.fill("5,5")
    first.press("Tab")
    rows.nth(0).get_by_text("Đã lưu").wait_for()
    keep(page, "bi-thu-4-mot-noi-dung", rows.nth(0))
    page.locator("a", has_text="Còn thiếu gì?").first.click()
    keep(page, "bi-thu-5-con-thieu", page.locator("#con-thieu"))
    _evidence(page)
    _hand_in(page)
    _log_and_vote(page)


def _log_and_vote(page: Page) -> None:
    page.goto("/so-sinh-hoat/")
    page.locator(".list-table tbody th a").first.click()
    keep(page, "bi-thu-13-so-sinh-hoat", page.locator("#thang-7"), above=20)
    page.goto("/")
    _work(page, MONTH).click()
    page.get_by_role("link", name="Ghi biểu quyết từng nội dung").click()
    first = page.locator("fieldset").first
    for label, number in (("Triệu tập", "13"), ("Có mặt", "12"), ("Đồng ý", "11"), ("Không đồng ý", "1"),
                          ("Không có ý kiến", "0")):  # fmt: skip
        first.get_by_label(label, exact=True).fill(number)
    keep(page, "bi-thu-14-bieu-quyet", first, above=150)


def _evidence(page: Page) -> None:
    row = page.locator(".sheet-row").nth(0)
    row.locator("details.row-more > summary").click()
    keep(page, "bi-thu-6-giai-trinh", row, above=20)
    row.get_by_role("button", name="Thêm minh chứng").click()
    keep(page, "bi-thu-7-minh-chung")
    _fill(page, "Số, ký hiệu văn bản", "12-BC/CB")
    _fill(page, "Ngày văn bản", TODAY)
    _fill(page, "Trích yếu", "Báo cáo kết quả thực hiện nghị quyết")
    page.get_by_role("button", name="Thêm minh chứng").click()
    keep(page, "bi-thu-8-da-gan", page.locator(".sheet-row").nth(0), above=20)


def _hand_in(page: Page) -> None:
    address = page.url.partition("#")[0]
    for row in page.locator(".sheet-row").all():
        most = row.locator(".points-max")
        text = most.inner_text().replace("/", "").strip() if most.count() else "0"
        asks_report = "Chi bộ có kết quả" in row.inner_text()
        row.locator("input[type=text]").first.fill("0" if asks_report else text)
    _save(page)
    page.goto(address)
    page.locator(".summary-actions").get_by_role("button", name="Lưu và nộp…").click()
    page.wait_for_url("**/nop/")
    keep(page, "bi-thu-9-nop-phieu", page.get_by_text("Cuộc họp thông qua phiếu"))
    _fill(page, "Ngày họp thông qua", TODAY)
    _fill(page, "Số đảng viên (cấp ủy viên) được triệu tập", "12")
    _fill(page, "Số có mặt", "11")
    _fill(page, "Số biên bản hoặc nghị quyết", "12-BB/CB")
    _fill(page, "Số tờ trình", "05-TTr/CB")
    _fill(page, "Ngày tờ trình", TODAY)
    page.get_by_role("button", name="Nộp phiếu").click()
    page.wait_for_url("**/da-nop/")
    keep(page, "bi-thu-10-da-nop")


def board(browser: Browser, address: str) -> None:
    """The appraiser at a desk: the list, one sheet, a return, acts for many, a paper sheet, the history."""
    page = open_page(browser, address, "giupviec")
    keep(page, "ban-1-viec-cua-toi")
    page.goto("/tham-dinh/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    keep(page, "ban-2-danh-sach")
    page.locator("details.more > summary").click()
    keep(page, "ban-3-bieu-do", page.locator("details.more"), above=20)
    page.goto("/tham-dinh/")
    page.locator(".list-table input[type=checkbox]").nth(1).check()
    page.get_by_label("Việc cần làm").select_option("gia-han")
    page.get_by_role("button", name="Với hồ sơ đã đánh dấu…").click()
    keep(page, "ban-4-hang-loat")
    _appraise_one(page)
    page.goto("/tham-dinh/?trang-thai=cho")
    page.locator(".list-table tbody th a").first.click()
    page.get_by_role("link", name="Nhập thay phiếu giấy…").click()
    keep(page, "ban-8-nhap-thay")
    page.goto("/kiem-tra/")
    page.locator(".list-table tbody th a").first.click()
    keep(page, "ban-10-to-kiem-tra")


def _appraise_one(page: Page) -> None:
    page.goto("/tham-dinh/?trang-thai=tham-dinh")
    page.get_by_role("link", name="Chi bộ Văn phòng").click()
    rows = page.locator(".sheet-row")
    rows.nth(0).locator("input[type=text]").first.fill("5")
    rows.nth(0).locator("details.row-more > summary").click()
    rows.nth(0).locator("[name^='e-']").fill("Chưa đủ minh chứng cho phần tự chấm.")
    rows.nth(1).locator("input[type=text]").first.fill("6")
    rows.nth(1).locator("input[type=text]").first.press("Tab")
    rows.nth(1).get_by_text("Đã lưu").wait_for()
    keep(page, "ban-5-mot-ho-so", rows.nth(0), above=120)
    rows.nth(0).get_by_label("Trả lại").check()
    page.get_by_role("button", name="Trả lại…").click()
    _fill(page, "Lý do chung", "Bổ sung minh chứng rồi nộp lại.")
    _fill(page, "Hạn nộp lại", LATER)
    keep(page, "ban-6-tra-lai")
    page.get_by_role("button", name="Trả lại đơn vị").click()
    page.wait_for_load_state("networkidle")
    page.goto("/tham-dinh/")
    page.get_by_role("link", name="Chi bộ Văn phòng").click()
    page.get_by_role("link", name="Quá trình xử lý").click()
    keep(page, "ban-7-qua-trinh")


def secretary_again(browser: Browser, address: str) -> None:
    """The secretary whose sheet came back."""
    page = open_page(browser, address, "bithu", PHONE)
    _work(page).click()
    keep(page, "bi-thu-11-tra-lai", page.locator(".return-note"), above=420)
    page.locator(".sheet-row").first.locator("details.row-more").evaluate("(part) => { part.open = true; }")
    page.locator(".sheet-row").first.locator(".row-talk :is(a, button)").first.click()
    page.wait_for_url("**/trao-doi/**")
    keep(page, "bi-thu-12-trao-doi")


def approver(browser: Browser, address: str) -> None:
    """The approver: what waits, and the conclusion."""
    page = open_page(browser, address, "danguy")
    page.goto("/tham-dinh/?trang-thai=ket-luan")
    page.locator(".list-table tbody th a").first.click()
    page.get_by_role("link", name="Nhập kết luận").click()
    page.get_by_label("Công nhận", exact=True).check()
    _fill(page, "Ngày họp kết luận", TODAY)
    _fill(page, "Số biên bản", "08-BB/ĐU")
    keep(page, "ban-9-ket-luan")


def clerk(browser: Browser, address: str) -> None:
    """The clerk: from the units that wait to the issued decision and the list."""
    page = open_page(browser, address, "vanthu_cs")
    keep(page, "van-thu-1-viec-cua-toi")
    _work(page).click()
    keep(page, "van-thu-2-lap-du-thao")
    page.get_by_role("button", name="Lập dự thảo").click()
    page.wait_for_load_state("networkidle")
    keep(page, "van-thu-3-du-thao")
    keep(page, "van-thu-4-loi-van", page.get_by_text("Lời văn", exact=True), above=30)
    draft = page.url
    page.goto(f"{draft}xem-thu/")
    keep(page, "van-thu-5-xem-thu")
    _present_and_issue(page, draft)
    page.goto("/quyet-dinh/so/")
    keep(page, "van-thu-7-so")
    page = open_page(browser, address, "vanthu")
    page.goto("/danh-sach/")
    keep(page, "van-thu-8-danh-sach")


def _present_and_issue(page: Page, draft: str) -> None:
    page.goto(draft)
    bases = page.locator("[name=bases]")
    bases.fill(bases.input_value().replace("số .....-HD/TU ngày .....", "số 07-HD/TU ngày 01/12/2025"))
    page.locator("[name=signer]").fill("(họ và tên người ký)")
    page.get_by_role("button", name="Lưu dự thảo").click()
    page.wait_for_load_state("networkidle")
    page.goto(f"{draft}ban-hanh/")
    page.locator("[name=day]").fill(TODAY)
    keep(page, "van-thu-6-ban-hanh")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Ban hành").click()
    page.wait_for_load_state("networkidle")


def administrator(browser: Browser, address: str) -> None:
    """The administrator: people, posts, import, a round."""
    page = open_page(browser, address, "quantri")
    page.goto("/to-chuc/nguoi-dung/")
    keep(page, "quan-tri-2-nguoi-dung")
    page.goto("/to-chuc/nhap/")
    keep(page, "quan-tri-3-nhap")
    page.goto("/to-chuc/nguoi-dung/?tim=bi+thu")
    page.locator(".list-table tbody th a").first.click()
    keep(page, "quan-tri-4-mot-nguoi")
    page.get_by_role("link", name="Phân công").first.click()
    keep(page, "quan-tri-5-phan-cong")
    page.goto("/dot/moi/")
    keep(page, "quan-tri-6-lap-dot")
    page.goto("/dot/")
    page.locator(".list-table tbody th a").first.click()
    keep(page, "quan-tri-7-tien-do")
    page.goto("/bo-tieu-chi/")
    page.get_by_role("link", name="Phiếu chấm điểm chi bộ", exact=False).first.click()
    page.get_by_role("button", name="Tạo bản thảo mới từ bản này").click()
    page.wait_for_url("**/sua/")
    keep(page, "quan-tri-8-ban-thao", page.get_by_role("link", name="Thêm dòng", exact=True), above=20)


if __name__ == "__main__":
    main()
