"""What the year asks for: months without a line, figures before the deadline, what waits to be confirmed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from organizations import hooks
from organizations.models import OrganizationPeriod
from scoring.facts.fields import asked_of
from scoring.facts.start import evaluation_links, navigation, start_tasks
from scoring.models import Fact, Meeting, Round
from tests.build import World, build_world
from tests.posts import PEOPLE
from tests.scoring.facts.rubrics import sheets, trial_round

CELL = "cs1-cb1"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OWN = {"cs1-cb1": "bithu", "cs1-cb2": "bithu", "cs2-cb1": "bithu2"}


def _at(month: int, day: int, year: int = 2026) -> time_machine.travel:
    return time_machine.travel(datetime(year, month, day, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def world(db: None) -> World:
    """The tree in April 2026 with a round that asks for a log and for three figures."""
    world = build_world(cells=1)
    with _at(4, 10):
        trial_round(world)
    return world


def _meeting(world: World, day: date, code: str = CELL, **more: object) -> Meeting:
    return Meeting.objects.create(
        organization=world.organizations[code], body=world.body(code, "cell"), held_on=day, values={"quality": "tot"},
        saved_by_id=1, saved_at=timezone.now(), **more,
    )  # fmt: skip


def _fact(world: World, field: str, code: str = CELL) -> Fact:
    return Fact.objects.create(
        organization=world.organizations[code], field=field, value="1", start=date(2026, 1, 1), end=date(2026, 12, 31),
        saved_by_id=1, saved_at=timezone.now(),
    )  # fmt: skip


def _labels(world: World, name: str) -> list[str]:
    return [task.label for task in start_tasks(world.user(name))]


def test_months_that_are_over_are_asked_for_and_the_one_that_runs_near_its_end(world):
    found = {}
    for month, day in ((4, 19), (4, 20), (5, 1)):
        with _at(month, day):
            found[month, day] = _labels(world, "bithu")[0]
    assert found == {
        (4, 19): "Chưa ghi sổ sinh hoạt tháng 1–3",
        (4, 20): "Chưa ghi sổ sinh hoạt tháng 1–4",
        (5, 1): "Chưa ghi sổ sinh hoạt tháng 1–4",
    }


def test_a_single_month_leads_straight_to_its_form(world):
    for month in (1, 3):
        _meeting(world, date(2026, month, 5))
    with _at(4, 10):
        task = start_tasks(world.user("bithu"))[0]
    assert (task.label, task.detail, task.due) == (
        "Chưa ghi sổ sinh hoạt tháng 2", "Chi bộ thôn 1", date(2026, 2, 28),
    )  # fmt: skip
    assert task.url == f"{reverse('scoring:meeting_add', args=[CELL])}?nam=2026&thang=2"


def test_a_month_struck_out_or_before_the_unit_was_founded(world):
    for month in (2, 3):
        _meeting(world, date(2026, month, 5), struck_at=timezone.now(), struck_reason="Ghi nhầm")
    OrganizationPeriod.objects.filter(organization=world.organizations[CELL]).update(valid_from=date(2026, 3, 20))
    with _at(4, 10):
        assert _labels(world, "bithu")[0] == "Chưa ghi sổ sinh hoạt tháng 3"


def test_the_months_of_the_old_year_are_still_asked_for_in_its_wake(world):
    for month in range(1, 12):
        _meeting(world, date(2026, month, 5))
    with _at(1, 15, 2027):
        assert _labels(world, "bithu")[0] == "Chưa ghi sổ sinh hoạt tháng 12/2026"
    with _at(3, 1, 2027):
        assert _labels(world, "bithu") == []


def test_figures_are_asked_for_until_the_sheet_is_handed_in(world):
    with _at(4, 10):
        task = start_tasks(world.user("bithu"))[1]
        # The number of the disciplined is entered by the inspection committee.
        assert (task.label, task.count, task.due) == ("Khai số liệu điều kiện: còn 2 mục", 2, date(2026, 4, 20))
        _fact(world, "members")
        assert start_tasks(world.user("bithu"))[1].count == 1
        _fact(world, "disunity")
        assert len(start_tasks(world.user("bithu"))) == 1
        Fact.objects.all().delete()
        Round.objects.update(state="closed", closed_at=timezone.now())
        assert len(start_tasks(world.user("bithu"))) == 1


def test_a_round_of_several_years_asks_in_each_of_them(world):
    Round.objects.update(period="term", start=date(2024, 1, 1))
    unit = world.organizations[CELL]
    asked = {year: len(asked_of(unit, "facts", on=date(year, 7, 1))) for year in (2023, 2024, 2025, 2026, 2027)}
    assert asked == {2023: 0, 2024: 3, 2025: 3, 2026: 3, 2027: 0}


def test_what_waits_is_counted_for_who_confirms_it(world):
    with _at(4, 10):
        for code in ("cs1-cb1", "cs2-cb1"):
            _meeting(world, date(2026, 3, 5), code)
            _fact(world, "disunity", code)
        _fact(world, "disciplined")
        _fact(world, "members")
        found = {name: _labels(world, name) for name in sorted(PEOPLE - {"bithu", "nhapgiup", "bithu2"})}
    both = ["Xác nhận sổ sinh hoạt: 1 cuộc họp", "Xác nhận số liệu: 1 mục"]
    asked = ["Chưa ghi sổ sinh hoạt tháng 1–3", "Khai số liệu điều kiện: còn 2 mục"]
    assert {name: labels for name, labels in found.items() if labels} == {
        "giupviec": both, "giupviec2": both, "danguy2": both, "danguy": asked + both, "giamsat": both[1:],
    }  # fmt: skip


def test_nothing_is_asked_where_no_programme_asks(db):
    world = build_world(cells=1)
    assert {name: _labels(world, name) for name in PEOPLE} == {name: [] for name in PEOPLE}


def test_every_task_leads_to_a_page_that_opens(world, client):
    _meeting(world, date(2026, 3, 5))
    _fact(world, "disunity")
    _fact(world, "disciplined")
    with _at(4, 10):
        for name in ("bithu", "danguy", "giamsat"):
            client.force_login(world.user(name))
            assert {client.get(task.url).status_code for task in start_tasks(world.user(name))} == {200}


def test_the_navigation_is_for_who_writes_confirms_or_urges(world):
    with_entries = {name for name in PEOPLE if navigation(world.user(name))}
    assert PEOPLE - with_entries == {"nguoila", "vanthu", "vanthu_cs", "vanthu_cs2", "quantri"} & PEOPLE


def test_a_sheet_leads_to_its_figures(world, queries):
    sheet = sheets(CELL)[0]
    user = world.user("bithu")
    evaluation_links(user, sheet)
    with queries() as asked:
        links = evaluation_links(user, sheet)
    assert (links, asked) == ([("Số liệu điều kiện", f"/so-lieu/{CELL}/?nam=2026")], [])
    assert links in hooks.evaluation_links.call(user, sheet)
