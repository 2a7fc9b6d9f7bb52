from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from pypdf.generic import ContentStream

from recognition.documents.context import Annex, Article, Column, Head, SheetRow, Signature
from recognition.documents.render import render_decision, render_sheet

HALF = 0.5
MM = 25.4 / 72
WORDS = "ĐẢNG CỘNG SẢN VIỆT NAM"


def near(value: float) -> object:
    return pytest.approx(value, abs=HALF)


def test_pages_are_a4_upright_and_wide_annexes_lie(opened, decision, annex):
    pages = opened(render_decision(decision(annex=annex(3, wide=True)))).reader.pages

    assert [(float(page.mediabox.width), float(page.mediabox.height)) for page in pages] == [
        (pytest.approx(595.28, abs=0.5), pytest.approx(841.89, abs=0.5)),
        (pytest.approx(841.89, abs=0.5), pytest.approx(595.28, abs=0.5)),
    ]


def test_only_tinos_is_used_and_all_of_it_embedded(opened, decision, annex):
    reader = opened(render_decision(decision(annex=annex(2)))).reader
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]

    assert {font["/BaseFont"].partition("+")[2] for font in fonts} == {
        "Tinos-Van-Ban",
        "Tinos-Van-Ban-Bold",
        "Tinos-Van-Ban-Italic",
    }
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert "/ToUnicode" in font


def test_sizes_are_those_of_the_guideline(opened, decision):
    printed = opened(render_decision(decision(layout="2026")))
    bold, italic = "Tinos-Van-Ban-Bold", "Tinos-Van-Ban-Italic"

    found = {
        text: (round(printed.piece(text).size), printed.piece(text).font.partition("+")[2])
        for text in (
            "ĐẢNG BỘ TỈNH SÔNG LAM", "ĐẢNG ỦY XÃ SUỐI NGÀN", WORDS, "Số 05-QĐ/ĐU",
            "Suối Ngàn, ngày 05 tháng 02 năm 2026", "QUYẾT ĐỊNH", "Công nhận chi bộ “bốn tốt” năm 2025",
            "Điều 1.", "(có danh sách kèm theo)", "thi hành.", "Nơi nhận:", "- Lưu VP.", "T/M ĐẢNG ỦY",
            "BÍ THƯ", "Trần Thị Ví Dụ",
        )
    }  # fmt: skip

    assert found == {
        "ĐẢNG BỘ TỈNH SÔNG LAM": (14, "Tinos-Van-Ban"),
        "ĐẢNG ỦY XÃ SUỐI NGÀN": (14, bold),
        WORDS: (15, bold),
        "Số 05-QĐ/ĐU": (14, "Tinos-Van-Ban"),
        "Suối Ngàn, ngày 05 tháng 02 năm 2026": (14, italic),
        "QUYẾT ĐỊNH": (16, bold),
        "Công nhận chi bộ “bốn tốt” năm 2025": (14, bold),
        "Điều 1.": (14, bold),
        "(có danh sách kèm theo)": (14, italic),
        "thi hành.": (14, "Tinos-Van-Ban"),
        "Nơi nhận:": (14, "Tinos-Van-Ban"),
        "- Lưu VP.": (12, "Tinos-Van-Ban"),
        "T/M ĐẢNG ỦY": (14, bold),
        "BÍ THƯ": (14, "Tinos-Van-Ban"),
        "Trần Thị Ví Dụ": (14, bold),
    }


def test_margins_indents_and_pitch_are_those_of_the_guideline(opened, decision):
    printed = opened(render_decision(decision()))
    first, second = printed.piece("Điều 2."), printed.piece("thi hành.")

    assert first.x == near(40)
    assert second.x == near(30)
    assert 18 <= (second.baseline - first.baseline) / MM <= 22
    paragraph = printed.piece("Điều 2.").baseline - printed.piece("chuẩn chi bộ “bốn tốt” năm 2025.").baseline
    assert (paragraph - (second.baseline - first.baseline)) / MM == pytest.approx(6, abs=0.1)


def test_all_text_stays_between_the_margins(boxes, decision, annex):
    long = tuple(Article(f"Điều {n}.", "Các chi bộ thi hành quyết định này. " * 9) for n in range(1, 14))

    pages = boxes(decision(articles=long, annex=annex(60)))

    assert len(pages) == 5
    assert min(box[2] for box in pages[0]) == near(20)
    for page in pages:
        body = [box for box in page if not box[0].isdecimal() or box[2] > 15]
        assert min(box[1] for box in body) >= 30 - 0.01
        assert max(box[3] for box in body) <= 195 + 0.01
        assert min(box[2] for box in body) >= 20 - 0.01
        assert max(box[4] for box in body) <= 277 + 0.01


def test_pages_are_numbered_ten_millimetres_from_the_edge_but_for_the_first(boxes, opened, decision, annex):
    pages = boxes(decision(annex=annex(40)))
    heads = [[box for box in page if box[2] < 19] for page in pages]

    assert [[box[0] for box in page] for page in heads] == [[], ["2"], ["3"]]
    for page in heads[1:]:
        assert page[0][2] == near(10)
        assert (page[0][1] + page[0][3]) / 2 == near(112.5)
    number = opened(render_decision(decision(annex=annex(40)))).piece("2", page=1)
    assert round(number.size) == 14


def test_the_rule_is_as_wide_as_the_words_above_it(opened, decision):
    printed = opened(render_decision(decision()))
    page = printed.reader.pages[0]
    drawn = [
        [float(operand) * 0.75 * MM for operand in operands]
        for operands, operator in ContentStream(page.get_contents(), printed.reader).operations
        if operator == b"re"
    ]
    words = printed.piece(WORDS)
    face = TTFont(Path(settings.BASE_DIR) / "static" / "fonts" / "Tinos_700Bold.ttf")
    glyphs, advances = face.getBestCmap(), face["hmtx"]
    width = sum(advances[glyphs[ord(letter)]][0] for letter in WORDS) / face["head"].unitsPerEm * 15 * MM

    rules = {(y, wide) for x, y, wide, high in drawn if x == near(words.x) and high < 1}

    assert len(rules) == 1
    top, wide = rules.pop()
    assert wide == near(width)
    assert 0 < top - words.baseline < 4


def test_the_head_stands_level_on_both_sides(opened, decision):
    printed = opened(render_decision(decision()))

    assert printed.piece("Số 05-QĐ/ĐU").baseline == printed.piece("Suối Ngàn, ngày 05 tháng 02 năm 2026").baseline
    assert printed.piece("ĐẢNG BỘ TỈNH SÔNG LAM").baseline == near(printed.piece(WORDS).baseline)
    assert printed.piece("T/M ĐẢNG ỦY").baseline == printed.piece("Nơi nhận:").baseline


def test_names_of_120_letters_wrap_inside_their_column(boxes, decision):
    long = ("ĐẢNG BỘ CÁC CƠ QUAN VÀ DOANH NGHIỆP XÃ SUỐI NGÀN " * 3)[:120].strip()
    head = Head(long, long, "Số 05-QĐ/ĐU", "Thị trấn Suối Ngàn Thượng và vùng phụ cận", date(2026, 2, 5))

    page = boxes(decision(head=head, signature=Signature("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", long)))[0]

    left = [box for box in page if box[1] < 105 and box[4] < 90 and box[0] in long]
    assert len(left) >= 6
    assert max(box[3] for box in left) <= 110
    assert " ".join(box[0].strip() for box in left) == f"{long} {long}"
    assert [box[0] for box in page].count(WORDS) == 1


@pytest.mark.parametrize("tail", ["Thi hành.", "Các chi bộ có tên tại Điều 1 căn cứ Quyết định thi hành. " * 5])
def test_the_signature_never_stands_alone_on_its_page(opened, decision, tail):
    lengths = set()
    for count in range(4, 16):
        articles = (
            *(Article(f"Điều {n}.", "Điều một dòng.") for n in range(1, count)),
            Article("Điều cuối.", tail),
        )
        pages = opened(render_decision(decision(articles=articles))).lines
        last = pages[-1]
        assert last.index("Nơi nhận:") >= 2
        assert "T/M ĐẢNG ỦY" in last
        lengths.add(len(pages))
    assert lengths == {1, 2}


@pytest.mark.parametrize("count", [1, 20, 200])
def test_an_annex_loses_no_row_and_repeats_its_head(opened, decision, annex, count):
    pages = opened(render_decision(decision(annex=annex(count, closing=f"Danh sách này có {count} chi bộ.")))).lines

    listed = [line for page in pages[1:] for line in page if " Chi bộ thôn " in line]
    assert listed == [f"{n} Chi bộ thôn {n} {90 + n % 10},5" for n in range(1, count + 1)]
    assert [page.count("Stt Tên chi bộ Điểm") for page in pages] == [0] + [1] * (len(pages) - 1)
    assert pages[1][:2] == ["DANH SÁCH", "các chi bộ đạt tiêu chuẩn chi bộ “bốn tốt” năm 2025"]
    assert f"Danh sách này có {count} chi bộ." in pages[-1]


def test_a_row_is_not_torn_between_two_pages(boxes, decision, annex):
    name = "Chi bộ các thôn Suối Ngàn Thượng, Suối Ngàn Hạ và khu dân cư Đồi Chè thuộc xã Suối Ngàn " * 2
    rows = tuple((str(n), f"{name.strip()} số {n}", "90") for n in range(1, 31))

    pages = boxes(decision(annex=annex(0, rows=rows)))[1:]

    whole = [" ".join(box[0].strip() for box in page) for page in pages]
    assert sum(text.count(name.strip()) for text in whole) == 30
    assert len(pages) > 2


def test_columns_keep_their_shares_whatever_the_widths_add_up_to(boxes, decision):
    columns = (Column("Trái", 1), Column("Giữa", 2, "center"), Column("Phải", 1, "right"))
    annex = Annex(("DANH SÁCH",), "", columns, (("a", "b", "c"),))

    cells = {box[0]: box for box in boxes(decision(annex=annex))[1] if box[0] in "abc"}

    assert cells["a"][1] == pytest.approx(30, abs=2)
    assert (cells["b"][1] + cells["b"][3]) / 2 == near(112.5)
    assert cells["c"][3] == pytest.approx(195, abs=2)


def test_the_signature_of_a_sheet_keeps_its_results(opened, sheet):
    lengths = set()
    # From where the results end a page to where they begin another: row by row about that place.
    for count in range(24, 36):
        rows = tuple(SheetRow(f"({n})", "Tiêu chí", ("1", "1", "")) for n in range(count))
        pages = opened(render_sheet(sheet(rows=rows))).lines
        assert "Kết quả tự đánh giá của chi bộ:" in pages[-1]
        assert "T/M CHI BỘ" in pages[-1]
        lengths.add(len(pages))
    assert lengths == {2, 3}
