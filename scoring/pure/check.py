"""What keeps a rubric from being published: every row that does not add up, by name."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from .arithmetic import earns_points, most_reachable
from .check_conditions import fields, rules
from .check_groups import cap_faults, group_faults
from .check_reach import reach
from .check_rows import row_faults
from .markers import first_out_of_order
from .problems import Problem, RubricError
from .refusals import MOST_DECIMALS
from .rubric import Row, RubricData
from .spec_codec import CONTAINERS, KINDS
from .text import spoken

_ZERO = Decimal(0)


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


def _groups(rubric: RubricData) -> Iterator[Problem]:
    for row in rubric.groups():
        if rubric.reaches_top(row.code):
            for fault in group_faults(rubric, row):
                yield Problem(row.code, f"{place(rubric, row)}: {fault}.")


def _caps(rubric: RubricData) -> Iterator[Problem]:
    for fault in cap_faults(rubric):
        yield Problem("", f"Mức trần chung: {fault}.")


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
    reached = most_reachable(rubric).whole or _ZERO
    if printed is not None and printed != reached:
        message = f"tổng in trên phiếu là {spoken(printed)} nhưng các phần cộng lại là {spoken(reached)}"
        yield Problem("", f"Mẫu phiếu: {message}.")


def _rounding(rubric: RubricData) -> Iterator[Problem]:
    if max(rubric.rounding.row.decimals, rubric.rounding.total.decimals) > MOST_DECIMALS:
        yield Problem("", f"Làm tròn: không quá {MOST_DECIMALS} chữ số thập phân.")


_CHECKS: tuple[Callable[[RubricData], Iterator[Problem]], ...] = (
    _codes, _parents, _markers, _rows, _groups, _caps, _roles, _form, _rounding, rules, fields, reach,
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
