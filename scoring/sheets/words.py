"""Marks and rows in the words of the page: what stands in a cell, in an input, beside a row."""

from collections import Counter
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from config.common.vietnamese import format_points
from scoring.models import Assessment, Stage
from scoring.pure.arithmetic import Line, MarkValue
from scoring.pure.rubric import Row, RubricData
from scoring.pure.spec import (
    Band,
    Cap,
    Choice,
    ChoiceSpec,
    CountSpec,
    DeductionSpec,
    GroupSpec,
    LinesSpec,
    MeasureSpec,
    PassFailSpec,
    PointsSpec,
    RatioSpec,
    WeightedSpec,
)
from scoring.sheets.typed import NOT_APPLICABLE, TypedMark

COLUMN_LABELS = {
    Stage.Kind.SELF: "Tự chấm",
    Stage.Kind.APPRAISAL: "Thẩm định",
    Stage.Kind.TEAM: "Tổ kiểm tra",
    Stage.Kind.VOTE: "Biểu quyết",
}
NONE_AT_ALL = "không có"


def column_labels(stages: Collection[Assessment]) -> dict[int, str]:
    """Return the heads of the columns of a sheet's stages, by key; of several of one kind each says which it is."""
    found: dict[int, str] = {}
    kinds = [stage.kind for stage in stages]
    seen: Counter[str] = Counter()
    for stage in sorted(stages, key=lambda each: each.position):
        if stage.kind in COLUMN_LABELS:
            seen[stage.kind] += 1
            label = COLUMN_LABELS[Stage.Kind(stage.kind)]
            found[stage.pk] = f"{label} lần {seen[stage.kind]}" if kinds.count(stage.kind) > 1 else label
    return found


# A longer unit would leave the input no room; it stands in the hint.
LONGEST_SUFFIX = 6


def shown_mark(row: Row, value: MarkValue, points: Decimal | None) -> str:
    """Return a mark in words: points with a comma, the label of a choice, "không áp dụng", or "".

    Where points follow from a figure the figure stands behind them: that is what the next stage enters.
    """
    if value.not_applicable:
        return "không áp dụng"
    if value.choice is not None:
        return next((each.label for each in choices_of(row) if each.code == value.choice), value.choice)
    figure = _figure(row, value)
    return f"{format_points(points)} ({figure})".strip() if figure else format_points(points)


def _figure(row: Row, value: MarkValue) -> str:
    spec, number = row.spec, format_points(value.value)
    if isinstance(spec, CountSpec) and number:
        return f"số lượng {number}"
    if isinstance(spec, MeasureSpec) and number:
        return f"{number} {spec.unit_label}".strip()
    if isinstance(spec, RatioSpec) and (number or value.plan is not None):
        plan = value.plan if spec.plan_entered else spec.plan
        return f"{number or '…'}/{format_points(plan)} {spec.unit_label}".strip()
    if isinstance(spec, LinesSpec) and (number or value.lines):
        return f"{len(value.lines)} dòng" if value.lines else NONE_AT_ALL
    return ""


def line_words(line: Line) -> str:
    """Return a line in words: "Việc A: 8/10, hệ số 2"."""
    figures = "/".join(format_points(each) for each in (line.actual, line.plan) if each is not None)
    weight = "" if line.coefficient == 1 else f", hệ số {format_points(line.coefficient)}"
    return f"{line.text}: {figures}{weight}"


def details_of(value: MarkValue) -> tuple[str, ...]:
    """Return what stands below a mark: its lines."""
    return tuple(map(line_words, value.lines))


def whole_mark(row: Row, value: MarkValue, points: Decimal | None) -> str:
    """Return a mark with everything that was entered, or "để trống": for setting two of them side by side."""
    shown = shown_mark(row, value, points)
    return ": ".join(filter(None, (shown, "; ".join(details_of(value))))) or "để trống"


def typed_words(row: Row, typed: TypedMark) -> str:
    """Return what was typed in the words of `whole_mark`, for standing beside it."""
    if typed.aside:
        return "không áp dụng"
    if typed.lines:
        parts = (
            (line.text, "/".join(filter(None, (line.actual, line.plan))), line.coefficient) for line in typed.lines
        )
        return "; ".join(
            f"{text}: {figures}" + (f", hệ số {weight}" if weight else "") for text, figures, weight in parts
        )
    if typed.plan:
        return f"{typed.value or '…'}/{typed.plan}"
    if isinstance(row.spec, CountSpec) and typed.value:
        return f"số lượng {typed.value}"
    labels = {each.code: each.label for each in choices_of(row)} | {NOT_APPLICABLE: "không áp dụng", "": "để trống"}
    return labels.get(typed.value, typed.value)


def choices_of(row: Row) -> tuple[Choice, ...]:
    return tuple(row.spec.choices) if isinstance(row.spec, PassFailSpec | ChoiceSpec) else ()


def maximum_of(row: Row) -> str:
    """Return the maximum as the sheet shows it: of a deduction what may be taken off."""
    least = "-" if isinstance(row.spec, DeductionSpec) and row.maximum else ""
    return row.spec.printed_maximum or least + format_points(row.maximum)


def asked_of(row: Row) -> str:
    """Return the label of the input of a row, "" for the points of its stage."""
    spec = row.spec
    if isinstance(spec, RatioSpec):
        return spec.actual_label or "Thực hiện"
    return {"count": "Số lượng", "measure": "Giá trị", "deduction": "Điểm trừ"}.get(row.kind, "")


def suffix_of(row: Row) -> str:
    """Return what stands behind the input of a row: the maximum, or the unit of a figure where it is short."""
    spec = row.spec
    if isinstance(spec, MeasureSpec | RatioSpec):
        return spec.unit_label if len(spec.unit_label) <= LONGEST_SUFFIX else ""
    return "" if isinstance(spec, CountSpec) else f"/ {format_points(row.maximum)}"


def _of_points(row: Row, spec: PointsSpec) -> str:
    return "Có điểm thì phải kèm báo cáo giải trình: thêm ở phần minh chứng." if spec.demands.report else ""


def _of_count(row: Row, spec: CountSpec) -> str:
    most = format_points(row.maximum)
    return (
        f"Nhập số {spec.counted or 'số lượng'}; mỗi đơn vị được {format_points(spec.unit)} điểm, "
        f"nhiều nhất {most} điểm."
    )


def _of_deduction(row: Row, spec: DeductionSpec) -> str:
    return f"Ghi số điểm bị trừ, nhiều nhất {format_points(row.maximum)}. Có trừ điểm thì phải ghi giải trình."


def _of_measure(row: Row, spec: MeasureSpec) -> str:
    unit = f" ({spec.unit_label})" if spec.unit_label else ""
    return f"Nhập giá trị đo được{unit}: {_bands(spec.bands)}"


def _of_ratio(row: Row, spec: RatioSpec) -> str:
    plan = (spec.plan_label or "kế hoạch").lower()
    asked = f"Nhập {plan} và số đã làm được." if spec.plan_entered else _planned(spec, plan)
    if spec.bands:
        return f"{asked} Tính theo tỷ lệ phần trăm so với {plan}: {_bands(spec.bands)}"
    return f"{asked} Đạt đủ {plan} thì được {format_points(row.maximum)} điểm, chưa đủ thì tính theo tỷ lệ."


def _planned(spec: RatioSpec, plan: str) -> str:
    return f"Nhập số đã làm được; {plan} là {format_points(spec.plan)} {spec.unit_label}".strip() + "."


def _of_lines(row: Row, spec: LinesSpec) -> str:
    most = f"cộng lại nhiều nhất {format_points(row.maximum)} điểm"
    each = "" if spec.most_each is None else f"mỗi dòng nhiều nhất {format_points(spec.most_each)} điểm, "
    return f"Ghi mỗi nội dung một dòng; {each}{most}. Xóa trắng cả dòng để bỏ dòng đó."


def _bands(bands: tuple[Band, ...]) -> str:
    found = [f"{each.label or _ends(each)}: {format_points(each.points)} điểm" for each in bands]
    return "; ".join(found) + "."


def _ends(band: Band) -> str:
    low = f"từ {format_points(band.least)}" if band.least is not None else f"trên {format_points(band.above)}"
    if band.most is not None:
        return f"{low} đến {format_points(band.most)}"
    return low if band.below is None else f"{low} đến dưới {format_points(band.below)}"


_HINTS: dict[type, Callable[[Row, Any], str]] = {
    PointsSpec: _of_points,
    CountSpec: _of_count,
    DeductionSpec: _of_deduction,
    MeasureSpec: _of_measure,
    RatioSpec: _of_ratio,
    LinesSpec: _of_lines,
}


def hint_of(row: Row, rubric: RubricData) -> str:
    """Return how a row is entered and what it shares with others, "" where its input says enough."""
    hint = _HINTS.get(type(row.spec))
    own = hint(row, row.spec) if hint and not row.is_group else ""
    return " ".join(filter(None, (own, *_shared(row, rubric))))


def _shared(row: Row, rubric: RubricData) -> list[str]:
    """The coefficient of a part, and the caps that a row is under together with others."""
    above = rubric.by_code[row.parent].spec if row.parent else None
    weights = above.weights if isinstance(above, WeightedSpec) else ()
    caps = (*rubric.caps, *(above.caps if isinstance(above, GroupSpec) else ()))
    found = [f"Hệ số {format_points(each.percent)}%." for each in weights if each.row == row.code]
    return found + [_capped(row, cap, rubric) for cap in caps if row.code in cap.rows]


def _capped(row: Row, cap: Cap, rubric: RubricData) -> str:
    if cap.text:
        return f"{cap.text.rstrip('.')}."
    others = ", ".join(rubric.label(code) for code in cap.rows if code != row.code)
    return f"Tính chung với mục {others}, nhiều nhất {format_points(cap.maximum)} điểm."
