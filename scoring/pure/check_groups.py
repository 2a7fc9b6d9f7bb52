"""Whether groups add up: sums, coefficients, and caps over rows of any place."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from .arithmetic import capped_sum, earns_points
from .rubric import Row, RubricData
from .spec import Cap, DeductionSpec, GroupSpec, WeightedSpec
from .text import spoken

_ZERO = Decimal(0)
_WHOLE = Decimal(100)


def _most(row: Row) -> Decimal | None:
    return _ZERO if isinstance(row.spec, DeductionSpec) else row.maximum


def _taken_off(rubric: RubricData, code: str) -> Decimal:
    """What the caps of the head take off the maximum of a group."""
    excess = _ZERO
    for cap in rubric.caps_at.get(code, ()):
        together = sum((_most(rubric.row(each)) or _ZERO for each in cap.rows if each in rubric.by_code), _ZERO)
        excess += max(_ZERO, together - cap.maximum)
    return excess


def _sum_faults(rubric: RubricData, row: Row, spec: GroupSpec) -> Iterator[str]:
    children = rubric.children(row.code)
    own = {child.code for child in children}
    capped = [code for cap in spec.caps for code in cap.rows]
    if set(capped) - own or len(set(capped)) != len(capped):
        yield "mức trần chung phải gồm các dòng con trực tiếp, mỗi dòng một lần"
    if not earns_points(rubric, row):
        if row.maximum is not None or spec.cap is not None:
            yield "có điểm tối đa nhưng các nội dung con không tính điểm"
        return
    if row.maximum is None:
        yield "thiếu điểm tối đa"
        return
    reachable = capped_sum(row, {child.code: _most(child) for child in children}, _taken_off(rubric, row.code))
    if row.maximum != reachable:
        yield f"điểm tối đa là {spoken(row.maximum)} nhưng tổng các nội dung bên dưới là {spoken(reachable)}"


def _weighted_faults(rubric: RubricData, row: Row, spec: WeightedSpec) -> Iterator[str]:
    children = rubric.children(row.code)
    given = sorted(weight.row for weight in spec.weights)
    if given != sorted(child.code for child in children):
        yield "mỗi nội dung con phải có đúng một hệ số"
    whole = sum((weight.percent for weight in spec.weights), _ZERO)
    if whole != _WHOLE:
        yield f"tổng các hệ số là {spoken(whole)}%, phải là 100%"
    if any(weight.percent <= 0 for weight in spec.weights):
        yield "hệ số phải lớn hơn 0"
    if row.maximum is None:
        yield "thiếu điểm tối đa"
    for child in children:
        if not _most(child):
            yield f"nội dung con mã {child.code} không có điểm tối đa để nhân hệ số"


def group_faults(rubric: RubricData, row: Row) -> Iterator[str]:
    """Everything wrong with the sum of a group, each as words that follow its name."""
    if not rubric.children(row.code):
        yield "nhóm chưa có nội dung nào"
    elif isinstance(row.spec, WeightedSpec):
        yield from _weighted_faults(rubric, row, row.spec)
    elif isinstance(row.spec, GroupSpec):
        yield from _sum_faults(rubric, row, row.spec)


def _lowers(row: Row, branch: str) -> bool:
    """Whether a group does more to one of its children than adding it."""
    if isinstance(row.spec, WeightedSpec):
        return True
    return isinstance(row.spec, GroupSpec) and any(branch in cap.rows for cap in row.spec.caps)


def _way_faults(rubric: RubricData, place: str, code: str) -> Iterator[str]:
    """Groups between a row and the place of its cap that change what arrives there."""
    line = rubric.line(code)
    for group, branch in pairwise(line):
        inside = group.code != place and place in ("", *(row.code for row in rubric.line(group.code)))
        capped = inside and isinstance(group.spec, GroupSpec) and group.spec.cap is not None
        if capped or ((inside or group.code == place) and _lowers(group, branch.code)):
            yield f"dòng mã {code} nằm trong nhóm mã {group.code} đã có hệ số hoặc mức trần riêng"


def _cap_faults(rubric: RubricData, place: str, cap: Cap) -> Iterator[str]:
    if cap.maximum < 0:
        yield "mức trần phải từ 0 điểm trở lên"
    for code in cap.rows:
        if code not in rubric.by_code:
            yield f"không có dòng mã {code}"
        elif not earns_points(rubric, rubric.row(code)):
            yield f"dòng mã {code} không tính điểm"
        else:
            yield from _way_faults(rubric, place, code)


def cap_faults(rubric: RubricData) -> Iterator[str]:
    """Everything wrong with the caps of the head, each as words that follow "Mức trần chung: "."""
    named = [code for caps in rubric.caps_at.values() for cap in caps for code in cap.rows]
    for code in sorted({code for code in named if named.count(code) > 1}):
        yield f"dòng mã {code} thuộc hai mức trần"
    for code in sorted(set(named) & set(rubric.by_code)):
        for over in rubric.line(code)[:-1]:
            if over.code in named:
                yield f"dòng mã {code} nằm dưới dòng mã {over.code}, cũng thuộc một mức trần"
    for place, caps in rubric.caps_at.items():
        for cap in caps:
            yield from _cap_faults(rubric, place, cap)
