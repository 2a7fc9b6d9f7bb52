"""The board's pages: the list in few queries, appraising, handing on, concluding; and rows of đạt, không đạt."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from scoring.models import Assessment, Mark, Round
from scoring.rubrics.load import forget, rubric_of
from tests.build import World, appraise, build_round, build_world, decide, enter, full_marks, sheet, submit
from tests.posts import conclusion_data, full, meeting_data, sheet_data
from tests.scoring.pass_fail import pass_fail_round

CELL = "cs1-cb1"
BOARD = "/tham-dinh/"
BOARD_BUDGET, APPRAISE_BUDGET = 12, 10


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world()
    build_round(world)
    return world


@pytest.fixture
def giupviec(world: World, client: Client) -> Client:
    """The browser of the first base committee's appraiser, with one sheet submitted to it."""
    submit(world, CELL)
    client.force_login(world.user("giupviec"))
    return client


def _url(name: str = "appraise") -> str:
    return reverse(f"scoring:{name}", args=[sheet(CELL).pk])


def _key(code: str) -> int:
    return rubric_of(sheet(CELL).version).keys[code]


def _stage(kind: str) -> Assessment:
    return sheet(CELL).assessments.get(kind=kind)


def _mark(kind: str, code: str) -> Mark:
    return _stage(kind).marks.get(criterion__code=code)


def _text(answer) -> str:
    return answer.content.decode()


def _board_queries(cells: int, client: Client, queries) -> int:
    """Count in a world that is gone afterwards, keys and all."""
    forget()
    point = transaction.savepoint()
    world = build_world(cells=cells)
    build_round(world)
    submit(world, CELL)
    client.force_login(world.user("giupviec"))
    client.get(BOARD)
    with queries() as found:
        page = _text(client.get(BOARD))
    assert page.count(f'href="{BOARD}') >= cells
    transaction.savepoint_rollback(point)
    forget()
    return len(found)


@pytest.mark.django_db
def test_the_list_asks_equally_often_for_few_and_many_sheets(client, queries):
    few, many = (_board_queries(cells, client, queries) for cells in (1, 12))
    assert few == many
    assert many <= BOARD_BUDGET


def test_the_sheet_before_the_board_costs_no_more_than_the_unit_s(world, giupviec, queries):
    giupviec.get(_url())
    with queries() as found:
        giupviec.get(_url())
    assert len(found) <= APPRAISE_BUDGET


def test_chips_count_the_steps_and_filter_the_list(world, giupviec):
    round_ = Round.objects.get()
    page = _text(giupviec.get(BOARD))
    for words in ("Tất cả (2)", "Chờ đơn vị nộp (1)", "Đang thẩm định (1)"):
        assert words in page
    assert "Đã kết luận" not in page
    filtered = _text(giupviec.get(BOARD, {"dot": round_.pk, "trang-thai": "tham-dinh"}))
    assert f"{round_.name}: 1 hồ sơ" in filtered
    assert reverse("scoring:appraise", args=[sheet("cs1-cb2").pk]) not in filtered


def test_a_filter_that_makes_no_sense_shows_no_sheet_and_no_error(giupviec):
    assert "0 hồ sơ" in _text(giupviec.get(BOARD, {"trang-thai": "<la>\x00"}))


@pytest.mark.parametrize("wanted", ["0", "x", "9" * 5000, "\x00", "٤"])
def test_a_round_that_is_not_one_s_own_is_404(giupviec, wanted):
    assert giupviec.get(BOARD, {"dot": wanted}).status_code == 404


@pytest.mark.parametrize("name", ["quantri", "bithu", "nguoila", "vanthu"])
def test_who_judges_nothing_has_an_empty_board(world, client, name):
    client.force_login(world.user(name))
    assert "Chưa có hồ sơ nào để thẩm định" in _text(client.get(BOARD))


def test_marks_are_saved_beside_the_self_score_which_stays(world, giupviec):
    data = sheet_data(CELL, {"I.1.1": "1"}) | {f"e-{_key('I.1.1')}": "Chưa đủ"}
    assert giupviec.post(_url(), data).url == _url()
    own, given = _mark("self", "I.1.1"), _mark("appraisal", "I.1.1")
    assert (own.value, given.value, given.explanation) == (Decimal(6), Decimal(1), "Chưa đủ")


def test_a_difference_without_reason_and_an_empty_row_hold_up_the_sheet(giupviec):
    typed = full(CELL) | {"I.1.1": "1", "I.1.2": ""}
    answer = giupviec.post(_url(), sheet_data(CELL, typed, then="hand-on"))
    page = _text(answer)
    assert answer.status_code == 422
    for code in ("I.1.1", "I.1.2"):
        assert f'<a href="#dong-{_key(code)}">' in page
    assert "cần ghi lý do vì khác điểm tự chấm" in page
    assert (_stage("appraisal").state, _mark("appraisal", "I.1.1").value) == ("open", Decimal(1))


def test_handing_on_says_so_and_opens_the_conclusion(giupviec):
    answer = giupviec.post(_url(), sheet_data(CELL, full(CELL), then="hand-on"), follow=True)
    assert "Đã thẩm định xong hồ sơ của Chi bộ thôn 1" in _text(answer)
    assert [(each.kind, each.state) for each in sheet(CELL).assessments.order_by("position")] == [
        ("self", "done"), ("appraisal", "done"), ("approval", "open"),
    ]  # fmt: skip


def test_a_bad_mark_is_not_handed_on(giupviec):
    typed = full(CELL) | {"I.1.1": "7"}
    answer = giupviec.post(_url(), sheet_data(CELL, typed, then="hand-on"))
    assert answer.status_code == 422
    assert 'value="7"' in _text(answer)
    assert _stage("appraisal").state == "open"


def test_accepting_says_how_many_rows_it_wrote(giupviec):
    rows = _stage("appraisal").marks.count()
    assert f"Đã ghi điểm tự chấm cho {rows} nội dung" in _text(giupviec.post(_url("accept"), follow=True))
    assert "Đã ghi điểm tự chấm cho 0 nội dung" in _text(giupviec.post(_url("accept"), follow=True))
    assert giupviec.get(_url("accept")).status_code == 405


def test_a_counted_row_shows_the_board_the_number_that_it_enters(world, client):
    enter(sheet(CELL), world.user("bithu"), full_marks(sheet(CELL)))
    client.force_login(world.user("bithu"))
    client.post(reverse("scoring:sheet", args=[sheet(CELL).pk]), sheet_data(CELL, full(CELL) | {"II.1": "5"}))
    client.post(_url("submit"), meeting_data())
    client.force_login(world.user("giupviec"))
    assert "<strong>2,5 (số lượng 5)</strong>" in _text(client.get(_url()))
    client.post(_url("accept"))
    assert 'value="5"' in _text(client.get(_url()))
    assert client.post(_url(), sheet_data(CELL, full(CELL) | {"II.1": "5"}, then="hand-on")).status_code == 302


@pytest.mark.parametrize("name", ["danguy", "bithu", "phutrach", "giamsat"])
def test_others_read_the_sheet_without_fields(world, client, name):
    submit(world, CELL)
    client.force_login(world.user(name))
    page = _text(client.get(_url()))
    assert f'name="v-{_key("I.1.1")}"' not in page
    assert "Kết quả tự chấm" in page
    assert "Kết quả thẩm định" not in page


def test_the_conclusion_page_shows_the_proposal_and_why(world, client):
    appraise(world, CELL)
    client.force_login(world.user("danguy"))
    assert f'href="{_url("conclusion")}"' in _text(client.get(_url()))
    page = _text(client.get(_url("conclusion")))
    assert "<dt>Đề xuất</dt><dd>Đạt “bốn tốt”</dd>" in page
    assert page.count("Vì sao?") == 1


def test_a_refused_conclusion_comes_back_as_typed(world, client):
    appraise(world, CELL)
    client.force_login(world.user("danguy"))
    typed = {"recognised": "no", "day": "01/01/2099", "minutes_number": "08-BB/ĐU", "reason": ""}
    answer = client.post(_url("conclusion"), typed)
    page = _text(answer)
    assert answer.status_code == 422
    assert "Ngày họp không được sau hôm nay." in page
    assert "Kết luận khác với đề xuất: cần ghi lý do." in page
    assert 'value="01/01/2099"' in page
    assert _stage("approval").conclusion == ""
    assert [sheet(CELL).current.kind, client.post(_url("conclusion"), {"day": "x"}).status_code] == ["approval", 422]


@pytest.mark.parametrize(("recognised", "words"), [(True, "Công nhận"), (False, "Không công nhận")])
def test_everybody_who_sees_the_unit_reads_the_conclusion(world, client, recognised, words):
    decide(world, CELL, recognised=recognised)
    client.force_login(world.user("phutrach"))
    page = _text(client.get(reverse("scoring:sheet", args=[sheet(CELL).pk])))
    assert f"<strong>{words}</strong>" in page
    assert "số 08-BB/ĐU" in page


@pytest.mark.django_db
def test_a_sheet_of_pass_or_fail_goes_from_the_vote_to_the_conclusion(client):
    world = build_world()
    pass_fail_round(world)
    page = reverse("scoring:sheet", args=[sheet(CELL).pk])
    client.force_login(world.user("bithu"))
    typed = {"1": "pass", "2": "pass", "3": "pass", "4": "fail"}
    assert _text(client.get(page)).count('type="radio"') == 8
    client.post(page, sheet_data(CELL, typed))
    lacking = client.post(_url("submit"), meeting_data())
    assert lacking.status_code == 422
    assert "Mục 4" in _text(lacking)
    client.post(page, sheet_data(CELL, typed) | {f"e-{_key('4')}": "Một đảng viên bị khiển trách"})
    assert client.post(_url("submit"), meeting_data()).status_code == 302

    client.force_login(world.user("giupviec"))
    assert "Một đảng viên bị khiển trách" in _text(client.get(_url()))
    client.post(_url("accept"))
    data = sheet_data(CELL, typed, then="hand-on")
    assert client.post(_url(), data).status_code == 302

    client.force_login(world.user("danguy"))
    text = _text(client.get(_url("conclusion")))
    assert "<dt>Đề xuất</dt><dd>Không đạt</dd>" in text
    assert "Tổng điểm" not in text
    assert client.post(_url("conclusion"), {**conclusion_data("no"), "reason": ""}).status_code == 302
    done = _stage("approval")
    assert (done.conclusion, done.total, done.outcome) == ("not_recognised", None, "khong-dat")


@pytest.mark.parametrize("typed", ["dat", "Đạt", "1", "n/a", "pass "])
@pytest.mark.django_db
def test_a_choice_that_is_not_offered_is_refused(client, typed):
    world = build_world()
    pass_fail_round(world)
    client.force_login(world.user("bithu"))
    answer = client.post(reverse("scoring:sheet", args=[sheet(CELL).pk]), sheet_data(CELL, {"1": typed}))
    stands = sheet(CELL).current.marks.get(criterion__code="1").choice
    assert (answer.status_code, stands) == ((302, "pass") if typed.strip() == "pass" else (422, ""))


@pytest.mark.django_db
def test_a_sheet_without_points_speaks_of_none(client):
    world = build_world()
    pass_fail_round(world)
    client.force_login(world.user("bithu"))
    page = _text(client.get(reverse("scoring:sheet", args=[sheet(CELL).pk])))
    assert [words for words in ("Điểm chuẩn", "CỘNG ĐIỂM", "Điểm tự chấm", "Tổng <strong") if words in page] == []
    assert "Đã chấm" in page


def test_a_refused_page_offers_the_stock_reasons_too(giupviec):
    key = _key("I.1.1")
    page = giupviec.post(_url(), {"then": "hand-on", f"v-{key}": "3", f"e-{key}": "", f"r-{key}": "0"})
    assert page.status_code == 422
    assert '<option value="Chưa đủ minh chứng cho phần tự chấm.">' in _text(page)
