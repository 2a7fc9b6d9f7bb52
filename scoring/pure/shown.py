"""What was found and what is missing, in words: figures, source records, gaps."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from .aggregate import sums
from .compare import Answer, Range
from .metric import HELD, MISSED, OUT, Case, Context, latest
from .phrases import field_name, noun, shown_field, time_words, unit_of, word
from .text import spoken
from .vocabulary import Field, Metric

MOST_NAMED = 30
_CENT = Decimal("0.01")


_MORE = re.compile(r"và (\d+) mục khác")


def cut(names: Iterable[str], most: int = MOST_NAMED) -> tuple[str, ...]:
    """The first names, each once, and how many more there are; of names that were cut before, all that are left out."""
    once = list(dict.fromkeys(name for name in names if name))
    count = counted(once)
    named = once if count == len(once) else once[:-1]
    return tuple(once) if len(named) <= most else (*named[:most], f"và {count - most} mục khác")


def counted(names: Sequence[str]) -> int:
    """How many names a list stands for that `cut` may have shortened."""
    more = _MORE.fullmatch(names[-1]) if names else None
    return len(names) - 1 + int(more[1]) if more else len(names)


def number_words(figure: Decimal, name: str) -> str:
    """A figure with two decimals at most, never rounded towards what is asked for: 79,999 is no 80."""
    mode = ROUND_CEILING if name in ("at_most", "less_than") else ROUND_FLOOR
    return spoken(figure.quantize(_CENT, mode) if figure != figure.quantize(_CENT, mode) else figure)


def shown(metric: Metric, context: Context, found: Sequence[Case], ends: Range | None, name: str) -> str:
    """What was found, between two ends where something is open; "" where nothing can be said."""
    if metric.aggregate == "value":
        return _value(metric, context, found)
    if ends is None or ends.low is None or ends.high is None:
        return ""
    if metric.aggregate in ("every", "share") and metric.holds:
        return _part(metric, found, name)
    field = shown_field(metric, context.fields)
    words = [_figure(end, field, name) + unit_of(metric) for end in (ends.low, ends.high)]
    if metric.aggregate == "share":
        part, total = sums(metric, context, found)
        return f"{words[0]} ({spoken(part or Decimal(0))}/{spoken(total or Decimal(0))})"
    return words[0] if words[0] == words[1] else f"{words[0]} đến {words[1]}"


def _figure(end: Decimal, field: Field | None, name: str) -> str:
    if field and field.levels:
        return word(field.levels[int(end)], field)
    return number_words(end, name)


def _part(metric: Metric, found: Sequence[Case], name: str) -> str:
    ends = []
    for options in ([case.low for case in found], [case.high for case in found]):
        held, selected = options.count(HELD), sum(option != OUT for option in options)
        words = f"{held}/{selected}"
        if metric.aggregate == "share" and selected:
            words = f"{number_words(Decimal(100 * held) / selected, name)}% ({words})"
        ends.append(words)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} đến {ends[1]}"


def _value(metric: Metric, context: Context, found: Sequence[Case]) -> str:
    field = shown_field(metric, context.fields)
    values = [context.value(metric, metric.field or "", case.record) for case in latest(found, metric)]
    words = {word(value, field) for value in values if value is not None}
    return words.pop() if len(words) == 1 and None not in values else ""


def records_shown(metric: Metric, found: Sequence[Case], holds: Answer) -> tuple[str, ...]:
    """The names of the records behind a figure: those that break the rule where one is enough to break it."""
    if metric.aggregate == "value":
        chosen = latest(found, metric)
    elif metric.aggregate in ("every", "share") and metric.holds and holds is False:
        chosen = [case for case in found if case.may_be == {MISSED}]
    elif metric.aggregate in ("count", "none", "longest_run"):
        chosen = [case for case in found if case.may_be == {HELD}]
    else:
        chosen = [case for case in found if OUT not in case.may_be]
    return cut(case.record.label for case in _in_time(chosen))


def _in_time(found: Sequence[Case]) -> list[Case]:
    return sorted(found, key=lambda case: (case.record.on is not None, case.record.on, case.record.label))


def lacking(metric: Metric, context: Context, found: Sequence[Case]) -> tuple[str, ...]:
    """What is missing of each record that leaves the answer open."""
    return cut(words for case in _in_time(found) for words in _gaps(metric, context, case))


def _gaps(metric: Metric, context: Context, case: Case) -> Iterator[str]:
    record = case.record
    if case.may_be == {OUT}:
        return
    read = [test.field for test in metric.where + metric.holds]
    read += [code for code in (metric.field, metric.total_field) if code]
    if not record.values and record.label and metric.of != "self":
        yield f"thiếu số liệu của {record.label}"
        return
    if not record.values and record.label and metric.source == "years":
        yield f"thiếu {record.label[:1].lower()}{record.label[1:]}"
        return
    for code in dict.fromkeys(read):
        if context.value(metric, code, record) is not None:
            continue
        name = field_name(context.fields.get((metric.source, code)), code)
        before = f"{record.label}: " if record.label else ""
        why = "chưa được xác nhận" if context.waits(metric, code, record) else "chưa có"
        yield f"{before}{name} {why}"


def nothing(metric: Metric, context: Context, found: Sequence[Case]) -> str:
    """That there is no record, no figure, or a denominator of zero to go by."""
    if metric.total_field and found and sums(metric, context, found)[1] == 0:
        total = field_name(context.fields.get((metric.source, metric.total_field)), metric.total_field)
        return f"{total} bằng 0 nên không tính được tỷ lệ"
    time = "" if metric.source == "marks" else f" {time_words(metric.window)}"
    codes = [code for code in (metric.field, metric.total_field) if code]
    names = [field_name(context.fields.get((metric.source, code)), code) for code in codes]
    return f"chưa có {', '.join(names) or noun(metric)}{time}"
