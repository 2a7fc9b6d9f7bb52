"""Every page but a few needs a login, and a password of one's own."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve

from organizations.kept_forms.reading import TooLargeError, page_sent_from
from organizations.kept_forms.store import hand_over, keep, owner_of_ended_session, use_up

Respond = Callable[[HttpRequest], HttpResponse]
FOR_AN_OWN_PASSWORD = {"account_change_password", "account_reauthenticate"}

SESSION_OVER = "Phiên làm việc đã hết. Mời đồng chí đăng nhập lại."
NOT_WRITTEN = "Nội dung vừa gửi chưa được ghi, sau đó cần gửi lại."
KEPT = "Nội dung vừa gửi chưa được ghi, được giữ lại một giờ để sau đó gửi lại."
FILES_AGAIN = "Riêng tệp đã chọn không giữ lại được, cần chọn lại."
TOO_LARGE = (
    "Nội dung vừa gửi chưa được ghi và dài quá nên không giữ lại được: "
    "hãy bấm nút Quay lại của trình duyệt, chép ra chỗ khác trước, sau đó gửi lại."
)
FIRST_REFUSAL = 400
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
    return request.get_full_path() if request.method in ("GET", "HEAD") else page_sent_from(request)


def _keep(request: HttpRequest, answer: HttpResponse, owner: int | None, first: str) -> HttpResponse:
    """Keep what was sent until its sender has done what comes `first`, and tell him so."""
    try:
        form = keep(request, owner)
    except TooLargeError:
        messages.warning(request, f"{first} {TOO_LARGE}")
        return answer
    if form is None:
        messages.warning(request, f"{first} {NOT_WRITTEN}")
        return answer
    hand_over(request, answer, form)
    messages.warning(request, " ".join([first, KEPT, *([FILES_AGAIN] if form.files else [])]))
    return answer


class LoginMiddleware:
    """Send whoever is not logged in to the login page; a request for a part of a page gets 401 instead."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before the user is asked for: a session that holds no longer is thrown away with what it tells.
        owner = request.session.get(SESSION_KEY) if request.method == "POST" else None
        if request.user.is_authenticated or _open(_match(request)):
            return self._answer(request)
        if request.headers.get("HX-Request"):
            # A redirect would be followed silently and the login page swapped into a row.
            return HttpResponse(SESSION_OVER, status=401)
        answer = redirect_to_login(_page_to_return_to(request), settings.LOGIN_URL)
        if request.method in ("GET", "HEAD"):
            return answer
        return _keep(request, answer, int(owner) if owner else owner_of_ended_session(request), SESSION_OVER)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Let the page answer; a form that it has taken is kept no longer."""
        user = request.user
        response = self.get_response(request)
        if request.method != "POST" or request.headers.get("HX-Request"):
            return response
        if user.is_authenticated and not user.must_change_password and response.status_code < FIRST_REFUSAL:
            use_up(request, user)
        return response


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
        answer = redirect("account_change_password")
        return answer if request.method in ("GET", "HEAD") else _keep(request, answer, user.pk, OWN_PASSWORD_FIRST)
