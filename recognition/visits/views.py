"""Papers of inspection teams as files, and asking for the dossier of a visit."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.common.audit import log
from recognition.documents.render import render_decision
from recognition.documents.word import word_decision
from recognition.responses import attachment, printed, reader
from recognition.visits.dossier import ask_for_dossier, units_of_dossier
from recognition.visits.minutes_paper import print_minutes
from recognition.visits.report_paper import report_paper
from recognition.visits.schedule_paper import print_schedule
from scoring.bodies.visit_permissions import reported_teams, visible_minutes, visible_teams, visible_visits
from scoring.models import Team, VisitUnit

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _recorded(request: HttpRequest, thing: Team | VisitUnit, paper: str, answer: HttpResponse) -> HttpResponse:
    """Write one event for a paper that leaves: members of a team stand in it by name."""
    if request.method == "GET" and answer.status_code == 200:
        holder = thing.organization_id if isinstance(thing, VisitUnit) else thing.body.organization_id
        log("paper.print", thing, actor=reader(request), organization_id=holder, paper=paper)
    return answer


def _print(
    request: HttpRequest, thing: Team | VisitUnit, paper: str, make: Callable[[], bytes]
) -> HttpResponse:  # fmt: skip
    return _recorded(request, thing, paper, printed(request, make, f"{paper}-{thing.pk}.pdf"))


@require_safe
def schedule_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Lịch kiểm tra."""
    teams = visible_teams(reader(request)).select_related("body__organization", "round")
    team = get_object_or_404(teams, pk=pk)
    return _print(request, team, "lich-kiem-tra", lambda: print_schedule(team, timezone.localdate()))


@require_safe
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Biên bản of a visited unit, marked as a draft until the unit has agreed."""
    units = visible_minutes(reader(request)).select_related(
        "organization", "visit__team__body__organization", "visit__team__round"
    )
    unit = get_object_or_404(units, pk=pk)
    if not unit.findings:
        raise Http404
    return _print(request, unit, "bien-ban", lambda: print_minutes(unit))


def _reported(request: HttpRequest, pk: int) -> Team:
    teams = reported_teams(reader(request)).select_related("body__organization", "round__owner")
    return get_object_or_404(teams, pk=pk)


@require_safe
def team_report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Báo cáo kết quả kiểm tra."""
    team = _reported(request, pk)
    paper = report_paper(team, timezone.localdate())
    return _print(request, team, "bao-cao-kiem-tra", lambda: render_decision(paper))


@require_safe
def team_report_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a Word file, to be edited."""
    team = _reported(request, pk)
    content = word_decision(report_paper(team, timezone.localdate()))
    answer = attachment(content, DOCX, f"bao-cao-kiem-tra-{pk}.docx")
    return _recorded(request, team, "bao-cao-kiem-tra-word", answer)


@require_http_methods(["GET", "HEAD", "POST"])
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the dossier of a visit, made in the background."""
    visits = visible_visits(reader(request)).select_related("team__body", "team__round")
    visit = get_object_or_404(visits, pk=pk)
    count = len(units_of_dossier(visit, reader(request)))
    if not count:
        raise Http404
    if request.method == "POST":
        return redirect("recognition:job", ask_for_dossier(visit, actor=reader(request)).pk)
    back = reverse("scoring:visit", args=[pk])
    context = {
        "page_title": "Tập hồ sơ kiểm tra",
        "page_caption": f"{visit.team.body.name}, buổi {visit.get_session_display()} {visit.day:%d/%m/%Y}",
        "breadcrumbs": [("Kiểm tra", reverse("scoring:teams")), ("Buổi làm việc", back), ("Tập hồ sơ", "")],
        "visit": visit, "count": count, "back": back,
    }  # fmt: skip
    return render(request, "recognition/visits/dossier.html", context)
