"""What happened to a sheet: who, when, what, from → to, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from config.common.models import Event
from config.common.vietnamese import format_date, format_points, parse_decimal
from organizations.access import can
from organizations.models import User
from scoring.models import Assessment, Evaluation
from scoring.permissions import reads_marks
from scoring.rubrics.load import LoadedRubric, rubric_of

WORDS = {
    "marks.save": "Ghi điểm",
    "sheet.submit": "Nộp phiếu tự chấm",
    "sheet.withdraw": "Rút lại phiếu đã nộp",
    "appraisal.return": "Trả lại để sửa",
    "appraisal.hand_on": "Xong thẩm định",
    "vote.record": "Ghi biểu quyết",
    "remedy.add": "Ghi nguyên nhân, khắc phục",
    "remedy.change": "Sửa nguyên nhân, khắc phục",
    "remedy.finish": "Khắc phục xong",
    "remedy.drop": "Bỏ mục khắc phục ghi nhầm",
    "approval.conclude": "Ghi kết luận",
    "approval.reopen": "Mở lại kết luận",
    "board.assign": "Giao cán bộ",
    "board.extend": "Gia hạn",
    "board.remind": "Nhắc nộp phiếu",
    "board.note": "Ghi chú nội bộ",
    "board.paper": "Nhập thay phiếu giấy",
    "round.add_unit": "Bổ sung đơn vị vào đợt",
    "round.withdraw_unit": "Rút đơn vị khỏi đợt",
    "paper.print": "In giấy tờ",
}
# What only the board reads.
BOARD_ONLY = frozenset({"board.note", "board.assign"})


@dataclass(frozen=True)
class Line:
    """One act: `changes` are (row, from, to, reason) in the words of the sheet, `days` the last days it set."""

    at: datetime
    who: str
    what: str
    why: str
    changes: tuple[tuple[str, str, str, str], ...]
    days: str = ""


def history(evaluation: Evaluation, user: User) -> list[Line]:
    """Return what `user` may know of a sheet, the latest first: three queries, however much happened."""
    readable = {stage.pk: stage for stage in evaluation.assessments.all() if _readable(user, stage)}
    of_sheet = Q(subject_type=Evaluation._meta.label_lower, subject_id=evaluation.pk)
    of_stages = Q(subject_type=Assessment._meta.label_lower, subject_id__in=list(readable))
    events = Event.objects.filter(of_sheet | of_stages).order_by("-pk")
    if not can(user, "evaluation.board", evaluation):
        events = events.exclude(action__in=BOARD_ONLY)
    found = _without_drafts(events, {pk for pk, stage in readable.items() if not reads_marks(user, stage)})
    names = _names(found)
    loaded = rubric_of(evaluation.version)
    steps = {str(stage.position): stage.get_kind_display() for stage in evaluation.assessments.all()}
    return [_line(event, names, loaded, steps) for event in found]


def _readable(user: User, stage: Assessment) -> bool:
    return stage.state == Assessment.State.RETURNED or reads_marks(user, stage)


def _without_drafts(events: Iterable[Event], drafts: set[int]) -> list[Event]:
    """Leave out what was saved since these stages were sent back: it is nobody's word before it is handed in again.

    Takes the latest first.
    """
    found, open_ = [], set(drafts)
    for event in events:
        if event.action == "appraisal.return":
            open_.discard(event.subject_id)
        if event.action != "marks.save" or event.subject_id not in open_:
            found.append(event)
    return found


def _names(events: Iterable[Event]) -> dict[int, str]:
    keys = {event.actor_id for event in events if event.actor_id}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "full_name"))


def _line(event: Event, names: dict[int, str], loaded: LoadedRubric, steps: dict[str, str]) -> Line:
    data: dict[str, Any] = event.data
    why = data.get("reason", "")
    if "old" in data and "new" in data:
        why = f"{_worded(data['old'])} → {_worded(data['new'])}. {why}".strip()
    return Line(
        at=event.at,
        who=names.get(event.actor_id or 0, "phần mềm"),
        what=WORDS.get(event.action, event.action),
        why=why,
        changes=tuple(_change(each, loaded) for each in data.get("rows", ())),
        days=_days(data, steps),
    )


def _days(data: dict[str, Any], steps: dict[str, str]) -> str:
    """Return in words until when a sheet that went back is to come again, and which later days moved with it."""
    said = [f"hạn nộp lại {_day(data['deadline'])}"] if "deadline" in data else []
    moved = sorted(data.get("moved", {}).items())
    said += [f"bước {steps.get(position, position)} đến {_day(day)}" for position, day in moved]
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text))


def _worded(value: Any) -> str:
    """Return a value that an act changed, a day as people write it."""
    try:
        return _day(value)
    except (TypeError, ValueError):
        return str(value)


def _change(entry: dict[str, Any], loaded: LoadedRubric) -> tuple[str, str, str, str]:
    code = entry.get("code", "")
    label = f"Mục {loaded.data.label(code)}" if code in loaded.keys else code
    if "new" not in entry:
        return label, "", "", entry.get("reason", "")
    old, new = _shown(entry.get("old")), _shown(entry.get("new"))
    words = f"“{entry['was']}” → “{entry['said']}”" if entry.get("was") else entry.get("said", "")
    # Where the words alone changed, the value is no news.
    return (label, "", "", words) if "said" in entry and old == new else (label, old, new, words)


def _shown(value: str | None) -> str:
    """Return a mark of the history in words."""
    if value is None:
        return "để trống"
    words = {"n/a": "không áp dụng", "pass": "đạt", "fail": "không đạt"}
    if value in words:
        return words[value]
    try:
        return format_points(parse_decimal(value))
    except ValueError:
        return value
