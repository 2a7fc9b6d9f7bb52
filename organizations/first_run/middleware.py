"""Until an installation has been begun every address leads to its first page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from organizations.first_run.state import has_begun, is_known

Respond = Callable[[HttpRequest], HttpResponse]
# Whoever watches the server asks for this one before anybody has begun.
STILL_ANSWERED = ("health", "first_run")


class FirstRunMiddleware:
    """Send everybody to the first page of an empty installation."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_known() or request.path_info in map(reverse, STILL_ANSWERED) or has_begun():
            return self.get_response(request)
        return redirect("first_run")
