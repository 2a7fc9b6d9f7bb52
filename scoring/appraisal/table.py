"""The score table of a round for the meeting, as a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from config.common.xlsx import Column, write_list
from scoring.appraisal.selectors import Line
from scoring.models import Assessment, Evaluation, Round, Stage
from scoring.pure.rubric import RubricData
from scoring.rubrics.load import rubric_of
from scoring.workflow import marking_stages


@dataclass(frozen=True)
class Row:
    """One sheet of the table with the stored figures of its stages: of several that mark, the last one counts."""

    number: int
    line: Line
    own: dict[str, Any]
    appraised: dict[str, Any]
    steps: list[Assessment]

    def points(self, stage: str, code: str) -> Decimal | None:
        figures = (self.own if stage == Stage.Kind.SELF else self.appraised).get("points", {})
        found = figures.get(code)
        return None if found is None else Decimal(found)


def score_table(round_: Round, lines: Sequence[Line]) -> bytes:
    """Return the workbook: one row per sheet, self-score and appraisal for each main group and in all."""
    # The stages whole, with what they came to: the list needs less of them.
    prefetch_related_objects([line.evaluation for line in lines], "assessments")
    rows = [_row(number, line) for number, line in enumerate(lines, 1)]
    most = max((len(row.steps) for row in rows), default=0)
    groups = _groups([line.evaluation for line in lines])
    columns = [
        Column("STT", 6, "integer", lambda row: row.number),
        Column("Tổ chức đảng", 38, "text", lambda row: row.line.name),
        Column("Trực thuộc", 34, "text", lambda row: row.line.parent),
        Column("Bước", 18, "text", lambda row: row.line.state_label),
    ]
    for code, label in groups:
        columns += [
            Column(f"{label}: tự chấm", 12, "points", _group(Stage.Kind.SELF, code)),
            Column(f"{label}: thẩm định", 12, "points", _group(Stage.Kind.APPRAISAL, code)),
        ]
    columns += [
        Column("Tổng tự chấm", 12, "points", lambda row: row.line.self_total),
        *(Column(f"Bước thẩm định {step}", 12, "points", _step(step)) for step in range(1, most) if most > 1),
        Column("Tổng thẩm định", 12, "points", lambda row: row.line.appraised_total),
        Column("Chênh", 10, "points", lambda row: row.line.difference),
        Column("Đề xuất", 22, "text", lambda row: row.line.outcome),
        Column("Kết luận", 18, "text", lambda row: row.line.conclusion),
    ]
    return write_list("Bảng điểm", [f"BẢNG ĐIỂM: {round_.name}"], columns, rows)


def _row(number: int, line: Line) -> Row:
    own = next(stage for stage in line.evaluation.assessments.all() if stage.kind == Stage.Kind.SELF)
    steps = marking_stages(line.evaluation)
    done = [stage for stage in steps if stage.state == Assessment.State.DONE]
    return Row(number, line, own.result, done[-1].result if done else {}, steps)


def _step(number: int) -> Any:
    """Return the total of a step of marking before the last, by its number from 1."""
    return lambda row: row.steps[number - 1].total if len(row.steps) > number else None


def _group(stage: str, code: str) -> Any:
    return lambda row: row.points(stage, code)


def _groups(evaluations: Sequence[Evaluation]) -> list[tuple[str, str]]:
    """Return the main groups of the rubrics in the table, by code: those that the printed sheet numbers first."""
    found: dict[str, str] = {}
    seen: set[int] = set()
    for evaluation in evaluations:
        if evaluation.version_id not in seen:
            seen.add(evaluation.version_id)
            found |= _main_groups(rubric_of(evaluation.version).data)
    return list(found.items())


def _main_groups(rubric: RubricData) -> dict[str, str]:
    top = [row for row in rubric.children() if row.is_group]
    return {
        group.code: group.text
        for row in top
        for group in ([child for child in rubric.children(row.code) if child.is_group] or [row])
    }
