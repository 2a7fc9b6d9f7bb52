"""The score table of a round for the meeting, as a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from config.common.xlsx import Column, write_list
from scoring.appraisal.selectors import Line
from scoring.models import Assessment, Evaluation, Round, Stage
from scoring.pure.rubric import RubricData
from scoring.rubrics.load import rubric_of


@dataclass(frozen=True)
class Row:
    """One sheet of the table with the stored figures of its stages."""

    number: int
    line: Line
    own: dict[str, Any]
    appraised: dict[str, Any]

    def points(self, stage: str, code: str) -> Decimal | None:
        figures = (self.own if stage == Stage.Kind.SELF else self.appraised).get("points", {})
        found = figures.get(code)
        return None if found is None else Decimal(found)


def score_table(round_: Round, lines: Sequence[Line]) -> bytes:
    """Return the workbook: one row per sheet, self-score and appraisal for each main group and in all."""
    rows = [_row(number, line) for number, line in enumerate(lines, 1)]
    groups = _groups([line.evaluation for line in lines])
    columns = [
        Column("STT", 6, "integer", lambda row: row.number),
        Column("Tổ chức đảng", 38, "text", lambda row: row.line.evaluation.name),
        Column("Trực thuộc", 34, "text", lambda row: row.line.evaluation.parent_name),
        Column("Bước", 18, "text", lambda row: row.line.state_label),
    ]
    for code, label in groups:
        columns += [
            Column(f"{label}: tự chấm", 12, "points", _group(Stage.Kind.SELF, code)),
            Column(f"{label}: thẩm định", 12, "points", _group(Stage.Kind.APPRAISAL, code)),
        ]
    columns += [
        Column("Tổng tự chấm", 12, "points", lambda row: row.line.self_total),
        Column("Tổng thẩm định", 12, "points", lambda row: row.line.appraised_total),
        Column("Chênh", 10, "points", lambda row: row.line.difference),
        Column("Đề xuất", 22, "text", lambda row: row.line.outcome),
        Column("Kết luận", 18, "text", lambda row: row.line.conclusion),
    ]
    return write_list("Bảng điểm", [f"BẢNG ĐIỂM: {round_.name}"], columns, rows)


def _row(number: int, line: Line) -> Row:
    stages = {stage.kind: stage for stage in line.evaluation.assessments.all()}
    return Row(number, line, _result(stages.get("self")), _result(stages.get("appraisal")))


def _result(stage: Assessment | None) -> dict[str, Any]:
    return stage.result if stage else {}


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
