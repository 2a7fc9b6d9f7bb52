"""What the level above does with a list: approve at once, refuse or remove with a reason, add later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, require, visible_organizations
from scoring.models import Registration, RegistrationCall
from scoring.registration.errors import RegistrationError
from scoring.registration.forms import AddForm, ApproveForm, EndForm
from scoring.registration.permissions import visible_registrations
from scoring.registration.services import MEMBER, add_registration, approve_list, end_registration
from scoring.registration.views import call_page, crumbs, errors_onto, visible_call

LONGEST_KEY = 18


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the ticked registrations with one paper."""
    call, user = visible_call(request, pk), current_user(request)
    require(user, "registration.decide", call)
    form = ApproveForm(request.POST)
    ticked = frozenset(int(key) for key in request.POST.getlist("r") if key.isdecimal() and len(key) <= LONGEST_KEY)
    if form.is_valid():
        try:
            found = approve_list(call, ticked, actor=user, **form.cleaned_data)
        except RegistrationError as error:
            errors_onto(form, error)
        else:
            messages.success(request, f"Đã phê duyệt danh sách: {len(found)} đăng ký.")
            return redirect("scoring:call", call.pk)
    return call_page(request, call, form, ticked)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """Refuse what waits, or take what was approved off the list."""
    call, user = visible_call(request, pk), current_user(request)
    found = get_object_or_404(visible_registrations(user).filter(call=call), pk=registration)
    require(user, "registration.decide", call)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = end_registration(found, actor=user, reason=form.cleaned_data["reason"])
        except RegistrationError as error:
            errors_onto(form, error)
        else:
            messages.success(request, f"{ended.name}: {ended.get_state_display()}.")
            return redirect("scoring:call", call.pk)
    waits = found.state == Registration.State.REGISTERED
    title = f"{'Không duyệt' if waits else 'Đưa ra khỏi danh sách'}: {found.name}"
    return _form_page(request, call, form, title, "Không duyệt" if waits else "Đưa ra khỏi danh sách", danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit on the list after the deadline or the approval."""
    call, user = visible_call(request, pk), current_user(request)
    require(user, "registration.decide", call)
    form = AddForm(request.POST or None, members=call.programme.subject == MEMBER)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        unit = visible_organizations(user).select_related("level", "sector").filter(code=data.pop("code")).first()
        if unit is None:
            form.add_error("code", "Không có tổ chức đảng này trong phạm vi của đồng chí.")
        else:
            try:
                add_registration(call, unit, actor=user, **data)
            except RegistrationError as error:
                errors_onto(form, error)
            else:
                messages.success(request, f"Đã bổ sung {unit.name} vào danh sách.")
                return redirect("scoring:call", call.pk)
    return _form_page(request, call, form, "Bổ sung vào danh sách", "Bổ sung")


def _form_page(
    request: HttpRequest, call: RegistrationCall, form: EndForm | AddForm, title: str, button: str, *,
    danger: bool = False,
) -> HttpResponse:  # fmt: skip
    back = reverse("scoring:call", args=[call.pk])
    context = {
        "page_title": title, "page_caption": call.name, "breadcrumbs": crumbs((call.name, back), (title, "")),
        "form": form, "button": button, "danger": danger, "back": back,
    }  # fmt: skip
    return render(request, "scoring/registration/form.html", context, status=UNPROCESSABLE if form.errors else 200)
