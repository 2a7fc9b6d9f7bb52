"""Whether a mark may be entered in its row, in a sentence for whoever typed it."""

from collections.abc import Callable
from decimal import Decimal

from .rubric import Row
from .shares import Line
from .spec import (
    ChoiceSpec,
    CountSpec,
    DeductionSpec,
    LinesSpec,
    MeasureSpec,
    PassFailSpec,
    PointsSpec,
    RatioSpec,
    Spec,
)
from .text import spoken
from .values import MarkValue

MOST_LINES = 50
LONGEST_LINE = 300
MOST_DECIMALS = 3
_ZERO = Decimal(0)
MOST_COUNTED = 9999
# What the database keeps digit for digit: nine digits before the comma and three after.
_TOO_LARGE = Decimal(10) ** 9
MOST_FIGURE = Decimal("999999999.999")


def _keeps(value: Decimal, decimals: int = MOST_DECIMALS) -> bool:
    return value.is_finite() and _ZERO <= value < _TOO_LARGE and value == round(value, decimals)


def _figure_problem(noun: str, value: Decimal) -> str | None:
    if _keeps(value):
        return None
    return f"{noun} phải từ 0 đến dưới 1 tỷ, không quá {MOST_DECIMALS} chữ số thập phân."


def _step_problem(row: Row, value: Decimal, step: Decimal | None) -> str | None:
    most = row.maximum or _ZERO
    if value.is_finite() and _ZERO <= value <= most and not (step and value % step):
        return None
    noun = "Số điểm trừ" if isinstance(row.spec, DeductionSpec) else "Điểm"
    by = f", bước {spoken(step)}" if step else ""
    return f"{noun} phải từ 0 đến {spoken(most)}{by}."


def _count_problem(spec: CountSpec, value: Decimal) -> str | None:
    if value.is_finite() and _ZERO <= value <= MOST_COUNTED and value == value.to_integral_value():
        return None
    noun = f"Số {spec.counted}" if spec.counted else "Số lượng"
    return f"{noun} phải là số nguyên từ 0 đến {MOST_COUNTED}."


def _measure_problem(spec: MeasureSpec, value: Decimal) -> str | None:
    decimals = min(spec.decimals, MOST_DECIMALS)
    fine = value.is_finite() and abs(value) < _TOO_LARGE and value == round(value, decimals)
    if fine and spec.least <= value and (spec.greatest is None or value <= spec.greatest):
        return None
    upper = " đến dưới 1 tỷ" if spec.greatest is None else f" đến {spoken(spec.greatest)}"
    unit = f" {spec.unit_label}" if spec.unit_label else ""
    kept = f", không quá {decimals} chữ số thập phân" if decimals else ", là số nguyên"
    return f"Giá trị phải từ {spoken(spec.least)}{upper}{unit}{kept}."


def _plan_problem(noun: str, plan: Decimal, when_plan_zero: str) -> str | None:
    problem = _figure_problem(noun, plan)
    return f"{noun} phải lớn hơn 0." if not problem and not plan and when_plan_zero == "refused" else problem


def _ratio_problem(spec: RatioSpec, mark: MarkValue) -> str | None:
    plan = spec.plan_label or "Kế hoạch"
    if spec.plan_entered and mark.plan is not None:
        problem = _plan_problem(plan, mark.plan, spec.when_plan_zero)
        if problem or mark.value is None:
            return problem
    elif spec.plan_entered:
        return f"Hãy nhập cả {plan[:1].lower()}{plan[1:]}."
    return _figure_problem(spec.actual_label or "Thực hiện", mark.value or _ZERO)


def _actual_problem(spec: LinesSpec, line: Line) -> str | None:
    noun = (spec.actual_label or ("Điểm" if spec.earns == "points" else "Thực hiện")).lower()
    if line.actual is None:
        return f"hãy nhập {noun}."
    bounds = [each for each in (spec.most_each, line.plan) if each is not None and spec.earns == "points"]
    if bounds and not (_keeps(line.actual) and line.actual <= min(bounds)):
        return f"{noun} phải từ 0 đến {spoken(min(bounds))}, không quá {MOST_DECIMALS} chữ số thập phân."
    return _figure_problem(noun, line.actual)


def _line_plan_problem(spec: LinesSpec, line: Line) -> str | None:
    noun = (spec.plan_label or "Kế hoạch").lower()
    if not spec.takes_plan:
        return None if line.plan is None else f"không nhập {noun}."
    if line.plan is None:
        return f"hãy nhập {noun}."
    return _plan_problem(noun, line.plan, "zero" if spec.earns == "points" else spec.when_plan_zero)


def _coefficient_problem(spec: LinesSpec, line: Line) -> str | None:
    most = spec.most_coefficient or _TOO_LARGE
    if not spec.coefficient_entered:
        return None if line.coefficient == 1 else "không nhập hệ số."
    if _keeps(line.coefficient) and _ZERO < line.coefficient <= most:
        return None
    upper = "" if spec.most_coefficient is None else f", nhiều nhất {spoken(most)}"
    return f"hệ số phải lớn hơn 0{upper}, không quá {MOST_DECIMALS} chữ số thập phân."


def _line_problem(spec: LinesSpec, line: Line) -> str | None:
    if not line.text.strip():
        return f"hãy ghi {(spec.line_label or 'nội dung').lower()}."
    if len(line.text) > LONGEST_LINE:
        return f"nội dung dài quá {LONGEST_LINE} ký tự."
    checks: tuple[Callable[[LinesSpec, Line], str | None], ...] = (
        _line_plan_problem, _actual_problem, _coefficient_problem,
    )  # fmt: skip
    return next((problem for check in checks if (problem := check(spec, line))), None)


def _lines_problem(spec: LinesSpec, mark: MarkValue) -> str | None:
    if not mark.lines:
        none = mark.value is not None and mark.value.is_finite() and not mark.value
        return None if none else "Hãy nhập từng dòng; nếu không có, hãy đánh dấu “không có”."
    most = min(spec.most_lines or MOST_LINES, MOST_LINES)
    if len(mark.lines) > most:
        return f"Chỉ được nhập nhiều nhất {most} dòng."
    for number, line in enumerate(mark.lines, 1):
        problem = _line_problem(spec, line)
        if problem:
            return f"Dòng {number}: {problem}"
    return None


def _choice_problem(spec: Spec, choice: str) -> str | None:
    if not isinstance(spec, PassFailSpec | ChoiceSpec):
        return "Nội dung này chấm bằng số, không chọn mức."
    if choice in [each.code for each in spec.choices]:
        return None
    return f"Hãy chọn một trong các mức: {', '.join(f'“{each.label}”' for each in spec.choices)}."


def _number_problem(row: Row, mark: MarkValue) -> str | None:
    spec, value = row.spec, mark.value or _ZERO
    if isinstance(spec, PointsSpec | DeductionSpec):
        return _step_problem(row, value, spec.step)
    if isinstance(spec, CountSpec):
        return _count_problem(spec, value)
    if isinstance(spec, MeasureSpec):
        return _measure_problem(spec, value)
    if isinstance(spec, RatioSpec):
        return _ratio_problem(spec, mark)
    if isinstance(spec, LinesSpec):
        return _lines_problem(spec, mark)
    return "Nội dung này chấm bằng cách chọn mức, không nhập số."


def _refusal(row: Row) -> str | None:
    if row.is_group:
        return "Dòng này là tổng của các nội dung bên dưới, không chấm trực tiếp."
    if type(row.spec) is Spec:
        return f"Phần mềm chưa tính được điểm cho kiểu nội dung “{row.kind}”."
    return None


def _foreign_part(row: Row, mark: MarkValue) -> str | None:
    """A plan or lines in a row that takes none."""
    if mark.plan is not None and not (isinstance(row.spec, RatioSpec) and row.spec.plan_entered):
        return "Nội dung này không nhập kế hoạch."
    if mark.lines and not isinstance(row.spec, LinesSpec):
        return "Nội dung này không nhập theo từng dòng."
    return None


def mark_problem(row: Row, mark: MarkValue) -> str | None:
    """Why a row refuses a mark, as a Vietnamese sentence; None for a mark it takes, or an empty one.

    A plan whose actual figure is still missing is no mark yet, but it is checked like one.
    """
    if mark.empty and mark.plan is None:
        return None
    said = [mark.value is not None, mark.choice is not None, mark.not_applicable, bool(mark.lines)]
    if said.count(True) > 1 or (mark.not_applicable and mark.plan is not None):
        return _refusal(row) or "Chỉ được nhập số, hoặc chọn mức, hoặc đánh dấu “không áp dụng”."
    if mark.not_applicable:
        refused = row.spec.when_not_applicable == "refused"
        return _refusal(row) or ("Nội dung này không được đánh dấu “không áp dụng”." if refused else None)
    found = _refusal(row) or _foreign_part(row, mark)
    if found:
        return found
    return _number_problem(row, mark) if mark.choice is None else _choice_problem(row.spec, mark.choice)
