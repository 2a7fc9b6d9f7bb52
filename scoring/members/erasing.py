"""Taking the names of a round away when their time is over: one proposes, another does it, counts stay.

Decisions that were issued are papers and keep what they say; the history never held a name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from config.common.audit import log
from organizations import hooks
from organizations.access import Refused, require
from organizations.models import User
from scoring.members.errors import MemberError
from scoring.models import (
    Assessment,
    Erasure,
    Evaluation,
    Evidence,
    Mark,
    Registration,
    Remedy,
    Return,
    ReturnItem,
    Round,
    YearResult,
)

PLACEHOLDER = "Đảng viên {}"
# Where people write in their own words: a name found there goes too.
TEXTS: tuple[tuple[type[models.Model], str, str], ...] = (
    (Mark, "explanation", "assessment__evaluation"),
    (Assessment, "conclusion_reason", "evaluation"),
    (ReturnItem, "reason", "batch__assessment__evaluation"),
    (Evaluation, "withdrawn_reason", ""),
    (Evidence, "summary", "uses__evaluation"),
    (Return, "reason", "assessment__evaluation"),
    *((Remedy, column, "evaluation") for column in ("cause", "responsibility", "measure", "done_note")),
)


@dataclass
class Renaming:
    """What each name becomes, by (unit, name); numbered within a unit."""

    new: dict[tuple[int, str], str] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    def of(self, unit: int, name: str) -> str:
        """Return what stands in the place of a name of this unit."""
        if (unit, name) not in self.new:
            self.last[unit] = self.last.get(unit, 0) + 1
            self.new[unit, name] = PLACEHOLDER.format(self.last[unit])
        return self.new[unit, name]


@transaction.atomic
def propose_erasure(round_: Round, *, actor: User, reason: str) -> Erasure:
    """Propose to take the names of a round away, with the ground for it; the proposal that stands is not made twice.

    Raises Refused (also before the time is over, or where it was done), MemberError without a ground.
    """
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    require(actor, "erasure.propose", round_)
    if round_.erasures.filter(approved_at__isnull=False).exists():
        raise Refused("Tên của đợt này đã được xóa.")
    if not reason.strip():
        raise MemberError("Hãy ghi căn cứ xóa.", "reason")
    standing = round_.erasures.filter(approved_at__isnull=True).first()
    if standing is not None:
        return standing
    erasure = Erasure.objects.create(
        round=round_, reason=reason.strip(), proposed_by_id=actor.pk, proposed_at=timezone.now()
    )
    log(
        "erasure.propose", erasure, actor=actor, organization_id=round_.owner.organization_id, label=str(round_),
        reason=erasure.reason,
    )  # fmt: skip
    return erasure


@transaction.atomic
def carry_out_erasure(erasure: Erasure, *, actor: User) -> Erasure:
    """Replace every name of the round by a number within its unit: on sheets, in registrations for its year, in
    results, among the persons of remedies and in what people wrote. Raises Refused, also for whoever proposed it.
    """
    Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    erasure = Erasure.objects.select_related("round__owner__organization", "round__programme").get(pk=erasure.pk)
    require(actor, "erasure.approve", erasure)
    erasure.names = erase_names(erasure.round)
    erasure.approved_by_id, erasure.approved_at = actor.pk, timezone.now()
    erasure.save(update_fields=["names", "approved_by_id", "approved_at"])
    log(
        "erasure.done", erasure, actor=actor, organization_id=erasure.round.owner.organization_id,
        label=str(erasure.round), names=erasure.names,
    )  # fmt: skip
    return erasure


def erase_names(round_: Round) -> int:
    """Take the names away and return how many they were; called within the act."""
    renaming = Renaming()
    sheets = list(round_.evaluations.exclude(subject="").select_related("organization").order_by("path", "sort", "pk"))
    names = {sheet.pk: sheet.subject for sheet in sheets}
    new = [(sheet, renaming.of(sheet.organization_id, sheet.subject)) for sheet in sheets]
    registrations = list(_registrations(round_).select_related("organization").order_by("sort", "pk"))
    listed = [(each, renaming.of(each.organization_id, each.subject)) for each in registrations]
    results = list(YearResult.objects.filter(evaluation__round=round_).exclude(subject=""))
    titles = [(each, renaming.of(each.organization_id, each.subject)) for each in results]
    by_sheet = {sheet.pk: subject for sheet, subject in new}
    _clear_texts(names, by_sheet)
    for each, subject in listed:
        Registration.objects.filter(pk=each.pk).update(reason=each.reason.replace(each.subject, subject))
    hooks.names_erased.call(round_, by_sheet)
    for rows in (new, listed, titles):
        _rename(rows)
    Remedy.objects.filter(evaluation__in=names).exclude(person="").update(person="")
    return len(renaming.new)


def _registrations(round_: Round) -> models.QuerySet[Registration]:
    """The named registrations whose last year this round was."""
    return Registration.objects.filter(
        call__programme=round_.programme_id, call__owner=round_.owner_id,
        call__last_year__range=(round_.start.year, round_.end.year), subject__gt="",
    )  # fmt: skip


def _rename(rows: Sequence[tuple[Any, str]]) -> None:
    """Write the new names, and where a list is ordered by names the order of the numbers. What stands in the way of
    another row's new name steps aside first: names are unique at every moment.
    """
    for each, _ in rows:
        type(each)._default_manager.filter(pk=each.pk).update(subject=f"#{each.pk}")
    for each, subject in rows:
        changes = {"subject": subject}
        if hasattr(each, "sort"):
            number = subject.rpartition(" ")[2]
            changes["sort"] = f"{each.organization.sort} {number:0>6}"[:1000]
        type(each)._default_manager.filter(pk=each.pk).update(**changes)


def _clear_texts(names: Mapping[int, str], new: Mapping[int, str]) -> None:
    for model, column, path in TEXTS:
        for key, name in names.items():
            which = {path or "pk": key, f"{column}__contains": name}
            for row in model._default_manager.filter(**which):
                text = getattr(row, column).replace(name, new[key])
                model._default_manager.filter(pk=row.pk).update(**{column: text})
