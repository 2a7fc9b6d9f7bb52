"""Issuing a decision, and its papers: preview, signing copy, the stored PDF."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.common.files import read
from config.common.pdf import PdfUnavailable
from organizations.access import require
from recognition.decisions.draft import ConflictError, DecisionError
from recognition.decisions.forms import IssueForm
from recognition.decisions.issue import issue, issue_problems
from recognition.decisions.paper import as_draft, decision_paper, number_words
from recognition.decisions.selectors import number_of
from recognition.decisions.views import breadcrumbs, visible_decision
from recognition.documents.render import render_decision
from recognition.models import Decision
from recognition.register import DECISIONS, RegisterError, date_warning, suggested_number
from recognition.responses import CONFLICT, PDF, UNPROCESSABLE, attachment, printed, reader
from scoring.results import ResultError


@require_http_methods(["GET", "HEAD", "POST"])
def issue_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Type number and date, and issue; an issue that was cut short is taken up."""
    found = visible_decision(request, pk)
    require(reader(request), "decision.draft", found.body)
    if found.state != Decision.State.DRAFT:
        return _go_on(request, found) if request.method == "POST" else redirect("recognition:decision", pk)
    initial = {"revision": found.revision, "day": timezone.localdate()}
    form = IssueForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                return _issue(request, found, form)
            except ConflictError as conflict:
                status = CONFLICT
                form.add_error(None, conflict.problems)
            except DecisionError as problem:
                form.add_error(None, problem.problems)
            except RegisterError as problem:
                form.add_error("number", str(problem))
    return _issue_form(request, found, form, status)


def _issue(request: HttpRequest, found: Decision, form: IssueForm) -> HttpResponse:
    asked = {name: form.cleaned_data[name] for name in ("number", "suffix", "day", "revision")}
    try:
        issued = issue(found, actor=reader(request), **asked)
    except (PdfUnavailable, ResultError) as problem:
        return _cut_short(request, found, problem)
    entry = issued.register_entry
    if entry is not None and (warning := date_warning(entry.series, entry.number, asked["day"])):
        messages.warning(request, warning)
    messages.success(request, f"Đã ban hành Quyết định số {number_of(issued)}.")
    return redirect("recognition:decision", found.pk)


def _go_on(request: HttpRequest, found: Decision) -> HttpResponse:
    """Take up an issue that was cut short; for one already issued nothing changes."""
    before = found.state
    try:
        issued = issue(found, actor=reader(request), day=found.date or timezone.localdate())
    except (PdfUnavailable, ResultError) as problem:
        return _cut_short(request, found, problem)
    words = "Đã ban hành" if before == Decision.State.ISSUING else "Trước đó đã ban hành"
    messages.success(request, f"{words} Quyết định số {number_of(issued)}.")
    return redirect("recognition:decision", found.pk)


def _cut_short(request: HttpRequest, found: Decision, problem: Exception) -> HttpResponse:
    messages.error(request, f"Đã lấy số nhưng chưa ban hành xong: {problem}")
    return redirect("recognition:decision", found.pk)


def _issue_form(request: HttpRequest, found: Decision, form: IssueForm, status: int) -> HttpResponse:
    try:
        following = f"{suggested_number(found.body, DECISIONS, timezone.localdate()):02d}"
        lacking = issue_problems(found, None)
    except RegisterError as problem:
        following, lacking = "", [str(problem)]
    context = {
        "page_title": "Ban hành quyết định",
        "page_caption": found.body.name,
        "breadcrumbs": breadcrumbs(found, "Ban hành"),
        "decision": found,
        "form": form,
        "following": following,
        "pattern": number_words(found.body, following),
        "lacking": lacking,
        "units": found.entries.count(),
    }
    return render(request, "recognition/issue.html", context, status=status)


def _draft_or_404(request: HttpRequest, pk: int) -> Decision:
    found = visible_decision(request, pk)
    if found.state != Decision.State.DRAFT:
        raise Http404
    return found


@require_safe
def preview_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it would be printed, marked "DỰ THẢO" on every page."""
    paper = as_draft(decision_paper(_draft_or_404(request, pk)))
    return printed(request, lambda: render_decision(paper), f"du-thao-quyet-dinh-{pk}.pdf")


@require_safe
def signing_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy to sign: number and date are left blank, to be written by hand and typed after signature."""
    paper = decision_paper(_draft_or_404(request, pk))
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
