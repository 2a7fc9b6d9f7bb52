"""What the board's acts ask for."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from config.common.fields import DateField
from organizations.models import User


class OfficerChoice(forms.ModelChoiceField):
    """An appraiser, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class BulkForm(forms.Form):
    """The fields that a bulk act asks for, out of all that some act asks for."""

    officer = OfficerChoice(
        User.objects.none(), label="Cán bộ được giao", required=False, empty_label="(không giao ai)"
    )
    deadline = DateField(label="Hạn mới")
    reason = forms.CharField(label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    day = DateField(label="Ngày họp kết luận")
    minutes_number = forms.CharField(label="Số biên bản", max_length=60, help_text="Ví dụ: 08-BB/ĐU")

    def __init__(self, *args: Any, wanted: tuple[str, ...], officers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        for name in set(self.fields) - set(wanted):
            del self.fields[name]


class ReturnForm(forms.Form):
    """Why and until when a sheet goes back."""

    reason = forms.CharField(label="Lý do chung", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    deadline = DateField(label="Hạn nộp lại", help_text="Nhận lại phiếu đến hết ngày này (24 giờ).")
    called = forms.BooleanField(label="Đã gọi điện trao đổi với đơn vị", required=False)

    def __init__(self, *args: Any, ask_call: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_call:
            del self.fields["called"]


class NoteForm(forms.Form):
    """A note of the board."""

    text = forms.CharField(label="Ghi chú nội bộ", max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class ReopenForm(forms.Form):
    """Opening a conclusion again."""

    reason = forms.CharField(label="Lý do mở lại", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    deadline = DateField(label="Hạn kết luận")
