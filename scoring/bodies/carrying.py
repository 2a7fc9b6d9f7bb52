"""What is still to be remedied goes into the next period: when its sheets are laid out, or at once where they stand.

Sheets of a unit are locked in the order of their periods, an earlier one first, in every act that locks several.
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from scoring.models import Evaluation, Remedy, Round, Stage
from scoring.rubrics.load import rubric_of

PLAN = ("cause", "responsibility", "measure", "person", "due")


def carry_open(evaluations: Collection[Evaluation]) -> int:
    """Carry what is still to be remedied of earlier periods into sheets just laid out for the next one.

    Called within the act that opens them; what was carried already stays. Returns how many were carried; the number of
    queries does not grow with them.
    """
    if not evaluations:
        return 0
    into = {(each.organization_id, each.subject): each for each in evaluations}
    before = _earlier(next(iter(into.values())).round, {unit for unit, _ in into})
    # Who writes a remedy now has written it before it is read here, or finds the sheet of the next period.
    list(before.select_for_update(of=("self",)).order_by("round__start", "pk").values_list("pk"))
    waiting = Remedy.objects.filter(
        done_at__isnull=True, carried_to__isnull=True, evaluation__in=before
    ).select_related("evaluation", "criterion")  # fmt: skip
    copies = [
        _copy(remedy, target)
        for remedy in waiting.order_by("pk")
        if (target := into.get((remedy.evaluation.organization_id, remedy.evaluation.subject)))
    ]
    Remedy.objects.bulk_create(copies, batch_size=500)
    return len(copies)


def _earlier(round_: Round, units: Collection[int]) -> QuerySet[Evaluation]:
    """The sheets of units in the earlier periods of this kind."""
    return Evaluation.objects.filter(
        round__programme=round_.programme_id, round__period=round_.period, round__start__lt=round_.start,
        withdrawn_at__isnull=True, organization__in=units,
    )  # fmt: skip


def carry_at_once(remedy: Remedy) -> Remedy | None:
    """Carry a remedy into the unit's sheet of the next period where there is one already, and return its copy.

    Called within the act that wrote it and holds the lock of its sheet. A later sheet that has come to its end is left
    alone: the next one takes it. None where there is no such sheet, or the remedy is done or carried already.
    """
    evaluation = remedy.evaluation
    if remedy.done_at is not None or Remedy.objects.filter(carried_from=remedy).exists():
        return None
    round_ = evaluation.round
    later = Evaluation.objects.filter(
        round__programme=round_.programme_id, round__period=round_.period, round__start__gt=round_.start,
        round__state=Round.State.OPEN, organization=evaluation.organization_id, subject=evaluation.subject,
        withdrawn_at__isnull=True, current__isnull=False,
    )  # fmt: skip
    locked = later.select_for_update(of=("self",)).select_related("version").order_by("round__start", "pk").first()
    if locked is None:
        return None
    copy = _copy(remedy, locked)
    copy.save()
    return copy


def carry_on(evaluation: Evaluation) -> None:
    """Carry what is still open beside a sheet just handed in: it came from an earlier period, after the next was open.

    Called within the act that hands it in.
    """
    waiting = Remedy.objects.filter(evaluation=evaluation, done_at__isnull=True, carried_to__isnull=True)
    for remedy in waiting.select_related("criterion").order_by("pk"):
        remedy.evaluation = evaluation
        carry_at_once(remedy)


def _copy(remedy: Remedy, evaluation: Evaluation) -> Remedy:
    # A rubric that replaced the one before keeps the codes of its rows; a row it dropped stays what it was.
    key = rubric_of(evaluation.version).keys.get(remedy.criterion.code, remedy.criterion_id)
    return Remedy(
        evaluation=evaluation, criterion_id=key, carried_from=remedy, by_id=remedy.by_id, at=timezone.now(),
        **{name: getattr(remedy, name) for name in PLAN},
    )  # fmt: skip


def follows(prefix: str = "") -> Q:
    """Return the condition that a copy is still what was carried: nobody changed it, in a sheet not yet handed in."""
    return Q(
        **{
            f"{prefix}revision": 1,
            f"{prefix}done_at__isnull": True,
            f"{prefix}carried_to__isnull": True,
            f"{prefix}evaluation__current__kind": Stage.Kind.SELF,
        }
    )


def _copy_that_follows(remedy: Remedy) -> Remedy | None:
    """Lock the sheet into which a remedy was carried, and return the copy if it is still what was carried."""
    sheets = Remedy.objects.filter(carried_from=remedy).values("evaluation")
    list(Evaluation.objects.select_for_update(of=("self",)).filter(pk__in=sheets).order_by("round__start", "pk"))
    return Remedy.objects.filter(follows(), carried_from=remedy).first()


def change_copy(remedy: Remedy) -> None:
    """Let the copy of a remedy that was corrected say the same; one on which the next period works stays."""
    copy = _copy_that_follows(remedy)
    if copy is not None:
        for name in PLAN:
            setattr(copy, name, getattr(remedy, name))
        copy.save(update_fields=PLAN)


def take_back_copy(remedy: Remedy) -> bool:
    """Take the copy of a remedy out of the next period's sheet; False where that one works on it already."""
    copy = _copy_that_follows(remedy)
    if copy is not None:
        copy.delete()
    return not Remedy.objects.filter(carried_from=remedy).exists()
