"""Pages of votes: what stands there before anything is typed, what is refused beside its field, what others see."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from recognition.documents.render import notice_html
from recognition.papers import NotYetError
from recognition.votes.report import report_paper
from scoring.models import Ballot, Meeting, Remedy
from scoring.workflow import evaluation_with_work
from tests.build import build_world
from tests.scoring.votes.register import vote_data
from tests.scoring.votes.situations import (
    CARRIED,
    CELL,
    FAILED,
    OTHER,
    PLAN,
    key_of,
    month,
    monthly,
    remedied,
    report,
    vote,
    vote_all,
)


@pytest.fixture
def world(db):
    world = build_world()
    month(world)
    return world


def _client(world, name: str) -> Client:
    client = Client()
    client.force_login(world.user(name))
    return client


def _page(client: Client, name: str, *args: int) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def _value(page: str, row: str, field: str) -> str:
    """Return what stands in a field of a content."""
    _, _, rest = page.partition(f'name="bq-{key_of(row)}-{field}" value="')
    return rest.partition('"')[0] if rest else ""


def test_the_page_begins_with_who_came_to_the_meeting_of_the_month(world):
    client, url = _client(world, "bithu"), reverse("scoring:vote", args=[monthly().pk])
    day = monthly().round.start
    Meeting.objects.create(
        organization=world.organizations[CELL], body=world.body(CELL, "cell"), held_on=day,
        values={"members": "14", "present": "12"}, saved_by_id=1, saved_at=timezone.now(),
    )  # fmt: skip
    page = client.get(url).content.decode()
    assert [(_value(page, row, "due"), _value(page, row, "present")) for row in "14"] == [("14", "12")] * 2
    vote(world, "1")
    page = client.get(url).content.decode()
    assert [_value(page, row, name) for row in "12" for name in ("due", "present", "in_favour")] == [
        "12", "11", "10", "12", "11", "",
    ]  # fmt: skip


def test_what_the_month_before_left_stands_beside_its_content(world):
    remedied(world, "2", measure="Chốt lịch họp")
    month(world, 2)
    page = _page(_client(world, "bithu"), "scoring:vote", monthly(number=2).pk)
    assert page.count("Kỳ trước để lại: Chốt lịch họp") == 1
    before = _page(_client(world, "bithu"), "scoring:vote", monthly().pk)
    assert "Kỳ trước để lại" not in before


def test_what_cannot_be_stays_as_typed_beside_its_field_and_the_rest_is_stored(world):
    client, url = _client(world, "bithu"), reverse("scoring:vote", args=[monthly().pk])
    data = vote_data({"1": CARRIED, "2": (12, 11, 9, 3, 0), "3": FAILED})
    data |= {f"bq-{key_of('3')}-cause": "", f"bq-{key_of('4')}-in_favour": "mười"}
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (_value(page, "2", "in_favour"), _value(page, "4", "in_favour")) == ("9", "mười")
    for sentence in (
        "Nội dung 2: Đồng ý, không đồng ý và không có ý kiến cộng lại là 12, khác số có mặt 11.",
        "Nội dung 3: Cần ghi nguyên nhân.",
        "Nội dung 4: Hãy nhập số người, ví dụ 12.",
    ):
        assert sentence in page
    assert [ballot.criterion.code for ballot in Ballot.objects.all()] == ["1"]
    # The content that was stored does not count as another's when the page is sent again.
    _, _, seen = page.partition(f'name="bq-{key_of("1")}-revision" value="')
    assert seen[:1] == "1"
    again = vote_data({"1": CARRIED, "2": (12, 11, 8, 3, 0), "3": FAILED})
    assert client.post(url, again | {f"bq-{key_of('1')}-revision": "1"}).status_code == 302
    assert (Ballot.objects.count(), Remedy.objects.get().cause) == (3, PLAN.cause)


def test_two_who_record_at_once_see_both_values_and_the_second_may_keep_his(world):
    vote(world, "1", CARRIED, actor="nhapgiup")
    client, url = _client(world, "bithu"), reverse("scoring:vote", args=[monthly().pk])
    data = vote_data({"1": FAILED})
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "10 đồng ý, 1 không đồng ý trên 11 có mặt (triệu tập 12)" in page
    assert f"3 đồng ý, 8 không đồng ý trên 11 có mặt (triệu tập 12). Nguyên nhân: {PLAN.cause}" in page
    assert Ballot.objects.get().in_favour == 10
    seen = {f"bq-{key_of('1')}-revision": _value(page, "1", "revision")}
    assert client.post(url, data | seen).status_code == 302
    assert Ballot.objects.get().in_favour == 3


def test_the_sheet_shows_counts_instead_of_inputs_and_asks_for_what_is_missing(world):
    client = _client(world, "bithu")
    vote(world, "1", FAILED)
    page = _page(client, "scoring:sheet", monthly().pk)
    assert f'name="v-{key_of("1")}"' not in page
    for words in ("3 đồng ý, 8 không đồng ý trên 11 có mặt", "Ghi biểu quyết từng nội dung", PLAN.measure, PLAN.cause):
        assert words in page
    assert "chưa chấm" in page
    report(world, failing="1")
    others = _page(_client(world, "giupviec"), "scoring:sheet", monthly().pk)
    assert "3 đồng ý, 8 không đồng ý" in others
    assert PLAN.measure in others


def test_a_stale_remedy_is_shown_beside_what_was_typed(world):
    remedy = remedied(world)
    url = reverse("scoring:remedy", args=[remedy.evaluation_id, remedy.pk])
    client = _client(world, "bithu")
    data = {"then": "change", "cause": "Một", "measure": "Hai", "revision": "1"}
    assert client.post(url, data).status_code == 302
    answer = client.post(url, {**data, "cause": "Ba"})
    page = answer.content.decode()
    assert (answer.status_code, "<dd>Một</dd>" in page, ">\nBa</textarea>" in page) == (422, True, True)
    assert 'name="revision" value="2"' in page
    lacking = client.post(url, {"then": "finish", "xong-note": "", "xong-revision": "2"})
    assert (lacking.status_code, Remedy.objects.get().done_at) == (422, None)


def test_the_committee_counts_reports_and_failures(world, queries):
    vote_all(world, OTHER)
    report(world, failing="2")
    danguy, giamsat = _client(world, "danguy"), _client(world, "giamsat")
    page = _page(danguy, "scoring:round_votes", monthly().round_id)
    # What is not handed in yet is the cell's own business.
    for words in ("<dt>Đã báo cáo</dt><dd>1</dd>", "<dt>Chưa báo cáo</dt><dd>1</dd>", "<strong>Không đạt</strong>"):
        assert words in page
    assert page.count("10 đồng ý") == 3
    url = reverse("scoring:round_votes", args=[monthly().round_id])
    with queries() as few:
        giamsat.get(url)
    report(world, OTHER)
    with queries() as many:
        giamsat.get(url)
    assert len(many) == len(few)
    table = giamsat.get(reverse("scoring:round_votes_table", args=[monthly().round_id]))
    rows = list(load_workbook(BytesIO(b"".join(table))).active.iter_rows(values_only=True))
    [line] = [row for row in rows if row[1] == "Chi bộ thôn 1" and row[2] == "Đảng bộ cơ sở 1"]
    assert line[3] == "Đã báo cáo"
    assert line[5:9] == (
        "Đạt", "10 đồng ý, 1 không đồng ý trên 11 có mặt (triệu tập 12)",
        "Không đạt", "3 đồng ý, 8 không đồng ý trên 11 có mặt (triệu tập 12)",
    )  # fmt: skip


def test_the_report_says_counts_conclusions_causes_and_what_earlier_months_left(world):
    with pytest.raises(NotYetError):
        report_paper(evaluation_with_work().get(pk=monthly().pk))
    report(world, failing="2")
    month(world, 2)
    report(world, number=2)
    first, second = (
        report_paper(evaluation_with_work().select_related("organization__parent").get(pk=monthly(number=number).pk))
        for number in (1, 2)
    )
    words = "\n".join(first.paragraphs)
    year = timezone.localdate().year - 1
    assert first.subject == f"Kết quả thực hiện mô hình “chi bộ bốn tốt” tháng 1 năm {year}"
    assert (first.kind, first.head.number_text, first.signature.authority) == ("BÁO CÁO", "Số 03-BC/CB", "T/M CHI BỘ")
    for said in (
        "có mặt 11/12 (biên bản số 12-BB/CB)",
        "2. Chất lượng sinh hoạt tốt: 3 đồng ý, 8 không đồng ý trên 11 có mặt (triệu tập 12); kết luận không đạt",
        f"- Nguyên nhân: {PLAN.cause}\n- Trách nhiệm của tập thể: {PLAN.responsibility}",
        f"- Giải pháp khắc phục: {PLAN.measure}; giao {PLAN.person}",
        "Kết quả chung: không đạt",
    ):
        assert said in words
    assert second.paragraphs[-2] == "Việc khắc phục của các kỳ trước:"
    assert second.paragraphs[-1].endswith("; đang thực hiện")
    html = notice_html(first)
    assert "Kết quả chung: không đạt." in html
    word = _client(world, "bithu").get(reverse("recognition:votes_docx", args=[monthly().pk]))
    text = "\n".join(paragraph.text for paragraph in Document(BytesIO(word.content)).paragraphs)
    assert "kết luận không đạt" in text
    assert "BÁO CÁO" in text


def test_without_votes_there_is_neither_report_nor_page(world):
    client = _client(world, "quantri")
    assert client.get(reverse("recognition:votes_pdf", args=[monthly().pk])).status_code == 404
    programme = monthly().round.programme
    programme.rules = {}
    programme.save()
    assert client.get(reverse("scoring:round_votes", args=[monthly().round_id])).status_code == 404
