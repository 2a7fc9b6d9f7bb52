"""Why a copy is made, of which lines, and who certifies it."""

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django import forms

from recognition.copies.services import Office, office_of
from recognition.decisions.forms import Text
from recognition.decisions.names import listed_as
from recognition.models import Decision, Entry


class CopyForm(forms.Form):
    """The reason of a copy; `token` tells a form sent twice from two copies."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    reason = Text(label="Lý do", max_length=400, help_text="Ví dụ: bản gốc bị thất lạc; theo đề nghị của chi bộ.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("token", uuid4())
        super().__init__(*args, **kwargs)


class ExtractForm(CopyForm):
    """Lines of the list to take over, and how the office that certifies signs."""

    units = forms.TypedMultipleChoiceField(coerce=int)
    issuer = Text(label="Cơ quan sao", max_length=200)
    symbol = Text(
        label="Ký hiệu cơ quan sao", max_length=20, help_text="In sau “-BS/”; số bản sao điền tay sau khi ký."
    )
    authority = Text(label="Thẩm quyền ký", max_length=120)
    office = Text(label="Chức vụ người ký", max_length=80)
    signer = Text(label="Họ tên người ký", max_length=120, required=False)

    def __init__(self, *args: Any, decision: Decision, entries: list[Entry], **kwargs: Any) -> None:
        super().__init__(*args, initial=asdict(office_of(decision)), **kwargs)
        units = self.fields["units"]
        units.choices = [(entry.position, entry.name) for entry in entries]  # type: ignore[attr-defined]
        units.error_messages["required"] = f"Hãy chọn ít nhất một {listed_as(decision)} trong danh sách."

    def who(self) -> Office:
        """Return who certifies; call only when the form is valid."""
        names = ("issuer", "symbol", "authority", "office", "signer")
        return Office(**{name: self.cleaned_data[name] for name in names})
