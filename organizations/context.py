"""What the frame of every page shows: navigation and for whom the reader works."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from config.common.vietnamese import capitalise_first
from organizations import hooks
from organizations.access import rights
from organizations.models import Role, User

SHOWN = 2


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return `nav_items`: (label, url, whether it is the page shown), and `unit_label`: whom the reader works for.

    Both are found when a page shows them: a part of a page that is sent alone asks for neither.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav_items": [], "unit_label": ""}
    return {
        "nav_items": SimpleLazyObject(lambda: _nav_items(user, request.path)),
        "unit_label": SimpleLazyObject(lambda: unit_label(user)),
    }


def _nav_items(user: User, path: str) -> list[tuple[str, str, bool]]:
    items = [("Việc của tôi", "home"), ("Tổ chức đảng", "organizations:list")]
    items += [item for group in hooks.navigation.call(user) for item in group]
    entries = [(label, reverse(name)) for label, name in items]
    # Of an entry and one below it the nearer one is the page shown.
    shown = max(
        (url for _, url in entries if path == url or (url != "/" and path.startswith(url))), key=len, default=""
    )
    return [(label, url, url == shown) for label, url in entries]


def section_of(user: User, path: str) -> str:
    """Return the entry of the navigation below which a page lies; "" where there is none."""
    return next((label for label, _, shown in _nav_items(user, path) if shown), "")


def unit_label(user: User) -> str:
    """Return the posts `user` holds today, such as "Bí thư – Chi bộ thôn 1"; beyond two, how many more."""
    held = rights(user)
    posts = [f"{capitalise_first(Role(post.role).label)} – {post.body or post.organization}" for post in held]
    more = [f"và {len(posts) - SHOWN} phân công khác"] if len(posts) > SHOWN else []
    return "; ".join([*posts[:SHOWN], *more])
