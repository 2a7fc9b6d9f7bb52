"""Members who stand for a title, in a browser: listed and marked on a phone, concluded, and their names taken away."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from config.common.models import Event
from scoring.models import Assessment, Evaluation
from tests.build import World, build_world
from tests.e2e.conftest import PHONE
from tests.e2e.helpers import choose_task, dmy, notices, problems
from tests.scoring.members.situations import LONG_OVER, ONE, TWO, member_round, sheets
from tests.scoring.registration.situations import CELL

pytestmark = pytest.mark.browser


@pytest.fixture
def world(server: str) -> World:
    found = build_world()
    member_round(found, LONG_OVER)
    return found


def _list_and_mark(phone: Any, axe: Any, fits: Any) -> None:
    phone.locator(".task-title", has_text="Danh sách đảng viên: Chi bộ thôn 1").click()
    phone.get_by_label("Họ và tên đảng viên").fill(f"{ONE}\n{TWO}")
    phone.get_by_role("button", name="Thêm vào danh sách").click()
    assert notices(phone) == ["Đã thêm 2 đảng viên vào danh sách."]
    axe(phone)
    fits(phone)
    for name, last in ((ONE, "Đạt"), (TWO, "Không đạt")):
        phone.get_by_role("link", name=name, exact=True).click()
        for place, row in enumerate(phone.locator("fieldset.choice-row").all(), 1):
            row.get_by_label(last if place == 4 else "Đạt", exact=True).check()
        phone.locator(".summary-actions").get_by_role("button", name="Lưu", exact=True).click()
        fits(phone)
        phone.get_by_role("link", name="Danh sách đảng viên của chi bộ").click()


def _hand_in(phone: Any, today: str, axe: Any, fits: Any) -> None:
    phone.get_by_role("link", name="Nộp danh sách…").click()
    axe(phone)
    fits(phone)
    for label, typed in (
        ("Ngày họp thông qua", today), ("được triệu tập", "12"), ("Số có mặt", "2"),
        ("Số biên bản hoặc nghị quyết", "12-BB/CB"), ("Số tờ trình", "05-TTr/CB"), ("Ngày tờ trình", today),
    ):  # fmt: skip
        phone.get_by_label(label).fill(typed)
    phone.get_by_role("button", name="Nộp danh sách").click()
    assert "Cuộc họp phải có quá nửa" in " ".join(problems(phone))
    phone.get_by_label("Số có mặt").fill("11")
    phone.get_by_role("button", name="Nộp danh sách").click()
    assert notices(phone) == ["Đã nộp 2 phiếu lên cấp trên."]


def _conclude(committee: Any, today: str) -> None:
    choose_task(committee, "Nhập kết luận: 2 hồ sơ")
    for name in (ONE, TWO):
        committee.get_by_label(f"Chọn {name}").check()
    committee.get_by_label("Việc cần làm").select_option("ket-luan")
    committee.get_by_role("button", name="Với hồ sơ đã đánh dấu…").click()
    committee.locator("#id_day").fill(today)
    committee.locator("#id_minutes_number").fill("08-BB/ĐU")
    committee.get_by_role("button", name="Kết luận theo đề xuất").click()
    expect(committee.locator("main")).to_contain_text(TWO)


def test_listed_marked_concluded_and_forgotten_by_two(world: World, person: Any, axe: Any, fits: Any, complaints: Any):
    complaints.expect("422")
    complaints.expect("403")
    today = dmy(timezone.localdate())
    phone = person("bithu", **PHONE)
    _list_and_mark(phone, axe, fits)
    _hand_in(phone, today, axe, fits)
    _conclude(person("danguy"), today)
    conclusions = Assessment.objects.filter(kind="approval").order_by("evaluation__sort")
    assert list(conclusions.values_list("evaluation__subject", "conclusion")) == [
        (ONE, "recognised"), (TWO, "not_recognised"),
    ]  # fmt: skip

    office, clerk = person("quantri"), person("vanthu", **PHONE)
    choose_task(office, "Xóa tên đảng viên đã hết hạn lưu: 1 đợt")
    axe(office)
    office.get_by_role("link", name="Đề nghị xóa").click()
    office.get_by_label("Căn cứ xóa").fill("Hết thời hạn lưu 24 tháng")
    office.get_by_role("button", name="Ghi đề nghị xóa").click()
    # Whoever proposed it has no button for it.
    expect(office.locator("main")).to_contain_text("Chờ người khác thực hiện")
    assert office.get_by_role("button", name="Xóa tên").count() == 0
    clerk.goto("/dang-vien/luu-tru/")
    axe(clerk)
    fits(clerk)
    clerk.get_by_role("button", name="Xóa tên").click()
    assert notices(clerk) == ["Đã xóa 2 tên; số lượng vẫn giữ để thống kê."]
    phone.goto(f"/dang-vien/{sheets(Evaluation.objects.first().round)[0].round_id}/{CELL}/")
    assert [phone.get_by_role("link", name=f"Đảng viên {n}", exact=True).count() for n in (1, 2)] == [1, 1]
    assert not Event.objects.filter(subject_label__contains="Nguyễn").exists()
