"""The papers of a decision: on the screen, as PDF and as Word."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.common.files import read
from recognition.decisions.issue import issue_problems
from recognition.decisions.paper import as_draft, decision_paper, paper_now
from recognition.decisions.selectors import number_of
from recognition.decisions.views import breadcrumbs, visible_decision
from recognition.documents.render import decision_html, render_decision
from recognition.documents.word import word_decision
from recognition.models import Decision
from recognition.responses import PDF, attachment, printed

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _draft_or_404(request: HttpRequest, pk: int) -> Decision:
    found = visible_decision(request, pk)
    if found.state != Decision.State.DRAFT:
        raise Http404
    return found


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper on the screen: the draft as it stands, or what was issued."""
    found = visible_decision(request, pk)
    paper = paper_now(found)
    context = {
        "page_title": "Xem trên màn hình",
        "page_caption": f"Quyết định số {number_of(found)}" if number_of(found) else "Dự thảo quyết định",
        "breadcrumbs": breadcrumbs(found, "Xem trên màn hình"),
        "decision": found,
        "paper": decision_html(paper, screen=True),
        "draft": paper.draft,
    }
    return render(request, "recognition/preview.html", context)


@require_safe
def preview_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it would be printed, marked "DỰ THẢO" on every page."""
    paper = as_draft(decision_paper(_draft_or_404(request, pk)))
    return printed(request, lambda: render_decision(paper), f"du-thao-quyet-dinh-{pk}.pdf")


@require_safe
def signing_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy to sign: number and date are left blank, to be written by hand and typed after signature.

    Marked "DỰ THẢO" while the draft lacks something, so that nobody signs what could not be issued.
    """
    found = _draft_or_404(request, pk)
    paper = decision_paper(found)
    if issue_problems(found, None):
        paper = as_draft(paper)
    return printed(request, lambda: render_decision(paper), f"ban-trinh-ky-{pk}.pdf")


@require_safe
def decision_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The stored bytes of an issued decision, checked against their hash and never printed anew.

    Not logged: a decision on organisations names no person but its signer.
    """
    found = visible_decision(request, pk)
    if found.file is None:
        raise Http404
    try:
        content = read(found.file)
    except (ValueError, FileNotFoundError):
        context = {"page_title": "Tệp quyết định không còn nguyên vẹn", "sha256": found.file.sha256}
        return render(request, "recognition/damaged.html", context, status=500)
    name = f"quyet-dinh-{found.register_entry}-{found.date:%Y-%m-%d}.pdf"
    return attachment(content, PDF, name, inline=True)


@require_safe
def decision_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same text as a Word file: of a draft to work on, of an issued decision for reading aloud or quoting."""
    found = visible_decision(request, pk)
    name = f"quyet-dinh-{found.register_entry}" if found.register_entry else f"du-thao-quyet-dinh-{pk}"
    return attachment(word_decision(paper_now(found)), DOCX, f"{name}.docx")
