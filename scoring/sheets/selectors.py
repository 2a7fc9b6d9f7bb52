"""Lists of sheets for those who fill them."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from organizations.access import rights
from organizations.models import Role, User
from scoring.models import Assessment, Evaluation

OWN_ROLES = (Role.SECRETARY, Role.CONTRIBUTOR)
# Written without negation: across the marks, Django would turn "not empty" into a subquery per row.
FILLED = (
    Q(current__marks__value__isnull=False)
    | Q(current__marks__choice__gt="")
    | Q(current__marks__not_applicable=True)
    | Q(current__marks__lines__0__isnull=False)
)


def own_sheets(user: User) -> QuerySet[Evaluation]:
    """Return the sheets of the organisations for which `user` is secretary or contributor, newest round first; those of
    members stand on pages of their own.
    """
    units = [right.organization_id for right in rights(user) if right.role in OWN_ROLES]
    return (
        Evaluation.objects.filter(organization__in=units, subject="")
        .select_related("round", "current")
        .order_by("-round__start", "sort")
    )


def listed_sheets(user: User) -> QuerySet[Any]:
    """Return the same with `is_concluded`: whether a body concluded on a sheet."""
    said = Assessment.objects.filter(evaluation=OuterRef("pk"), conclusion__gt="")
    return own_sheets(user).annotate(is_concluded=Exists(said))


def open_own_sheets(user: User) -> QuerySet[Any]:
    """Return the sheets that wait for `user` to fill and submit them, with how many rows are filled."""
    return (
        own_sheets(user)
        .filter(round__state="open", current__kind="self", withdrawn_at__isnull=True)
        .annotate(rows=Count("current__marks"), filled=Count("current__marks", filter=FILLED))
    )
