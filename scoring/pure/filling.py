"""What records come to in the rows that fill themselves, with the words and the records behind each figure."""

from collections.abc import Mapping
from dataclasses import dataclass

from .arithmetic import Totals
from .evaluate import measured_cases
from .marks import MarkValue, filled
from .metric import Context
from .phrases import SOURCE_WORDS, noun
from .records import Observations
from .rubric import Row, RubricData
from .spec import Filled
from .text import spoken


@dataclass(frozen=True)
class Filling:
    """The mark that the records give a row, empty where they say too little. `words` are the figure as people read it,
    `source` where it comes from, `records` what it rests on, `lacking` what is missing.
    """

    mark: MarkValue
    source: str
    words: str = ""
    records: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def complaint(self, entered: MarkValue, explanation: str) -> str | None:
        """Why a row may not stand so: its figure is not that of the records, and nobody says why."""
        if entered.empty or entered == self.mark or explanation.strip():
            return None
        if self.mark.value is None:
            return f"Chưa đủ số liệu để tự điền ({self.source}): tự nhập thì phải ghi giải trình."
        return f"Theo {self.source} là {spoken(self.mark.value)}: ghi khác thì phải ghi giải trình."


def filled_rows(rubric: RubricData) -> tuple[Row, ...]:
    """The rows that fill themselves, in reading order."""
    return tuple(
        row for row in rubric.leaves() if isinstance(row.spec, Filled) and row.spec.filled_by is not None
    )  # fmt: skip


def fillings(
    rubric: RubricData, marks: Mapping[str, MarkValue], marked: Totals, seen: Observations | None
) -> dict[str, Filling]:
    """What the records come to in every row that fills itself, by code. Without observations nothing is known."""
    context = Context(rubric, marks, marked, seen)
    return {row.code: _filling(row, context) for row in filled_rows(rubric)}


def _filling(row: Row, context: Context) -> Filling:
    metric = row.spec.filled_by if isinstance(row.spec, Filled) else None
    if metric is None:
        return Filling(MarkValue(), "")
    found = measured_cases(metric, context)
    source = SOURCE_WORDS[metric.source] + ("" if metric.of == "self" else " của tổ chức đảng trực thuộc")
    words = f"{found.words} {noun(metric)}" if metric.aggregate == "count" and found.words else found.words
    return Filling(filled(row, found.figure), source, words, found.records, found.lacking)
