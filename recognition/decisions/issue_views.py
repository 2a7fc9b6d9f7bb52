"""Issuing a decision, and its papers: preview, signing copy, the stored PDF."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from config.common.pdf import PdfUnavailable
from organizations.access import require
from recognition.decisions.background import hand_over, is_long
from recognition.decisions.draft import ConflictError, DecisionError
from recognition.decisions.forms import IssueForm
from recognition.decisions.issue import issue, issue_problems, start_issue
from recognition.decisions.names import listed_as
from recognition.decisions.paper import number_words
from recognition.decisions.present import present_draft
from recognition.decisions.selectors import number_of
from recognition.decisions.views import breadcrumbs, posted_revision, visible_decision
from recognition.models import Decision
from recognition.register import DECISIONS, RegisterError, date_warning, suggested_number
from recognition.responses import CONFLICT, UNPROCESSABLE, reader
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
    if is_long(found):
        started = start_issue(found, actor=reader(request), **asked)
        _warn_of_dates(request, started)
        return redirect("recognition:job", hand_over(started, actor=reader(request)).pk)
    try:
        issued = issue(found, actor=reader(request), **asked)
    except (PdfUnavailable, ResultError) as problem:
        return _cut_short(request, found, problem)
    _warn_of_dates(request, issued)
    messages.success(request, f"Đã ban hành Quyết định số {number_of(issued)}.")
    return redirect("recognition:decision", found.pk)


def _warn_of_dates(request: HttpRequest, found: Decision) -> None:
    entry = found.register_entry
    if entry is None or found.date is None:
        return
    if warning := date_warning(entry.series, entry.number, found.date):
        messages.warning(request, warning)


def _go_on(request: HttpRequest, found: Decision) -> HttpResponse:
    """Take up an issue that was cut short; for one already issued nothing changes."""
    before = found.state
    if before == Decision.State.ISSUING and is_long(found):
        return redirect("recognition:job", hand_over(found, actor=reader(request)).pk)
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
        "listed_as": listed_as(found),
        "long": is_long(found),
        "changed": found.presented_revision not in (None, found.revision),
    }
    return render(request, "recognition/issue.html", context, status=status)


@require_POST
def present(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the draft, as it stands, goes to be signed; number and date are typed when it comes back."""
    found = visible_decision(request, pk)
    require(reader(request), "decision.edit", found)
    try:
        present_draft(found, actor=reader(request), revision=posted_revision(request))
    except DecisionError as problem:
        messages.error(request, f"Chưa ghi trình ký được. {problem}")
    else:
        messages.success(request, "Đã ghi là trình ký. In bản trình ký; khi ký xong thì nhập số và ngày để ban hành.")
    return redirect("recognition:decision", pk)
