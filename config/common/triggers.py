"""Triggers that refuse changes, on SQLite and PostgreSQL: one way to make, find and take off all of them.

A CHECK compares columns of one row; what depends on another row, or forbids an act altogether, only a trigger
holds. Rooms register what they guard. All guards are taken off before a migration (SQLite remakes a table to
change it, and refuses to while a trigger of another table reads the one remade), made again after it, and off
round the flush of a test database and for the time of a restore.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    """One refused act (insert, update, delete, truncate) on a table; without a condition it is always refused."""

    name: str
    table: str
    act: str
    refusal: str
    condition: str = ""


Source = Callable[[], Iterable[Guard]]
_sources: dict[str, Source] = {}

# PostgreSQL takes no subquery in WHEN: there the condition stands in the function.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'check_violation'; END IF;
  RETURN {returned};
END $$;
CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()
"""
SQLITE = "CREATE TRIGGER {name} BEFORE {act} ON {table}{when} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
RETURNED = {"insert": "NEW", "update": "NEW", "delete": "OLD", "truncate": "NULL"}


def register(name: str, source: Source) -> None:
    """Add guards under `name`; the same name again replaces them."""
    _sources[name] = source


def registered() -> list[Guard]:
    """Return every guard of the installation."""
    return [guard for source in _sources.values() for guard in source()]


def install(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Make these triggers (again, where they stand already), on the tables that exist."""
    tables = set(connection.introspection.table_names())
    wanted = [guard for guard in guards if guard.table in tables]
    drop(connection, wanted)
    with connection.cursor() as cursor:
        for guard in wanted:
            if statement := _statement(connection.vendor, guard):
                cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Take these triggers off."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            if guard.table in tables:
                on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on}")


@contextmanager
def off(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take every guard off inside the block: for the flush of a test database and for a restore."""
    drop(connection, registered())
    try:
        yield
    finally:
        install(connection, registered())


def drop_before_migrate(*, using: str, **kwargs: Any) -> None:
    """Receiver of pre_migrate, once per run."""
    drop(connections[using], registered())


def install_after_migrate(*, using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate, once per run."""
    install(connections[using], registered())


def _statement(vendor: str, guard: Guard) -> str:
    words = {"name": guard.name, "act": guard.act.upper(), "table": guard.table, "refusal": guard.refusal}
    if vendor == "postgresql":
        each = "STATEMENT" if guard.act == "truncate" else "ROW"
        condition = guard.condition or "TRUE"
        return POSTGRESQL.format(condition=condition, returned=RETURNED[guard.act], each=each, **words)
    if guard.act == "truncate":
        return ""
    return SQLITE.format(when=f" WHEN {guard.condition}" if guard.condition else "", **words)
