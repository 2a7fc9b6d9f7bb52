"""The day to register by of a programme that runs, before anybody has called for it, and after."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from scoring.duties.selectors import year_of_dues
from scoring.duties.start import start_tasks
from scoring.models import Programme
from scoring.rounds.open import Deadlines, open_round, prepare_round
from tests.build import World, build_world
from tests.posts import PEOPLE
from tests.scoring.facts.situations import TEAM, add_team
from tests.scoring.registration.situations import TITLE, call, load_title

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
NEXT = YEAR + 1
YEARLY = "bon-tot-dat"
CALLS, REGISTERS = "Mở đợt đăng ký", "Hạn đăng ký"
CALLERS = {"quantri", "thamdinh", "lanhdao"}


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def programme(world):
    """The yearly programme of S1, with a round of the superior for this year."""
    found = load_title(YEARLY)
    last = timezone.localdate() + timedelta(days=10)
    round_ = prepare_round(
        actor=world.user("quantri"), programme=found, owner=world.body("tren", "standing"), name="Bốn tốt",
        start=date(YEAR, 1, 1), end=date(YEAR, 12, 31), deadlines=Deadlines(last, last, last),
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    return found


def _days(world: World, name: str, year: int = NEXT) -> dict[str, date]:
    """Return by the first words of what is said the days on which somebody's calendar speaks of registration."""
    dues = [due for month in year_of_dues(world.user(name), year) for due in month]
    return {words: due.day for due in dues for words in (CALLS, REGISTERS, "Đăng ký:") if due.text.startswith(words)}


def _readers(world: World, words: str, year: int = NEXT) -> dict[str, date]:
    return {name: found[words] for name in PEOPLE if words in (found := _days(world, name, year))}


def test_before_anybody_calls_who_calls_and_the_units_have_the_day_of_the_rule(world, programme):
    day = date(NEXT, 1, 20)
    assert _readers(world, CALLS) == dict.fromkeys(CALLERS, day)
    units = {"bithu", "nhapgiup", "bithu2", "bithu_cs", "danguy"}
    assert _readers(world, REGISTERS) == dict.fromkeys(units, day)
    # What was not called for in years gone by is past.
    assert (_readers(world, CALLS, YEAR - 1), _readers(world, REGISTERS, YEAR - 1)) == ({}, {})


def test_the_day_of_a_call_takes_the_place_of_that_of_the_rule(world, programme):
    own = date(NEXT, 1, 15)
    call(world, programme, first_year=NEXT, last_year=NEXT, deadline=own)
    assert (_readers(world, CALLS), _readers(world, REGISTERS)) == ({}, {})
    assert _days(world, "bithu") == {"Đăng ký:": own}
    assert _days(world, "bithu", NEXT + 1) == {REGISTERS: date(NEXT + 1, 1, 20)}


def test_a_call_for_several_years_is_asked_for_again_when_they_are_over(world):
    call(world, load_title(TITLE), first_year=YEAR, last_year=YEAR + 1)
    assert _days(world, "lanhdao", NEXT) == _days(world, "bithu", NEXT) == {}
    assert _days(world, "lanhdao", YEAR + 2) == {CALLS: date(YEAR + 2, 5, 30)}
    # The committee above puts its cells forward by the same day.
    for name in ("bithu", "danguy"):
        assert _days(world, name, YEAR + 2) == {REGISTERS: date(YEAR + 2, 5, 30)}


def test_a_call_of_another_branch_or_programme_says_nothing_of_this_one(world, programme):
    call(world, load_title(TITLE), first_year=NEXT, last_year=NEXT, deadline=date(NEXT, 5, 30))
    call(world, programme, owner=world.body("cs2", "committee"), first_year=NEXT, last_year=NEXT)
    assert set(_readers(world, CALLS)) == CALLERS
    assert _days(world, "bithu")[REGISTERS] == date(NEXT, 1, 20)
    assert REGISTERS not in _days(world, "bithu2")


def test_a_programme_that_takes_no_registrations_or_runs_nowhere_asks_for_none(world):
    Programme.objects.filter(pk=load_title(YEARLY).pk).update(rules={})
    assert all(_days(world, name) == {} for name in PEOPLE)


def test_an_inspection_team_calls_for_nothing(world, programme):
    add_team(world, "tren")
    assert all(_days(world, name) == {} for name in TEAM)


@pytest.mark.parametrize(("today", "told"), [(date(YEAR, 12, 19), False), (date(YEAR, 12, 20), True)])
def test_the_start_page_says_it_within_a_month_and_leads_to_no_call_that_is_not_there(world, programme, today, told):
    with time_machine.travel(today, tick=False):
        found = {
            name: [(task.label, task.url) for task in start_tasks(world.user(name)) if "đăng ký" in task.label.lower()]
            for name in ("quantri", "lanhdao", "bithu", "giamsat")
        }
    words = f"{CALLS} {programme.name}, hạn đăng ký 20/01/{NEXT}"
    calendar = f"/lich/?nam={NEXT}"
    expected = {
        "quantri": [(words, "/dang-ky/moi/")], "lanhdao": [(f"Lịch: {words}", calendar)],
        "bithu": [(f"Lịch: {REGISTERS} {programme.name} (cấp trên chưa mở đợt đăng ký)", calendar)], "giamsat": [],
    }  # fmt: skip
    assert found == (expected if told else {name: [] for name in expected})


def test_the_page_tells_it_and_what_nobody_called_for_in_time_is_late(world, programme, client):
    with time_machine.travel(date(NEXT, 1, 21), tick=False):
        client.force_login(world.user("quantri"))
        words = " ".join(client.get("/lich/").content.decode().split())
        (due,) = [due for due in year_of_dues(world.user("quantri"), NEXT)[0] if due.text.startswith(CALLS)]
    assert due.text.endswith(f"hạn đăng ký 20/01/{NEXT}")
    assert (due.text in words, due.state, 'href="/dang-ky/moi/"' in words) == (True, "late", True)


def test_calls_and_years_are_asked_for_as_often_as_none(world, programme, queries):
    def asked(name: str) -> int:
        user = world.user(name)
        with queries() as found:
            start_tasks(user)
            year_of_dues(user, NEXT)
        return len(found)

    few = [asked(name) for name in ("bithu", "danguy", "lanhdao", "quantri")]
    for year in range(NEXT, NEXT + 4):
        call(world, programme, first_year=year, last_year=year, name=f"Năm {year}")
    assert [asked(name) for name in ("bithu", "danguy", "lanhdao", "quantri")] == few
