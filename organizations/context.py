"""What the frame of every page shows: navigation and for whom the reader works."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from organizations import hooks


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return `nav_items`: (label, url, whether it is the page shown)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav_items": []}
    items = [("Việc của tôi", "home"), ("Tổ chức đảng", "organizations:list")]
    items += [item for group in hooks.navigation.call(user) for item in group]
    path = request.path
    entries = [(label, reverse(name)) for label, name in items]
    return {
        "nav_items": [
            (label, url, path == url or (url != "/" and path.startswith(url))) for label, url in entries
        ]
    }
