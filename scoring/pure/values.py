"""What a person enters in a row."""

from dataclasses import dataclass
from decimal import Decimal

from .shares import Line


class MarkError(ValueError):
    """A mark that its row refuses: `code` of the row, and the Vietnamese sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True)
class MarkValue:
    """What was entered: a number (points, a count, a measured or actual figure), or a choice, or lines, or
    "not applicable". `plan` stands beside an actual figure; alone it is no mark yet. Of a row of lines the
    number 0 says that there are none.
    """

    value: Decimal | None = None
    choice: str | None = None
    not_applicable: bool = False
    plan: Decimal | None = None
    lines: tuple[Line, ...] = ()

    @property
    def empty(self) -> bool:
        return self.value is None and self.choice is None and not self.not_applicable and not self.lines
