"""Forms of the log, of declared figures and of the ledger: built from the fields that programmes declare."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.common.fields import DateField, PointsField
from organizations.models import Body
from scoring.evidence.forms import FilesField
from scoring.evidence.services import Kept, keep_files
from scoring.evidence.uploads import Checked
from scoring.facts.fields import FALSE, TRUE
from scoring.facts.grades import scales
from scoring.facts.ledger import Entry
from scoring.facts.meetings import DUE, Line, MeetingError
from scoring.facts.papers import Paper
from scoring.facts.words import FIRST_YEAR
from scoring.models import Meeting, Programme
from scoring.pure.conditions import Field, Scalar
from scoring.sheets.forms import UNPRINTABLE

YES_NO = ((TRUE, "Có"), (FALSE, "Không"))
UNKNOWN = ("", "Chưa rõ")
MOST_RADIOS = 5
LONGEST_VALUE = 200
LARGEST = 10**9 - 1
NOT_SWORN = "Phải cam kết thì mới tải được; văn bản mật chỉ ghi số và ngày."


class ScanField(FilesField):
    """One uploaded file, looked at like any proof; nothing where none was chosen."""

    widget = forms.FileInput  # type: ignore[assignment]

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the `Checked` file or None; raises ValidationError for one that is not fit to be kept."""
        return super().clean([data])[0] if data else None


class LevelField(forms.ChoiceField):
    """A level or a yes/no, with the refusal in Vietnamese."""

    default_error_messages = {"invalid_choice": "Hãy chọn một mức trong danh sách."}  # noqa: RUF012


def no_strange_signs(text: str) -> None:
    """Refuse what no database and no page can hold."""
    if UNPRINTABLE.search(text):
        raise ValidationError("Nội dung có ký tự không đọc được; hãy gõ lại.")


def form_field(field: Field) -> forms.Field:
    """Return the form field for one declared field; nothing has to be filled in."""
    common: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.note}
    if field.type == "number":
        return PointsField(**common, min_value=0, max_value=LARGEST)
    if field.type == "date":
        return DateField(**common)
    if field.type == "text":
        return forms.CharField(**common, max_length=LONGEST_VALUE, validators=[no_strange_signs])
    choices = YES_NO if field.type == "yes_no" else tuple((each, field.word(each)) for each in field.levels)
    widget = forms.RadioSelect if len(choices) <= MOST_RADIOS else forms.Select
    return LevelField(**common, choices=(*choices, UNKNOWN), widget=widget)


def typed_value(field: Field, cleaned: Any) -> Scalar | date | None:
    """Return what was entered as services take it, None for nothing."""
    if cleaned in (None, ""):
        return None
    found: Scalar | date = cleaned == TRUE if field.type == "yes_no" else cleaned
    return found


class MeetingForm(forms.Form):
    """One line of the log: the day, what the programmes ask for, the minutes."""

    held_on = DateField(label="Ngày họp")

    def __init__(
        self, *args: Any, asked: Sequence[Field], bodies: Sequence[Body], meeting: Meeting | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.meeting = asked, meeting
        self.bodies = {str(body.pk): body for body in bodies}
        if len(bodies) > 1 and meeting is None:
            named = [(key, body.name) for key, body in self.bodies.items()]
            self.fields["body"] = LevelField(
                label="Cơ quan họp", choices=named, widget=forms.RadioSelect, initial=named[0][0]
            )
        for field in asked:
            self.fields[f"v_{field.code}"] = form_field(field)
            if field.type == "number":
                # People and minutes are counted: the plain keypad has larger keys.
                self.fields[f"v_{field.code}"].widget.attrs["inputmode"] = "numeric"
        self.fields["number"] = forms.CharField(
            label="Số biên bản",
            max_length=80,
            required=False,
            help_text="Ví dụ: 10-BB/CB",
            validators=[no_strange_signs],
        )
        self.fields["scan"] = ScanField(
            label="Tệp biên bản", required=False, help_text="PDF, ảnh JPG/PNG, Word, Excel."
        )
        self.fields["no_secret"] = forms.BooleanField(
            label="Tôi cam kết tệp này không chứa bí mật nhà nước", required=False
        )

    def questions(self) -> list[forms.BoundField]:
        """Return the day, the body where there is a choice, and the declared fields."""
        names = ["held_on", *(["body"] if "body" in self.fields else []), *(f"v_{each.code}" for each in self.asked)]
        return [self[name] for name in names]

    def minutes_fields(self) -> list[forms.BoundField]:
        """Return the fields of the minutes."""
        return [self[name] for name in ("number", "scan", "no_secret")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scan") and not data.get("no_secret"):
            self.add_error("no_secret", NOT_SWORN)
        return data

    def line(self) -> Line:
        """Return what was entered; call only when the form is valid. Stores the file: raises NotStored."""
        data = self.cleaned_data
        values = {each.code: typed_value(each, data[f"v_{each.code}"]) for each in self.asked}
        return Line(
            data["held_on"],
            {code: value for code, value in values.items() if value is not None},
            self._minutes(data["number"], kept(data["scan"])),
        )

    def _minutes(self, number: str, file: Kept | None) -> Paper | None:
        """What is new about the minutes; a file that stands stays where only the number changes."""
        stands = self.meeting.minutes if self.meeting else None
        if stands is not None and file is None:
            if number == stands.number:
                return None
            file = Kept(stands.file_name, stands.file, stands.preview) if stands.file else None
        return Paper(number, file)

    def body(self) -> Body:
        """Return the body that met; call only when the form is valid."""
        return self.bodies[self.cleaned_data["body"]] if "body" in self.fields else next(iter(self.bodies.values()))

    def refuse(self, error: MeetingError) -> None:
        """Put what a service refused beside the fields."""
        for code, sentence in error.problems:
            name = f"v_{code}" if f"v_{code}" in self.fields else code if code in self.fields else None
            self.add_error(name, sentence)


def kept(checked: Checked | None) -> Kept | None:
    """Store the bytes of a checked file. Raises NotStored."""
    return keep_files([checked])[0] if checked else None


def initial_of(meeting: Meeting | None, asked: Sequence[Field], last: Meeting | None, month: int) -> dict[str, Any]:
    """Return what a form begins with: the line that is changed; else today and how many were to come last time."""
    if meeting is None:
        today = timezone.localdate()
        day = {"held_on": today} if month in (0, today.month) else {}
        due = last.values.get(DUE) if last else None
        # A number goes in as it is typed, with its comma.
        return day | ({f"v_{DUE}": due.replace(".", ",")} if isinstance(due, str) else {})
    found: dict[str, Any] = {"held_on": meeting.held_on}
    for field in asked:
        stored = meeting.values.get(field.code)
        if isinstance(stored, bool):
            found[f"v_{field.code}"] = TRUE if stored else FALSE
        elif stored is not None:
            found[f"v_{field.code}"] = stored.replace(".", ",") if field.type == "number" else stored
    if meeting.minutes is not None:
        found["number"] = meeting.minutes.number
    return found


class ReasonForm(forms.Form):
    """Why a line is taken out."""

    reason = forms.CharField(
        label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), validators=[no_strange_signs]
    )


class PaperForm(forms.Form):
    """A grade or a title of an earlier year, with the paper that gave it."""

    year = forms.IntegerField(label="Năm", min_value=FIRST_YEAR)
    number = forms.CharField(
        label="Số văn bản", max_length=80, help_text="Ví dụ: 05-QĐ/ĐU", validators=[no_strange_signs]
    )
    day = DateField(label="Ngày văn bản")
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200, required=False, validators=[no_strange_signs])
    scan = ScanField(label="Bản quét", required=False, help_text="PDF hoặc ảnh; giúp cấp trên xác nhận nhanh.")
    no_secret = forms.BooleanField(label="Tôi cam kết tệp này không chứa bí mật nhà nước", required=False)

    def __init__(self, *args: Any, programmes: Sequence[tuple[Programme, str]] = (), **kwargs: Any) -> None:
        """`programmes` with the title they award to this kind of unit: none for the form of a grade."""
        super().__init__(*args, **kwargs)
        self.programmes = {str(each.pk): each for each, _ in programmes}
        if programmes:
            self.fields["programme"] = LevelField(
                label="Mô hình", choices=[(str(each.pk), each.name) for each, _ in programmes], widget=forms.Select
            )
            self.fields["value"] = forms.CharField(
                label="Danh hiệu, như in trên văn bản", max_length=200, validators=[no_strange_signs],
                initial=programmes[0][1],
            )  # fmt: skip
            self.order_fields(["year", "programme", "value"])
        else:
            self.fields["value"] = grade_field()
            self.order_fields(["year", "value"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scan") and not data.get("no_secret"):
            self.add_error("no_secret", NOT_SWORN)
        return data

    def entry(self) -> Entry:
        """Return what was entered; call only when the form is valid. Stores the file: raises NotStored."""
        data = self.cleaned_data
        return Entry(
            data["year"], data["value"], data["number"], data["day"], data["issuer"],
            self.programmes.get(data.get("programme", "")), kept(data["scan"]),
        )  # fmt: skip


class ProposalForm(forms.Form):
    """The grade proposed for a year, before there is a paper."""

    year = forms.IntegerField(label="Năm", min_value=FIRST_YEAR)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = grade_field()


def grade_field() -> LevelField:
    """Return the choice among all grades that any scale has, best first."""
    levels = {code: words for scale in scales() for code, words in scale.levels}
    return LevelField(label="Mức xếp loại", choices=list(reversed(levels.items())), widget=forms.RadioSelect)
