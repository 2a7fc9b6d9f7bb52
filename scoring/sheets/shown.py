"""A whole sheet for one reader: what its page and its papers show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.models import Assessment, Ballot, Evaluation, Stage
from scoring.pure.arithmetic import Totals
from scoring.pure.judge import Judgement
from scoring.pure.outcome import Proposal
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.beside import WHOLE
from scoring.sheets.recheck import Changed
from scoring.sheets.rows import RowView


@dataclass
class SheetView:
    """A whole sheet for one reader."""

    evaluation: Evaluation
    loaded: LoadedRubric
    stages: list[Assessment]
    rows: list[RowView]
    judgements: list[Judgement]
    own: Assessment | None
    outcomes_illustrative: bool
    has_points: bool
    may_talk: bool
    # What the reader may do about a file uploaded by mistake: "propose" its removal, "remove" it once proposed, or "".
    files: str
    # What a year before the same rubric came to, by row code; empty where there was no sheet of it.
    last: Mapping[str, str]
    missing: list[tuple[str, str]]
    # What rows were computed from and is otherwise now, as long as the sheet is not concluded.
    changed: list[Changed] = field(default_factory=list)
    # Heads of the columns by stage, and what bodies voted by stage and criterion: of stages that vote.
    labels: Mapping[int, str] = field(default_factory=dict)
    ballots: Mapping[int, Mapping[int, Ballot]] = field(default_factory=dict)

    @property
    def last_label(self) -> str:
        """Head of the column of last year, "" where there is none."""
        return f"Năm {self.evaluation.round.year - 1}" if self.last else ""

    @property
    def last_total(self) -> str:
        """Last year's sum of the whole sheet."""
        return self.last.get(WHOLE, "")

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Heads of the columns of stages that are only read: (label, kind)."""
        return [(self.labels[stage.pk], stage.kind) for stage in self.stages if stage != self.own]

    @property
    def sums(self) -> list[tuple[Assessment, Totals, str]]:
        """The last line of the table: stages with their totals and the heads of their columns."""
        return [(stage, totals, self.labels[stage.pk]) for stage, totals, _ in self.shown]

    @property
    def outcome_label(self) -> str:
        """What an outcome is: a proposal to whoever concludes, the result where nobody does."""
        concludes = any(stage.kind == Stage.Kind.APPROVAL for stage in self.evaluation.assessments.all())
        return "Đề xuất" if concludes else "Kết quả"

    @property
    def earlier(self) -> str:
        """What the marks are called that the reader, who judges, starts from."""
        before = [stage for stage in self.stages if stage != self.own]
        return "điểm tự chấm" if len(before) < 2 else "điểm của bước trước"

    @property
    def width(self) -> str:
        """How many columns the table has."""
        asked = (True, True, self.has_points, bool(self.last), self.own is not None, True)
        return str(sum(asked) + len(self.columns))

    @property
    def own_label(self) -> str:
        """Head of the column that the reader fills."""
        if self.own is None:
            return ""
        label = self.labels[self.own.pk]
        return f"Điểm {label.lower()}" if self.has_points else label

    @property
    def shown(self) -> list[tuple[Assessment, Totals, Proposal]]:
        """Stages with their totals and proposals, in order."""
        return [
            (stage, judgement.totals, judgement.proposal)
            for stage, judgement in zip(self.stages, self.judgements, strict=True)
        ]
