"""What a workbook would do: one line per row with its state and the words that are shown, and the acts behind them."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices

from organizations.imports.workbook import ReadRow


class State(TextChoices):
    REFUSED = "refused", "không nhận"
    NEW = "new", "mới"
    CHANGED = "changed", "thay đổi"
    UNCHANGED = "unchanged", "giữ nguyên"


@dataclass
class Line:
    """One row of the workbook as it will be treated; `details` say what changes or why it is refused."""

    sheet: str
    number: int
    title: str
    state: State = State.UNCHANGED
    details: list[str] = field(default_factory=list)

    def refuse(self, problem: str) -> None:
        """Refuse the row, keeping refusals alone in its details."""
        if self.state != State.REFUSED:
            self.state, self.details = State.REFUSED, []
        self.details.append(problem)

    def do(self, state: State, detail: str = "") -> None:
        """Say what will be done with the row, unless it is refused."""
        if self.state != State.REFUSED:
            self.state = State.NEW if State.NEW in (state, self.state) else state
            self.details += [detail] if detail else []


@dataclass(frozen=True)
class UnitAct:
    """An organisation to found, or to change: `values` as `tree` takes them, the parent by its code."""

    code: str
    pk: int | None
    parent: str | None
    values: dict[str, Any]


@dataclass
class PostAct:
    """A role at the organisation with this code; `body` is the key of a body or the kind of one to come."""

    role: str
    code: str
    body: int | str | None
    start: str


@dataclass
class PersonAct:
    """An account to open (`pk` None) or to correct (`changed`), and its new posts."""

    username: str
    full_name: str
    phone: str
    pk: int | None
    home: str
    changed: bool = False
    posts: list[PostAct] = field(default_factory=list)


@dataclass
class Plan:
    """Everything a workbook would do, in the order in which it is done."""

    lines: list[Line]
    units: list[UnitAct]
    people: list[PersonAct]

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def applies(self) -> bool:
        """Whether nothing is refused and something is to do."""
        return not self.count(State.REFUSED) and self.count(State.UNCHANGED) < len(self.lines)

    @property
    def digest(self) -> str:
        """What was shown, as one hash: another one says that the installation has changed since."""
        shown = [[line.sheet, line.number, line.title, line.state.value, line.details] for line in self.lines]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def new_line(row: ReadRow, title: str) -> Line:
    """Return the line of a row, refused already where its cells could not be read."""
    line = Line(row.sheet, row.number, title)
    for heading, problem in row.problems:
        line.refuse(f"Cột “{heading}”: {problem}." if heading else f"{problem[:1].upper()}{problem[1:]}.")
    return line
