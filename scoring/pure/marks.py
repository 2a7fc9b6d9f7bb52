"""One mark: whether it may be entered in a row, and what it earns there."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from .rubric import Row
from .spec import (
    PASS,
    ChoiceSpec,
    CountSpec,
    DeductionSpec,
    MeasureSpec,
    PassFailSpec,
    PointsSpec,
    Spec,
)  # fmt: skip
from .text import spoken

_ZERO = Decimal(0)
_MOST_COUNTED = 9999
_MOST_DECIMALS = 6
_TOO_LARGE = Decimal(10) ** 15


class MarkError(ValueError):
    """A mark that its row refuses: `code` of the row, and the Vietnamese sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True)
class MarkValue:
    """What was entered: a number (points, a count, a measured value), or a choice, or "not applicable"."""

    value: Decimal | None = None
    choice: str | None = None
    not_applicable: bool = False

    @property
    def empty(self) -> bool:
        return self.value is None and self.choice is None and not self.not_applicable


def _step_problem(row: Row, value: Decimal, step: Decimal | None) -> str | None:
    most = row.maximum or _ZERO
    if value.is_finite() and _ZERO <= value <= most and not (step and value % step):
        return None
    noun = "Số điểm trừ" if isinstance(row.spec, DeductionSpec) else "Điểm"
    by = f", bước {spoken(step)}" if step else ""
    return f"{noun} phải từ 0 đến {spoken(most)}{by}."


def _count_problem(row: Row, spec: CountSpec, value: Decimal) -> str | None:
    if value.is_finite() and _ZERO <= value <= _MOST_COUNTED and value == value.to_integral_value():
        return None
    noun = f"Số {spec.counted}" if spec.counted else "Số lượng"
    return f"{noun} phải là số nguyên từ 0 đến {_MOST_COUNTED}."


def _measure_problem(row: Row, spec: MeasureSpec, value: Decimal) -> str | None:
    fine = value.is_finite() and spec.least <= value < _TOO_LARGE
    fine = fine and (spec.greatest is None or value <= spec.greatest)
    if fine and value == round(value, _MOST_DECIMALS):
        return None
    upper = "" if spec.greatest is None else f" đến {spoken(spec.greatest)}"
    unit = f" {spec.unit_label}" if spec.unit_label else ""
    return f"Giá trị phải từ {spoken(spec.least)}{upper}{unit}, không quá {_MOST_DECIMALS} chữ số thập phân."


def _number_problem(row: Row, value: Decimal) -> str | None:
    spec = row.spec
    if isinstance(spec, PointsSpec | DeductionSpec):
        return _step_problem(row, value, spec.step)
    if isinstance(spec, CountSpec):
        return _count_problem(row, spec, value)
    if isinstance(spec, MeasureSpec):
        return _measure_problem(row, spec, value)
    return "Nội dung này chấm bằng cách chọn mức, không nhập số."


def _choice_problem(spec: Spec, choice: str) -> str | None:
    if not isinstance(spec, PassFailSpec | ChoiceSpec):
        return "Nội dung này chấm bằng số, không chọn mức."
    if choice in [each.code for each in spec.choices]:
        return None
    return f"Hãy chọn một trong các mức: {', '.join(f'“{each.label}”' for each in spec.choices)}."


def _refusal(row: Row) -> str | None:
    if row.is_group:
        return "Dòng này là tổng của các nội dung bên dưới, không chấm trực tiếp."
    if row.kind not in _EARNED:
        return f"Phần mềm chưa tính được điểm cho kiểu nội dung “{row.kind}”."
    return None


def mark_problem(row: Row, mark: MarkValue) -> str | None:
    """Why a row refuses a mark, as a Vietnamese sentence; None for a mark it takes, or an empty one."""
    if mark.empty:
        return None
    refusal = _refusal(row)
    if refusal:
        return refusal
    if [mark.value is not None, mark.choice is not None, mark.not_applicable].count(True) > 1:
        return "Chỉ được nhập số, hoặc chọn mức, hoặc đánh dấu “không áp dụng”."
    if mark.not_applicable:
        refused = row.spec.when_not_applicable == "refused"
        return "Nội dung này không được đánh dấu “không áp dụng”." if refused else None
    if mark.choice is not None:
        return _choice_problem(row.spec, mark.choice)
    return _number_problem(row, mark.value or _ZERO)


def _given(row: Row, mark: MarkValue) -> Decimal | None:
    return mark.value


def _taken(row: Row, mark: MarkValue) -> Decimal | None:
    return None if mark.value is None else _ZERO - mark.value


def _passed(row: Row, mark: MarkValue) -> Decimal | None:
    if mark.choice is None or row.maximum is None:
        return None
    return row.maximum if mark.choice == PASS else _ZERO


def _chosen(row: Row, mark: MarkValue) -> Decimal | None:
    choices = row.spec.choices if isinstance(row.spec, ChoiceSpec) else ()
    return next((each.points for each in choices if each.code == mark.choice), None)


def _counted(row: Row, mark: MarkValue) -> Decimal | None:
    unit = row.spec.unit if isinstance(row.spec, CountSpec) else None
    if mark.value is None or unit is None:
        return None
    return min(mark.value * unit, row.maximum or _ZERO)


def _measured(row: Row, mark: MarkValue) -> Decimal | None:
    value = mark.value
    if value is None or row.maximum is None or not isinstance(row.spec, MeasureSpec):
        return None
    reached = [band for band in row.spec.bands if band.least <= value]
    return max(reached, key=lambda band: band.least).points if reached else _ZERO


_EARNED: dict[str, Callable[[Row, MarkValue], Decimal | None]] = {
    "points": _given,
    "deduction": _taken,
    "pass_fail": _passed,
    "choice": _chosen,
    "count": _counted,
    "measure": _measured,
}


def points(row: Row, mark: MarkValue) -> Decimal | None:
    """The points, before rounding, that a valid mark earns in a row: 0 to the row's maximum, for a
    deduction minus that. None without a mark, for rows without points and for rows set aside.

    Raises MarkError for a mark that `mark_problem` refuses.
    """
    problem = mark_problem(row, mark)
    if problem:
        raise MarkError(row.code, problem)
    if mark.empty:
        return None
    if mark.not_applicable:
        full = row.spec.when_not_applicable == "full" and row.kind != "deduction"
        return row.maximum if full else None
    return _EARNED[row.kind](row, mark)
