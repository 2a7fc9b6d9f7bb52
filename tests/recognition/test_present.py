"""Trình ký: the copy goes out without number and date, comes back signed, and what was signed is issued."""

from typing import Any

import pytest
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from recognition.decisions.draft import ConflictError, DecisionError, edit_decision
from recognition.decisions.present import present_draft
from recognition.models import Decision
from tests.build import decide
from tests.recognition.situations import complete, draft, issued, ready
from tests.recognition.test_copies import lines


@pytest.fixture
def prepared(place: Any) -> Any:
    world, round_ = place
    return world, round_, ready(world, round_)


def test_the_whole_way_of_a_signing_copy(prepared, browser):
    world, _, decision = prepared
    clerk = browser(world, "vanthu_cs")
    answer = clerk.post(f"/quyet-dinh/{decision.pk}/trinh-ky/", {"revision": decision.revision}, follow=True)
    assert "Đã ghi là trình ký." in answer.content.decode()
    copy = lines(clerk.get(f"/quyet-dinh/{decision.pk}/ban-trinh-ky.pdf").content)
    year = timezone.localdate().year
    assert any(line.startswith("Số") and line.endswith(f"năm {year}") and "-QĐ/ĐU" in line for line in copy)
    assert not any("DỰ THẢO" in line for line in copy)
    typed = {
        "day": f"{timezone.localdate():%d/%m/%Y}", "checked": "on", "revision": decision.revision, "number": "12",
        "suffix": "b",
    }  # fmt: skip
    done = clerk.post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed, follow=True).content.decode()
    assert "Đã ban hành Quyết định số 12b-QĐ/ĐU." in done
    signed = [line for line in copy if not line.startswith(("Số", "(Kèm theo"))]
    printed = lines(clerk.get(f"/quyet-dinh/{decision.pk}/quyet-dinh.pdf").content)
    assert [line for line in printed if not line.startswith(("Số", "(Kèm theo"))] == signed


def test_a_draft_changed_after_it_went_to_be_signed_is_warned_of(prepared, browser):
    world, _, decision = prepared
    actor, clerk = world.user("vanthu_cs"), browser(world, "vanthu_cs")
    present_draft(decision, actor=actor, revision=decision.revision)
    assert "Dự thảo đã sửa" not in clerk.get(f"/quyet-dinh/{decision.pk}/ban-hanh/").content.decode()
    edit_decision(decision, actor=actor, revision=decision.revision, changes={"office": "PHÓ BÍ THƯ"})
    assert "Dự thảo đã sửa sau khi trình ký" in clerk.get(f"/quyet-dinh/{decision.pk}/ban-hanh/").content.decode()
    assert "cần trình lại" in clerk.get(f"/quyet-dinh/{decision.pk}/").content.decode()


def test_presenting_is_put_on_record_once_per_revision(prepared):
    world, _, decision = prepared
    clerk = world.user("vanthu_cs")
    first = present_draft(decision, actor=clerk, revision=decision.revision)
    again = present_draft(decision, actor=clerk, revision=decision.revision)
    assert (again.presented_at, again.revision) == (first.presented_at, decision.revision)
    assert Event.objects.filter(action="decision.present").count() == 1


def test_an_old_page_presents_nothing(prepared, browser):
    world, _, decision = prepared
    with pytest.raises(ConflictError):
        present_draft(decision, actor=world.user("vanthu_cs"), revision=decision.revision - 1)
    for sent in ({"revision": "x"}, {}):
        browser(world, "vanthu_cs").post(f"/quyet-dinh/{decision.pk}/trinh-ky/", sent)
    assert Decision.objects.get().presented_at is None


def test_only_the_clerk_presents_and_only_a_draft(place):
    world, round_ = place
    decision = issued(world, round_)
    for name in ("danguy", "vanthu", "vanthu_cs"):
        with pytest.raises(Refused):
            present_draft(decision, actor=world.user(name), revision=decision.revision)


def test_a_draft_that_lacks_something_does_not_go_to_be_signed(place, browser):
    world, round_ = place
    decision = draft(world, round_, [decide(world, "cs1-cb1")])
    with pytest.raises(DecisionError) as refused:
        present_draft(decision, actor=world.user("vanthu_cs"), revision=decision.revision)
    gap = f"Còn chỗ trống ở căn cứ: “{decision.context['bases'][1][:60]}…”"
    assert refused.value.problems == ["Chưa có họ tên người ký.", gap]
    clerk = browser(world, "vanthu_cs")
    answer = clerk.post(f"/quyet-dinh/{decision.pk}/trinh-ky/", {"revision": decision.revision}, follow=True)
    text = answer.content.decode()
    assert "Chưa ghi trình ký được. Chưa có họ tên người ký." in text
    assert "Đã ghi là trình ký" not in text
    assert Decision.objects.get().presented_at is None


def test_what_lacks_something_is_marked_on_its_signing_copy_and_not_offered(place, browser):
    world, round_ = place
    decision = draft(world, round_, [decide(world, "cs1-cb1")])
    clerk = browser(world, "vanthu_cs")
    page, copy = f"/quyet-dinh/{decision.pk}/", f"/quyet-dinh/{decision.pk}/ban-trinh-ky.pdf"
    text = clerk.get(page).content.decode()
    assert "Bổ sung đủ các mục nêu trên rồi mới in bản trình ký." in text
    assert "Ghi là đã trình ký" not in text
    assert copy not in text
    assert any("DỰ THẢO" in line for line in lines(clerk.get(copy).content))
    complete(world, decision)
    text = clerk.get(page).content.decode()
    assert "Ghi là đã trình ký" in text
    assert copy in text
    assert not any("DỰ THẢO" in line for line in lines(clerk.get(copy).content))


def test_a_revision_of_strange_digits_presents_nothing(prepared, browser):
    world, _, decision = prepared
    clerk = browser(world, "vanthu_cs")
    for revision in ("²", "９", "9" * 5000):
        assert clerk.post(f"/quyet-dinh/{decision.pk}/trinh-ky/", {"revision": revision}).status_code == 302
    assert Decision.objects.get().presented_at is None
