"""From the call to the sheets: a call opened, units registered on a phone, a list approved, a round for those alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from scoring.models import Evaluation, Registration
from tests.build import World, build_world
from tests.e2e.conftest import PHONE
from tests.e2e.helpers import choose_task, dmy, notices, problems
from tests.scoring.registration.situations import BASE, CELL, FAIR, OTHER, fit, graded, load_title

pytestmark = pytest.mark.browser
NAME = "Đăng ký chi bộ kiểu mẫu"


@pytest.fixture
def world(server: str) -> World:
    found = build_world()
    load_title()
    fit(found, CELL)
    graded(found, OTHER, {2021: FAIR})
    return found


def test_from_the_call_to_a_round_for_those_on_the_list(
    world: World, person: Any, axe: Any, fits: Any, complaints: Any
):
    complaints.expect("422")
    today = timezone.localdate()
    office = person("quantri")
    office.goto("/dang-ky/moi/")
    axe(office)
    office.get_by_label("Tên đợt đăng ký").fill(NAME)
    office.get_by_label("Hạn đăng ký").fill(dmy(today + timedelta(days=10)))
    office.get_by_label("Định hướng số đơn vị: Thôn, tổ dân phố").fill("2")
    office.get_by_role("button", name="Mở đợt đăng ký").click()
    assert notices(office) == ["Đã mở đợt đăng ký."]

    for who, fitting in (("bithu", True), ("bithu2", False), ("bithu_cs", True)):
        phone = person(who, **PHONE)
        phone.locator(".task-title", has_text=f"Đăng ký: {NAME}").click()
        fits(phone)
        phone.locator(".task-title", has_text="Đăng ký").click()
        axe(phone)
        fits(phone)
        phone.get_by_label("Số biên bản cuộc họp").fill("03-BB/CB")
        phone.get_by_role("button", name="Đăng ký", exact=True).click()
        if fitting:
            expect(phone.locator("#thong-bao")).to_contain_text("Đã đăng ký")
        else:
            assert "không đủ điều kiện đăng ký" in " ".join(problems(phone))
            expect(phone.get_by_label("Số biên bản cuộc họp")).to_have_value("03-BB/CB")
    assert set(Registration.objects.values_list("organization__code", flat=True)) == {CELL, BASE}

    chief = person("lanhdao")
    choose_task(chief, "Duyệt đăng ký: 2 đang chờ")
    axe(chief)
    fits(chief)
    expect(chief.locator("main")).to_contain_text("Chưa đủ ở: Đảng bộ cơ sở 2")
    chief.get_by_label("Chọn Chi bộ thôn 1").check()
    chief.get_by_label("Số văn bản phê duyệt").fill("15-QĐ/ĐU")
    chief.get_by_role("button", name="Phê duyệt các đơn vị đã đánh dấu").click()
    assert notices(chief) == ["Đã phê duyệt danh sách: 1 đăng ký."]

    office.goto("/dot/moi/")
    office.get_by_label("Tên đợt đánh giá").fill("Chấm chi bộ kiểu mẫu")
    for label, days in (("Hạn tự chấm", 10), ("Hạn thẩm định", 20), ("Hạn kết luận", 30)):
        office.get_by_label(label).fill(dmy(today + timedelta(days=days)))
    office.get_by_role("button", name="Lập đợt").click()
    office.get_by_role("button", name="Mở đợt đánh giá").click()
    assert notices(office) == ["Đã mở đợt đánh giá: 1 hồ sơ."]
    assert [each.organization.code for each in Evaluation.objects.select_related("organization")] == [CELL]

    phone = person("bithu", **PHONE)
    phone.goto("/lich/")
    axe(phone)
    fits(phone)
    expect(phone.locator("main")).to_contain_text(f"Đăng ký: {NAME}")
