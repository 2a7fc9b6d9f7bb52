"""The form of one row: its wording, and the keys that its kind knows."""

from collections.abc import Mapping
from typing import Any

from django import forms

from scoring.pure.spec_codec import CONTAINERS
from scoring.rubrics.builder.columns_form import ColumnsForm, Options, put
from scoring.rubrics.builder.figure_form import KEY, figure_form, figure_words, standing_metric
from scoring.rubrics.builder.metric_form import Known
from scoring.rubrics.codes import ROW_CODE, ROW_CODE_RULE
from scoring.rubrics.workbook import words as w
from scoring.rubrics.workbook.columns import CRITERIA

KIND_HELP = {
    "group": "Điểm là tổng các dòng bên trong; có thể đặt trần.",
    "points": "Người chấm nhập điểm, từ 0 đến điểm tối đa.",
    "pass_fail": "Chọn đạt hoặc không đạt; có điểm tối đa thì đạt được đủ điểm.",
    "choice": "Chọn một trong các mức, mỗi mức có tên, có thể có điểm.",
    "count": "Nhập số lượng, mỗi đơn vị được một số điểm, nhiều nhất đến điểm tối đa.",
    "measure": "Nhập một giá trị đo được, điểm theo khoảng.",
    "ratio": "Nhập số thực hiện, điểm theo tỷ lệ so với kế hoạch.",
    "weighted": "Nhóm tính điểm theo hệ số phần trăm của từng dòng bên trong.",
    "lines": "Đơn vị kê từng việc, mỗi việc một dòng, cộng lại đến điểm tối đa.",
    "deduction": "Nhập số điểm bị trừ, phải có giải trình.",
}  # fmt: skip
_OF_KIND = {
    "group": ("cap", "caps"),
    "points": ("step",),
    "pass_fail": ("labels.passed", "labels.failed"),
    "choice": ("choices",),
    "count": ("unit", "counted"),
    "measure": ("unit_label", "least", "greatest", "decimals", "bands", "reading", "reading_note"),
    "ratio": (
        "plan_entered", "plan", "plan_label", "actual_label", "unit_label", "when_plan_zero", "bands", "reading",
        "reading_note",
    ),
    "weighted": ("weights",),
    "lines": (
        "earns", "line_label", "plan_label", "actual_label", "plan_entered", "coefficient_entered", "most_coefficient",
        "most_lines", "most_each", "when_plan_zero",
    ),
    "deduction": ("step",),
}  # fmt: skip
_ROW = ("code", "marker", "text", "maximum")
_MORE = ("help", "note")
_DEMANDS = ("demands.explanation", "demands.evidence", "demands.report", "when_not_applicable")
_APPLIES = ("level", "kind", "sector", "period", "size.at_least", "size.at_most", "declared", "not_declared")
_TEXTS = ("marker", "note", "help")
FILLED = ("points", "count", "measure", "ratio")


def _spec_columns(kind: str, top: bool) -> tuple[list[str], list[str]]:
    """Paths of what a kind knows, and of what every row may say."""
    common = ["printed_maximum", *(["role"] if top else []), *([] if kind in CONTAINERS else _DEMANDS)]
    return (
        [f"spec.{key}" for key in _OF_KIND.get(kind, ())],
        [f"spec.{key}" for key in common] + [f"spec.applies.{key}" for key in _APPLIES],
    )


class RowForm(ColumnsForm):
    """One row. The fields are those of the kind that the page showed; another kind chosen shows other fields first."""

    def __init__(
        self, data: Any, *, kind: str, record: Mapping[str, Any], options: Options, known: Known, top: bool, new: bool,
    ) -> None:  # fmt: skip
        own, common = _spec_columns(kind, top)
        by_path = {".".join(column.path): column for column in CRITERIA.columns}
        self.groups = {"": _ROW, "own": own, "common": [*common, *_MORE]}
        wanted = [by_path[path] for paths in self.groups.values() for path in paths if path in by_path]
        super().__init__(data, columns=wanted, record=record, options=options, optional=["code"] if new else [])
        self.kind, self.known = kind, known
        self.figure = figure_form(data, record.get("spec") or {}, known) if kind in FILLED else None
        self.fields["text"].widget.attrs["rows"] = 4
        self.fields["kind"] = forms.ChoiceField(
            label="Kiểu", choices=list(w.KINDS.items()), initial=kind, help_text="Đổi kiểu rồi bấm “Đổi các ô nhập”."
        )
        self.fields["code"].help_text = "Giữ nguyên qua các phiên bản; chữ, số, dấu chấm, gạch ngang, gạch dưới." + (
            " Để trống thì tự đặt." if new else ""
        )

    def part(self, name: str) -> list[forms.BoundField]:
        """The fields of one part of the page."""
        return [self[path.replace(".", "_")] for path in self.groups[name] if path.replace(".", "_") in self.fields]

    @property
    def parts(self) -> tuple[tuple[str, list[forms.BoundField]], ...]:
        """The parts of the page with their headings."""
        return (
            (f"Cách chấm: {w.KINDS[self.kind].lower()}", self.part("own")),
            ("Quy định thêm", self.part("common")),
        )  # fmt: skip

    @property
    def first(self) -> list[forms.BoundField]:
        """Wording and points."""
        return self.part("")

    @property
    def kind_field(self) -> forms.BoundField:
        """The list of kinds."""
        return self["kind"]

    @property
    def shown_kind(self) -> str:
        """The code of the kind whose fields are shown; a template that says `kind` gets the list."""
        return self.kind

    @property
    def kept_figure(self) -> str:
        """What fills the row, where the block cannot show it."""
        spec = self.base.get("spec") or {}
        metric = standing_metric(spec)
        if self.figure is not None or not spec.get(KEY):
            return ""
        return figure_words(metric, self.known) if metric else "Số liệu tự điền này không đọc được."

    @property
    def block_problems(self) -> list[tuple[str, str]]:
        """What is wrong in the figure, for the summary on top: (anchor, sentence)."""
        return self.figure.problems if self.figure is not None else []

    def as_typed(self) -> None:
        """Keep what was typed in the figure, too."""
        super().as_typed()
        if self.figure is not None and self.figure.is_bound:
            self.figure.as_typed()

    def is_valid(self) -> bool:
        """Whether the row and what fills it can be read, and go together."""
        sent = self.figure if self.figure is not None and self.figure.is_bound else None
        fine = sent.is_valid() if sent is not None else True
        if sent is not None and fine and sent.metric and self.cleaned("spec_plan_entered"):
            self.add_error("spec_plan_entered", "Chỉ tự điền số thực hiện khi kế hoạch ghi sẵn trong bộ tiêu chí.")
        self._check_code()
        return super().is_valid() and fine

    def _check_code(self) -> None:
        code = self.cleaned("code")
        # A code that stands may be older than the rule, and is kept.
        if code and code != self.base.get("code") and not ROW_CODE.fullmatch(str(code)):
            self.add_error("code", ROW_CODE_RULE)

    def cleaned(self, name: str) -> Any:
        """What was read in a field; None where it is missing or wrong."""
        return self.cleaned_data.get(name) if self.is_bound and self.errors is not None else None

    def values(self) -> dict[str, Any]:
        """The row as the acts of `draft` take it."""
        found = self.record()
        row = {key: found.get(key) or "" for key in ("code", "text", *_TEXTS)}
        spec = found.get("spec") or {}
        if self.figure is not None and self.figure.is_bound:
            put(spec, (KEY,), self.figure.metric)
        return {**row, "kind": self.kind, "maximum": found.get("maximum"), "spec": spec}


def record_for(row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """A stored row as the form of a kind begins with it: keys of another kind are left out."""
    spec = {key: value for key, value in (row.get("spec") or {}).items() if key != "conditions"}
    if kind != row.get("kind", kind):
        foreign = {path.split(".")[0] for paths in _OF_KIND.values() for path in paths}
        foreign |= set() if kind in FILLED else {KEY}
        spec = {key: value for key, value in spec.items() if key not in foreign}
    if kind == "points" and "kind" not in row:
        put(spec, ("step",), "0.5")
    return {**row, "kind": kind, "spec": spec}
