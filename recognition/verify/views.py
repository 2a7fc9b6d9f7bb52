"""The public page: does a printed decision stand? It names no person and no unit, and needs no login."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recognition.verify.codes import heard, spoken
from recognition.verify.selectors import standing

# Lookups of one address in a minute: a hall of people may check the same paper, a program may not try codes.
MOST_LOOKUPS = 60
TITLE = "Xác minh quyết định"


@login_not_required
@require_safe
def verify_start(request: HttpRequest) -> HttpResponse:
    """Ask for the code on the paper."""
    typed = request.GET.get("ma", "").strip()
    if typed:
        return redirect("recognition:verify", (heard(typed) and spoken(heard(typed))) or "khong-hop-le")
    return render(request, "recognition/verify.html", {"page_title": TITLE})


@login_not_required
@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the decision with this code is and whether it stands; an unknown code is told so."""
    if _too_many(request):
        return render(request, "recognition/verify.html", {"page_title": TITLE, "too_many": True}, status=429)
    found = standing(heard(code)) if heard(code) else None
    context = {"page_title": TITLE, "found": found, "unknown": found is None, "code": spoken(heard(code))}
    return render(request, "recognition/verify.html", context, status=200 if found else 404)


def _too_many(request: HttpRequest) -> bool:
    key = f"verify:{get_adapter().get_client_ip(request)}:{timezone.now():%H%M}"
    cache.add(key, 0, 120)
    return int(cache.incr(key)) > MOST_LOOKUPS
