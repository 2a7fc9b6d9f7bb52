"""Preparing a round."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from config.common.fields import DateField
from organizations.models import Body, Level, Organization, Sector
from scoring.models import OutcomeSet, Programme, RubricVersion, Stage
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
    checked = forms.BooleanField(
        label="Thêm bước kiểm tra lại của cấp trên", required=False,
        help_text="Chỉ với mô hình có bước này để chọn: cấp trên xem lại điểm thẩm định trước khi kết luận.",
    )  # fmt: skip
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
            "checked": data["checked"],
        }


class StagesForm(forms.Form):
    """The last day of every step of a round, by kind of unit."""

    def __init__(self, *args: Any, stages: Iterable[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = list(stages)
        for stage in self.stages:
            self.fields[str(stage.pk)] = DateField(
                label=f"{stage.get_kind_display().capitalize()}, bước {stage.position}", initial=stage.deadline
            )

    @property
    def levels(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields by kind of unit: (its name, fields in the order of the steps)."""
        found: dict[str, list[forms.BoundField]] = {}
        for stage in self.stages:
            found.setdefault(stage.level.name, []).append(self[str(stage.pk)])
        return list(found.items())

    def deadlines(self) -> dict[int, date]:
        """Return what was entered, by key of the stage; call only when the form is valid."""
        return {stage.pk: self.cleaned_data[str(stage.pk)] for stage in self.stages}


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


class LineForm(forms.Form):
    """A rubric for units of a kind in a branch of the tree or of a sector."""

    level = forms.ChoiceField(label="Loại tổ chức")
    branch = forms.SlugField(
        label="Mã tổ chức đảng đứng đầu nhánh", required=False,
        help_text="Để trống: mọi nhánh thuộc đợt. Nhánh sâu nhất được ưu tiên.",
    )  # fmt: skip
    sector = forms.ModelChoiceField(
        Sector.objects.all(), label="Loại hình", required=False, empty_label="mọi loại hình"
    )  # fmt: skip
    version = forms.ChoiceField(label="Bộ tiêu chí")
    title = forms.CharField(
        label="Danh hiệu", max_length=200, help_text="Như in trong quyết định công nhận, ví dụ: Chi bộ “bốn tốt”."
    )

    def __init__(
        self, *args: Any, levels: Iterable[Level], versions: Iterable[RubricVersion], units: QuerySet[Organization],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._levels = {each.code: each for each in levels}
        self._versions = {str(each.pk): each for each in versions}
        self._units = units
        self.fields["level"].choices = [(code, each.name) for code, each in self._levels.items()]  # type: ignore[attr-defined]
        self.fields["version"].choices = [(key, str(each)) for key, each in self._versions.items()]  # type: ignore[attr-defined]

    def clean_branch(self) -> Organization | None:
        """Return the unit at the head of the branch, None for all."""
        code = self.cleaned_data["branch"]
        unit = self._units.filter(code=code).first() if code else None
        if code and unit is None:
            raise forms.ValidationError("Không có tổ chức đảng này trong phạm vi của đồng chí.")
        return unit

    def arguments(self) -> dict[str, Any]:
        """Return what `add_line` takes; call only when the form is valid."""
        data = self.cleaned_data
        return {
            "level": self._levels[data["level"]], "version": self._versions[data["version"]], "title": data["title"],
            "branch": data["branch"], "sector": data["sector"],
        }  # fmt: skip
