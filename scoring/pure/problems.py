"""What is wrong with a rubric, said so that its author finds the row."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a rubric or an outcome set from being used.

    `row` is the code of the row it concerns ("" for the whole); `message` is a Vietnamese sentence that
    names the printed marker and the code.
    """

    row: str
    message: str


class RubricError(ValueError):
    """Raised when a mapping cannot be read, or when something unsound was asked to be used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))
