"""The upload."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from organizations.imports.package import LARGEST_FILE, TOO_LARGE


class UploadForm(forms.Form):
    """A workbook; what it is shows when it is read, not in its name."""

    file = forms.FileField(
        label="Tệp Excel", max_length=300, help_text="Tệp mẫu đã điền (.xlsx), nhiều nhất 5 MB.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
        error_messages={
            "required": "Hãy chọn tệp.", "empty": "Tệp không có nội dung.", "max_length": "Tên tệp quá dài.",
        },
    )  # fmt: skip

    def clean_file(self) -> Any:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)
        return upload
