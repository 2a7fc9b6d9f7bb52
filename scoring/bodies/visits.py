"""The timetable of a team: visits on a day, in a session, at a place, each of one or several units."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from config.common.audit import log
from organizations.access import require, under
from organizations.models import Organization, User
from scoring.bodies.teams import lock_team
from scoring.bodies.visit_errors import VisitError
from scoring.bodies.visit_places import Plan, lock_timetables, plan_of, refuse_clashes
from scoring.models import Assessment, Evaluation, Mark, Round, Stage, Team, Visit, VisitUnit

BEGUN = "đã có biên bản nên không bỏ khỏi lịch được"
AGREED = "Có biên bản đã thống nhất: không đổi ngày, buổi, địa điểm."


def units_of(team: Team) -> QuerySet[Organization]:
    """Return the units that a team may visit: those of the round below the organisation that set it up."""
    holder = team.body.organization
    kinds = team.round.rubrics.values("level")
    found = Organization.objects.filter(under(holder.path), active=True, level__in=kinds).exclude(pk=holder.pk)
    if team.round.state == Round.State.DRAFT:
        return found.order_by("path")
    sheets = Evaluation.objects.filter(round=team.round, organization=OuterRef("pk"), withdrawn_at__isnull=True)
    return found.filter(Exists(sheets)).order_by("path")


@transaction.atomic
def plan_visit(team: Team, *, actor: User, plan: Plan) -> Visit:
    """Put a visit into the timetable. Whoever visits a unit marks it: of two teams of one organisation, this one.

    Raises Refused, and VisitError without place or units, for a unit that is not the team's, or where the team, a unit
    or a member would be at two places at once.
    """
    lock_timetables()
    team = lock_team(team)
    require(actor, "visit.plan", team)
    _check(team, plan, ())
    refuse_clashes(team, plan)
    visit = Visit.objects.create(team=team, day=plan.day, session=plan.session, place=plan.place)
    VisitUnit.objects.bulk_create([VisitUnit(visit=visit, organization_id=key) for key in plan.units])
    _hand_over(team, plan.units)
    _log("visit.plan", visit, team, actor, plan)
    return visit


@transaction.atomic
def change_visit(visit: Visit, *, actor: User, plan: Plan, seen: str) -> Visit:
    """Change day, session, place or units of a visit; `seen` is the `sign` of what the page showed.

    Raises Refused, Visit.DoesNotExist for one cancelled meanwhile, and VisitError as `plan_visit`, where somebody else
    has changed it, for a unit left out whose minutes are begun, or for a day, session or place other than agreed
    minutes say.
    """
    lock_timetables()
    team = lock_team(visit.team)
    require(actor, "visit.plan", team)
    visit = team.visits.prefetch_related("units__organization").get(pk=visit.pk)
    standing = plan_of(visit)
    if plan == standing:
        return visit
    if seen != standing.sign:
        raise VisitError(f"Lịch này vừa được người khác sửa thành {standing.when} tại {standing.place}.")
    _refuse_other_than_agreed(visit, plan, standing)
    _check(team, plan, standing.units)
    refuse_clashes(team, plan, visit)
    _take_out(visit, [unit for unit in visit.units.all() if unit.organization_id not in plan.units])
    added = [key for key in plan.units if key not in standing.units]
    VisitUnit.objects.bulk_create([VisitUnit(visit=visit, organization_id=key) for key in added])
    visit.day, visit.session, visit.place = plan.day, plan.session, plan.place
    visit.save(update_fields=["day", "session", "place"])
    _hand_over(team, added)
    _log("visit.change", visit, team, actor, plan)
    return visit


@transaction.atomic
def cancel_visit(visit: Visit, *, actor: User) -> None:
    """Take a visit off the timetable.

    Raises Refused, Visit.DoesNotExist for one that is off it, and VisitError where minutes are begun.
    """
    lock_timetables()
    team = lock_team(visit.team)
    require(actor, "visit.plan", team)
    visit = team.visits.prefetch_related("units__organization").get(pk=visit.pk)
    _take_out(visit, list(visit.units.all()))
    _log("visit.cancel", visit, team, actor, plan_of(visit))
    visit.delete()


def _check(team: Team, plan: Plan, standing: Collection[int]) -> None:
    if not plan.place.strip():
        raise VisitError("Hãy ghi địa điểm.", "place")
    if not plan.units:
        raise VisitError("Hãy chọn ít nhất một đơn vị.", "units")
    fresh = set(plan.units) - set(standing)
    if units_of(team).filter(pk__in=fresh).count() != len(fresh):
        raise VisitError("Có đơn vị không thuộc phạm vi kiểm tra của tổ.", "units")


def _refuse_other_than_agreed(visit: Visit, plan: Plan, standing: Plan) -> None:
    changed = [name for name in ("day", "session", "place") if getattr(plan, name) != getattr(standing, name)]
    if changed and any(unit.agreed_at is not None for unit in visit.units.all()):
        raise VisitError(AGREED, changed[0])


def _take_out(visit: Visit, units: Collection[VisitUnit]) -> None:
    for unit in units:
        if unit.findings or unit.objection:
            raise VisitError(f"{unit.organization.name} {BEGUN}.", "units")
    VisitUnit.objects.filter(visit=visit, pk__in=[unit.pk for unit in units]).delete()


def _hand_over(team: Team, units: Collection[int]) -> None:
    """Of two teams of one organisation, let the one that visits a unit mark it, where nobody has begun to."""
    begun = Mark.objects.filter(assessment=OuterRef("pk"), revision__gt=0)
    other = Assessment.objects.filter(
        ~Exists(begun), evaluation__round=team.round, evaluation__organization__in=units, kind=Stage.Kind.TEAM,
        body__organization=team.body.organization_id,
    ).exclude(state=Assessment.State.DONE).exclude(body=team.body)  # fmt: skip
    waiting = Assessment.objects.filter(pk__in=list(other.values_list("pk", flat=True)))
    # Asked again in the statement that writes: the stage may have been handed on in between.
    waiting.exclude(state=Assessment.State.DONE).update(body=team.body)


def _log(action: str, visit: Visit, team: Team, actor: User, plan: Plan) -> None:
    log(
        action, visit, actor=actor, organization_id=team.body.organization_id, team=team.pk, day=plan.day.isoformat(),
        session=plan.session, place=plan.place, units=list(plan.units),
    )  # fmt: skip
