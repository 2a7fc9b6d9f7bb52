"""Pages of decisions: who may open and post what, what is kept on error, what a repeat does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recognition.decisions.draft import candidates, edit_decision
from recognition.decisions.issue import start_issue
from recognition.models import Decision, RegisterEntry
from recognition.register import reserve, series_for
from tests.build import decide
from tests.recognition.situations import (
    GUIDE,
    complete,
    conclude_many,
    draft,
    issued,
    ready,
    world_with_round,
)

BODY = ("cs1", "committee")
OUTSIDERS = ["vanthu_cs2", "vanthu", "bithu", "giupviec", "nguoila"]
# They see drafts of the body, but do not act for it as its clerk.
ONLOOKERS = ["danguy", "quantri"]


@pytest.fixture
def prepared(place):
    world, round_ = place
    return world, round_, ready(world, round_)


def _typed(decision, **changes):
    said = decision.context
    return {
        "revision": decision.revision,
        "subject": decision.subject,
        "bases": "\r\n".join(said["bases"]),
        "issuing_lines": "\r\n".join(said["issuing_lines"]),
        "articles": "\r\n".join(f"{each['label']} {each['text']}" for each in said["articles"]),
        "recipients": "\r\n".join(said["recipients"]),
        **{key: said[key] for key in ("place", "office", "signer")},
        **changes,
    }


def _posts(world, decision):
    """Every way to change a decision or the register, with what a well-meant request would hold."""
    entry = decision.entries.get()
    kept = reserve(series_for(decision.body, "QĐ", timezone.localdate()), actor=world.user("vanthu_cs"), number=9)
    own = f"/quyet-dinh/{decision.pk}/"
    day = f"{timezone.localdate():%d/%m/%Y}"
    body = decision.body_id
    return {
        "edit": (own, _typed(decision, office="PHÓ BÍ THƯ")),
        "add": (f"{own}them/", {"units": [entry.evaluation_id], "revision": decision.revision}),
        "remove": (f"{own}bo/{entry.pk}/", {"revision": decision.revision}),
        "discard": (f"{own}huy/", {}),
        "issue": (f"{own}ban-hanh/", {"day": day, "checked": "on", "revision": decision.revision}),
        "new": ("/quyet-dinh/moi/", {"co-quan": body, "dot": decision.round_id, "units": [entry.evaluation_id]}),
        "reserve": ("/quyet-dinh/so/giu-so/", {"co-quan": body, "summary": "Văn bản giấy"}),
        "give back": (f"/quyet-dinh/so/{kept.pk}/tra-lai/", {"reason": "Thôi"}),
    }


ACTS = ["edit", "add", "remove", "discard", "issue", "new", "reserve", "give back"]


@pytest.mark.parametrize("act", ACTS)
def test_what_is_not_seen_is_404_and_what_is_only_seen_403(prepared, browser, writes_nothing, act):
    world, _, decision = prepared
    address, data = _posts(world, decision)[act]
    for name, status in [(name, 404) for name in OUTSIDERS] + [(name, 403) for name in ONLOOKERS]:
        client = browser(world, name)
        with writes_nothing():
            assert client.post(address, data).status_code == status, name


@pytest.mark.parametrize("act", ["edit", "add", "remove", "discard"])
def test_an_issued_decision_takes_no_more_changes(place, browser, writes_nothing, act):
    world, round_ = place
    decision = issued(world, round_)
    address, data = _posts(world, decision)[act]
    client = browser(world, "vanthu_cs")
    with writes_nothing():
        assert client.post(address, data).status_code == 403


@pytest.mark.parametrize("act", ["add", "remove", "discard"])
def test_acts_are_posted_never_fetched(prepared, browser, act):
    world, _, decision = prepared
    assert browser(world, "vanthu_cs").get(_posts(world, decision)[act][0]).status_code == 405


@pytest.mark.parametrize("page", ["", "ban-hanh/", "xem-thu.pdf", "ban-trinh-ky.pdf", "../", "../moi/", "../so/"])
def test_pages_are_read_without_writing(prepared, browser, writes_nothing, page):
    world, _, decision = prepared
    client = browser(world, "vanthu_cs")
    address = f"/quyet-dinh/{page[3:]}" if page.startswith("../") else f"/quyet-dinh/{decision.pk}/{page}"
    with writes_nothing():
        assert client.get(address).status_code == 200


def test_an_unknown_visitor_is_sent_to_log_in(prepared, client):
    _, _, decision = prepared
    for address in ("/quyet-dinh/", f"/quyet-dinh/{decision.pk}/quyet-dinh.pdf", "/danh-sach/2025.xlsx"):
        assert client.get(address).status_code == 302


def test_the_whole_way_from_the_conclusion_to_the_pdf(place, browser):
    world, round_ = place
    evaluation = decide(world, "cs1-cb1")
    clerk = browser(world, "vanthu_cs")
    assert "1 tổ chức đã có kết luận công nhận" in clerk.get("/quyet-dinh/").content.decode()
    body = world.body(*BODY)
    page = clerk.get(f"/quyet-dinh/moi/?co-quan={body.pk}&dot={round_.pk}")
    assert [line["ticked"] for line in page.context["lines"]] == [True]
    made = clerk.post("/quyet-dinh/moi/", {"co-quan": body.pk, "dot": round_.pk, "units": [evaluation.pk]}, follow=True)
    decision = Decision.objects.get()
    assert made.redirect_chain[-1][0] == f"/quyet-dinh/{decision.pk}/"
    assert "Cần bổ sung trước khi ban hành" in made.content.decode()
    bases = decision.context["bases"]
    typed = _typed(decision, bases="\n".join([bases[0], f"- {GUIDE}", "", *bases[2:]]), signer="Người Ký Ví Dụ")
    saved = clerk.post(f"/quyet-dinh/{decision.pk}/", typed, follow=True)
    assert "Đã lưu dự thảo" in saved.content.decode()
    decision.refresh_from_db()
    assert decision.context["bases"] == [bases[0], GUIDE, *bases[2:]]
    day = f"{timezone.localdate():%d/%m/%Y}"
    done = clerk.post(
        f"/quyet-dinh/{decision.pk}/ban-hanh/",
        {"day": day, "checked": "on", "revision": decision.revision, "number": "", "suffix": ""},
        follow=True,
    )
    text = done.content.decode()
    assert "Đã ban hành Quyết định số 01-QĐ/ĐU." in text
    assert Decision.objects.get().file.sha256 in text
    paper = browser(world, "bithu").get(f"/quyet-dinh/{decision.pk}/quyet-dinh.pdf")
    assert paper.content.startswith(b"%PDF")
    assert "01-QĐ/ĐU" in browser(world, "bithu").get("/to-chuc/cs1-cb1/").content.decode()


@pytest.mark.parametrize("name", ["bithu2", "vanthu_cs2", "nguoila"])
def test_an_issued_decision_is_not_for_units_elsewhere(place, browser, name):
    world, round_ = place
    decision = issued(world, round_)
    for page in ("", "quyet-dinh.pdf"):
        assert browser(world, name).get(f"/quyet-dinh/{decision.pk}/{page}").status_code == 404


def test_a_unit_without_draft_sees_only_the_issued_decision(prepared, browser):
    world, _, decision = prepared
    for page in ("", "xem-thu.pdf", "quyet-dinh.pdf"):
        assert browser(world, "bithu").get(f"/quyet-dinh/{decision.pk}/{page}").status_code == 404


def test_what_was_typed_stays_when_it_is_refused(prepared, browser, writes_nothing):
    world, _, decision = prepared
    client = browser(world, "vanthu_cs")
    typed = _typed(decision, articles="Không có nhãn", subject="", signer="Tên đã gõ")
    with writes_nothing():
        answer = client.post(f"/quyet-dinh/{decision.pk}/", typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Các điều: Dòng đầu phải bắt đầu bằng “Điều 1.”." in text
    assert 'href="#id_subject"' in text
    assert "Không có nhãn" in text
    assert 'value="Tên đã gõ"' in text


def test_articles_go_on_over_lines(prepared, browser):
    world, _, decision = prepared
    typed = _typed(decision, articles="Điều 1. Một\nhai\n\nĐiều 2. Ba\nĐiều 3. Bốn")
    browser(world, "vanthu_cs").post(f"/quyet-dinh/{decision.pk}/", typed)
    decision.refresh_from_db()
    assert decision.context["articles"] == [
        {"label": "Điều 1.", "text": "Một\nhai"},
        {"label": "Điều 2.", "text": "Ba"},
        {"label": "Điều 3.", "text": "Bốn"},
    ]


def test_a_conflict_shows_both_and_saving_again_wins(prepared, browser):
    world, _, decision = prepared
    edit_decision(decision, actor=world.user("vanthu_cs"), revision=decision.revision, changes={"office": "PHÓ BÍ THƯ"})
    client = browser(world, "vanthu_cs")
    answer = client.post(f"/quyet-dinh/{decision.pk}/", _typed(decision, office="QUYỀN BÍ THƯ"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert answer.context["differing"] == [("Chức vụ người ký", "PHÓ BÍ THƯ", "QUYỀN BÍ THƯ")]
    assert "vừa được người khác sửa" in text
    standing = Decision.objects.get()
    assert standing.context["office"] == "PHÓ BÍ THƯ"
    again = _typed(decision, office="QUYỀN BÍ THƯ", revision=answer.context["form"]["revision"].value())
    assert client.post(f"/quyet-dinh/{decision.pk}/", again).status_code == 302
    assert Decision.objects.get().context["office"] == "QUYỀN BÍ THƯ"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"checked": ""}, "Hãy kiểm tra bản xem thử"),
        ({"day": "31/02/2026"}, "Hãy nhập ngày theo dạng"),
        ({"number": "x"}, "Hãy nhập một số"),
        ({"number": "9"}, "Số 09 đã trả lại"),
        ({"suffix": "a"}, "thì phải ghi cả số"),
        ({"revision": "0"}, "vừa được người khác sửa"),
    ],
)
def test_an_issue_that_is_refused_takes_no_number(prepared, browser, changes, sentence):
    from recognition.register import give_back

    world, _, decision = prepared
    clerk = world.user("vanthu_cs")
    kept = reserve(series_for(decision.body, "QĐ", timezone.localdate()), actor=clerk, number=9)
    give_back(kept, actor=clerk, reason="Thôi")
    typed = {"day": f"{timezone.localdate():%d/%m/%Y}", "checked": "on", "revision": decision.revision, **changes}
    answer = browser(world, "vanthu_cs").post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed)
    assert answer.status_code == (409 if "revision" in changes else 422)
    assert sentence in answer.content.decode()
    assert RegisterEntry.objects.count() == 1
    assert Decision.objects.get().state == "draft"


def test_a_repeated_issue_writes_nothing_and_says_so(place, browser, queries):
    world, round_ = place
    decision = issued(world, round_)
    client = browser(world, "vanthu_cs")
    typed = {"day": "01/01/2020", "checked": "on", "revision": 0, "number": "7"}
    answer = client.post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed, follow=True)
    assert "Trước đó đã ban hành Quyết định số 01-QĐ/ĐU." in answer.content.decode()
    assert RegisterEntry.objects.count() == 1
    assert Decision.objects.get().date == timezone.localdate()


def test_an_issue_cut_short_is_offered_and_taken_up(prepared, browser):
    world, _, decision = prepared
    start_issue(decision, actor=world.user("vanthu_cs"), day=timezone.localdate())
    client = browser(world, "vanthu_cs")
    assert "Ban hành dở dang: Quyết định số 01-QĐ/ĐU" in client.get("/").content.decode()
    assert "Ban hành tiếp" in client.get(f"/quyet-dinh/{decision.pk}/").content.decode()
    assert "Ban hành tiếp" not in browser(world, "danguy").get(f"/quyet-dinh/{decision.pk}/").content.decode()
    client.post(f"/quyet-dinh/{decision.pk}/ban-hanh/")
    assert Decision.objects.get().state == "issued"


def test_without_pango_the_number_is_kept_for_later(prepared, browser, monkeypatch):
    from config.common.pdf import PdfUnavailable
    from recognition.decisions import issue as issuing

    def unavailable(paper):
        raise PdfUnavailable("apt install libpango-1.0-0")

    world, _, decision = prepared
    monkeypatch.setattr(issuing, "render_decision", unavailable)
    typed = {"day": f"{timezone.localdate():%d/%m/%Y}", "checked": "on", "revision": decision.revision}
    answer = browser(world, "vanthu_cs").post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed, follow=True)
    assert "Đã lấy số nhưng chưa ban hành xong: apt install libpango-1.0-0" in answer.content.decode()
    assert Decision.objects.get().state == "issuing"


def test_a_date_against_the_order_of_numbers_is_warned_of(place, browser):
    world, round_ = place
    conclude_many(round_, day=timezone.localdate() - timedelta(days=3))
    first, second = candidates(world.body(*BODY), round_)
    clerk = browser(world, "vanthu_cs")
    for unit, day in ((first, timezone.localdate()), (second, timezone.localdate() - timedelta(days=1))):
        decision = complete(world, draft(world, round_, [unit]))
        typed = {"day": f"{day:%d/%m/%Y}", "checked": "on", "revision": decision.revision}
        answer = clerk.post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed, follow=True)
    assert "Ngày không theo thứ tự số: số 01" in answer.content.decode()


def test_choosing_nothing_or_what_is_gone_is_said(place, browser, writes_nothing):
    world, round_ = place
    decide(world, "cs1-cb1")
    body = world.body(*BODY)
    client = browser(world, "vanthu_cs")
    for units, sentence in (([], "Hãy chọn ít nhất một"), (["999999"], "vừa được đưa vào quyết định khác")):
        with writes_nothing():
            answer = client.post("/quyet-dinh/moi/", {"co-quan": body.pk, "dot": round_.pk, "units": units})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("query", ["dot=x&co-quan=1", "dot=999999&co-quan=1", "dot=1&co-quan=x"])
def test_addresses_that_name_nothing_are_404(place, browser, query):
    world, _ = place
    assert browser(world, "vanthu_cs").get(f"/quyet-dinh/moi/?{query}").status_code == 404


def test_units_are_added_and_removed_on_the_page(place, browser):
    world, round_ = place
    conclude_many(round_)
    first, second = candidates(world.body(*BODY), round_)
    decision = draft(world, round_, [first])
    client = browser(world, "vanthu_cs")
    client.post(f"/quyet-dinh/{decision.pk}/them/", {"units": [second.pk], "revision": 0})
    assert list(decision.entries.order_by("position").values_list("name", flat=True)) == [
        "Chi bộ thôn 1",
        "Chi bộ thôn 2",
    ]
    stale = client.post(f"/quyet-dinh/{decision.pk}/bo/{decision.entries.first().pk}/", {"revision": 0}, follow=True)
    assert "vừa được người khác sửa" in stale.content.decode()
    gone = decision.entries.first().pk
    client.post(f"/quyet-dinh/{decision.pk}/bo/{gone}/", {"revision": 1})
    assert decision.entries.count() == 1
    assert client.post(f"/quyet-dinh/{decision.pk}/bo/{gone}/", {"revision": 2}).status_code == 404


def test_the_register_shows_gaps_keeps_and_gives_back(place, browser):
    world, round_ = place
    issued(world, round_)
    client = browser(world, "vanthu_cs")
    body = world.body(*BODY)
    client.post("/quyet-dinh/so/giu-so/", {"co-quan": body.pk, "number": "4", "summary": "Văn bản giấy"})
    text = client.get("/quyet-dinh/so/").content.decode()
    assert "Số chưa rõ đã dùng cho văn bản nào: 02, 03." in text
    entry = RegisterEntry.objects.get(number=4)
    answer = client.post(f"/quyet-dinh/so/{entry.pk}/tra-lai/", {"reason": "Không ban hành"}, follow=True)
    assert "Trả lại: Không ban hành" in answer.content.decode()
    refused = client.post("/quyet-dinh/so/giu-so/", {"co-quan": body.pk, "number": "1", "summary": "Đã gõ"})
    assert refused.status_code == 422
    assert "Số 01 đã dùng." in refused.content.decode()
    assert 'value="Đã gõ"' in refused.content.decode()


@pytest.mark.parametrize(("name", "status"), [("danguy", 200), ("quantri", 200), ("vanthu", 404), ("bithu", 404)])
def test_a_register_is_read_by_its_office_and_administrators(place, browser, name, status):
    world, round_ = place
    issued(world, round_)
    answer = browser(world, name).get(f"/quyet-dinh/so/?co-quan={world.body(*BODY).pk}")
    assert answer.status_code == status
    if status == 200:
        assert not answer.context["may_reserve"]


@pytest.mark.parametrize("page", ["", "ban-hanh/", "moi/"])
def test_few_and_many_units_take_the_same_number_of_queries(db, browser, queries, page):
    world, round_ = world_with_round(cells=12)
    conclude_many(round_)
    waiting = candidates(world.body(*BODY), round_)
    counts, client = [], browser(world, "vanthu_cs")
    for units in (waiting[:1], waiting[1:8]):
        decision = draft(world, round_, units)
        address = f"/quyet-dinh/{decision.pk}/{page}"
        if page == "moi/":
            address = f"/quyet-dinh/moi/?co-quan={decision.body_id}&dot={round_.pk}"
        client.get(address)
        with queries() as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_no_page_holds_english_or_inline_style(prepared, browser):
    world, _, decision = prepared
    client = browser(world, "vanthu_cs")
    for address in (
        "/quyet-dinh/",
        f"/quyet-dinh/{decision.pk}/",
        f"/quyet-dinh/{decision.pk}/ban-hanh/",
        "/quyet-dinh/so/",
    ):
        text = client.get(address).content.decode()
        assert " style=" not in text
        assert "This field" not in text
