"""Acts on many sheets of the board's list at once: what one would do, then what it did."""

from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.common.http import UNPROCESSABLE
from organizations.access import current_user
from organizations.models import Assignment, User
from scoring.appraisal.bulk import ACTS, carry_out, sort_out, with_touched
from scoring.appraisal.desk_forms import BulkForm
from scoring.appraisal.selectors import board_list, board_rounds, board_sheets, wanted_lines
from scoring.models import Evaluation, Round
from scoring.names import note_reading
from scoring.workflow import evaluation_with_work, marking_stages, with_current

MOST_AT_ONCE = 1000


def _keys(request: HttpRequest) -> list[int]:
    """Return the sheets meant: those ticked, or with "tat-ca" all that the list showed, by its round and its filter."""
    if "tat-ca" not in request.POST:
        return [int(key) for key in request.POST.getlist("s") if key.isdecimal()]
    user, asked = current_user(request), request.POST
    round_ = get_object_or_404(
        Round, pk__in=[each.pk for each in board_rounds(user) if str(each.pk) == asked.get("dot")]
    )
    lines = wanted_lines(board_list(user, round_), asked.get("trang-thai", ""), user if asked.get("cua-toi") else None)
    return [line.evaluation.pk for line in lines]


def _chosen(request: HttpRequest) -> list[Evaluation]:
    """Return the sheets meant that the reader's board has, in the order of the list; others are as if not there."""
    keys = _keys(request)
    mine = board_sheets(current_user(request), None).filter(pk__in=keys).values("pk")
    found = with_touched(evaluation_with_work()).filter(pk__in=mine).order_by("parent_name", "sort", "pk")
    chosen = [with_current(evaluation) for evaluation in found]
    if keys and not chosen:
        raise Http404
    return chosen


def _officers(evaluations: list[Evaluation]) -> QuerySet[User]:
    """Return the appraisers of the bodies that appraise these sheets."""
    stages = {(stage.body_id, stage.role) for sheet in evaluations for stage in marking_stages(sheet)}
    at_one = [Q(body=body, role=role) for body, role in stages]
    posts = Assignment.objects.filter(reduce(or_, at_one, Q(pk__in=[])), end__isnull=True)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("full_name")


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the list was asked for: its round and its filter."""
    return [(name, request.POST[name]) for name in ("dot", "trang-thai", "cua-toi") if request.POST.get(name)]


def _board_address(request: HttpRequest) -> str:
    """Return the address of the list as it was when an act was chosen on it."""
    asked = _asked(request)
    return f"{reverse('scoring:board')}?{urlencode(asked)}" if asked else reverse("scoring:board")


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act on the ticked sheets: first what it would do, then, confirmed, what it did."""
    user = current_user(request)
    act = ACTS.get(request.POST.get("act", ""))
    evaluations = _chosen(request)
    if act is None or not evaluations:
        messages.warning(request, "Hãy đánh dấu ít nhất một hồ sơ rồi chọn việc cần làm.")
        return redirect(_board_address(request))
    if len(evaluations) > MOST_AT_ONCE:
        messages.warning(request, f"Mỗi lần làm được với tối đa {MOST_AT_ONCE} hồ sơ. Hãy lọc bớt rồi làm lại.")
        return redirect(_board_address(request))
    confirmed = "confirm" in request.POST
    if any(sheet.subject for sheet in evaluations):
        note_reading(evaluations[0].round, user, evaluations[0].round.owner.organization_id)
    form = BulkForm(request.POST if confirmed else None, wanted=act.fields, officers=_officers(evaluations))
    context: dict[str, Any] = {
        "page_title": act.label,
        "breadcrumbs": [("Thẩm định", _board_address(request)), (act.label, "")],
        "act": act,
        "form": form,
        "back": _board_address(request),
        "asked": _asked(request),
    }
    if confirmed and form.is_valid():
        outcome = carry_out(act, user, evaluations, form.cleaned_data)
        return render(request, "scoring/bulk_done.html", {**context, "outcome": outcome})
    outcome = sort_out(act, user, evaluations)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "scoring/bulk.html", {**context, "outcome": outcome, "chosen": evaluations}, status=status)
