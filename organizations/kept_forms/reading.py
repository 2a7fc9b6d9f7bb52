"""What of a request is somebody's typing: a form that a browser sent from a page of this application."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.http import url_has_allowed_host_and_scheme

MOST_BYTES = 500_000
CONTENT_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field
# No password is kept anywhere but as its hash: a form that asks for one is short and is typed again.
SECRET = "password"  # noqa: S105 -- part of the name of a field


class TooLargeError(Exception):
    """More was sent than is kept."""


@dataclass(frozen=True)
class Typed:
    """The fields of a form in their order, the pressed button among them, and the names of its files."""

    fields: list[tuple[str, str]]
    files: list[str]


def page_sent_from(request: HttpRequest) -> str:
    """Return the page of this application from which something was sent, the start page where it is not known."""
    sent_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sent_from, {request.get_host()}):
        return "/"
    parts = urlsplit(sent_from)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"


def _from_here(request: HttpRequest) -> bool:
    """Say whether a page of this application sent it: a foreign page must not lay its words into anybody's hand."""
    sent_from = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sent_from).netloc == request.get_host() or sent_from in settings.CSRF_TRUSTED_ORIGINS


def _is_form(request: HttpRequest) -> bool:
    """Say whether a browser sent a form and goes where the answer leads; scripts look after their rows themselves."""
    if request.method != "POST" or request.headers.get("HX-Request"):
        return False
    going = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return going and request.content_type in CONTENT_TYPES and _from_here(request)


def typed_in(request: HttpRequest) -> Typed | None:
    """Return what was typed, None where there is nothing to keep; raises TooLargeError."""
    if not _is_form(request):
        return None
    try:
        typed = Typed(
            [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN],
            [file.name or "" for _, files in request.FILES.lists() for file in files],
        )
    except (RequestDataTooBig, TooManyFieldsSent) as error:
        raise TooLargeError from error
    except (MultiPartParserError, UnreadablePostError):
        return None
    if not typed.fields or any(SECRET in name for name, _ in typed.fields):
        return None
    if sum(len(name.encode()) + len(value.encode()) for name, value in typed.fields) > MOST_BYTES:
        raise TooLargeError
    return typed
