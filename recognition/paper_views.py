"""The unit's sheet and its tờ trình as PDF."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.common.audit import log
from recognition.documents.render import render_request, render_sheet
from recognition.papers import NotYetError, request_paper, sheet_paper
from recognition.responses import printed, reader
from scoring.models import Evaluation
from scoring.permissions import visible_evaluations
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
def request_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Tờ trình of a unit that has submitted its sheet."""
    evaluation = _visible(request, pk)
    try:
        paper = request_paper(evaluation)
    except NotYetError as problem:
        raise Http404(str(problem)) from problem
    return _print(request, evaluation, "to-trinh", lambda: render_request(paper))
