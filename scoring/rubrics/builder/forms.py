"""Small forms of the pages that build a rubric."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scoring.facts.forms import no_strange_signs
from scoring.models import Programme
from scoring.rubrics.workbook import words as w

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _code(text: str) -> None:
    if not CODE.fullmatch(text):
        raise ValidationError("Mã chỉ gồm chữ thường không dấu, số và dấu gạch ngang, ví dụ phieu-chi-bo.")


def line(label: str, longest: int, **more: Any) -> forms.CharField:
    """A field of one line."""
    return forms.CharField(label=label, max_length=longest, validators=[no_strange_signs], **more)


class NewRubricForm(forms.Form):
    """A rubric begun from nothing: for a programme that stands, or for a new one."""

    code = forms.CharField(
        label="Mã bộ tiêu chí", max_length=60, validators=[_code],
        help_text="Giữ nguyên qua các phiên bản, ví dụ phieu-chi-bo.",
    )  # fmt: skip
    name = line("Tên bộ tiêu chí", 200)
    source = line("Theo văn bản số", 200, help_text="Văn bản in bộ tiêu chí, ví dụ 05-HD/BTCTU.")
    programme = forms.ModelChoiceField(
        Programme.objects.order_by("name"), label="Mô hình", required=False, empty_label="Mô hình mới (ghi ở dưới)"
    )
    programme_code = forms.CharField(label="Mã mô hình mới", max_length=60, required=False, validators=[_code])
    programme_name = line("Tên mô hình mới", 200, required=False)
    subject = forms.ChoiceField(label="Chấm cho", choices=list(w.SUBJECTS.items()), required=False)
    period = forms.ChoiceField(label="Kỳ đánh giá", choices=list(w.PERIODS.items()), initial="year", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for code and name of a programme where none was chosen."""
        found = super().clean() or {}
        if not found.get("programme"):
            for name in ("programme_code", "programme_name"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, "Chọn một mô hình ở trên, hoặc ghi mã và tên mô hình mới.")
            code = found.get("programme_code")
            if code and Programme.objects.filter(code=code).exists():
                self.add_error("programme_code", f"Đã có mô hình mã {code}: hãy chọn trong danh sách.")
        return found

    def chosen(self) -> Programme:
        """The programme: one that stands, or a new one that is not stored yet."""
        given = self.cleaned_data
        return given["programme"] or Programme(
            code=given["programme_code"], name=given["programme_name"], subject=given["subject"] or "organization",
            period=given["period"] or "year",
        )  # fmt: skip
