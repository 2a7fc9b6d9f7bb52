"""Handing an issued decision out again, whole or as an extract, and the copies that were made."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config.common.files import read
from config.common.pdf import PdfUnavailable
from organizations.access import require
from recognition.copies.forms import CopyForm, ExtractForm
from recognition.copies.services import extract, reprint
from recognition.decisions.draft import DecisionError
from recognition.decisions.names import listed_as
from recognition.decisions.selectors import number_of
from recognition.decisions.views import breadcrumbs, visible_decision
from recognition.models import Copy, Decision
from recognition.responses import PDF, UNPROCESSABLE, attachment, reader


@require_http_methods(["GET", "HEAD", "POST"])
def reprint_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why the paper is printed again; then it is handed out."""
    found = _issued(request, pk)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reprint(found, actor=reader(request), **form.cleaned_data)
        except DecisionError as problem:
            form.add_error("reason", problem.problems)
        else:
            messages.success(request, "Đã ghi vào lịch sử. Mở bản in lại trong mục “Bản in lại, trích sao” dưới đây.")
            return redirect("recognition:decision", pk)
    return _page(request, found, form, "In lại quyết định", "recognition/reprint.html")


@require_http_methods(["GET", "HEAD", "POST"])
def extract_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose lines of the list and who certifies; the extract is made and kept."""
    found = _issued(request, pk)
    entries = list(found.entries.order_by("position"))
    form = ExtractForm(request.POST or None, decision=found, entries=entries)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            extract(
                found, actor=reader(request), positions=cleaned["units"], office=form.who(),
                reason=cleaned["reason"], token=cleaned["token"],
            )  # fmt: skip
        except PdfUnavailable as problem:
            form.add_error(None, str(problem))
        except DecisionError as problem:
            form.add_error("reason", problem.problems)
        else:
            messages.success(request, "Đã lập bản trích sao. Mở trong mục “Bản in lại, trích sao” dưới đây.")
            return redirect("recognition:decision", pk)
    ticked = set(request.POST.getlist("units"))
    lines = [(entry, str(entry.position) in ticked) for entry in entries]
    return _page(request, found, form, "Trích sao quyết định", "recognition/extract.html", lines=lines)


def _page(
    request: HttpRequest, found: Decision, form: CopyForm, title: str, template: str, **more: object
) -> HttpResponse:
    context = {
        "page_title": title,
        "page_caption": f"Quyết định số {number_of(found)}",
        "breadcrumbs": breadcrumbs(found, title),
        "decision": found,
        "listed_as": listed_as(found),
        "form": form,
        **more,
    }
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)


def _issued(request: HttpRequest, pk: int) -> Decision:
    found = visible_decision(request, pk)
    require(reader(request), "decision.copy", found)
    return found


@require_safe
def copy_pdf(request: HttpRequest, pk: int, copy: int) -> HttpResponse:
    """The stored bytes of a copy. Not logged: making it was."""
    found = _issued(request, pk)
    made = get_object_or_404(Copy.objects.select_related("file"), pk=copy, decision=found)
    try:
        content = read(made.file)
    except (ValueError, FileNotFoundError) as problem:
        raise Http404 from problem
    name = {Copy.Kind.REPRINT: "in-lai", Copy.Kind.EXTRACT: "trich-sao"}[Copy.Kind(made.kind)]
    return attachment(content, PDF, f"{name}-quyet-dinh-{found.register_entry}-{made.pk}.pdf", inline=True)
