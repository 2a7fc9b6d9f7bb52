"""What an organisation follows, and whether a paper says that it inherits the results of the years before."""

from datetime import date

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.models import Organization, Succession, User
from organizations.tree import TreeError


class SuccessionDayError(TreeError):
    """A link on a day on which it cannot have begun; the message says why, in Vietnamese."""


def _check_day(day: date, *units: Organization) -> None:
    if day > timezone.localdate():
        raise SuccessionDayError("Ngày có hiệu lực chưa đến; đến ngày đó hãy ghi việc này.")
    for unit in units:
        founded = unit.periods.aggregate(first=Min("valid_from"))["first"]
        if founded and day < founded:
            raise SuccessionDayError(
                f"{unit.name} thành lập ngày {founded:%d/%m/%Y}: ngày có hiệu lực không thể trước đó."
            )


def _heirs(start: Organization) -> set[int]:
    """Return the keys of the unit and of all that follow it, near and far."""
    links = list(Succession.objects.values_list("predecessor", "successor"))
    found, waiting = {start.pk}, [start.pk]
    while waiting:
        key = waiting.pop()
        fresh = {new for old, new in links if old == key} - found
        found |= fresh
        waiting += fresh
    return found


@transaction.atomic
def record_succession(
    successor: Organization,
    predecessor: Organization,
    *,
    actor: User | None,
    kind: str,
    day: date,
    paper: str,
    inherits: bool,
) -> Succession:
    """Write that `successor` follows `predecessor` from a day on; with `inherits` its years count as its own.

    `actor` is None only while an installation is being set up. The same again is the same link. Raises Refused, and
    TreeError where the link stands otherwise or a unit would follow itself, SuccessionDayError (a TreeError) where the
    day is still to come or one of the two was not founded yet.
    """
    # One lock for all links, so that no circle is closed from two sides.
    Organization.objects.select_for_update(of=("self",)).order_by("pk").first()
    if actor is not None:
        require(actor, "organization.administer", successor)
        require(actor, "organization.administer", predecessor)
    standing = Succession.objects.filter(predecessor=predecessor, successor=successor).first()
    if standing is not None:
        if (standing.kind, standing.day, standing.paper, standing.inherits) == (kind, day, paper.strip(), inherits):
            return standing
        raise TreeError(f"Đã ghi {successor.name} kế tiếp {predecessor.name}.")
    if predecessor.pk in _heirs(successor):
        raise TreeError("Một tổ chức đảng không thể kế tiếp chính nó hoặc tổ chức đến sau nó.")
    _check_day(day, successor, predecessor)
    link = Succession.objects.create(
        predecessor=predecessor, successor=successor, kind=kind, day=day, paper=paper.strip(), inherits=inherits
    )
    log(
        "organization.succession", successor, actor=actor, organization_id=successor.pk,
        predecessor=predecessor.code, inherits=inherits, paper=link.paper,
    )  # fmt: skip
    return link
