"""The committee's page of a month: reports that came in, contents that failed; and the same as a workbook."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.common.audit import log
from organizations.access import current_user
from scoring.appraisal.views import XLSX
from scoring.bodies.roll_up import roll_up, roll_up_table
from scoring.models import Round
from scoring.rounds.views import visible_round
from scoring.rubrics.rules import rules_of


def _voting_round(request: HttpRequest, pk: int) -> Round:
    """Return a round that the reader may see and whose units vote on their contents; 404 otherwise."""
    round_ = visible_round(request, pk)
    if rules_of(round_.programme).ballot is None:
        raise Http404
    return round_


@require_safe
def round_votes(request: HttpRequest, pk: int) -> HttpResponse:
    """Who reported, who did not, which contents failed where."""
    round_ = _voting_round(request, pk)
    context = {
        "page_title": "Kết quả biểu quyết",
        "page_caption": round_.name,
        "breadcrumbs": [("Đợt đánh giá", "/dot/"), (round_.name, f"/dot/{round_.pk}/"), ("Biểu quyết", "")],
        "round": round_,
        "found": roll_up(current_user(request), round_),
    }
    return render(request, "scoring/bodies/roll_up.html", context)


@require_safe
def round_votes_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook, logged: it leaves the house."""
    round_ = _voting_round(request, pk)
    user = current_user(request)
    content = roll_up_table(round_, roll_up(user, round_))
    log("round.votes_table", round_, actor=user, organization_id=round_.owner.organization_id)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="bieu-quyet-{round_.pk}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
