"""One measured condition out of lists: source, figure, filters, time, comparison."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from config.common.vietnamese import capitalise_first
from scoring.facts.forms import no_strange_signs
from scoring.pure.compare import comparison
from scoring.pure.conditions import CONDITION, FILTER, Field
from scoring.pure.vocabulary import COMPARISONS, Condition
from scoring.rubrics.builder import typed_values
from scoring.rubrics.builder.columns_form import ColumnsForm, name_of, put
from scoring.rubrics.workbook import words as w
from scoring.rubrics.workbook.columns import RULES

TESTS = [
    ("", "–"), ("equals", "bằng, là"), ("at_least", "từ … trở lên"), ("more_than", "trên"),
    ("at_most", "không quá, từ … trở xuống"), ("less_than", "dưới"), ("any_of", "là một trong (cách nhau dấu phẩy)"),
]  # fmt: skip
MOST = {"where": 4, "holds": 3}
_OWN = ("field", "total_field", "where", "holds")
_COLUMNS = [c for c in RULES.columns if c.path[:2] == ("when", "metric") and c.path[-1] not in _OWN]
_NEED_HOLDS, _NEED_FIELD = ("every", "longest_run"), ("sum", "average", "least", "greatest", "value")
_OF_FIELD = ("value", "least", "greatest")
_LABELS = {
    "when_metric_aggregate": "Tính thế nào", "when_metric_programme": "Mô hình nào (phiếu khác)",
    "when_metric_rows": "Các dòng nào (phiếu này)", "when_metric_each": "Phải đạt trong từng",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What may be chosen: fields by source and code, words by code, programmes."""

    fields: Mapping[tuple[str, str], Field]
    labels: Mapping[tuple[str, str], str]

    @property
    def programmes(self) -> list[tuple[str, str]]:
        return [(code, name) for (what, code), name in self.labels.items() if what == "programme"]

    @property
    def grouped(self) -> list[Any]:
        """Fields for a list, under the names of their sources."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for (source, code), field in self.fields.items():
            groups.setdefault(w.SOURCES[source], []).append((f"{source}.{code}", capitalise_first(field.label)))
        return [("", "–"), *groups.items()]

    def standing(self, key: str) -> Field | None:
        """The field of a value of the list."""
        source, _, code = key.partition(".")
        return self.fields.get((source, code))


def fits(condition: Condition) -> bool:
    """Whether the form can show a condition: metrics side by side, with not too many filters."""
    parts = condition.all or condition.any or (condition,)
    return all(
        part.metric is not None and len(part.metric.where) <= MOST["where"] and len(part.metric.holds) <= MOST["holds"]
        for part in parts
    )


class MetricForm(ColumnsForm):
    """One metric with its comparison. Nothing chosen as its source: it is not there."""

    def __init__(self, data: Any, *, known: Known, condition: Condition | None, prefix: str, first: bool) -> None:
        plain = CONDITION.write(condition) if condition else {}
        options = {"metric_programme": known.programmes}
        super().__init__(data, columns=_COLUMNS, record={"when": plain}, options=options, labels=_LABELS, prefix=prefix)
        self.known, self.first, self.stands = known, first, condition is not None
        source = self.fields["when_metric_source"]
        source.choices = [("", "– không dùng –"), *source.choices]  # type: ignore[attr-defined]
        source.required = first
        metric = plain.get("metric", {})
        self._choice("field", "Số liệu", known.grouped, self._key(metric, "field"))
        self._choice("total_field", "Chia cho (mẫu số của tỷ lệ)", known.grouped, self._key(metric, "total_field"))
        self._choice("test", "So sánh", TESTS, next((name for name in COMPARISONS if name in plain), ""))
        field = known.standing(self._key(metric, "field")) if metric.get("aggregate") in _OF_FIELD else None
        stands = comparison(condition)[0] if condition else ""
        self._text("value", "Với", typed_values.put(field, plain[stands], known.labels) if stands else "")
        for name, most in MOST.items():
            for number in range(most):
                self._filter(f"{name}{number}", metric, name, number)

    def leave_out(self, name: str, words: Iterable[str]) -> None:
        """Take words off a list, but for the one that stands there."""
        field: Any = self.fields[name]
        kept = self.initial.get(name)
        field.choices = [each for each in field.choices if each[0] not in words or each[0] == kept]

    def _key(self, metric: Mapping[str, Any], name: str) -> str:
        return f"{metric['source']}.{metric[name]}" if metric.get(name) else ""

    def _choice(self, name: str, label: str, choices: list[Any], initial: str) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)
        self.initial[name] = initial

    def _text(self, name: str, label: str, initial: str) -> None:
        widget = forms.TextInput(attrs={"list": "gia-tri", "autocomplete": "off"})
        self.fields[name] = forms.CharField(
            label=label, max_length=300, required=False, widget=widget, validators=[no_strange_signs]
        )
        self.initial[name] = initial

    def _filter(self, name: str, metric: Mapping[str, Any], kind: str, number: int) -> None:
        stands = (metric.get(kind) or [])[number : number + 1]
        found = stands[0] if stands else {}
        test = next((each for each in COMPARISONS if each in found), "")
        key = f"{metric['source']}.{found['field']}" if found else ""
        place = f"{'lọc' if kind == 'where' else 'yêu cầu'} {number + 1}"
        self._choice(f"{name}_field", f"Số liệu ({place})", self.known.grouped, key)
        self._choice(f"{name}_test", f"So sánh ({place})", TESTS, test)
        shown = typed_values.put(self.known.standing(key), found[test], self.known.labels) if test else ""
        self._text(f"{name}_value", f"Với ({place})", shown)

    @property
    def heading(self) -> str:
        """The legend of its block."""
        return f"Điều kiện {int(str(self.prefix)[1:]) + 1}"

    @property
    def main(self) -> list[forms.BoundField]:
        """Source, figure and comparison."""
        names = ["source", "of", "aggregate"]
        return [*(self[f"when_metric_{name}"] for name in names), self["field"], self["total_field"]]

    @property
    def compared(self) -> list[forms.BoundField]:
        """The comparison."""
        return [self["test"], self["value"]]

    @property
    def rest(self) -> list[forms.BoundField]:
        """Time, and what happens where there is nothing to count."""
        shown = [f"when_metric_{name}" for name in ("source", "of", "aggregate")]
        return [self[name] for column in self.columns if (name := name_of(column)) not in shown]

    @property
    def filters(self) -> list[tuple[str, bool, list[list[forms.BoundField]]]]:
        """Rows of filters: heading, whether anything stands there, and the three fields of each."""
        heads, found = {"where": "Chỉ lấy những lần", "holds": "Mỗi lần phải"}, []
        for name, most in MOST.items():
            rows = [[self[f"{name}{n}_{part}"] for part in ("field", "test", "value")] for n in range(most)]
            found.append((heads[name], any(field.value() or field.errors for row in rows for field in row), rows))
        return found

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong here, for the summary on top: (anchor, sentence)."""
        return [
            (self[name].id_for_label, f"{self[name].label}: {sentence}") if name != "__all__" else ("", str(sentence))
            for name, sentences in (self.errors.items() if self.is_bound else ()) for sentence in sentences
        ]  # fmt: skip

    @property
    def begun(self) -> bool:
        """Whether figures or filters were chosen."""
        typed = ["field", "total_field", "value", *(f"{kind}{n}_value" for kind, m in MOST.items() for n in range(m))]
        return any(self.cleaned_data.get(name) for name in typed)

    @property
    def left_out(self) -> bool:
        """Whether nothing was chosen here."""
        return not self.cleaned_data.get("when_metric_source")

    def clean(self) -> dict[str, Any]:
        """Put together the condition; sentences stand beside the field they concern."""
        given = super().clean() or {}
        self.condition: dict[str, Any] = {}
        source = given.get("when_metric_source")
        if not source:
            return given
        metric = dict(self.record().get("when", {}).get("metric", {})) if not self.errors else {}
        for name in ("field", "total_field"):
            self._put_field(metric, name, source)
        for kind, most in MOST.items():
            found = [each for n in range(most) if (each := self._read_filter(f"{kind}{n}", source))]
            put(metric, (kind,), found or None)
        self._shape(metric)
        self.condition = {"metric": metric, **self._comparison(metric)}
        return given

    def _put_field(self, metric: dict[str, Any], name: str, source: str) -> None:
        key = self.cleaned_data.get(name) or ""
        if key and not key.startswith(f"{source}."):
            self.add_error(name, f"Số liệu này không thuộc nguồn “{w.SOURCES[source]}”.")
        put(metric, (name,), key.partition(".")[2] or None)

    def _read_filter(self, name: str, source: str) -> dict[str, Any] | None:
        parts = [self.cleaned_data.get(f"{name}_{part}") or "" for part in ("field", "test", "value")]
        if not any(parts):
            return None
        key, test, typed = parts
        if not all(parts):
            self.add_error(f"{name}_value", "Ghi đủ số liệu, phép so sánh và giá trị, hoặc để trống cả ba.")
            return None
        if not key.startswith(f"{source}."):
            self.add_error(f"{name}_field", f"Số liệu này không thuộc nguồn “{w.SOURCES[source]}”.")
            return None
        value = self._value(f"{name}_value", test, self.known.standing(key), typed)
        return None if value is None else FILTER.write(FILTER.read({"field": key.partition(".")[2], test: value}))

    def _value(self, name: str, test: str, field: Field | None, typed: str) -> Any:
        try:
            return typed_values.take_all(test, field, typed, self.known.labels)
        except ValueError as error:
            self.add_error(name, str(error))
            return None

    def _shape(self, metric: Mapping[str, Any]) -> None:
        """What the way of counting needs."""
        way, holds = metric.get("aggregate"), bool(metric.get("holds"))
        both = bool(metric.get("field") and metric.get("total_field"))
        if way in _NEED_HOLDS and not holds:
            self.add_error("holds0_value", "Cách tính này cần ít nhất một yêu cầu ở phần “Mỗi lần phải”.")
        if way in _NEED_FIELD and not metric.get("field"):
            self.add_error("field", "Chọn số liệu cần tính.")
        if way == "share" and both == holds:
            self.add_error("field", "Tỷ lệ cần hai số liệu (tử số, mẫu số), hoặc một yêu cầu ở phần “Mỗi lần phải”.")
        window = metric.get("window") or {}
        fixed = [name for name in ("from_year", "to_year") if name in window]
        if (window and ("last" in window) == bool(fixed)) or len(fixed) == 1:
            self.add_error(
                "when_metric_window_last", "Ghi số kỳ gần nhất, hoặc từ năm nào đến năm nào; để trống là kỳ đánh giá."
            )

    def _comparison(self, metric: Mapping[str, Any]) -> dict[str, Any]:
        test, typed = self.cleaned_data.get("test") or "", self.cleaned_data.get("value") or ""
        if metric.get("aggregate") in ("every", "none"):
            return {}
        if not test or not typed:
            self.add_error("value", "Ghi phép so sánh và giá trị phải đạt.")
            return {}
        key = self.cleaned_data.get("field") or ""
        field = self.known.standing(key) if metric.get("aggregate") in _OF_FIELD else None
        value = self._value("value", test, field, typed)
        return {} if value is None else {test: value}
