"""Causes and remedies of a sheet: their page, and the page of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import Refused, can, current_user, require
from organizations.models import User
from scoring.bodies.remedies import (
    StaleRemedy,
    add_remedy,
    change_remedy,
    drop_remedy,
    finish_remedy,
    plan_of,
)
from scoring.bodies.remedy_permissions import visible_remedies
from scoring.bodies.remedy_selectors import remedy_lines
from scoring.bodies.vote_forms import FinishForm, PlanFields, RemedyForm
from scoring.bodies.vote_views import saw
from scoring.evidence.permissions import reads_proofs
from scoring.models import Evaluation, Remedy
from scoring.rubrics.load import rubric_of
from scoring.sheets.submit import NotReady
from scoring.sheets.views import visible_sheet

TITLE = "Nguyên nhân, khắc phục"


@require_http_methods(["GET", "HEAD", "POST"])
def remedies(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands beside a sheet, and a form for one more."""
    evaluation, user = visible_sheet(request, pk), current_user(request)
    may_write = bool(can(user, "evaluation.remedy", evaluation))
    if request.method == "POST":
        require(user, "evaluation.remedy", evaluation)
    elif not may_write and not reads_proofs(user, evaluation):
        raise Refused("Nguyên nhân, khắc phục chỉ mở cho nơi khác xem sau khi phiếu đã nộp.")
    form = RemedyForm(request.POST or None, contents=_contents(evaluation)) if may_write else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            add_remedy(evaluation, form.cleaned_data["content"], actor=user, plan=form.plan())
        except NotReady as lacking:
            for name, sentence in lacking.items:
                form.add_error(name, sentence)
        else:
            messages.success(request, "Đã ghi nguyên nhân, khắc phục.")
            return redirect("scoring:remedies", pk)
    context = {
        "page_title": TITLE,
        "page_caption": f"{evaluation.name} · {evaluation.round.name}",
        "breadcrumbs": [(evaluation.name, reverse("scoring:sheet", args=[pk])), (TITLE, "")],
        "evaluation": evaluation,
        "lines": remedy_lines(evaluation, user),
        "form": form,
    }
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "scoring/bodies/remedies.html", context, status=status)


def _contents(evaluation: Evaluation) -> list[tuple[str, str]]:
    data = rubric_of(evaluation.version).data
    return [(row.code, f"{data.label(row.code)}. {row.text}"[:120]) for row in data.leaves()]


@require_http_methods(["GET", "HEAD", "POST"])
def remedy(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """One remedy: changed, done, or taken away where it was written by mistake."""
    evaluation, user = visible_sheet(request, pk), current_user(request)
    found = get_object_or_404(
        visible_remedies(user).select_related("criterion"), pk=key, evaluation=evaluation
    )  # fmt: skip
    require(user, "evaluation.remedy", evaluation)
    then = request.POST.get("then", "change") if request.method == "POST" else ""
    initial = {**PlanFields.before(plan_of(found)), "revision": found.revision}
    form = RemedyForm(request.POST if then == "change" else None, initial=initial)
    done = FinishForm(request.POST if then == "finish" else None, initial={"revision": found.revision}, prefix="xong")
    standing = None
    if then == "drop" or (then and (done if then == "finish" else form).is_valid()):
        try:
            words = _act(then, found, user, form, done, request)
        except NotReady as lacking:
            for name, sentence in lacking.items:
                (done if then == "finish" else form).add_error(name, sentence)
        except StaleRemedy as stale:
            standing = stale.remedy
        else:
            messages.success(request, words)
            return redirect("scoring:remedies", pk)
    return _page(request, evaluation, found, form, done, standing)


def _act(then: str, found: Remedy, user: User, form: RemedyForm, done: FinishForm, request: HttpRequest) -> str:
    """Do what the pressed button says and return the sentence that confirms it."""
    if then == "drop":
        text = request.POST.get("revision", "")
        drop_remedy(found, actor=user, revision=int(text) if text.isdecimal() and len(text) < 10 else -1)
        return "Đã bỏ mục ghi nhầm."
    if then == "finish":
        data = done.cleaned_data
        finish_remedy(found, actor=user, note=data["note"], revision=data["revision"] or 0)
        return "Đã ghi kết quả khắc phục."
    change_remedy(found, actor=user, plan=form.plan(), revision=form.cleaned_data["revision"] or 0)
    return "Đã sửa nguyên nhân, khắc phục."


def _page(
    request: HttpRequest, evaluation: Evaluation, found: Remedy, form: RemedyForm, done: FinishForm,
    standing: Remedy | None,
) -> HttpResponse:  # fmt: skip
    if standing is not None:
        # What was typed stays; saved once more it replaces what stands.
        for each in (form, done):
            if each.is_bound:
                each.data = saw(each, {"revision": str(standing.revision)})
    label = rubric_of(evaluation.version).codes.get(found.criterion_id, "")
    context = {
        "page_title": TITLE,
        "page_caption": found.criterion.text,
        "breadcrumbs": [
            (evaluation.name, reverse("scoring:sheet", args=[evaluation.pk])),
            (TITLE, reverse("scoring:remedies", args=[evaluation.pk])),
            (f"Nội dung {label}", ""),
        ],
        "evaluation": evaluation,
        "remedy": found,
        "form": form,
        "done": done,
        "standing": standing,
    }
    status = UNPROCESSABLE if form.errors or done.errors or standing is not None else 200
    return render(request, "scoring/bodies/remedy.html", context, status=status)
