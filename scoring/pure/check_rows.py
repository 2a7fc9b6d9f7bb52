"""What can be wrong with one row by itself, in words that follow its name."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from .rubric import Row
from .spec import (
    CONTAINERS,
    KINDS,
    NOT_COMPUTED,
    ChoiceSpec,
    CountSpec,
    DeductionSpec,
    MeasureSpec,
    PassFailSpec,
    PointsSpec,
)
from .text import spoken

_NOT_YET_APPLIED = ("full", "zero", "cap")


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


def _measured(row: Row) -> Iterator[str]:
    bands = row.spec.bands if isinstance(row.spec, MeasureSpec) else ()
    if not bands:
        yield "chưa có khoảng điểm nào"
        return
    if len({band.least for band in bands}) != len(bands):
        yield "các khoảng điểm trùng nhau"
    if row.maximum is None:
        yield "thiếu điểm tối đa"
    elif max(band.points for band in bands) != row.maximum or any(band.points < 0 for band in bands):
        yield "các khoảng điểm phải từ 0 đến đúng điểm tối đa"


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
}


def _effects(row: Row) -> Iterator[str]:
    for rule in row.spec.conditions:
        kind = rule.effect.type
        moves_points = kind in _NOT_YET_APPLIED or (kind == "force" and row.maximum is not None)
        if moves_points:
            yield f"điều kiện {rule.code} làm thay đổi điểm, phần mềm chưa tính được, chưa thể ban hành"


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
    if row.kind in NOT_COMPUTED:
        yield f"kiểu “{row.kind}” phần mềm chưa tính được điểm, chưa thể ban hành"
    else:
        yield from _COMPUTED[row.kind](row)
    yield from _effects(row)
    if row.kind in CONTAINERS and row.spec.when_not_applicable != "refused":
        yield "nhóm không được đánh dấu “không áp dụng”; hãy đặt ở từng nội dung"
