"""A month's votes on a phone: counts, a content that failed, the report, the committee that counts it."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from scoring.models import Ballot, Remedy
from tests.build import World, build_world
from tests.e2e.conftest import PHONE, Complaints
from tests.e2e.helpers import dmy, notices, paper, problems
from tests.scoring.votes.situations import PLAN, month

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
CONTENTS = (
    "1. Lãnh đạo hoàn thành tốt nhiệm vụ chính trị", "2. Chất lượng sinh hoạt tốt", "3. Đoàn kết, kỷ luật tốt",
    "4. Cán bộ, đảng viên tốt",
)  # fmt: skip


@pytest.fixture
def world(server: str) -> World:
    world = build_world(cells=1)
    month(world)
    return world


def _content(page: Page, heading: str) -> Locator:
    return page.locator("section.panel").filter(has=page.get_by_role("heading", name=heading))


def _count(content: Locator, **numbers: int) -> None:
    labels = {
        "due": "Triệu tập",
        "present": "Có mặt",
        "yes": "Đồng ý",
        "no": "Không đồng ý",
        "blank": "Không có ý kiến",
    }
    for name, number in numbers.items():
        content.get_by_label(labels[name], exact=True).fill(str(number))


def _vote(phone: Page, axe: Check, fits: Check) -> None:
    """Vote on four contents: one with counts that cannot be at first, one that is not carried."""
    for heading in CONTENTS[:3]:
        _count(_content(phone, heading), due=12, present=11, yes=11, no=0, blank=0)
    _count(_content(phone, CONTENTS[1]), yes=12)
    _count(_content(phone, CONTENTS[3]), due=12, present=11, yes=4, no=6, blank=1)
    phone.get_by_role("button", name="Lưu biểu quyết").click()
    assert problems(phone) == [
        "Nội dung 2: Đồng ý, không đồng ý và không có ý kiến cộng lại là 12, khác số có mặt 11.",
        "Nội dung 4: Cần ghi nguyên nhân.", "Nội dung 4: Cần xác định trách nhiệm của tập thể.",
        "Nội dung 4: Cần ghi giải pháp khắc phục.",
    ]  # fmt: skip
    assert _content(phone, CONTENTS[1]).get_by_label("Đồng ý", exact=True).input_value() == "12"
    axe(phone)
    fits(phone)
    _count(_content(phone, CONTENTS[1]), yes=10, no=1)
    failed = _content(phone, CONTENTS[3])
    failed.get_by_label("Nguyên nhân").fill(PLAN.cause)
    failed.get_by_label("Trách nhiệm của tập thể").fill(PLAN.responsibility)
    failed.get_by_label("Giải pháp khắc phục").fill(PLAN.measure)
    phone.get_by_role("button", name="Lưu biểu quyết").click()
    assert notices(phone) == ["Đã ghi biểu quyết 2 nội dung."]


def test_a_secretary_votes_in_the_meeting_reports_and_the_committee_counts_it(
    world: World, person: Callable[..., Page], complaints: Complaints, axe: Check, fits: Check
) -> None:
    complaints.expect("422")
    phone = person("bithu", **PHONE)
    phone.locator(".task-title", has_text="Tự chấm: Chi bộ thôn 1").click()
    phone.get_by_role("link", name="Ghi biểu quyết từng nội dung").click()
    axe(phone)
    fits(phone)
    _vote(phone, axe, fits)
    assert (Ballot.objects.count(), Remedy.objects.get().measure) == (4, PLAN.measure)
    expect(phone.get_by_text("4 đồng ý, 6 không đồng ý, 1 không có ý kiến trên 11 có mặt")).to_be_visible()
    axe(phone)
    fits(phone)
    phone.get_by_role("button", name="Lưu và nộp…").click()
    assert phone.get_by_label("Số có mặt").input_value() == "11"
    phone.get_by_label("Ngày họp thông qua").fill(dmy(timezone.localdate()))
    phone.get_by_label("Số biên bản hoặc nghị quyết").fill("12-BB/CB")
    phone.get_by_label("Số báo cáo").fill("03-BC/CB")
    axe(phone)
    phone.get_by_role("button", name="Nộp phiếu").click()
    words = paper(phone, "Báo cáo kết quả (PDF)")
    assert "kết luận không đạt" in words
    assert f"Nguyên nhân: {PLAN.cause}" in words
    phone.goto("/")
    phone.locator(".task-title", has_text="Khắc phục: 1 việc chưa xong").click()
    axe(phone)
    fits(phone)
    _counted(person("danguy"), axe, fits)


def _counted(board: Page, axe: Check, fits: Check) -> None:
    board.goto("/dot/")
    board.get_by_role("link", name="Biểu quyết tháng 1").click()
    board.get_by_role("link", name="Kết quả biểu quyết của các đơn vị").click()
    line = board.get_by_role("row").filter(has=board.get_by_role("link", name="Chi bộ thôn 1"))
    expect(line).to_contain_text("Đã báo cáo")
    expect(line).to_contain_text("Không đạt")
    axe(board)
    fits(board)
    board.set_viewport_size(PHONE["viewport"])
    fits(board)
