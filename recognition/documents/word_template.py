"""Builds the Word template of the decision: `python -m recognition.documents.word_template` writes it anew.

Measures as in `paper.css`; columns of the list, page turned to landscape and widths are set by `word` after
filling, because they depend on the paper.
"""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TEMPLATE = Path(__file__).resolve().parents[2] / "fixtures" / "papers" / "quyet-dinh.docx"
FONT = "Times New Roman"
CENTER, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
# Millimetres: both columns of head and close, and the words ĐẢNG CỘNG SẢN VIỆT NAM in 15 pt bold.
COLUMNS = (80, 85)
PARTY, PARTY_WIDTH = "ĐẢNG CỘNG SẢN VIỆT NAM", 73


def build() -> bytes:
    """Return the template; the same code gives the same texts and measures."""
    document = Document()
    _styles(document)
    _page(document.sections[0])
    _head(document)
    _title(document)
    _body(document)
    _close(document)
    _annex(document)
    _properties(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    for header, numbered in ((section.first_page_header, False), (section.header, True)):
        line = header.paragraphs[0]
        line.paragraph_format.tab_stops.clear_all()
        line.paragraph_format.tab_stops.add_tab_stop(Mm(82.5), WD_TAB_ALIGNMENT.CENTER)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(165), WD_TAB_ALIGNMENT.RIGHT)
        line.add_run("\t")
        if numbered:
            _page_number(line.add_run())
        line.add_run("\t{{ mark }}").bold = True


def _page_number(run: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text
        run._r.append(part)


def _line(
    place: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = 14, align: Any = CENTER
) -> Any:
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def _columns(document: Any, rows: int) -> Any:
    table = document.add_table(rows, 2)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for row in table.rows:
        for cell, width in zip(row.cells, COLUMNS, strict=True):
            cell.width = Mm(width)
    return table


def _first(cell: Any) -> None:
    """Take away the empty paragraph that a new cell begins with."""
    cell._tc.remove(cell.paragraphs[0]._p)


def _head(document: Any) -> None:
    table = _columns(document, 2)
    left, right = table.rows[0].cells
    for cell in (left, right):
        _first(cell)
    for tag in ("{%p if head.superior %}", "{{ head.superior }}", "{%p endif %}"):
        _line(left, tag)
    _line(left, "{{ head.issuer }}", bold=True)
    _line(left, "*")
    party = _line(right, PARTY, bold=True, size=15)
    side = Mm((COLUMNS[1] - PARTY_WIDTH) / 2 - 2)
    party.paragraph_format.left_indent = party.paragraph_format.right_indent = side
    _rule(party)
    for cell, text, italic in zip(
        table.rows[1].cells, ("{{ head.number }}", "{{ head.place_date }}"), (False, True), strict=True
    ):
        _first(cell)
        _line(cell, text, italic=italic)


def _rule(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _title(document: Any) -> None:
    kind = _line(document, "{{ kind }}", bold=True, size=16)
    kind.paragraph_format.space_before = Pt(14)
    _line(document, "{{ subject }}", bold=True)
    _line(document, "-----").paragraph_format.space_after = Pt(8)
    for tag in ("{%p if form_note %}", "{{ form_note }}", "{%p endif %}"):
        _line(document, tag, italic=True)


def _body(document: Any) -> None:
    for tag in ("{%p for line in bases %}", "{{ line }}", "{%p endfor %}"):
        _justified(document, tag)
    for tag in ("{%p for line in issuing_lines %}", "{{ line }}", "{%p endfor %}"):
        _line(document, tag, bold=True).paragraph_format.keep_with_next = True
    for tag in ("{%p for paragraph in paragraphs %}", "{{r paragraph }}", "{%p endfor %}"):
        _justified(document, tag)


def _justified(document: Any, text: str) -> None:
    paragraph = _line(document, text, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after = Mm(10), Pt(6)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(19)
    layout.widow_control = True


def _close(document: Any) -> None:
    left, right = _columns(document, 1).rows[0].cells
    for cell in (left, right):
        _first(cell)
    for tag in ("{%p if recipients %}", "Nơi nhận", "{%p endif %}"):
        label = _line(left, tag, align=LEFT)
        if tag == "Nơi nhận":
            label.runs[0].underline = True
            label.add_run(":")
    for tag in ("{%p for line in recipients %}", "{{ line }}", "{%p endfor %}"):
        _line(left, tag, size=12, align=LEFT)
    _line(left, "{{ below_recipients }}", size=10, align=LEFT)
    for tag in ("{{ signature.authority }}", "{%p if signature.office %}", "{{ signature.office }}", "{%p endif %}"):
        _line(right, tag, bold=tag == "{{ signature.authority }}")
    _line(right, "").paragraph_format.space_after = Mm(20)
    _line(right, "{{ signature.name }}", bold=True)


def _annex(document: Any) -> None:
    _line(document, "{%p if annex %}")
    document.add_section(WD_SECTION.NEW_PAGE)
    for tag in ("{%p for line in annex.title %}", "{{ line }}", "{%p endfor %}"):
        _line(document, tag, bold=True)
    for tag in ("{%p if annex.reference %}", "{{ annex.reference }}", "{%p endif %}"):
        _line(document, tag, italic=True)
    _line(document, "-----").paragraph_format.space_after = Pt(8)
    _list(document)
    for tag in ("{%p if annex.closing %}", "{{ annex.closing }}", "{%p endif %}"):
        _line(document, tag, align=LEFT)
    _line(document, "{{ below_annex }}", size=10, align=LEFT)
    _line(document, "{%p endif %}")


def _list(document: Any) -> None:
    table = document.add_table(4, 3)
    table.style = "Table Grid"
    texts = (
        ("{%tc for column in annex.columns %}", "{{ column }}", "{%tc endfor %}"),
        ("{%tr for row in annex.rows %}", "", ""),
        ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for position, (row, words) in enumerate(zip(table.rows, texts, strict=True)):
        for cell, text in zip(row.cells, words, strict=True):
            _first(cell)
            _line(cell, text, bold=position == 0, size=13)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)


def _properties(document: Any) -> None:
    said = document.core_properties
    said.title, said.author, said.comments, said.keywords = "Quyết định", "", "", ""
    said.language = "vi-VN"
    said.created = said.modified = datetime(2026, 1, 1, tzinfo=UTC)


if __name__ == "__main__":
    TEMPLATE.write_bytes(build())
