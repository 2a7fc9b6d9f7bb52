"""The board's pages: the list of sheets, appraising one, handing it on, concluding."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.common.audit import log
from config.common.charts import Chart
from config.common.http import UNPROCESSABLE
from organizations import hooks
from organizations.access import can, current_user, require
from organizations.models import User
from scoring.appraisal.accept import accept_untouched
from scoring.appraisal.bulk import ACTS
from scoring.appraisal.complete import conclude, earlier_words, hand_on, proposed
from scoring.appraisal.forms import ConclusionForm
from scoring.appraisal.repeat import concluded_before, handed_on_before, said_before
from scoring.appraisal.selectors import (
    STATES,
    Line,
    board_list,
    board_rounds,
    next_sheet,
    recent_reasons,
    wanted_lines,
)
from scoring.appraisal.table import score_table
from scoring.models import Assessment, Evaluation, Round
from scoring.names import note_reading
from scoring.progress import by_state, handed_in
from scoring.rubrics.load import rubric_of
from scoring.sheets.forms import read_sheet_post
from scoring.sheets.page import SheetView, read_sheet
from scoring.sheets.submit import NotReady
from scoring.sheets.views import (
    row_anchor,
    row_problems,
    save_posted,
    saved_message,
    sheet_context,
    visible_sheet,
)
from scoring.workflow import stage_at_work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every sheet of a round that the reader's bodies appraise or conclude, with chips per state."""
    user = current_user(request)
    rounds = board_rounds(user)
    round_ = _chosen_round(request, rounds)
    lines = board_list(user, round_) if round_ else []
    if round_ and any(line.evaluation.subject for line in lines) and request.method == "GET":
        note_reading(round_, user, round_.owner.organization_id)
    state, mine = request.GET.get("trang-thai", ""), bool(request.GET.get("cua-toi"))
    shown = wanted_lines(lines, state, user if mine else None)
    return render(
        request, "scoring/board.html",
        {
            "page_title": "Thẩm định", "rounds": rounds, "round": round_, "lines": shown, "count": len(lines),
            "state": state, "mine": mine, "chips": _chips(lines, round_, state, mine, user), "acts": ACTS.values(),
            "links": hooks.board_links.call(user, round_) if lines else [], **_progress(lines),
            "charts": _charts(round_, lines) if round_ else [],
        },
    )  # fmt: skip


def _charts(round_: Round, lines: list[Line]) -> list[Chart]:
    counts = Counter(line.state for line in lines)
    by_day = handed_in(Evaluation.objects.filter(pk__in=[line.evaluation.pk for line in lines]), round_)
    named = [(label, counts[state]) for state, label in STATES.items() if counts[state]]
    return [by_state(named), *([by_day] if by_day else [])]


def _progress(lines: list[Line]) -> dict[str, Any]:
    """Return how many sheets have left the appraisal, of how many, as numbers and in words."""
    counted = [line for line in lines if line.state != "rut"]
    done = sum(line.state in ("ket-luan", "xong") for line in counted)
    return {"progress": (done, len(counted)), "progress_text": f"{done}/{len(counted)}"}


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The score table of a round as a workbook, logged: it leaves the house."""
    user = current_user(request)
    round_ = _chosen_round(request, board_rounds(user))
    if round_ is None:
        raise Http404
    content = score_table(round_, board_list(user, round_))
    log("board.table", round_, actor=user, organization_id=round_.owner.organization_id)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="bang-diem-{round_.pk}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _chosen_round(request: HttpRequest, rounds: list[Round]) -> Round | None:
    wanted = request.GET.get("dot", "")
    if wanted:
        return get_object_or_404(Round, pk__in=[each.pk for each in rounds if str(each.pk) == wanted])
    return rounds[0] if rounds else None


def _chips(
    lines: list[Line], round_: Round | None, chosen: str, mine: bool, user: User
) -> list[tuple[str, int, str, bool]]:
    """Return (label, count, address, chosen) for all, for each state that occurs, and for the reader's own sheets."""
    counts = {state: sum(line.state == state for line in lines) for state in STATES}
    own = sum(line.evaluation.officer_id == user.pk for line in lines)
    found: list[tuple[str, int, dict[str, str], bool]] = [("Tất cả", len(lines), {}, not chosen and not mine)]
    found += [
        (label, counts[state], {"trang-thai": state}, chosen == state and not mine)
        for state, label in STATES.items()
        if counts[state]
    ]
    if own:
        found.append(("Giao cho tôi", own, {"cua-toi": "1"}, mine))
    key = str(round_.pk) if round_ else ""
    return [(label, count, "?" + urlencode({"dot": key, **query}), active) for label, count, query, active in found]


def _breadcrumbs(evaluation: Evaluation) -> list[tuple[str, str]]:
    return [("Thẩm định", f"{reverse('scoring:board')}?dot={evaluation.round_id}"), (evaluation.name, "")]


@require_http_methods(["GET", "HEAD", "POST"])
def appraise(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet before the board: self-score, proof, own marks with a reason where they differ."""
    evaluation = visible_sheet(request, pk)
    if request.method == "POST":
        return _save(request, evaluation)
    user = current_user(request)
    view = read_sheet(evaluation, user, editing=bool(can(user, "evaluation.appraise", evaluation)))
    return _page(request, evaluation, view)


def _page(request: HttpRequest, evaluation: Evaluation, view: SheetView, **more: Any) -> HttpResponse:
    user, allowed = current_user(request), view.own is not None
    context = sheet_context(
        request, view, may_appraise=allowed, may_conclude=bool(can(user, "evaluation.conclude", evaluation)),
        may_vote=allowed and bool(can(user, "evaluation.vote", evaluation)),
        may_enter_paper=bool(can(user, "evaluation.enter_paper", evaluation)),
        reasons=recent_reasons(stage_at_work(evaluation)) if allowed else (),
        breadcrumbs=_breadcrumbs(evaluation), **more,
    )  # fmt: skip
    return render(request, "scoring/appraise.html", context, status=UNPROCESSABLE if more.get("problems") else 200)


def _save(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    user = current_user(request)
    if request.POST.get("then") == "hand-on" and not can(user, "evaluation.appraise", evaluation):
        done = handed_on_before(evaluation, user, read_sheet_post(request.POST, rubric_of(evaluation.version)))
        if done is not None:
            return _again(request, evaluation, said_before(done, "đã bấm “Xong thẩm định”"))
    require(user, "evaluation.appraise", evaluation)
    posted, saved = save_posted(request.POST, evaluation, current_user(request))
    if saved.complete and not posted.errors:
        return _go_on(request, evaluation, saved_message(saved))
    view = read_sheet(
        evaluation, current_user(request), editing=True, posted=posted, problems=saved.refused, stale=saved.stale
    )
    return _page(request, evaluation, view, problems=row_problems(view, posted, saved))


def _again(request: HttpRequest, evaluation: Evaluation, words: str) -> HttpResponse:
    messages.info(request, words)
    return redirect("scoring:appraise", evaluation.pk)


def _go_on(request: HttpRequest, evaluation: Evaluation, words: str) -> HttpResponse:
    """Do what the pressed button says besides saving."""
    then, _, group = request.POST.get("then", "").partition(":")
    if then == "hand-on":
        return _hand_on(request, evaluation)
    if then == "return":
        # The rows alone: reasons are read from what has just been saved, for an address has not room for them.
        ticked = [("dong", key) for key in request.POST.getlist("t") if key.isdecimal()]
        return redirect(f"{reverse('scoring:return', args=[evaluation.pk])}?{urlencode(ticked)}")
    if then == "accept":
        count = accept_untouched(evaluation, actor=current_user(request), group=group)
        words = _accepted(count, earlier_words(evaluation))
    messages.success(request, words)
    address = reverse("scoring:appraise", args=[evaluation.pk])
    key = then.removeprefix("lines-")
    return redirect(f"{address}#dong-{key}" if key != then and key.isdecimal() else address)


def _hand_on(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    try:
        hand_on(evaluation, actor=current_user(request))
    except NotReady as lacking:
        evaluation = visible_sheet(request, evaluation.pk)
        view = read_sheet(evaluation, current_user(request), editing=True, problems=dict(lacking.items))
        problems = [(row_anchor(view, code), sentence) for code, sentence in lacking.items]
        return _page(request, evaluation, view, problems=problems)
    messages.success(request, f"Đã thẩm định xong hồ sơ của {evaluation.name}{_goes_to(evaluation)}.")
    following = next_sheet(current_user(request), evaluation)
    if following is not None:
        return redirect("scoring:appraise", following.pk)
    return redirect(f"{reverse('scoring:board')}?dot={evaluation.round_id}")


def _goes_to(evaluation: Evaluation) -> str:
    """Return, for a sentence, to which step a sheet has just gone on."""
    following = Assessment.objects.filter(evaluation=evaluation.pk, state=Assessment.State.OPEN).first()
    return f"; hồ sơ chuyển sang bước {following.get_kind_display()}" if following else "; hồ sơ đã xong các bước"


def _accepted(count: int, words: str) -> str:
    return f"Đã ghi {words} cho {count} nội dung chưa thẩm định."


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the self-score into every row that is not appraised yet."""
    evaluation = visible_sheet(request, pk)
    count = accept_untouched(evaluation, actor=current_user(request))
    messages.success(request, _accepted(count, earlier_words(evaluation)))
    return redirect("scoring:appraise", evaluation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Entering what the deciding body concluded."""
    evaluation = visible_sheet(request, pk)
    form = ConclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = concluded_before(evaluation, current_user(request), form.conclusion())
        if done is not None:
            return _again(request, evaluation, said_before(done, "đã ghi kết luận này"))
    require(current_user(request), "evaluation.conclude", evaluation)
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
