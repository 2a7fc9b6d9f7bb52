"""Which units a round reaches, under which rubric, and which bodies take its stages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from organizations.access import under
from organizations.models import Body, BodyKind, Organization
from organizations.models.tree import PATH_WIDTH
from scoring.models import Round, RoundRubric, Stage
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

    def wanted(self) -> list[Organization]:
        """Return the units to lay out sheets for: all of the subtree, or the chosen and the listed ones."""
        limits = [limit for limit in (self.chosen, self.listed) if limit is not None]
        return [unit for unit in self.units.values() if all(unit.pk in limit for limit in limits)]

    @classmethod
    def read(cls, round_: Round) -> "Scope":
        """Read the subtree of the owner, dissolved units left out."""
        top = round_.owner.organization
        units = Organization.objects.filter(under(top.path), active=True).select_related("level", "parent")
        bodies = Body.objects.filter(under(top.path, "organization__"), active=True).order_by("-pk")
        return cls(
            round_,
            {unit.path: unit for unit in units.order_by("path")},
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
        holder = self._parent(unit) if stage.source == Stage.Source.PARENT else self._above(unit, stage)
        return self.bodies.get((holder.pk, stage.body_kind)) if holder else None

    def _parent(self, unit: Organization) -> Organization | None:
        return self.units.get(unit.path[:-PATH_WIDTH])

    def _above(self, unit: Organization, stage: Stage) -> Organization | None:
        holder = self._parent(unit)
        while holder is not None and holder.level_id != stage.source_level_id:
            holder = self._parent(holder)
        return holder
