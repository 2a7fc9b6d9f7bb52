"""Reading a sheet as it was posted: one pass over its rows, errors beside the row, what was typed kept.

Rows are hand-written markup, not form objects: a sheet is 25 rows and a list of forms costs several times as much.
"""

import re
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from config.common.fields import DateField
from scoring.models import Assessment
from scoring.pure.rubric import Row
from scoring.rubrics.load import LoadedRubric
from scoring.sheets.save import Entered
from scoring.sheets.submit import Meeting
from scoring.sheets.talk import LONGEST_WORD
from scoring.sheets.typed import UNPRINTABLE, TypedMark, clean, mark_of, typed_mark

__all__ = [
    "UNPRINTABLE", "Entered", "MeetingForm", "PostedSheet", "Typed", "WithdrawForm", "WordForm", "read_row_post",
    "read_save_id", "read_sheet_post", "seen",
]  # fmt: skip

LONGEST_EXPLANATION = 4000
MOST_UNHEARD = 50
LONGEST_KEPT = 200
SAVE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Typed:
    """One row as it was typed, for showing it again."""

    mark: TypedMark
    explanation: str
    error: str = ""


@dataclass
class PostedSheet:
    """Rows that can be saved, and every row as typed."""

    save_id: uuid.UUID
    entered: dict[str, Entered] = field(default_factory=dict)
    typed: dict[str, Typed] = field(default_factory=dict)

    @property
    def errors(self) -> dict[str, str]:
        return {code: row.error for code, row in self.typed.items() if row.error}


def _revision(text: str) -> int:
    # Whoever sends no revision has seen nothing: any row saved since is stale to him.
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def read_save_id(post: Mapping[str, str]) -> uuid.UUID:
    """Return the save id that came with a post, or a new one where it is none."""
    try:
        return uuid.UUID(post.get("save_id", ""))
    except ValueError:
        return uuid.uuid4()


def seen(revision: str, value: str, explanation: str) -> str:
    """Return a short sign of a row as the page shows it: a row that comes back like that was not touched."""
    shown = "\n".join((revision, value, explanation.strip()))
    return f"{zlib.crc32(shown.encode(errors='replace')):08x}"


def read_sheet_post(post: Mapping[str, str], loaded: LoadedRubric) -> PostedSheet:
    """Return the touched rows of a posted sheet: the fields of `typed`, e-<key>, r-<key>, s-<key>, a-<key> per row (the
    last: saves of the row whose answers were not heard), and save_id.

    A row whose sign (`seen`) still fits is left out: what others saved there meanwhile is not his to dispute.
    """
    posted = PostedSheet(read_save_id(post))
    for row in loaded.data.leaves():
        key = loaded.keys[row.code]
        if (f"v-{key}" in post or f"e-{key}" in post) and not _untouched(post, row, key):
            _read_row(posted, row, key, post)
    return posted


def _untouched(post: Mapping[str, str], row: Row, key: int) -> bool:
    now = seen(post.get(f"r-{key}", ""), typed_mark(post, row, key).sign, _explanation(post, key))
    return post.get(f"s-{key}") == now


def _read_row(posted: PostedSheet, row: Row, key: int, post: Mapping[str, str]) -> None:
    error = ""
    try:
        posted.entered[row.code] = read_row_post(post, row, key)
    except ValueError as problem:
        error = str(problem)
    posted.typed[row.code] = Typed(typed_mark(post, row, key), _explanation(post, key), error)


def read_row_post(post: Mapping[str, str], row: Row, key: int) -> Entered:
    """Return one posted row as a mark; raises ValueError with a Vietnamese sentence for what is none."""
    explanation = _explanation(post, key)
    if len(explanation) > LONGEST_EXPLANATION:
        raise ValueError(f"Giải trình dài quá {LONGEST_EXPLANATION} ký tự.")
    value = mark_of(row, typed_mark(post, row, key))
    unheard = _save_ids(post.get(f"a-{key}", post.get("after", "")))
    return Entered(_revision(post.get(f"r-{key}", "")), value, explanation, unheard)


def _save_ids(text: str) -> frozenset[uuid.UUID]:
    """Return the ids of a list with commas; what is none is left out, for it can match no save."""
    found = text.split(",")[:MOST_UNHEARD]
    return frozenset(uuid.UUID(each) for each in found if SAVE_ID.fullmatch(each))


def _explanation(post: Mapping[str, str], key: int) -> str:
    return clean(post.get(f"e-{key}", "").replace("\r\n", "\n"))


class MeetingForm(forms.Form):
    """The meeting that adopted the sheet and the unit's request."""

    day = DateField(label="Ngày họp thông qua")
    due = forms.IntegerField(label="Số đảng viên (cấp ủy viên) được triệu tập", min_value=1, max_value=9999)
    present = forms.IntegerField(label="Số có mặt", min_value=1, max_value=9999)
    minutes_number = forms.CharField(label="Số biên bản hoặc nghị quyết", max_length=60, help_text="Ví dụ: 12-BB/CB")
    request_number = forms.CharField(label="Số tờ trình", max_length=60, help_text="Ví dụ: 05-TTr/CB")
    request_date = DateField(label="Ngày tờ trình")

    def __init__(self, *args: Any, with_request: bool = True, with_report: bool = False, **kwargs: Any) -> None:
        """Without a stage that concludes nothing is asked for: `with_request` is False. `with_report` asks for number
        and day of the report that goes up instead, which may be written by hand later.
        """
        super().__init__(*args, **kwargs)
        if with_report:
            number, day = self.fields["request_number"], self.fields["request_date"]
            number.label, number.help_text, day.label = "Số báo cáo", "Ví dụ: 05-BC/CB", "Ngày báo cáo"
            number.required = day.required = False
        elif not with_request:
            del self.fields["request_number"], self.fields["request_date"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        due, present = data.get("due"), data.get("present")
        if due and present and present > due:
            self.add_error("present", "Số có mặt không thể lớn hơn số được triệu tập.")
        return data

    @staticmethod
    def before(own: Assessment) -> dict[str, Any]:
        """Return what was entered when the sheet was handed in before it came back, for the form to start with."""
        if own.meeting_date is None:
            return {}
        return {
            "day": own.meeting_date,
            "due": own.meeting_due,
            "present": own.meeting_present,
            "minutes_number": own.minutes_number,
            "request_number": own.request_number,
            "request_date": own.request_date,
        }

    def typed(self) -> dict[str, str]:
        """Return what was typed, as a session keeps it until the sheet lacks nothing any more."""
        return {name: str(self.data.get(name, ""))[:LONGEST_KEPT] for name in self.fields}

    def meeting(self) -> Meeting:
        """Return what was entered; call only when the form is valid."""
        return Meeting(**self.cleaned_data)


class WordForm(forms.Form):
    """A word about a row, from one side to the other."""

    text = forms.CharField(label="Ý kiến", max_length=LONGEST_WORD, widget=forms.Textarea(attrs={"rows": 4}))


class WithdrawForm(forms.Form):
    """Why a sheet that was handed in is taken back."""

    reason = forms.CharField(
        label="Lý do rút phiếu", max_length=400, help_text="Ví dụ: chấm nhầm một nội dung, họp lại để thông qua"
    )
