"""Pages that change a round as a whole: its outcome sets, seen before they are set; the same round for another year."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.access import current_user, require
from scoring.models import OutcomeSet, Round, RoundRubric
from scoring.rounds.affected import Affected, affected, concluded
from scoring.rounds.clone import clone_round
from scoring.rounds.forms import CloneForm, OutcomeForm
from scoring.rounds.open import RoundError
from scoring.rounds.outcomes import bind_outcomes
from scoring.rounds.views import round_page, visible_round


@require_http_methods(["GET", "HEAD", "POST"])
def round_outcomes(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Show whose proposal another outcome set would change; POST binds it to the line."""
    round_ = visible_round(request, pk)
    user = current_user(request)
    require(user, "round.create", round_.owner)
    lines = round_.rubrics.select_related("version", "level", "outcome_set", "round__owner__organization")
    found = get_object_or_404(lines, pk=line)
    sets = OutcomeSet.objects.filter(rubric=found.version.rubric_id)
    form = OutcomeForm(request.POST if request.method == "POST" else request.GET, sets=sets, prefix=f"line-{found.pk}")
    if not form.is_valid():
        return round_page(request, round_, ["Hãy chọn một bộ mức xếp loại trong danh sách."])
    if request.method != "POST":
        return _affected_page(request, round_, found, form.chosen(), affected(found, form.chosen(), actor=user))
    try:
        count = bind_outcomes(found, form.chosen(), actor=user)
    except RoundError as error:
        return round_page(request, round_, error.problems)
    messages.success(request, f"Đã đặt bộ mức xếp loại; tính lại {count} đề xuất.")
    return redirect("scoring:round", round_.pk)


def _affected_page(
    request: HttpRequest, round_: Round, line: RoundRubric, chosen: OutcomeSet | None, found: list[Affected]
) -> HttpResponse:
    changed = [each for each in found if each.changed]
    context = {
        "page_title": "Đặt mức xếp loại", "page_caption": f"{round_.name}: {line.level.name}",
        "breadcrumbs": [("Đợt đánh giá", "/dot/"), (round_.name, f"/dot/{round_.pk}/"), ("Đặt mức xếp loại", "")],
        "round": round_, "line": line, "chosen": chosen, "changed": changed, "all": len(found),
        "gained": sum(each.gained for each in found), "lost": sum(each.lost for each in found),
        "closed": concluded(line), "same": line.outcome_set_id == (chosen.pk if chosen else None),
    }  # fmt: skip
    return render(request, "scoring/round_outcomes.html", context)


@require_POST
def round_clone(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the same round for another year."""
    round_ = visible_round(request, pk)
    require(current_user(request), "round.create", round_.owner)
    form = CloneForm(request.POST)
    if not form.is_valid():
        return round_page(request, round_, ["Năm của đợt mới phải là một số, ví dụ 2027."])
    try:
        copy = clone_round(round_, actor=current_user(request), year=form.cleaned_data["year"])
    except RoundError as error:
        return round_page(request, round_, error.problems)
    messages.success(request, "Đã lập đợt mới ở dạng dự thảo theo đợt cũ. Hãy xem lại hạn và bộ tiêu chí rồi mở.")
    return redirect("scoring:round", copy.pk)
