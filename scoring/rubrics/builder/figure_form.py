"""The figure of a row that fills itself: one metric out of lists, as in conditions, without a comparison."""

from collections.abc import Mapping
from typing import Any

from django import forms

from scoring.pure.codec import UnreadableError
from scoring.pure.conditions import METRIC
from scoring.pure.subjects import subject
from scoring.pure.vocabulary import YES_NO, Condition, Metric
from scoring.rubrics.builder.columns_form import name_of
from scoring.rubrics.builder.metric_form import Known, MetricForm, fits
from scoring.rubrics.workbook import words as w

PREFIX = "figure"
KEY = "filled_by"
_SOURCE, _WAY, _EACH = "when_metric_source", "when_metric_aggregate", "when_metric_each"
_ROWS, _PROGRAMME, _OF = "when_metric_rows", "when_metric_programme", "when_metric_of"
_OF_NUMBERS = ("sum", "average", "least", "greatest", "value", "share")


def standing_metric(spec: Mapping[str, Any]) -> Metric | None:
    """The metric that fills a row; None where there is none, or none that can be read."""
    try:
        return METRIC.read(spec[KEY]) if spec.get(KEY) else None
    except UnreadableError:
        return None


def figure_words(metric: Metric, known: Known) -> str:
    """The figure as a sentence."""
    return f"{subject(metric, known.fields, known.labels)}."


class FigureForm(MetricForm):
    """The block “Số liệu tự điền”. What cannot fill a row is not offered, unless a file put it there already."""

    def __init__(self, data: Any, *, known: Known, metric: Metric | None) -> None:
        sent = data if data and f"{PREFIX}-{_SOURCE}" in data else None
        condition = Condition(metric=metric) if metric else None
        super().__init__(sent, known=known, condition=condition, prefix=PREFIX, first=False)
        self.standing = metric
        self.leave_out(_SOURCE, {w.SOURCES["marks"]})
        self.leave_out(_WAY, {w.AGGREGATES[way] for way in YES_NO})
        left = {"test", "value", "when_metric_when_empty"}
        left |= {name for name in (_EACH, _ROWS) if not self.initial.get(name)}
        for name in left:
            del self.fields[name]
        # What has no field stays as it stands.
        self.columns = tuple(column for column in self.columns if name_of(column) in self.fields)

    @property
    def heading(self) -> str:
        """The legend of the block."""
        return "Số liệu tự điền"

    @property
    def compared(self) -> list[forms.BoundField]:
        """Nothing: the figure itself is the mark."""
        return []

    @property
    def opened(self) -> bool:
        """Whether the block is shown open: something stands in it, or was typed."""
        return self.standing is not None or self.is_bound or bool(self.initial.get("field"))

    @property
    def sentence(self) -> str:
        """What stands, read back; empty where nothing does."""
        return figure_words(self.standing, self.known) if self.standing else ""

    @property
    def metric(self) -> dict[str, Any] | None:
        """What was chosen, as the key of a row holds it; None for nothing. Call it when the form is valid."""
        found: dict[str, Any] | None = self.condition.get("metric")
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse what fills no row, beside its field."""
        given = super().clean()
        source = given.get(_SOURCE)
        if source:
            self._check(given, source)
        elif self.standing is None and self.begun and _SOURCE not in self.errors:
            self.add_error(_SOURCE, "Chọn nguồn số liệu, hoặc để trống cả phần này.")
        return given

    def _check(self, given: Mapping[str, Any], source: str) -> None:
        way, key = given.get(_WAY), given.get("field") or ""
        field = self.known.standing(key)
        number = field is None or field.type == "number"
        for name, wrong, sentence in (
            (_SOURCE, source == "marks", "Số liệu tự điền không lấy từ chính phiếu này."),
            (_WAY, way in YES_NO, "Số liệu tự điền phải là một cách tính ra một số."),
            (_EACH, bool(given.get(_EACH)), "Số liệu tự điền là một số của cả thời gian: để trống mục này."),
            (_ROWS, bool(given.get(_ROWS)) and source != "marks", "Chỉ điểm của phiếu này mới chọn theo dòng."),
            (_PROGRAMME, bool(given.get(_PROGRAMME)) and source != "sheets", "Chỉ nguồn “Phiếu khác” chọn mô hình."),
            (_OF, way == "longest_run" and given.get(_OF) not in (None, "self"),
             "Chuỗi liên tiếp chỉ tính cho chính đơn vị."),
            ("field", way in _OF_NUMBERS and not number, "Chọn một số liệu kiểu số."),
        ):  # fmt: skip
            if wrong:
                self.add_error(name, sentence)

    def _comparison(self, metric: Mapping[str, Any]) -> dict[str, Any]:
        return {}


def figure_form(data: Any, spec: Mapping[str, Any], known: Known) -> FigureForm | None:
    """The block for a row; None where what stands there is more than it can show."""
    metric = standing_metric(spec)
    if (metric is None and spec.get(KEY)) or (metric is not None and not fits(Condition(metric=metric))):
        return None
    return FigureForm(data, known=known, metric=metric)
