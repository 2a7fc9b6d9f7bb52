"""Empties a database after a test whose writes were committed: fast, and past the triggers that forbid it.

SQLite gets back the image of the database as it stood after the migrations. PostgreSQL deletes with triggers and
foreign keys asleep, which needs a superuser; anybody else flushes as Django does, with the guards taken off.
"""

import os
import sqlite3
from collections.abc import Callable

from django.db import connection
from django.test import TransactionTestCase

from config.common import triggers
from tests.environment import IMAGE

# What the migrations leave behind stays; their keys with it.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
POSTGRESQL = """
SET LOCAL session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ({kept}) LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
END $$
""".format(kept=", ".join(f"'{table}'" for table in KEPT))

_image = sqlite3.connect(":memory:", check_same_thread=False)
_by_django: Callable[[TransactionTestCase], None] = TransactionTestCase._fixture_teardown


def keep_image() -> None:
    """Remember the database of this run as it stands after the migrations."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.backup(_image)
        _hand_on(_image)


def _hand_on(image: sqlite3.Connection) -> None:
    """Leave the image to the parts of ./test that come after this one."""
    if IMAGE is None or IMAGE.exists():
        return
    unfinished = IMAGE.with_suffix(f".{os.getpid()}")
    target = sqlite3.connect(unfinished)
    image.backup(target)
    target.close()
    unfinished.replace(IMAGE)


def _flush(self: TransactionTestCase) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _image.backup(connection.connection)
    elif _is_superuser():
        with connection.connection, connection.connection.cursor() as cursor:
            cursor.execute(POSTGRESQL)
    else:
        with triggers.off(connection):
            _by_django(self)


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return cursor.fetchone() == ("on",)


TransactionTestCase._fixture_teardown = _flush  # type: ignore[method-assign]
