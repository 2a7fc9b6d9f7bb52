"""The page on which the last days of all steps of a round are set."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, require
from scoring.rounds.deadlines import set_deadlines
from scoring.rounds.forms import StagesForm
from scoring.rounds.open import RoundError
from scoring.rounds.views import visible_round
from scoring.sheets.submit import NotReady


@require_http_methods(["GET", "HEAD", "POST"])
def round_deadlines(request: HttpRequest, pk: int) -> HttpResponse:
    """Every step of every kind of unit with its last day."""
    round_, user = visible_round(request, pk), current_user(request)
    require(user, "round.create", round_.owner)
    stages = round_.stages.select_related("level").order_by("level__position", "position")
    form = StagesForm(request.POST or None, stages=stages)
    if request.method == "POST" and form.is_valid():
        try:
            count = set_deadlines(round_, form.deadlines(), actor=user)
        except NotReady as lacking:
            for name, sentence in lacking.items:
                form.add_error(name, sentence)
        except RoundError as error:
            for problem in error.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, f"Đã đổi hạn của {count} bước." if count else "Không có hạn nào thay đổi.")
            return redirect("scoring:round", round_.pk)
    context = {
        "page_title": "Hạn của từng bước",
        "page_caption": round_.name,
        "breadcrumbs": [("Đợt đánh giá", reverse("scoring:rounds")), (round_.name, f"/dot/{pk}/"), ("Hạn", "")],
        "form": form,
        "round": round_,
    }
    return render(request, "scoring/round_deadlines.html", context, status=UNPROCESSABLE if form.errors else 200)
