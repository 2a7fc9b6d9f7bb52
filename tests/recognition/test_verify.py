"""The public page: it tells whether a printed decision stands, and names neither person nor unit."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from config.common.files import read
from recognition.decisions.issue import issue
from recognition.decisions.paper import decision_paper
from recognition.decisions.present import present_draft
from recognition.documents.context import from_json
from recognition.documents.render import decision_html, render_decision
from recognition.models import Decision, Relation
from recognition.verify import views
from recognition.verify.codes import ALPHABET, LENGTH, heard, new_code, spoken, verification_of
from tests.recognition.situations import SIGNER, issued, ready
from tests.recognition.test_copies import lines


@pytest.fixture(autouse=True)
def _no_lookups_yet() -> None:
    cache.clear()


@pytest.fixture
def decided(place: Any) -> Any:
    world, round_ = place
    return world, issued(world, round_)


def page(code: str) -> tuple[int, str]:
    answer = Client().get(f"/xac-minh/{code}/")
    return answer.status_code, answer.content.decode()


def test_the_code_on_the_paper_leads_to_number_date_body_and_count(decided):
    _, decision = decided
    printed = lines(read(decision.file))
    assert f"Mã xác minh: {spoken(decision.code)}" in printed
    status, text = page(spoken(decision.code))
    assert status == 200
    for part in (
        "01-QĐ/ĐU", f"{timezone.localdate():%d/%m/%Y}", "Đảng ủy Đảng bộ cơ sở 1", "<dd>1</dd>",
        decision.file.sha256[:16], "Còn hiệu lực",
    ):  # fmt: skip
        assert part in text
    assert decision.file.sha256 not in text


def test_no_person_and_no_unit_is_named(decided):
    world, decision = decided
    _, text = page(spoken(decision.code))
    assert SIGNER not in text
    assert decision.entries.get().name not in text
    assert not any(user.full_name in text for user in world.users.values())


@pytest.mark.parametrize("typed", ["{lower}", "{plain}", "{grouped}", " {grouped} "])
def test_a_code_is_understood_however_it_is_typed(decided, typed):
    _, decision = decided
    code = typed.format(lower=decision.code.lower(), plain=decision.code, grouped=spoken(decision.code))
    answer = Client().get("/xac-minh/", {"ma": code}, follow=True)
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, f"/xac-minh/{spoken(decision.code)}/")


@pytest.mark.parametrize("code", ["ABCDE-FGHJK", "khong-co", "0", "ABCDE-FGHJ0", "x" * 300, "%20"])
def test_an_unknown_code_is_told_so(decided, code):
    status, text = page(code)
    assert status == 404
    assert "Chưa tìm thấy quyết định nào có mã này" in text
    assert Client().get("/xac-minh/", {"ma": code}, follow=True).status_code == 404


def test_a_draft_and_one_being_issued_are_unknown(place):
    world, round_ = place
    decision = ready(world, round_)
    assert len(decision.code) == LENGTH
    assert page(spoken(decision.code))[0] == 404


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("revoke", "Quyết định này đã bị thay thế, bãi bỏ theo Quyết định số 01-QĐ/ĐU"),
        ("amend", "Đã được sửa đổi, bổ sung theo Quyết định số 01-QĐ/ĐU"),
    ],
)
def test_what_came_later_is_told(decided, place, kind, sentence):
    world, round_ = place
    _, decision = decided
    later = ready(world, round_, "cs2-cb1", ("cs2", "committee"))
    Relation.objects.create(decision=later, earlier=decision, kind=kind)
    assert sentence not in page(spoken(decision.code))[1]
    issue(later, actor=world.user("vanthu_cs2"), day=timezone.localdate())
    assert sentence in page(spoken(decision.code))[1]


def test_codes_cannot_be_tried_without_end(decided, monkeypatch):
    monkeypatch.setattr(views, "MOST_LOOKUPS", 3)
    assert [page("ABCDE-FGHJK")[0] for _ in range(4)] == [404, 404, 404, 429]
    assert "Mời đồng chí đợi một phút" in page("ABCDE-FGHJK")[1]


def test_reading_the_page_writes_nothing(decided, writes_nothing):
    _, decision = decided
    with writes_nothing():
        page(spoken(decision.code))
        page("khong-co")


def test_codes_are_random_and_without_letters_that_look_alike(db):
    codes = {new_code() for _ in range(50)}
    assert len(codes) == 50
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set("01ILO") & set(ALPHABET)
    assert {heard(spoken(code)) for code in codes} == codes


# What is printed


def test_with_an_address_the_paper_bears_a_qr_code(decided, settings):
    settings.PUBLIC_ADDRESS = "https://botot.example.vn"
    _, decision = decided
    found = verification_of(decision)
    address = f"https://botot.example.vn/xac-minh/{spoken(decision.code)}/"
    assert (found.address, found.place) == (address, "annex")
    assert found.text == f"Mã xác minh: {spoken(decision.code)}, kiểm tra tại https://botot.example.vn/xac-minh/"
    paper = decision_paper(decision, number="05", day=timezone.localdate())
    html = decision_html(paper)
    assert html.count("<svg") == 1
    assert "style=" not in html[html.index("<svg") : html.index("</svg>")]
    assert render_decision(paper).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("setting", "expected"), [("annex", "after the list"), ("recipients", "before the list"), ("none", "nowhere")]
)
def test_the_code_stands_where_the_installation_wants_it(decided, settings, setting, expected):
    settings.VERIFICATION_CODE = setting
    _, decision = decided
    printed = lines(render_decision(decision_paper(decision, number="05", day=timezone.localdate())))
    where = [number for number, line in enumerate(printed) if line.startswith("Mã xác minh")]
    title = printed.index("DANH SÁCH")
    found = "nowhere" if not where else "after the list" if where[0] > title else "before the list"
    assert found == expected


def test_the_signing_copy_bears_the_code_of_the_issued_paper(place, browser):
    world, round_ = place
    decision = ready(world, round_)
    copy = lines(browser(world, "vanthu_cs").get(f"/quyet-dinh/{decision.pk}/ban-trinh-ky.pdf").content)
    assert f"Mã xác minh: {spoken(decision.code)}" in copy
    done = issue(decision, actor=world.user("vanthu_cs"), day=timezone.localdate())
    assert done.code == decision.code
    assert from_json(done.paper).verification.text == f"Mã xác minh: {spoken(decision.code)}"


def test_a_draft_from_before_the_codes_gets_one_when_it_is_presented_or_issued(place):
    world, round_ = place
    decision = ready(world, round_)
    Decision.objects.update(code="")
    clerk = world.user("vanthu_cs")
    assert present_draft(decision, actor=clerk, revision=decision.revision).code
    Decision.objects.update(code="")
    assert issue(decision, actor=clerk, day=timezone.localdate()).code
