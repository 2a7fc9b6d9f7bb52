"""A transaction of which many run at once: it holds nobody up while the disk answers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


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
        with transaction.atomic():
            yield
    finally:
        raw.execute("PRAGMA synchronous=FULL")
    # Also where nothing was written: a repeat may be answered for a save whose process was killed before this line.
    _sync(f"{connection.settings_dict['NAME']}-wal")


def _sync(path: str) -> None:
    # The log is not gone while this connection is open, and no lock of SQLite hangs on it that closing could drop.
    file = os.open(path, os.O_RDWR)
    try:
        getattr(os, "fdatasync", os.fsync)(file)
    finally:
        os.close(file)
