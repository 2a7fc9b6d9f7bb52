"""The register of numbers as a page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.access import can, require
from organizations.models import Body
from recognition.decisions.forms import GiveBackForm, ReserveForm
from recognition.decisions.selectors import register_page
from recognition.models import RegisterEntry
from recognition.permissions import visible_registers
from recognition.register import DECISIONS, RegisterError, give_back, reserve, series_for
from recognition.responses import UNPROCESSABLE, reader, whole


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Numbers of a body within a term: used, reserved, given back, and gaps."""
    bodies = list(visible_registers(reader(request)).order_by("organization__path", "kind", "pk"))
    wanted = request.GET.get("co-quan", "")
    chosen = [body for body in bodies if str(body.pk) == wanted] if wanted else bodies
    if not chosen:
        if wanted:
            get_object_or_404(Body, pk=0)
        return render(request, "recognition/register.html", {"page_title": "Sổ quyết định", "bodies": []})
    return _page(request, bodies, chosen[0], ReserveForm(), request.GET.get("nhiem-ky", ""))


def _page(
    request: HttpRequest, bodies: list[Body], body: Body, form: ReserveForm, term: str, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "page_title": "Sổ quyết định",
        "page_caption": body.name,
        "breadcrumbs": [("Quyết định", reverse("recognition:decisions")), ("Sổ quyết định", "")],
        "bodies": bodies,
        "kind": DECISIONS,
        "register": register_page(body, DECISIONS, term),
        "may_reserve": bool(can(reader(request), "decision.draft", body)),
        "form": form,
    }
    return render(request, "recognition/register.html", context, status=status)


@require_POST
def reserve_number(request: HttpRequest) -> HttpResponse:
    """Keep a number of today's term."""
    wanted = request.POST.get("co-quan", "")
    body = get_object_or_404(
        visible_registers(reader(request)).select_related("organization"),
        pk=whole(wanted, 0),
    )
    require(reader(request), "decision.draft", body)
    form = ReserveForm(request.POST)
    if form.is_valid():
        try:
            series = series_for(body, DECISIONS, timezone.localdate())
            entry = reserve(series, actor=reader(request), **form.cleaned_data)
        except RegisterError as problem:
            form.add_error("number", str(problem))
        else:
            messages.success(request, f"Đã giữ số {entry}.")
            return redirect(f"{reverse('recognition:register')}?co-quan={body.pk}")
    return _page(request, list(visible_registers(reader(request))), body, form, "", UNPROCESSABLE)


@require_http_methods(["GET", "HEAD", "POST"])
def give_number_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a reserved number back, with the reason."""
    entry = get_object_or_404(
        RegisterEntry.objects.select_related("series__body__organization", "series__term"),
        pk=pk,
        series__body__in=visible_registers(reader(request)),
    )
    body = entry.series.body
    require(reader(request), "decision.draft", body)
    form = GiveBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_back(entry, actor=reader(request), reason=form.cleaned_data["reason"])
        except RegisterError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Đã trả lại số {entry}.")
            return redirect(f"{reverse('recognition:register')}?co-quan={body.pk}")
    context = {
        "page_title": f"Trả lại số {entry}",
        "page_caption": body.name,
        "breadcrumbs": [("Sổ quyết định", reverse("recognition:register")), ("Trả lại số", "")],
        "entry": entry,
        "form": form,
    }
    return render(request, "recognition/give_back.html", context, status=UNPROCESSABLE if form.errors else 200)
