"""Which rows of a rubric concern a unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .conditions import Applicability, Size
from .rubric import RubricData
from .values import MarkValue


@dataclass(frozen=True)
class Unit:
    """What is known of a unit: codes as the installation names them, number of members, and the yes/no
    properties that the level above has confirmed. None or absent means not known.
    """

    level: str | None = None
    kind: str | None = None
    sector: str | None = None
    period: str | None = None
    size: int | None = None
    declared: Mapping[str, bool] = field(default_factory=dict)


def _among(allowed: tuple[str, ...], found: str | None) -> bool | None:
    if not allowed:
        return True
    return None if found is None else found in allowed


def _fits(size: Size | None, found: int | None) -> bool | None:
    if size is None:
        return True
    if found is None:
        return None
    return (size.at_least or 0) <= found and (size.at_most is None or found <= size.at_most)


def _denied(found: bool | None) -> bool | None:
    return None if found is None else not found


def applies(rule: Applicability | None, unit: Unit) -> bool | None:
    """True or False where the unit's properties decide, None where one that matters is not known."""
    if rule is None:
        return True
    answers = (
        _among(rule.level, unit.level),
        _among(rule.kind, unit.kind),
        _among(rule.sector, unit.sector),
        _among(rule.period, unit.period),
        _fits(rule.size, unit.size),
        True if rule.declared is None else unit.declared.get(rule.declared),
        True if rule.not_declared is None else _denied(unit.declared.get(rule.not_declared)),
    )
    if False in answers:
        return False
    return None if None in answers else True


def concerning(rubric: RubricData, unit: Unit) -> dict[str, bool | None]:
    """Of the marked rows that concern some units only, by code: whether they concern this one (None: not known).

    A row concerns a unit where its own rule and those of all groups above it say so.
    """
    answers: dict[str, bool | None] = {}
    ruled: set[str] = set()
    for row in rubric.rows:
        found = (applies(row.spec.applies, unit), answers.get(row.parent or "", True))
        answers[row.code] = False if False in found else None if None in found else True
        if row.spec.applies is not None or row.parent in ruled:
            ruled.add(row.code)
    return {row.code: answers[row.code] for row in rubric.leaves() if row.code in ruled}


def concerns_some(rubric: RubricData) -> bool:
    """Whether some row concerns only some units."""
    return any(row.spec.applies is not None for row in rubric.rows)


def effective(rubric: RubricData, marks: Mapping[str, MarkValue], unit: Unit) -> Mapping[str, MarkValue]:
    """The marks with rows set aside that certainly do not concern the unit, whatever stands there; a row that
    certainly does concern it and was set aside counts as not marked. A row that may not be set aside stays.
    """
    if not concerns_some(rubric):
        return marks
    changed = dict(marks)
    for code, answer in concerning(rubric, unit).items():
        if answer is False and rubric.row(code).spec.when_not_applicable != "refused":
            changed[code] = MarkValue(not_applicable=True)
        elif answer is True and changed.get(code, MarkValue()).not_applicable:
            changed[code] = MarkValue()
    return changed


def rows_not_applying(rubric: RubricData, unit: Unit) -> tuple[str, ...]:
    """Codes of the marked rows that certainly do not concern the unit, because of their own rule or one of
    a group above them. What is not known stays on the sheet.
    """
    return tuple(code for code, answer in concerning(rubric, unit).items() if answer is False)
