"""The meeting log: who writes, what cannot be, what was changed meanwhile, and what confirming covers."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from organizations.people import appoint
from scoring.facts.meetings import (
    Line,
    MeetingError,
    StaleMeeting,
    add_meeting,
    change_meeting,
    confirm_meeting,
    strike_meeting,
)
from scoring.facts.papers import Paper
from scoring.models import Evidence, Meeting
from scoring.pure.conditions import Field
from tests.build import LONG_AGO, World, build_world
from tests.posts import PEOPLE

CELL = "cs1-cb1"
DAY = date(2026, 3, 5)
FIELDS = [
    Field("kind", "Loại", "meetings", "level", ("thuong_ky", "chuyen_de"), ("Thường kỳ", "Chuyên đề"), "unit"),
    Field("grade", "Xếp loại", "meetings", "level", ("kem", "tot"), ("Kém", "Tốt"), "unit", "superior"),
    Field("discipline", "Kỷ luật", "meetings", "yes_no", entered_by="unit", confirmed_by="inspection_committee"),
    *(
        Field(code, code, "meetings", "number", entered_by="unit")
        for code in ("members", "present", "absent_with_leave", "absent_without_reason", "speakers", "minutes_held")
    ),
]
GOOD = {"kind": "thuong_ky", "grade": "tot", "members": Decimal(12), "present": Decimal(11)}


@pytest.fixture
def world(db: None) -> World:
    """The tree; what a log asks for is given with each call."""
    return build_world(cells=1)


def _line(day: date = DAY, minutes: Paper | None = None, **values: Any) -> Line:
    return Line(day, {**GOOD, **values}, minutes)


def _add(world: World, by: str = "bithu", line: Line | None = None) -> Meeting:
    return add_meeting(world.body(CELL, "cell"), actor=world.user(by), line=line or _line(), fields=FIELDS)


def _change(world: World, found: Meeting, line: Line, revision: int | None = None, by: str = "bithu") -> Meeting:
    return change_meeting(
        found, actor=world.user(by), line=line, fields=FIELDS, revision=found.revision if revision is None else revision
    )


def _confirm(world: World, found: Meeting, by: str, revision: int | None = None) -> Meeting:
    return confirm_meeting(
        found, actor=world.user(by), fields=FIELDS, revision=found.revision if revision is None else revision
    )


def _actions() -> list[str]:
    return list(Event.objects.filter(action__startswith="meetings.").order_by("pk").values_list("action", flat=True))


def test_a_line_stands_as_it_was_entered_with_its_minutes(world):
    found = _add(world, line=_line(minutes=Paper("03-BB/CB")))
    stored = Meeting.objects.get()
    assert (stored.organization, stored.body, stored.held_on, stored.revision) == (
        world.organizations[CELL], world.body(CELL, "cell"), DAY, 1,
    )  # fmt: skip
    assert stored.values == {"kind": "thuong_ky", "grade": "tot", "members": "12", "present": "11"}
    assert (stored.minutes.number, stored.minutes.date, stored.minutes.year) == ("03-BB/CB", DAY, 2026)
    assert (stored.confirmed, stored.confirmed_at, stored.saved_by_id) == ([], None, world.users["bithu"].pk)
    assert found == stored
    assert _actions() == ["meetings.add"]


def test_the_same_line_again_is_no_second_meeting(world):
    first = _add(world, line=_line(minutes=Paper("03-BB/CB")))
    # Somebody helps, and the values come in another order.
    line = Line(DAY, dict(reversed(GOOD.items())), Paper("03-BB/CB"))
    assert _add(world, "nhapgiup", line) == first
    assert (Meeting.objects.count(), Evidence.objects.count(), _actions()) == (1, 1, ["meetings.add"])
    _add(world, line=_line(grade="kem"))
    assert Meeting.objects.count() == 2


def test_only_the_unit_itself_writes_its_log(world):
    for name in sorted(PEOPLE - {"bithu", "nhapgiup"}):
        with pytest.raises(Refused):
            _add(world, name)
    assert not Meeting.objects.exists()


def test_a_unit_that_has_ended_writes_no_more(world):
    type(world.organizations[CELL]).objects.filter(code=CELL).update(active=False)
    with pytest.raises(Refused, match="đã kết thúc hoạt động"):
        _add(world)


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"grade": "xuat_sac"}, ["grade"]),
        ({"kind": True}, ["kind"]),
        ({"members": "12"}, ["members"]),
        ({"speakers": Decimal(-1)}, ["speakers"]),
        ({"unknown": Decimal(1)}, ["unknown"]),
        ({"present": Decimal(13)}, ["present"]),
        ({"speakers": Decimal(13)}, ["speakers"]),
        ({"present": Decimal("11.5")}, ["present"]),
        ({"absent_with_leave": Decimal(2)}, ["present"]),
        ({"members": Decimal("12.5"), "present": Decimal(1)}, ["members"]),
        ({"grade": "xuat_sac", "present": Decimal(-3)}, ["grade", "present"]),
    ],
)
def test_what_no_meeting_has_is_refused_by_name(world, values, codes):
    with pytest.raises(MeetingError) as refused:
        _add(world, line=_line(**values))
    assert [code for code, _ in refused.value.problems] == codes
    assert not Meeting.objects.exists()


def test_minutes_may_be_halves_and_absences_fill_up_to_those_due(world):
    found = _add(world, line=_line(minutes_held=Decimal("90.5"), absent_without_reason=Decimal(1)))
    assert (found.values["minutes_held"], found.values["absent_without_reason"]) == ("90.5", "1")


def test_a_meeting_to_come_is_refused_and_one_of_today_is_not(world):
    today = timezone.localdate()
    with pytest.raises(MeetingError, match="không được sau hôm nay"):
        _add(world, line=_line(today + timedelta(days=1)))
    assert _add(world, line=_line(today)).held_on == today


def test_a_change_keeps_what_was_and_the_confirmation_of_what_stays(world):
    found = _add(world, line=_line(discipline=False))
    _confirm(world, found, "giupviec")
    found.refresh_from_db()
    assert (found.confirmed, found.confirmed_at) == (["grade"], None)
    found = _confirm(world, found, "giamsat")
    assert (found.confirmed, found.confirmed_by_id) == (["discipline", "grade"], world.users["giamsat"].pk)
    found = _change(world, found, _line(discipline=False, speakers=Decimal(3)))
    assert (found.confirmed, found.confirmed_at is None) == (["discipline", "grade"], False)
    found = _change(world, found, _line(discipline=True, speakers=Decimal(3)))
    assert (found.confirmed, found.confirmed_at, found.revision) == (["grade"], None, 3)
    event = Event.objects.filter(action="meetings.change").last()
    assert (event.data["old"]["discipline"], event.data["new"]["discipline"]) == (False, True)


def test_a_value_added_later_has_to_be_confirmed_too(world):
    found = _confirm(world, _add(world), "giupviec")
    assert found.confirmed_at is not None
    found = _change(world, found, _line(discipline=False))
    assert (found.confirmed, found.confirmed_at) == (["grade"], None)


def test_what_was_changed_meanwhile_is_shown_and_not_written_over(world):
    found = _add(world)
    _change(world, found, _line(grade="kem"), by="nhapgiup")
    with pytest.raises(StaleMeeting) as stale:
        _change(world, found, _line(speakers=Decimal(5)), revision=1)
    assert (stale.value.meeting.values["grade"], stale.value.meeting.revision) == ("kem", 2)
    # The same words again are no change, whatever was seen before.
    assert _change(world, found, _line(grade="kem"), revision=1).revision == 2
    with pytest.raises(StaleMeeting):
        _confirm(world, found, "giupviec", revision=1)
    with pytest.raises(StaleMeeting):
        strike_meeting(found, actor=world.user("bithu"), reason="Ghi nhầm", revision=1)
    assert _actions() == ["meetings.add", "meetings.change"]


def test_minutes_stay_until_others_take_their_place(world):
    found = _add(world, line=_line(minutes=Paper("03-BB/CB")))
    assert _change(world, found, _line(speakers=Decimal(2))).minutes.number == "03-BB/CB"
    found.refresh_from_db()
    assert _change(world, found, _line(minutes=Paper("04-BB/CB"))).minutes.number == "04-BB/CB"


def test_the_committee_directly_above_confirms_and_nobody_else(world):
    found = _add(world)
    for name in sorted(PEOPLE - {"giupviec", "danguy"}):
        with pytest.raises(Refused):
            _confirm(world, found, name)
    found = _confirm(world, found, "danguy")
    assert (found.confirmed, found.confirmed_by_id) == (["grade"], world.users["danguy"].pk)
    again = _confirm(world, found, "giupviec")
    assert again.confirmed_by_id == world.users["danguy"].pk
    assert _actions() == ["meetings.add", "meetings.confirm"]


@pytest.mark.parametrize("how", ["secretary", "member"])
def test_nobody_confirms_the_log_of_his_own_cell(world, how):
    found = _add(world)
    if how == "secretary":
        appoint(world.user("danguy"), how, actor=None, organization=world.organizations[CELL], start=LONG_AGO)
    else:
        type(world.users["danguy"]).objects.filter(username="danguy").update(member_of=world.organizations[CELL])
    with pytest.raises(Refused, match="không tự xác nhận"):
        _confirm(world, found, "danguy")


def test_a_line_without_a_value_to_confirm_needs_no_confirmation(world):
    found = add_meeting(
        world.body(CELL, "cell"), actor=world.user("bithu"), line=Line(DAY, {"kind": "thuong_ky"}), fields=FIELDS
    )
    with pytest.raises(Refused, match="không cần xác nhận"):
        _confirm(world, found, "danguy")


def test_a_line_struck_out_stays_readable_and_takes_nothing_more(world):
    found = _add(world)
    with pytest.raises(Refused):
        strike_meeting(found, actor=world.user("danguy"), reason="Ghi nhầm", revision=1)
    with pytest.raises(ValueError, match="lý do"):
        strike_meeting(found, actor=world.user("bithu"), reason="  ", revision=1)
    strike_meeting(found, actor=world.user("bithu"), reason=" Ghi nhầm ngày ", revision=1)
    stored = Meeting.objects.get()
    assert (stored.struck_reason, stored.struck_at is None, stored.values) == ("Ghi nhầm ngày", False, found.values)
    for act in (lambda: _change(world, stored, _line(grade="kem")), lambda: _confirm(world, stored, "giupviec")):
        with pytest.raises(StaleMeeting):
            act()
    # What was struck out may be entered anew.
    assert _add(world).pk != stored.pk
