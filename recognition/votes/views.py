"""The report of a month's votes, as PDF and for Word."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.common.audit import log
from recognition.decisions.paper_pages import DOCX
from recognition.documents.context import NoticePaper
from recognition.documents.render import render_notice
from recognition.documents.word import word_notice
from recognition.papers import NotYetError
from recognition.responses import attachment, printed, reader
from recognition.votes.report import report_paper
from scoring.models import Evaluation
from scoring.names import readable
from scoring.workflow import evaluation_with_work


def _report(request: HttpRequest, pk: int) -> tuple[Evaluation, NoticePaper]:
    """Return a sheet that the reader sees with its report; 404 where there is none (yet)."""
    found = evaluation_with_work().select_related("organization__parent").filter(readable(reader(request)))
    evaluation = get_object_or_404(found, pk=pk)
    try:
        return evaluation, report_paper(evaluation)
    except NotYetError as problem:
        raise Http404(str(problem)) from problem


def _note(request: HttpRequest, evaluation: Evaluation, paper: str) -> None:
    log(
        "paper.print", evaluation, actor=reader(request), organization_id=evaluation.organization_id,
        label=str(evaluation), paper=paper,
    )  # fmt: skip


@require_safe
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The report to print and sign. This GET writes one event: a paper leaves."""
    evaluation, paper = _report(request, pk)
    answer = printed(request, lambda: render_notice(paper), f"bao-cao-{pk}.pdf")
    if answer.status_code == 200:
        _note(request, evaluation, "bao-cao")
    return answer


@require_safe
def report_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for Word, to be finished by hand."""
    evaluation, paper = _report(request, pk)
    _note(request, evaluation, "bao-cao-word")
    return attachment(word_notice(paper), DOCX, f"bao-cao-{pk}.docx")
