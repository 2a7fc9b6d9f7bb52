"""The form of one condition of a row: the sentence, its metrics, its effect, and for whom."""

from collections.abc import Mapping
from typing import Any

from django import forms

from scoring.pure.codec import UnreadableError
from scoring.pure.conditions import RULE
from scoring.pure.outcome_data import OutcomeSetData
from scoring.pure.rubric import Row, RubricData
from scoring.pure.sentences import rule_sentences
from scoring.pure.spec import ChoiceSpec, PassFailSpec
from scoring.pure.vocabulary import Condition, Rule
from scoring.rubrics.builder.columns_form import ColumnsForm
from scoring.rubrics.builder.metric_form import Known, MetricForm
from scoring.rubrics.workbook.columns import RULES

MOST_METRICS = 12
_COLUMNS = [
    column for column in RULES.columns
    if column.path[0] in ("text", "clause", "note", "effect", "applies")
]  # fmt: skip
JOINED = [("all", "Phải đạt tất cả các điều kiện dưới đây"), ("any", "Đạt một trong các điều kiện dưới đây là được")]


def metric_forms(
    data: Any, *, known: Known, condition: Condition | None, blocks: int, form: type[MetricForm] = MetricForm,
    needed: bool = True,
) -> list[MetricForm]:  # fmt: skip
    """The blocks of a condition that stands side by side, and as many more as `blocks` says."""
    parts = (condition.all or condition.any or (condition,)) if condition else ()
    return [
        form(
            data, known=known, condition=parts[n] if n < len(parts) else None, prefix=f"m{n}", first=needed and n == 0
        )
        for n in range(min(max(blocks, len(parts), 1), MOST_METRICS))
    ]  # fmt: skip


class RuleForm(ColumnsForm):
    """Text, effect and units of a condition, with the forms of its metrics."""

    joined = forms.ChoiceField(label="Khi có nhiều điều kiện", choices=JOINED, initial="all")

    def __init__(
        self, data: Any, *, known: Known, rule: Rule | None, row: Row, rubric: RubricData,
        outcomes: OutcomeSetData | None, options: Mapping[str, list[tuple[str, str]]], blocks: int,
    ) -> None:  # fmt: skip
        plain = RULE.write(rule) if rule else {"effect": {"type": "advise"}}
        spec = row.spec
        choices = spec.choices if isinstance(spec, ChoiceSpec | PassFailSpec) else ()
        offered = {
            **options, "effect_choice": [(each.code, each.label) for each in choices],
            "effect_outcomes": [(each.code, each.name) for each in (outcomes.outcomes if outcomes else ())],
        }  # fmt: skip
        super().__init__(data, columns=_COLUMNS, record=plain, options=offered)
        self.plain, self.row, self.rubric, self.known = plain, row, rubric, known
        self.fields["effect_rows"].help_text = "Mã các dòng, cách nhau bằng dấu ;"
        if rule and rule.when.any:
            self.initial["joined"] = "any"
        self.metrics = metric_forms(data, known=known, condition=rule.when if rule else None, blocks=blocks)
        self.order_fields(["text", "clause"])

    @property
    def sentence_fields(self) -> list[forms.BoundField]:
        """The words of the guideline."""
        return [self[name] for name in ("text", "clause")]

    @property
    def effect_fields(self) -> list[forms.BoundField]:
        """What follows."""
        return [self[name] for name in self.fields if name.startswith("effect_")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """For whom, and a note."""
        return [self[name] for name in self.fields if name.startswith("applies_") or name == "note"]

    @property
    def block_problems(self) -> list[tuple[str, str]]:
        """What is wrong in the metrics, for the summary on top: (anchor, sentence)."""
        return [problem for form in self.metrics for problem in form.problems]

    def is_valid(self) -> bool:
        """Whether the whole condition can be read."""
        fine = [form.is_valid() for form in self.metrics]
        return super().is_valid() and all(fine)

    def mapping(self, code: str) -> dict[str, Any]:
        """The rule as `draft.set_conditions` takes it. Raises ValueError with a Vietnamese sentence."""
        parts = [form.condition for form in self.metrics if not form.left_out]
        when = parts[0] if len(parts) == 1 else {self.cleaned_data["joined"]: parts}
        found = {**self.record(), "code": code, "when": when}
        effect = found["effect"]
        if (effect["type"] == "force") != ("choice" in effect):
            raise ValueError("Tác động “Đặt mức” thì chọn mức đặt; tác động khác thì để trống.")
        if (effect["type"] == "cap") != ("cap" in effect):
            raise ValueError("Tác động “Không quá (trần)” thì ghi trần; tác động khác thì để trống.")
        if "rows" in effect and effect["type"] != "cap":
            raise ValueError("“Trần cho các dòng” chỉ dùng cho tác động “Không quá (trần)”.")
        try:
            read: Rule = RULE.read(found)
        except UnreadableError as error:
            raise ValueError(f"Chưa đọc được điều kiện: {error}.") from None
        self.read = read
        written: dict[str, Any] = RULE.write(read)
        return written

    def sentences(self) -> list[str]:
        """The condition read back, after `mapping`."""
        found = rule_sentences(self.read, self.row.code, self.known.fields, self.known.labels)
        return [f"{sentence}." for sentence in found]
