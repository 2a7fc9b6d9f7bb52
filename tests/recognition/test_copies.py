"""Copies that leave the office: who, when, why; extracts hold the chosen lines alone and are certified."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader

from config.common.files import read
from config.common.models import Event
from organizations.access import Refused
from recognition.copies import services as copying
from recognition.copies.selectors import copies_of
from recognition.copies.services import Office, extract, extract_paper, office_of, reprint
from recognition.decisions import issue as issuing
from recognition.decisions.draft import DecisionError, candidates, draft_decision
from recognition.decisions.issue import issue
from recognition.first_run import load
from recognition.models import Copy, Decision
from tests.build import build_world
from tests.recognition.situations import complete, conclude_many, draft
from tests.scoring.members.situations import ONE, TWO, concluded, handed_in, listed, member_round
from tests.scoring.registration.situations import BASE, MEMBERS

BODY = ("cs1", "committee")
OFFICE = Office("VĂN PHÒNG ĐẢNG ỦY", "VPĐU", "T/L ĐẢNG ỦY", "CHÁNH VĂN PHÒNG", "Người Sao Ví Dụ")


@pytest.fixture
def issued_two(place: Any) -> Any:
    """An issued decision on two cells."""
    world, round_ = place
    conclude_many(round_)
    decision = complete(world, draft(world, round_, candidates(world.body(*BODY), round_)))
    return world, issue(decision, actor=world.user("vanthu_cs"), day=timezone.localdate())


def lines(data: bytes) -> list[str]:
    return [line.strip() for page in PdfReader(BytesIO(data)).pages for line in page.extract_text().split("\n")]


def form(client: Any, address: str, **typed: Any) -> Any:
    """Open a form and send it back, with its token."""
    page = client.get(address)
    initial = page.context["form"].initial
    return client.post(address, {**initial, **typed}, follow=True)


def test_a_reprint_is_the_stored_paper_and_says_who_when_and_why(issued_two, browser):
    world, decision = issued_two
    clerk = browser(world, "vanthu_cs")
    page = form(clerk, f"/quyet-dinh/{decision.pk}/in-lai/", reason="Bản gốc bị ướt").content.decode()
    copy = Copy.objects.get()
    assert (copy.kind, copy.reason, copy.by_id, copy.units) == (
        "reprint", "Bản gốc bị ướt", world.users["vanthu_cs"].pk, [],
    )  # fmt: skip
    assert copy.at.date() == timezone.now().date()
    assert "Lý do: Bản gốc bị ướt." in page
    assert world.users["vanthu_cs"].full_name in page
    answer = clerk.get(f"/quyet-dinh/{decision.pk}/ban-sao/{copy.pk}.pdf")
    assert answer.content == read(decision.file)
    event = Event.objects.get(action="decision.reprint")
    assert event.data == {"reason": "Bản gốc bị ướt", "units": [], "sha256": decision.file.sha256}


def test_an_extract_holds_the_chosen_units_alone_and_is_certified(issued_two, browser):
    world, decision = issued_two
    first, second = decision.entries.order_by("position")
    address = f"/quyet-dinh/{decision.pk}/trich-sao/"
    form(browser(world, "vanthu_cs"), address, reason="Theo đề nghị của chi bộ", units=[str(second.position)])
    copy = Copy.objects.get()
    assert (copy.kind, copy.units) == ("extract", [second.name])
    printed = lines(read(copy.file))
    assert sum("TRÍCH SAO" in line for line in printed) == 3
    listed = [line for line in printed if line.startswith(("1 Chi bộ", "2 Chi bộ"))]
    assert [line.startswith(f"2 {second.name} ") for line in listed] == [True]
    assert not any(first.name in line for line in printed)
    words = " ".join(printed)
    assert "(Trích 1/2 tổ chức đảng trong danh sách.)" in words
    assert "Số 01-QĐ/ĐU" in words
    assert "Trích sao từ bản chính Quyết định số 01-QĐ/ĐU ngày" in words
    assert "(Đã ký)" in words
    assert "-BS/VPĐU" in words
    assert "CHÁNH VĂN PHÒNG" in words
    assert read(decision.file) != read(copy.file)


def test_the_office_is_proposed_and_may_be_changed(issued_two):
    _, decision = issued_two
    assert office_of(decision) == Office("VĂN PHÒNG ĐẢNG ỦY ĐẢNG BỘ CƠ SỞ 1", "VPĐU", "T/L ĐẢNG ỦY", "CHÁNH VĂN PHÒNG")
    paper = extract_paper(decision, [1, 2], OFFICE)
    assert (paper.certification.signature.name, paper.certification.head.number_text) == (
        "Người Sao Ví Dụ", "Số      -BS/VPĐU",
    )  # fmt: skip


def test_the_same_form_sent_twice_is_one_copy(issued_two):
    world, decision = issued_two
    clerk, token = world.user("vanthu_cs"), uuid4()
    asked = {"actor": clerk, "positions": [1], "office": OFFICE, "reason": "Thất lạc", "token": token}
    assert extract(decision, **asked) == extract(decision, **asked)
    assert (Copy.objects.count(), Event.objects.filter(action="decision.extract").count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "Lý do"),
        ({"reason": "Thất lạc"}, "Hãy chọn ít nhất một tổ chức đảng"),
        ({"reason": "Thất lạc", "units": ["9"]}, "units"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_written(issued_two, browser, typed, sentence):
    world, decision = issued_two
    answer = form(browser(world, "vanthu_cs"), f"/quyet-dinh/{decision.pk}/trich-sao/", **typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Copy.objects.exists()


def test_services_refuse_what_forms_do(issued_two):
    world, decision = issued_two
    clerk = world.user("vanthu_cs")
    with pytest.raises(DecisionError, match="Cần ghi lý do"):
        reprint(decision, actor=clerk, reason=" ", token=uuid4())
    for positions in ([], [7]):
        with pytest.raises(DecisionError, match="ít nhất một"):
            extract(decision, actor=clerk, positions=positions, office=OFFICE, reason="x", token=uuid4())


@pytest.mark.parametrize("name", ["danguy", "vanthu", "bithu", "quantri", "giamsat"])
def test_only_the_clerk_of_the_body_makes_copies(issued_two, name, browser):
    world, decision = issued_two
    with pytest.raises(Refused):
        reprint(decision, actor=world.user(name), reason="x", token=uuid4())
    for page in ("in-lai/", "trich-sao/"):
        assert browser(world, name).get(f"/quyet-dinh/{decision.pk}/{page}").status_code in (403, 404)
    assert "Bản in lại" not in browser(world, "danguy").get(f"/quyet-dinh/{decision.pk}/").content.decode()


def test_a_draft_has_no_copies(place, browser):
    world, round_ = place
    conclude_many(round_)
    decision = draft(world, round_, candidates(world.body(*BODY), round_))
    with pytest.raises(Refused, match="chưa ban hành"):
        reprint(decision, actor=world.user("vanthu_cs"), reason="x", token=uuid4())


def test_a_copy_of_another_decision_is_404(issued_two, browser):
    world, decision = issued_two
    copy = reprint(decision, actor=world.user("vanthu_cs"), reason="x", token=uuid4())
    clerk = browser(world, "vanthu_cs")
    assert clerk.get(f"/quyet-dinh/{decision.pk}/ban-sao/{copy.pk + 1}.pdf").status_code == 404
    assert clerk.get(f"/quyet-dinh/{decision.pk + 1}/ban-sao/{copy.pk}.pdf").status_code == 404
    assert [line.maker for line in copies_of(decision)] == [world.users["vanthu_cs"].full_name]


def test_the_record_of_copies_is_kept(issued_two):
    world, decision = issued_two
    reprint(decision, actor=world.user("vanthu_cs"), reason="x", token=uuid4())
    for change in (lambda: Copy.objects.update(reason="y"), lambda: Copy.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_an_issued_decision_and_its_list_cannot_be_deleted(issued_two):
    _, decision = issued_two
    for rows in (decision.entries.all(), Decision.objects.filter(pk=decision.pk)):
        with pytest.raises(DatabaseError, match="decision is frozen"), transaction.atomic():
            rows._raw_delete("default")
    assert decision.entries.count() == 2


@pytest.fixture
def concluded_members(db: None) -> Any:
    """Two members of a cell below the superior whose recognition is concluded."""
    world = build_world()
    round_ = member_round(world)
    listed(world, round_, [ONE, TWO], BASE)
    handed_in(world, round_, code=BASE)
    concluded(world, round_, BASE)
    load(world.user("quantri"), frozenset({MEMBERS}))
    return world, round_


@pytest.fixture
def issued_members(concluded_members: Any, monkeypatch: Any) -> Any:
    """An issued decision on two members, with the papers printed meanwhile."""
    world, round_ = concluded_members
    printed: list[Any] = []
    for module in (issuing, copying):
        monkeypatch.setattr(module, "render_decision", lambda paper: printed.append(paper) or b"%PDF-1.7")
    body, clerk = world.body("tren", "standing"), world.user("vanthu")
    drafted = draft_decision(actor=clerk, body=body, round_=round_, evaluations=candidates(body, round_))
    return world, issue(complete(world, drafted), actor=clerk, day=timezone.localdate()), printed


def test_the_pages_of_a_draft_on_members_speak_of_members(concluded_members, browser):
    world, round_ = concluded_members
    clerk, body = browser(world, "vanthu"), world.body("tren", "standing")

    def main(answer: Any) -> str:
        return " ".join(answer.content.decode().partition("<main")[2].partition("</main>")[0].split())

    choice = {"co-quan": body.pk, "dot": round_.pk}
    units = [str(each.pk) for each in candidates(body, round_)]
    pages = [
        main(clerk.get("/quyet-dinh/moi/", choice)),
        main(clerk.post("/quyet-dinh/moi/", choice)),
        main(clerk.post("/quyet-dinh/moi/", choice | {"units": units[:1]}, follow=True)),
    ]
    drafted = Decision.objects.get()
    taken_out = f"/quyet-dinh/{drafted.pk}/bo/{drafted.entries.get().pk}/"
    pages.append(main(clerk.post(taken_out, {"revision": drafted.revision}, follow=True)))
    assert [text for text in pages if "tổ chức đảng" in text.lower()] == []
    heads = ["Chọn đảng viên đưa vào quyết định", "Hãy chọn ít nhất một đảng viên.", "Thêm đảng viên"]
    assert [head in page for head, page in zip(heads, pages, strict=False)] == [True] * 3
    assert "Danh sách chưa có đảng viên nào." in pages[3]


def test_the_record_of_an_extract_names_no_member_and_members_are_called_members(issued_members, browser):
    world, decision, printed = issued_members
    assert sorted(decision.entries.values_list("name", flat=True)) == [ONE, TWO]
    line = decision.entries.get(name=TWO)
    clerk = browser(world, "vanthu")
    address = f"/quyet-dinh/{decision.pk}/"
    named = {"reason": f"Theo đề nghị của {TWO.upper()}", "units": [str(line.position)]}
    for page in ("in-lai/", "trich-sao/"):
        answer = form(clerk, f"{address}{page}", **named)
        assert (answer.status_code, "Không ghi họ tên đảng viên" in answer.content.decode()) == (422, True)
    assert not Copy.objects.exists()
    page = form(clerk, f"{address}trich-sao/", **named | {"reason": "Theo đề nghị của chi bộ"}).content.decode()
    assert "Trích: dòng 2, Chi bộ Trạm Y tế." in page
    assert Copy.objects.get().units == Event.objects.get(action="decision.extract").data["units"]
    assert not any(name in str(list(Event.objects.values("subject_label", "data"))) for name in (ONE, TWO))
    paper = printed[-1]
    assert [TWO in row for row in paper.annex.rows] == [True]
    assert paper.annex.closing == "(Trích 1/2 đảng viên trong danh sách.)"
    assert paper.certification.recipients.lines[0] == "Đảng viên có tên trong danh sách"
    assert "2 đảng viên</td>" in clerk.get("/quyet-dinh/").content.decode()
    public = clerk.get(f"/xac-minh/{decision.code}/").content.decode()
    assert "<dt>Số đảng viên trong danh sách</dt><dd>2</dd>" in public
