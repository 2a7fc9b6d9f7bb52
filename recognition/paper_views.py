"""The unit's sheet and its tờ trình as PDF."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.common.audit import log
from recognition.documents.render import render_notice, render_request, render_sheet
from recognition.notice import notice_paper
from recognition.papers import NotYetError, blank_sheet_paper, request_paper, sheet_paper
from recognition.responses import printed, reader
from recognition.sheet_prints import ask_for_sheets, sheets_of
from scoring.models import Evaluation
from scoring.permissions import visible_evaluations, visible_rounds
from scoring.workflow import evaluation_with_work


def _visible(request: HttpRequest, pk: int) -> Evaluation:
    found = evaluation_with_work().select_related("organization__parent")
    return get_object_or_404(found, pk__in=visible_evaluations(reader(request)).filter(pk=pk))


def _print(request: HttpRequest, evaluation: Evaluation, name: str, make: Callable[[], bytes]) -> HttpResponse:
    """Answer with the PDF. This GET writes one event: a sheet may be a member's, and its leaving is on record."""
    answer = printed(request, make, f"{name}-{evaluation.pk}.pdf")
    if answer.status_code == 200:
        log(
            "paper.print",
            evaluation,
            actor=reader(request),
            organization_id=evaluation.organization_id,
            label=f"{evaluation.name} – {evaluation.round}",
            paper=name,
        )
    return answer


@require_safe
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Phiếu chấm điểm with the marks that the reader may see."""
    evaluation = _visible(request, pk)
    paper = sheet_paper(evaluation, reader(request))
    return _print(request, evaluation, "phieu", lambda: render_sheet(paper))


@require_safe
def blank_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Phiếu chấm điểm with nothing filled in; it tells nothing of anybody, so its leaving is not on record."""
    evaluation = _visible(request, pk)
    paper = blank_sheet_paper(evaluation, reader(request))
    return printed(request, lambda: render_sheet(paper), f"phieu-trong-{evaluation.pk}.pdf")


@require_safe
def request_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Tờ trình of a unit that has submitted its sheet."""
    evaluation = _visible(request, pk)
    try:
        paper = request_paper(evaluation)
    except NotYetError as problem:
        raise Http404(str(problem)) from problem
    return _print(request, evaluation, "to-trinh", lambda: render_request(paper))


@require_safe
def notice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Thông báo of the result of a concluded sheet."""
    evaluation = _visible(request, pk)
    try:
        paper = notice_paper(evaluation)
    except NotYetError as problem:
        raise Http404(str(problem)) from problem
    return _print(request, evaluation, "thong-bao", lambda: render_notice(paper))


@require_http_methods(["GET", "HEAD", "POST"])
def round_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Print all sheets of a round that the reader sees, in the background."""
    round_ = get_object_or_404(visible_rounds(reader(request)).select_related("owner"), pk=pk)
    count = len(sheets_of(round_, reader(request)))
    if not count:
        raise Http404
    if request.method == "POST":
        return redirect("recognition:job", ask_for_sheets(round_, actor=reader(request)).pk)
    context = {
        "page_title": "In tất cả phiếu của đợt",
        "page_caption": round_.name,
        "breadcrumbs": [("Thẩm định", f"{reverse('scoring:board')}?dot={pk}"), ("In phiếu", "")],
        "round": round_,
        "count": count,
    }
    return render(request, "recognition/print_sheets.html", context)
