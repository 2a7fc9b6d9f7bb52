"""The way of one score from the opening of the round to the title, in a browser without JavaScript, at both places.

A cell goes its way under its base committee, a chi bộ cơ sở under the superior committee; every person works
with an account of his own and sees what the one before him left.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from config.common.vietnamese import official_date
from tests.build import build_world, load_rubrics
from tests.e2e.conftest import Complaints
from tests.e2e.helpers import SheetPage, choose_task, dmy, notices, paper, problems, texts, workbook
from tests.recognition.situations import load_forms

pytestmark = pytest.mark.browser

SelfScore = dict[str, str]
FIRST: SelfScore = {"I.1.1": "4,5", "I.1.2": "4.5"}
REST: SelfScore = {
    "I.1.4": "5", "I.1.5": "6",
    "I.2.1": "14,5", "I.2.2.a": "2", "I.2.2.b": "1", "I.2.2.c": "1.5",
    "I.3.1": "4", "I.3.2": "4", "I.3.3": "4", "I.3.4": "3,5", "I.3.5": "4",
    "I.4.1": "10", "I.4.2": "9,5", "II.1": "3",
}  # fmt: skip
BONUS = "II.2"
LOWERED = "I.1.4"


@dataclass(frozen=True)
class Place:
    """Where a sheet goes its way: the unit, who works on it, and what comes out."""

    unit: str
    name: str
    title: str
    people: dict[str, str]
    appraisers: str
    issuer: str
    number: str
    total: str
    lowered_to: str
    appraised: str
    proposal: str
    differing: str
    concluded: str
    rest: SelfScore = field(default_factory=lambda: REST)


CELL = Place(
    unit="cs1-cb1", name="Chi bộ thôn 1", title="Chi bộ “bốn tốt”",
    people={"secretary": "bithu", "appraiser": "giupviec", "approver": "danguy", "clerk": "vanthu_cs"},
    appraisers="Bộ phận giúp việc Đảng ủy Đảng bộ cơ sở 1", issuer="ĐẢNG ỦY ĐẢNG BỘ CƠ SỞ 1", number="05-QĐ/ĐU",
    total="88,5", lowered_to="4", appraised="87,5", proposal="Đạt “bốn tốt”",
    differing="Không công nhận", concluded="Công nhận",
)  # fmt: skip
SOLO = Place(
    unit="cbcs", name="Chi bộ Trạm Y tế", title="Chi bộ cơ sở “bốn tốt”",
    people={"secretary": "bithu_cs", "appraiser": "thamdinh", "approver": "lanhdao", "clerk": "vanthu"},
    appraisers="Ban Xây dựng Đảng Đảng bộ xã Suối Ngàn", issuer="ĐẢNG ỦY ĐẢNG BỘ XÃ SUỐI NGÀN", number="05-QĐ/ĐU",
    total="80", lowered_to="4,5", appraised="79,5", proposal="Không đạt “bốn tốt”",
    differing="Công nhận", concluded="Công nhận", rest=REST | {"I.2.1": "11", "I.4.1": "8", "I.4.2": "6,5"},
)  # fmt: skip


@pytest.mark.parametrize("place", [pytest.param(CELL, marks=pytest.mark.walk), SOLO], ids=["cell", "solo"])
def test_a_score_goes_its_way_from_the_opened_round_to_the_title_without_javascript(
    place: Place, person: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("422 (Unprocessable")
    load_rubrics(build_world())
    load_forms()
    people = {role: person(name, java_script_enabled=False) for role, name in place.people.items()}

    open_round(person("quantri", java_script_enabled=False))
    self_score(people["secretary"], place)
    hand_in(people["secretary"], place)
    appraise(people["appraiser"], place)
    conclude(people["approver"], place)
    draft(people["clerk"], place)
    issue(people["clerk"], place)
    read_back(people["clerk"], people["secretary"], place)


def open_round(page: Page) -> None:
    """The administrator prepares a round, binds what totals lead to, and opens it."""
    today = timezone.localdate()
    page.get_by_role("link", name="Đợt đánh giá").click()
    page.get_by_role("link", name="Lập đợt đánh giá").click()
    page.get_by_label("Cơ quan mở đợt").select_option(label="Ban Thường vụ Đảng ủy Đảng bộ xã Suối Ngàn")
    page.get_by_label("Năm", exact=True).fill(str(today.year))
    page.get_by_label("Tên đợt đánh giá").fill(round_name(today))
    for label, days in (("Hạn tự chấm", 10), ("Hạn thẩm định", 5), ("Hạn kết luận", 30)):
        page.get_by_label(label).fill(dmy(today + timedelta(days=days)))
    page.get_by_role("button", name="Lập đợt").click()
    assert problems(page) == ["Hạn thẩm định: Hạn này phải từ hạn của bước trước trở đi."]

    page.get_by_label("Hạn thẩm định").fill(dmy(today + timedelta(days=20)))
    page.get_by_role("button", name="Lập đợt").click()
    assert notices(page) == ["Đã lập đợt đánh giá ở dạng dự thảo. Hãy xem lại rồi mở."]
    for kind in ("Chi bộ trực thuộc đảng ủy cơ sở", "Chi bộ cơ sở", "Đảng bộ cơ sở"):
        line = page.locator("section.panel", has=page.get_by_role("heading", name=kind, exact=True))
        line.get_by_label("Bộ mức xếp loại").select_option(label="Xếp loại “bốn tốt” (số liệu minh họa)")
        line.get_by_role("button", name="Xem trước rồi đặt").click()
        page.get_by_role("button", name="Đặt mức xếp loại", exact=True).click()
    page.get_by_role("button", name="Mở đợt đánh giá").click()
    assert notices(page) == ["Đã mở đợt đánh giá: 7 hồ sơ."]


def round_name(today: date) -> str:
    return f"Chấm “bốn tốt” năm {today.year}"


def self_score(page: Page, place: Place) -> None:
    """The secretary fills the sheet in two goes and cites a report; whatever he presses saves first."""
    choose_task(page, f"Tự chấm: {place.name}")
    own = SheetPage.of(page, place.unit)
    own.enter(FIRST)
    own.save()
    assert own.typed(*FIRST) == ["4,5", "4,5"]

    own.points("I.1.3").fill("6")
    own.note("I.1.3").fill("Đã tổ chức 4 buổi học tập chuyên đề.")
    own.points(BONUS).fill("3")
    own.note(BONUS)
    own.row(BONUS).get_by_role("button", name="Thêm minh chứng").click()
    page.get_by_label("Số, ký hiệu văn bản").fill("15-BC/CB")
    page.get_by_label("Ngày văn bản").fill("5/1/2026")
    page.get_by_label("Trích yếu").fill("Báo cáo giải trình cách làm mới")
    page.get_by_role("button", name="Thêm minh chứng").click()
    assert page.url.endswith(f"#{own.anchor(BONUS)}")
    assert own.typed("I.1.3", BONUS) == ["6", "3"]
    assert own.note("I.1.3").input_value() == "Đã tổ chức 4 buổi học tập chuyên đề."
    assert "Minh chứng: 15-BC/CB ngày 05/01/2026, Báo cáo giải trình cách làm mới" in own.row(BONUS).inner_text()


def hand_in(page: Page, place: Place) -> None:
    """A sheet that lacks rows is not taken: each is named with a link to it; then it is completed and handed in."""
    own = SheetPage.of(page, place.unit)
    own.save("Lưu và nộp…")
    unfinished = [f"Mục {label}: chưa chấm." for label in LABELS]
    assert texts(page.locator(".notice-warning li")) == unfinished
    fill_meeting(page)
    page.get_by_role("button", name="Nộp phiếu").click()
    assert problems(page) == unfinished
    page.get_by_role("link", name=unfinished[0]).last.click()
    assert page.url.endswith(f"#{own.anchor('I.1.4')}")

    own.enter(place.rest)
    own.save("Lưu và nộp…")
    assert page.locator(".notice-warning").count() == 0
    fill_meeting(page)
    page.get_by_role("button", name="Nộp phiếu").click()
    assert texts(page.get_by_role("heading", level=1)) == ["Đã nộp phiếu tự chấm"]
    assert texts(page.locator(".confirmation-code")) == [f"{place.name}: {place.total} điểm"]
    assert f"Tiếp theo: {place.appraisers} thẩm định" in page.locator(".confirmation").inner_text()

    printed = paper(page, "Phiếu chấm điểm (PDF)")
    assert f"Đơn vị: {place.name}" in printed
    assert f"CỘNG ĐIỂM 100 {place.total} " in printed
    request = paper(page, "Tờ trình (PDF)")
    assert "Số 05-TTr/CB" in request
    assert f"{place.name} đã tự chấm được {place.total} điểm" in request
    assert "có mặt 11/12 (biên bản số 12-BB/CB)" in request


LABELS = (
    "I.1.(4)", "I.1.(5)", "I.2.(1)", "I.2.(2), dòng 1", "I.2.(2), dòng 2", "I.2.(2), dòng 3",
    "I.3.(1)", "I.3.(2)", "I.3.(3)", "I.3.(4)", "I.3.(5)", "I.4.(1)", "I.4.(2)", "II.1",
)  # fmt: skip


def fill_meeting(page: Page) -> None:
    today = dmy(timezone.localdate())
    page.get_by_label("Ngày họp thông qua").fill(today)
    page.get_by_label("Số đảng viên (cấp ủy viên) được triệu tập").fill("12")
    page.get_by_label("Số có mặt").fill("11")
    page.get_by_label("Số biên bản hoặc nghị quyết").fill("12-BB/CB")
    page.get_by_label("Số tờ trình").fill("05-TTr/CB")
    page.get_by_label("Ngày tờ trình").fill(today)


def appraise(page: Page, place: Place) -> None:
    """The appraiser takes over the untouched rows, lowers one, and has to say why before he hands the sheet on."""
    choose_task(page, "Thẩm định: 1 hồ sơ")
    page.get_by_role("link", name=place.name).click()
    own = SheetPage.of(page, place.unit)
    assert (own.read("I.1.1", "Tự chấm"), own.total("Tự chấm")) == ("4,5", place.total)
    own.points(LOWERED).fill(place.lowered_to)
    page.get_by_role("button", name="Nhận điểm tự chấm cho các nội dung chưa thẩm định").click()
    assert notices(page) == ["Đã ghi điểm tự chấm cho 17 nội dung chưa thẩm định."]
    assert (own.typed(LOWERED), own.total("Tổng")) == ([place.lowered_to], place.appraised)

    own.save("Xong thẩm định")
    lacking = "Mục I.1.(4): cần ghi lý do vì khác điểm tự chấm."
    assert (problems(page), own.row(LOWERED).locator(".row-error").inner_text()) == ([lacking], lacking)
    own.note(LOWERED).fill("Một đoàn thể chưa hoàn thành chương trình công tác.")
    own.save("Xong thẩm định")
    assert notices(page) == [f"Đã thẩm định xong hồ sơ của {place.name}; hồ sơ chuyển sang bước kết luận."]


def conclude(page: Page, place: Place) -> None:
    """The body's conclusion is entered; where it differs from the proposal, with the reason."""
    choose_task(page, "Nhập kết luận: 1 hồ sơ")
    page.get_by_role("link", name=place.name).click()
    own = SheetPage.of(page, place.unit)
    assert (own.read(LOWERED, "Tự chấm"), own.read(LOWERED, "Thẩm định")) == ("5", place.lowered_to)
    assert "Một đoàn thể chưa hoàn thành chương trình công tác." in own.row(LOWERED).inner_text()
    page.get_by_role("link", name="Nhập kết luận").click()
    assert texts(page.locator(".figures dd"))[-2:] == [place.appraised, place.proposal]

    page.get_by_label(place.differing, exact=True).check()
    page.get_by_label("Ngày họp kết luận").fill(dmy(timezone.localdate()))
    page.get_by_label("Số biên bản").fill("08-BB/ĐU")
    page.get_by_role("button", name="Ghi kết luận").click()
    assert problems(page) == ["Lý do: Kết luận khác với đề xuất: cần ghi lý do."]
    page.get_by_label(place.concluded, exact=True).check()
    if place.concluded == place.differing:
        page.get_by_label("Lý do").fill("Khắc phục xong trước ngày họp.")
    page.get_by_role("button", name="Ghi kết luận").click()
    assert notices(page) == [f"Đã ghi kết luận cho {place.name}."]


GUIDE = "Căn cứ Hướng dẫn số 07-HD/TU ngày 26/6/2024 của Ban Thường vụ Tỉnh ủy về mô hình “bốn tốt”"


def draft(page: Page, place: Place) -> None:
    """The clerk drafts the decision from the form and fills what the printed form leaves open."""
    choose_task(page, "Soạn quyết định: 1 tổ chức đã có kết luận công nhận, chưa có quyết định")
    assert page.get_by_label(place.name).is_checked()
    page.get_by_role("button", name="Lập dự thảo").click()
    lacking = texts(page.locator(".notice-warning li"))
    assert lacking[0] == "Chưa có họ tên người ký."
    assert lacking[1].startswith("Còn chỗ trống ở căn cứ: “Căn cứ Hướng dẫn số .....-HD/TU")

    bases = page.get_by_label("Căn cứ").input_value().splitlines()
    page.get_by_label("Căn cứ").fill("\n".join(GUIDE if "....." in line else line for line in bases))
    recipients = page.get_by_label("Nơi nhận").input_value()
    page.get_by_label("Nơi nhận").fill(recipients.replace("Lưu VP", "Ban Tổ chức\nLưu VP"))
    page.get_by_label("Họ tên người ký").fill("Người Ký Ví Dụ")
    page.get_by_role("button", name="Lưu dự thảo").click()
    assert notices(page) == ["Đã lưu dự thảo."]
    assert page.locator(".notice-warning").count() == 0

    preview = paper(page, "Xem thử (PDF)")
    assert "DỰ THẢO" in preview
    assert GUIDE in preview
    assert "- Ban Tổ chức" in preview


def issue(page: Page, place: Place) -> None:
    """Number and date are typed and the decision issued; its paper says all that was entered on the way."""
    today = timezone.localdate()
    page.get_by_role("link", name="Ban hành", exact=True).click()
    page.get_by_label("Số", exact=False).first.fill("5")
    page.get_by_label("Ngày ban hành").fill(dmy(today))
    page.get_by_role("button", name="Ban hành").click()
    assert len(problems(page)) == 1
    assert "Hãy kiểm tra bản xem thử rồi đánh dấu vào ô này." in problems(page)[0]
    page.get_by_label("Tôi đã kiểm tra bản xem thử").check()
    page.get_by_role("button", name="Ban hành").click()
    assert notices(page) == [f"Đã ban hành Quyết định số {place.number}."]

    printed = paper(page, "Mở quyết định (PDF)")
    assert "DỰ THẢO" not in printed
    assert place.issuer in printed
    assert f"Số {place.number}" in printed
    assert f"Suối Ngàn, {official_date(today)}" in printed
    assert f"“bốn tốt” năm {today.year}" in printed
    assert "T/M" in printed
    assert "Người Ký Ví Dụ" in printed
    assert f"1 {place.name} {place.appraised} 05-TTr/CB ngày {dmy(today)}" in printed


def read_back(clerk: Page, secretary: Page, place: Place) -> None:
    """One total on the sheet, its PDF, the list and the workbook; the title stands on the unit's page."""
    today = timezone.localdate()
    clerk.get_by_role("link", name="Danh sách").click()
    line = clerk.get_by_role("row").filter(has=clerk.get_by_role("rowheader", name=place.name))
    assert texts(line.get_by_role("cell"))[4:9] == [
        place.title, str(today.year), place.appraised, place.number, dmy(today),
    ]  # fmt: skip
    found = workbook(clerk, "Tải danh sách (Excel)")
    points = Decimal(place.appraised.replace(",", "."))
    assert [(row["Tên tổ chức đảng"], row["Danh hiệu"], Decimal(str(row["Điểm"]))) for row in found] == [
        (place.name, place.title, points)
    ]

    secretary.goto(secretary.url.split("/ho-so/")[0] + f"/to-chuc/{place.unit}/")
    titles = secretary.locator("section.panel", has=secretary.get_by_role("heading", name="Danh hiệu các năm"))
    assert f"{place.title} " in " ".join(titles.inner_text().split()) + " "
    assert f"Số {place.number} ngày {dmy(today)}" in titles.inner_text()
    secretary.get_by_role("link", name=round_name(today)).click()
    own = SheetPage.of(secretary, place.unit)
    assert (own.total("Tự chấm"), own.total("Thẩm định")) == (place.total, place.appraised)
    printed = paper(secretary, "Phiếu chấm điểm (PDF)")
    assert f"CỘNG ĐIỂM 100 {place.total} {place.appraised} " in printed
