import unicodedata
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from pypdf.generic import ContentStream

from recognition.documents.context import Annex, Article, Column, Head, Recipients, SheetRow, Signature
from recognition.documents.render import decision_html, render_decision, render_request, render_sheet

HALF = 0.5
MM = 25.4 / 72
PX = 25.4 / 96
WORDS = "ĐẢNG CỘNG SẢN VIỆT NAM"


def near(value: float) -> object:
    return pytest.approx(value, abs=HALF)


def test_a_decision_prints_every_line_of_the_form_in_order(opened, decision):
    lines = opened(render_decision(decision())).lines

    assert lines == [
        [
            "ĐẢNG BỘ TỈNH SÔNG LAM",
            "ĐẢNG ỦY XÃ SUỐI NGÀN",
            "*",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Số 05-QĐ/ĐU Suối Ngàn, ngày 05 tháng 02 năm 2026",
            "QUYẾT ĐỊNH",
            "Công nhận chi bộ “bốn tốt” năm 2025",
            "-----",
            "- Căn cứ Điều lệ Đảng và hướng dẫn thi hành Điều lệ Đảng;",
            "- Căn cứ Quy chế làm việc của Ban Chấp hành Đảng bộ xã Suối Ngàn, nhiệm",
            "kỳ 2025 - 2030;",
            "- Xét đề nghị của chi bộ tại Tờ trình số 03-TTr/CB về việc đề nghị công nhận",
            "mô hình chi bộ “bốn tốt”,",
            "ĐẢNG ỦY XÃ SUỐI NGÀN",
            "QUYẾT ĐỊNH",
            "Điều 1. Công nhận các chi bộ có tên sau đây (có danh sách kèm theo) đạt tiêu",
            "chuẩn chi bộ “bốn tốt” năm 2025.",
            "Điều 2. Văn phòng đảng ủy và các chi bộ có tên tại Điều 1 căn cứ Quyết định",
            "thi hành.",
            "Nơi nhận:",
            "- Như Điều 2,",
            "- Ban Thường vụ Tỉnh ủy,",
            "- Các đ/c đảng ủy viên,",
            "- Lưu VP.",
            "T/M ĐẢNG ỦY",
            "BÍ THƯ",
            "Trần Thị Ví Dụ",
        ]
    ]


def test_the_layout_of_2026_parts_recipients_with_semicolons(opened, decision):
    lines = opened(render_decision(decision(layout="2026"))).lines[0]

    assert lines[-7:-3] == [
        "- Như Điều 2;",
        "- Ban Thường vụ Tỉnh ủy;",
        "- Các đ/c đảng ủy viên;",
        "- Lưu VP.",
    ]


def test_text_typed_in_decomposed_letters_is_printed_composed(opened, decision):
    subject = "Công nhận chi bộ “bốn tốt” năm 2025"

    printed = opened(render_decision(decision(subject=unicodedata.normalize("NFD", subject))))

    assert subject in printed.lines[0]
    assert printed.reader.metadata.title == f"Quyết định số 05-QĐ/ĐU: {subject}"


def test_markup_in_a_name_is_printed_as_it_was_typed(opened, decision):
    lines = opened(render_decision(decision(subject="Chi bộ <b>A</b> & B"))).lines[0]

    assert "Chi bộ <b>A</b> & B" in lines


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
            "Điều 1.", "(có danh sách kèm theo)", "thi hành.", "Nơi nhận:", "- Lưu VP.", "T/M ĐẢNG ỦY", "BÍ THƯ",
            "Trần Thị Ví Dụ",
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


@pytest.fixture
def boxes(decision, annex):
    """The lines that WeasyPrint laid out, page by page: (text, left, top, right, bottom) in millimetres."""
    from config.common import pdf

    folder = Path(settings.BASE_DIR) / "templates" / "documents"

    def lay_out(paper):
        document = pdf._laid_out(decision_html(paper), (folder / "paper.css",))
        return [
            [
                (box.text, *(side * PX for side in (box.position_x, box.position_y)),
                 (box.position_x + box.width) * PX, (box.position_y + box.height) * PX)
                for box in page._page_box.descendants() if hasattr(box, "text")
            ]
            for page in document.pages
        ]  # fmt: skip

    return lay_out


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

    assert (
        printed.piece("Số 05-QĐ/ĐU").baseline
        == printed.piece("Suối Ngàn, ngày 05 tháng 02 năm 2026").baseline
    )
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


def test_a_signing_copy_leaves_number_and_date_blank(opened, decision, boxes):
    head = Head("ĐẢNG BỘ TỈNH SÔNG LAM", "ĐẢNG ỦY XÃ SUỐI NGÀN", "Số      -QĐ/ĐU", "Suối Ngàn", None, 2026)

    texts = [box[0] for box in boxes(decision(head=head))[0]]

    assert texts[4:6] == ["Số      -QĐ/ĐU", "Suối Ngàn, ngày      tháng      năm 2026"]
    title = opened(render_decision(decision(head=head))).reader.metadata.title
    assert title == "Quyết định: Công nhận chi bộ “bốn tốt” năm 2025"


@pytest.mark.parametrize(
    "tail", ["Thi hành.", "Các chi bộ có tên tại Điều 1 căn cứ Quyết định thi hành. " * 5]
)
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


@pytest.mark.parametrize("count", [1, 20, 500])
def test_an_annex_loses_no_row_and_repeats_its_head(opened, decision, annex, count):
    pages = opened(
        render_decision(decision(annex=annex(count, closing=f"Danh sách này có {count} chi bộ.")))
    ).lines

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


def test_a_request_says_kinh_trinh_and_names_its_addressee_first(opened, request_paper):
    lines = opened(render_request(request_paper())).lines[0]

    assert lines[5:] == [
        "TỜ TRÌNH",
        "Về việc đề nghị công nhận chi bộ “bốn tốt” năm 2026",
        "-----",
        "Kính trình: Đảng ủy xã Suối Ngàn",
        "Chi bộ đã tự chấm được 92,5 điểm.",
        "Chi bộ kính trình Đảng ủy xem xét, công nhận.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu chi bộ.",
        "T/M CHI BỘ",
        "BÍ THƯ",
        "Trần Thị Ví Dụ",
    ]


def test_a_request_of_2018_is_addressed_as_then(opened, request_paper):
    paper = request_paper(layout="2018", addressees=("Đảng ủy xã Suối Ngàn", "Ban Tổ chức"))

    lines = opened(render_request(paper)).lines[0]

    assert lines[8:11] == ["Kính gửi:", "- Đảng ủy xã Suối Ngàn", "- Ban Tổ chức"]
    assert "- Như trên," not in lines


def test_line_breaks_in_an_article_start_paragraphs(opened, decision):
    articles = (Article("Điều 1.", "Công nhận:\n1. Chi bộ A;\n2. Chi bộ B"), Article("Điều 2.", "Thi hành"))

    lines = opened(render_decision(decision(articles=articles))).lines[0]

    start = lines.index("Điều 1. Công nhận:")
    assert lines[start : start + 4] == [
        "Điều 1. Công nhận:",
        "1. Chi bộ A;",
        "2. Chi bộ B.",
        "Điều 2. Thi hành.",
    ]


def test_a_sheet_prints_its_rows_results_and_reason(opened, sheet):
    lines = opened(render_sheet(sheet())).lines[0]

    assert lines[:6] == [
        "PHIẾU CHẤM ĐIỂM",
        "Thực hiện mô hình chi bộ “bốn tốt”",
        "(Kèm theo Kế hoạch số 159-KH/HU ngày 28/6/2024 của Huyện ủy)",
        "-----",
        "Đơn vị: Chi bộ thôn Đồi Chè",
        "Kỳ đánh giá: Năm 2025",
    ]
    start = lines.index("I ĐIỂM THEO KHUNG TIÊU CHÍ 90 85,5")
    assert lines[start:] == [
        "I ĐIỂM THEO KHUNG TIÊU CHÍ 90 85,5",
        "3 Đoàn kết, kỷ luật tốt 20 19,5",
        "(5) Không có biểu hiện mất đoàn kết trong nội bộ chi bộ 04 3,5",
        "CỘNG ĐIỂM 100 92,5",
        "Kết quả tự đánh giá của chi bộ:",
        "- Tổng số điểm: 92,5",
        "- Xếp loại: .....",
        "Chưa xếp loại vì chưa có mức điểm công nhận.",
        "T/M CHI BỘ",
        "(Ký ghi rõ họ tên)",
    ]


def test_groups_are_bold_and_leaves_are_not(opened, sheet):
    pieces = opened(render_sheet(sheet())).pages[0]

    fonts = {piece.text.partition(" ")[0]: piece.font.partition("+")[2] for piece in pieces}
    assert (fonts["3"], fonts["(5)"]) == ("Tinos-Van-Ban-Bold", "Tinos-Van-Ban")


def test_a_sheet_of_a_committee_bears_its_head_without_number(opened, sheet):
    lines = opened(render_sheet(sheet(head=Head("ĐẢNG BỘ XÃ SUỐI NGÀN", "ĐẢNG ỦY")))).lines[0]

    assert lines[:5] == ["ĐẢNG BỘ XÃ SUỐI NGÀN", "ĐẢNG ỦY", "*", WORDS, "PHIẾU CHẤM ĐIỂM"]


def test_the_signature_of_a_sheet_keeps_its_results(opened, sheet):
    for count in range(20, 40):
        rows = tuple(SheetRow(f"({n})", "Tiêu chí", ("1", "1", "")) for n in range(count))
        last = opened(render_sheet(sheet(rows=rows))).lines[-1]
        assert "Kết quả tự đánh giá của chi bộ:" in last
        assert "T/M CHI BỘ" in last


def test_a_draft_says_so_on_every_page(opened, decision, annex, sheet):
    marked = opened(render_decision(decision(annex=annex(40), draft=True)))
    plain = opened(render_decision(decision(annex=annex(40))))

    assert [any("DỰ THẢO" in line for line in page) for page in marked.lines] == [True] * 3
    assert [any("DỰ THẢO" in line for line in page) for page in plain.lines] == [False] * 3
    assert any("DỰ THẢO" in line for line in opened(render_sheet(sheet(draft=True))).lines[0])


def test_the_same_paper_gives_the_same_bytes(decision, annex):
    assert render_decision(decision(annex=annex(5))) == render_decision(decision(annex=annex(5)))


def test_a_decision_without_recipients_or_office_leaves_no_gap_in_words(opened, decision):
    paper = decision(recipients=Recipients(()), signature=Signature("T/M CHI BỘ", "", "Trần Thị Ví Dụ"))

    assert opened(render_decision(paper)).lines[0][-2:] == ["T/M CHI BỘ", "Trần Thị Ví Dụ"]
