"""Adding and removing lines of a round in preparation: a rubric of its own for a branch or a sector."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, require, visible_organizations
from scoring.rounds.forms import LineForm
from scoring.rounds.lines import add_line, levels_of, remove_line, versions_for
from scoring.rounds.open import RoundError
from scoring.rounds.views import round_page, visible_round


@require_http_methods(["GET", "HEAD", "POST"])
def line_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which rubric the units of a branch or a sector get in this round."""
    round_, user = visible_round(request, pk), current_user(request)
    require(user, "round.open", round_)
    form = LineForm(
        request.POST or None, levels=levels_of(round_), versions=versions_for(round_), units=visible_organizations(user)
    )
    if request.method == "POST" and form.is_valid():
        try:
            line = add_line(round_, actor=user, **form.arguments())
        except RoundError as error:
            for problem in error.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, f"Đã thêm dòng cho {line.level.name}.")
            return redirect("scoring:round", round_.pk)
    title = "Thêm dòng cho một nhánh, một loại hình"
    context = {
        "page_title": title, "page_caption": round_.name, "form": form, "button": "Thêm dòng",
        "breadcrumbs": [("Đợt đánh giá", "/dot/"), (round_.name, f"/dot/{round_.pk}/"), ("Thêm dòng", "")],
    }  # fmt: skip
    return render(request, "scoring/unit_form.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def line_remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Take a line out of a round in preparation."""
    round_, user = visible_round(request, pk), current_user(request)
    require(user, "round.open", round_)
    found = get_object_or_404(round_.rubrics.select_related("level"), pk=line)
    try:
        remove_line(found, actor=user)
    except RoundError as error:
        return round_page(request, round_, error.problems)
    messages.success(request, f"Đã bỏ dòng của {found.level.name}.")
    return redirect("scoring:round", round_.pk)
