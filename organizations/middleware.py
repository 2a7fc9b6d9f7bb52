"""Every page but a few needs a login, and a password of one's own."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

Respond = Callable[[HttpRequest], HttpResponse]
OPEN = {"account_login", "account_logout", "health", "account_inactive"}
OPEN_WITHOUT_OWN_PASSWORD = OPEN | {"account_change_password", "account_reauthenticate"}


def _name(request: HttpRequest) -> str | None:
    """Return the name of the page asked for, or None where there is none (the 404 page needs no login)."""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return None


class LoginMiddleware:
    """Send whoever is not logged in to the login page; a request for a part of a page gets 401 instead."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = _name(request)
        if request.user.is_authenticated or name is None or name in OPEN:
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            # A redirect would be followed silently and the login page swapped into a row.
            return HttpResponse("Phiên làm việc đã hết. Mời đồng chí đăng nhập lại.", status=401)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


class PasswordMiddleware:
    """Let nobody past the page where he chooses a password of his own, when he has to."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and user.must_change_password
            and _name(request) not in OPEN_WITHOUT_OWN_PASSWORD
        ):
            return redirect("account_change_password")
        return self.get_response(request)
