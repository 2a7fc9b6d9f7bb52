"""Preparing a round."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from config.common.fields import DateField
from organizations.models import Body
from scoring.models import OutcomeSet, Programme
from scoring.rounds.children import Part
from scoring.rounds.clone import FIRST_YEAR, LAST_YEAR
from scoring.rounds.open import Deadlines

NO_OUTCOMES = "chưa có: chỉ tính điểm, không đề xuất"


class RoundForm(forms.Form):
    """Programme, owner, year, deadlines; rubric, titles and chains follow from the programme."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label="Mô hình", empty_label=None)
    owner = forms.ModelChoiceField(Body.objects.none(), label="Cơ quan mở đợt", empty_label=None)
    year = forms.IntegerField(label="Năm", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    name = forms.CharField(label="Tên đợt đánh giá", max_length=200)
    self_deadline = DateField(label="Hạn tự chấm", help_text="Nhận phiếu đến hết ngày này (24 giờ).")
    appraisal_deadline = DateField(label="Hạn thẩm định")
    approval_deadline = DateField(label="Hạn kết luận")
    contact = forms.CharField(
        label="Cán bộ giải đáp", max_length=200, required=False,
        help_text="Tên và số điện thoại hiện trên phiếu, để đơn vị hỏi khi vướng.",
    )  # fmt: skip

    def __init__(self, *args: Any, programmes: QuerySet[Programme], owners: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = ("self_deadline", "appraisal_deadline", "approval_deadline")
        days = [data.get(name) for name in names]
        if days[0] and days[0] < timezone.localdate():
            self.add_error("self_deadline", "Hạn tự chấm phải từ hôm nay trở đi.")
        for earlier, later, name in zip(days, days[1:], names[1:], strict=False):
            if earlier and later and later < earlier:
                self.add_error(name, "Hạn này phải từ hạn của bước trước trở đi.")
        return data

    def arguments(self) -> dict[str, Any]:
        """Return what `prepare_round` takes; call only when the form is valid."""
        data = self.cleaned_data
        return {
            "programme": data["programme"],
            "owner": data["owner"],
            "name": data["name"],
            "start": date(data["year"], 1, 1),
            "end": date(data["year"], 12, 31),
            "deadlines": Deadlines(data["self_deadline"], data["appraisal_deadline"], data["approval_deadline"]),
            "contact": data["contact"],
        }


class CloneForm(forms.Form):
    """For which year a round is set up again."""

    year = forms.IntegerField(label="Năm của đợt mới", min_value=FIRST_YEAR, max_value=LAST_YEAR)


class PartForm(forms.Form):
    """Which quarter or month of a year is looked at, and until when."""

    part = forms.TypedChoiceField(
        label="Kỳ", coerce=int, error_messages={"invalid_choice": "Hãy chọn một kỳ trong danh sách."}
    )
    part_deadline = DateField(label="Hạn tự chấm của kỳ", help_text="Nhận phiếu đến hết ngày này (24 giờ).")

    def __init__(self, *args: Any, left: Iterable[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [(each.number, each.label) for each in left]  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """Which outcomes a line of a round is judged by."""

    outcome_set = forms.ChoiceField(
        label="Bộ mức xếp loại", required=False,
        error_messages={"invalid_choice": "Hãy chọn một bộ mức xếp loại trong danh sách."},
    )  # fmt: skip

    def __init__(self, *args: Any, sets: Iterable[OutcomeSet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sets = {str(each.pk): each for each in sets}
        named = [(key, str(each)) for key, each in self._sets.items()]
        self.fields["outcome_set"].choices = [("", NO_OUTCOMES), *named]  # type: ignore[attr-defined]

    def chosen(self) -> OutcomeSet | None:
        """Return the set that was chosen, None for none; call only when the form is valid."""
        return self._sets.get(self.cleaned_data["outcome_set"])


class UnitForm(forms.Form):
    """A unit to be added to an open round."""

    code = forms.SlugField(label="Mã tổ chức đảng", help_text="Mã như trên trang của tổ chức đảng.")
    reason = forms.CharField(label="Lý do bổ sung", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class WithdrawForm(forms.Form):
    """Why a unit leaves its round."""

    reason = forms.CharField(label="Lý do rút khỏi đợt", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
