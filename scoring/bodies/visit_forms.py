"""Forms of teams, visits, required reports and minutes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from config.common.fields import DateField
from organizations.administration.access import visible_people
from organizations.models import Organization, User
from scoring.bodies.reports import Received
from scoring.bodies.teams import Paper
from scoring.bodies.visit_places import Plan
from scoring.bodies.visit_selectors import unit_name
from scoring.facts.forms import no_strange_signs
from scoring.models import RequiredReport, TeamMember, Visit
from scoring.registration.forms import text

LONGEST_MINUTES, LONGEST_WORD = 20_000, 4_000


class LongText(forms.CharField):
    """Text of many lines, with the line breaks that the database keeps; browsers send two signs for each."""

    def __init__(self, *, rows: int, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), validators=[no_strange_signs], **more)

    def to_python(self, value: Any) -> str:
        """Return what was typed with plain line breaks."""
        typed = super().to_python(value) or ""
        return typed.replace("\r\n", "\n").replace("\r", "\n").strip()


def long_text(label: str, longest: int, rows: int, **more: Any) -> LongText:
    """Return a field of many lines."""
    return LongText(label=label, max_length=longest, rows=rows, **more)


class TeamForm(forms.Form):
    """Name of a team and the paper that sets it up."""

    name = text("Tên tổ kiểm tra", 200, help_text="Như trong quyết định, ví dụ: Tổ kiểm tra số 1.")
    number = text("Số quyết định thành lập", 80, help_text="Ví dụ 12-QĐ/ĐU.")
    day = DateField(label="Ngày quyết định")
    issuer = text("Cơ quan ban hành", 200, required=False, help_text="Để trống nếu là chính tổ chức đảng lập tổ.")

    def __init__(self, *args: Any, holders: QuerySet[Organization] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if holders is not None:
            self.fields["organization"] = forms.ModelChoiceField(
                holders, label="Tổ chức đảng lập tổ", empty_label=None,
                help_text="Hồ sơ có bước kiểm tra được giao cho tổ của tổ chức này.",
            )  # fmt: skip

    def paper(self) -> Paper:
        """Return name and paper; call only when the form is valid."""
        data = self.cleaned_data
        return Paper(data["name"], data["number"], data["day"], data["issuer"])


class MemberForm(forms.Form):
    """One member: a name, what he is in the team, and his account where he works with it."""

    name = text("Họ và tên", 120)
    part = forms.ChoiceField(label="Nhiệm vụ trong tổ", choices=TeamMember.Part, initial=TeamMember.Part.MEMBER)
    username = text(
        "Tên đăng nhập", 60, required=False,
        help_text="Có tài khoản thì người này được chấm điểm, ghi biên bản thay mặt tổ, cho đến khi ra khỏi tổ.",
    )  # fmt: skip

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._manager = manager

    def clean_username(self) -> User | None:
        """Return the account, found among those that the manager sees."""
        typed = self.cleaned_data["username"].strip()
        if not typed:
            return None
        found = visible_people(self._manager).filter(username__iexact=typed).first()
        if found is None:
            raise forms.ValidationError("Không có tài khoản này trong phạm vi của đồng chí.")
        return found


class UnitsField(forms.ModelMultipleChoiceField):
    """Units by name; those of one name in several committees are told apart."""

    holder = 0

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of a unit."""
        return unit_name(obj, self.holder)


class VisitForm(forms.Form):
    """Day, session, place and units of a visit."""

    day = DateField(label="Ngày kiểm tra")
    session = forms.ChoiceField(
        label="Buổi", choices=[(each.value, str(each.label).capitalize()) for each in Visit.Session]
    )
    place = text("Địa điểm", 200)
    units = UnitsField(
        Organization.objects.none(), label="Đơn vị làm việc", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một đơn vị."},
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: QuerySet[Organization], holder: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["units"]
        units.queryset, units.holder = choices.select_related("parent"), holder

    def show_what_stands(self, sign: str) -> None:
        """Let the next press count as pressed by somebody who has read what stands now."""
        typed: dict[str, Any] = {name: self.data[name] for name in self.data}
        self.data = typed | {"units": self["units"].value(), "seen": sign}

    def plan(self) -> Plan:
        """Return the visit; call only when the form is valid."""
        data = self.cleaned_data
        return Plan(data["day"], data["session"], data["place"], tuple(sorted(unit.pk for unit in data["units"])))


class ReportForm(forms.Form):
    """A report that the units of a round hand in."""

    name = text("Tên báo cáo", 200)
    due = DateField(label="Hạn nộp", help_text="Nhận đến hết ngày này. “Trước ngày 11/12” thì ghi ngày 10/12.")


class ReceiptsForm(forms.Form):
    """For every report of a unit the day on which it came in, and its number."""

    def __init__(self, *args: Any, rows: Sequence[tuple[RequiredReport, Received]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = rows
        for report, stands in rows:
            self.fields[f"day-{report.pk}"] = DateField(
                label=f"Ngày nhận: {report.name}", required=False, initial=stands.day
            )
            self.fields[f"number-{report.pk}"] = text(
                f"Số, ký hiệu: {report.name}", 80, required=False, initial=stands.number
            )
            self.fields[f"seen-{report.pk}"] = forms.CharField(
                required=False, initial=stands.words, widget=forms.HiddenInput
            )

    def lines(self) -> list[tuple[RequiredReport, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return each report with its fields: day, number, what the page showed."""
        return [
            (report, self[f"day-{report.pk}"], self[f"number-{report.pk}"], self[f"seen-{report.pk}"])
            for report, _ in self._rows
        ]

    def entries(self) -> dict[int, Received]:
        """Return what was typed, by key of the report; call only when the form is valid."""
        data = self.cleaned_data
        return {
            report.pk: Received(data[f"day-{report.pk}"], data[f"number-{report.pk}"].strip())
            for report, _ in self._rows
        }

    def show_what_stands(self) -> None:
        """Let the next press count as pressed by somebody who has read what stands now."""
        typed = {name: self.data[name] for name in self.data}
        self.data = typed | {f"seen-{report.pk}": stands.words for report, stands in self._rows}

    def seen(self) -> dict[int, str]:
        """Return what the page showed, by key of the report."""
        return {report.pk: self.cleaned_data[f"seen-{report.pk}"] for report, _ in self._rows}


class MinutesForm(forms.Form):
    """The text of the minutes, and which of them was read."""

    findings = long_text(
        "Nội dung biên bản", LONGEST_MINUTES, 22, help_text="Mỗi dòng in thành một đoạn. Sửa, thêm bớt tùy ý."
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The unit's word on the minutes."""

    objection = long_text(
        "Ý kiến khác của đơn vị", LONGEST_WORD, 4, required=False,
        help_text="Để trống nếu đơn vị không có ý kiến khác.",
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It may stand below the form of the team: two revisions must not share their mark.
        super().__init__(*args, **{"auto_id": "id_tra_loi_%s", **kwargs})


class AdviceForm(forms.Form):
    """What the team recommends in its report."""

    recommendations = long_text(
        "Kiến nghị của tổ kiểm tra", LONGEST_MINUTES, 10, required=False,
        help_text="In vào báo cáo kết quả kiểm tra; mỗi dòng một đoạn.",
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput)


def first_visit() -> dict[str, Any]:
    """Return what stands in the form of a new visit."""
    return {"day": timezone.localdate(), "session": Visit.Session.MORNING}
