"""What the board's acts ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from config.common.fields import DateField
from organizations.models import User
from scoring.evidence.forms import FilesField
from scoring.evidence.uploads import Checked


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


class PaperForm(forms.Form):
    """The scan of a sheet that came on paper."""

    scan = FilesField(label="Bản chụp phiếu giấy", help_text="Một tệp PDF hoặc ảnh có chữ ký của đơn vị.")
    reason = forms.CharField(label="Lý do nhập thay", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    no_secret = forms.BooleanField(
        label="Tôi cam kết tệp này không chứa bí mật nhà nước",
        error_messages={"required": "Phải cam kết thì mới tải được."},
    )

    def clean_scan(self) -> list[Checked]:
        files: list[Checked] = self.cleaned_data["scan"]
        if len(files) != 1:
            raise ValidationError("Hãy gộp các trang vào một tệp PDF.")
        return files
