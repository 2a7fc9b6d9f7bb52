"""A sheet with a row of every kind: filled, handed in, appraised, printed; what is typed wrongly comes back."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from scoring.appraisal.accept import accept_untouched
from scoring.appraisal.complete import hand_on
from scoring.appraisal.history import history
from scoring.appraisal.selectors import board_list
from scoring.models import Mark
from scoring.pure.arithmetic import Line, MarkValue, kept_points, totals
from scoring.pure.check import check
from scoring.pure.rubric import parse
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import marks_of, value_of, values_of
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.selectors import open_own_sheets
from scoring.sheets.submit import NotReady, submit_sheet
from scoring.sheets.typed import typed_of
from tests.build import World, build_world, enter, meeting, sheet
from tests.scoring.every_kind import APPRAISED, APPRAISED_SUMS, SELF, SELF_SUMS, every_kind_round, rubric

CELL = "cs1-cb1"
SELF_MARKS = {code: mark for code, (mark, _) in SELF.items()}


def _sums(added):
    found = {"base": added.base, "bonus": added.bonus, "total": added.total, "maximum": added.maximum}
    return found | {code: added.points[code] for code in ("A", "B", "E")}


def _by_hand(sums):
    return {name: Decimal(text) for name, text in sums.items()}


def test_the_rubric_may_be_published():
    assert check(parse(rubric())) == []


@pytest.mark.parametrize("code", SELF)
def test_every_row_earns_what_was_worked_out_by_hand(code):
    sheet_ = parse(rubric())
    mark, earned = SELF[code]
    assert kept_points(sheet_, sheet_.row(code), mark) == (None if earned is None else Decimal(earned))


@pytest.mark.parametrize(("marks", "sums"), [(SELF_MARKS, SELF_SUMS), (APPRAISED, APPRAISED_SUMS)])
def test_a_sheet_adds_up_as_by_hand(marks, sums):
    found = _sums(totals(parse(rubric()), marks))
    assert {name: found[name] for name in sums} == _by_hand(sums)


@pytest.fixture
def world(db: None) -> World:
    """The tree with a round of that sheet open."""
    world = build_world()
    every_kind_round(world)
    return world


@pytest.fixture
def bithu(world: World, client: Client) -> Client:
    """The browser of the first cell's secretary."""
    client.force_login(world.user("bithu"))
    return client


def _loaded():
    return rubric_of(sheet(CELL).version)


def _key(code):
    return _loaded().keys[code]


def _own():
    return sheet(CELL).assessments.get(kind="self")


def _marks(kind="self"):
    loaded = _loaded()
    return {loaded.codes[mark.criterion_id]: mark for mark in marks_of(sheet(CELL).assessments.get(kind=kind))}


def _url(name="sheet", *more):
    return reverse(f"scoring:{name}", args=[sheet(CELL).pk, *more])


def _fields(code, mark, revision=0, explanation=""):
    row, key = _loaded().data.row(code), _key(code)
    more = {f"e-{key}": explanation, f"r-{key}": str(revision)}
    return typed_of(row, mark).fields(row, key) | more


def _text(answer):
    return answer.content.decode()


def _submitted(world, marks=SELF_MARKS):
    enter(sheet(CELL), world.user("bithu"), marks, "Đã họp chi bộ")
    return submit_sheet(sheet(CELL), actor=world.user("bithu"), meeting=meeting())


def test_a_sheet_goes_the_whole_way_and_keeps_what_was_worked_out(world):
    own = _submitted(world)
    assert (own.total, own.outcome) == (Decimal("53.7"), "dat")
    kept = {code: None if each is None else Decimal(each) for code, each in own.result["points"].items()}
    assert {code: kept[code] for code in SELF} == {
        code: None if earned is None else Decimal(earned) for code, (_, earned) in SELF.items()
    }
    assert {code: mark.points for code, mark in _marks().items()} == {code: kept[code] for code in SELF}
    enter(sheet(CELL), world.user("giupviec"), APPRAISED, "Theo kiểm tra")
    done = hand_on(sheet(CELL), actor=world.user("giupviec"))
    assert (done.total, done.outcome, done.result["maximum"]) == (Decimal("45.5"), "chua-dat", "66")
    assert Decimal(done.result["base"]) == Decimal(APPRAISED_SUMS["base"])


def test_marks_come_back_from_the_database_as_they_were_entered(world):
    enter(sheet(CELL), world.user("bithu"), SELF_MARKS)
    assert values_of(marks_of(_own()), _loaded()) == SELF_MARKS


def test_the_page_takes_every_kind_of_mark_without_a_script(world, bithu):
    post = {"save_id": str(uuid4())}
    for code, mark in SELF_MARKS.items():
        post |= _fields(code, mark)
    answer = bithu.post(_url(), post)
    assert answer.status_code == 302
    assert values_of(marks_of(_own()), _loaded()) == SELF_MARKS


def test_an_untouched_page_that_is_posted_again_saves_nothing(world, bithu):
    enter(sheet(CELL), world.user("bithu"), SELF_MARKS)
    post = {"save_id": str(uuid4())}
    for code, mark in SELF_MARKS.items():
        post |= _fields(code, mark, revision=1)
    assert "Mọi nội dung đã được lưu." in _text(bithu.post(_url(), post, follow=True))
    assert {mark.revision for mark in _marks().values()} == {1}


NUMBER = "Hãy nhập một số, ví dụ 4,5 hoặc 6."
BAD = [
    ("A.1", {"v": "bốn"}, NUMBER),
    ("A.1", {"v": "4", "n": "n/a"}, "Chỉ được nhập số, hoặc chọn mức, hoặc đánh dấu “không áp dụng”."),
    ("A.2", {"v": "5"}, "Hãy chọn một trong các mức: “Đạt”, “Không đạt”."),
    ("A.3", {"v": "4"}, "Hãy chọn một trong các mức: “Tốt”, “Khá”, “Trung bình”."),
    ("A.4", {"v": "2,5"}, "Số sáng kiến phải là số nguyên từ 0 đến 9999."),
    ("A.5", {"v": "101"}, "Giá trị phải từ 0 đến 100 %, không quá 3 chữ số thập phân."),
    ("A.6", {"v": "-1"}, "Số buổi đã họp phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
    ("A.7", {"p": "tám", "v": "5"}, f"Chỉ tiêu được giao: {NUMBER}"),
    ("A.7", {"p": "", "v": "5"}, "Hãy nhập cả chỉ tiêu được giao."),
    ("A.8", {"lt-0": "Tổ hợp tác"}, "Dòng 1: hãy nhập điểm."),
    ("A.8", {"lt-0": "Tổ hợp tác", "la-0": "2"}, "Dòng 1: điểm phải từ 0 đến 1,5, không quá 3 chữ số thập phân."),
    ("A.8", {"lt-0": "Tổ hợp tác", "la-0": "1", "la-2": "1"}, "Dòng 2: hãy ghi việc làm."),
    ("A.9", {"v": "4"}, "Số điểm trừ phải từ 0 đến 3, bước 0,5."),
    ("B.2", {"p": "0", "v": "5"}, "Dự toán phải lớn hơn 0."),
    ("C", {"lt-0": "Làm đường", "lp-0": "9", "la-0": "9", "lc-0": "ba"}, f"Dòng 1, hệ số: {NUMBER}"),
    ("C", {"lt-0": "Làm đường", "lp-0": "chín", "la-0": "9"}, f"Dòng 1, kế hoạch: {NUMBER}"),
    (
        "C",
        {f"{part}-{n}": "1" for part in ("lt", "lp", "la") for n in range(5)},
        "Chỉ được nhập nhiều nhất 4 dòng.",
    ),
]


def _posted(code, typed):
    """The fields of one row from short names: "v" and "lt-0" of row 7 are v-7 and lt-7-0."""
    key = _key(code)
    named = ((name.split("-"), text) for name, text in typed.items())
    found = {"-".join((parts[0], str(key), *parts[1:])): text for parts, text in named}
    return found | {f"e-{key}": "Vì sao", f"r-{key}": "0", "save_id": str(uuid4())}


@pytest.mark.parametrize(("code", "typed", "sentence"), BAD)
def test_what_cannot_stand_there_comes_back_with_a_sentence_beside_it(world, bithu, code, typed, sentence):
    answer = bithu.post(_url(), _posted(code, typed))
    assert answer.status_code == 422
    page, key = _text(answer), _key(code)
    assert f'<p class="row-error" id="loi-{key}">{sentence}</p>' in page.replace("&quot;", '"')
    assert _marks()[code].revision == 0
    shown = next(line for line in answer.context["sheet"].rows if line.key == str(key))
    given = [text for name, text in typed.items() if text and name != "n"]
    kept = shown.entry.fields(shown.row, key).values()
    assert set(given) <= set(kept)
    assert shown.entry.aside is ("n" in typed)
    assert shown.explanation == "Vì sao"
    answer = bithu.post(_url("save_row", key), _posted(code, typed))
    assert (answer.status_code, answer.json()["sentence"]) == (422, sentence)


def test_a_plan_may_be_saved_before_its_figure_is_known(world, bithu):
    assert bithu.post(_url("save_row", _key("A.7")), _posted("A.7", {"p": "8"})).json()["state"] == "saved"
    mark = _marks()["A.7"]
    assert (mark.plan, mark.value, mark.points) == (Decimal(8), None, None)
    assert sum(1 for row in open_own_sheets(world.user("bithu")) if row.filled) == 0


def test_a_row_saved_alone_answers_with_its_parts_and_points(world, bithu):
    key = _key("C")
    post = _fields("C", SELF_MARKS["C"]) | {"save_id": str(uuid4())}
    found = bithu.post(_url("save_row", key), post).json()
    assert (found["state"], found["groups"][str(key)], found["total"]) == ("saved", "6,67", "6,7")
    assert {name: text for name, text in found["fields"].items() if text} == {
        f"lt-{key}-0": "Nhà văn hóa", f"lp-{key}-0": "10", f"la-{key}-0": "5", f"lc-{key}-0": "2",
        f"lt-{key}-1": "Làm đường", f"lp-{key}-1": "9", f"la-{key}-1": "9", f"lc-{key}-1": "1",
    }  # fmt: skip
    again = bithu.post(_url("save_row", key), post).json()
    assert (again["state"], again["revision"]) == ("saved", 1)


OTHERS = [
    ("A.7", MarkValue(value=Decimal(5), plan=Decimal(9)), "2,78 (5/9 đảng viên)", "5/8"),
    (
        "A.8",
        MarkValue(lines=(Line("Đường hoa", actual=Decimal(1)),)),
        "1 (1 dòng): Đường hoa: 1",
        "Tổ hợp tác: 1,5; Đường hoa: 1",
    ),
    ("A.8", MarkValue(value=Decimal(0)), "0 (không có)", "Tổ hợp tác: 1,5; Đường hoa: 1"),
    ("A.1", MarkValue(not_applicable=True), "không áp dụng", "4,5"),
]


@pytest.mark.parametrize(("code", "theirs", "stands", "yours"), OTHERS)
def test_what_another_saved_meanwhile_stands_beside_what_was_typed(world, bithu, code, theirs, stands, yours):
    entered = {code: Entered(0, theirs)}
    save_rows(_own(), actor=world.user("nhapgiup"), entered=entered, save_id=uuid4())
    post = _fields(code, SELF_MARKS[code]) | {"save_id": str(uuid4())}
    answer = bithu.post(_url(), post)
    line = next(each for each in answer.context["sheet"].rows if each.key == str(_key(code)))
    assert (answer.status_code, line.stands, line.yours) == (422, stands, yours)
    assert line.entry == typed_of(line.row, SELF_MARKS[code])
    alone = bithu.post(_url("save_row", _key(code)), post)
    assert (alone.status_code, alone.json()["shown"]) == (409, stands)
    assert value_of(_marks()[code]) == theirs


def test_a_plan_that_another_changed_is_a_conflict_though_the_figure_is_the_same(world):
    save_rows(_own(), actor=world.user("nhapgiup"), entered={"A.7": Entered(0, OTHERS[0][1])}, save_id=uuid4())
    done = save_rows(_own(), actor=world.user("bithu"), entered={"A.7": Entered(0, SELF_MARKS["A.7"])}, save_id=uuid4())
    assert list(done.stale) == ["A.7"]


def test_lines_are_added_and_taken_away_without_a_script(world, bithu):
    key = _key("A.8")
    offered = [place for place in range(9) if f'name="lt-{key}-{place}"' in _text(bithu.get(_url()))]
    assert offered == [0, 1, 2]
    typed = {f"{part}-{n}": text for n in range(3) for part, text in (("lt", f"Việc {n}"), ("la", "1"))}
    answer = bithu.post(_url(), _posted("A.8", typed) | {"then": f"lines-{key}"})
    assert answer["Location"] == f"{_url()}#dong-{key}"
    page = _text(bithu.get(_url()))
    assert [place for place in range(9) if f'name="lt-{key}-{place}"' in page] == [0, 1, 2, 3, 4, 5]
    del typed["lt-1"], typed["la-1"]
    bithu.post(_url(), _posted("A.8", typed) | {f"r-{key}": "1"})
    assert [line["text"] for line in _marks()["A.8"].lines] == ["Việc 0", "Việc 2"]


def test_no_more_lines_are_offered_than_may_be_entered(world, bithu):
    enter(sheet(CELL), world.user("bithu"), {"C": SELF_MARKS["C"]})
    page, key = _text(bithu.get(_url())), _key("C")
    assert [place for place in range(9) if f'name="lt-{key}-{place}"' in page] == [0, 1, 2, 3]
    assert f'value="lines-{key}"' not in page


def test_setting_a_row_aside_takes_the_reason_that_the_rubric_asks_for(world):
    marks = SELF_MARKS | {"A.1": MarkValue(not_applicable=True), "A.3": MarkValue(not_applicable=True)}
    enter(sheet(CELL), world.user("bithu"), marks)
    with pytest.raises(NotReady) as caught:
        submit_sheet(sheet(CELL), actor=world.user("bithu"), meeting=meeting())
    assert caught.value.items == [
        ("A.1", "Mục I.1: cần ghi giải trình cho nội dung này."),
        ("A.9", "Mục I.9: cần ghi giải trình cho nội dung này."),
    ]


def test_only_rows_that_may_be_set_aside_offer_it(world, bithu):
    page = _text(bithu.get(_url()))
    ticks = [code for code in SELF if f'name="n-{_key(code)}"' in page]
    choices = [code for code in SELF if f'name="v-{_key(code)}" value="n/a"' in page]
    assert (ticks, choices) == (["A.1"], ["A.3"])


def test_hints_say_how_each_kind_is_entered_and_name_no_row(world, bithu):
    hints = {line.row.code: line.hint for line in bithu.get(_url()).context["sheet"].rows if line.hint}
    assert hints == {
        "A.4": "Nhập số sáng kiến; mỗi đơn vị được 0,5 điểm, nhiều nhất 5 điểm. "
        "Sáng kiến và chỉ tiêu vượt mức cộng lại không quá 6 điểm.",
        "A.5": "Nhập giá trị đo được (%): từ 50 đến 70: 2 điểm; từ 71 đến 90: 4 điểm; trên 90: 5 điểm.",
        "A.6": "Nhập số đã làm được; kế hoạch là 12 buổi. "
        "Đạt đủ kế hoạch thì được 5 điểm, chưa đủ thì tính theo tỷ lệ.",
        "A.7": "Nhập chỉ tiêu được giao và số đã làm được. "
        "Đạt đủ chỉ tiêu được giao thì được 5 điểm, chưa đủ thì tính theo tỷ lệ.",
        "A.8": "Ghi mỗi nội dung một dòng; mỗi dòng nhiều nhất 1,5 điểm, cộng lại nhiều nhất 5 điểm. "
        "Xóa trắng cả dòng để bỏ dòng đó.",
        "A.9": "Ghi số điểm bị trừ, nhiều nhất 3. Có trừ điểm thì phải ghi giải trình.",
        "B.1": "Hệ số 60%.",
        "B.2": "Nhập dự toán và số đã làm được. Đạt đủ dự toán thì được 10 điểm, chưa đủ thì tính theo tỷ lệ. "
        "Hệ số 40%.",
        "C": "Ghi mỗi nội dung một dòng; cộng lại nhiều nhất 10 điểm. Xóa trắng cả dòng để bỏ dòng đó.",
        "E.1": "Nhập số chỉ tiêu; mỗi đơn vị được 0,5 điểm, nhiều nhất 5 điểm. "
        "Sáng kiến và chỉ tiêu vượt mức cộng lại không quá 6 điểm.",
    }


def test_the_board_reads_the_parts_and_takes_them_over(world, client):
    _submitted(world)
    client.force_login(world.user("giupviec"))
    answer = client.get(_url("appraise"))
    lines = {line.row.code: line for line in answer.context["sheet"].rows}
    assert [cell.text for cell in lines["A.7"].cells] == ["3,13 (5/8 đảng viên)"]
    assert [cell.text for cell in lines["A.5"].cells] == ["2 (70,5 %)"]
    assert [cell.details for cell in lines["C"].cells] == [("Nhà văn hóa: 5/10, hệ số 2", "Làm đường: 9/9")]
    assert "<li>Nhà văn hóa: 5/10, hệ số 2</li>" in _text(answer)
    assert accept_untouched(sheet(CELL), actor=world.user("giupviec")) == len(SELF)
    assert values_of(_marks("appraisal").values(), _loaded()) == SELF_MARKS


def test_a_difference_in_plan_or_lines_needs_a_reason_of_the_board(world):
    _submitted(world)
    changed = {"A.7": OTHERS[0][1], "A.8": OTHERS[1][1]}
    enter(sheet(CELL), world.user("giupviec"), SELF_MARKS | changed)
    with pytest.raises(NotReady) as caught:
        hand_on(sheet(CELL), actor=world.user("giupviec"))
    assert [code for code, _ in caught.value.items] == ["A.7", "A.8"]


def test_the_board_adds_lines_without_a_script(world, client):
    _submitted(world)
    client.force_login(world.user("giupviec"))
    key = _key("A.8")
    answer = client.post(_url("appraise"), _posted("A.8", {"lt-0": "Việc", "la-0": "1"}) | {"then": f"lines-{key}"})
    assert answer["Location"] == f"{_url('appraise')}#dong-{key}"
    assert [line["text"] for line in _marks("appraisal")["A.8"].lines] == ["Việc"]


def test_lists_count_rows_of_lines_as_filled(world):
    enter(sheet(CELL), world.user("bithu"), {code: SELF_MARKS[code] for code in ("A.8", "C", "A.7")})
    found = [row.filled for row in open_own_sheets(world.user("bithu"))]
    assert found == [3]
    board = board_list(world.user("giupviec"), sheet(CELL).round)
    assert [line.filled for line in board if line.evaluation.organization.code == CELL] == [3]


def test_the_history_tells_parts_in_words(world):
    enter(sheet(CELL), world.user("bithu"), {code: SELF_MARKS[code] for code in ("A.7", "A.8", "A.1")})
    changes = {place: (old, new) for place, old, new, _ in history(sheet(CELL), world.user("bithu"))[0].changes}
    assert changes == {
        "Mục I.1": ("để trống", "4,5"),
        "Mục I.7": ("để trống", "5/8"),
        "Mục I.8": ("để trống", "Tổ hợp tác: 1,5; Đường hoa: 1"),
    }


def test_parts_are_kept_as_text(world):
    enter(sheet(CELL), world.user("bithu"), {"C": SELF_MARKS["C"]})
    kept = Mark.objects.get(assessment=_own(), criterion__code="C").lines
    assert kept[0] == {"text": "Nhà văn hóa", "plan": "10", "actual": "5", "coefficient": "2"}
