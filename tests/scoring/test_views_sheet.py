"""The pages of those who fill a sheet: saving, conflicts, proof, submitting, and what they cost."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from scoring.models import EvidenceUse, Mark
from scoring.rubrics.load import rubric_of
from tests.build import World, build_round, build_world, cite, decide, enter, fill, full_marks, sheet, submit
from tests.posts import full, meeting_data, sheet_data

CELL = "cs1-cb1"
HUGE = "9" * 5000
SHEET_BUDGET, SAVE_BUDGET = 10, 12


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world()
    build_round(world)
    return world


@pytest.fixture
def bithu(world: World, client: Client) -> Client:
    """The browser of the first cell's secretary."""
    client.force_login(world.user("bithu"))
    return client


def _url(name: str = "sheet", *more: int) -> str:
    return reverse(f"scoring:{name}", args=[sheet(CELL).pk, *more])


def _key(code: str) -> int:
    return rubric_of(sheet(CELL).version).keys[code]


def _mark(code: str) -> Mark:
    return sheet(CELL).assessments.get(kind="self").marks.get(criterion__code=code)


def _text(answer) -> str:
    return answer.content.decode()


def test_a_sheet_costs_ten_queries_at_most_filled_or_not(world, bithu, queries):
    bithu.get(_url())
    with queries() as empty:
        bithu.get(_url())
    fill(world, CELL)
    cite(world, CELL, "II.2")
    cite(world, CELL, "II.1")
    with queries() as filled:
        bithu.get(_url())
    assert len(empty) == len(filled)
    assert len(filled) <= SHEET_BUDGET


def test_saving_one_row_and_all_rows_ask_equally_often(world, bithu, queries):
    bithu.post(_url(), sheet_data(CELL, {"I.1.1": "0"}))
    row, rows = sheet_data(CELL, {"I.1.1": "1"}), full(CELL)
    with queries() as one:
        bithu.post(_url(), row)
    data = sheet_data(CELL, rows)
    with queries() as every:
        bithu.post(_url(), data)
    assert len(one) == len(every)
    assert len(every) <= SAVE_BUDGET


def test_a_save_says_how_many_rows_it_wrote_and_when_none(bithu):
    data = sheet_data(CELL, {"I.1.1": "4,5", "I.1.2": "3"})
    assert "Đã lưu 2 nội dung lúc" in _text(bithu.post(_url(), data, follow=True))
    assert "Mọi nội dung đã được lưu." in _text(bithu.post(_url(), data, follow=True))
    assert (_mark("I.1.1").value, _mark("I.1.1").revision) == (Decimal("4.5"), 1)


def test_good_rows_are_saved_and_bad_ones_come_back_with_their_sentences(bithu):
    data = sheet_data(CELL, {"I.1.1": "bốn", "I.1.2": "99", "I.1.3": "2"})
    answer = bithu.post(_url(), data)
    page = _text(answer)
    assert answer.status_code == 422
    assert (_mark("I.1.1").value, _mark("I.1.2").value, _mark("I.1.3").value) == (None, None, Decimal(2))
    assert 'value="bốn"' in page
    assert 'value="99"' in page
    for code, sentence in (("I.1.1", "Hãy nhập một số"), ("I.1.2", "Điểm phải từ 0 đến")):
        assert f'<a href="#dong-{_key(code)}">Mục' in page
        assert 'aria-invalid="true"' in page
        assert f'id="loi-{_key(code)}">{sentence}' in page


def test_what_another_saved_meanwhile_is_shown_and_a_second_save_wins(world, bithu):
    mine = sheet_data(CELL, {"I.1.1": "3"})
    enter(sheet(CELL), world.user("nhapgiup"), full_marks(sheet(CELL)))
    answer = bithu.post(_url(), {name: mine[name] for name in mine if name.endswith(f"-{_key('I.1.1')}")})
    page = _text(answer)
    assert answer.status_code == 422
    assert "Người khác vừa lưu giá trị khác." in page
    assert "<dt>Đang có</dt><dd>6</dd>" in page
    assert "<dt>Của đồng chí</dt><dd>3</dd>" in page
    assert _mark("I.1.1").value == Decimal(6)
    again = {f"v-{_key('I.1.1')}": "3", f"r-{_key('I.1.1')}": "1"}
    assert bithu.post(_url(), again).status_code == 302
    assert _mark("I.1.1").value == Decimal(3)


def test_a_page_without_revisions_overwrites_nothing(world, bithu):
    enter(sheet(CELL), world.user("nhapgiup"), full_marks(sheet(CELL)))
    assert bithu.post(_url(), {f"v-{_key('I.1.1')}": "1"}).status_code == 422
    assert _mark("I.1.1").value == Decimal(6)


def test_junk_in_every_field_is_refused_without_harm(bithu):
    data = dict.fromkeys(sheet_data(CELL), "\x00<script>٤")
    answer = bithu.post(_url(), data)
    assert answer.status_code == 422
    assert "<script>٤" not in _text(answer)
    assert not Mark.objects.filter(value__isnull=False).exists()


def test_characters_that_postgresql_cannot_hold_do_not_fail(bithu):
    data = sheet_data(CELL) | {f"e-{_key('I.1.1')}": "Có\x00 lý do"}
    assert bithu.post(_url(), data).status_code == 302
    assert _mark("I.1.1").explanation == "Có lý do"


@pytest.mark.parametrize("then", ["submit", "submit-", "submit-7"])
def test_save_and_submit_goes_on_to_the_meeting(bithu, then):
    assert bithu.post(_url(), sheet_data(CELL, then=then)).url == _url("submit")


@pytest.mark.parametrize("then", ["", "khac", "proof-", "proof-x", f"drop-{HUGE}", f"proof-{HUGE}", "proof--1"])
def test_a_button_that_makes_no_sense_only_saves(bithu, then):
    answer = bithu.post(_url(), sheet_data(CELL, {"I.1.1": "2"}, then=then))
    assert (answer.status_code, answer.url, _mark("I.1.1").value) == (302, _url(), Decimal(2))


def test_adding_a_proof_saves_first_and_comes_back_to_the_row(bithu):
    key = _key("II.2")
    answer = bithu.post(_url(), sheet_data(CELL, {"II.2": "3"}, then=f"proof-{key}"))
    assert (answer.url, _mark("II.2").value) == (_url("add_proof", key), Decimal(3))
    data = {"number": "15-BC/CB", "date": "05/02/2026", "summary": "Báo cáo <b>", "place": "Tủ 1"}
    assert bithu.post(answer.url, data).url == f"{_url()}#dong-{key}"
    assert "15-BC/CB ngày 05/02/2026, Báo cáo &lt;b&gt; (Tủ 1)" in _text(bithu.get(_url()))


def test_dropping_a_proof_takes_it_off_the_row_alone(world, bithu):
    cite(world, CELL, "II.1")
    cite(world, CELL, "II.2")
    use = EvidenceUse.objects.get(criterion__code="II.1")
    assert bithu.post(_url(), sheet_data(CELL, then=f"drop-{use.pk}")).url == f"{_url()}#dong-{_key('II.1')}"
    assert [each.criterion.code for each in EvidenceUse.objects.all()] == ["II.2"]


def test_a_proof_of_another_sheet_is_not_dropped(world, bithu):
    cite(world, "cs2-cb1", "II.1")
    use = EvidenceUse.objects.get()
    assert bithu.post(_url(), sheet_data(CELL, then=f"drop-{use.pk}")).status_code == 404
    assert EvidenceUse.objects.count() == 1


def test_a_row_of_another_rubric_takes_no_proof(world, bithu):
    foreign = rubric_of(sheet("cs1").version).keys["I.1.1"]
    for key in (foreign, 999_999, 10**17):
        assert bithu.get(_url("add_proof", key)).status_code == 404


def test_a_refused_proof_comes_back_as_typed(bithu):
    answer = bithu.post(_url("add_proof", _key("II.2")), {"number": "", "date": "31/02/2026", "summary": "Báo cáo"})
    page = _text(answer)
    assert answer.status_code == 422
    assert 'value="31/02/2026"' in page
    assert 'value="Báo cáo"' in page
    assert not EvidenceUse.objects.exists()


def test_the_meeting_page_lists_what_is_missing_with_links_to_the_rows(bithu):
    page = _text(bithu.get(_url("submit")))
    assert page.count(f'<a href="{_url()}#dong-') == sheet(CELL).current.marks.count()


def test_points_that_need_a_report_hold_up_the_sheet_until_it_is_cited(world, bithu):
    bithu.post(_url(), sheet_data(CELL, full(CELL) | {"II.2": "3"}))
    assert bithu.post(_url("submit"), meeting_data()).status_code == 422
    cite(world, CELL, "II.2")
    assert bithu.post(_url("submit"), meeting_data()).url == _url("submitted")


def test_a_refused_meeting_comes_back_as_typed_and_the_sheet_stays_open(world, bithu):
    fill(world, CELL)
    typed = {**meeting_data(), "present": "3", "day": "01/01/2099", "minutes_number": "12-BB/CB"}
    answer = bithu.post(_url("submit"), typed)
    page = _text(answer)
    assert answer.status_code == 422
    for sentence in ("Cuộc họp phải có quá nửa", "Ngày họp không được sau hôm nay.", "Ngày tờ trình phải từ ngày họp"):
        assert sentence in page
    assert 'value="01/01/2099"' in page
    assert sheet(CELL).current.kind == "self"


def test_what_was_typed_of_the_meeting_is_there_again_after_the_missing_row_was_filled(world, bithu):
    cite(world, CELL, "II.2")
    bithu.post(_url(), sheet_data(CELL, full(CELL) | {"I.1.1": ""}))
    typed = {**meeting_data(), "minutes_number": "77-BB/CB", "request_number": "<78>-TTr/CB"}
    refused = bithu.post(_url("submit"), typed)
    page = _text(refused)
    assert refused.status_code == 422
    # The row first, then the form; nothing that is kept is asked about on leaving.
    assert page.index(f'<a href="{_url()}#dong-{_key("I.1.1")}">Mục') < page.index("data-guard")
    assert page.count("Mục I.1.(1): chưa chấm.") == 1
    assert ("Chưa nộp được, còn thiếu" in page, 'data-guard=""' in page) == (True, True)
    fill(world, CELL)
    page = _text(bithu.get(_url("submit")))
    for name, value in typed.items():
        assert f'name="{name}" value="{escape(value)}"' in page
    assert "Còn thiếu" not in page


def test_what_was_typed_of_the_meeting_is_one_s_own_and_gone_once_the_sheet_went(world, bithu):
    bithu.post(_url("submit"), {**meeting_data(), "minutes_number": "77-BB/CB"})
    other = Client()
    other.force_login(world.user("bithu"))
    assert "77-BB/CB" not in _text(other.get(_url("submit")))
    fill(world, CELL)
    cite(world, CELL, "II.2")
    assert bithu.post(_url("submit"), meeting_data()).url == _url("submitted")
    assert not [name for name, _ in bithu.session.items() if name.startswith("nop-")]


def test_a_meeting_of_another_age_is_refused_beside_its_field_with_the_earliest_day(world, bithu):
    fill(world, CELL)
    answer = bithu.post(_url("submit"), {**meeting_data(), "day": "01/01/1900"})
    page, year = _text(answer), sheet(CELL).round.year
    assert answer.status_code == 422
    assert f"Ngày họp không được trước ngày đầu của kỳ đánh giá (01/01/{year})." in page
    assert 'value="01/01/1900"' in page


def test_the_confirmation_says_to_whom_the_sheet_went(world, bithu):
    fill(world, CELL)
    page = _text(bithu.post(_url("submit"), meeting_data(), follow=True))
    stages = sheet(CELL).assessments.select_related("body").order_by("position")
    assert "Đã nộp phiếu tự chấm" in page
    assert "kèm Tờ trình số 05-TTr/CB" in page
    assert f"Tiếp theo: {stages[1].body.name} thẩm định" in page


def test_the_confirmation_of_a_sheet_that_is_not_submitted_says_so(bithu):
    assert "Phiếu chưa nộp" in _text(bithu.get(_url("submitted")))


def test_a_contributor_fills_but_has_no_button_to_submit(world, client):
    client.force_login(world.user("nhapgiup"))
    page = _text(client.get(_url()))
    assert 'name="then" value="submit"' not in page
    assert f'name="v-{_key("I.1.1")}"' in page
    assert client.get(_url("submit")).status_code == 403


@pytest.mark.parametrize("build", [submit, decide])
def test_after_submitting_there_is_nothing_to_fill(world, bithu, build):
    build(world, CELL)
    page = _text(bithu.get(_url()))
    assert "<textarea" not in page
    assert f'name="v-{_key("I.1.1")}"' not in page
    assert "Kết quả tự chấm" in page


def test_the_list_holds_one_s_own_sheets_with_their_step(world, bithu):
    url = reverse("scoring:sheets")
    assert '<td data-label="Bước">Tự chấm</td>' in _text(bithu.get(url))
    decide(world, CELL)
    assert '<td data-label="Bước">Đã kết luận</td>' in _text(bithu.get(url))


@pytest.mark.parametrize("name", ["bithu2", "nguoila", "danguy2"])
def test_a_sheet_out_of_one_s_scope_is_not_there(world, client, name):
    client.force_login(world.user(name))
    pages = [_url(), _url("submit"), _url("submitted"), _url("add_proof", _key("II.1"))]
    assert [client.get(page).status_code for page in pages] == [404] * 4


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 40])
def test_a_sheet_that_is_not_there_is_not_there(bithu, number):
    assert bithu.get(f"/ho-so/{number}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(bithu, method):
    assert getattr(bithu, method)(_url()).status_code == 405


def test_a_sheet_that_asks_for_what_its_points_do_not_reach_says_so_before_it_goes(world, bithu):
    words = "mức đề xuất chưa đạt để được công nhận, mà phiếu nộp kèm tờ trình đề nghị công nhận"
    assert words not in _text(bithu.get(_url("submit")))
    fill(world, CELL, Decimal("0.5"))
    assert words in _text(bithu.get(_url("submit")))
    fill(world, CELL)
    assert words not in _text(bithu.get(_url("submit")))
