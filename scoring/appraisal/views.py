"""The board's pages: the list of sheets, appraising one, handing it on, concluding."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import can, current_user, require
from scoring.appraisal.accept import accept_untouched
from scoring.appraisal.complete import conclude, hand_on, proposed
from scoring.appraisal.forms import ConclusionForm
from scoring.appraisal.selectors import STATES, Line, board_list, board_rounds
from scoring.models import Evaluation, Round
from scoring.sheets.page import read_sheet
from scoring.sheets.submit import NotReady
from scoring.sheets.views import (
    row_anchor,
    row_problems,
    save_posted,
    saved_message,
    sheet_context,
    visible_sheet,
)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every sheet of a round that the reader's bodies appraise or conclude, with chips per state."""
    rounds = board_rounds(current_user(request))
    round_ = _chosen_round(request, rounds)
    lines = board_list(current_user(request), round_) if round_ else []
    state = request.GET.get("trang-thai", "")
    shown = [line for line in lines if not state or line.state == state]
    return render(
        request, "scoring/board.html",
        {
            "page_title": "Thẩm định", "rounds": rounds, "round": round_, "lines": shown, "count": len(lines),
            "chips": _chips(lines, round_, state),
        },
    )  # fmt: skip


def _chosen_round(request: HttpRequest, rounds: list[Round]) -> Round | None:
    wanted = request.GET.get("dot", "")
    if wanted:
        return get_object_or_404(Round, pk__in=[each.pk for each in rounds if str(each.pk) == wanted])
    return rounds[0] if rounds else None


def _chips(lines: list[Line], round_: Round | None, chosen: str) -> list[tuple[str, int, str, bool]]:
    """Return (label, count, address, chosen) for all and for each state that occurs."""
    counts = {state: sum(line.state == state for line in lines) for state in STATES}
    found = [("Tất cả", len(lines), "", not chosen)]
    found += [(label, counts[state], state, chosen == state) for state, label in STATES.items() if counts[state]]
    return [
        (label, count, "?" + urlencode({"dot": round_.pk if round_ else "", "trang-thai": state}), active)
        for label, count, state, active in found
    ]


def _breadcrumbs(evaluation: Evaluation) -> list[tuple[str, str]]:
    return [("Thẩm định", f"{reverse('scoring:board')}?dot={evaluation.round_id}"), (evaluation.name, "")]


@require_http_methods(["GET", "HEAD", "POST"])
def appraise(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet before the board: self-score, proof, own marks with a reason where they differ."""
    evaluation = visible_sheet(request, pk)
    if request.method == "POST":
        return _save(request, evaluation)
    user = current_user(request)
    allowed = bool(can(user, "evaluation.appraise", evaluation))
    view = read_sheet(evaluation, user, editing=allowed)
    context = sheet_context(
        request, view, may_appraise=allowed, may_conclude=bool(can(user, "evaluation.conclude", evaluation)),
        breadcrumbs=_breadcrumbs(evaluation),
    )  # fmt: skip
    return render(request, "scoring/appraise.html", context)


def _save(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    require(current_user(request), "evaluation.appraise", evaluation)
    posted, saved = save_posted(request.POST, evaluation, current_user(request))
    if saved.complete and not posted.errors:
        then = request.POST.get("then")
        if then == "hand-on":
            return _hand_on(request, evaluation)
        if then == "accept":
            return accept(request, evaluation.pk)
        messages.success(request, saved_message(saved))
        return redirect("scoring:appraise", evaluation.pk)
    view = read_sheet(
        evaluation, current_user(request), editing=True, posted=posted, problems=saved.refused, stale=saved.stale
    )
    return _refused(request, evaluation, row_problems(view, posted, saved), view=view)


def _refused(
    request: HttpRequest, evaluation: Evaluation, problems: list[tuple[str, str]], view: Any = None
) -> HttpResponse:
    view = view or read_sheet(evaluation, current_user(request), editing=True)
    context = sheet_context(request, view, may_appraise=True, problems=problems, breadcrumbs=_breadcrumbs(evaluation))
    return render(request, "scoring/appraise.html", context, status=UNPROCESSABLE)


def _hand_on(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    try:
        hand_on(evaluation, actor=current_user(request))
    except NotReady as lacking:
        evaluation = visible_sheet(request, evaluation.pk)
        view = read_sheet(evaluation, current_user(request), editing=True, problems=dict(lacking.items))
        problems = [(row_anchor(view, code), sentence) for code, sentence in lacking.items]
        return _refused(request, evaluation, problems, view=view)
    messages.success(request, f"Đã thẩm định xong hồ sơ của {evaluation.name}; hồ sơ chuyển sang bước kết luận.")
    return redirect(f"{reverse('scoring:board')}?dot={evaluation.round_id}")


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the self-score into every row that is not appraised yet."""
    evaluation = visible_sheet(request, pk)
    count = accept_untouched(evaluation, actor=current_user(request))
    messages.success(request, f"Đã ghi điểm tự chấm cho {count} nội dung chưa thẩm định.")
    return redirect("scoring:appraise", evaluation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Entering what the deciding body concluded."""
    evaluation = visible_sheet(request, pk)
    require(current_user(request), "evaluation.conclude", evaluation)
    form = ConclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            conclude(evaluation, actor=current_user(request), conclusion=form.conclusion())
        except NotReady as lacking:
            for field, sentence in lacking.items:
                form.add_error(field or None, sentence)
        else:
            messages.success(request, f"Đã ghi kết luận cho {evaluation.name}.")
            return redirect(f"{reverse('scoring:board')}?dot={evaluation.round_id}")
    view = read_sheet(evaluation, current_user(request), editing=False)
    context = sheet_context(request, view, form=form, basis=proposed(evaluation), breadcrumbs=_breadcrumbs(evaluation))
    return render(request, "scoring/conclusion.html", context, status=UNPROCESSABLE if form.errors else 200)
