"""A transaction of which many run at once: it holds nobody up while the disk answers."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from django.db import connection, transaction

# An open file of the turn for each thread, by path: a lock belongs to the file as it was opened.
_turns = local()


@contextmanager
def atomic_together() -> Iterator[None]:
    """Run a transaction; when this is left without an error, what was written stands on the disk.

    PostgreSQL lets those who commit at the same moment share one answer of the disk. SQLite would keep its only write
    lock until the disk has answered: here the commit does not wait, and its log is synced when the lock is gone, so
    that others write meanwhile and one answer serves them all. Within another transaction it is part of that one.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("PRAGMA synchronous=NORMAL")
    try:
        with _turn(f"{connection.settings_dict['NAME']}-turn"), transaction.atomic():
            yield
    finally:
        raw.execute("PRAGMA synchronous=FULL")
    # Also where nothing was written: a repeat may be answered for a save whose process was killed before this line.
    _sync(f"{connection.settings_dict['NAME']}-wal")


@contextmanager
def _turn(path: str) -> Iterator[None]:
    """Wait for one's turn to write: whoever finds SQLite's own lock taken sleeps up to a tenth of a second and asks
    again, while here the next is woken at once. The lock of a killed process is free again.
    """
    known = _turns.__dict__
    # Of this process: a child that took the open file of its parent along would share his turn.
    key = f"{os.getpid()}:{path}"
    file = known.get(key)
    if file is None:
        file = known[key] = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _sync(path: str) -> None:
    # The log is not gone while this connection is open, and no lock of SQLite hangs on it that closing could drop.
    file = os.open(path, os.O_RDWR)
    try:
        getattr(os, "fdatasync", os.fsync)(file)
    finally:
        os.close(file)
