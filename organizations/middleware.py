"""Every page but a few needs a login, and a password of one's own."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.http import url_has_allowed_host_and_scheme

Respond = Callable[[HttpRequest], HttpResponse]
FOR_AN_OWN_PASSWORD = {"account_change_password", "account_reauthenticate"}

SESSION_OVER = "Phiên làm việc đã hết. Mời đồng chí đăng nhập lại."
NOT_WRITTEN = "Phiên làm việc đã hết nên nội dung vừa gửi chưa được ghi. Mời đồng chí đăng nhập rồi gửi lại."
OWN_PASSWORD_FIRST = "Đồng chí cần đổi mật khẩu trước khi làm việc."  # noqa: S105 -- a sentence


def _match(request: HttpRequest) -> ResolverMatch | None:
    """Return the page asked for, or None where there is none (the 404 page needs no login)."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _open(match: ResolverMatch | None) -> bool:
    """Say whether the page is open to all: marked with Django's `login_not_required`, or none at all."""
    return match is None or not getattr(match.func, "login_required", True)


def _page_to_return_to(request: HttpRequest) -> str:
    """Return where the reader was: this page, or for something sent the page it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sent_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sent_from, {request.get_host()}):
        return "/"
    parts = urlsplit(sent_from)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"


class LoginMiddleware:
    """Send whoever is not logged in to the login page; a request for a part of a page gets 401 instead."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or _open(_match(request)):
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            # A redirect would be followed silently and the login page swapped into a row.
            return HttpResponse(SESSION_OVER, status=401)
        if request.method not in ("GET", "HEAD"):
            messages.warning(request, NOT_WRITTEN)
        return redirect_to_login(_page_to_return_to(request), settings.LOGIN_URL)


class PasswordMiddleware:
    """Let nobody past the page where he chooses a password of his own, when he has to."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return self.get_response(request)
        match = _match(request)
        if match is None or _open(match) or match.url_name in FOR_AN_OWN_PASSWORD:
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(OWN_PASSWORD_FIRST, status=403)
        return redirect("account_change_password")
