"""What is typed of a vote on one content, and of causes and remedies."""

from typing import Any

from django import forms

from config.common.fields import DateField
from scoring.bodies.ballots import counts_of
from scoring.bodies.remedies import Plan, plan_of
from scoring.bodies.votes import Vote
from scoring.models import Ballot, Meeting, Remedy
from scoring.pure.ballot import Counts
from scoring.pure.conditions import Scalar

COUNTS = ("due", "present", "in_favour", "against", "blank")
VOTES = ("in_favour", "against", "blank")
MOST_PEOPLE = 9999
# Codes that programmes give to people at a meeting of the log.
OF_MEETING = {"due": "members", "present": "present"}


def _people(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Hãy nhập số người, ví dụ 12."},
    )  # fmt: skip


def _text(label: str, *, required: bool = False, rows: int = 2) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=2000, required=required, widget=area)


class PlanFields(forms.Form):
    """Cause, responsibility, remedy, who and until when."""

    cause = _text("Nguyên nhân")
    responsibility = _text("Trách nhiệm của tập thể")
    measure = _text("Giải pháp khắc phục")
    person = forms.CharField(label="Người được giao", max_length=120, required=False)
    due_on = DateField(label="Thời hạn khắc phục", required=False)

    def plan(self) -> Plan:
        """Return what was entered; call only when the form is valid."""
        data = self.cleaned_data
        return Plan(data["cause"], data["measure"], data["responsibility"], data["person"], data["due_on"])

    @staticmethod
    def before(plan: Plan) -> dict[str, Any]:
        """Return a plan as the form starts with it."""
        return {**plan.columns(), "due_on": plan.due, "due": None}


class RemedyForm(PlanFields):
    """A remedy of a sheet: of which content, and what stood there when the page was read."""

    content = forms.ChoiceField(label="Nội dung", error_messages={"invalid_choice": "Hãy chọn một nội dung của phiếu."})
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("content", "cause", "responsibility", "measure", "person", "due_on", "revision")

    def __init__(self, *args: Any, contents: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].required = self.fields["measure"].required = True
        if contents is None:
            del self.fields["content"]
        else:
            self.fields["content"].choices = contents  # type: ignore[attr-defined]


class FinishForm(forms.Form):
    """What came of a remedy."""

    note = _text("Kết quả khắc phục", required=True)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class VoteForm(PlanFields):
    """The vote on one content; its fields are named by the key of the row."""

    due = _people("Triệu tập")
    present = _people("Có mặt")
    in_favour = _people("Đồng ý")
    against = _people("Không đồng ý")
    blank = _people("Không có ý kiến")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    remedy_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def people(self) -> list[forms.BoundField]:
        """Return the fields of who was called and came."""
        return [self[name] for name in ("due", "present")]

    @property
    def votes(self) -> list[forms.BoundField]:
        """Return the fields of the counts."""
        return [self[name] for name in VOTES]

    @property
    def plan_fields(self) -> list[forms.BoundField]:
        """Return the fields that a content that failed asks for."""
        return [self[name] for name in ("cause", "responsibility", "measure", "person", "due_on")]

    @property
    def hidden(self) -> list[forms.BoundField]:
        """Return the revisions that the page showed."""
        return [self["revision"], self["remedy_revision"]]

    @property
    def shows_plan(self) -> bool:
        """Whether something stands, was typed, or is asked for below the counts."""
        return any(field.errors or field.value() for field in self.plan_fields)

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed: who was called and came stands there before."""
        names = (*VOTES, "cause", "responsibility", "measure")
        return any(str(self[name].value() or "").strip() for name in names)

    def vote(self) -> Vote:
        """Return what was entered; votes left out are none. Call only when the form is valid."""
        data = self.cleaned_data
        counts = Counts(*(data[name] or 0 for name in COUNTS))
        return Vote(counts, self.plan(), data["revision"] or 0, data["remedy_revision"] or 0)


def vote_before(
    ballot: Ballot | None, remedy: Remedy | None, meeting: Ballot | Meeting | None
) -> dict[str, Any]:  # fmt: skip
    """Return what the form of a content starts with: its vote, else who was called and came as said elsewhere."""
    found: dict[str, Any] = PlanFields.before(plan_of(remedy)) if remedy else {}
    found |= {"revision": ballot.revision if ballot else 0, "remedy_revision": remedy.revision if remedy else 0}
    if ballot is not None:
        return found | vars(counts_of(ballot))
    if isinstance(meeting, Ballot):
        return found | {"due": meeting.due, "present": meeting.present}
    if meeting is not None:
        return found | {name: _whole(meeting.values.get(code)) for name, code in OF_MEETING.items()}
    return found


def _whole(value: Scalar) -> str:
    text = str(value or "")
    return text if text.isdecimal() else ""
