"""Preparing a round from its programme, and opening it: a sheet with all its stages for every unit in scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import sort_key
from organizations.access import require
from organizations.models import Body, Level, Organization, User
from scoring.bodies.carrying import carry_open
from scoring.models import (
    Assessment,
    Evaluation,
    OutcomeSet,
    Programme,
    Round,
    RoundRubric,
    RubricVersion,
    Stage,
)
from scoring.names import MEMBER
from scoring.rounds.elsewhere import judged_elsewhere
from scoring.rounds.listed import call_for, list_problem, registered_members
from scoring.rounds.scope import Scope, most_specific
from scoring.workflow import open_assessments

SHORTEST_YEAR = 360


class RoundError(ValueError):
    """The round cannot be prepared or opened; `problems` says why, sentence by sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Deadlines:
    """Last days, each to its end, of the three steps."""

    self_assessment: date
    appraisal: date
    approval: date

    def of(self, kind: str) -> date:
        """Return the last day of a stage of this kind; checking stages between share the appraisal's."""
        return {Stage.Kind.SELF: self.self_assessment, Stage.Kind.APPROVAL: self.approval}.get(
            Stage.Kind(kind), self.appraisal
        )


@transaction.atomic
def prepare_round(
    *,
    actor: User,
    programme: Programme,
    owner: Body,
    name: str,
    start: date,
    end: date,
    deadlines: Deadlines,
    outcome_sets: Mapping[str, OutcomeSet] | None = None,
    contact: str = "",
    checked: bool = False,
) -> Round:
    """Draft a round with rubric, title and chain per kind of unit as the programme says.

    `checked` adds the steps that the programme leaves to choice (`optional`). `outcome_sets` maps codes of rubrics to
    the outcomes bound to the round; a rubric left out computes totals and proposes nothing. Raises Refused, and
    RoundError where a rubric of the programme is not published, the owner has its round of this programme and period
    already, or has not called for the registrations that the programme wants.
    """
    require(actor, "round.create", owner)
    _check_deadlines(deadlines)
    period = period_for(programme, start, end)
    check_first(owner, programme, start, period)
    call, lacking = call_for(programme, owner, end.year)
    if lacking:
        raise RoundError([lacking])
    round_ = Round.objects.create(
        programme=programme,
        owner=owner,
        call=call,
        name=name,
        period=period,
        start=start,
        end=end,
        contact=contact,
    )
    _add_lines(round_, deadlines, outcome_sets or {}, checked)
    log("round.prepare", round_, actor=actor, organization_id=owner.organization_id)
    return round_


def _published(programme: Programme) -> dict[str, RubricVersion]:
    """Return the published versions that the programme names, by code; raises RoundError naming those that are not."""
    published = RubricVersion.objects.filter(rubric__programme=programme, state=RubricVersion.State.PUBLISHED)
    versions = {version.rubric.code: version for version in published.select_related("rubric")}
    missing = [kind["rubric"] for kind in programme.kinds if kind["rubric"] not in versions]
    if missing:
        raise RoundError([f"Bộ tiêu chí “{code}” chưa được ban hành." for code in missing])
    return versions


def _add_lines(
    round_: Round, deadlines: Deadlines, outcome_sets: Mapping[str, OutcomeSet], checked: bool
) -> None:  # fmt: skip
    """Copy rubric, title and chain of every kind of unit from the programme into the round."""
    versions = _published(round_.programme)
    levels = Level.objects.in_bulk(field_name="code")
    for kind in round_.programme.kinds:
        version = versions[kind["rubric"]]
        RoundRubric.objects.create(
            round=round_,
            level=levels[kind["level"]],
            version=version,
            outcome_set=outcome_sets.get(version.rubric.code),
            title=kind["title"],
        )
        wanted = [stage for stage in kind["stages"] if checked or not stage.get("optional")]
        _add_stages(round_, levels, {**kind, "stages": wanted}, deadlines)


def _check_deadlines(deadlines: Deadlines) -> None:
    if not deadlines.self_assessment <= deadlines.appraisal <= deadlines.approval:
        raise RoundError(["Hạn tự chấm, hạn thẩm định, hạn kết luận phải theo thứ tự trước sau."])


def period_for(programme: Programme, start: date, end: date) -> str:
    """Return the kind of period of a round: of a monthly or quarterly programme the year that holds its parts, where
    the days are those of a year.
    """
    whole = (end - start).days >= SHORTEST_YEAR
    return "year" if whole and programme.period in ("month", "quarter") else programme.period


def check_first(owner: Body, programme: Programme, start: date, period: str) -> None:
    """Raise RoundError where the owner has its round of this programme and period; of two at once one waits."""
    Body.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    standing = Round.objects.filter(owner=owner, programme=programme, period=period, start=start).first()
    if standing is not None:
        raise RoundError([f"{owner.name} đã lập đợt đánh giá của kỳ này: {standing.name}."])


def _add_stages(round_: Round, levels: dict[str, Level], kind: dict, deadlines: Deadlines) -> None:
    Stage.objects.bulk_create(
        Stage(
            round=round_,
            level=levels[kind["level"]],
            position=position,
            kind=stage["kind"],
            role=stage["role"],
            source=stage["source"],
            body_kind=stage.get("body_kind", ""),
            source_level=levels[stage["level"]] if "level" in stage else None,
            deadline=deadlines.of(stage["kind"]),
        )
        for position, stage in enumerate(kind["stages"], 1)
    )


@transaction.atomic
def open_round(round_: Round, *, actor: User) -> int:
    """Open a drafted round and return how many sheets it has.

    Every unit in scope gets a sheet frozen as it stands today, with all its stages; the first stage of each opens.
    Raises Refused, and RoundError naming every unit whose chain has no body, or a round that reaches nobody.
    """
    whole = Round.objects.select_for_update(of=("self",)).select_related("programme", "owner__organization")
    round_ = whole.get(pk=round_.pk)
    require(actor, "round.open", round_)
    if problem := list_problem(round_):
        raise RoundError([problem])
    evaluations = open_units(round_, names=registered_members(round_))
    round_.state = Round.State.OPEN
    round_.opened_at = timezone.now()
    round_.save(update_fields=["state", "opened_at"])
    log("round.open", round_, actor=actor, organization_id=round_.owner.organization_id, sheets=len(evaluations))
    return len(evaluations)


def open_units(
    round_: Round, *, only: int | None = None, names: Mapping[int, Sequence[str]] | None = None
) -> list[Evaluation]:
    """Lay out the sheets of every unit in scope, or of the unit with the key `only`, and open their first stages. Where
    members are evaluated there is a sheet for each of the `names` of a unit, by its key.

    Called within the act that opens the round or adds the unit. Raises RoundError naming whatever is missing.
    """
    scope = Scope.read(round_) if only is None else Scope.of_unit(round_, only)
    if only is not None:
        scope.chosen = {only}
    planned = _plan(round_, scope, None if round_.programme.subject != MEMBER else names or {})
    if problem := judged_elsewhere(round_, {evaluation.organization_id for evaluation, _ in planned}):
        raise RoundError([problem])
    evaluations = Evaluation.objects.bulk_create([evaluation for evaluation, _ in planned], batch_size=500)
    assessments = Assessment.objects.bulk_create(
        [assessment for _, stages in planned for assessment in stages], batch_size=500
    )
    first = {assessment.evaluation_id: assessment for assessment in reversed(assessments)}
    open_assessments(first.values(), timezone.now(), first_time=True)
    for evaluation in evaluations:
        evaluation.current = first[evaluation.pk]
    Evaluation.objects.bulk_update(evaluations, ["current"], batch_size=500)
    carry_open(evaluations)
    return evaluations


def _plan(
    round_: Round, scope: Scope, names: Mapping[int, Sequence[str]] | None
) -> list[tuple[Evaluation, list[Assessment]]]:
    rules = list(round_.rubrics.select_related("branch", "version"))
    stages: dict[int, list[Stage]] = {}
    for stage in round_.stages.select_related("source_body").order_by("position"):
        stages.setdefault(stage.level_id, []).append(stage)
    planned, problems, reached = [], [], False
    for unit in scope.wanted():
        rule = most_specific(rules, unit)
        if rule is None:
            continue
        evaluation = _evaluation(round_, unit, rule)
        chain, missing = _chain(evaluation, unit, stages.get(unit.level_id, []), scope)
        if missing and unit.pk == round_.owner.organization_id:
            # The owner's own unit is judged by whoever stands above it, in a round of theirs.
            continue
        problems += missing
        reached = True
        if names is None:
            planned.append((evaluation, chain))
        for name in names.get(unit.pk, ()) if names is not None else ():
            own = _evaluation(round_, unit, rule, name)
            planned.append((own, _chain(own, unit, stages[unit.level_id], scope)[0]))
    if not reached:
        problems.append("Không có tổ chức đảng nào thuộc phạm vi của đợt đánh giá này.")
    if problems:
        # A body that many units lack is named once.
        raise RoundError(list(dict.fromkeys(problems)))
    return planned


def _chain(
    evaluation: Evaluation, unit: Organization, stages: list[Stage], scope: Scope
) -> tuple[list[Assessment], list[str]]:
    """Return the stages of a sheet with their bodies, and a sentence for each body that does not exist."""
    if not stages:
        return [], [f"{unit.name}: loại tổ chức “{unit.level}” chưa có các bước đánh giá."]
    chain, missing = [], []
    for stage in stages:
        body = scope.body_for(stage, unit)
        if body is None:
            missing.append(_no_body(stage, unit, scope))
        else:
            chain.append(_assessment(evaluation, stage, body))
    return chain, missing


def _no_body(stage: Stage, unit: Organization, scope: Scope) -> str:
    if stage.kind == Stage.Kind.TEAM:
        holder = scope.holder_of(stage, unit) or unit
        return f"{holder.name} chưa lập tổ kiểm tra cho đợt này: hãy lập tổ kiểm tra trước khi mở đợt."
    return f"{unit.name}: không có cơ quan cho bước {stage.get_kind_display()}."


def _evaluation(round_: Round, unit: Organization, rule: RoundRubric, subject: str = "") -> Evaluation:
    return Evaluation(
        round=round_,
        organization=unit,
        subject=subject,
        name=unit.name,
        sort=f"{unit.sort} {sort_key(subject)}".strip()[:1000],
        parent_name=unit.parent.name if unit.parent else "",
        level=unit.level,
        sector=unit.sector,
        path=unit.path,
        version=rule.version,
        rule=rule,
    )


def _assessment(evaluation: Evaluation, stage: Stage, body: Body) -> Assessment:
    return Assessment(
        evaluation=evaluation,
        stage=stage,
        position=stage.position,
        kind=stage.kind,
        role=stage.role,
        body=body,
        deadline=stage.deadline,
    )
