"""The three ways of giving proof: a file, a paper by reference, something given before."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from config.common.fields import DateField
from scoring.evidence.selectors import Offer
from scoring.evidence.services import Reference
from scoring.evidence.unfit import Unfit
from scoring.evidence.uploads import ACCEPT, Checked, check_upload, too_big

MOST_FILES = 6


class FilesInput(forms.FileInput):
    """A file input that takes several, as when each page was photographed."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Uploaded files, looked at one by one; gives a list of `Checked`."""

    widget = FilesInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the chooser offers; the check goes by content all the same."""
        return {**super().widget_attrs(widget), "accept": ACCEPT}

    def clean(self, data: Any, initial: Any = None) -> list[Checked]:
        """Return the files fit to be kept; raises ValidationError naming each that is not."""
        given: list[UploadedFile] = [each for each in data or [] if each]
        if not given:
            raise ValidationError("Hãy chọn tệp.", code="required")
        if len(given) > MOST_FILES:
            raise ValidationError(f"Mỗi lần tải nhiều nhất {MOST_FILES} tệp.", code="too_many")
        checked, problems = [], []
        for each in given:
            try:
                checked.append(_look(each))
            except Unfit as problem:
                problems.append(f"“{each.name}”: {problem}" if len(given) > 1 else str(problem))
        if problems:
            raise ValidationError([ValidationError(problem, code="unfit") for problem in problems])
        return checked


def _look(upload: UploadedFile) -> Checked:
    data = upload.read()
    if len(data) < (upload.size or 0):
        # Let go of on the way in: too large, or too much together.
        raise too_big(upload.size or 0)
    return check_upload(upload.name or "", data)


class FileForm(forms.Form):
    """Files as proof, with what they show and the declaration that the law asks for."""

    upload = FilesField(
        label="Chọn tệp hoặc chụp ảnh",
        help_text="PDF, ảnh JPG/PNG, Word (.docx), Excel (.xlsx). Chọn được nhiều ảnh một lần.",
    )
    about = forms.CharField(label="Tệp nói về việc gì", max_length=400, help_text="Ví dụ: Báo cáo kết quả năm")
    no_secret = forms.BooleanField(
        label="Tôi cam kết các tệp này không chứa bí mật nhà nước",
        error_messages={
            "required": "Phải cam kết thì mới tải được; văn bản mật chỉ ghi số và ngày ở phần “Ghi số văn bản”."
        },
    )


class ReferenceForm(forms.Form):
    """A paper cited as proof."""

    number = forms.CharField(label="Số, ký hiệu văn bản", max_length=80, help_text="Ví dụ: 15-BC/CB")
    date = DateField(label="Ngày văn bản", required=False)
    summary = forms.CharField(label="Trích yếu", max_length=400)
    place = forms.CharField(label="Nơi lưu", max_length=200, required=False)

    def reference(self) -> Reference:
        """Return what was entered; call only when the form is valid."""
        day: date | None = self.cleaned_data["date"]
        return Reference(self.cleaned_data["number"], day, self.cleaned_data["summary"], self.cleaned_data["place"])


class AgainForm(forms.Form):
    """Proofs of the unit chosen for another row."""

    chosen = forms.TypedMultipleChoiceField(
        label="Minh chứng đã có",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một minh chứng."},
    )

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{each.label} – {each.used}") for each in offers
        ]


class RemovalForm(forms.Form):
    """Why a file is to be taken away."""

    reason = forms.CharField(
        label="Lý do xóa", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: tải nhầm tệp của đơn vị khác. Không chép lại nội dung của tệp.",
    )  # fmt: skip
