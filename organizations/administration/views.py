"""Pages of people: list, one person, new account, password, closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import can, current_user, in_scope, require, rights
from organizations.administration import services
from organizations.administration.access import ADMINISTRATOR, visible_people
from organizations.administration.forms import AccountForm, NameForm
from organizations.administration.selectors import posts_of, search_people
from organizations.administration.services import PeopleError
from organizations.models import Organization, User

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
LIST = ("Người dùng", "/to-chuc/nguoi-dung/")


def person_of(request: HttpRequest, pk: int) -> User:
    """Return a person whom the reader sees. Raises Refused for who administers nothing, Http404 for others."""
    user = current_user(request)
    require(user, "people.list")
    return get_object_or_404(visible_people(user).select_related("home"), pk=pk)


def crumbs(person: User, *more: str) -> list[tuple[str, str]]:
    """Return the way to a page of a person."""
    name = (person.full_name, f"/to-chuc/nguoi-dung/{person.pk}/" if more else "")
    return [LIST, name, *[(label, "") for label in more]]


def form_page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    """Return the page of a form, 422 where it was refused."""
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"organizations/{template}.html", {"form": form, **context}, status=status)


def show_password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """Return the one page that shows a one-time password; it is nowhere else."""
    context = {
        "page_title": "Mật khẩu dùng một lần", "breadcrumbs": crumbs(person, "Mật khẩu"), "person": person,
        "password": password,
    }  # fmt: skip
    return render(request, "organizations/password_once.html", context)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """People of the administrator's subtree."""
    user = current_user(request)
    require(user, "people.list")
    text = request.GET.get("tim", "").strip()
    page = search_people(user, text, request.GET.get("page"))
    return render(
        request, "organizations/people.html", {"page_title": "Người dùng", "page_obj": page, "text": text}
    )  # fmt: skip


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with his posts in the reader's subtree and what may be done."""
    user, found = current_user(request), person_of(request, pk)
    context = {
        "page_title": found.full_name,
        "page_caption": found.username,
        "breadcrumbs": crumbs(found),
        "person": found,
        "posts": posts_of(user, found),
        "answer": can(user, "person.change", found),
        "oneself": found.pk == user.pk,
    }
    return render(request, "organizations/person.html", context)


def _homes(user: User) -> Any:
    keys = [right.organization_id for right in rights(user) if right.role in ADMINISTRATOR]
    return Organization.objects.filter(pk__in=keys).order_by("path")


@never_cache
@FORM_METHODS
def person_new(request: HttpRequest) -> HttpResponse:
    """A new account; the answer shows its one-time password."""
    user = current_user(request)
    require(user, "people.list")
    homes = _homes(user)
    form = AccountForm(request.POST or None, homes=homes, initial={"home": homes.first()})
    if request.method == "POST" and form.is_valid():
        try:
            return show_password(request, *services.open_account(actor=user, **form.cleaned_data))
        except PeopleError as error:
            form.add_error("username", str(error))
    words = {"page_title": "Lập tài khoản", "breadcrumbs": [LIST, ("Lập tài khoản", "")]}
    return form_page(request, "person_form", form, button="Lập tài khoản", back=LIST[1], **words)


@FORM_METHODS
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and telephone."""
    found = person_of(request, pk)
    require(current_user(request), "person.change", found)
    start = {"full_name": found.full_name, "phone": found.phone}
    form = NameForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        services.change_account(found, actor=current_user(request), **form.cleaned_data)
        messages.success(request, "Đã ghi.")
        return redirect("organizations:person", pk)
    words = {"page_title": "Sửa tên, điện thoại", "breadcrumbs": crumbs(found, "Sửa")}
    back = f"/to-chuc/nguoi-dung/{pk}/"
    return form_page(request, "person_form", form, button="Ghi", back=back, **words)


@never_cache
@FORM_METHODS
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time password, after a question."""
    user, found = current_user(request), person_of(request, pk)
    require(user, "person.change", found)
    problems, status = [], 200
    if request.method == "POST":
        try:
            password = services.reset_password(found, actor=user, seen=request.POST.get("seen", ""))
            return show_password(request, found, password)
        except PeopleError as error:
            problems, status = [("", str(error))], UNPROCESSABLE
    context = {
        "page_title": "Đặt lại mật khẩu", "page_caption": found.full_name, "breadcrumbs": crumbs(found, "Mật khẩu"),
        "person": found, "seen": services.stamp(found), "problems": problems,
    }  # fmt: skip
    return render(request, "organizations/person_password.html", context, status=status)


@require_POST
def person_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open it again."""
    user, found = current_user(request), person_of(request, pk)
    require(user, "person.change", found)
    active = request.POST.get("state") == "open"
    try:
        services.set_active(found, actor=user, active=active)
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Tài khoản đang dùng." if active else "Tài khoản đã ngừng.")
    return redirect("organizations:person", pk)


def administered(request: HttpRequest) -> Any:
    """Return the organisations that the reader administers."""
    return Organization.objects.filter(in_scope(current_user(request), "", ADMINISTRATOR))
