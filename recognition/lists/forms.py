"""The filters of the list."""

from typing import Any

from django import forms

from organizations.models import User
from recognition.lists.selectors import Filter, levels, programmes, years


class ListForm(forms.Form):
    """Year, programme and kind of unit; a value that makes no sense is an error beside its field."""

    year = forms.TypedChoiceField(label="Năm", coerce=int, empty_value=None, required=False)
    programme: Any = forms.ModelChoiceField(None, label="Mô hình", required=False, empty_label="Tất cả")
    level: Any = forms.ModelChoiceField(None, label="Loại tổ chức", required=False, empty_label="Tất cả")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = years(user)
        self.fields["year"].choices = [("", "Tất cả"), *((year, str(year)) for year in self.years)]  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes(user)  # type: ignore[attr-defined]
        self.fields["level"].queryset = levels()  # type: ignore[attr-defined]

    def asked(self) -> Filter:
        """Return what is asked for; the newest year where none was chosen."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if "year" not in self.data:
            chosen["year"] = self.years[0] if self.years else None
        programme, level = chosen.get("programme"), chosen.get("level")
        return Filter(chosen.get("year"), programme.pk if programme else None, level.pk if level else None)
