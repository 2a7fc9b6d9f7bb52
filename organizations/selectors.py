"""What the pages of organisations read."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from config.common.vietnamese import search_key
from organizations.access import visible_organizations
from organizations.models import Organization, User

PER_PAGE = 100


def search_organizations(user: User, text: str, parent: Organization | None) -> QuerySet[Organization]:
    """Return visible organisations: those whose name holds every word of `text`, or the children of `parent`."""
    found = visible_organizations(user).filter(active=True).select_related("level", "parent")
    words = search_key(text).split()
    if words:
        for word in words:
            found = found.filter(search__contains=word)
    else:
        found = found.filter(parent=parent) if parent else found.filter(_top(user))
    return found.annotate(below=Count("children", filter=Q(children__active=True))).order_by("sort")


def _top(user: User) -> Q:
    """Return the condition for the organisations where the user's scope begins."""
    inside = visible_organizations(user).values("pk")
    return ~Q(parent__in=inside) | Q(parent__isnull=True)


def page_of(found: QuerySet[Organization], number: str | None) -> Page[Organization]:
    """Return one page of a list; a number that makes no sense gives the first or the last page."""
    return Paginator(found, PER_PAGE).get_page(number)
