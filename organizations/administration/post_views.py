"""Pages of posts: appointing, ending, handing over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from config.common.vietnamese import capitalise_first
from organizations.access import current_user, require
from organizations.administration import services
from organizations.administration.access import standing, visible_people
from organizations.administration.forms import AppointForm, EndForm, HandOverForm
from organizations.administration.services import PeopleError
from organizations.administration.views import FORM_METHODS, administered, crumbs, form_page, person_of, show_password
from organizations.models import Assignment, Organization, Role, User
from organizations.selectors import search_organizations

MOST_FOUND = 20


@FORM_METHODS
def person_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """First the organisation is looked up, then role and day."""
    user, found = current_user(request), person_of(request, pk)
    code = request.GET.get("to-chuc", "")
    if not code:
        return _choose(request, found)
    organization = get_object_or_404(administered(request), code=code, active=True)
    bodies = organization.bodies.filter(active=True).order_by("pk")
    form = AppointForm(request.POST or None, bodies=bodies, initial={"start": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.appoint_person(found, actor=user, organization=organization, **form.cleaned_data)
        except PeopleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã phân công.")
            return redirect("organizations:person", pk)
    words = {
        "page_title": f"Phân công tại {organization.name}", "page_caption": found.full_name,
        "breadcrumbs": crumbs(found, "Phân công"), "button": "Phân công", "back": f"/to-chuc/nguoi-dung/{pk}/",
    }  # fmt: skip
    return form_page(request, "person_form", form, **words)


def _choose(request: HttpRequest, found: User) -> HttpResponse:
    text = request.GET.get("tim", "").strip()
    own = administered(request).values("pk")
    nodes = search_organizations(current_user(request), text, None).filter(pk__in=own)[:MOST_FOUND]
    context = {
        "page_title": "Phân công ở tổ chức đảng nào?", "page_caption": found.full_name,
        "breadcrumbs": crumbs(found, "Phân công"), "person": found, "text": text, "nodes": nodes,
    }  # fmt: skip
    return render(request, "organizations/appoint_where.html", context)


def _post_of(request: HttpRequest, **lookup: object) -> Assignment:
    """Return a post of the reader's subtree that has not ended."""
    require(current_user(request), "people.list")
    posts = Assignment.objects.filter(standing(), organization__in=administered(request).values("pk"))
    return get_object_or_404(posts.select_related("user", "organization", "body"), **lookup)


@FORM_METHODS
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a post."""
    post = _post_of(request, pk=pk)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_assignment(post, actor=current_user(request), **form.cleaned_data)
        except PeopleError as error:
            form.add_error("last_day", str(error))
        else:
            messages.success(request, "Đã ghi ngày kết thúc phân công.")
            return redirect(back_of(post))
    words = {
        "page_title": "Kết thúc phân công", "page_caption": f"{post.user.full_name}: {_named(post)}",
        "breadcrumbs": crumbs(post.user, "Kết thúc phân công"), "button": "Ghi ngày kết thúc",
        "back": back_of(post),
    }  # fmt: skip
    return form_page(request, "person_form", form, **words)


def _named(post: Assignment) -> str:
    return f"{capitalise_first(post.get_role_display())} – {(post.body or post.organization).name}"


def back_of(post: Assignment) -> str:
    """Return the page of the organisation of a post: whoever may end it sees that one."""
    return reverse("organizations:detail", args=[post.organization.code])


@never_cache
@FORM_METHODS
def post_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """From one secretary to the next, in one act; a new account's password is shown once."""
    post = _post_of(request, pk=pk, role=Role.SECRETARY)
    form = HandOverForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            successor, password = _hand_over(request, post, form)
        except PeopleError as error:
            form.add_error(None, str(error))
        else:
            if password:
                return show_password(request, successor, password)
            messages.success(request, "Đã bàn giao nhiệm vụ bí thư.")
            return redirect(back_of(post))
    organization: Organization = post.organization
    words = {
        "page_title": "Bàn giao bí thư", "page_caption": organization.name, "back": back_of(post),
        "lead": f"Bí thư hiện nay: {post.user.full_name}, từ ngày {post.start:%d/%m/%Y}.", "button": "Bàn giao",
        "breadcrumbs": [("Tổ chức đảng", "/to-chuc/"), (organization.name, back_of(post)), ("Bàn giao bí thư", "")],
    }  # fmt: skip
    return form_page(request, "person_form", form, **words)


def _hand_over(request: HttpRequest, post: Assignment, form: HandOverForm) -> tuple[User, str]:
    """Hand over to an account that the reader sees, or to a new one; return it, with the password of a new one."""
    data, actor = form.cleaned_data, current_user(request)
    known = visible_people(actor).filter(username=data["username"]).first()
    if known:
        services.hand_over(post, actor=actor, successor=known, day=data["day"])
        return known, ""
    if not data["full_name"]:
        raise PeopleError("Chưa có tài khoản này trong phạm vi của đồng chí: hãy ghi họ và tên để lập tài khoản mới.")
    return services.hand_over_to_new(
        post, actor=actor, username=data["username"], full_name=data["full_name"], day=data["day"]
    )
