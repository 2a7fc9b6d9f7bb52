"""Papers to HTML and PDF. Nothing here reads the database: a stored context prints the same at any time."""

from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from config.common.pdf import pdf_from_html
from recognition.documents import layout as rules
from recognition.documents.context import (
    Annex,
    Certification,
    Column,
    DecisionPaper,
    Head,
    NoticePaper,
    RequestPaper,
    SheetPaper,
    Verification,
)

DOTS = "....."
DRAFT = "draft.css"


def render_decision(paper: DecisionPaper) -> bytes:
    """Return the decision, with its annex, as PDF/A-2u."""
    title = _title(paper.kind, paper.head, paper.subject)
    if paper.certification:
        return _pdf(decision_html(paper), f"Trích sao {title[:1].lower()}{title[1:]}", over="extract.css")
    return _pdf(decision_html(paper), title, over=DRAFT if paper.draft else "")


def render_request(paper: RequestPaper) -> bytes:
    """Return the tờ trình as PDF/A-2u."""
    return _pdf(request_html(paper), _title(paper.kind, paper.head, paper.subject), over=DRAFT if paper.draft else "")


def render_notice(paper: NoticePaper) -> bytes:
    """Return the thông báo as PDF/A-2u."""
    return _pdf(notice_html(paper), _title(paper.kind, paper.head, paper.subject), over=DRAFT if paper.draft else "")


def render_sheet(paper: SheetPaper) -> bytes:
    """Return the phiếu chấm điểm as PDF/A-2u."""
    title = " - ".join(filter(None, (paper.title.capitalize(), paper.subtitle, paper.unit, paper.period)))
    return _pdf(sheet_html(paper), title, over=DRAFT if paper.draft else "")


def decision_html(paper: DecisionPaper, *, screen: bool = False) -> str:
    """Return the page that `render_decision` prints; for the screen the paper alone, without widths of its own."""
    layout = rules.layout_called(paper.layout)
    return render_to_string(
        "documents/decision_screen.html" if screen else "documents/decision.html",
        {
            "paper": paper,
            "screen": screen,
            "head": head_words(paper.head),
            "form_note": rules.tailed(paper.form_note),
            "bases": rules.basis_lines(paper.bases, paper.bases_end),
            "paragraphs": paragraphs_of(paper),
            "recipients": rules.recipient_lines(layout, paper.recipients.lines),
            "annex": _annex(paper.annex),
            "verification": _verification(paper.verification),
            "certified": _certification(layout, paper.certification),
        },
    )


def request_html(paper: RequestPaper) -> str:
    """Return the page that `render_request` prints."""
    layout = rules.layout_called(paper.layout)
    recipients = rules.request_recipients(layout, paper.recipients.lines)
    return render_to_string(
        "documents/request.html",
        {
            "paper": paper,
            "head": head_words(paper.head),
            "addressing": layout.addressing,
            "paragraphs": [part for text in rules.ended(paper.paragraphs) for part in _paragraphs(text)],
            "recipients": rules.recipient_lines(layout, recipients),
            "annex": _annex(paper.annex),
        },
    )


def notice_html(paper: NoticePaper) -> str:
    """Return the page that `render_notice` prints."""
    layout = rules.layout_called(paper.layout)
    return render_to_string(
        "documents/notice.html",
        {
            "paper": paper,
            "head": head_words(paper.head),
            "paragraphs": [part for text in rules.ended(paper.paragraphs) for part in _paragraphs(text)],
            "recipients": rules.recipient_lines(layout, paper.recipients.lines),
            "annex": _annex(paper.annex),
        },
    )


def sheet_html(paper: SheetPaper) -> str:
    """Return the page that `render_sheet` prints."""
    rows = [(row, list(zip(row.cells, paper.columns[2:], strict=True))) for row in paper.rows]
    return render_to_string(
        "documents/sheet.html",
        {
            "paper": paper,
            "head": head_words(paper.head) if paper.head else None,
            "reference": rules.tailed(paper.reference),
            "columns": _columns(paper.columns),
            "rows": rows,
            "results": [(label, value or DOTS) for label, value in paper.results],
            "annex": _annex(paper.annex),
        },
    )


def paragraphs_of(paper: DecisionPaper) -> list[dict[str, Any]]:
    """Return the paragraphs of the articles: the label before the first of each, and runs (text, italic)."""
    texts = rules.ended(tuple(article.text for article in paper.articles))
    articles = zip(paper.articles, texts, strict=True)
    return [part for article, text in articles for part in _paragraphs(text, article.label)]


def _pdf(html: str, title: str, *, over: str = "") -> bytes:
    """Print with `paper.css` and what is laid over it: the mark of a draft or an extract on every page."""
    folder = Path(settings.BASE_DIR) / "templates" / "documents"
    names = ("paper.css", over) if over else ("paper.css",)
    return pdf_from_html(html, title=title, stylesheets=tuple(folder / name for name in names))


def _title(kind: str, head: Head, subject: str) -> str:
    """Return "Quyết định số 05-QĐ/ĐU: Công nhận …"; the signing copy has no number yet."""
    named = kind.capitalize()
    if head.number_text and rules.BLANK not in head.number_text:
        named = f"{named} {rules.inside(head.number_text)}"
    return f"{named}: {subject}"


def head_words(head: Head) -> dict[str, str]:
    """Return the texts of the head block."""
    dated = rules.place_date(head.place, head.day, head.year) if head.place else ""
    return {
        "superior": head.superior,
        "issuer": head.issuer,
        "number": head.number_text,
        "place_date": dated,
    }


def _paragraphs(text: str, label: str = "") -> list[dict[str, Any]]:
    """Split a text at its line breaks; the label goes before the first paragraph."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return [{"label": "" if position else label, "runs": list(rules.runs(line))} for position, line in enumerate(lines)]


def _annex(annex: Annex | None) -> dict[str, Any] | None:
    if annex is None:
        return None
    aligned = [column.align for column in annex.columns]
    return {
        "title": annex.title,
        "reference": rules.tailed(annex.reference),
        "columns": _columns(annex.columns),
        "rows": [list(zip(row, aligned, strict=True)) for row in annex.rows],
        "closing": annex.closing,
        "wide": annex.wide,
    }


def _verification(found: Verification | None) -> dict[str, str] | None:
    if found is None:
        return None
    qr = segno.make(found.address, error="m", micro=False) if found.address else None
    # Of digits and letters of a path alone: nothing in it was typed by anybody.
    drawn = mark_safe(qr.svg_inline(border=1, omitsize=True)) if qr else ""  # noqa: S308
    return {"text": found.text, "qr": drawn, "place": found.place}


def _certification(layout: rules.Layout, found: Certification | None) -> dict[str, Any] | None:
    if found is None:
        return None
    lines = rules.recipient_lines(layout, found.recipients.lines)
    return {"paper": found, "head": head_words(found.head), "recipients": lines}


def _columns(columns: tuple[Column, ...]) -> list[tuple[str, str]]:
    """Widths become shares in percent, so that a table fills the page whatever the widths add up to."""
    total = sum(column.width_mm for column in columns)
    return [(column.label, f"{column.width_mm * 100 / total:.3f}") for column in columns]
