"""Pages of titles: those that are looked at again every year, and those that the final grade breaks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, in_scope, require
from organizations.models import User
from scoring.facts.words import year_of, years_beside
from scoring.registration.broken import broken_for_board
from scoring.registration.errors import RegistrationError
from scoring.registration.forms import LapseForm
from scoring.registration.titles import held_in, keep_titles, lapse_title, titles_with_validity, validities
from scoring.registration.views import errors_onto

TITLE = "Danh hiệu nhiều năm"
LONGEST_KEY = 18


@require_http_methods(["GET", "HEAD", "POST"])
def titles(request: HttpRequest) -> HttpResponse:
    """Titles that still hold in a year; POST confirms the ticked ones."""
    user, year = current_user(request), year_of(request)
    if request.method == "POST":
        return _keep(request, user, year)
    return _page(request, user, year)


def _page(request: HttpRequest, user: User, year: int, problem: str = "") -> HttpResponse:
    held = held_in(user, year)
    context = {
        "page_title": TITLE, "page_caption": f"Năm {year}", "breadcrumbs": [(TITLE, "")], "year": year,
        "beside": years_beside(year), "held": held, "asks": any(each.may for each in held),
        "broken": broken_for_board(user, year - 1), "problems": [("", problem)] if problem else [],
    }  # fmt: skip
    return render(request, "scoring/registration/titles.html", context, status=UNPROCESSABLE if problem else 200)


def _keep(request: HttpRequest, user: User, year: int) -> HttpResponse:
    keys = {int(key) for key in request.POST.getlist("t") if key.isdecimal() and len(key) <= LONGEST_KEY}
    seen = titles_with_validity(validities()).filter(in_scope(user, "organization__"), pk__in=keys)
    if len(list(seen)) != len(keys):
        raise Http404
    try:
        found = keep_titles(keys, actor=user, year=year)
    except RegistrationError as error:
        return _page(request, user, year, str(error))
    messages.success(request, f"Đã xác nhận {len(found)} danh hiệu năm {year}.")
    return redirect(f"{reverse('scoring:titles')}?nam={year}")


@require_http_methods(["GET", "HEAD", "POST"])
def title_lapse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a title was not kept in a year."""
    user, year = current_user(request), year_of(request)
    seen = titles_with_validity(validities()).filter(in_scope(user, "organization__"))
    title = get_object_or_404(seen, pk=pk)
    require(user, "title.confirm", title)
    form = LapseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lapse_title(title, actor=user, year=year, **form.cleaned_data)
        except RegistrationError as error:
            errors_onto(form, error)
        else:
            messages.success(request, f"{title.organization.name}: không giữ được danh hiệu năm {year}.")
            return redirect(f"{reverse('scoring:titles')}?nam={year}")
    back = f"{reverse('scoring:titles')}?nam={year}"
    context = {
        "page_title": "Không giữ được danh hiệu", "page_caption": f"{title.organization.name}, năm {year}",
        "breadcrumbs": [(TITLE, back), (title.organization.name, "")], "form": form, "danger": True, "back": back,
        "button": "Ghi không giữ được",
        "lead": f"{title.value} công nhận năm {title.year}. Từ năm {year} danh hiệu này không còn được tính.",
    }  # fmt: skip
    return render(request, "scoring/registration/form.html", context, status=UNPROCESSABLE if form.errors else 200)
