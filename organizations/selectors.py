"""What the pages of organisations read."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact

from config.common.vietnamese import search_key
from organizations.access import under, visible_organizations
from organizations.models import Organization, User
from organizations.models.tree import PATH_WIDTH

PER_PAGE = 100


def search_organizations(user: User, text: str, parent: Organization | None) -> QuerySet[Organization]:
    """Return visible organisations: those whose name or code has every word of `text`, or the children of `parent`."""
    found = visible_organizations(user).filter(active=True).select_related("level", "parent")
    words = search_key(text).split()
    if words:
        for word in words:
            found = found.filter(_holds(word))
    else:
        found = found.filter(parent=parent) if parent else found.filter(_top(user))
    return found.annotate(below=Count("children", filter=Q(children__active=True))).order_by("sort")


def _holds(word: str) -> Q:
    """Return the condition that a name or code has a word beginning so; a number stands whole: 1 is not 10, nor cs1."""
    if word.isdigit():
        return (
            Q(search=word)
            | Q(search__startswith=f"{word} ")
            | Q(search__endswith=f" {word}")
            | Q(search__contains=f" {word} ")
        )
    return Q(search__startswith=word) | Q(search__contains=f" {word}")


def _top(user: User) -> Q:
    """Return the condition for the organisations where the user's scope begins."""
    inside = visible_organizations(user).values("pk")
    return ~Q(parent__in=inside) | Q(parent__isnull=True)


def page_of(found: QuerySet[Organization], number: str | None) -> Page[Organization]:
    """Return one page of a list; a number that makes no sense gives the first or the last page."""
    return Paginator(found, PER_PAGE).get_page(number)


def level_of(user: User, parent: Organization, number: str | None) -> Page[Organization]:
    """Return one page of the children of `parent`; `below` is how many each has, `inside` how many its branch holds."""
    children = visible_organizations(user).filter(active=True, parent=parent).select_related("level")
    branches = branch_sizes(parent)
    paginator = Paginator(children.order_by("sort"), PER_PAGE)
    # Whoever sees an organisation sees all that stand below it: they need not be counted again.
    vars(paginator)["count"] = len(branches)
    page = paginator.get_page(number)
    for node in page:
        node.parent = parent
        below, inside = branches[node.path]
        vars(node).update(below=below, inside=inside)
    return page


def branch_sizes(parent: Organization) -> dict[str, tuple[int, int]]:
    """Return how many active organisations stand directly below each child of `parent`, and below it in all, by path.

    One pass over a range of paths, grouped by their beginning, however deep the branches are.
    """
    child, grandchild = (len(parent.path) + steps * PATH_WIDTH for steps in (1, 2))
    found = Organization.objects.filter(under(parent.path), active=True).order_by()
    sizes = found.values_list(Substr("path", 1, child)).annotate(
        whole=Count("*"), below=Count("path", filter=Exact(Length("path"), grandchild))
    )
    # The parent is the one whose path is no longer than its own.
    return {path: (below, whole - 1) for path, whole, below in sizes if len(path) == child}
