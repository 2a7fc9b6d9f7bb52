"""Whether an outcome set fits the rubric it is to judge."""

from collections.abc import Iterator
from decimal import Decimal

from .arithmetic import most_reachable
from .check_conditions import rule_faults
from .outcome_data import Floor, Outcome, OutcomeSetData
from .problems import Problem
from .rubric import RubricData
from .text import spoken

_ZERO = Decimal(0)


def _most(rubric: RubricData, *roles: str) -> Decimal | None:
    most = most_reachable(rubric)
    return most.whole if "bonus" in roles else most.base


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
    if not floor.row:
        yield from _sheet_floor_faults(rubric, floor)
    elif row is None:
        yield f"mức sàn đặt cho mã {floor.row} không có trong bộ tiêu chí"
    elif row.maximum is None:
        yield f"mức sàn đặt cho mục {rubric.label(row.code)} không tính điểm"
    elif floor.points is not None and not _ZERO <= floor.points <= row.maximum:
        yield f"mức sàn của mục {rubric.label(row.code)} phải từ 0 đến {spoken(row.maximum)}"
    elif floor.percent is not None and not _ZERO <= floor.percent <= 100:
        yield f"mức sàn của mục {rubric.label(row.code)} phải từ 0% đến 100%"


def _sheet_floor_faults(rubric: RubricData, floor: Floor) -> Iterator[str]:
    most = _most(rubric, *(("base",) if floor.without_bonus else ("base", "bonus")))
    if most is None:
        yield "mức sàn đặt cho cả phiếu nhưng bộ tiêu chí không tính điểm"
    elif not _ZERO <= (floor.points or _ZERO) <= most or not _ZERO <= (floor.percent or _ZERO) <= 100:
        yield f"mức sàn của cả phiếu phải từ 0 đến {spoken(most)}, hoặc từ 0% đến 100%"


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
    for rule in outcome.conditions:
        yield from (f"điều kiện {rule.code}: {fault}" for fault in rule_faults(rule, None, rubric))


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


def _rule_codes(rubric: RubricData, outcomes: OutcomeSetData) -> Iterator[str]:
    # One sentence may stand at several outcomes; one code for different sentences may not.
    known = {rule for row in rubric.rows for rule in row.spec.conditions}
    known |= {rule for outcome in outcomes.outcomes for rule in outcome.conditions}
    named = [rule.code for rule in known]
    twice = sorted({code for code in named if named.count(code) > 1})
    if twice:
        yield f"Điều kiện trùng mã: {', '.join(twice)}."
    codes = {outcome.code for outcome in outcomes.outcomes}
    for row in rubric.rows if codes else ():
        for rule in row.spec.conditions:
            for code in sorted(set(rule.effect.outcomes) - codes):
                yield f"Điều kiện {rule.code} chặn mức {code} mà bộ mức xếp loại không có."


def check_outcomes(rubric: RubricData, outcomes: OutcomeSetData) -> list[Problem]:
    """Every reason why this set cannot judge sheets of this rubric; empty if it can. An unset one can:
    it proposes nothing.
    """
    found = [Problem("", fault) for fault in (*_order_faults(outcomes), *_rule_codes(rubric, outcomes))]
    for outcome in outcomes.outcomes:
        faults = _outcome_faults(rubric, outcome)
        found += [Problem("", f"Mức “{outcome.name}”: {fault}.") for fault in faults]
    return found
