"""Forms that met no login, kept for an hour in the cache that the web nodes share, for one browser and one user."""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from organizations.kept_forms.reading import Typed, page_sent_from, typed_in
from organizations.models import User

KEPT_FOR = timedelta(hours=1)
# Of one browser, the newest: every tab that was open may send one.
MOST_FORMS = 5
KEYS_COOKIE = "noi_dung_da_go"
USER_COOKIE = "nguoi_dung_truoc"
COOKIE: dict[str, Any] = {"httponly": True, "samesite": "Lax"}


@dataclass(frozen=True)
class KeptForm:
    """One form as it was sent: where to, from which page, when, and whose it is (None: whoever has the browser)."""

    key: str
    address: str
    page: str
    fields: list[tuple[str, str]]
    files: list[str]
    typed_at: datetime
    owner: int | None
    offered: bool = False

    @property
    def texts(self) -> list[str]:
        """What is worth reading or copying of it."""
        return [value for _, value in self.fields if " " in value.strip()]


def _place(key: str) -> str:
    return f"kept-form:{key}"


def _put(form: KeptForm) -> None:
    left = form.typed_at + KEPT_FOR - timezone.now()
    cache.set(_place(form.key), asdict(form), left.total_seconds())


def _keys(request: HttpRequest) -> list[str]:
    """Return the keys that this browser holds, oldest first; one that was not given by us opens nothing."""
    signed = request.get_signed_cookie(KEYS_COOKIE, "", max_age=KEPT_FOR)
    return signed.split(".") if signed else []


def _forms(request: HttpRequest) -> list[KeptForm]:
    if not (keys := _keys(request)):
        return []
    found = cache.get_many([_place(key) for key in keys])
    return [KeptForm(**found[_place(key)]) for key in keys if _place(key) in found]


def owner_of_ended_session(request: HttpRequest) -> int | None:
    """Return whose session has run out, as long as its row is there."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    ended = Session.objects.filter(session_key=key).first() if key else None
    told = ended.get_decoded().get(SESSION_KEY) if ended else None
    return int(told) if told else None


def _last_user(request: HttpRequest) -> int | None:
    """Return who logged in last in this browser."""
    signed = request.get_signed_cookie(USER_COOKIE, "", max_age=2 * settings.SESSION_COOKIE_AGE)
    return int(signed) if signed else None


def _sent_before(request: HttpRequest, typed: Typed) -> KeptForm | None:
    """Return the same form if this browser keeps it already: sent twice, or from the page that gives it back."""
    here = request.get_full_path()
    return next((form for form in _forms(request) if (form.address, form.fields) == (here, typed.fields)), None)


def keep(request: HttpRequest, owner: int | None, *, offered: bool = False) -> KeptForm | None:
    """Keep what a request holds of somebody's typing; None where that is nothing. Raises TooLargeError."""
    typed = typed_in(request)
    if typed is None or not ratelimit.consume(request, action="kept_form"):
        return None
    before = _sent_before(request, typed)
    form = KeptForm(
        key=before.key if before else secrets.token_urlsafe(24), address=request.get_full_path(),
        page=before.page if before else page_sent_from(request), fields=typed.fields, files=typed.files,
        typed_at=timezone.now(), owner=owner or _last_user(request), offered=offered,
    )  # fmt: skip
    _put(form)
    return form


def hand_over(request: HttpRequest, response: HttpResponseBase, form: KeptForm) -> None:
    """Give this browser the key of a kept form; it keeps those of its other tabs."""
    keys = [*(key for key in _keys(request) if key != form.key), form.key][-MOST_FORMS:]
    response.set_signed_cookie(
        KEYS_COOKIE, ".".join(keys), max_age=KEPT_FOR, secure=settings.SESSION_COOKIE_SECURE, **COOKIE
    )


def remember_user(response: HttpResponseBase, user: User) -> None:
    """Let the browser know who logged in last: what is sent after the session's end is his."""
    lasts = 2 * settings.SESSION_COOKIE_AGE
    response.set_signed_cookie(
        USER_COOKIE, str(user.pk), max_age=lasts, secure=settings.SESSION_COOKIE_SECURE, **COOKIE
    )


def claim(request: HttpRequest, user: User) -> bool:
    """At a login: make what waits his, delete what another typed; say whether there is anything new to show him."""
    new = False
    for form in _forms(request):
        if form.owner not in (None, user.pk):
            cache.delete(_place(form.key))
            continue
        new = new or not form.offered
        _put(replace(form, owner=user.pk, offered=True))
    return new


def waiting(request: HttpRequest, user: User) -> list[KeptForm]:
    """Return what this browser keeps of `user`, newest first."""
    return [form for form in reversed(_forms(request)) if form.owner == user.pk]


def use_up(request: HttpRequest, user: User) -> None:
    """Delete what was kept for the address that has just taken a form."""
    for form in waiting(request, user):
        if form.address == request.get_full_path():
            cache.delete(_place(form.key))
