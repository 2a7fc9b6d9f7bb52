"""The page that gives back what was typed when the session was over, and the one after a token that had changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.common import http
from organizations.access import current_user
from organizations.context import section_of
from organizations.kept_forms.reading import TooLargeError
from organizations.kept_forms.store import hand_over, keep, waiting

TITLE = "Còn nội dung đã gõ trước khi phiên làm việc hết"
NOTHING = "Không còn nội dung nào đang giữ"


@never_cache
@require_safe
def kept_forms(request: HttpRequest) -> HttpResponse:
    """Every form kept for this user and browser, each with a button that sends it where it was to go."""
    user = current_user(request)
    forms = [(form, section_of(user, form.address)) for form in waiting(request, user)]
    return render(
        request, "organizations/kept_forms.html", {"page_title": TITLE if forms else NOTHING, "kept_forms": forms}
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token a later login has changed; what somebody logged in has typed in it is kept."""
    try:
        form = keep(request, request.user.pk, offered=True) if request.user.is_authenticated else None
    except TooLargeError:
        form = None
    response = http.csrf_failure(request, reason, kept=form is not None)
    if form is not None:
        hand_over(request, response, form)
    return response
