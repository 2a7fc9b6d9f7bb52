"""What the pages of a programme share: finding it, the frame, and the way of a form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, require
from scoring.models import Programme
from scoring.permissions import visible_programmes
from scoring.rubrics.builder.common import attempt, seen
from scoring.rubrics.programmes.acts import hash_of


def programme_of(request: HttpRequest, pk: int) -> Programme:
    """The programme with this key for who keeps rubrics; 404 for everybody else."""
    programme = get_object_or_404(visible_programmes(current_user(request)), pk=pk)
    require(current_user(request), "rubric.edit")
    return programme


def address(programme: Programme) -> str:
    """The page of a programme."""
    return reverse("scoring:programme", args=[programme.pk])


def page(
    request: HttpRequest, name: str, title: str, *, programme: Programme | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """One page of a programme, or of all."""
    trail = [("Bộ tiêu chí", reverse("scoring:rubrics")), ("Mô hình", reverse("scoring:programmes"))]
    above = trail[-1][1]
    if programme is not None and name != "programme":
        above = address(programme)
        trail.append((programme.name, above))
    trail = trail[:1] if name == "list" else trail
    found = {
        "page_title": title, "breadcrumbs": [*trail, (title, "")], "programme": programme, "back": above,
        "seen": seen(request) or (hash_of(programme) if programme else ""),
        "page_caption": programme.name if programme is not None and title != programme.name else "",
    }  # fmt: skip
    return render(request, f"scoring/programmes/{name}.html", found | more, status=status or 200)


def form_page(
    request: HttpRequest, programme: Programme, form: forms.Form, act: Callable[[], Any], *, title: str, done: str,
    name: str = "form", **more: Any,
) -> HttpResponse:  # fmt: skip
    """A form over a programme: shown, refused with what was typed, or done and back to the programme."""
    status = 200
    if request.method == "POST":
        status = attempt(form, act) if form.is_valid() else UNPROCESSABLE
        if not status:
            messages.success(request, done)
            return redirect(address(programme))
    return page(request, name, title, programme=programme, status=status, form=form, **more)
