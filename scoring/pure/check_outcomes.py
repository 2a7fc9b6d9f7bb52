"""Whether an outcome set fits the rubric it is to judge."""

from collections.abc import Iterator
from decimal import Decimal

from .arithmetic import earns_points
from .outcome_data import Floor, Outcome, OutcomeSetData
from .problems import Problem
from .rubric import RubricData
from .text import spoken

_ZERO = Decimal(0)


def _most(rubric: RubricData, *roles: str) -> Decimal | None:
    rows = [row for row in rubric.children() if row.spec.role in roles]
    if not any(earns_points(rubric, row) for row in rows):
        return None
    return sum((row.maximum or _ZERO for row in rows), _ZERO)


def _least_faults(rubric: RubricData, outcome: Outcome) -> Iterator[str]:
    for name, least, roles in (
        ("tổng điểm", outcome.least_total, ("base", "bonus")),
        ("điểm không tính điểm thưởng", outcome.least_base, ("base",)),
    ):
        most = _most(rubric, *roles)
        if least is None:
            continue
        if most is None:
            yield f"đặt mức {name} nhưng bộ tiêu chí không tính điểm"
        elif not _ZERO <= least <= most:
            yield f"mức {name} {spoken(least)} phải từ 0 đến {spoken(most)}"


def _floor_faults(rubric: RubricData, floor: Floor) -> Iterator[str]:
    row = rubric.by_code.get(floor.row)
    if row is None:
        yield f"mức sàn đặt cho mã {floor.row} không có trong bộ tiêu chí"
    elif row.maximum is None:
        yield f"mức sàn đặt cho mục {rubric.label(row.code)} không tính điểm"
    elif floor.points is not None and not _ZERO <= floor.points <= row.maximum:
        yield f"mức sàn của mục {rubric.label(row.code)} phải từ 0 đến {spoken(row.maximum)}"
    elif floor.percent is not None and not _ZERO <= floor.percent <= 100:
        yield f"mức sàn của mục {rubric.label(row.code)} phải từ 0% đến 100%"


def _must_pass_faults(rubric: RubricData, code: str) -> Iterator[str]:
    if code not in rubric.by_code:
        yield f"nội dung phải đạt mã {code} không có trong bộ tiêu chí"
    elif any(leaf.kind != "pass_fail" for leaf in rubric.below(code)):
        yield f"mục {rubric.label(code)} không chấm “đạt / không đạt”"


def _outcome_faults(rubric: RubricData, outcome: Outcome) -> Iterator[str]:
    yield from _least_faults(rubric, outcome)
    for floor in outcome.floors:
        yield from _floor_faults(rubric, floor)
    for code in outcome.must_pass:
        yield from _must_pass_faults(rubric, code)


def _order_faults(outcomes: OutcomeSetData) -> Iterator[str]:
    codes = [outcome.code for outcome in outcomes.outcomes]
    if len(set(codes)) != len(codes):
        yield "Các mức xếp loại trùng mã."
    least = [each.least_total for each in outcomes.outcomes if each.least_total is not None]
    if least != sorted(least, reverse=True):
        yield "Các mức phải xếp từ cao xuống thấp theo điểm tối thiểu."
    for outcome in outcomes.outcomes[:-1]:
        if not outcome.asks and not outcome.recognises:
            yield f"Mức “{outcome.name}” không có điều kiện nào nên các mức sau không bao giờ được xét."


def check_outcomes(rubric: RubricData, outcomes: OutcomeSetData) -> list[Problem]:
    """Every reason why this set cannot judge sheets of this rubric; empty if it can. An unset one can:
    it proposes nothing.
    """
    found = [Problem("", fault) for fault in _order_faults(outcomes)]
    for outcome in outcomes.outcomes:
        faults = _outcome_faults(rubric, outcome)
        found += [Problem("", f"Mức “{outcome.name}”: {fault}.") for fault in faults]
    return found
