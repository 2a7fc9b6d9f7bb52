"""What must stand beside a mark, and what a sheet still lacks before it can be handed on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .marks import MarkValue, excluded, mark_problem, points
from .rubric import Row, RubricData
from .spec import FAIL, DeductionSpec

_EXPLANATION = "Cần ghi giải trình cho nội dung này."
_EVIDENCE = "Cần kèm ít nhất một minh chứng cho nội dung này."
_REPORT = "Cần kèm báo cáo giải trình cụ thể cho nội dung này."


@dataclass(frozen=True)
class Entry:
    """A mark with what stands beside it; `evidence_count` counts the papers attached to the row."""

    mark: MarkValue = field(default_factory=MarkValue)
    explanation: str = ""
    evidence_count: int = 0


def _earned(row: Row, mark: MarkValue) -> Decimal:
    return points(row, mark) or Decimal(0)


def _aside(row: Row, mark: MarkValue) -> bool:
    return mark.not_applicable or excluded(row, mark)


def _positive(row: Row, mark: MarkValue) -> bool:
    # A deduction earns a negative number, and is exactly what has to be explained.
    return not _aside(row, mark) and (_earned(row, mark) != 0 or bool(mark.value))


_WHEN: dict[str, Callable[[Row, MarkValue], bool]] = {
    "always": lambda row, mark: True,
    "when_positive": _positive,
    "when_below_maximum": lambda row, mark: (
        not _aside(row, mark) and row.maximum is not None and _earned(row, mark) < row.maximum
    ),
    "when_failed": lambda row, mark: mark.choice == FAIL,
    "when_not_applicable": lambda row, mark: mark.not_applicable,
}


def _explained(row: Row, mark: MarkValue) -> str | None:
    """When a row asks for words: a deduction always does when it takes something off, whatever its rubric says."""
    when = row.spec.demands.explanation
    if isinstance(row.spec, DeductionSpec) and when != "always" and _positive(row, mark):
        return "when_positive"
    return when


def asks_for_reason(row: Row) -> bool:
    """Whether setting the row aside as "not applicable" takes a written reason."""
    return row.spec.demands.explanation in ("always", "when_not_applicable")


def demands_unmet(row: Row, mark: MarkValue, explanation: str, evidence_count: int) -> str | None:
    """What a marked row still asks for, as a Vietnamese sentence; None if nothing or not validly marked."""
    if mark.empty or mark_problem(row, mark):
        return None
    demands = row.spec.demands
    asked = (
        (demands.report, evidence_count > 0, _REPORT),
        (_explained(row, mark), bool(explanation.strip()), _EXPLANATION),
        (demands.evidence, evidence_count > 0, _EVIDENCE),
    )
    for when, given, sentence in asked:
        if when is not None and not given and _WHEN[when](row, mark):
            return sentence
    return None


def missing_items(rubric: RubricData, entries: Mapping[str, Entry]) -> list[tuple[str, str]]:
    """What a sheet lacks before submission, row by row in reading order: (row code, Vietnamese sentence)."""
    lacking = []
    for row in rubric.leaves():
        entry = entries.get(row.code, Entry())
        if entry.mark.empty:
            sentence: str | None = "Chưa chấm."
        else:
            sentence = mark_problem(row, entry.mark) or demands_unmet(
                row, entry.mark, entry.explanation, entry.evidence_count
            )
        if sentence:
            lacking.append((row.code, f"Mục {rubric.label(row.code)}: {sentence[0].lower()}{sentence[1:]}"))
    return lacking
