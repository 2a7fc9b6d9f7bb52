"""A situation that is written again is the one that was built; whatever could make it another ends the memory."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import transaction

from config.common.models import Event
from organizations.models import Organization, User
from scoring.rubrics import load
from tests import replay
from tests.build import World, build_round, build_world, decide, submit
from tests.replay import memory
from tests.test_posts import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The helpers that were run for real since the test began; nothing is remembered from other tests."""
    found: list[str] = []
    first = replay._first

    def noting(connection: Any, key: Any, *args: Any) -> Any:
        found.append(key[-1][0])
        return first(connection, key, *args)

    monkeypatch.setattr(replay, "_first", noting)
    monkeypatch.setattr(memory, "written", {})
    memory.begin(empty=True)
    return found


def _twice(act: Callable[[], object]) -> list[object]:
    """Do the same from the same empty database, twice."""
    found = []
    for _ in range(2):
        point = transaction.savepoint()
        found.append(act())
        transaction.savepoint_rollback(point)
        load.forget()
    return found


def test_what_is_written_again_is_what_was_built(built: list[str]) -> None:
    def act() -> object:
        world = build_world()
        round_ = build_round(world)
        done = decide(world, "cs1-cb1")
        names = {name: user.pk for name, user in world.users.items()}
        # The log hands no keys back, and PostgreSQL gives none twice: what it says is the same.
        rows = {name: found for name, found in everything().items() if name != "common.Event"}
        said = list(Event.objects.order_by("pk").values_list("at", "action", "subject_id", "data"))
        return rows, said, round_.pk, done.pk, names, world.programme, world.user("bithu").full_name

    first, second = _twice(act)
    assert first == second
    assert built == ["build_world", "build_round", "decide"]


def test_work_goes_on_from_a_situation_written_again(built: list[str]) -> None:
    def act() -> object:
        world = build_world()
        build_round(world)
        Organization.objects.filter(code="cs2").update(name="Tên khác")
        return submit(world, "cs1-cb1").current.kind, len(everything())

    first, second = _twice(act)
    assert first == second == ("appraisal", second[1])
    # What follows the foreign write is built for real each time, and never remembered.
    assert built == ["build_world", "build_round"]


def test_keys_go_on_where_they_would_have_gone_on(built: list[str]) -> None:
    def act() -> object:
        build_world()
        return User.objects.create_user("ai-do", None, full_name="Ai đó").pk

    first, second = _twice(act)
    assert first == second
    assert User.objects.count() == 0


def _write() -> None:
    Organization.objects.update(name="Tên khác")


def _patch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.build.PASSWORD", "mat-khau-khac-2026")


@pytest.mark.parametrize("change", ["write", "patch"])
def test_a_change_ends_the_memory(built: list[str], monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    world = build_world()
    assert memory.history is not None
    _write() if change == "write" else _patch(monkeypatch)
    assert memory.history is None
    build_round(world)
    assert built == ["build_world"]


def test_a_rollback_leads_back_to_what_is_remembered(built: list[str]) -> None:
    world = build_world()
    before = memory.history
    point = transaction.savepoint()
    _write()
    assert memory.history is None
    transaction.savepoint_rollback(point)
    assert memory.history == before
    build_round(world)
    assert built == ["build_world", "build_round"]


def test_another_day_another_setting_and_counted_statements_are_other_situations(
    built: list[str], settings: Any, queries: Any
) -> None:
    _twice(build_world)
    with time_machine.travel("2027-01-01 12:00+07:00", tick=False):
        _twice(build_world)
    settings.SAME_PERSON_MAY_APPRAISE_AND_CONCLUDE = True
    _twice(build_world)
    assert built == ["build_world"] * 3
    with queries() as asked:
        build_world()
    assert len(asked) > len(World().users)


def test_rubrics_read_on_the_way_are_known_again(built: list[str]) -> None:
    def act() -> object:
        world = build_world()
        build_round(world)
        decide(world, "cs1-cb1")
        return len(load._published)

    first, second = _twice(act)
    assert first == second > 0
