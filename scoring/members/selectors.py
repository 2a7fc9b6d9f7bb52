"""What the pages of members show: rounds and counts without names, and the list of one cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.db.models.fields.json import KT

from organizations.access import rights
from organizations.models import Organization, Role, User
from scoring.members.permissions import visible_candidates
from scoring.models import Assessment, Evaluation, Mark, Registration, Round, Stage, YearResult
from scoring.names import MEMBER
from scoring.permissions import counted_evaluations, visible_rounds
from scoring.rounds.listed import registered_members
from scoring.rounds.scope import most_specific
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import value_of
from scoring.sheets.words import shown_mark

OWN = (Role.SECRETARY, Role.CONTRIBUTOR)


@dataclass(frozen=True)
class UnitCount:
    """One cell in a round: how many it lists, has handed in, how many are concluded and recognised."""

    code: str
    name: str
    parent: str
    listed: int = 0
    handed_in: int = 0
    concluded: int = 0
    recognised: int = 0
    own: bool = False
    # Whether the reader may open its list.
    named: bool = False


@dataclass(frozen=True)
class Candidate:
    """A member on the list as shown: what was said of each content, and where his sheet stands."""

    evaluation: Evaluation
    cells: Sequence[tuple[str, str]]
    outcome: str
    state: str
    label: str
    conclusion: str
    decision: str
    may_remove: bool


def member_rounds(user: User) -> list[Round]:
    """Return the rounds in which members are evaluated, newest first, with how many members stand in them in the scope
    of `user`.
    """
    rounds = visible_rounds(user).filter(programme__subject=MEMBER).select_related("programme", "owner")
    counted = counted_evaluations(user).filter(round__in=rounds, withdrawn_at__isnull=True).order_by()
    listed = dict(counted.values_list("round").annotate(Count("pk")))
    found = list(rounds.order_by("-start", "pk"))
    for each in found:
        each.listed = listed.get(each.pk, 0)  # type: ignore[attr-defined]
    return found


def own_units(user: User, round_: Round) -> list[Organization]:
    """Return the units of which `user` is secretary or contributor and whose members a round evaluates."""
    keys = {right.organization_id for right in rights(user) if right.role in OWN}
    if not keys:
        return []
    levels = round_.stages.filter(kind=Stage.Kind.SELF).values("level")
    units = Organization.objects.filter(pk__in=keys, active=True, level__in=levels).select_related("parent")
    top = round_.owner.organization.path
    lines = list(round_.rubrics.select_related("branch"))
    found = [unit for unit in units.order_by("path") if unit.path.startswith(top)]
    return [unit for unit in found if most_specific(lines, unit) is not None]


def counts_of(user: User, round_: Round) -> list[UnitCount]:
    """Return the cells of the reader's scope that list members in a round, with his own ones; counts, no names."""
    standing = counted_evaluations(user).filter(round=round_, withdrawn_at__isnull=True).order_by("parent_name", "path")
    rows = standing.values("organization__code", "name", "parent_name", "path").annotate(
        listed=Count("pk", distinct=True),
        handed_in=Count("pk", filter=~Q(current__kind=Stage.Kind.SELF) | Q(current__isnull=True), distinct=True),
        concluded=Count("pk", filter=Q(current__isnull=True), distinct=True),
        recognised=Count(
            "pk", filter=Q(assessments__conclusion=Assessment.Conclusion.RECOGNISED), distinct=True
        ),
    )  # fmt: skip
    own = {unit.code: unit for unit in own_units(user, round_)}
    named = set(visible_candidates(user, round_).order_by().values_list("organization__code", flat=True).distinct())
    found = [
        UnitCount(
            row["organization__code"], row["name"], row["parent_name"], row["listed"], row["handed_in"],
            row["concluded"], row["recognised"], row["organization__code"] in own,
            row["organization__code"] in named | own.keys(),
        )
        for row in rows
    ]  # fmt: skip
    known = {each.code for each in found}
    empty = [
        UnitCount(code, unit.name, unit.parent.name if unit.parent else "", own=True, named=True)
        for code, unit in own.items()
        if code not in known
    ]
    return [*empty, *found]


_STAGES = Assessment.objects.defer("result").annotate(outcome_name=KT("result__name")).order_by("position")


def candidates_of(user: User, round_: Round, unit: Organization, *, secretary: bool) -> list[Candidate]:
    """Return the list of a cell for whoever reads names: withdrawn members last; a fixed number of queries."""
    titles = YearResult.objects.filter(kind=YearResult.Kind.TITLE, final=True)
    sheets = list(
        visible_candidates(user, round_)
        .filter(organization=unit)
        .select_related("current", "version")
        .defer("current__result", "version__meta")
        .prefetch_related(Prefetch("assessments", _STAGES), Prefetch("year_results", titles, to_attr="titles"))
        .order_by("withdrawn_at", "sort", "pk")
    )
    sheets.sort(key=lambda each: each.withdrawn_at is not None)
    said = _said([_basis(each) for each in sheets], sheets)
    open_ = round_.state == Round.State.OPEN
    return [_candidate(each, said.get(each.pk, {}), secretary and open_) for each in sheets]


def _basis(sheet: Evaluation) -> Assessment:
    """The stage whose marks are shown: the self-score, which the secretary enters."""
    return next(stage for stage in sheet.assessments.all() if stage.kind == Stage.Kind.SELF)


def _said(stages: Sequence[Assessment], sheets: Sequence[Evaluation]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    by_key = {sheet.pk: rubric_of(sheet.version) for sheet in sheets}
    of_sheet = {stage.pk: stage.evaluation_id for stage in stages}
    for mark in Mark.objects.filter(assessment__in=of_sheet):
        sheet = of_sheet[mark.assessment_id]
        loaded = by_key[sheet]
        row = loaded.data.row(loaded.codes[mark.criterion_id])
        found.setdefault(sheet, {})[row.code] = shown_mark(row, value_of(mark), mark.points)
    return found


def _candidate(sheet: Evaluation, said: dict[str, str], may: bool) -> Candidate:
    stages = list(sheet.assessments.all())
    done = [stage for stage in stages if stage.state == Assessment.State.DONE and stage.kind != Stage.Kind.APPROVAL]
    approval = next((stage for stage in stages if stage.kind == Stage.Kind.APPROVAL), None)
    state, label = _state(sheet)
    data = rubric_of(sheet.version).data
    return Candidate(
        sheet,
        [(data.label(row.code), said.get(row.code, "")) for row in data.leaves()],
        (vars(done[-1]).get("outcome_name") or "") if done else "",
        state,
        label,
        approval.get_conclusion_display() if approval and approval.conclusion else "",
        ", ".join(title.paper_number for title in vars(sheet).get("titles", [])),
        may and sheet.withdrawn_at is None and sheet.current_id is not None,
    )


def _state(sheet: Evaluation) -> tuple[str, str]:
    if sheet.withdrawn_at:
        return "returned", "đã ra khỏi danh sách"
    if sheet.current is None:
        return "done", "đã kết luận"
    if sheet.current.kind == Stage.Kind.SELF:
        return ("returned", "bị trả lại") if sheet.current.state == Assessment.State.RETURNED else ("open", "đang chấm")
    return "submitted", f"chờ {sheet.current.get_kind_display()}"


def heads_of(candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Return the contents as heads of columns: (place, text)."""
    if not candidates:
        return []
    data = rubric_of(candidates[0].evaluation.version).data
    return [(data.label(row.code), row.text) for row in data.leaves()]


def registered_left(round_: Round, unit: Organization, candidates: Sequence[Candidate]) -> list[str]:
    """Return the members whom the unit registered for the year of a round and who are not on its list."""
    approved, waiting = Registration.State.APPROVED, Registration.State.REGISTERED
    states = (approved,) if round_.call_id is not None else (approved, waiting)
    standing = {each.evaluation.subject for each in candidates}
    found = registered_members(round_, states, unit.pk).get(unit.pk, [])
    return [name for name in found if name not in standing]
