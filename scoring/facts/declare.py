"""Declaring a figure of a unit, and confirming it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.models import Organization, User
from scoring.facts.fields import FieldError, to_plain
from scoring.models import Fact
from scoring.pure.conditions import Field, Scalar


class StaleFact(ValueError):  # noqa: N818 - what happened, not an error of the program
    """Somebody else changed the figure meanwhile; `fact` is what stands."""

    def __init__(self, fact: Fact | None) -> None:
        super().__init__("Số liệu này vừa được người khác sửa; hãy xem lại rồi lưu lần nữa.")
        self.fact = fact


def _locked(organization: Organization, field: Field, start: date, end: date) -> Fact | None:
    # The unit is the lock: a figure that does not stand yet has no row to hold.
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    return Fact.objects.filter(organization=organization, field=field.code, start=start, end=end).first()


@transaction.atomic
def declare_fact(
    organization: Organization, field: Field, value: Scalar | date, *,
    actor: User, start: date, end: date, revision: int,
) -> Fact:  # fmt: skip
    """Write one figure for a period; a changed figure loses its confirmation.

    `revision` is the one that `actor` saw, 0 where nothing stood. Raises Refused, FieldError for a value that does not
    fit the field, StaleFact where somebody else wrote something else meanwhile.
    """
    fact = _locked(organization, field, start, end)
    require(actor, "facts.declare", (organization, field.entered_by))
    text = to_plain(field, value)
    if fact is not None and fact.value == text:
        return fact
    if (fact.revision if fact else 0) != revision:
        raise StaleFact(fact)
    old = fact.value if fact else ""
    fact = fact or Fact(organization=organization, field=field.code, start=start, end=end, revision=0)
    fact.value, fact.revision = text, fact.revision + 1
    fact.saved_by_id, fact.saved_at = actor.pk, timezone.now()
    fact.confirmed_by_id = fact.confirmed_at = None
    fact.save()
    _log("facts.declare", fact, actor, old=old, new=text)
    return fact


@transaction.atomic
def confirm_fact(fact: Fact, field: Field, *, actor: User, revision: int) -> Fact:
    """Confirm a declared figure as it stood when `actor` read it.

    Raises Refused, StaleFact where it was changed meanwhile. A repeat changes nothing.
    """
    found = _locked(fact.organization, field, fact.start, fact.end)
    require(actor, "facts.confirm", (fact.organization, field.confirmed_by))
    if found is None or found.revision != revision:
        raise StaleFact(found)
    if found.confirmed_at is None:
        found.confirmed_by_id, found.confirmed_at = actor.pk, timezone.now()
        found.save(update_fields=["confirmed_by_id", "confirmed_at"])
        _log("facts.confirm", found, actor, value=found.value)
    return found


@transaction.atomic
def take_back_fact(fact: Fact, field: Field, *, actor: User, revision: int) -> None:
    """Remove a figure entered by mistake: it counts as not known again. Raises Refused, StaleFact."""
    found = _locked(fact.organization, field, fact.start, fact.end)
    require(actor, "facts.declare", (fact.organization, field.entered_by))
    if found is None or found.revision != revision:
        raise StaleFact(found)
    _log("facts.take_back", found, actor, old=found.value)
    found.delete()


def _log(action: str, fact: Fact, actor: User, **data: str) -> None:
    log(
        action, fact, actor=actor, organization_id=fact.organization_id,
        field=fact.field, start=fact.start.isoformat(), end=fact.end.isoformat(), **data,
    )  # fmt: skip


__all__ = ["FieldError", "StaleFact", "confirm_fact", "declare_fact", "take_back_fact"]
