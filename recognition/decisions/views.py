"""Pages of decisions: the list, choosing units, editing a draft."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.access import can, require
from organizations.models import Body
from recognition.copies.selectors import copies_of
from recognition.decisions.background import job_of
from recognition.decisions.draft import (
    ConflictError,
    DecisionError,
    add_entries,
    candidates,
    discard_draft,
    draft_decision,
    edit_decision,
    remove_entry,
)
from recognition.decisions.forms import DraftForm, UnitsForm
from recognition.decisions.issue import issue_problems
from recognition.decisions.names import listed_as, listed_of
from recognition.decisions.selectors import PER_PAGE, STATE_TAGS, decision_list, number_of, waiting_for
from recognition.models import Decision, Entry
from recognition.permissions import visible_decisions, visible_registers
from recognition.responses import CONFLICT, UNPROCESSABLE, reader, whole
from recognition.verify.codes import spoken
from scoring.models import Evaluation, Round
from scoring.names import MEMBER, note_reading
from scoring.permissions import visible_rounds

LIST_TITLE = "Quyết định"


def visible_decision(request: HttpRequest, pk: int) -> Decision:
    """Return a decision that the reader may see, with all that pages and permissions read; otherwise 404."""
    found = visible_decisions(reader(request)).select_related(
        "body__organization__parent", "round__programme", "form", "term", "register_entry", "file"
    )
    decision = get_object_or_404(found, pk=pk)
    if decision.round.programme.subject == MEMBER and request.method == "GET":
        note_reading(decision, reader(request), decision.body.organization_id)
    return decision


def breadcrumbs(decision: Decision, *more: str) -> list[tuple[str, str]]:
    """Return the way to a page of one decision."""
    own = reverse("recognition:decision", args=[decision.pk])
    last = number_of(decision) or "Dự thảo"
    return [(LIST_TITLE, reverse("recognition:decisions")), (last, own if more else ""), *((each, "") for each in more)]


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Decisions of the reader's scope, and what waits for one."""
    state = request.GET.get("trang-thai", "")
    page = Paginator(decision_list(reader(request), state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": LIST_TITLE,
        "waiting": waiting_for(reader(request)),
        "page_obj": page,
        "rows": [(each, number_of(each), STATE_TAGS[Decision.State(each.state)], listed_as(each)) for each in page],
        "state": state,
        "states": Decision.State.choices,
        "has_register": visible_registers(reader(request)).exists(),
    }
    return render(request, "recognition/decisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_decision(request: HttpRequest) -> HttpResponse:
    """Choose the units of a round for a new decision."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("dot"):
        return _choose_round(request)
    body = get_object_or_404(visible_registers(reader(request)), pk=whole(asked.get("co-quan"), 0))
    round_ = get_object_or_404(visible_rounds(reader(request)), pk=whole(asked.get("dot"), 0))
    require(reader(request), "decision.draft", body)
    waiting = candidates(body, round_)
    if any(each.subject for each in waiting) and request.method == "GET":
        note_reading(round_, reader(request), body.organization_id)
    form = UnitsForm(request.POST or None, keys=[unit.pk for unit in waiting], listed=listed_of(round_))
    if request.method == "POST" and form.is_valid():
        try:
            decision = draft_decision(
                actor=reader(request), body=body, round_=round_, evaluations=_ticked(form, waiting)
            )
        except DecisionError as problem:
            form.add_error(None, problem.problems)
        else:
            messages.success(request, "Đã lập dự thảo. Mời đồng chí xem lại lời văn trước khi ban hành.")
            return redirect("recognition:decision", decision.pk)
    return _units_page(request, form, waiting, body, round_)


def _choose_round(request: HttpRequest) -> HttpResponse:
    context = {
        "page_title": "Soạn quyết định",
        "breadcrumbs": [(LIST_TITLE, reverse("recognition:decisions")), ("Soạn quyết định", "")],
        "waiting": waiting_for(reader(request)),
    }
    return render(request, "recognition/choose_round.html", context)


def _units_page(
    request: HttpRequest, form: UnitsForm, waiting: list[Evaluation], body: Body, round_: Round
) -> HttpResponse:
    everything = {str(unit.pk) for unit in waiting}
    context = {
        "page_title": f"Chọn {listed_of(round_)} đưa vào quyết định",
        "listed": listed_of(round_),
        "page_caption": f"{body.name} · {round_.name}",
        "breadcrumbs": [(LIST_TITLE, reverse("recognition:decisions")), ("Soạn quyết định", "")],
        "form": form,
        "body": body,
        "round": round_,
        "lines": unit_lines(waiting, set(request.POST.getlist("units")) if form.is_bound else everything),
    }
    return render(request, "recognition/new.html", context, status=UNPROCESSABLE if form.errors else 200)


def unit_lines(waiting: list[Evaluation], ticked: set[str]) -> list[dict[str, Any]]:
    """Return the candidates as lines of a list with boxes: sheet, request, conclusion, ticked or not."""
    lines = []
    for unit in waiting:
        stages = {stage.kind: stage for stage in unit.assessments.all()}
        lines.append(
            {
                "unit": unit,
                "own": stages["self"],
                "approval": stages["approval"],
                "ticked": str(unit.pk) in ticked,
            }
        )
    return lines


def _ticked(form: UnitsForm, waiting: list[Evaluation]) -> list[Evaluation]:
    keys = set(form.cleaned_data["units"])
    return [unit for unit in waiting if unit.pk in keys]


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision: a draft to edit, or the issued paper."""
    found = visible_decision(request, pk)
    if request.method == "POST":
        return _edit(request, found)
    if not can(reader(request), "decision.edit", found):
        return _read_page(request, found)
    return _draft_page(request, found, DraftForm.of(found))


def _edit(request: HttpRequest, found: Decision) -> HttpResponse:
    require(reader(request), "decision.edit", found)
    form = DraftForm.of(found, request.POST)
    if not form.is_valid():
        return _draft_page(request, found, form, status=UNPROCESSABLE)
    revision = form.cleaned_data["revision"]
    try:
        edit_decision(found, actor=reader(request), revision=revision, changes=form.changes())
    except ConflictError as conflict:
        return _conflict_page(request, conflict, form)
    messages.success(request, "Đã lưu dự thảo.")
    return redirect("recognition:decision", found.pk)


def _conflict_page(request: HttpRequest, conflict: ConflictError, form: DraftForm) -> HttpResponse:
    """Show what was typed beside what stands; saving again puts what was typed in its place."""
    standing = conflict.standing
    now = DraftForm.of(standing)
    typed = form.changes()
    values = standing.context | {"subject": standing.subject}
    differing = [
        (form[name].label, now[name].value(), form[name].value()) for name in typed if typed[name] != values[name]
    ]
    data = request.POST.copy()
    data["revision"] = str(standing.revision)
    problems = [("", sentence) for sentence in conflict.problems]
    form = DraftForm.of(standing, data)
    return _draft_page(request, standing, form, status=CONFLICT, differing=differing, problems=problems)


def _draft_page(
    request: HttpRequest, found: Decision, form: DraftForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "page_title": "Dự thảo quyết định",
        "page_caption": f"{found.body.name} · {found.round.name}",
        "breadcrumbs": breadcrumbs(found),
        "decision": found,
        "form": form,
        "listed": listed_as(found),
        "entries": found.entries.order_by("position"),
        "waiting": unit_lines(candidates(found.body, found.round), set()),
        "lacking": issue_problems(found, None),
        **more,
    }
    return render(request, "recognition/draft.html", context, status=status)


def _read_page(request: HttpRequest, found: Decision) -> HttpResponse:
    number = number_of(found)
    may_copy = bool(can(reader(request), "decision.copy", found))
    context = {
        "page_title": f"Quyết định số {number}" if number else "Dự thảo quyết định",
        "page_caption": found.body.name,
        "page_lead": found.subject,
        "breadcrumbs": breadcrumbs(found),
        "decision": found,
        "number": number,
        "tag": STATE_TAGS[Decision.State(found.state)],
        "listed": listed_as(found),
        "entries": found.entries.order_by("position"),
        "code": spoken(found.code) if found.state == Decision.State.ISSUED else "",
        "may_copy": may_copy,
        "copies": copies_of(found) if may_copy else [],
        "job": job_of(found) if found.state == Decision.State.ISSUING else None,
        "may_resume": found.state == Decision.State.ISSUING and can(reader(request), "decision.issue", found),
    }
    return render(request, "recognition/decision.html", context)


@require_POST
def add_units(request: HttpRequest, pk: int) -> HttpResponse:
    """Put ticked units into a draft."""
    found = visible_decision(request, pk)
    require(reader(request), "decision.edit", found)
    waiting = candidates(found.body, found.round)
    form = UnitsForm(request.POST, keys=[unit.pk for unit in waiting], listed=listed_as(found))
    if not form.is_valid():
        for sentence in form.errors["units"]:
            messages.error(request, str(sentence))
        return redirect("recognition:decision", pk)
    try:
        add_entries(found, actor=reader(request), revision=posted_revision(request), evaluations=_ticked(form, waiting))
    except DecisionError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Đã thêm vào danh sách.")
    return redirect("recognition:decision", pk)


@require_POST
def remove_unit(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Take a unit out of a draft."""
    found = visible_decision(request, pk)
    line = get_object_or_404(Entry.objects.select_related("decision"), pk=entry, decision=found)
    try:
        remove_entry(line, actor=reader(request), revision=posted_revision(request))
    except DecisionError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"Đã bỏ {line.name} khỏi danh sách.")
    return redirect("recognition:decision", pk)


def posted_revision(request: HttpRequest) -> int:
    """Return the revision that was on the page; one that makes no sense is never the standing one."""
    return whole(request.POST.get("revision"), -1)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = visible_decision(request, pk)
    discard_draft(found, actor=reader(request))
    messages.success(request, f"Đã hủy dự thảo. Các {listed_as(found)} trong danh sách trở lại chờ soạn quyết định.")
    return redirect("recognition:decisions")
