"""The same round for another year: settings, rubrics, chains and deadlines are copied, states never."""

from datetime import date, timedelta

from django.db import transaction

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import OutcomeSet, Round, RoundRubric, RubricVersion, Stage
from scoring.pure.check_outcomes import check_outcomes
from scoring.rounds.listed import call_for
from scoring.rounds.open import RoundError, check_first
from scoring.rubrics.load import outcomes_of, rubric_of

FIRST_YEAR, LAST_YEAR = 2015, 2100


def shifted(day: date, years: int) -> date:
    """Return the same day in another year; the last day of February stays the last day of February."""
    if day.month == 2 and (day + timedelta(days=1)).month == 3:
        return date(day.year + years, 3, 1) - timedelta(days=1)
    return day.replace(year=day.year + years)


def named_for(name: str, old: int, new: int) -> str:
    """Return the name of a round with its year replaced, or added where it names none."""
    return name.replace(str(old), str(new)) if str(old) in name else f"{name} năm {new}"


@transaction.atomic
def clone_round(round_: Round, *, actor: User, year: int) -> Round:
    """Draft the round of `year` as this one was set up: owner, contact, rubrics, titles, chains, deadlines moved by the
    years between. Each rubric is taken in the version now in force, its outcome set where it still fits.

    Raises Refused, and RoundError for the same year, where the owner has its round of that period already, or has not
    called for the registrations that the programme wants.
    """
    round_ = Round.objects.select_related("programme", "owner__organization").get(pk=round_.pk)
    require(actor, "round.create", round_.owner)
    if round_.parent_id is not None:
        raise RoundError(["Kỳ trong năm lập từ trang của đợt cả năm."])
    years = year - round_.year
    if not years or not FIRST_YEAR <= year <= LAST_YEAR:
        raise RoundError([f"Hãy chọn một năm khác, từ {FIRST_YEAR} đến {LAST_YEAR}."])
    start = shifted(round_.start, years)
    check_first(round_.owner, round_.programme, start, round_.period)
    end = shifted(round_.end, years)
    call, lacking = call_for(round_.programme, round_.owner, end.year)
    if lacking:
        raise RoundError([lacking])
    copy = Round.objects.create(
        programme=round_.programme, owner=round_.owner, call=call, name=named_for(round_.name, round_.year, year)[:200],
        period=round_.period, start=start, end=end, contact=round_.contact,
    )  # fmt: skip
    _copy_lines(round_, copy)
    _copy_stages(round_, copy, years)
    log("round.clone", copy, actor=actor, organization_id=round_.owner.organization_id, of=round_.pk, year=year)
    return copy


def _copy_lines(round_: Round, copy: Round) -> None:
    lines = list(round_.rubrics.select_related("version", "outcome_set").order_by("pk"))
    rubrics = [line.version.rubric_id for line in lines]
    in_force = RubricVersion.objects.filter(rubric__in=rubrics, state=RubricVersion.State.PUBLISHED)
    newest = {version.rubric_id: version for version in in_force}
    for line in lines:
        line.version = newest.get(line.version.rubric_id, line.version)
        line.outcome_set = _fitting(line.version, line.outcome_set)
        line.pk, line.round = None, copy
    RoundRubric.objects.bulk_create(lines)


def _fitting(version: RubricVersion, outcome_set: OutcomeSet | None) -> OutcomeSet | None:
    outcomes = outcomes_of(outcome_set)
    return None if outcomes is None or check_outcomes(rubric_of(version).data, outcomes) else outcome_set


def _copy_stages(round_: Round, copy: Round, years: int) -> None:
    stages = list(round_.stages.order_by("pk"))
    for stage in stages:
        stage.pk, stage.round, stage.deadline = None, copy, shifted(stage.deadline, years)
    Stage.objects.bulk_create(stages)
