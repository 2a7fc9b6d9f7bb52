"""Whether a condition holds for what is known of a unit: yes, no, or not enough data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .aggregate import Asked, answer, exact, range_of
from .applicability import applies
from .compare import Answer, both, comparison, either
from .descent import along_lines, weakest
from .metric import Context, cases, mark_records
from .phrases import SOURCE_WORDS, UNIT_WORDS, threshold
from .records import Observations, Record
from .shown import cut, lacking, nothing, records_shown, shown
from .subjects import subject
from .unfinished import cell_of, fails_for_good, over
from .unlogged import unlogged, unlogged_words, written_to_the_end
from .vocabulary import Condition, Metric, Rule
from .windows import Span, asked_of_new, cells, is_new, span_of, with_missing_years

__all__ = ["Context", "Figured", "Finding", "evaluate", "find", "measured", "measured_cases"]

_EMPTY: dict[str, Answer] = {"holds": True, "fails": False, "unknown": None}


@dataclass(frozen=True)
class Finding:
    """What a condition came to. `holds` is None where there is not enough data. `subject` is what was measured,
    `found` and `threshold` are words for people, `records` name the records shown as source, `lacking` says what
    is missing. `parts` are those of all and any. `applies` is False where the rule does not concern the unit, None
    where that is not known.
    """

    holds: Answer
    found: str = ""
    threshold: str = ""
    records: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    parts: "tuple[Finding, ...]" = ()
    subject: str = ""
    applies: Answer = True


def gathered(metric: Metric, seen: Observations, span: Span) -> list[Record]:
    """The records of a source in a span of days. What has to be known of every unit, but is not, stands there as
    an empty record: each missing year of the ledger, and the figures that a unit never declared.
    """
    records: Sequence[Record] = seen.records.get((metric.source, metric.of), ())
    if metric.programme is not None and metric.source == "sheets":
        records = [record for record in records if record.programme == metric.programme]
    records = asked_of_new(metric, seen, records)
    if metric.source == "years":
        return with_missing_years(records, span, metric.of, metric.when_new == "clip")
    found = [record for record in records if span.holds(record.on)]
    undeclared = metric.source == "facts" and metric.of == "self" and not found
    return [Record({}, span.end)] if undeclared else found


def evaluate(condition: Condition, context: Context) -> Finding:
    """Whether a condition holds, with what was found and what is missing."""
    if condition.metric is not None:
        return _measured(condition, condition.metric, context)
    parts = tuple(evaluate(part, context) for part in (condition.all or condition.any or ()))
    holds = (both if condition.all else either)(part.holds for part in parts)
    telling = [part for part in parts if part.holds is holds]
    return Finding(
        holds,
        "; ".join(_told(part) for part in telling if part.found),
        "",
        cut(label for part in telling for label in part.records),
        cut(words for part in telling for words in part.lacking),
        parts,
    )


def _told(part: Finding) -> str:
    if not part.threshold:
        return part.found
    return f"{part.subject}: {part.found}, yêu cầu {part.threshold}"


def _measured(condition: Condition, metric: Metric, context: Context) -> Finding:
    found = [_in_line(condition, metric, replace(context, seen=seen)) for seen in along_lines(metric, context.seen)]
    return found[weakest(each.holds for each in found)]


def _in_line(condition: Condition, metric: Metric, context: Context) -> Finding:
    seen = context.seen
    plain = Finding(
        None, threshold=threshold(condition, context.fields), subject=subject(metric, context.fields, short=True)
    )
    if metric.source == "marks":
        return _within(metric, context, mark_records(metric, context), plain, comparison(condition))
    key = (metric.source, metric.of)
    if seen is None or (key not in seen.covered and key not in seen.records):
        return replace(plain, lacking=(f"chưa thu thập {SOURCE_WORDS[metric.source]}",))
    if metric.when_new in _EMPTY and is_new(metric, seen):
        return replace(plain, holds=_EMPTY[metric.when_new], found="đơn vị mới thành lập trong thời gian xét")
    span = span_of(metric, seen)
    if metric.each:
        return _each(condition, metric, context, plain, span)
    return _over_all(metric, context, plain, comparison(condition), span)


def _over_all(metric: Metric, context: Context, plain: Finding, asked: Asked, span: Span) -> Finding:
    """What came of the whole time. What fails for want of records may hold once they are written down, or come."""
    seen = context.seen
    if seen is None:
        return plain
    records = gathered(metric, seen, span)
    finding, found = _within(metric, context, records, plain, asked), cases(metric, context, records)
    if finding.holds is not False or not found or fails_for_good(metric, context, found, asked):
        return finding
    words = unlogged_words(unlogged(metric, seen, span))
    if not over(metric, found, span, seen.as_of) and not written_to_the_end(metric, seen, span):
        words = (*words, "chưa hết thời gian")
    return replace(finding, holds=None, lacking=words) if words else finding


def _within(metric: Metric, context: Context, records: Sequence[Record], plain: Finding, asked: Asked) -> Finding:
    found = cases(metric, context, records)
    holds = answer(metric, context, found, asked)
    words = shown(metric, context, found, range_of(metric, context, found), asked[0])
    if holds is not None and not words:
        plain, words = replace(plain, threshold=""), "không có gì để tính"
    return replace(
        plain,
        holds=holds,
        found=words,
        records=records_shown(metric, found, holds),
        lacking=() if holds is not None else lacking(metric, context, found) or (nothing(metric, context, found),),
    )


def _each(condition: Condition, metric: Metric, context: Context, plain: Finding, span: Span) -> Finding:
    seen = context.seen
    if seen is None or metric.each is None:
        return plain
    unit, asked = UNIT_WORDS[metric.each], comparison(condition)
    silent = unlogged(metric, seen, span)
    parts, later = _parts(metric, context, plain, asked, list(cells(metric.each, span, seen.as_of)), silent)
    if not parts:
        empty = None if later else _EMPTY[metric.when_empty]
        return replace(plain, holds=empty, lacking=(f"chưa có {unit} nào để xét",))
    holds = both(part.holds for part in parts)
    open_ones = [f"{part.subject}: {words}" for part in parts if part.holds is None for words in part.lacking]
    failing = [part.subject for part in parts if part.holds is False]
    count = f"{sum(part.holds is True for part in parts)}/{len(parts)} {unit}"
    return replace(
        plain,
        holds=holds,
        found=count
        + (f", trừ {', '.join(cut(failing, 6))}" if failing else "")
        + (f", chưa xét {', '.join(later)} vì chưa hết {unit}" if later else ""),
        threshold=f"mỗi {unit} {plain.threshold}",
        records=cut(failing) if failing else cut(label for part in parts for label in part.records),
        lacking=cut((*unlogged_words(silent), *open_ones)) if holds is None else (),
        parts=tuple(parts),
    )


def _parts(
    metric: Metric, context: Context, plain: Finding, asked: Asked, spans: Sequence[Span], silent: Sequence[int]
) -> tuple[list[Finding], list[str]]:
    """What came of each month, quarter or year, and the names of those that are not asked for yet."""
    parts, later = [], []
    for span in spans:
        records = gathered(metric, context.seen, span) if context.seen else []
        if span.clipped and not any(record.values for record in records):
            continue
        part = _within(metric, context, records, plain, asked)
        cell = cell_of(metric, context, cases(metric, context, records), asked, span, part.holds)
        if not cell.asked:
            later.append(span.label)
            continue
        if cell.holds is False and span.start.year in silent:
            parts.append(Finding(None, subject=span.label))
            continue
        if cell.holds is None and part.holds is not None:
            part = replace(part, lacking=("chưa hết thời gian",))
        parts.append(replace(part, holds=cell.holds, subject=span.label))
    return parts, later


def find(rule: Rule, context: Context) -> Finding:
    """What a rule comes to for the unit; one that does not concern it bites in no case."""
    if context.seen is None:
        return Finding(None)
    concerns = applies(rule.applies, context.seen.unit)
    if concerns is False:
        return Finding(rule.effect.on == "fails", applies=False)
    finding = evaluate(rule.when, context)
    bites = finding.holds is (rule.effect.on == "holds")
    if concerns is None and (bites or finding.holds is None):
        words = "chưa rõ điều kiện này có áp dụng cho đơn vị không"
        return replace(finding, holds=None, lacking=(words, *finding.lacking), applies=None)
    return finding


@dataclass(frozen=True)
class Figured:
    """The bare figure of a metric: None where it is open or no number; the words and records behind it, and what is
    missing for it.
    """

    figure: Decimal | None
    words: str = ""
    records: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def measured_cases(metric: Metric, context: Context) -> Figured:
    """The figure of a metric without any comparison, with what stands behind it."""
    found = [_figured(metric, replace(context, seen=seen)) for seen in along_lines(metric, context.seen)]
    if len({each.figure for each in found}) > 1:
        return Figured(None, lacking=("số liệu của các tổ chức đảng được kế thừa khác nhau",))
    return found[0]


def _figured(metric: Metric, context: Context) -> Figured:
    if metric.source == "marks":
        records = mark_records(metric, context)
    elif context.seen is None or (metric.source, metric.of) not in context.seen.covered | set(context.seen.records):
        return Figured(None, lacking=(f"chưa thu thập {SOURCE_WORDS[metric.source]}",))
    else:
        span = span_of(metric, context.seen)
        if years := unlogged(metric, context.seen, span):
            return Figured(None, lacking=unlogged_words(years))
        records = gathered(metric, context.seen, span)
    found = cases(metric, context, records)
    figure, named = exact(metric, context, found), records_shown(metric, found, None)
    if figure is None:
        return Figured(None, "", named, lacking(metric, context, found) or (nothing(metric, context, found),))
    return Figured(figure, shown(metric, context, found, range_of(metric, context, found), ""), named)


def measured(metric: Metric, context: Context) -> tuple[Decimal | None, tuple[str, ...]]:
    """The bare figure of a metric with the names of its records; None where it is open or no number."""
    found = measured_cases(metric, context)
    return found.figure, found.records
