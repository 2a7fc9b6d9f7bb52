"""Whom another outcome set would touch: every sheet of a line with what is proposed now and what would be then."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from organizations.access import require
from organizations.models import User
from scoring.facts.gather import SHEET_READS, observe
from scoring.models import Assessment, Evaluation, OutcomeSet, RoundRubric, Stage
from scoring.pure.records import Observations
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import judged, stored_result, value_of

NOTHING = "chưa đề xuất"


@dataclass(frozen=True)
class Affected:
    """One sheet: the last stage handed on, its total, the outcome it proposes now, and would propose."""

    evaluation: Evaluation
    stage: str
    total: Decimal | None
    old: str
    new: str
    recognised_before: bool
    recognised_after: bool

    @property
    def changed(self) -> bool:
        return self.old != self.new

    @property
    def gained(self) -> bool:
        """Whether the title would be proposed that is not now."""
        return self.recognised_after and not self.recognised_before

    @property
    def lost(self) -> bool:
        return self.recognised_before and not self.recognised_after


def affected(line: RoundRubric, candidate: OutcomeSet | None, *, actor: User) -> list[Affected]:
    """Return what `bind_outcomes` would make of every sheet of a line with a stage handed on, in the order of names.

    Writes nothing; the number of queries does not grow with the sheets. Raises Refused.
    """
    require(actor, "round.create", line.round.owner)
    last = _last_stages(line)
    for stage in last:
        # What is gathered is what the candidate's own conditions read.
        stage.evaluation.rule.outcome_set = candidate
    known = observe([stage.evaluation for stage in last])
    found = [_line(stage, candidate, known[stage.evaluation_id]) for stage in last]
    return sorted(found, key=lambda each: (each.evaluation.parent_name, each.evaluation.sort))


def concluded(line: RoundRubric) -> bool:
    """Say whether a body has concluded under this line: from then on its outcome set stays."""
    done = Assessment.objects.filter(evaluation__rule=line, state=Assessment.State.DONE)
    return done.exclude(conclusion="").exists()


def _last_stages(line: RoundRubric) -> Sequence[Assessment]:
    """Return the last stage with marks that each sheet handed on."""
    done = (
        Assessment.objects.filter(evaluation__rule=line, state=Assessment.State.DONE)
        .exclude(kind=Stage.Kind.APPROVAL)
        .filter(evaluation__withdrawn_at__isnull=True)
        .select_related(*(f"evaluation__{name}" for name in SHEET_READS))
        .prefetch_related("marks")
        .order_by("evaluation", "position")
    )
    return list({stage.evaluation_id: stage for stage in done}.values())


def _line(stage: Assessment, candidate: OutcomeSet | None, known: Observations) -> Affected:
    loaded = rubric_of(stage.evaluation.version)
    values = {loaded.codes[mark.criterion_id]: value_of(mark) for mark in stage.marks.all()}
    result = stored_result(judged(loaded, values, candidate, known), candidate)["result"]
    return Affected(
        evaluation=stage.evaluation, stage=stage.get_kind_display(), total=stage.total,
        old=stage.result.get("name") or NOTHING, new=result.get("name") or NOTHING,
        recognised_before=bool(stage.result.get("recognises")), recognised_after=bool(result.get("recognises")),
    )  # fmt: skip
