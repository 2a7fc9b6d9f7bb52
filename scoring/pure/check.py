"""What keeps a rubric from being published: every row that does not add up, by name."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from .arithmetic import capped_sum, earns_points
from .check_rows import row_faults
from .conditions import Condition, Rule, fields_used
from .markers import first_out_of_order
from .problems import Problem, RubricError
from .rubric import Row, RubricData
from .spec import CONTAINERS, KINDS, GroupSpec
from .text import spoken

_ZERO = Decimal(0)
# Marks and other sheets have their fields from the software; the rest is declared by the programme.
_DECLARED_SOURCES = ("meetings", "facts", "years")


def place(rubric: RubricData, row: Row) -> str:
    """How a message names a row: printed place and code."""
    return f"Mục {rubric.label(row.code)} (mã {row.code})"


def _codes(rubric: RubricData) -> Iterator[Problem]:
    seen: set[str] = set()
    for row in rubric.rows:
        if row.code in seen:
            yield Problem(row.code, f"{place(rubric, row)}: mã bị trùng.")
        seen.add(row.code)


def _parents(rubric: RubricData) -> Iterator[Problem]:
    for row in rubric.rows:
        above = rubric.by_code.get(row.parent)
        if row.parent and above is None:
            yield Problem(row.code, f"{place(rubric, row)}: không có nhóm mã {row.parent}.")
        elif above is not None and above.kind not in CONTAINERS and above.kind in KINDS:
            yield Problem(row.code, f"{place(rubric, row)}: nằm dưới {above.code}, vốn không phải là nhóm.")
        elif not rubric.reaches_top(row.code):
            yield Problem(row.code, f"{place(rubric, row)}: không nối được tới dòng trên cùng.")


def _markers(rubric: RubricData) -> Iterator[Problem]:
    for code in ("", *(row.code for row in rubric.rows)):
        family = rubric.children(code)
        index = first_out_of_order([row.marker for row in family])
        if index is not None:
            row = family[index]
            yield Problem(row.code, f"{place(rubric, row)}: số thứ tự “{row.marker}” không liền mạch.")


def _rows(rubric: RubricData) -> Iterator[Problem]:
    for row in rubric.rows:
        for fault in row_faults(row):
            yield Problem(row.code, f"{place(rubric, row)}: {fault}.")


def _group_faults(rubric: RubricData, row: Row, spec: GroupSpec) -> Iterator[str]:
    children = rubric.children(row.code)
    if not children:
        yield "nhóm chưa có nội dung nào"
        return
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
    parts = {child.code: _ZERO if child.kind == "deduction" else child.maximum for child in children}
    reachable = capped_sum(row, parts)
    if row.maximum != reachable:
        yield (f"điểm tối đa là {spoken(row.maximum)} nhưng tổng các nội dung bên dưới là {spoken(reachable)}")


def _groups(rubric: RubricData) -> Iterator[Problem]:
    for row in rubric.groups():
        if isinstance(row.spec, GroupSpec) and rubric.reaches_top(row.code):
            for fault in _group_faults(rubric, row, row.spec):
                yield Problem(row.code, f"{place(rubric, row)}: {fault}.")


def _roles(rubric: RubricData) -> Iterator[Problem]:
    for row in rubric.rows:
        if row.parent and row.spec.role != "base":
            message = f"{place(rubric, row)}: vai trò điểm thưởng chỉ đặt ở dòng trên cùng."
            yield Problem(row.code, message)


def _form(rubric: RubricData) -> Iterator[Problem]:
    roles = [column.role for column in rubric.form.columns]
    pointed = any(earns_points(rubric, row) for row in rubric.children())
    needed = {"text": "nội dung", "self": "tự chấm"} | ({"maximum": "điểm chuẩn"} if pointed else {})
    for role, name in needed.items():
        if role not in roles:
            yield Problem("", f"Mẫu phiếu thiếu cột {name} ({role}).")
    for role in sorted({role for role in roles if roles.count(role) > 1}):
        yield Problem("", f"Mẫu phiếu có hai cột cùng vai trò “{role}”.")
    if not rubric.form.title.strip():
        yield Problem("", "Mẫu phiếu thiếu tiêu đề.")
    printed = rubric.form.total.maximum if rubric.form.total else None
    reached = sum((row.maximum or _ZERO for row in rubric.children()), _ZERO)
    if printed is not None and printed != reached:
        message = f"tổng in trên phiếu là {spoken(printed)} nhưng các phần cộng lại là {spoken(reached)}"
        yield Problem("", f"Mẫu phiếu: {message}.")


def _rounding(rubric: RubricData) -> Iterator[Problem]:
    if max(rubric.rounding.row.decimals, rubric.rounding.total.decimals) > 6:
        yield Problem("", "Làm tròn: không quá 6 chữ số thập phân.")


def _rules(rubric: RubricData) -> Iterator[Problem]:
    seen: set[str] = set()
    declared = {(field.source, field.code) for field in rubric.fields}
    for row in rubric.rows:
        for rule in row.spec.conditions:
            for fault in _rule_faults(rule, seen, declared, set(rubric.by_code)):
                yield Problem(row.code, f"{place(rubric, row)}, điều kiện {rule.code}: {fault}.")
            seen.add(rule.code)


def _rule_faults(rule: Rule, seen: set[str], declared: set[tuple[str, str]], rows: set[str]) -> Iterator[str]:
    if rule.code in seen:
        yield "mã bị trùng"
    for source, name in sorted(fields_used(rule.when)):
        if source in _DECLARED_SOURCES and (source, name) not in declared:
            yield f"dùng trường “{name}” của “{source}” chưa khai báo"
    for code in sorted(set(_rows_read(rule.when)) - rows):
        yield f"đọc dòng mã {code} không có trong bộ tiêu chí"


def _rows_read(condition: Condition) -> Iterator[str]:
    if condition.metric and condition.metric.source == "marks":
        yield from condition.metric.rows
    for part in (condition.all or ()) + (condition.any or ()):
        yield from _rows_read(part)


_CHECKS: tuple[Callable[[RubricData], Iterator[Problem]], ...] = (
    _codes, _parents, _markers, _rows, _groups, _roles, _form, _rounding, _rules,
)  # fmt: skip


def check(rubric: RubricData) -> list[Problem]:
    """Every reason why this rubric cannot be published, with the row it concerns; empty if it is sound."""
    problems = [problem for each in _CHECKS for problem in each(rubric)]
    return problems if rubric.rows else [Problem("", "Bộ tiêu chí chưa có nội dung nào."), *problems]


def require_sound(rubric: RubricData) -> None:
    """Raises RubricError with everything that `check` finds; returns for a rubric fit to publish."""
    problems = check(rubric)
    if problems:
        raise RubricError(problems)
