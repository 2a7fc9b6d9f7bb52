import unicodedata
from concurrent.futures import ThreadPoolExecutor

from recognition.documents.context import Article, Head, Recipients, Signature
from recognition.documents.render import render_decision, render_request, render_sheet

WORDS = "ĐẢNG CỘNG SẢN VIỆT NAM"


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
            "chi bộ “bốn tốt”,",
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


def test_a_signing_copy_leaves_number_and_date_blank(opened, decision, boxes):
    head = Head("ĐẢNG BỘ TỈNH SÔNG LAM", "ĐẢNG ỦY XÃ SUỐI NGÀN", "Số      -QĐ/ĐU", "Suối Ngàn", None, 2026)

    texts = [box[0] for box in boxes(decision(head=head))[0]]

    assert texts[4:6] == ["Số      -QĐ/ĐU", "Suối Ngàn, ngày      tháng      năm 2026"]
    title = opened(render_decision(decision(head=head))).reader.metadata.title
    assert title == "Quyết định: Công nhận chi bộ “bốn tốt” năm 2025"


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


def test_the_blank_form_of_the_plan_is_printed_word_for_word(opened, decision):
    form = decision(
        head=Head("ĐẢNG BỘ", "ĐẢNG ỦY", "Số      -QĐ/ĐU", "....."),
        subject="Công nhận chi bộ “bốn tốt” năm 20....",
        form_note="(Mẫu này áp dụng cho việc công nhận chi bộ trực thuộc đảng bộ cơ sở)",
        bases=(
            "Căn cứ Điều lệ Đảng và hướng dẫn thi hành Điều lệ Đảng;",
            "Căn cứ Quy chế làm việc của Ban Chấp hành Đảng bộ ..., nhiệm kỳ 2020 - 2025;",
            "Xét đề nghị của chi bộ tại Tờ trình số ..... việc đề nghị công nhận mô hình chi bộ “bốn tốt”,",
        ),
        issuing_lines=("ĐẢNG ỦY.....", "QUYẾT ĐỊNH"),
        articles=(
            Article("Điều 1.", "Công nhận các chi bộ (có danh sách kèm theo) đạt chi bộ “bốn tốt” năm ....."),
            Article("Điều 2.", "Văn phòng đảng ủy và các chi bộ căn cứ Quyết định thi hành."),
        ),
        recipients=Recipients(("- Như Điều 2,", "- BTV huyện (thị, thành) ủy/ đảng ủy .....,", "- Lưu VP.")),
        signature=Signature("T/M ĐẢNG ỦY", "BÍ THƯ"),
    )

    printed = opened(render_decision(form))

    text = " ".join(" ".join(printed.lines[0]).split())
    assert text == (
        "ĐẢNG BỘ ĐẢNG ỦY * ĐẢNG CỘNG SẢN VIỆT NAM Số -QĐ/ĐU ....., ngày tháng năm QUYẾT ĐỊNH "
        "Công nhận chi bộ “bốn tốt” năm 20.... ----- "
        "(Mẫu này áp dụng cho việc công nhận chi bộ trực thuộc đảng bộ cơ sở) "
        "- Căn cứ Điều lệ Đảng và hướng dẫn thi hành Điều lệ Đảng; "
        "- Căn cứ Quy chế làm việc của Ban Chấp hành Đảng bộ ..., nhiệm kỳ 2020 - 2025; "
        "- Xét đề nghị của chi bộ tại Tờ trình số ..... việc đề nghị công nhận mô hình chi bộ “bốn tốt”, "
        "ĐẢNG ỦY..... QUYẾT ĐỊNH "
        "Điều 1. Công nhận các chi bộ (có danh sách kèm theo) đạt chi bộ “bốn tốt” năm ..... "
        "Điều 2. Văn phòng đảng ủy và các chi bộ căn cứ Quyết định thi hành. "
        "Nơi nhận: - Như Điều 2, - BTV huyện (thị, thành) ủy/ đảng ủy ....., - Lưu VP. T/M ĐẢNG ỦY BÍ THƯ"
    )


def test_papers_printed_at_once_do_not_mix(decision):
    papers = [decision(subject=f"Công nhận chi bộ số {n}") for n in range(6)]
    alone = [render_decision(paper) for paper in papers]

    with ThreadPoolExecutor(max_workers=3) as pool:
        assert list(pool.map(render_decision, papers)) == alone
