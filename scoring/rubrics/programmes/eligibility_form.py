"""The form of the condition that units have to meet to register: metrics side by side, as in a rubric's conditions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from config.common.vietnamese import capitalise_first
from scoring.pure.check_conditions import condition_faults
from scoring.pure.codec import UnreadableError
from scoring.pure.conditions import CONDITION
from scoring.pure.rubric import RubricData
from scoring.pure.vocabulary import Condition
from scoring.rubrics.builder.condition_form import JOINED, metric_forms
from scoring.rubrics.builder.metric_form import Known, MetricForm
from scoring.rubrics.workbook import words as w

_SOURCE = "when_metric_source"


class AskedForm(MetricForm):
    """One metric that is read before there is a sheet."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.leave_out(_SOURCE, {w.SOURCES["marks"]})
        self.stood = CONDITION.read(self.base["when"]) if self.stands else None

    def clean(self) -> dict[str, Any]:
        """Ask for a source where something else was chosen."""
        given = super().clean()
        if given.get(_SOURCE) == "marks":
            self.add_error(_SOURCE, "Lúc đăng ký chưa có phiếu này: chọn nguồn khác.")
        elif not given.get(_SOURCE) and not self.stands and self.begun and _SOURCE not in self.errors:
            self.add_error(_SOURCE, "Chọn nguồn số liệu, hoặc để trống cả phần này.")
        return given

    def read(self, rubrics: Iterable[RubricData]) -> Condition | None:
        """What was chosen; None where it cannot be read, which is said beside the field that stands for it."""
        place = "field" if self.cleaned_data.get("field") else _SOURCE
        try:
            found: Condition = CONDITION.read(self.condition)
        except UnreadableError as error:
            self.add_error(place, f"Chưa đọc được điều kiện: {error}.")
            return None
        faults = (
            {} if found == self.stood else dict.fromkeys(f for each in rubrics for f in condition_faults(found, each))
        )
        for fault in faults:
            self.add_error(place, f"{capitalise_first(fault)}.")
        return None if faults else found


class EligibilityForm(forms.Form):
    """The condition out of blocks; all blocks left out: there is none."""

    use_required_attribute = False
    joined = forms.ChoiceField(label="Khi có nhiều điều kiện", choices=JOINED, initial="all")

    def __init__(
        self, data: Any, *, known: Known, condition: Condition | None, blocks: int, rubrics: Sequence[RubricData]
    ) -> None:
        super().__init__(data, initial={"joined": "any" if condition and condition.any else "all"})
        self.rubrics, self.standing = rubrics, condition
        self.condition: Condition | None = None
        self.metrics = metric_forms(
            data, known=known, condition=condition, blocks=blocks, form=AskedForm, needed=False
        )  # fmt: skip

    @property
    def block_problems(self) -> list[tuple[str, str]]:
        """What is wrong in the metrics, for the summary on top: (anchor, sentence)."""
        return [problem for form in self.metrics for problem in form.problems]

    def as_typed(self) -> None:
        """Keep what was typed and ask nothing of it yet."""
        self.initial["joined"] = self["joined"].value()
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]
        self.is_bound = False
        for each in self.metrics:
            each.as_typed()

    def is_valid(self) -> bool:
        """Whether the whole condition can be read; `condition` holds it then."""
        fine = [each.is_valid() for each in self.metrics]
        if not (super().is_valid() and all(fine)):
            return False
        read = [each.read(self.rubrics) for each in self.metrics if isinstance(each, AskedForm) and not each.left_out]
        parts = tuple(part for part in read if part is not None)
        if len(parts) < len(read):
            return False
        self.condition = self._joined(parts)
        return self._agrees(len(parts))

    def _joined(self, parts: tuple[Condition, ...]) -> Condition | None:
        if len(parts) < 2:
            return parts[0] if parts else None
        return Condition(any=parts) if self.cleaned_data["joined"] == "any" else Condition(all=parts)

    def _agrees(self, parts: int) -> bool:
        """Whether several conditions can be met together."""
        found = self.condition
        if found is None or parts < 2 or found == self.standing:
            return True
        faults = dict.fromkeys(fault for each in self.rubrics for fault in condition_faults(found, each))
        for fault in faults:
            self.add_error(None, f"{capitalise_first(fault)}.")
        return not faults
