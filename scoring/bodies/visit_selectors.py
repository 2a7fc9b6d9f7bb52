"""What pages of teams and visits show; the number of queries does not grow with the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet

from organizations.access import administers
from organizations.models import Organization, User
from scoring.bodies.visit_permissions import PREPARED, visible_teams
from scoring.models import Assessment, Evaluation, Round, Team, TeamMember, Visit, VisitUnit
from scoring.permissions import counted_evaluations, visible_rounds

# Order in which a paper names the members.
Part = TeamMember.Part
PARTS = list(Part)


def unit_name(unit: Organization, holder: int) -> str:
    """Return the name of a unit, with that of its committee where it does not stand right below `holder`."""
    if unit.parent is None or unit.parent_id == holder:
        return unit.name
    return f"{unit.name} ({unit.parent.name})"


@dataclass(frozen=True)
class SheetLine:
    """A sheet that a visit serves; `members` counts the sheets of a title for members, which are not named here."""

    pk: int
    round: str
    programme: str
    state: str
    members: int = 0


@dataclass
class UnitLine:
    """One unit of a visit: how far its minutes are, and every sheet of it in that period."""

    unit: VisitUnit
    seen: bool
    sheets: list[SheetLine] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the unit."""
        return unit_name(self.unit.organization, self.unit.visit.team.body.organization_id)

    @property
    def tag(self) -> str:
        """The look of its state."""
        return minutes_state(self.unit)[0]

    @property
    def word(self) -> str:
        """Its state in words."""
        return minutes_state(self.unit)[1]


def minutes_state(unit: VisitUnit) -> tuple[str, str]:
    """Return tag and words of how far the minutes of a unit are."""
    if unit.agreed_at is not None:
        return ("done", "Đã thống nhất, có ý kiến khác" if unit.objection else "Đã thống nhất")
    if unit.objection:
        return "returned", "Đơn vị có ý kiến khác"
    return ("open", "Chờ đơn vị thống nhất") if unit.findings else ("waiting", "Chưa có biên bản")


def teams_with_counts(user: User) -> QuerySet[Team]:
    """Return the teams that `user` sees, newest first, with how many visits and members they have."""
    return (
        visible_teams(user)
        .select_related("body__organization", "round")
        .annotate(visit_count=Count("visits", distinct=True), member_count=Count("members", distinct=True))
        .order_by("-round__start", "body__organization__path", "pk")
    )


def rounds_to_staff(user: User) -> list[Round]:
    """Return the rounds, in preparation or open, for which `user` may set up a team at their owner."""
    rounds = visible_rounds(user).filter(state__in=PREPARED, parent=None).select_related("owner__organization")
    return [each for each in rounds if administers(user, each.owner.organization.path)]


def ordered_members(team: Team) -> list[TeamMember]:
    """Return the members by their part: head, deputies, secretaries, others."""
    return sorted(team.members.select_related("user"), key=lambda each: (PARTS.index(Part(each.part)), each.pk))


def timetable(team: Team) -> list[Visit]:
    """Return the visits of a team by day and session, each with its units in the order of the tree."""
    units = VisitUnit.objects.select_related("organization__parent").order_by("organization__path")
    return list(team.visits.prefetch_related(Prefetch("units", units)).order_by("day", "-session", "pk"))


def unit_lines(user: User, visit: Visit, units: Iterable[VisitUnit], seen: set[int]) -> list[UnitLine]:
    """Return the units of a visit with the sheets that `user` sees; `seen` are the keys whose minutes he may read."""
    lines = {unit.organization_id: UnitLine(unit, unit.pk in seen) for unit in units}
    for key, sheets in sheets_of(user, list(lines), visit.team.round).items():
        lines[key].sheets = sheets
    return list(lines.values())


def sheets_of(user: User, units: Sequence[int], round_: Round) -> dict[int, list[SheetLine]]:
    """Return every sheet of these units whose period meets that of the round, by unit; one visit serves them all."""
    found: dict[int, list[SheetLine]] = {}
    meets = Q(round__start__lte=round_.end, round__end__gte=round_.start)
    sheets = (
        counted_evaluations(user)
        .filter(meets, organization__in=units, withdrawn_at__isnull=True)
        .select_related("round__programme", "current")
        .order_by("round__programme__name", "round__start", "pk")
    )
    members: dict[tuple[int, int], list[Evaluation]] = {}
    for sheet in sheets:
        if sheet.subject:
            members.setdefault((sheet.organization_id, sheet.round_id), []).append(sheet)
        else:
            found.setdefault(sheet.organization_id, []).append(_line(sheet))
    for (unit, _), group in members.items():
        found.setdefault(unit, []).append(_line(group[0], len(group)))
    return found


def _line(sheet: Evaluation, members: int = 0) -> SheetLine:
    state = f"bước {sheet.current.get_kind_display()}" if sheet.current else "đã xong"
    return SheetLine(sheet.pk, sheet.round.name, sheet.round.programme.name, state, members)


@dataclass(frozen=True)
class Result:
    """What a visited unit came to: points of the unit and of the team, proposed outcome, all "" where unknown."""

    own: Assessment | None
    team: Assessment | None

    @property
    def outcome(self) -> str:
        """The outcome that the marks of the team propose, or those of the unit where the team has none."""
        stage = self.team or self.own
        return str(stage.result.get("name") or "") if stage else ""


def results_of(team: Team, units: Iterable[int]) -> dict[int, Result]:
    """Return what the stages handed on of the sheets of these units in the team's round came to, by unit; one query."""
    stages = Assessment.objects.filter(
        evaluation__round=team.round, evaluation__organization__in=units, evaluation__subject="",
        evaluation__withdrawn_at__isnull=True, kind__in=("self", "team"), state=Assessment.State.DONE,
    ).select_related("evaluation")  # fmt: skip
    found: dict[int, dict[str, Assessment]] = {}
    for stage in stages.order_by("position"):
        found.setdefault(stage.evaluation.organization_id, {})[stage.kind] = stage
    return {key: Result(kinds.get("self"), kinds.get("team")) for key, kinds in found.items()}
