"""Marks and rows in the words of the page: what stands in a cell, in an input, beside a row."""

from decimal import Decimal

from config.common.vietnamese import format_points
from scoring.models import Stage
from scoring.pure.arithmetic import MarkValue
from scoring.pure.rubric import Row
from scoring.pure.spec import Choice, ChoiceSpec, CountSpec, PassFailSpec, PointsSpec
from scoring.sheets.forms import NOT_APPLICABLE

COLUMN_LABELS = {
    Stage.Kind.SELF: "Tự chấm",
    Stage.Kind.APPRAISAL: "Thẩm định",
    Stage.Kind.TEAM: "Tổ kiểm tra",
    Stage.Kind.VOTE: "Biểu quyết",
}


def shown_mark(row: Row, value: MarkValue, points: Decimal | None) -> str:
    """Return a mark in words: points with a comma, the label of a choice, "không áp dụng", or "".

    A row that is counted shows its number too: that is what the next stage enters.
    """
    if value.not_applicable:
        return "không áp dụng"
    if value.choice is not None:
        return next((each.label for each in choices_of(row) if each.code == value.choice), value.choice)
    if isinstance(row.spec, CountSpec) and value.value is not None:
        return f"{format_points(points)} (số lượng {format_points(value.value)})"
    return format_points(points)


def typed_words(row: Row, typed: str) -> str:
    """Return what was typed in the words of `shown_mark`, for standing beside it."""
    if isinstance(row.spec, CountSpec) and typed:
        return f"số lượng {typed}"
    labels = {each.code: each.label for each in choices_of(row)} | {NOT_APPLICABLE: "không áp dụng", "": "để trống"}
    return labels.get(typed, typed)


def typed_value(value: MarkValue) -> str:
    """Return a mark as it stands in its input."""
    if value.not_applicable:
        return NOT_APPLICABLE
    return value.choice or format_points(value.value)


def choices_of(row: Row) -> tuple[Choice, ...]:
    return tuple(row.spec.choices) if isinstance(row.spec, PassFailSpec | ChoiceSpec) else ()


def hint_of(row: Row) -> str:
    spec = row.spec
    if isinstance(spec, CountSpec):
        counted = spec.counted or "số lượng"
        most = format_points(row.maximum)
        return f"Nhập số {counted}; mỗi đơn vị được {format_points(spec.unit)} điểm, nhiều nhất {most} điểm."
    if isinstance(spec, PointsSpec) and spec.demands.report:
        return "Có điểm thì phải kèm báo cáo giải trình: thêm ở phần minh chứng."
    return ""
