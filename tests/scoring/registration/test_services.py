"""Calls, registrations and lists: who may, what is asked, what the condition decides, what is written."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused, can
from scoring.models import Registration, RegistrationCall
from scoring.pure.programme import Aim
from scoring.registration.calls import aims_of
from scoring.registration.eligibility import told
from scoring.registration.errors import RegistrationError
from scoring.registration.services import NotEligible, add_registration, approve_list, end_registration, register_unit
from tests.posts import PEOPLE
from tests.scoring.registration.situations import (
    BASE,
    BEST,
    CELL,
    FAIR,
    GOOD,
    MEMBERS,
    OTHER,
    approved,
    call,
    fit,
    graded,
    load_title,
    registered,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_call(world):
    return call(world)


def _refused(act, error=RegistrationError):
    before = (list(Registration.objects.values()), list(RegistrationCall.objects.values()), Event.objects.count())
    with pytest.raises(error) as refusal, transaction.atomic():
        act()
    assert (
        list(Registration.objects.values()),
        list(RegistrationCall.objects.values()),
        Event.objects.count(),
    ) == before
    return refusal.value


def test_a_call_takes_its_aims_from_the_programme_and_numbers_by_sector(world):
    opened = call(world, numbers={"thon_to_dan_pho": 3, "khong-co": 9})
    assert [aim.text for aim in aims_of(opened)] == [
        "Từ 4% trở lên số chi bộ của toàn đảng bộ", "Mỗi đảng ủy cơ sở lựa chọn ít nhất 01 chi bộ",
        "Thôn, tổ dân phố: 3 đơn vị",
    ]  # fmt: skip
    assert aims_of(opened)[-1] == Aim("Thôn, tổ dân phố: 3 đơn vị", "thon_to_dan_pho", 3)
    assert Event.objects.get(action="registration.open").organization_id == world.organizations["tren"].pk


@pytest.mark.parametrize("name", sorted(PEOPLE - {"quantri"}))
def test_only_the_administrator_of_the_owner_opens_a_call(world, name):
    programme = load_title()
    error = _refused(lambda: call(world, programme, actor=world.user(name)), Refused)
    assert "người quản trị" in str(error)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_year": 2020}, "last_year"), ({"last_year": 2099}, "last_year"),
        ({"deadline": timezone.localdate() - timedelta(days=1)}, "deadline"),
    ],
)  # fmt: skip
def test_years_and_deadline_of_a_call_have_to_be_possible(world, changes, field):
    programme = load_title()
    assert _refused(lambda: call(world, programme, **changes)).field == field


def test_a_programme_without_registration_and_a_second_call_for_a_year_are_refused(world, open_call):
    plain = load_title("bon-tot-kiem-tra")
    assert _refused(lambda: call(world, plain)).field == "programme"
    assert "Đăng ký chi bộ kiểu mẫu" in str(_refused(lambda: call(world, open_call.programme)))


def test_a_unit_that_meets_the_condition_is_registered_with_what_was_found(world, open_call):
    fit(world, CELL)
    found = registered(world, open_call, CELL)
    assert (found.state, found.minutes_number, found.subject, found.added) == ("registered", "03-BB/CB", "", False)
    assert found.eligibility["holds"] is True
    assert "Năm 2021" in " ".join(found.eligibility["records"])
    assert told(found.eligibility).startswith("đủ điều kiện")
    event = Event.objects.get(action="registration.register")
    assert (event.organization_id, event.data) == (found.organization_id, {"minutes": "03-BB/CB"})


@pytest.mark.parametrize("years", [{2020: GOOD, 2021: GOOD}, {2020: FAIR, 2021: BEST}, {2021: FAIR}])
def test_a_unit_that_fails_the_condition_for_certain_is_refused_with_what_was_found(world, open_call, years):
    graded(world, CELL, years)
    error = _refused(lambda: registered(world, open_call, CELL), NotEligible)
    assert error.found.holds is False
    assert str(error).startswith("Chi bộ thôn 1 không đủ điều kiện đăng ký: ")


@pytest.mark.parametrize("years", [{}, {2021: BEST}, {2020: GOOD}])
def test_where_data_lack_the_unit_is_registered_and_the_level_above_decides(world, open_call, years):
    graded(world, CELL, years)
    found = registered(world, open_call, CELL)
    assert (found.state, found.eligibility["holds"]) == ("registered", None)
    assert told(found.eligibility).startswith("chưa đủ dữ liệu: ")
    assert "thiếu năm 202" in told(found.eligibility)


def test_the_same_registration_again_is_the_same_one(world, open_call):
    first = registered(world, open_call, CELL)
    assert registered(world, open_call, CELL, minutes_number="09-BB/CB") == first
    assert Registration.objects.get().minutes_number == "03-BB/CB"


def test_the_minutes_have_to_be_named(world, open_call):
    assert _refused(lambda: registered(world, open_call, CELL, minutes_number=" ")).field == "minutes_number"


def test_the_secretary_registers_his_unit_or_a_unit_below_his_committee(world, open_call):
    may = {CELL: {"bithu", "danguy"}, BASE: {"bithu_cs"}, OTHER: {"bithu2"}}
    for code, names in may.items():
        asked = (open_call, world.organizations[code])
        answers = {name: can(world.user(name), "registration.register", asked) for name in PEOPLE}
        assert {name for name, answer in answers.items() if answer} == names
        assert all("Chỉ bí thư" in answer.reason for answer in answers.values() if not answer)
    unit = world.organizations[CELL]
    _refused(lambda: register_unit(open_call, unit, actor=world.user("giupviec"), minutes_number="1-BB"), Refused)


def test_the_secretary_directly_below_the_owner_does_not_register_what_stands_beside(world, open_call):
    error = _refused(
        lambda: register_unit(open_call, world.organizations["cs1"], actor=world.user("danguy"), minutes_number="1"),
        Refused,
    )
    assert "không dành cho loại tổ chức" in str(error)


@pytest.mark.parametrize(("days", "late"), [(0, False), (10, False), (11, True)])
def test_registrations_come_until_the_end_of_the_last_day(world, open_call, days, late):
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        if late:
            assert "Đã hết hạn đăng ký" in str(_refused(lambda: registered(world, open_call, CELL), Refused))
        else:
            assert registered(world, open_call, CELL).state == "registered"


def test_a_list_is_approved_at_once_with_its_paper(world, open_call):
    found = approved(world, open_call, CELL, BASE)
    waiting = Registration.objects.filter(state="registered").count()
    open_call.refresh_from_db()
    assert ({each.state for each in found}, waiting) == ({"approved"}, 0)
    assert (open_call.approved_number, open_call.approved_on) == ("15-QĐ/ĐU", timezone.localdate())
    assert Event.objects.get(action="registration.approve").data["registrations"] == sorted(each.pk for each in found)


def test_who_does_not_act_for_the_owner_approves_nothing(world, open_call):
    key = registered(world, open_call, CELL).pk
    today = timezone.localdate()
    for name in sorted(PEOPLE - {"lanhdao"}):
        user = world.user(name)
        _refused(lambda user=user: approve_list(open_call, [key], actor=user, number="1", day=today), Refused)


def test_what_is_not_ticked_stays_and_what_was_decided_is_not_approved_again(world, open_call):
    first, second = (registered(world, open_call, code) for code in (CELL, BASE))
    actor, today = world.user("lanhdao"), timezone.localdate()

    def approve(*chosen: int, number: str = "15-QĐ/ĐU", day=today):
        return approve_list(open_call, chosen, actor=actor, number=number, day=day)

    assert _refused(lambda: approve(first.pk, number=" ")).field == "number"
    assert _refused(lambda: approve(first.pk, day=today + timedelta(days=1))).field == "day"
    for chosen in ((), (first.pk, 999_999_999)):
        assert "Hãy đánh dấu" in str(_refused(lambda chosen=chosen: approve(*chosen)))
    assert [each.pk for each in approve(first.pk)] == [first.pk]
    assert Registration.objects.get(pk=second.pk).state == "registered"
    assert "đã được phê duyệt" in str(_refused(lambda: approve(second.pk)))
    assert "đã được phê duyệt" in str(_refused(lambda: registered(world, open_call, OTHER), Refused))


def test_nobody_approves_the_unit_that_he_is_a_member_of(world, open_call):
    key = registered(world, open_call, CELL).pk
    actor = world.user("lanhdao")
    actor.member_of = world.organizations[CELL]
    actor.save()
    today = timezone.localdate()
    error = _refused(lambda: approve_list(open_call, [key], actor=actor, number="1", day=today), Refused)
    assert "sinh hoạt tại tổ chức đảng này" in str(error)


def test_refusing_and_removing_take_a_reason_and_end_once(world, open_call):
    waiting = registered(world, open_call, BASE)
    (listed,) = approved(world, open_call, CELL)
    actor = world.user("lanhdao")
    for each, state in ((waiting, "refused"), (listed, "removed")):
        assert _refused(lambda each=each: end_registration(each, actor=actor, reason=" ")).field == "reason"
        ended = end_registration(each, actor=actor, reason="Không giữ được tiêu chí")
        assert (ended.state, ended.reason, ended.decided_by_id) == (state, "Không giữ được tiêu chí", actor.pk)
        assert Event.objects.get(action=f"registration.{state}").data == {"reason": "Không giữ được tiêu chí"}
        _refused(lambda each=each: end_registration(each, actor=actor, reason="Lần nữa"))
    _refused(lambda: end_registration(listed, actor=world.user("danguy"), reason="x"), Refused)


def test_a_unit_is_added_later_with_a_reason_and_one_that_ended_comes_back(world, open_call):
    (listed,) = approved(world, open_call, CELL)
    actor = world.user("lanhdao")

    def add(code: str, reason: str = "Bổ sung quý I", by=actor):
        return add_registration(open_call, world.organizations[code], actor=by, reason=reason)[0]

    assert _refused(lambda: add(BASE, " ")).field == "reason"
    assert _refused(lambda: add(CELL)).field == "code"
    assert _refused(lambda: add("cs1")).field == "code"
    _refused(lambda: add(BASE, by=world.user("quantri")), Refused)
    new = add(BASE)
    assert (new.state, new.added, new.reason, new.minutes_number) == ("approved", True, "Bổ sung quý I", "")
    end_registration(listed, actor=actor, reason="Không đạt năm 2025")
    back = add(CELL, "Đã khắc phục")
    assert (back.pk, back.state, back.added, back.reason) == (listed.pk, "approved", True, "Đã khắc phục")


def test_a_unit_that_fails_the_condition_is_not_added_either(world, open_call):
    graded(world, CELL, {2020: FAIR})
    unit = world.organizations[CELL]
    _refused(lambda: add_registration(open_call, unit, actor=world.user("lanhdao"), reason="x"), NotEligible)


def test_members_stand_by_name_once_each_and_the_history_names_the_unit_alone(world):
    title = call(world, load_title(MEMBERS), name="Đăng ký đảng viên")
    unit, actor = world.organizations[CELL], world.user("bithu")
    names = ["Nguyễn Văn Một", " Trần  Thị Hai ", "Nguyễn Văn Một", " "]
    found = register_unit(title, unit, actor=actor, minutes_number="03-BB/CB", names=names)
    assert [each.subject for each in found] == ["Nguyễn Văn Một", "Trần Thị Hai"]
    again = register_unit(title, unit, actor=actor, minutes_number="04-BB/CB", names=["Trần Thị Hai", "Lê Ba"])
    assert (len(again), Registration.objects.count()) == (2, 3)
    assert "Nguyễn" not in " ".join(Event.objects.values_list("subject_label", flat=True))
    assert _refused(lambda: register_unit(title, unit, actor=actor, minutes_number="1", names=[" "])).field == "names"
