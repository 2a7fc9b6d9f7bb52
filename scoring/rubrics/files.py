"""Rubrics as files, YAML or xlsx: read whole or not at all, written so that reading gives the same back."""

from dataclasses import dataclass
from typing import Any

import yaml
from django.db import transaction

from organizations.models import User
from scoring.models import OutcomeSet, RubricVersion
from scoring.pure import outcome_data
from scoring.pure.check import check
from scoring.pure.problems import Problem, RubricError
from scoring.pure.rubric import RubricData, parse, to_mapping
from scoring.rubrics.codes import code_problems
from scoring.rubrics.load import outcomes_of, read_rubric
from scoring.rubrics.publish import load_outcomes, load_rubric
from scoring.rubrics.workbook import RubricWorkbook, read_workbook, write_workbook

MOST_BYTES = 2_000_000
WORKBOOK = ".xlsx"


@dataclass(frozen=True)
class RubricFile:
    """What a file holds; `book` says where the rows of a workbook stand."""

    rubric: RubricData
    outcomes: outcome_data.OutcomeSetData | None = None
    book: RubricWorkbook | None = None

    def problems(self) -> list[Problem]:
        """What keeps the rubric from being published, with sheet and row where it is a workbook."""
        return self.located([*check(self.rubric), *code_problems(self.rubric)])

    def located(self, problems: list[Problem]) -> list[Problem]:
        return self.book.located(problems) if self.book else problems


def read_file(name: str, data: bytes) -> RubricFile:
    """The rubric of a file, by the ending of its name. Raises RubricError with Vietnamese sentences."""
    if name.lower().endswith(WORKBOOK):
        book = read_workbook(data)
        return RubricFile(book.rubric, book.outcomes, book)
    return RubricFile(parse(read_yaml(data)))


def read_yaml(data: bytes) -> dict[str, Any]:
    """The mapping of a YAML file. Raises RubricError where there is none, or too much."""
    if len(data) > MOST_BYTES:
        raise RubricError([Problem("", "Tệp lớn quá 2 MB.")])
    try:
        found = yaml.safe_load(data.decode("utf-8"))
    # The library raises plain ValueError for values such as 2026-13-45, and goes as deep as the brackets of the file.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise RubricError([Problem("", _unreadable(error))]) from None
    if not isinstance(found, dict):
        raise RubricError([Problem("", "Tệp phải là một ánh xạ khóa: giá trị.")])
    return found


def _unreadable(error: Exception) -> str:
    """Why a YAML file cannot be read: the library says it in English."""
    if isinstance(error, UnicodeDecodeError):
        return "Không đọc được tệp YAML: tệp không phải UTF-8."
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"Không đọc được tệp YAML: dòng {mark.line + 1}, cột {mark.column + 1} viết chưa đúng."
    if isinstance(error, RecursionError):
        return "Không đọc được tệp YAML: các phần lồng vào nhau quá sâu."
    if isinstance(error, yaml.YAMLError):
        return "Không đọc được tệp YAML: nội dung viết chưa đúng."
    return "Không đọc được tệp YAML: có ngày hoặc số không có thật."


@transaction.atomic
def load_file(file: RubricFile, *, actor: User | None) -> tuple[RubricVersion, OutcomeSet | None]:
    """Store what a file holds: the rubric as its next draft, the outcome set if there is one.

    The same content again gives the version and the set that stand. Raises Refused, RubricError.
    """
    version = load_rubric(to_mapping(file.rubric), actor=actor)
    if file.outcomes is None:
        return version, None
    return version, load_outcomes(outcome_data.to_mapping(file.outcomes), version.rubric, actor=actor)


def write_file(version: RubricVersion, ending: str, outcome_set: OutcomeSet | None = None) -> bytes:
    """A version as the bytes of a file; xlsx takes an outcome set along. Raises RubricError where it does not fit."""
    data = read_rubric(version).data
    if ending.lower() == WORKBOOK:
        return write_workbook(data, outcomes_of(outcome_set))
    return yaml.safe_dump(to_mapping(data), allow_unicode=True, sort_keys=False, width=110).encode()


def last_outcomes(version: RubricVersion) -> OutcomeSet | None:
    """The outcome set that was stored last for the rubric of a version."""
    return version.rubric.outcome_sets.order_by("-number").first()


__all__ = ["MOST_BYTES", "WORKBOOK", "RubricFile", "last_outcomes", "load_file", "read_file", "read_yaml", "write_file"]
