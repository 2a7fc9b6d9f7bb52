"""The Word file says what the PDF says, and its template lacks and hides nothing."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate
from fontTools.ttLib import TTFont

from recognition.documents.context import Article, Head, Recipients, Signature, Verification
from recognition.documents.render import render_decision
from recognition.documents.word import word_context, word_decision
from recognition.documents.word_template import PARTY, PARTY_WIDTH, TEMPLATE, build
from tests.build import ROOT

HALF = Mm(0.5)
CHECK = Verification("Mã xác minh: ABCDE-FGHJK", "https://botot.example.vn/xac-minh/ABCDE-FGHJK/")


def paragraphs(element: object) -> str:
    found = ("".join(text.text or "" for text in each.iter(qn("w:t"))) for each in element.iter(qn("w:p")))
    return " ".join(" ".join(found).split())


def words(data: bytes) -> str:
    """Return the text of a Word file without its headers."""
    return paragraphs(Document(BytesIO(data)).element.body)


def printed(opened, paper) -> str:
    """Return the text of the PDF without page numbers."""
    pages = opened(render_decision(paper)).lines
    return " ".join(" ".join(line for page in pages for line in page if not line.isdecimal()).split())


PAPERS = {
    "2018": {"layout": "2018"},
    "2026": {"layout": "2026"},
    "code": {"verification": CHECK},
    "code below nơi nhận": {"verification": replace(CHECK, place="recipients")},
    "no annex": {"annex": None, "verification": CHECK},
    "note of the form": {"form_note": "(Mẫu này áp dụng cho việc công nhận chi bộ trực thuộc đảng bộ cơ sở)"},
    "blanks": {"head": Head("", "ĐẢNG ỦY XÃ SUỐI NGÀN", "Số      -QĐ/ĐU", "Suối Ngàn", None, 2026)},
    "markup": {"subject": "Chi bộ <b>A</b> & “B” {{ x }} {% y %}"},
    "decomposed": {"subject": "Công nhận chi bộ bốn tốt"},
    "lines": {"articles": (Article("Điều 1.", "Công nhận:\n1. A;\n2. B"), Article("Điều 2.", "Thi hành"))},
    "bare": {"recipients": Recipients(()), "signature": Signature("T/M CHI BỘ", "", "Trần Thị Ví Dụ")},
}


@pytest.mark.parametrize("name", PAPERS)
def test_both_say_the_same(opened, decision, annex, name):
    changes = {"annex": annex(20, closing="Danh sách này có 20 chi bộ."), **PAPERS[name]}
    paper = decision(**changes)
    assert words(word_decision(paper)) == printed(opened, paper)


def test_a_list_of_500_loses_no_row(decision, annex):
    text = words(word_decision(decision(annex=annex(500))))
    assert [f"{number} Chi bộ thôn {number} {90 + number % 10},5" in text for number in (1, 250, 500)] == [True] * 3
    document = Document(BytesIO(word_decision(decision(annex=annex(500)))))
    assert len(document.tables[-1].rows) == 501


def test_every_place_of_the_template_is_filled_and_every_value_used(decision, annex):
    template = DocxTemplate(TEMPLATE)
    assert template.get_undeclared_template_variables() == set(word_context(decision(annex=annex(1))))


def test_the_committed_template_is_what_the_code_builds():
    def parts(data: bytes) -> dict[str, bytes]:
        with ZipFile(BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert parts(build()) == parts(TEMPLATE.read_bytes())


def test_page_and_columns_are_those_of_the_guideline(decision, annex):
    document = Document(BytesIO(word_decision(decision(annex=annex(3)))))
    for section in document.sections:
        sides = [section.left_margin, section.right_margin, section.top_margin, section.bottom_margin]
        for side, wanted in zip(sides, (30, 15, 20, 20), strict=True):
            assert abs(side - Mm(wanted)) <= HALF
        assert abs(section.page_width - Mm(210)) <= HALF
        assert abs(section.header_distance - Mm(10)) <= HALF
    widths = [int(column.get(qn("w:w"))) for column in document.tables[-1]._tbl.tblGrid]
    assert abs(sum(widths) * 635 - Mm(165)) <= HALF
    assert document.styles["Normal"].font.size == Pt(14)


def test_the_first_page_alone_bears_no_number_and_wide_lists_lie(decision, annex):
    upright = Document(BytesIO(word_decision(decision(annex=None))))
    assert [section.different_first_page_header_footer for section in upright.sections] == [True]
    lying = Document(BytesIO(word_decision(decision(annex=annex(3, wide=True)))))
    assert [section.different_first_page_header_footer for section in lying.sections] == [True, False]
    assert [section.page_width > section.page_height for section in lying.sections] == [False, True]
    assert "PAGE" in lying.sections[0].header._element.xml
    assert "PAGE" not in lying.sections[0].first_page_header._element.xml


def test_a_draft_says_so_on_every_page(decision, annex):
    for draft, mark in ((True, "DỰ THẢO"), (False, "")):
        section = Document(BytesIO(word_decision(decision(annex=annex(3), draft=draft)))).sections[0]
        heads = (section.header, section.first_page_header)
        assert [paragraphs(head._element).strip() for head in heads] == [mark, mark]


def test_the_rule_is_as_wide_as_the_words_above_it():
    face = TTFont(ROOT / "static" / "fonts" / "Tinos_700Bold.ttf")
    glyphs, advances = face.getBestCmap(), face["hmtx"]
    width = sum(advances[glyphs[ord(letter)]][0] for letter in PARTY) / face["head"].unitsPerEm * 15 * 25.4 / 72
    assert abs(width - PARTY_WIDTH) <= 0.5


def test_the_file_names_nobody_and_says_when_it_was_made_nowhere(decision):
    said = Document(BytesIO(word_decision(decision()))).core_properties
    assert (said.author, said.last_modified_by or "", said.comments) == ("", "", "")
    assert said.title.startswith("Quyết định: Công nhận")
    assert said.created.date() == date(2026, 1, 1)


def test_a_break_within_a_text_is_a_space_as_in_the_pdf(decision):
    paper = decision(subject="Công nhận\r\nchi bộ\n\nbốn tốt")
    document = Document(BytesIO(word_decision(paper)))
    assert "Công nhận chi bộ bốn tốt" in [paragraph.text for paragraph in document.paragraphs]
    assert document.core_properties.title == "Quyết định: Công nhận chi bộ bốn tốt"


def test_signs_that_no_file_holds_are_left_out_of_texts_kept_before_they_were_refused(decision):
    article = Article("Điều 1.", "Công\x0b nhận\x1f\ufffe")
    text = words(word_decision(decision(subject="Chi\x0b bộ\x00", articles=(article,), annex=None)))
    assert "Chi bộ" in text
    assert "Điều 1. Công nhận." in text
