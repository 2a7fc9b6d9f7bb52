"""A figure that fills a row, and what a registration asks: chosen in a browser, on a phone, and read by everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from scoring.pure.conditions import METRIC
from scoring.rubrics.load import read_rubric
from tests.build import World, build_world
from tests.e2e.conftest import PHONE, Complaints
from tests.e2e.helpers import notices
from tests.scoring.rubric_pages.programme_register import filled
from tests.scoring.rubric_pages.situations import key_of, redrafted

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]


@pytest.fixture
def world(server: str) -> World:
    return build_world(cells=1)


def test_a_row_is_told_to_fill_itself(
    world: World, person: Callable[..., Page], axe: Check, fits: Check, complaints: Complaints
) -> None:
    complaints.expect("422")
    version = redrafted(world, 3)
    page = person("quantri", **PHONE)
    page.goto(f"/bo-tieu-chi/{version.pk}/sua/dong/{key_of(version, 'I.2')}/")
    page.get_by_text("Số liệu tự điền: lấy số").click()
    page.get_by_label("Nguồn số liệu").select_option(label="Số liệu khai báo")
    page.get_by_label("Tính thế nào").select_option(label="Giá trị khai báo")
    page.get_by_role("button", name="Ghi dòng").click()
    expect(page.locator("#id_figure-field_error")).to_contain_text("Chọn số liệu cần tính.")
    axe(page)
    fits(page)
    page.locator("#id_figure-field").select_option(value="facts.disciplined")
    page.get_by_role("button", name="Ghi dòng").click()
    assert notices(page)[0] == "Đã ghi dòng I.2."
    expect(page.get_by_text("Tự điền từ số liệu: “Số người bị kỷ luật”")).to_be_visible()
    spec = read_rubric(version).data.row("I.2").spec
    assert METRIC.write(spec.filled_by) == {  # type: ignore[attr-defined]
        "source": "facts", "aggregate": "value", "field": "disciplined",
    }  # fmt: skip


def test_aims_and_the_condition_to_register_are_set(
    world: World, person: Callable[..., Page], axe: Check, fits: Check
) -> None:
    programme = filled(world, aims=1)
    page = person("quantri", **PHONE)
    page.goto(f"/bo-tieu-chi/mo-hinh/{programme.pk}/")
    page.get_by_role("link", name="Sửa định hướng số đơn vị").click()
    axe(page)
    fits(page)
    page.locator("#id_aim1-text").fill("Mỗi đảng ủy cơ sở một chi bộ")
    page.locator("#id_aim1-each_parent").fill("1")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("mỗi đảng ủy cơ sở ít nhất 1 đơn vị")).to_be_visible()
    page.get_by_role("link", name="Sửa điều kiện đăng ký").click()
    axe(page)
    fits(page)
    page.locator("#id_m0-value").fill("3")
    page.get_by_role("button", name="Đọc thử thành câu").click()
    expect(page.get_by_text("Điều kiện đọc lại là:")).to_be_visible()
    page.get_by_role("button", name="Ghi điều kiện").click()
    assert notices(page)[0] == "Đã ghi điều kiện đăng ký."
