"""Reading a rubric back from its workbook: all of it or nothing, every error with sheet, row and column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from organizations.imports.package import WorkbookError
from scoring.pure.outcome_data import OutcomeSetData, parse_outcomes
from scoring.pure.problems import Problem, RubricError
from scoring.pure.rubric import RubricData, from_rows
from scoring.rubrics.workbook import columns as c
from scoring.rubrics.workbook.open import Found, open_sheets
from scoring.rubrics.workbook.records import Records, flat_of, meta_of, outcomes_of
from scoring.rubrics.workbook.table import CellProblem


@dataclass(frozen=True)
class RubricWorkbook:
    """What a workbook holds, and in which row of its sheet each criterion stands."""

    rubric: RubricData
    outcomes: OutcomeSetData | None = None
    places: Mapping[str, int] = field(default_factory=dict)

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems of a check with sheet and row in front of those that concern one row."""
        return [_located(problem, self.places) for problem in problems]


def read_workbook(data: bytes) -> RubricWorkbook:
    """The rubric, and the outcome set if there is one, of an xlsx file.

    Raises RubricError: a sentence for the whole file where it is no workbook, too large or lacks a sheet, else one
    for each cell or row that cannot be read. Whether what was read adds up is `check`'s.
    """
    try:
        found = open_sheets(data, c.SHEETS, needed=(c.HEAD, c.CRITERIA))
    except WorkbookError as error:
        raise RubricError([Problem("", str(error))]) from None
    records = _records(found)
    places = {str(record.get("code")): number for number, record in found.rows[c.CRITERIA.title]}
    problems = [*found.problems, *_tree(found), *_owners(found)]
    if problems:
        raise RubricError([Problem("", str(problem)) for problem in problems])
    return RubricWorkbook(_rubric(records, places), _outcomes(records), places)


def _records(found: Found) -> Records:
    def every(title: str) -> list[dict[str, object]]:
        return [record for _, record in found.rows[title]]

    def only(title: str) -> dict[str, object]:
        return next((record for _, record in found.rows[title]), {})

    return Records(
        only(c.HEAD.title), only(c.FORM.title), every(c.CRITERIA.title), every(c.RULES.title), every(c.FIELDS.title),
        only(c.OUTCOME_HEAD.title), every(c.OUTCOMES.title),
    )  # fmt: skip


def _tree(found: Found) -> Iterable[CellProblem]:
    rows = found.rows[c.CRITERIA.title]
    first: dict[str, int] = {}
    above: dict[str, str] = {}
    for number, record in rows:
        code = str(record.get("code", ""))
        if code in first:
            yield CellProblem(c.CRITERIA.title, number, "Mã", f"mã {code} đã có ở dòng {first[code]}")
        first.setdefault(code, number)
        above.setdefault(code, str(record.get("parent", "")))
    for number, record in rows:
        code, parent = str(record.get("code", "")), str(record.get("parent", ""))
        if parent and parent not in first:
            yield CellProblem(c.CRITERIA.title, number, "Mã nhóm", f"không có dòng mã {parent}")
        elif _circles(code, above):
            yield CellProblem(c.CRITERIA.title, number, "Mã nhóm", "các nhóm nối vòng vào nhau")


def _circles(code: str, above: Mapping[str, str]) -> bool:
    seen = set()
    while code and code not in seen:
        seen.add(code)
        code = above.get(code, "")
    return bool(code)


def _owners(found: Found) -> Iterable[CellProblem]:
    """Every condition belongs to one row or one outcome that is there."""
    known = {
        "row": {record.get("code") for _, record in found.rows[c.CRITERIA.title]},
        "outcome": {record.get("code") for _, record in found.rows[c.OUTCOMES.title]},
    }
    labels = {"row": "Mã tiêu chí", "outcome": "Mã mức xếp loại"}
    for number, rule in found.rows[c.RULES.title]:
        given = [key for key in labels if rule.get(key)]
        if len(given) != 1:
            message = "phải ghi mã tiêu chí hoặc mã mức xếp loại, không ghi cả hai"
            yield CellProblem(c.RULES.title, number, labels["row"], message)
        elif rule[given[0]] not in known[given[0]]:
            yield CellProblem(c.RULES.title, number, labels[given[0]], f"không có mã {rule[given[0]]}")


def _rubric(records: Records, places: Mapping[str, int]) -> RubricData:
    try:
        return from_rows(meta_of(records), flat_of(records))
    except RubricError as error:
        raise RubricError(_located(problem, places) for problem in error.problems) from None


def _outcomes(records: Records) -> OutcomeSetData | None:
    mapping = outcomes_of(records)
    try:
        return None if mapping is None else parse_outcomes(mapping)
    except RubricError as error:
        where = f"Trang “{c.OUTCOMES.title}”"
        raise RubricError(Problem("", f"{where}: {problem.message}") for problem in error.problems) from None


def _located(problem: Problem, places: Mapping[str, int]) -> Problem:
    row = places.get(problem.row)
    where = f"Trang “{c.CRITERIA.title}”, dòng {row}: " if row else ""
    return Problem(problem.row, f"{where}{problem.message}")
