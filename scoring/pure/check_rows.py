"""What can be wrong with one row by itself, in words that follow its name."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from .bands import band_faults
from .refusals import MOST_DECIMALS, MOST_LINES
from .rubric import Row
from .spec import (
    Banded,
    ChoiceSpec,
    CountSpec,
    DeductionSpec,
    Filled,
    LinesSpec,
    MeasureSpec,
    PassFailSpec,
    PointsSpec,
    RatioSpec,
    Spec,
)
from .spec_codec import CONTAINERS, KINDS
from .text import spoken

_YES_NO = ("every", "none")


def _step_faults(row: Row, step: Decimal | None) -> Iterator[str]:
    if row.maximum is None:
        yield "thiếu điểm tối đa"
    if step is None:
        yield "thiếu bước điểm"
    elif step <= 0:
        yield "bước điểm phải lớn hơn 0"
    elif row.maximum is not None and row.maximum % step:
        yield f"bước {spoken(step)} không chia hết điểm tối đa {spoken(row.maximum)}"


def _stepped(row: Row) -> Iterator[str]:
    spec = row.spec
    if isinstance(spec, PointsSpec | DeductionSpec):
        yield from _step_faults(row, spec.step)


def _counted(row: Row) -> Iterator[str]:
    spec = row.spec
    if row.maximum is None:
        yield "thiếu điểm tối đa"
    if isinstance(spec, CountSpec) and (spec.unit is None or spec.unit <= 0):
        yield "thiếu số điểm cho mỗi đơn vị đếm"


def _chosen(row: Row) -> Iterator[str]:
    choices = row.spec.choices if isinstance(row.spec, ChoiceSpec) else ()
    if not choices:
        yield "chưa có mức nào để chọn"
        return
    for what, values in (("mã", [each.code for each in choices]), ("bậc", [each.rank for each in choices])):
        if len(set(values)) != len(values):
            yield f"các mức trùng {what}"
    if any(not each.label.strip() for each in choices):
        yield "có mức chưa có tên"
    points = [each.points for each in choices if each.points is not None]
    if points and len(points) != len(choices):
        yield "có mức có điểm, có mức không"
    elif (max(points) if points else None) != row.maximum:
        yield "điểm tối đa khác điểm của mức cao nhất"
    elif any(each < 0 for each in points):
        yield "có mức điểm âm"


def _maximum(row: Row) -> Iterator[str]:
    if row.maximum is None:
        yield "thiếu điểm tối đa"


def _bands(row: Row, spec: Banded, unit: Decimal | None, greatest: Decimal | None) -> Iterator[str]:
    yield from band_faults(spec.bands, spec.reading, spec.reading_note, unit, greatest)
    points = [band.points for band in spec.bands]
    if row.maximum is not None and (max(points) != row.maximum or min(points) < 0):
        yield "các khoảng điểm phải từ 0 đến đúng điểm tối đa"


def _measured(row: Row) -> Iterator[str]:
    spec = row.spec
    if not isinstance(spec, MeasureSpec):
        return
    if not spec.bands:
        yield "chưa có khoảng điểm nào"
        return
    if spec.decimals > MOST_DECIMALS:
        yield f"giá trị đo không quá {MOST_DECIMALS} chữ số thập phân"
    if spec.greatest is not None and spec.greatest <= spec.least:
        yield "giá trị lớn nhất phải lớn hơn giá trị nhỏ nhất"
    yield from _maximum(row)
    unit = Decimal(1).scaleb(-min(spec.decimals, MOST_DECIMALS))
    yield from _bands(row, spec, unit, spec.greatest)


def _against_plan(row: Row) -> Iterator[str]:
    spec = row.spec
    if not isinstance(spec, RatioSpec):
        return
    yield from _maximum(row)
    if (spec.plan is None) != spec.plan_entered:
        yield "cần đúng một trong hai: kế hoạch ghi sẵn, hoặc kế hoạch do đơn vị nhập"
    elif spec.plan is not None and spec.plan <= 0:
        yield "kế hoạch phải lớn hơn 0"
    if spec.bands:
        # Percentages of a plan do not come in steps, and a plan can be passed by any amount.
        yield from _bands(row, spec, None, None)


def _lines(row: Row) -> Iterator[str]:
    spec = row.spec
    if not isinstance(spec, LinesSpec):
        return
    yield from _maximum(row)
    if spec.earns == "share" and spec.most_each is None:
        yield "thiếu điểm tối đa của mỗi dòng"
    if spec.earns == "average" and spec.most_each is not None:
        yield "tính trung bình các dòng thì không đặt điểm tối đa của mỗi dòng"
    if spec.most_each is not None and spec.most_each <= 0:
        yield "điểm tối đa của mỗi dòng phải lớn hơn 0"
    if spec.most_lines is not None and not 1 <= spec.most_lines <= MOST_LINES:
        yield f"số dòng phải từ 1 đến {MOST_LINES}"
    if spec.most_coefficient is not None and (spec.most_coefficient <= 0 or not spec.coefficient_entered):
        yield "hệ số lớn nhất phải lớn hơn 0 và chỉ đặt khi đơn vị nhập hệ số"


def _judged(row: Row) -> Iterator[str]:
    spec = row.spec
    if isinstance(spec, PassFailSpec) and not (spec.labels.passed.strip() and spec.labels.failed.strip()):
        yield "có mức chưa có tên"


def _nothing(row: Row) -> Iterator[str]:
    yield from ()


_COMPUTED: dict[str, Callable[[Row], Iterator[str]]] = {
    "group": _nothing,
    "points": _stepped,
    "deduction": _stepped,
    "count": _counted,
    "choice": _chosen,
    "measure": _measured,
    "pass_fail": _judged,
    "ratio": _against_plan,
    "weighted": _nothing,
    "lines": _lines,
}


def _filled(spec: Spec) -> Iterator[str]:
    metric = spec.filled_by if isinstance(spec, Filled) else None
    if metric is None:
        return
    if metric.aggregate in _YES_NO or metric.each is not None:
        yield "số liệu tự điền phải là một phép gộp ra một số"
    if metric.source == "marks":
        yield "số liệu tự điền không lấy từ chính phiếu này"
    if isinstance(spec, RatioSpec) and spec.plan_entered:
        yield "chỉ tự điền số thực hiện khi kế hoạch ghi sẵn"


def row_faults(row: Row) -> Iterator[str]:
    """Everything wrong with a row, each as words that may follow "Mục I.1 (mã I.1): "."""
    if row.kind not in KINDS:
        yield f"không biết kiểu “{row.kind}”"
        return
    if not row.text.strip():
        yield "chưa có nội dung"
    if row.maximum is not None and row.maximum < 0:
        yield "điểm tối đa âm"
    yield from row.complaints
    yield from _COMPUTED[row.kind](row)
    yield from _filled(row.spec)
    if row.kind in CONTAINERS and row.spec.when_not_applicable != "refused":
        yield "nhóm không được đánh dấu “không áp dụng”; hãy đặt ở từng nội dung"
