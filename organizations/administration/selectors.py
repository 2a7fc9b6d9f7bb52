"""What the pages of people read."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet

from config.common.vietnamese import search_key
from organizations.access import in_scope
from organizations.administration.access import ADMINISTRATOR, standing, visible_people
from organizations.models import Assignment, Organization, Role, User
from organizations.selectors import PER_PAGE


def search_people(user: User, text: str, number: str | None) -> Page[Any]:
    """Return a page of the people `user` sees whose name or account has every word of `text`, by name.

    Each has `posts`: what he holds in the reader's subtree now or later.
    """
    found = visible_people(user)
    for word in search_key(text).split():
        found = found.filter(Q(search__startswith=word) | Q(search__contains=f" {word}"))
    posts = Prefetch("assignments", queryset=_posts(user).filter(standing()), to_attr="posts")
    return Paginator(found.prefetch_related(posts).order_by("search", "pk"), PER_PAGE).get_page(number)


def posts_of(user: User, person: User) -> list[Assignment]:
    """Return the posts of a person in the reader's subtree, ended ones last."""
    found = _posts(user).filter(user=person)
    return sorted(found, key=lambda post: (post.end is not None, -post.start.toordinal()))


def _posts(user: User) -> QuerySet[Assignment]:
    scope = in_scope(user, "organization__", ADMINISTRATOR)
    return Assignment.objects.filter(scope).select_related("organization", "body").order_by("organization__path", "pk")


@dataclass(frozen=True)
class Holder:
    """One post at an organisation, and whether it is one that is handed over."""

    post: Assignment
    secretary: bool


def holders(organization: Organization) -> list[Holder]:
    """Return who holds which post at an organisation, now or later."""
    found = (
        Assignment.objects.filter(standing(), organization=organization)
        .select_related("user", "body", "organization")
        .order_by("role", "user__search", "pk")
    )
    return [Holder(post, post.role == Role.SECRETARY and post.end is None) for post in found]
