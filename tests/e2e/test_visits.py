"""Inspection on the spot: a team, its timetable, reports received, minutes and the unit's answer, the dossier."""

from typing import Any

import pytest
from playwright.sync_api import expect

from scoring.models import Round, VisitUnit
from scoring.sheets.submit import submit_sheet
from tests.build import World, build_world, enter, full_marks, meeting, sheet
from tests.e2e.conftest import PHONE
from tests.e2e.helpers import accept, choose_task, conclude, dmy, notices, paper, problems
from tests.scoring.visits.situations import account, day, team_round_prepared

pytestmark = pytest.mark.browser


@pytest.fixture
def world(server: str) -> World:
    found = build_world()
    team_round_prepared(found)
    account(found, "thuky")
    return found


def _plan(office: Any, session: str, place: str, unit: str) -> None:
    office.get_by_role("link", name="Thêm lịch kiểm tra").click()
    office.get_by_label("Ngày kiểm tra").fill(dmy(day()))
    office.get_by_label("Buổi").select_option(label=session)
    office.get_by_label("Địa điểm").fill(place)
    office.get_by_label(unit, exact=True).check()
    office.get_by_role("button", name="Thêm vào lịch").click()


def _take_up(phone: Any, label: str) -> None:
    """On a phone the navigation is folded away."""
    phone.goto("/")
    phone.locator(".task-title", has_text=label).click()


def test_a_team_visits_a_cell_and_both_agree_on_the_minutes(
    world: World, person: Any, axe: Any, fits: Any, complaints: Any
):
    complaints.expect("422")
    office = person("quantri")
    office.goto("/kiem-tra/")
    office.locator(".task-title", has_text="Lập tổ kiểm tra").click()
    axe(office)
    office.get_by_label("Tên tổ kiểm tra").fill("Tổ kiểm tra số 1")
    office.get_by_label("Số quyết định thành lập").fill("12-QĐ/ĐU")
    office.get_by_label("Ngày quyết định").fill(dmy(day(-5)))
    office.get_by_role("button", name="Lập tổ").click()
    for name, part, username in (("Trần Văn Tổ", "Tổ trưởng", ""), ("Lê Thị Ký", "Thư ký", "thuky")):
        office.get_by_role("link", name="Thêm người vào tổ").click()
        office.get_by_label("Họ và tên").fill(name)
        office.get_by_label("Nhiệm vụ trong tổ").select_option(label=part.lower())
        office.get_by_label("Tên đăng nhập").fill(username)
        office.get_by_role("button", name="Thêm", exact=True).click()
        assert notices(office) == [f"Đã thêm {name} vào tổ."]
    team_page = office.url
    office.goto(f"/dot/{Round.objects.get().pk}/")
    office.get_by_role("button", name="Mở đợt đánh giá").click()
    office.get_by_role("link", name="Báo cáo phải nộp").click()
    office.get_by_role("link", name="Thêm báo cáo phải nộp").click()
    office.get_by_label("Tên báo cáo").fill("Báo cáo tổng kết năm")
    office.get_by_label("Hạn nộp").fill(dmy(day(3)))
    office.get_by_role("button", name="Thêm", exact=True).click()

    office.goto(team_page)
    _plan(office, "Sáng", "Hội trường", "Chi bộ thôn 1")
    _plan(office, "Sáng", "Nhà văn hóa", "Chi bộ thôn 2")
    assert "Tổ đã có lịch buổi sáng" in " ".join(problems(office))
    axe(office)
    expect(office.get_by_label("Địa điểm")).to_have_value("Nhà văn hóa")
    office.get_by_label("Buổi").select_option(label="Chiều")
    office.get_by_role("button", name="Thêm vào lịch").click()
    axe(office)
    assert "Buổi chiều" in paper(office, "Lịch kiểm tra (PDF)")

    phone = person("bithu", **PHONE)
    _take_up(phone, "Nộp báo cáo: Báo cáo tổng kết năm")
    axe(phone)
    fits(phone)
    enter(sheet("cs1-cb1"), world.user("bithu"), full_marks(sheet("cs1-cb1")), "Có nghị quyết kèm theo.")
    submit_sheet(sheet("cs1-cb1"), actor=world.user("bithu"), meeting=meeting())

    clerk = person("thuky")
    choose_task(clerk, "Nhận báo cáo: còn thiếu 2")
    axe(clerk)
    clerk.get_by_role("link", name="Chi bộ thôn 1").click()
    clerk.get_by_label("Ngày nhận").fill(dmy(day()))
    clerk.get_by_label("Số, ký hiệu").fill("05-BC/CB")
    clerk.get_by_role("button", name="Ghi nhận").click()
    assert notices(clerk) == ["Chi bộ thôn 1: đã ghi 1 dòng."]
    choose_task(clerk, "Đi kiểm tra buổi sáng")
    axe(clerk)
    clerk.get_by_role("link", name="Mở biên bản").click()
    axe(clerk)
    assert "Báo cáo tổng kết năm: đã nhận" in clerk.get_by_label("Nội dung biên bản").input_value()
    clerk.get_by_role("button", name="Lưu biên bản").click()
    assert notices(clerk) == ["Đã lưu biên bản."]

    _take_up(phone, "Thống nhất biên bản kiểm tra")
    axe(phone)
    fits(phone)
    phone.get_by_label("Ý kiến khác của đơn vị").fill("Đề nghị xem lại mục 2.")
    phone.get_by_role("button", name="Chỉ ghi ý kiến").click()
    assert notices(phone) == ["Đã ghi ý kiến của đơn vị."]
    phone.get_by_label("Ý kiến khác của đơn vị").fill("")
    phone.get_by_role("button", name="Thống nhất biên bản").click()
    assert notices(phone) == ["Đã thống nhất biên bản."]
    fits(phone)
    assert "thống nhất với nội dung biên bản" in paper(phone, "Biên bản (PDF)")
    assert VisitUnit.objects.get(organization__code="cs1-cb1").agreed_by_id == world.users["bithu"].pk

    clerk.reload()
    expect(clerk.get_by_role("button", name="Lưu biên bản")).to_have_count(0)
    clerk.get_by_role("link", name="Làm việc buổi sáng").click()
    clerk.get_by_role("link", name="Tập hồ sơ kiểm tra (PDF)…").click()
    clerk.get_by_role("button", name="Lập tập hồ sơ").click()
    expect(clerk.locator("h1")).to_contain_text("Hồ sơ kiểm tra 1 đơn vị")

    # The team's marks stand beside the self-score; the committee compares both and decides.
    clerk.goto("/")
    accept(clerk, "Chi bộ thôn 1", "điểm tự chấm", "Chấm theo kết quả kiểm tra")
    conclude(person("danguy"), "Chi bộ thôn 1", "Đạt “bốn tốt”")
