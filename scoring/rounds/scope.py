"""Which units a round reaches, under which rubric, and which bodies take its stages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from organizations.access import under
from organizations.models import Body, BodyKind, Organization
from organizations.models.tree import PATH_WIDTH
from scoring.models import Round, RoundRubric, Stage, Team, VisitUnit
from scoring.rounds.listed import listed_units


def most_specific(rules: Iterable[RoundRubric], organization: Organization) -> RoundRubric | None:
    """Return the line for this unit: the deepest branch wins, then the one that names its sector."""
    fitting = [
        rule
        for rule in rules
        if rule.level_id == organization.level_id
        and rule.sector_id in (None, organization.sector_id)
        and (rule.branch is None or organization.path.startswith(rule.branch.path))
    ]
    return max(
        fitting,
        key=lambda rule: (len(rule.branch.path) if rule.branch else 0, rule.sector_id is not None),
        default=None,
    )


@dataclass
class Scope:
    """All of a round's subtree, read in two queries: units by path, bodies by unit and kind."""

    round: Round
    units: dict[str, Organization] = field(default_factory=dict)
    bodies: dict[tuple[int, str], Body] = field(default_factory=dict)
    chosen: set[int] | None = None
    # Those on the approved list of registrations, where the programme asks for one.
    listed: set[int] | None = None
    # Inspection teams by the organisation that set them up; read where a chain has a step for one.
    teams: dict[int, Body] | None = None
    # Those whose timetable has a unit already, by unit and organisation that set the team up; read with the teams.
    visiting: dict[tuple[int, int], Body] = field(default_factory=dict)

    def wanted(self) -> list[Organization]:
        """Return the units to lay out sheets for: all of the subtree, or the chosen and the listed ones."""
        limits = [limit for limit in (self.chosen, self.listed) if limit is not None]
        return [unit for unit in self.units.values() if all(unit.pk in limit for limit in limits)]

    @classmethod
    def read(cls, round_: Round) -> "Scope":
        """Read the subtree of the owner, dissolved units left out."""
        top = round_.owner.organization
        units = Organization.objects.filter(under(top.path), active=True).select_related("level", "sector", "parent")
        bodies = Body.objects.filter(under(top.path, "organization__"), active=True).order_by("-pk")
        return cls(
            round_,
            {unit.path: unit for unit in units.order_by("path")},
            {(body.organization_id, body.kind): body for body in bodies},
            listed=listed_units(round_),
        )

    @classmethod
    def of_unit(cls, round_: Round, key: int) -> "Scope":
        """Read one unit and those above it up to the owner, as `read` would, however large the tree."""
        top = round_.owner.organization
        within = Organization.objects.filter(under(top.path), active=True)
        path = within.filter(pk=key).values_list("path", flat=True).first() or ""
        above = [path[:end] for end in range(len(top.path), len(path) + 1, PATH_WIDTH)]
        units = list(within.filter(path__in=above).select_related("level", "sector", "parent").order_by("path"))
        bodies = Body.objects.filter(organization__in=units, active=True).order_by("-pk")
        return cls(
            round_,
            {unit.path: unit for unit in units},
            {(body.organization_id, body.kind): body for body in bodies},
            listed=listed_units(round_),
        )

    def body_for(self, stage: Stage, unit: Organization) -> Body | None:
        """Return the body that takes `stage` for `unit`, or None where it does not exist."""
        if stage.source == Stage.Source.FIXED:
            return stage.source_body
        if stage.source == Stage.Source.SELF:
            own = BodyKind.CELL if unit.level.is_cell else BodyKind.COMMITTEE
            return self.bodies.get((unit.pk, own))
        holder = self.holder_of(stage, unit)
        if stage.kind == Stage.Kind.TEAM:
            return self._team_of(unit, holder)
        return self.bodies.get((holder.pk, stage.body_kind)) if holder else None

    def holder_of(self, stage: Stage, unit: Organization) -> Organization | None:
        """Return the organisation above `unit` whose body takes `stage`."""
        return self._parent(unit) if stage.source == Stage.Source.PARENT else self._above(unit, stage)

    def _team_of(self, unit: Organization, holder: Organization | None) -> Body | None:
        """Return the team for a unit: of those of one organisation the one that has planned to visit it."""
        body = self._team(holder)
        return self.visiting.get((unit.pk, body.organization_id), body) if body else None

    def _team(self, holder: Organization | None) -> Body | None:
        """Return the team that this round's paper set up at `holder` or at the nearest above, else a standing one."""
        if self.teams is None:
            self.teams, self.visiting = self._read_teams(), self._read_visiting()
        while holder is not None:
            if holder.pk in self.teams:
                return self.teams[holder.pk]
            holder = self._parent(holder)
        return None

    def _read_teams(self) -> dict[int, Body]:
        standing = Body.objects.filter(
            organization__in=[unit.pk for unit in self.units.values()], kind=BodyKind.TEAM, active=True,
            team__isnull=True,
        )  # fmt: skip
        of_round = Team.objects.filter(round=self.round).select_related("body").order_by("-pk")
        found = {body.organization_id: body for body in standing.order_by("-pk")}
        # Of several teams of one organisation the first begins; units may be given to another with their visit.
        return found | {team.body.organization_id: team.body for team in of_round}

    def _read_visiting(self) -> dict[tuple[int, int], Body]:
        planned = VisitUnit.objects.filter(visit__team__round=self.round).select_related("visit__team__body")
        bodies = [(each.organization_id, each.visit.team.body) for each in planned.order_by("pk")]
        # Planned twice, the later visit decides, as it does once the round is open.
        return {(unit, body.organization_id): body for unit, body in bodies}

    def _parent(self, unit: Organization) -> Organization | None:
        return self.units.get(unit.path[:-PATH_WIDTH])

    def _above(self, unit: Organization, stage: Stage) -> Organization | None:
        holder = self._parent(unit)
        while holder is not None and holder.level_id != stage.source_level_id:
            holder = self._parent(holder)
        return holder
