"""Forms of the pages of a programme."""

from collections.abc import Iterable
from typing import Any

from django import forms

from scoring.pure.kinds import LONGEST_NAME, MOST_STEPS, Kind, Step, chain_problems
from scoring.rubrics.builder.forms import line
from scoring.rubrics.programmes.steps import OWN, choices, code_of, step_of
from scoring.rubrics.workbook import words as w

FILE_BYTES = 200_000
Choices = Iterable[tuple[str, str]]


class HeadForm(forms.Form):
    """Name, subject and period."""

    name = line(
        "Tên mô hình", LONGEST_NAME, help_text="Như trong kế hoạch, ví dụ: Chi bộ “bốn tốt”, đảng bộ cơ sở “bốn tốt”."
    )
    subject = forms.ChoiceField(label="Chấm cho", choices=list(w.SUBJECTS.items()), initial="organization")
    period = forms.ChoiceField(label="Kỳ đánh giá", choices=list(w.PERIODS.items()), initial="year")


class KindForm(forms.Form):
    """What units of one level are evaluated with: rubric, title and up to four steps."""

    level = forms.ChoiceField(label="Loại tổ chức")
    rubric = forms.ChoiceField(label="Bộ tiêu chí")
    title = line("Danh hiệu", LONGEST_NAME, help_text="Như in trong quyết định công nhận, ví dụ: Chi bộ “bốn tốt”.")

    def __init__(
        self, data: Any, *, kind: Kind | None, levels: Choices, above: Choices, rubrics: Choices, taken: Iterable[str],
    ) -> None:  # fmt: skip
        stages = kind.stages if kind else (step_of(OWN),)
        named = {"level": kind.level, "rubric": kind.rubric, "title": kind.title} if kind else {}
        super().__init__(data, initial=named)
        self._taken = frozenset(taken)
        self.fields["level"].choices = [*levels]  # type: ignore[attr-defined]
        self.fields["rubric"].choices = [*rubrics]  # type: ignore[attr-defined]
        offered, above = choices(stages), [("", "–"), *above]
        for place in range(1, MOST_STEPS + 1):
            self._add_step(place, offered, above)
            if place <= len(stages):
                step = stages[place - 1]
                self.initial[f"step{place}"] = code_of(step)
                self.initial[f"at{place}"] = step.level or ""
                self.initial[f"optional{place}"] = step.optional

    def _add_step(self, place: int, offered: list[tuple[str, str]], above: list[tuple[str, str]]) -> None:
        self.fields[f"step{place}"] = forms.ChoiceField(label=f"Bước {place}", choices=offered, required=place == 1)
        if place == 1:
            return
        self.fields[f"at{place}"] = forms.ChoiceField(
            label=f"Cấp làm bước {place}", choices=above, required=False,
            help_text="Chỉ chọn khi bước này là của “cấp chọn riêng”.",
        )  # fmt: skip
        self.fields[f"optional{place}"] = forms.BooleanField(label=f"Bước {place} tùy chọn khi lập đợt", required=False)

    def steps(self) -> list[list[forms.BoundField]]:
        """The fields of every step, for the page."""
        names = ("step", "at", "optional")
        return [
            [self[f"{name}{place}"] for name in names if f"{name}{place}" in self.fields]
            for place in range(1, MOST_STEPS + 1)
        ]

    def clean_level(self) -> str:
        """Refuse a level that another kind of the programme has."""
        level: str = self.cleaned_data["level"]
        if level in self._taken:
            raise forms.ValidationError("Loại tổ chức này đã khai trong mô hình: hãy sửa phần đã khai.")
        return level

    def clean(self) -> dict[str, Any]:
        """Say beside its field what is wrong with a step."""
        found = super().clean() or {}
        places = [place for place in range(1, MOST_STEPS + 1) if found.get(f"step{place}")]
        gaps = [place for place in range(1, max(places, default=0)) if place not in places]
        for place in gaps:
            self._complain(f"step{place}", "Chọn lần lượt: bước này để trống mà bước sau lại có.")
        for place in range(2, MOST_STEPS + 1):
            if place not in places and (found.get(f"at{place}") or found.get(f"optional{place}")):
                self._complain(f"step{place}", "Chọn bước, hoặc bỏ phần đã chọn ở dưới.")
        if not gaps:
            for place, sentence in chain_problems(self._stages(found)):
                self._complain(f"{'at' if 'loại tổ chức' in sentence else 'step'}{place}", sentence)
        for place in places:
            if found.get("level") and found.get(f"at{place}") == found["level"]:
                self._complain(f"at{place}", "Chọn một cấp ở trên loại tổ chức này.")
        return found

    def _complain(self, name: str, sentence: str) -> None:
        name = name if name in self.fields else name.replace("at", "step")
        if name not in self.errors:
            self.add_error(name, sentence)

    def _stages(self, found: dict[str, Any]) -> tuple[Step, ...]:
        return tuple(
            step_of(found[f"step{place}"], found.get(f"at{place}", ""), optional=found.get(f"optional{place}", False))
            for place in range(1, MOST_STEPS + 1)
            if found.get(f"step{place}")
        )

    def kind(self) -> Kind:
        """The kind of units; call only when the form is valid."""
        found = self.cleaned_data
        return Kind(found["level"], found["rubric"], found["title"], self._stages(found))


class FileForm(forms.Form):
    """A programme as a YAML file."""

    file = forms.FileField(label="Tệp YAML của mô hình", help_text="Tải xuống từ trang của một mô hình rồi sửa.")

    def clean_file(self) -> Any:
        """Refuse what is no YAML file, and what is too large."""
        given = self.cleaned_data["file"]
        if not given.name.lower().endswith((".yaml", ".yml")):
            raise forms.ValidationError("Chỉ nhận tệp .yaml.")
        if given.size > FILE_BYTES:
            raise forms.ValidationError("Tệp lớn quá 200 KB.")
        return given
