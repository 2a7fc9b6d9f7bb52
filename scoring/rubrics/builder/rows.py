"""The rows of a draft in words: what each asks for, what its conditions say, what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.common.vietnamese import format_points
from scoring.pure.check import check
from scoring.pure.problems import Problem
from scoring.pure.rubric import Row, RubricData
from scoring.pure.sentences import applicability_sentence, fields_of, rule_sentences
from scoring.pure.spec import ChoiceSpec, DeductionSpec, Demands, Filled, GroupSpec, PointsSpec
from scoring.pure.subjects import subject
from scoring.rubrics.codes import code_problems
from scoring.rubrics.load import LoadedRubric
from scoring.rubrics.workbook import words as w
from scoring.sheets.words import hint_of, maximum_of

_DEMANDED = {"explanation": "Giải trình", "evidence": "Minh chứng", "report": "Báo cáo kèm theo"}


@dataclass(frozen=True)
class DraftRow:
    """One row as the page of a draft shows it; numbers are text, a template would localise them."""

    row: Row
    key: str
    label: str
    depth: str
    kind: str
    maximum: str
    said: tuple[str, ...]
    rules: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def count(self) -> str:
        """How many conditions the row has, "" for none."""
        return str(len(self.rules) or "")


def draft_rows(loaded: LoadedRubric, words: Mapping[tuple[str, str], str], problems: list[Problem]) -> list[DraftRow]:
    """Every row in reading order with its words and its problems."""
    rubric, fields = loaded.data, fields_of(loaded.data)
    return [
        DraftRow(
            row, str(loaded.keys[row.code]), rubric.label(row.code) or row.code, str(len(rubric.line(row.code))),
            w.KINDS.get(row.kind, row.kind), maximum_of(row), tuple(said_of(row, rubric, words)),
            tuple(". ".join(rule_sentences(rule, row.code, fields, words)) + "." for rule in row.spec.conditions),
            tuple(dict.fromkeys(each.message for each in problems if each.row == row.code)),
        )
        for row in rubric.rows
    ]  # fmt: skip


def faults_of(rubric: RubricData) -> list[Problem]:
    """What keeps the rubric from being published."""
    return [*check(rubric), *code_problems(rubric)]


def said_of(row: Row, rubric: RubricData, words: Mapping[tuple[str, str], str]) -> list[str]:
    """What a row asks for, in sentences."""
    spec = row.spec
    found = ["Phần điểm thưởng."] if spec.role == "bonus" else []
    found += [hint] if (hint := hint_of(row, rubric)) else []
    if isinstance(spec, PointsSpec | DeductionSpec) and spec.step is not None:
        found.append(f"Bước {format_points(spec.step)} điểm.")
    if isinstance(spec, ChoiceSpec):
        found.append("; ".join(_choice(each.label, format_points(each.points)) for each in spec.choices) + ".")
    if isinstance(spec, GroupSpec):
        found += [f"Không quá {format_points(spec.cap)} điểm."] if spec.cap is not None else []
    if isinstance(spec, Filled) and spec.filled_by is not None:
        found.append(f"Tự điền từ số liệu: {subject(spec.filled_by, fields_of(rubric), words)}.")
    found += _demands(spec.demands)
    if spec.when_not_applicable != "refused":
        found.append(f"Được ghi không áp dụng: {w.ASIDE[spec.when_not_applicable].removeprefix('Được, ')}.")
    return [*found, f"{applicability_sentence(spec.applies, words)}."] if spec.applies else found


def _choice(label: str, points: str) -> str:
    return f"{label}: {points} điểm" if points else label


def _demands(demands: Demands) -> list[str]:
    return [f"{word} {w.DEMANDED[when].lower()}." for key, word in _DEMANDED.items() if (when := getattr(demands, key))]
