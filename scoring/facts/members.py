"""Members of a cell as figures: how many stand for a title, were recognised, reached an outcome. No name leaves here.

A rubric declares such a figure as a fact entered by `SOFTWARE`; its code says which: the code of a programme for
members, a dot, and `listed` (on the list), `recognised` (as concluded) or the code of an outcome (as handed on last).
A figure is known once it can no longer change of itself: recognised when every sheet of the cell is concluded, an
outcome when every sheet is handed in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from organizations.models import Organization
from scoring.models import Assessment, Evaluation, Fact, Round, RoundRubric, Stage
from scoring.names import MEMBER
from scoring.pure.conditions import Field
from scoring.pure.vocabulary import SOFTWARE
from scoring.rounds.scope import most_specific

LISTED, RECOGNISED = "listed", "recognised"


@dataclass(frozen=True)
class Counted:
    """A figure to count: which programme, and what of its members."""

    code: str
    programme: str
    what: str


def counted_fields(fields: Iterable[Field]) -> list[Counted]:
    """Return the figures that the software counts among declared fields."""
    found = []
    for field in fields:
        programme, dot, what = field.code.rpartition(".")
        if field.source == "facts" and field.entered_by == SOFTWARE and dot:
            found.append(Counted(field.code, programme, what))
    return found


def member_facts(keys: Collection[int], earliest: date, latest: date, fields: Mapping[str, Field]) -> list[Fact]:
    """Return the figures of these units, a calendar year each, as if they had been declared; none is stored.

    Four queries where a rubric counts members, none otherwise. A unit that a round reaches has 0 where it lists nobody;
    rounds of one programme that end in the same year count together.
    """
    wanted = counted_fields(fields.values())
    if not wanted:
        return []
    codes = {each.programme for each in wanted}
    rounds = list(
        Round.objects.filter(
            programme__code__in=codes, programme__subject=MEMBER, end__range=(earliest, date(latest.year, 12, 31))
        )
        .exclude(state=Round.State.DRAFT)
        .select_related("programme", "owner__organization")
        .prefetch_related(Prefetch("rubrics", RoundRubric.objects.select_related("branch")))
    )
    sheets = _sheets([round_.pk for round_ in rounds], keys)
    units = Organization.objects.filter(pk__in=keys) if rounds else ()
    return [
        fact
        for unit in units
        for (programme, year), own in _by_year(unit, rounds, sheets).items()
        for fact in _facts(unit.pk, year, own, [each for each in wanted if each.programme == programme])
    ]


def _by_year(
    unit: Organization, rounds: Sequence[Round], sheets: Mapping[tuple[int, int], list[Evaluation]]
) -> dict[tuple[str, int], list[Evaluation]]:
    """Return the sheets of a unit by programme and year: of the rounds that reach it, and of those it stood in."""
    found: dict[tuple[str, int], list[Evaluation]] = {}
    for round_ in rounds:
        own = sheets.get((round_.pk, unit.pk), [])
        below = unit.path.startswith(round_.owner.organization.path)
        if own or (below and most_specific(round_.rubrics.all(), unit) is not None):
            found.setdefault((round_.programme.code, round_.year), []).extend(own)
    return found


def _sheets(rounds: Sequence[int], keys: Collection[int]) -> dict[tuple[int, int], list[Evaluation]]:
    found: dict[tuple[int, int], list[Evaluation]] = {}
    if rounds:
        stages = Assessment.objects.order_by("position").defer("result")
        standing = Evaluation.objects.filter(
            round__in=rounds, organization__in=keys, subject__gt="", withdrawn_at__isnull=True
        ).prefetch_related(Prefetch("assessments", stages, to_attr="stages"))
        for sheet in standing:
            found.setdefault((sheet.round_id, sheet.organization_id), []).append(sheet)
    return found


def _facts(unit: int, year: int, sheets: Sequence[Evaluation], wanted: Iterable[Counted]) -> list[Fact]:
    found = []
    for each in wanted:
        count = _count(each.what, sheets)
        if count is not None:
            found.append(
                Fact(
                    organization_id=unit, field=each.code, start=date(year, 1, 1), end=date(year, 12, 31),
                    value=str(count),
                )
            )  # fmt: skip
    return found


def _count(what: str, sheets: Sequence[Evaluation]) -> int | None:
    if what == LISTED:
        return len(sheets)
    stages = [vars(sheet)["stages"] for sheet in sheets]
    if what == RECOGNISED:
        if any(sheet.current_id is not None for sheet in sheets):
            return None
        recognised = Assessment.Conclusion.RECOGNISED
        return sum(any(stage.conclusion == recognised for stage in own) for own in stages)
    last = [_last_marked(own) for own in stages]
    if any(stage is None for stage in last):
        return None
    return sum(stage is not None and stage.outcome == what for stage in last)


def _last_marked(stages: Sequence[Assessment]) -> Assessment | None:
    done = [each for each in stages if each.state == Assessment.State.DONE and each.kind != Stage.Kind.APPROVAL]
    return done[-1] if done else None
