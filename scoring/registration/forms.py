"""Forms of registration: opening a call, registering, approving a list, ending and adding."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from config.common.fields import DateField
from organizations.models import Body, Sector
from scoring.facts.forms import no_strange_signs
from scoring.models import Programme
from scoring.rounds.clone import FIRST_YEAR, LAST_YEAR

MOST_NAMES, LONGEST_NAME = 500, 120


def text(label: str, longest: int, **more: Any) -> forms.CharField:
    """Return a field of one line whose signs every database can hold."""
    return forms.CharField(label=label, max_length=longest, validators=[no_strange_signs], **more)


def words(label: str, **more: Any) -> forms.CharField:
    """Return a field of several lines."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=2000, widget=area, validators=[no_strange_signs], **more)


class NamesField(forms.Field):
    """Members by name, one a line; gives the list of them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str]:
        """Return the names, in order and without blanks around them."""
        return [" ".join(line.split()) for line in (value or "").splitlines() if line.strip()]

    def validate(self, value: list[str]) -> None:
        """Refuse an empty list, too many names, names that are too long or that no page can hold."""
        super().validate("x" if value else "")
        if len(value) > MOST_NAMES:
            raise forms.ValidationError(f"Nhiều nhất {MOST_NAMES} người một lần.")
        for name in value:
            no_strange_signs(name)
            if len(name) > LONGEST_NAME:
                raise forms.ValidationError(f"Mỗi dòng chỉ một người, không quá {LONGEST_NAME} ký tự.")


def names_field() -> NamesField:
    """Return the field for the members who stand for a title."""
    return NamesField(
        label="Họ và tên đảng viên", help_text="Mỗi người một dòng.", widget=forms.Textarea(attrs={"rows": 5})
    )


class CallForm(forms.Form):
    """Programme, owner, years, deadline, and how many units of each sector are aimed at."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label="Mô hình", empty_label=None)
    owner = forms.ModelChoiceField(Body.objects.none(), label="Cơ quan phê duyệt danh sách", empty_label=None)
    name = text("Tên đợt đăng ký", 200)
    first_year = forms.IntegerField(label="Từ năm", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    last_year = forms.IntegerField(
        label="Đến năm", min_value=FIRST_YEAR, max_value=LAST_YEAR,
        help_text="Danh hiệu xét từng năm thì ghi cùng một năm.",
    )  # fmt: skip
    deadline = DateField(label="Hạn đăng ký", help_text="Nhận đăng ký đến hết ngày này (24 giờ).")

    def __init__(
        self, *args: Any, programmes: Iterable[Programme], owners: QuerySet[Body], sectors: Iterable[Sector],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        chosen = Programme.objects.filter(pk__in=[each.pk for each in programmes]).order_by("name")
        self.fields["programme"].queryset = chosen  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self._sectors = {f"sector-{each.pk}": each for each in sectors}
        for name, sector in self._sectors.items():
            self.fields[name] = forms.IntegerField(
                label=f"Định hướng số đơn vị: {sector.name}", required=False, min_value=1, max_value=99999
            )

    def clean(self) -> dict[str, Any]:
        """Refuse years that run backwards and a deadline that is over."""
        data = super().clean() or {}
        first, last = data.get("first_year"), data.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", "Năm cuối phải từ năm đầu trở đi.")
        if data.get("deadline") and data["deadline"] < timezone.localdate():
            self.add_error("deadline", "Hạn đăng ký phải từ hôm nay trở đi.")
        return data

    def arguments(self) -> dict[str, Any]:
        """Return what `open_call` takes; call only when the form is valid."""
        names = ("programme", "owner", "name", "first_year", "last_year", "deadline")
        data = self.cleaned_data
        numbers = {sector.code: data[name] for name, sector in self._sectors.items() if data.get(name)}
        return {**{name: data[name] for name in names}, "numbers": numbers}


class RegisterForm(forms.Form):
    """The meeting that decided to register, and the members where it is their title."""

    minutes_number = text(
        "Số biên bản cuộc họp", 60, help_text="Biên bản của cuộc họp đã quyết định đăng ký, ví dụ 03-BB/CB."
    )

    def __init__(self, *args: Any, members: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if members:
            self.fields["names"] = names_field()


class ApproveForm(forms.Form):
    """The paper that approves a list."""

    number = text("Số văn bản phê duyệt", 80)
    day = DateField(label="Ngày văn bản")


class EndForm(forms.Form):
    """Why somebody is not on the list, or no longer."""

    reason = words("Lý do")


class AddForm(forms.Form):
    """A unit put on the list later."""

    code = forms.SlugField(label="Mã tổ chức đảng", help_text="Mã như trên trang của tổ chức đảng.")
    reason = words("Lý do bổ sung")

    def __init__(self, *args: Any, members: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if members:
            self.fields["names"] = names_field()


class LapseForm(forms.Form):
    """Why a title is not kept, and the paper that says so."""

    reason = words("Lý do không giữ được danh hiệu")
    paper_number = text("Số văn bản", 80, required=False)
