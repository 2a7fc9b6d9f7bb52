"""Conditions, effects and applicability read back as Vietnamese sentences.

`labels` give the words of codes that stand elsewhere, by (what, code): row, choice, outcome, programme, level,
kind, sector, period, field. What has no word is shown by its code.
"""

from collections.abc import Iterable, Mapping

from .outcome_data import OutcomeSetData
from .phrases import Fields, Labels, threshold
from .records import BUILT_IN
from .rubric import RubricData
from .spec import ChoiceSpec, PassFailSpec
from .subjects import subject
from .text import spoken
from .vocabulary import Applicability, Condition, Effect, Field, Metric, Rule, Size

_EMPTY = {"holds": "coi là đạt", "fails": "coi là không đạt"}
_NEW = {
    "whole": "đơn vị mới thành lập vẫn xét cả thời gian trên",
    "holds": "đơn vị mới thành lập trong thời gian này coi là đạt",
    "fails": "đơn vị mới thành lập trong thời gian này coi là không đạt",
    "unknown": "đơn vị mới thành lập trong thời gian này chưa đủ dữ liệu",
}
_PERIODS = {"month": "tháng", "quarter": "quý", "year": "năm", "term": "nhiệm kỳ, giai đoạn"}
_PLACES = {"level": "cấp", "kind": "loại tổ chức", "sector": "loại hình", "period": "kỳ"}


def fields_of(rubric: RubricData) -> Fields:
    """Every field by source and code: those of the software and those that the rubric declares."""
    return field_map(rubric.fields)


def field_map(declared: Iterable[Field]) -> Fields:
    """The same for declared fields by themselves."""
    return {(field.source, field.code): field for field in (*BUILT_IN, *declared)}


def labels_of(rubric: RubricData, outcomes: OutcomeSetData | None = None) -> dict[tuple[str, str], str]:
    """The words that a rubric and its outcomes give to codes; add those of levels, sectors and programmes."""
    found = {("row", row.code): rubric.label(row.code) for row in rubric.rows}
    for row in rubric.rows:
        if isinstance(row.spec, ChoiceSpec | PassFailSpec):
            found |= {("choice", each.code): each.label for each in row.spec.choices}
    found |= {("outcome", each.code): each.name for each in (outcomes.outcomes if outcomes else ())}
    found |= {("field", field.code): field.label for field in rubric.fields}
    return found | {("programme", rubric.programme.code): rubric.programme.name}


def sentence(condition: Condition, fields: Fields, labels: Labels | None = None) -> str:
    """A condition as one sentence without a full stop. Different conditions give different sentences, as far as
    fields and codes have different words.
    """
    if condition.metric is not None:
        return _measured(condition, condition.metric, fields, labels or {})
    parts = [sentence(part, fields, labels) for part in (condition.all or condition.any or ())]
    if len(parts) == 1:
        return parts[0]
    head = "Đồng thời" if condition.all else "Ít nhất một trong các điều kiện"
    return f"{head} [" + "; ".join(f"({number}) {part}" for number, part in enumerate(parts, 1)) + "]"


def _measured(condition: Condition, metric: Metric, fields: Fields, labels: Labels) -> str:
    found = subject(metric, fields, labels)
    if metric.aggregate not in ("every", "none"):
        found += f": {threshold(condition, fields, labels)}"
    asides = []
    if metric.when_empty in _EMPTY:
        asides.append(f"không có gì để tính thì {_EMPTY[metric.when_empty]}")
    if metric.when_new in _NEW:
        asides.append(_NEW[metric.when_new])
    return found + (f" ({'; '.join(asides)})" if asides else "")


def _named(what: str, codes: Iterable[str], labels: Labels) -> str:
    return ", ".join(f"“{labels.get((what, code), _PERIODS.get(code, code))}”" for code in codes)


def effect_words(effect: Effect, row: str, labels: Labels | None = None) -> str:
    """What an effect does, as words that may follow "vì vậy"; `row` is the code of the row it stands at."""
    labels = labels or {}
    place = f"mục {labels.get(('row', row), row)}"
    if effect.type == "force":
        return f"{place} nhận mức {_named('choice', [effect.choice or ''], labels)}"
    if effect.type in ("zero", "full"):
        return f"{place} {'không được tính điểm' if effect.type == 'zero' else 'được tính điểm tối đa'}"
    if effect.type == "cap":
        most = spoken(effect.cap) if effect.cap is not None else "?"
        several = ", ".join(labels.get(("row", code), code) for code in effect.rows)
        return f"các mục {several} cộng lại không quá {most} điểm" if several else f"{place} không quá {most} điểm"
    if effect.type == "block":
        kept = _named("outcome", effect.outcomes, labels)
        return f"không đề xuất mức {kept}" if kept else "không đề xuất công nhận"
    return "người chấm cần xem xét"


def effect_sentence(effect: Effect, row: str, labels: Labels | None = None) -> str:
    """An effect as a sentence: “Nếu không đáp ứng thì mục 1.2 nhận mức “Không đạt””."""
    if effect.type == "advise":
        return "Chỉ nhắc để người chấm xem xét, không tự thay đổi điểm hay kết quả"
    when = "Nếu không đáp ứng" if effect.on == "fails" else "Nếu điều kiện này xảy ra"
    return f"{when} thì {effect_words(effect, row, labels)}"


def _size(size: Size) -> str:
    least, most = size.at_least, size.at_most
    if least is not None and most is not None:
        return f"có từ {least} đến {most} đảng viên"
    return f"có từ {least} đảng viên trở lên" if least is not None else f"có không quá {most} đảng viên"


def applicability_sentence(applies: Applicability | None, labels: Labels | None = None) -> str:
    """For which units something applies, as one sentence without a full stop."""
    labels = labels or {}
    found = [
        f"{word} {_named(what, codes, labels)}"
        for what, word in _PLACES.items()
        if (codes := getattr(applies, what, ()))
    ]
    if applies is not None and applies.size is not None and applies.size != Size():
        found.append(_size(applies.size))
    if applies is not None and applies.declared:
        found.append(f"đơn vị khai {_named('field', [applies.declared], labels)} là có")
    if applies is not None and applies.not_declared:
        found.append(f"đơn vị khai {_named('field', [applies.not_declared], labels)} là không")
    return f"Áp dụng cho: {'; '.join(found)}" if found else "Áp dụng cho mọi đơn vị"


def rule_sentences(rule: Rule, row: str, fields: Fields, labels: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """A whole rule: its condition, its effect, and for whom, where that is not everybody."""
    found = (sentence(rule.when, fields, labels), effect_sentence(rule.effect, row, labels))
    return (*found, applicability_sentence(rule.applies, labels)) if rule.applies else found
