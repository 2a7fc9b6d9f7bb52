"""Decisions as the clerk's hands find them: seen on the screen, signed, issued in the background, copied, verified."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.common import jobs
from config.common.jobs import queue
from config.common.jobs.models import Job
from recognition.decisions.draft import candidates
from recognition.decisions.issue import issue
from recognition.models import Decision
from recognition.verify.codes import spoken
from tests.build import World
from tests.e2e.conftest import PHONE, Both, Complaints
from tests.e2e.helpers import dmy, notices, texts
from tests.recognition.situations import SIGNER, complete, conclude_many, draft, world_with_round

pytestmark = pytest.mark.browser
BODY = ("cs1", "committee")


@pytest.fixture
def place(server: str) -> tuple[World, Decision]:
    """A draft of two cells that lacks nothing."""
    world, round_ = world_with_round()
    conclude_many(round_)
    return world, complete(world, draft(world, round_, candidates(world.body(*BODY), round_)))


@pytest.fixture
def clerk(place: Any, person: Callable[..., Page], both: Both) -> Page:
    """The clerk of the issuing body, on both devices."""
    return both.add(person("vanthu_cs", **PHONE))


def test_the_paper_is_read_on_the_screen(
    place: Any, clerk: Page, axe: Callable[[Page], None], fits: Callable[[Page], None]
) -> None:
    _, decision = place
    clerk.goto(f"/quyet-dinh/{decision.pk}/")
    clerk.get_by_role("link", name="Xem trên màn hình").click()
    paper = clerk.get_by_role("article", name="Nội dung văn bản")
    said = " ".join(paper.inner_text().split())
    for words in ("DỰ THẢO", "ĐẢNG CỘNG SẢN VIỆT NAM", "Điều 1.", SIGNER, "Chi bộ thôn 1", "Chi bộ thôn 2"):
        assert words in said
    axe(clerk)
    fits(clerk)


def test_a_signing_copy_comes_back_and_is_issued_under_the_number_of_the_paper_book(place: Any, clerk: Page) -> None:
    _, decision = place
    clerk.goto(f"/quyet-dinh/{decision.pk}/")
    clerk.get_by_role("button", name="Ghi là đã trình ký").click()
    assert notices(clerk)[0].startswith("Đã ghi là trình ký.")
    clerk.get_by_role("link", name="Ban hành", exact=True).click()
    clerk.get_by_label("Số", exact=False).first.fill("7")
    clerk.get_by_label("Chữ kèm số").fill("a")
    clerk.get_by_label("Ngày ban hành").fill(dmy(timezone.localdate()))
    clerk.get_by_label("Tôi đã kiểm tra bản xem thử").check()
    clerk.get_by_role("button", name="Ban hành").click()
    assert notices(clerk) == ["Đã ban hành Quyết định số 07a-QĐ/ĐU."]


def test_a_long_list_is_watched_until_it_is_issued(
    place: Any, clerk: Page, settings: Any, axe: Callable[[Page], None], fits: Callable[[Page], None]
) -> None:
    settings.LONGEST_LIST_AT_ONCE = 1
    _, decision = place
    clerk.goto(f"/quyet-dinh/{decision.pk}/ban-hanh/")
    clerk.get_by_label("Tôi đã kiểm tra bản xem thử").check()
    clerk.get_by_role("button", name="Ban hành").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("In và ban hành Quyết định số 01-QĐ/ĐU")
    expect(clerk.get_by_role("progressbar")).to_have_attribute("value", "0")
    axe(clerk)
    fits(clerk)
    job = Job.objects.get()
    queue.progress(job, 1)
    expect(clerk.get_by_role("progressbar")).to_have_attribute("value", "1")
    jobs.run_now(job)
    expect(clerk.get_by_role("status")).to_contain_text("Việc này đã làm xong.")
    clerk.get_by_role("link", name="Tới trang của việc này").click()
    expect(clerk.get_by_role("link", name="Mở quyết định (PDF)")).to_be_visible()


def test_without_workers_the_clerk_does_it_himself(place: Any, clerk: Page, settings: Any, monkeypatch: Any) -> None:
    settings.LONGEST_LIST_AT_ONCE = 1
    monkeypatch.setattr(queue, "SILENCE", 0)
    _, decision = place
    clerk.goto(f"/quyet-dinh/{decision.pk}/ban-hanh/")
    clerk.get_by_label("Tôi đã kiểm tra bản xem thử").check()
    clerk.get_by_role("button", name="Ban hành").click()
    clerk.get_by_role("button", name="Làm ngay").click()
    expect(clerk.get_by_role("status")).to_contain_text("Việc này đã làm xong.")
    assert Decision.objects.get(pk=decision.pk).state == "issued"


def test_an_extract_is_made_of_the_ticked_units(
    place: Any, clerk: Page, axe: Callable[[Page], None], fits: Callable[[Page], None], complaints: Complaints
) -> None:
    complaints.expect("422")
    world, decision = place
    issue(decision, actor=world.user("vanthu_cs"), day=timezone.localdate())
    clerk.goto(f"/quyet-dinh/{decision.pk}/")
    clerk.get_by_role("link", name="Trích sao").click()
    axe(clerk)
    fits(clerk)
    clerk.get_by_role("button", name="Lập bản trích sao").click()
    assert len(texts(clerk.locator(".error-summary li"))) == 2
    clerk.get_by_label("2. Chi bộ thôn 2").check()
    clerk.get_by_label("Lý do").fill("Theo đề nghị của chi bộ")
    clerk.get_by_role("button", name="Lập bản trích sao").click()
    [line] = texts(clerk.locator(".event-log li"))
    assert "Trích sao (PDF)" in line
    assert "Lý do: Theo đề nghị của chi bộ. Trích: Chi bộ thôn 2." in line
    fits(clerk)


def test_anyone_checks_a_printed_decision(
    place: Any,
    open_browser: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    complaints: Complaints,
    both: Both,
) -> None:
    complaints.expect("404")
    world, decision = place
    issue(decision, actor=world.user("vanthu_cs"), day=timezone.localdate())
    page = both.add(open_browser(**PHONE))
    page.goto("/xac-minh/")
    page.get_by_label("Mã xác minh").fill("abcde 23456")
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_text("Chưa tìm thấy quyết định nào có mã này")).to_be_visible()
    page.get_by_label("Mã xác minh").fill(spoken(decision.code).lower())
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_text("Có quyết định này, còn hiệu lực.")).to_be_visible()
    said = " ".join(page.locator("main").inner_text().split())
    assert "01-QĐ/ĐU" in said
    assert SIGNER not in said
    assert "Chi bộ thôn" not in said
    axe(page)
    fits(page)


def test_wording_that_is_not_saved_is_not_left_unasked(clerk: Page, place: Any) -> None:
    _, decision = place
    clerk.goto(f"/quyet-dinh/{decision.pk}/")
    box = clerk.get_by_label("Trích yếu")
    before = box.input_value()
    box.fill("Công nhận chi bộ năm nay")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    clerk.once("dialog", stay)
    clerk.get_by_role("link", name="Ban hành", exact=True).click()
    clerk.once("dialog", stay)
    clerk.get_by_role("button", name="Bỏ").first.click()
    assert asked == ["Nội dung vừa gõ chưa lưu; rời trang này thì mất. Rời trang?"] * 2
    assert (box.input_value(), decision.entries.count()) == ("Công nhận chi bộ năm nay", 2)
    clerk.once("dialog", lambda dialog: dialog.accept())
    clerk.get_by_role("link", name="Ban hành", exact=True).click()
    clerk.wait_for_url("**/ban-hanh/")
    decision.refresh_from_db()
    assert decision.subject == before
    clerk.goto(f"/quyet-dinh/{decision.pk}/")
    clerk.get_by_label("Trích yếu").fill("Công nhận chi bộ năm nay")
    clerk.get_by_role("button", name="Lưu dự thảo").click()
    assert notices(clerk) == ["Đã lưu dự thảo."]
    clerk.get_by_role("link", name="Ban hành", exact=True).click()
    decision.refresh_from_db()
    assert decision.subject == "Công nhận chi bộ năm nay"
