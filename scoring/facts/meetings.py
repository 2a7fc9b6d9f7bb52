"""The meeting log: a line a month, entered in a minute, confirmed by the committee above."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import can, require
from organizations.models import Body, User
from scoring.facts.fields import FALSE, TRUE, FieldError, to_plain
from scoring.facts.papers import Paper, keep_paper
from scoring.facts.permissions import UNIT
from scoring.models import Evidence, Meeting
from scoring.pure.conditions import Field, Scalar

# Codes that programmes give to people at a meeting: those who were to come, and parts of them.
DUE, PRESENT = "members", "present"
ABSENT = ("absent_with_leave", "absent_without_reason", "absent_without_leave")
PARTS = (PRESENT, *ABSENT, "speakers")


class MeetingError(ValueError):
    """A line that cannot stand; `problems` are (code of the field or "held_on", Vietnamese sentence)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = problems


class StaleMeeting(ValueError):  # noqa: N818 - what happened, not an error of the program
    """Somebody else changed the line meanwhile; `meeting` is what stands."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__("Dòng này vừa được người khác sửa; hãy xem lại rồi lưu lần nữa.")
        self.meeting = meeting


@dataclass(frozen=True)
class Line:
    """What is entered of one meeting; a field left out is not known, and minutes left out stay as they are."""

    held_on: date
    values: Mapping[str, Scalar | date]
    minutes: Paper | None = None


def _plain_values(fields: Sequence[Field], line: Line) -> dict[str, str | bool]:
    """Return the values as stored. Raises MeetingError naming every field that does not fit."""
    known = {field.code: field for field in fields}
    problems: list[tuple[str, str]] = []
    stored: dict[str, str | bool] = {}
    if line.held_on > timezone.localdate():
        problems.append(("held_on", "Ngày họp không được sau hôm nay."))
    for code, value in line.values.items():
        if code not in known:
            problems.append((code, "Sổ sinh hoạt không có mục này."))
            continue
        try:
            text = to_plain(known[code], value)
        except FieldError as problem:
            problems.append((code, str(problem)))
            continue
        stored[code] = text == TRUE if known[code].type == "yes_no" and text in (TRUE, FALSE) else text
    problems = problems or list(_impossible(line.values))
    if problems:
        raise MeetingError(problems)
    return stored


def _impossible(values: Mapping[str, Scalar | date]) -> Iterator[tuple[str, str]]:
    """Counts of people that no meeting has, where a programme asks for them."""
    people = {code: found for code in (DUE, *PARTS) if isinstance(found := values.get(code), Decimal)}
    for code, number in people.items():
        if number != int(number):
            yield code, "Số người phải là số nguyên."
        elif code != DUE and DUE in people and number > people[DUE]:
            yield code, "Không được nhiều hơn số đảng viên phải dự."
    # Two programmes may count the same absence under two names.
    away = max((people[code] for code in ABSENT if code in people), default=Decimal(0))
    if {DUE, PRESENT} <= set(people) and people[PRESENT] <= people[DUE] < people[PRESENT] + away:
        yield PRESENT, "Số có mặt cộng số vắng nhiều hơn số đảng viên phải dự."


@transaction.atomic
def add_meeting(body: Body, *, actor: User, line: Line, fields: Sequence[Field]) -> Meeting:
    """Write a new line into the log of `body`. Raises Refused, MeetingError."""
    body = Body.objects.select_for_update(of=("self",)).select_related("organization").get(pk=body.pk)
    require(actor, "facts.declare", (body.organization, UNIT))
    values = _plain_values(fields, line)
    same_day = Meeting.objects.filter(body=body, held_on=line.held_on, struck_at__isnull=True)
    same = next((meeting for meeting in same_day if meeting.values == values), None)
    if same is not None:
        # A second press of the button is no second meeting.
        return same
    meeting = Meeting(organization=body.organization, body=body, held_on=line.held_on, values=values, revision=0)
    meeting.minutes = _minutes(meeting, line, actor)
    _save(meeting, actor)
    _log("meetings.add", meeting, actor, held_on=line.held_on.isoformat(), values=values)
    return meeting


def _minutes(meeting: Meeting, line: Line, actor: User) -> Evidence | None:
    if not line.minutes:
        return meeting.minutes
    summary = f"Biên bản cuộc họp ngày {line.held_on:%d/%m/%Y}"
    return keep_paper(meeting.organization, line.minutes, actor=actor, day=line.held_on, summary=summary)


@transaction.atomic
def change_meeting(meeting: Meeting, *, actor: User, line: Line, fields: Sequence[Field], revision: int) -> Meeting:
    """Change a line; confirmed values that change are no longer confirmed.

    Raises Refused, MeetingError, StaleMeeting where it is not the line that `actor` saw. What stands already
    is no change.
    """
    found = _lock(meeting)
    require(actor, "facts.declare", (found.organization, UNIT))
    values = _plain_values(fields, line)
    old, old_day = found.values, found.held_on
    minutes = _minutes(found, line, actor)
    if (old, old_day, found.minutes) == (values, line.held_on, minutes):
        return found
    if found.revision != revision:
        raise StaleMeeting(found)
    found.confirmed = [code for code in found.confirmed if code in values and old.get(code) == values[code]]
    found.values, found.held_on, found.minutes = values, line.held_on, minutes
    if waiting(found, fields):
        found.confirmed_by_id = found.confirmed_at = None
    _save(found, actor)
    _log("meetings.change", found, actor, old=old, new=values, old_day=str(old_day), new_day=str(line.held_on))
    return found


def waiting(meeting: Meeting, fields: Sequence[Field]) -> list[Field]:
    """Return the fields of a line that somebody has to confirm and nobody has."""
    return [
        field
        for field in fields
        if field.confirmed_by and field.code in meeting.values and field.code not in meeting.confirmed
    ]


@transaction.atomic
def confirm_meeting(meeting: Meeting, *, actor: User, fields: Sequence[Field], revision: int) -> Meeting:
    """Confirm every value of the line that `actor` has to confirm.

    Raises Refused where there is none for him, StaleMeeting. A repeat changes nothing.
    """
    found = _lock(meeting)
    asking = [field for field in fields if field.confirmed_by and field.code in found.values]
    mine = [field for field in asking if can(actor, "facts.confirm", (found.organization, field.confirmed_by))]
    if not mine:
        require(actor, "facts.confirm", (found.organization, asking[0].confirmed_by if asking else ""))
    if found.revision != revision:
        raise StaleMeeting(found)
    codes = sorted({*found.confirmed, *(field.code for field in mine)})
    if codes == found.confirmed:
        return found
    found.confirmed = codes
    if not waiting(found, fields):
        found.confirmed_by_id, found.confirmed_at = actor.pk, timezone.now()
    found.save(update_fields=["confirmed", "confirmed_by_id", "confirmed_at"])
    _log("meetings.confirm", found, actor, values={code: found.values[code] for code in codes})
    return found


@transaction.atomic
def strike_meeting(meeting: Meeting, *, actor: User, reason: str, revision: int) -> Meeting:
    """Strike out a line entered by mistake; it stays readable.

    Raises Refused, StaleMeeting, ValueError without a reason.
    """
    found = _lock(meeting)
    require(actor, "facts.declare", (found.organization, UNIT))
    if found.revision != revision:
        raise StaleMeeting(found)
    if not reason.strip():
        raise ValueError("Hãy ghi lý do gạch bỏ.")
    found.struck_at, found.struck_reason = timezone.now(), reason.strip()
    _save(found, actor)
    _log("meetings.strike", found, actor, reason=reason.strip())
    return found


def _lock(meeting: Meeting) -> Meeting:
    found = Meeting.objects.select_for_update(of=("self",)).select_related("organization", "body").get(pk=meeting.pk)
    if found.struck_at is not None:
        raise StaleMeeting(found)
    return found


def _save(meeting: Meeting, actor: User) -> None:
    meeting.revision += 1
    meeting.saved_by_id, meeting.saved_at = actor.pk, timezone.now()
    meeting.save()


def _log(action: str, meeting: Meeting, actor: User, **data: Any) -> None:
    log(action, meeting, actor=actor, organization_id=meeting.organization_id, **data)
