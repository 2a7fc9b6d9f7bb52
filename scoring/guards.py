"""Triggers that refuse changing a rubric once it is published, on SQLite and PostgreSQL.

A CHECK compares columns of one row; that a row stays as it was published only a trigger can hold. They are made
after every migrate, and taken off only while it runs, round the flush of a test database and during a restore.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from scoring.models import Criterion, RubricVersion

REFUSAL = "published rubric"
VERSION = RubricVersion._meta.db_table
CRITERION = Criterion._meta.db_table
# All that a version is; only its state goes on, from published to retired.
FIXED = ("rubric_id", "number", "source", "meta", "content_hash", "published_at")


def _published(row: str) -> str:
    return f"(SELECT state FROM {VERSION} WHERE id = {row}.version_id) <> 'draft'"  # noqa: S608


def _conditions() -> dict[tuple[str, str], str]:
    """Return when an act on a table is refused: {(table, act): condition}."""
    differs = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in FIXED)
    onward = "NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'retired')"
    return {
        (CRITERION, "insert"): _published("NEW"),
        (CRITERION, "update"): f"{_published('OLD')} OR {_published('NEW')}",
        (CRITERION, "delete"): _published("OLD"),
        (VERSION, "update"): f"OLD.state <> 'draft' AND ({differs} OR NOT ({onward}))",
        (VERSION, "delete"): "OLD.state <> 'draft'",
    }


# PostgreSQL takes no subquery in WHEN: there the condition stands in the function.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'check_violation'; END IF;
  RETURN {returned};
END $$;
CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()
"""
SQLITE = """
CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the refusing triggers (again, where they stand already)."""
    drop(connection)
    template = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for (table, act), condition in _conditions().items():
            returned = "OLD" if act == "delete" else "NEW"
            cursor.execute(
                template.format(
                    name=f"{table}_guard_{act}", table=table, act=act.upper(), condition=condition,
                    refusal=REFUSAL, returned=returned,
                )
            )  # fmt: skip


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off."""
    with connection.cursor() as cursor:
        for table, act in _conditions():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_guard_{act}{on}")


def drop_before_migrate(*, app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of pre_migrate of this room: take the triggers off.

    SQLite remakes a table to change it, and refuses to while a trigger of another table reads the one remade.
    """
    connection = connections[using]
    if CRITERION in connection.introspection.table_names():
        drop(connection)


def install_after_migrate(*, app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate of this room: make the triggers."""
    connection = connections[using]
    if CRITERION in connection.introspection.table_names():
        install(connection)
