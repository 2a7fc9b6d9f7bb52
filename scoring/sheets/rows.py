"""One row of a sheet as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from config.common.vietnamese import format_points
from scoring.models import EvidenceUse, Mark, ReturnItem
from scoring.pure.demands import asks_for_reason
from scoring.pure.refusals import MOST_LINES
from scoring.pure.rubric import Row
from scoring.pure.spec import Choice, LinesSpec
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.marks import value_of
from scoring.sheets.typed import SPARE_LINES, TypedLine, TypedMark, may_be_set_aside, takes_lines, takes_plan, ticks
from scoring.sheets.words import asked_of, choices_of, hint_of, maximum_of, suffix_of


@dataclass(frozen=True)
class Cell:
    """What one stage says about a row, as shown."""

    text: str
    explanation: str = ""
    label: str = ""
    differs: bool = False
    # Lines that were entered, below the points they come to.
    details: tuple[str, ...] = ()


@dataclass
class RowView:
    """One row of the sheet."""

    row: Row
    # Text, because a template would localise a number at some cost, and "1.250" is no key.
    key: str
    depth: int
    maximum: str
    cells: list[Cell] = field(default_factory=list)
    proofs: list[EvidenceUse] = field(default_factory=list)
    mark: Mark | None = None
    # What stands in the inputs; of the parts of a row `control` says which template shows them.
    entry: TypedMark = field(default_factory=TypedMark)
    control: str = ""
    takes_lines: bool = False
    # Of a row whose points follow from what is entered, so that they stand beside it: what stands behind them.
    earns: str = ""
    asks: str = ""
    suffix: str = ""
    ticks: bool = False
    aside: bool = False
    aside_reason: bool = False
    explanation: str = ""
    error: str = ""
    # Whether what stands in the inputs was typed and not saved.
    unsaved: bool = False
    stands: str = ""
    yours: str = ""
    # The words beside the value that stands, and those typed, where they differ.
    stands_note: str = ""
    your_note: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    # Its place from the top, "I.1.(1)": "(1)" alone stands in several groups.
    label: str = ""
    group_total: str = ""
    # Of a row that was sent back: why, and what stood there before; `fixed` is what stands where others were.
    returned: ReturnItem | None = None
    fixed: str = ""
    fixed_details: tuple[str, ...] = ()
    # Whether the body at work votes on it, so that it is no input.
    voted: bool = False
    last: str = ""
    talk: str = ""
    revision: str = "0"
    seen: str = ""
    # Of a row that fills itself: what the records come to, as `filling.stored` keeps it.
    filling: Mapping[str, Any] | None = None

    @property
    def typed(self) -> str:
        """What stands in the input of the number, or the level that is chosen."""
        return self.entry.value

    @property
    def line_figure(self) -> str:
        """What is entered in each line besides its text and plan."""
        spec = self.row.spec
        if not isinstance(spec, LinesSpec):
            return ""
        return spec.actual_label or ("Điểm" if spec.earns == "points" else "Thực hiện")

    @property
    def shows_lines(self) -> bool:
        """Whether some stage entered lines here that are only read."""
        return bool(self.fixed_details) or any(cell.details for cell in self.cells)

    @property
    def _most_lines(self) -> int:
        most = self.row.spec.most_lines if isinstance(self.row.spec, LinesSpec) else None
        return min(most or MOST_LINES, MOST_LINES)

    @property
    def more_lines(self) -> bool:
        """Whether more lines may be entered than the page offers."""
        return len(self.lines) < self._most_lines

    @property
    def lines(self) -> list[tuple[str, str, TypedLine]]:
        """Lines to enter, those that stand and some empty ones: (number from 0, number from 1, what stands there)."""
        spare = max(0, min(SPARE_LINES, self._most_lines - len(self.entry.lines)))
        shown = (*self.entry.lines, *(TypedLine() for _ in range(spare)))
        return [(str(number), str(number + 1), line) for number, line in enumerate(shown)]

    @property
    def is_missing(self) -> bool:
        """Whether nothing stands in this row yet."""
        return self.mark is not None and value_of(self.mark).empty

    @property
    def differs(self) -> bool:
        """Whether a stage says something else than the one before it."""
        return any(cell.differs for cell in self.cells)


@lru_cache(maxsize=64)
def blank_rows(loaded: LoadedRubric) -> dict[str, RowView]:
    """Return every row with what does not depend on a sheet: made once per published rubric."""
    return {
        row.code: RowView(
            row,
            str(loaded.keys[row.code]),
            _depth(loaded, row),
            maximum_of(row),
            hint=hint_of(row, loaded.data),
            control=_control(row),
            takes_lines=takes_lines(row),
            earns=_earned_of(row),
            asks=asked_of(row),
            suffix=suffix_of(row),
            ticks=ticks(row),
            aside=may_be_set_aside(row),
            aside_reason=asks_for_reason(row),
            choices=choices_of(row),
            label=loaded.data.label(row.code),
        )
        for row in loaded.data.rows
    }


def _earned_of(row: Row) -> str:
    """Return what stands behind the points that a row earns by what is entered, "" where points are entered."""
    if row.kind not in ("count", "ratio", "lines", "measure"):
        return ""
    return f"/ {format_points(row.maximum)} điểm" if row.maximum is not None else "điểm"


def _control(row: Row) -> str:
    """Return the template of the inputs of a row that has more than one."""
    if takes_lines(row):
        return "scoring/_lines_input.html"
    return "scoring/_ratio_input.html" if takes_plan(row) else ""


def _depth(loaded: LoadedRubric, row: Row) -> int:
    depth = 0
    while row.parent:
        row, depth = loaded.data.row(row.parent), depth + 1
    return depth
