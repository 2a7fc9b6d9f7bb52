"""The start page: what waits, the most pressing first, the same cost for few and many; and who sees which unit."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from organizations import hooks
from organizations.hooks import Hook
from organizations.start import NEAR_DAYS, Task, tasks_for
from scoring.models import Assessment
from tests.build import World, build_round, build_world, submit
from tests.posts import PEOPLE, drafted_round

# Who judges and has a unit of his own is told of every sheet, month, figure and paper: a count for each.
TODAY_BUDGET = 16


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world()
    build_round(world)
    return world


def _task(label: str, ahead: int | None = None) -> Task:
    return Task(label, "/", due=None if ahead is None else timezone.localdate() + timedelta(days=ahead))


@pytest.mark.parametrize(
    ("ahead", "urgency"),
    [(None, ""), (-1, "past"), (0, "near"), (NEAR_DAYS, "near"), (NEAR_DAYS + 1, "")],
)
def test_a_task_is_pressing_by_its_day(ahead, urgency):
    assert _task("Việc", ahead).urgency == urgency


@pytest.fixture
def panels(monkeypatch) -> Hook:
    """An empty place for tasks instead of that of the rooms."""
    own = Hook()
    monkeypatch.setattr(hooks, "start_panels", own)
    return own


def test_the_most_pressing_comes_first_and_what_has_no_day_last(panels):
    panels.add("một", lambda user: [_task("không hạn"), _task("muộn", 9)])
    panels.add("hai", lambda user: [_task("b", 1), _task("a", 1), _task("quá hạn", -3)])
    panels.add("ba", lambda user: None)
    assert [task.label for task in tasks_for(None)] == ["quá hạn", "a", "b", "muộn", "không hạn"]


def test_a_name_registered_again_replaces_the_first(panels):
    panels.add("một", lambda user: [_task("cũ")])
    panels.add("một", lambda user: [_task("mới")])
    assert [task.label for task in tasks_for(None)] == ["mới"]


def test_the_page_shows_every_task_with_its_day(world, client):
    submit(world, "cs1-cb1")
    drafted_round(world)
    for name in ("giupviec", "quantri", "bithu2"):
        client.force_login(world.user(name))
        page = client.get("/").content.decode()
        found = tasks_for(world.user(name))
        assert page.count('class="task"') == len(found) > 0
        for task in found:
            assert f'href="{task.url}"'.replace("&", "&amp;") in page
            assert task.due is None or f"Hạn hết ngày {task.due:%d/%m/%Y}" in page


def test_a_late_task_says_so(world, client):
    client.force_login(world.user("bithu"))
    yesterday = timezone.localdate() - timedelta(days=1)
    Assessment.objects.update(deadline=yesterday)
    assert f"Quá hạn ngày {yesterday:%d/%m/%Y}" in client.get("/").content.decode()


@pytest.mark.parametrize("name", ["nguoila", "giamsat"])
def test_who_has_nothing_to_do_is_told_so(world, client, name):
    client.force_login(world.user(name))
    assert "Hôm nay không có việc nào đang chờ đồng chí" in client.get("/").content.decode()


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_the_start_page_is_cheap_for_everybody(world, client, queries, name):
    submit(world, "cs1-cb1")
    client.force_login(world.user(name))
    client.get("/")
    with queries() as found:
        client.get("/")
    assert len(found) <= TODAY_BUDGET


def test_a_unit_is_there_for_those_alone_who_see_it(world, client):
    found = {}
    for name in PEOPLE:
        client.force_login(world.user(name))
        found[name] = client.get(reverse("organizations:detail", args=["cs2-cb1"])).status_code
    seeing = {"bithu2", "giupviec2", "danguy2", "vanthu_cs2", "thamdinh", "lanhdao", "vanthu", "quantri", "giamsat"}
    assert found == {name: 200 if name in seeing else 404 for name in PEOPLE}


@pytest.mark.parametrize("typed", ["\x00", "%", "_", "'; --", "x" * 5000, "٤", "   "])
def test_a_search_for_anything_answers(world, client, typed):
    client.force_login(world.user("quantri"))
    assert client.get(reverse("organizations:list"), {"tim": typed, "page": typed}).status_code == 200
