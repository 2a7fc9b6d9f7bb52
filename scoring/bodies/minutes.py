"""The minutes of a visited unit: written by the team, answered by the unit on the spot, then final."""

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.models import Event
from organizations.access import require
from organizations.models import User
from scoring.bodies.visit_errors import StaleTextError, VisitError
from scoring.bodies.visit_permissions import speaks_for_unit
from scoring.models import VisitUnit

AGREE, OBJECT = "minutes.agree", "minutes.object"


def with_visit(unit: VisitUnit) -> VisitUnit:
    """Return a visited unit anew with all that permissions and pages read."""
    joined = VisitUnit.objects.select_related("organization", "visit__team__body__organization", "visit__team__round")
    return joined.get(pk=unit.pk)


def _lock(unit: VisitUnit) -> VisitUnit:
    VisitUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    return with_visit(unit)


@transaction.atomic
def write_minutes(unit: VisitUnit, *, actor: User, text: str, revision: int) -> VisitUnit:
    """Keep the text of the minutes; `revision` is the one that the writer has read.

    Raises Refused (also once the unit has agreed), VisitError without text, StaleTextError where somebody wrote
    something else meanwhile.
    """
    unit = _lock(unit)
    require(actor, "minutes.write", unit)
    if not text.strip():
        raise VisitError("Hãy ghi nội dung biên bản.", "findings")
    if text == unit.findings:
        return unit
    _refuse_stale(unit, revision)
    unit.findings, unit.revision = text, unit.revision + 1
    unit.save(update_fields=["findings", "revision"])
    log("minutes.write", unit, actor=actor, organization_id=unit.organization_id, revision=unit.revision)
    return unit


@transaction.atomic
def answer_minutes(unit: VisitUnit, *, actor: User, agree: bool, objection: str, revision: int) -> VisitUnit:
    """Write down the unit's word: that it agrees to the minutes as they stand, or what it holds against them.

    An objection may stand beside an agreement. Raises Refused, VisitError for an objection that says nothing, and
    StaleTextError where the minutes are others than those that were read.
    """
    unit = _lock(unit)
    require(actor, "minutes.agree", unit)
    objection = objection.strip()
    if not agree and not objection:
        raise VisitError("Hãy ghi ý kiến của đơn vị.", "objection")
    if not agree and objection == unit.objection:
        return unit
    _refuse_stale(unit, revision)
    unit.objection, unit.revision = objection, unit.revision + 1
    if agree:
        unit.agreed_at, unit.agreed_by_id = timezone.now(), actor.pk
    unit.save(update_fields=["objection", "revision", "agreed_at", "agreed_by_id"])
    by = "unit" if speaks_for_unit(actor, unit) else "team"
    log(AGREE if agree else OBJECT, unit, actor=actor, organization_id=unit.organization_id, by=by,
        objection=bool(objection))  # fmt: skip
    return unit


def _refuse_stale(unit: VisitUnit, revision: int) -> None:
    if revision != unit.revision:
        raise StaleTextError(unit)


def agreed_through_team(unit: VisitUnit) -> bool:
    """Say whether the team's secretary wrote down that the unit agrees, as the history has it."""
    if unit.agreed_at is None:
        return False
    said = Event.objects.filter(action=AGREE, subject_type=unit._meta.label_lower, subject_id=unit.pk)
    last = said.order_by("-pk").values_list("data", flat=True).first()
    return last is not None and last.get("by") == "team"
