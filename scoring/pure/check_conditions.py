"""What can be wrong with conditions, effects and declared fields, in words that follow their place."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .arithmetic import earns_points
from .check_limits import contradictions, one_sided
from .compare import comparison, rank
from .conditions import fields_used
from .phrases import Fields
from .problems import Problem
from .rubric import Row, RubricData
from .sentences import fields_of
from .spec import ChoiceSpec, PassFailSpec
from .text import spoken
from .vocabulary import SOFTWARE, Applicability, Condition, Effect, Field, Filter, Metric, Rule

_ZERO = Decimal(0)
# Marks and other sheets have their fields from the software; the rest is declared by the programme.
DECLARED_SOURCES = ("meetings", "facts", "years")
_ORDERED = ("at_least", "more_than", "at_most", "less_than")
_FIGURES = ("sum", "average", "share")


def _atoms(condition: Condition) -> Iterator[Condition]:
    if condition.metric is not None:
        yield condition
    for part in (condition.all or ()) + (condition.any or ()):
        yield from _atoms(part)


def _kind_fault(field: Field, name: str, wanted: Any) -> str | None:
    """Why a value of this field cannot be compared like that."""
    each = wanted if isinstance(wanted, tuple) else (wanted,)
    if field.levels:
        unknown = [one for one in each if rank(one, field.levels) is None]
        return f"mức “{unknown[0]}” không có trong trường “{field.label}”" if unknown else None
    if field.type == "number":
        fine = all(type(one) is Decimal for one in each)
    elif field.type == "yes_no":
        fine = name == "equals" and isinstance(wanted, bool)
    else:
        fine = not any(isinstance(one, bool) for one in each) and (field.type == "date" or name not in _ORDERED)
    return None if fine else f"không so sánh được trường “{field.label}” với “{_plain(each[0])}”"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return spoken(value) if isinstance(value, Decimal) else str(value)


def _tests(condition: Condition, metric: Metric) -> Iterator[tuple[str, Filter | Condition]]:
    yield from ((test.field, test) for test in metric.where + metric.holds)
    if metric.field and metric.aggregate in ("value", "least", "greatest"):
        yield metric.field, condition


def _comparing(condition: Condition, metric: Metric, fields: Fields) -> Iterator[str]:
    for code, thing in _tests(condition, metric):
        field = fields.get((metric.source, code))
        name, wanted = comparison(thing)
        if field is not None and name:
            fault = _kind_fault(field, name, wanted)
            if fault:
                yield fault
    for figure in (metric.field, metric.total_field):
        field = fields.get((metric.source, figure or ""))
        if field is not None and metric.aggregate in _FIGURES and field.type != "number":
            yield f"trường “{field.label}” không phải là số nên không cộng được"


def metric_faults(metric: Metric, rubric: RubricData) -> Iterator[str]:
    """What is wrong with a metric by itself."""
    if metric.source == "marks":
        if metric.of != "self" or metric.each or metric.window:
            yield "điểm của phiếu này không đọc theo thời gian hoặc theo đơn vị khác"
        for code in sorted(set(metric.rows) - set(rubric.by_code)):
            yield f"đọc dòng mã {code} không có trong bộ tiêu chí"
    elif metric.rows:
        yield "chỉ điểm của phiếu này mới chọn theo dòng"
    if metric.aggregate == "longest_run" and metric.of != "self":
        yield "chuỗi liên tiếp chỉ tính cho chính đơn vị"
    if metric.programme is not None and metric.source != "sheets":
        yield "chỉ các phiếu khác mới chọn theo mô hình"


def condition_faults(condition: Condition, rubric: RubricData) -> Iterator[str]:
    """Everything wrong with a condition: fields, kinds of values, and what can never come out otherwise."""
    fields = fields_of(rubric)
    for source, name in sorted(fields_used(condition)):
        if (source, name) not in fields:
            unknown = "chưa khai báo" if source in DECLARED_SOURCES else "không có"
            yield f"dùng trường “{name}” của “{source}” {unknown}"
    for atom in _atoms(condition):
        if atom.metric is not None:
            faults = [*metric_faults(atom.metric, rubric), *_comparing(atom, atom.metric, fields)]
            yield from faults or one_sided(atom, rubric, fields)
    yield from contradictions(condition, fields)


def _cap_faults(effect: Effect, row: Row, rubric: RubricData) -> Iterator[str]:
    unknown = sorted(set(effect.rows) - set(rubric.by_code))
    if unknown:
        yield from (f"tác động lên dòng mã {code} không có trong bộ tiêu chí" for code in unknown)
        return
    rows = [rubric.row(code) for code in effect.rows] or [row]
    most = sum((each.maximum or _ZERO for each in rows), _ZERO)
    if effect.cap is not None and not _ZERO <= effect.cap < most:
        yield f"mức trần {spoken(effect.cap)} phải từ 0 đến dưới {spoken(most)}"


def effect_faults(effect: Effect, row: Row, rubric: RubricData) -> Iterator[str]:
    """Whether an effect has something to act on."""
    if effect.type == "force":
        choices = row.spec.choices if isinstance(row.spec, ChoiceSpec | PassFailSpec) else ()
        if not choices:
            yield "đặt mức cho một dòng không chọn mức"
        elif effect.choice not in [each.code for each in choices]:
            yield f"đặt mức “{effect.choice}” mà dòng này không có"
    elif effect.type == "cap":
        yield from _cap_faults(effect, row, rubric)
    elif effect.type in ("zero", "full") and not earns_points(rubric, row):
        yield "làm thay đổi điểm của một dòng không tính điểm"


def _property_faults(applies: Applicability | None, fields: Fields) -> Iterator[str]:
    for code in (applies.declared, applies.not_declared) if applies else ():
        field = fields.get(("facts", code or ""))
        if code and (field is None or field.type != "yes_no"):
            yield f"áp dụng theo khai báo “{code}” mà không có trường có / không nào mang mã này"


def rule_faults(rule: Rule, row: Row | None, rubric: RubricData) -> Iterator[str]:
    """Everything wrong with a rule; `row` is the one it stands at, None for rules of outcomes."""
    yield from condition_faults(rule.when, rubric)
    if row is not None:
        yield from effect_faults(rule.effect, row, rubric)
    elif rule.effect.type not in ("block", "advise"):
        yield "điều kiện của mức xếp loại chỉ chặn mức đó hoặc chỉ nhắc"
    yield from _property_faults(rule.applies, fields_of(rubric))


def rules(rubric: RubricData) -> Iterator[Problem]:
    """The faults of every rule of the rows, and of what rows are filled by."""
    seen: set[str] = set()
    for row in rubric.rows:
        place = f"Mục {rubric.label(row.code)} (mã {row.code})"
        for fault in _property_faults(row.spec.applies, fields_of(rubric)):
            yield Problem(row.code, f"{place}: {fault}.")
        filled = getattr(row.spec, "filled_by", None)
        for fault in _filled_faults(filled, rubric) if filled else ():
            yield Problem(row.code, f"{place}, số tự điền: {fault}.")
        for rule in row.spec.conditions:
            faults = [*(["mã bị trùng"] if rule.code in seen else []), *rule_faults(rule, row, rubric)]
            seen.add(rule.code)
            yield from (Problem(row.code, f"{place}, điều kiện {rule.code}: {fault}.") for fault in faults)


def _filled_faults(metric: Metric, rubric: RubricData) -> Iterator[str]:
    fields = fields_of(rubric)
    for source, name in sorted(fields_used(Condition(metric=metric))):
        if (source, name) not in fields:
            yield f"dùng trường “{name}” của “{source}” chưa khai báo"
    yield from metric_faults(metric, rubric)


def _used(rubric: RubricData) -> set[tuple[str, str]]:
    used: set[tuple[str, str]] = set()
    applying = [rubric.applies]
    for row in rubric.rows:
        applying += [row.spec.applies, *(rule.applies for rule in row.spec.conditions)]
        filled = getattr(row.spec, "filled_by", None)
        used |= fields_used(Condition(metric=filled)) if filled else set()
        used |= set().union(*(fields_used(rule.when) for rule in row.spec.conditions))
    for each in applying:
        used |= {("facts", code) for code in (each.declared, each.not_declared) if code} if each else set()
    return used


_COUNTED = (
    "nguồn là số liệu khai, kiểu số, mã dạng <mã mô hình>.listed, <mã mô hình>.recognised hoặc <mã mô hình>.<mã mức>"
)


def _countable(field: Field) -> bool:
    programme, dot, what = field.code.rpartition(".")
    return (field.source, field.type) == ("facts", "number") and bool(programme and dot and what)


def fields(rubric: RubricData) -> Iterator[Problem]:
    """Declared fields that are twice there, lack levels, or that nobody enters although something reads them."""
    used, seen = _used(rubric), set()
    for field in rubric.fields:
        key = (field.source, field.code)
        if key in seen:
            yield Problem("", f"Số liệu “{field.label}”: khai báo hai lần mã {field.code}.")
        seen.add(key)
        if field.entered_by == SOFTWARE and not _countable(field):
            yield Problem("", f"Số liệu “{field.label}” do phần mềm đếm: {_COUNTED}.")
        if field.type == "level" and len(set(field.levels)) < 2:
            yield Problem("", f"Số liệu “{field.label}”: cần ít nhất hai mức khác nhau.")
        if key in used and field.source in ("facts", "meetings") and not field.entered_by:
            yield Problem("", f"Số liệu “{field.label}” được điều kiện dùng tới nhưng không ai nhập.")
