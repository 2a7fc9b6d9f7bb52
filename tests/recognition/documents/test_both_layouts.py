"""What holds of the papers of 2018 and of 2026 alike, to the half millimetre, however long names and lists are."""

from dataclasses import replace

import pytest

from recognition.documents.context import Certification, Head, Recipients, Signature, Verification
from recognition.documents.render import render_decision

HALF = 0.5
LONG = ("Chi bộ các cơ quan tham mưu, giúp việc và đơn vị sự nghiệp trực thuộc xã Suối Ngàn " * 2)[:120].strip()
CHECK = Verification(
    "Mã xác minh: ABCDE-FGHJK, kiểm tra tại https://botot.example.vn/xac-minh/", "https://botot.example.vn/x/"
)
both = pytest.mark.parametrize("layout", ["2018", "2026"])


def near(value: float) -> object:
    return pytest.approx(value, abs=HALF)


@both
@pytest.mark.parametrize("count", [1, 200])
def test_head_body_and_list_stand_where_they_belong(boxes, decision, annex, layout, count):
    pages = boxes(decision(layout=layout, annex=annex(count)))
    lines = {box[0]: box for box in pages[0]}
    assert lines["Điều 1."][1] == near(40)
    assert lines["ĐẢNG BỘ TỈNH SÔNG LAM"][2] == near(20)
    for page in pages:
        body = [box for box in page if box[2] > 18]
        assert min(box[1] for box in body) >= 30 - 0.01
        assert max(box[3] for box in body) <= 195 + 0.01
        assert max(box[4] for box in body) <= 277 + 0.01
    numbers = [[box[0] for box in page if box[2] < 18] for page in pages]
    assert numbers == [[], *([str(number)] for number in range(2, len(pages) + 1))]
    assert sum(box[0].startswith("Chi bộ thôn ") for page in pages for box in page) == count


@both
def test_long_names_wrap_in_the_list_and_in_both_columns(boxes, decision, annex, layout):
    rows = tuple((str(number), LONG, "90,5") for number in range(1, 31))
    head = Head(LONG.upper(), LONG.upper(), "Số 05-QĐ/ĐU", "Thị trấn Suối Ngàn Thượng", None, 2026)
    signature = Signature("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", LONG)
    pages = boxes(decision(layout=layout, head=head, signature=signature, annex=annex(1, rows=rows)))
    for page in pages:
        assert min(box[1] for box in page) >= 30 - 0.01
        assert max(box[3] for box in page) <= 195 + 0.01
    left = [box for box in pages[0] if box[1] < 105 and box[4] < 110 and box[0] in LONG.upper()]
    assert max(box[3] for box in left) <= 110
    listed = " ".join(box[0].strip() for page in pages[1:] for box in page)
    assert (listed.count("90,5"), listed.count(f"{LONG} 90,5")) == (30, 30)


@both
@pytest.mark.parametrize("place", ["annex", "recipients"])
def test_the_code_is_printed_in_10_points_and_its_qr_stays_between_the_margins(opened, decision, annex, layout, place):
    paper = decision(layout=layout, annex=annex(20), verification=replace(CHECK, place=place))
    printed = opened(render_decision(paper))
    page = 1 if place == "annex" else 0
    [words] = [piece for piece in printed.pages[page] if piece.text.startswith("Mã xác minh")]
    assert round(words.size) == 10
    assert words.x == near(30 + 18 + 3)
    assert len(printed.pages) == 2


@both
def test_without_code_nothing_of_it_is_printed(opened, decision, annex, layout):
    printed = opened(render_decision(decision(layout=layout, annex=annex(20))))
    assert not any("xác minh" in piece.text for page in printed.pages for piece in page)


@both
def test_an_extract_ends_with_the_block_of_the_copying_office(opened, decision, annex, layout):
    block = Certification(
        "TRÍCH SAO", Head("", "VĂN PHÒNG ĐẢNG ỦY", "Số      -BS/VPĐU", "Suối Ngàn", None, 2026),
        "Trích sao từ bản chính.", Signature("T/L ĐẢNG ỦY", "CHÁNH VĂN PHÒNG", "Người Sao"), Recipients(("Lưu VP",)),
    )  # fmt: skip
    printed = opened(render_decision(decision(layout=layout, annex=annex(2), certification=block)))
    last = [line for line in printed.lines[-1] if line != "2 TRÍCH SAO"]
    assert last[last.index("Trích sao từ bản chính.") :] == [
        "Trích sao từ bản chính.", "Nơi nhận:", "- Lưu VP.", "T/L ĐẢNG ỦY", "CHÁNH VĂN PHÒNG", "Người Sao",
    ]  # fmt: skip
    assert printed.reader.metadata.title.startswith("Trích sao quyết định số 05-QĐ/ĐU")
    assert [sum("TRÍCH SAO" in line for line in page) for page in printed.lines] == [1, 2]
