"""What a metric measures, as a Vietnamese phrase."""

from .phrases import BELOW, UNIT_WORDS, Fields, Labels, field_name, filter_words, noun, time_words
from .vocabulary import Metric

_HEADS = {
    "sum": "Tổng {}",
    "average": "Trung bình của {}",
    "least": "{} thấp nhất",
    "greatest": "{} cao nhất",
    "value": "{}",
}


class _Phrase:
    def __init__(self, metric: Metric, fields: Fields, labels: Labels, short: bool) -> None:
        self.metric, self.fields, self.labels, self.short = metric, fields, labels, short

    def field(self, code: str | None) -> str:
        return field_name(self.fields.get((self.metric.source, code or "")), code or "")

    def tests(self) -> str:
        found = [filter_words(test, self.metric.source, self.fields, self.labels) for test in self.metric.holds]
        return " và ".join(found)

    def where(self) -> str:
        """Which records, when, and of whom."""
        metric = self.metric
        within = [filter_words(test, metric.source, self.fields, self.labels) for test in metric.where]
        if metric.rows:
            places = [self.labels.get(("row", code), f"mã {code}") for code in metric.rows]
            within.insert(0, "mục " + ", ".join(places))
        found = f" ({'; '.join(within)})" if within else ""
        if metric.programme:
            named = self.labels.get(("programme", metric.programme), metric.programme)
            found += f" của mô hình “{named}”"
        known = self.short and metric.window is None
        if metric.source != "marks" and not metric.each and not known:
            found += f" {time_words(metric.window)}"
        return found

    def figures(self) -> str:
        """The phrase of a figure that is made of one field, or of two."""
        metric = self.metric
        if metric.aggregate == "share":
            head = f"Tỷ lệ {self.field(metric.field)} trên {self.field(metric.total_field)}"
        else:
            head = _HEADS[metric.aggregate].format(self.field(metric.field))
        whose = "" if metric.of == "self" else f" của các {BELOW[metric.of]}"
        return head + whose + self.where()

    def records(self) -> str:
        """The phrase of a figure that is made of records."""
        metric, tests = self.metric, self.tests()
        named, where = noun(metric), self.where()
        having = f" mà {tests}" if tests else ""
        if self.short and metric.aggregate in ("every", "none"):
            return f"Số {named}{where}{having}"
        if metric.aggregate == "every":
            return f"Mọi {named}{where} đều có {tests}"
        if metric.aggregate == "none":
            return f"Không {named} nào{where}{having}"
        if metric.aggregate == "longest_run":
            return f"Số {named} liên tiếp{where}{having}"
        return f"{'Tỷ lệ' if metric.aggregate == 'share' else 'Số'} {named}{where}{having}"


def subject(metric: Metric, fields: Fields, labels: Labels | None = None, *, short: bool = False) -> str:
    """The thing measured, without what is asked of it: “Số buổi sinh hoạt (…) trong kỳ đánh giá”. The short form
    stands before what was found: it leaves out the usual time, and names what is counted.
    """
    phrase = _Phrase(metric, fields, labels or {}, short)
    by_field = metric.aggregate in _HEADS or (metric.aggregate == "share" and metric.field)
    found = phrase.figures() if by_field else phrase.records()
    if not metric.each:
        return found
    known = metric.source == "marks" or (short and metric.window is None)
    time = "" if known else f" {time_words(metric.window)}"
    return f"Mỗi {UNIT_WORDS[metric.each]}{time}: {_lowered(found)}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
