"""Pages of members who stand for a title: rounds, counts by cell, the list of one cell, handing it in.

A page that shows names leaves a line of history each time it is read.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import can, current_user, require, visible_organizations
from organizations.models import Organization
from scoring.members.errors import MemberError
from scoring.members.forms import NamesForm, RemoveForm
from scoring.members.permissions import secretary_of, self_deadline, visible_candidates, visible_kept
from scoring.members.selectors import candidates_of, counts_of, heads_of, member_rounds, registered_left
from scoring.members.services import add_candidates, hand_in, leaves_traces, remove_candidate, to_hand_in
from scoring.models import Evaluation, Round
from scoring.names import MEMBER, note_reading
from scoring.permissions import visible_rounds
from scoring.sheets.forms import MeetingForm
from scoring.sheets.submit import NotReady, asks_for_request
from scoring.workflow import evaluation_with_work, with_current

TITLE = "Đảng viên đề nghị danh hiệu"


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of members."""
    return [(TITLE, reverse("scoring:members")), *more]


def visible_member_round(request: HttpRequest, pk: int) -> Round:
    """Return a round of members that the reader may see; 404 otherwise."""
    rounds = visible_rounds(current_user(request)).filter(programme__subject=MEMBER)
    return get_object_or_404(
        rounds.select_related("programme", "owner__organization").prefetch_related("stages"), pk=pk
    )  # fmt: skip


def visible_unit(request: HttpRequest, code: str) -> Organization:
    """Return a unit that the reader may see; 404 otherwise."""
    return get_object_or_404(visible_organizations(current_user(request)).select_related("level"), code=code)


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Rounds in which members are evaluated; nobody is named."""
    user = current_user(request)
    context = {
        "page_title": TITLE, "rounds": member_rounds(user), "keeps": visible_kept(user).exists(),
        "breadcrumbs": [(TITLE, "")],
    }  # fmt: skip
    return render(request, "scoring/members/rounds.html", context)


@require_safe
def member_round(request: HttpRequest, pk: int) -> HttpResponse:
    """The cells of a round with their counts; nobody is named."""
    round_ = visible_member_round(request, pk)
    context = {
        "page_title": round_.name, "page_caption": TITLE, "breadcrumbs": crumbs((round_.name, "")), "round": round_,
        "units": counts_of(current_user(request), round_),
    }  # fmt: skip
    return render(request, "scoring/members/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The list of one cell: who stands on it, what was said of each content; its secretary adds members."""
    round_, unit, user = visible_member_round(request, pk), visible_unit(request, code), current_user(request)
    require(user, "candidates.view", (round_, unit))
    if request.method == "POST":
        require(user, "candidates.change", (round_, unit))
    form = NamesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_candidates(round_, unit, actor=user, names=form.cleaned_data["names"])
        except MemberError as error:
            form.add_error(error.field or None, str(error))
        else:
            words = f"Đã thêm {len(added)} đảng viên vào danh sách." if added else "Những người này đã có tên."
            messages.success(request, words)
            return redirect("scoring:candidates", round_.pk, unit.code)
    return _list_page(request, round_, unit, form)


def _list_page(request: HttpRequest, round_: Round, unit: Organization, form: NamesForm) -> HttpResponse:
    user = current_user(request)
    if request.method != "HEAD":
        note_reading(round_, user, unit.pk)
    found = candidates_of(user, round_, unit, secretary=secretary_of(user, unit))
    may_add = bool(can(user, "candidates.change", (round_, unit)))
    if may_add and not form.is_bound:
        form = NamesForm(initial={"names": "\n".join(registered_left(round_, unit, found))})
    may_hand_in = bool(can(user, "candidates.hand_in", (round_, unit))) and bool(to_hand_in(round_, unit))
    context = {
        "page_title": "Danh sách đảng viên", "page_caption": f"{unit.name} · {round_.name}",
        "breadcrumbs": crumbs((round_.name, reverse("scoring:member_round", args=[round_.pk])), (unit.name, "")),
        "round": round_, "unit": unit, "candidates": found, "heads": heads_of(found), "form": form,
        "may_add": may_add, "may_hand_in": may_hand_in, "stage": self_deadline(round_, unit),
    }  # fmt: skip
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "scoring/members/candidates.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def candidates_submit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The meeting that adopted the list, and handing in every sheet of it."""
    round_, unit, user = visible_member_round(request, pk), visible_unit(request, code), current_user(request)
    require(user, "candidates.hand_in", (round_, unit))
    waiting = to_hand_in(round_, unit)
    with_request = asks_for_request(waiting[0]) if waiting else True
    form = MeetingForm(request.POST or None, with_request=with_request)
    problems: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            count = hand_in(round_, unit, actor=user, meeting=form.meeting())
        except MemberError as error:
            form.add_error(None, str(error))
        except NotReady as lacking:
            problems = _beside(form, lacking)
            note_reading(round_, user, unit.pk)
        else:
            messages.success(request, f"Đã nộp {count} phiếu lên cấp trên.")
            return redirect("scoring:candidates", round_.pk, unit.code)
    return _submit_page(request, round_, unit, form, waiting, problems)


def _beside(form: MeetingForm, lacking: NotReady) -> list[tuple[str, str]]:
    """Put what the meeting lacks beside its fields, and return what sheets lack: (address, sentence)."""
    found = []
    for place, sentence in lacking.items:
        if place in form.fields:
            form.add_error(place, sentence)
        else:
            found.append((reverse("scoring:sheet", args=[int(place.removeprefix("phieu-"))]), sentence))
    if found:
        form.add_error(None, "Còn phiếu chưa chấm xong nên chưa nộp được phiếu nào.")
    return found


def _submit_page(
    request: HttpRequest, round_: Round, unit: Organization, form: MeetingForm, waiting: list[Evaluation],
    problems: list[tuple[str, str]],
) -> HttpResponse:  # fmt: skip
    back = reverse("scoring:candidates", args=[round_.pk, unit.code])
    context = {
        "page_title": "Nộp danh sách", "page_caption": f"{unit.name} · {round_.name}",
        "breadcrumbs": crumbs((unit.name, back), ("Nộp danh sách", "")),
        "form": form, "back": back, "count": len(waiting), "lacking": problems,
    }  # fmt: skip
    return render(request, "scoring/members/submit.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_remove(request: HttpRequest, pk: int, code: str, sheet: int) -> HttpResponse:
    """Taking a member off the list, with a reason once his sheet was handed in."""
    round_, unit, user = visible_member_round(request, pk), visible_unit(request, code), current_user(request)
    found = evaluation_with_work().filter(pk__in=visible_candidates(user, round_).filter(organization=unit))
    evaluation = with_current(get_object_or_404(found, pk=sheet))
    require(user, "candidate.remove", evaluation)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_candidate(evaluation, actor=user, reason=form.cleaned_data["reason"])
        except MemberError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, "Đã đưa đảng viên ra khỏi danh sách.")
            return redirect("scoring:candidates", round_.pk, unit.code)
    return _remove_page(request, round_, unit, evaluation, form)


def _remove_page(
    request: HttpRequest, round_: Round, unit: Organization, evaluation: Evaluation, form: RemoveForm
) -> HttpResponse:
    back = reverse("scoring:candidates", args=[round_.pk, unit.code])
    if request.method != "HEAD":
        note_reading(round_, current_user(request), unit.pk)
    context: dict[str, Any] = {
        "page_title": f"Đưa ra khỏi danh sách: {evaluation.subject}", "page_caption": f"{unit.name} · {round_.name}",
        "breadcrumbs": crumbs((unit.name, back), ("Đưa ra khỏi danh sách", "")),
        "form": form, "back": back, "kept": leaves_traces(evaluation),
    }  # fmt: skip
    return render(request, "scoring/members/remove.html", context, status=UNPROCESSABLE if form.errors else 200)
