"""A month's votes of many units together: who reported, who did not, which contents failed where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import Truncator

from config.common.charts import Chart, bars
from config.common.xlsx import Column, write_list
from organizations.models import User
from scoring.bodies.ballots import ballot_words, counts_of
from scoring.models import Assessment, Ballot, Evaluation, Mark, Round, Stage
from scoring.permissions import visible_evaluations
from scoring.progress import handed_in
from scoring.pure.rubric import Row
from scoring.pure.spec import FAIL
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import value_of
from scoring.sheets.save import by_vote
from scoring.sheets.words import shown_mark

# As much of a content as a bar of a chart has room for.
SHORT = 24
REPORTED, WAITING, LATE = "done", "waiting", "late"
LABELS = {REPORTED: "Đã báo cáo", WAITING: "Chưa báo cáo", LATE: "Quá hạn báo cáo"}


@dataclass(frozen=True)
class Content:
    """One content that units vote on, and how many failed it."""

    code: str
    label: str
    text: str
    failed: int


@dataclass(frozen=True)
class Cell:
    """How one unit voted on one content."""

    text: str = ""
    votes: str = ""
    failed: bool = False


@dataclass(frozen=True)
class UnitLine:
    """One unit: whether it reported, its contents in the order of the table, its outcome."""

    key: int
    name: str
    parent: str
    state: str
    reported_on: date | None
    cells: tuple[Cell, ...]
    outcome: str

    @property
    def state_label(self) -> str:
        return LABELS[self.state]


@dataclass(frozen=True)
class RollUp:
    """Everything that the committee above reads of a month."""

    contents: tuple[Content, ...]
    lines: tuple[UnitLine, ...]
    charts: tuple[Chart, ...]

    def count(self, state: str) -> int:
        """Return how many units are in this state."""
        return sum(line.state == state for line in self.lines)

    @property
    def figures(self) -> list[tuple[str, int]]:
        """Return (label, count) for every state, then for units with a content that failed."""
        failing = sum(any(cell.failed for cell in line.cells) for line in self.lines)
        return [*((label, self.count(state)) for state, label in LABELS.items()), ("Có nội dung không đạt", failing)]


def roll_up(user: User, round_: Round) -> RollUp:
    """Return what the units of `user`'s scope voted in a round; five queries, however many units and contents."""
    sheets = visible_evaluations(user).filter(round=round_, withdrawn_at__isnull=True)
    own = Assessment.objects.filter(kind=Stage.Kind.SELF)
    evaluations = list(
        sheets.select_related("version", "organization")
        .defer("version__meta")
        .prefetch_related(Prefetch("assessments", own, to_attr="own"))
        .order_by("parent_name", "sort", "pk")
    )
    rows = _voted_rows(evaluations)
    said = _said([stage.pk for each in evaluations for stage in _done(each)])
    lines = tuple(_line(each, rows, said) for each in evaluations)
    contents = tuple(
        Content(row.code, label, row.text, sum(line.cells[place].failed for line in lines))
        for place, (row, label) in enumerate(rows)
    )
    return RollUp(contents, lines, tuple(_charts(contents, handed_in(sheets, round_))))


def _done(evaluation: Evaluation) -> list[Assessment]:
    """Return the unit's own step where it was handed in: before, it is nobody else's business."""
    stages: list[Assessment] = vars(evaluation)["own"]
    return [stage for stage in stages if stage.state == Assessment.State.DONE]


def _voted_rows(evaluations: Iterable[Evaluation]) -> list[tuple[Row, str]]:
    found: dict[str, tuple[Row, str]] = {}
    for evaluation in {each.version_id: each for each in evaluations}.values():
        data = rubric_of(evaluation.version).data
        for row in data.leaves():
            if by_vote(row):
                found.setdefault(row.code, (row, data.label(row.code)))
    return list(found.values())


def _said(stages: list[int]) -> dict[tuple[int, int], tuple[Mark, Ballot | None]]:
    """Return mark and vote by stage and criterion."""
    ballots = {
        (ballot.assessment_id, ballot.criterion_id): ballot
        for ballot in Ballot.objects.filter(assessment__in=stages)
    }  # fmt: skip
    marks = Mark.objects.filter(assessment__in=stages)
    return {
        (mark.assessment_id, mark.criterion_id): (mark, ballots.get((mark.assessment_id, mark.criterion_id)))
        for mark in marks
    }


def _line(
    evaluation: Evaluation, rows: list[tuple[Row, str]], said: dict[tuple[int, int], tuple[Mark, Ballot | None]]
) -> UnitLine:
    done = _done(evaluation)
    stage: Assessment = vars(evaluation)["own"][0]
    keys = rubric_of(evaluation.version).keys
    cells = tuple(_cell(row, said.get((stage.pk, keys.get(row.code, 0)))) for row, _ in rows)
    late = not done and stage.deadline < timezone.localdate()
    return UnitLine(
        evaluation.pk, evaluation.name, evaluation.parent_name, REPORTED if done else LATE if late else WAITING,
        timezone.localdate(stage.done_at) if stage.done_at else None, cells,
        stage.result.get("name") or "" if done else "",
    )  # fmt: skip


def _cell(row: Row, found: tuple[Mark, Ballot | None] | None) -> Cell:
    if found is None:
        return Cell()
    mark, ballot = found
    value = value_of(mark)
    votes = ballot_words(counts_of(ballot)) if ballot else ""
    return Cell(shown_mark(row, value, mark.points), votes, value.choice == FAIL)


def _charts(contents: Iterable[Content], by_day: Chart | None) -> list[Chart]:
    named = [(Truncator(f"{content.label}. {content.text}").chars(SHORT), content.failed) for content in contents]
    failed = bars("theo-noi-dung", "Đơn vị không đạt theo nội dung", named, "Nội dung", "đơn vị")
    return [failed, *([by_day] if by_day else [])]


def roll_up_table(round_: Round, found: RollUp) -> bytes:
    """Return the same as a workbook."""
    columns = [
        Column("STT", 6, "integer", lambda row: row[0]),
        Column("Tổ chức đảng", 38, "text", lambda row: row[1].name),
        Column("Trực thuộc", 34, "text", lambda row: row[1].parent),
        Column("Báo cáo", 18, "text", lambda row: row[1].state_label),
        Column("Ngày báo cáo", 14, "date", lambda row: row[1].reported_on),
        *(
            column
            for place, content in enumerate(found.contents)
            for column in (
                Column(f"{content.label}. {content.text}", 22, "text", _text_at(place)),
                Column(f"{content.label}. Biểu quyết", 34, "text", _votes_at(place)),
            )
        ),
        Column("Kết quả", 16, "text", lambda row: row[1].outcome),
    ]
    return write_list("Biểu quyết", [f"KẾT QUẢ BIỂU QUYẾT: {round_.name}"], columns, list(enumerate(found.lines, 1)))


def _text_at(place: int) -> Callable[[Any], str]:
    return lambda row: row[1].cells[place].text


def _votes_at(place: int) -> Callable[[Any], str]:
    return lambda row: row[1].cells[place].votes
