"""Error pages with a reference number, and the health page."""

import logging
import secrets
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)
# The answer to a form that was not taken: the page again, with what is wrong and what was typed.
UNPROCESSABLE = 422
NOT_ALLOWED = 405
Respond = Callable[[HttpRequest], HttpResponse]


class ReferenceMiddleware:
    """Give every request a short reference that stands on its error page and in the log.

    Django has no handler for 405: the page that says so is put into its empty answer here.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reference = secrets.token_hex(4).upper()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code == NOT_ALLOWED and not response.content:
            _explain_not_allowed(request, response)
        return response


class ReferenceFilter(logging.Filter):
    """Put the reference of the request into the lines that Django logs about it, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = getattr(getattr(record, "request", None), "reference", "-")
        return True


def _error(request: HttpRequest, status: int, template: str | None = None, **context: object) -> HttpResponse:
    # Without the request no context processor runs: the page must come even when the database is away.
    reference = getattr(request, "reference", "")
    return render(None, template or f"{status}.html", {"reference": reference, **context}, status=status)


def _explain_not_allowed(request: HttpRequest, response: HttpResponse) -> None:
    """Say in words that an address takes only what a button sends; what the answer forbids and allows stays in it."""
    response.content = _error(request, NOT_ALLOWED).content
    response.headers["Content-Length"] = str(len(response.content))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403, reason=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "", *, kept: bool = False) -> HttpResponse:
    """Refuse a form without a valid token; `kept` says that what was typed waits on a page of its own."""
    return _error(request, 403, template="403_csrf.html", kept=kept)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return _error(request, 429)


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error:
        logger.exception("cơ sở dữ liệu không trả lời", extra={"request": request})
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "ok"})
