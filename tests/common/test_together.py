"""A row saved stands on the disk before its saver hears so, and keeps nobody from writing until then."""

import fcntl
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from config.common.together import atomic_together
from organizations.models import Sector

FULL = 2


def _add(code: str) -> None:
    Sector.objects.create(code=code, name=code, position=1)


def _codes() -> set[str]:
    return set(Sector.objects.values_list("code", flat=True))


def _waits() -> int:
    """Return how carefully this connection commits."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return int(cursor.fetchone()[0])


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Return a list that takes down what is synced, and whether another could write at that moment."""
    found: list[tuple[str, bool]] = []
    real: Callable[[int], None] = os.fdatasync

    def sync(file: int) -> None:
        path = Path(f"/proc/self/fd/{file}").readlink()
        other = sqlite3.connect(str(path).removesuffix("-wal"), timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        [(stands,)] = other.execute("SELECT count(*) FROM organizations_sector WHERE code = 'thon'")
        other.execute("ROLLBACK")
        other.close()
        found.append((path.name, bool(stands)))
        real(file)

    monkeypatch.setattr(os, "fdatasync", sync)
    return found


def _add_and_fail(code: str) -> None:
    with atomic_together():
        _add(code)
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_what_was_written_stands_and_an_error_takes_it_back():
    with atomic_together():
        _add("thon")
    with pytest.raises(ZeroDivisionError):
        _add_and_fail("khac")
    assert _codes() == {"thon"}


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_log_is_synced_when_others_may_write_again_and_every_other_transaction_waits_for_the_disk(synced):
    with atomic_together():
        _add("thon")
        assert synced == []
    name = Path(str(connection.settings_dict["NAME"])).name
    assert (synced, _waits()) == ([(f"{name}-wal", True)], FULL)
    with pytest.raises(ZeroDivisionError):
        _add_and_fail("khac")
    assert (len(synced), _waits()) == (1, FULL)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_disk_that_fails_is_not_answered_as_saved(monkeypatch):
    def fail(file: int) -> None:
        raise OSError("đĩa hỏng")

    monkeypatch.setattr(os, "fdatasync", fail)
    with pytest.raises(OSError, match="đĩa hỏng"), atomic_together():
        _add("thon")


@pytest.mark.django_db
def test_within_a_transaction_it_is_part_of_it(monkeypatch):
    monkeypatch.setattr(os, "fdatasync", lambda file: pytest.fail("synced too early"))
    with atomic_together():
        _add("thon")
    with pytest.raises(ZeroDivisionError):
        _add_and_fail("khac")
    assert _codes() == {"thon"}


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_those_who_write_wait_for_their_turn_and_it_is_free_again_after_an_error():
    other = os.open(f"{connection.settings_dict['NAME']}-turn", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with atomic_together():
            _add("thon")
            with pytest.raises(BlockingIOError):
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(ZeroDivisionError):
            _add_and_fail("khac")
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(other)
