"""Papers to HTML and PDF. Nothing here reads the database: a stored context prints the same at any time."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from config.common.pdf import pdf_from_html
from recognition.documents import layout as rules
from recognition.documents.context import Annex, Column, DecisionPaper, Head, RequestPaper, SheetPaper

DOTS = "....."


def render_decision(paper: DecisionPaper) -> bytes:
    """Return the decision, with its annex, as PDF/A-2u."""
    return _pdf(decision_html(paper), _title(paper.kind, paper.head, paper.subject), draft=paper.draft)


def render_request(paper: RequestPaper) -> bytes:
    """Return the tờ trình as PDF/A-2u."""
    return _pdf(request_html(paper), _title(paper.kind, paper.head, paper.subject), draft=paper.draft)


def render_sheet(paper: SheetPaper) -> bytes:
    """Return the phiếu chấm điểm as PDF/A-2u."""
    title = " - ".join(filter(None, (paper.title.capitalize(), paper.subtitle, paper.unit, paper.period)))
    return _pdf(sheet_html(paper), title, draft=paper.draft)


def decision_html(paper: DecisionPaper) -> str:
    """Return the page that `render_decision` prints."""
    layout = rules.layout_called(paper.layout)
    texts = rules.ended(tuple(article.text for article in paper.articles))
    return render_to_string(
        "documents/decision.html",
        {
            "paper": paper,
            "head": _head(paper.head),
            "form_note": rules.tailed(paper.form_note),
            "bases": rules.basis_lines(paper.bases, paper.bases_end),
            "paragraphs": [
                part
                for article, text in zip(paper.articles, texts, strict=True)
                for part in _paragraphs(text, article.label)
            ],
            "recipients": rules.recipient_lines(layout, paper.recipients.lines),
            "annex": _annex(paper.annex),
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
            "head": _head(paper.head),
            "addressing": layout.addressing,
            "paragraphs": [part for text in rules.ended(paper.paragraphs) for part in _paragraphs(text)],
            "recipients": rules.recipient_lines(layout, recipients),
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
            "head": _head(paper.head) if paper.head else None,
            "reference": rules.tailed(paper.reference),
            "columns": _columns(paper.columns),
            "rows": rows,
            "results": [(label, value or DOTS) for label, value in paper.results],
        },
    )


def _pdf(html: str, title: str, *, draft: bool) -> bytes:
    folder = Path(settings.BASE_DIR) / "templates" / "documents"
    names = ("paper.css", "draft.css") if draft else ("paper.css",)
    return pdf_from_html(html, title=title, stylesheets=tuple(folder / name for name in names))


def _title(kind: str, head: Head, subject: str) -> str:
    """Return "Quyết định số 05-QĐ/ĐU: Công nhận …"; the signing copy has no number yet."""
    named = kind.capitalize()
    if head.number_text and rules.BLANK not in head.number_text:
        named = f"{named} {rules.inside(head.number_text)}"
    return f"{named}: {subject}"


def _head(head: Head) -> dict[str, str]:
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


def _columns(columns: tuple[Column, ...]) -> list[tuple[str, str]]:
    """Widths become shares in percent, so that a table fills the page whatever the widths add up to."""
    total = sum(column.width_mm for column in columns)
    return [(column.label, f"{column.width_mm * 100 / total:.3f}") for column in columns]
