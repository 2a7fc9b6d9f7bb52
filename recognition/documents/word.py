"""The decision as a Word file: the same texts as the PDF, filled into a template that people may look at."""

import re
import unicodedata
from io import BytesIO
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, RichText

from recognition.documents import layout as rules
from recognition.documents.context import Annex, Article, DecisionPaper, NoticePaper
from recognition.documents.render import head_words, paragraphs_of
from recognition.documents.word_template import TEMPLATE

DRAFT_MARK = "DỰ THẢO"
WIDTHS = {False: 165, True: 247}
# A break within a text is a space, as the PDF prints it; signs that no Word file can hold are left out.
BREAK = re.compile(r"\s*[\t\n\r]\s*")
UNHELD = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def word_decision(paper: DecisionPaper) -> bytes:
    """Return the decision, with its annex, as .docx. A QR code is for the printed paper and left out."""
    template = DocxTemplate(TEMPLATE)
    template.render(word_context(paper), autoescape=True)
    document = template.docx
    _turn_pages(document, paper.annex)
    if paper.annex:
        _set_columns(document.tables[-1], paper.annex)
    document.core_properties.title = _nfc(f"{paper.kind.capitalize()}: {paper.subject}")[:255]
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def word_notice(paper: NoticePaper) -> bytes:
    """Return a notice or report without an annex as .docx, in the form of the decision."""
    body = DecisionPaper(
        layout=paper.layout, head=paper.head, subject=paper.subject, bases=(), issuing_lines=(),
        articles=tuple(Article("", text) for text in paper.paragraphs), recipients=paper.recipients,
        signature=paper.signature, kind=paper.kind, draft=paper.draft,
    )  # fmt: skip
    return word_decision(body)


def word_context(paper: DecisionPaper) -> dict[str, Any]:
    """Return what fills the template: every text as the PDF prints it."""
    layout = rules.layout_called(paper.layout)
    checked = paper.verification
    beside = checked is not None and (checked.place == "recipients" or paper.annex is None)
    text = checked.text if checked else ""
    return {
        "mark": DRAFT_MARK if paper.draft else "",
        "head": _plain(head_words(paper.head)),
        "kind": _nfc(paper.kind),
        "subject": _nfc(paper.subject),
        "form_note": _nfc(paper.form_note),
        "bases": _plain(list(rules.basis_lines(paper.bases, paper.bases_end))),
        "issuing_lines": _plain(list(paper.issuing_lines)),
        "paragraphs": [_rich(paragraph) for paragraph in paragraphs_of(paper)],
        "recipients": _plain(list(rules.recipient_lines(layout, paper.recipients.lines))),
        "signature": _plain({name: getattr(paper.signature, name) for name in ("authority", "office", "name")}),
        "annex": _annex(paper.annex),
        "below_recipients": _nfc(text) if beside else "",
        "below_annex": "" if beside else _nfc(text),
    }


def _annex(annex: Annex | None) -> dict[str, Any] | None:
    if annex is None:
        return None
    return _plain(
        {
            "title": list(annex.title),
            "reference": annex.reference,
            "columns": [column.label for column in annex.columns],
            "rows": [list(row) for row in annex.rows],
            "closing": annex.closing,
        }
    )


def _rich(paragraph: dict[str, Any]) -> RichText:
    found = RichText()
    if paragraph["label"]:
        found.add(_nfc(f"{paragraph['label']} "), bold=True)
    for text, italic in paragraph["runs"]:
        found.add(_nfc(text), italic=italic)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _nfc(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", BREAK.sub(" ", UNHELD.sub("", text)))


def _turn_pages(document: Any, annex: Annex | None) -> None:
    """The last section is the annex's, whose first page is numbered, or the paper's own where there is none."""
    last = document.sections[-1]
    last.different_first_page_header_footer = annex is None
    if annex and annex.wide:
        last.orientation = WD_ORIENT.LANDSCAPE
        last.page_width, last.page_height = Mm(297), Mm(210)


def _set_columns(table: Any, annex: Annex) -> None:
    total = sum(column.width_mm for column in annex.columns)
    widths = [Mm(column.width_mm * WIDTHS[annex.wide] / total) for column in annex.columns]
    table.autofit = False
    grid = table._tbl.tblGrid
    for old in list(grid):
        grid.remove(old)
    for width in widths:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width.twips))
        grid.append(column)
    for position, row in enumerate(table._tbl.tr_lst):
        for cell, width, column in zip(row.tc_lst, widths, annex.columns, strict=True):
            cell.width = width
            if position:
                for paragraph in cell.p_lst:
                    paragraph.alignment = ALIGN[column.align]
