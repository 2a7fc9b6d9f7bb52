"""Triggers that refuse changing what a decision said once it left the office.

A CHECK compares columns of one row; that an issued row stays as it is only a trigger can hold. Deleting is
not caught here: its lines protect a decision from deletion, and the service removes lines of drafts alone.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections

from recognition.models import Decision, Entry

REFUSAL = "decision is frozen"


def _conditions() -> dict[str, str]:
    decision = Decision._meta.db_table
    return {
        decision: "OLD.state = 'issued'",
        Entry._meta.db_table: f"(SELECT state FROM {decision} WHERE id = OLD.decision_id) <> 'draft'",  # noqa: S608
    }


# PostgreSQL takes no subquery in WHEN: there the condition stands in the function.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS {table}_frozen ON {table};
CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_freeze()
"""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_frozen BEFORE UPDATE ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""


def drop_before_migrate(*, app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of pre_migrate of this room: take the triggers off.

    SQLite remakes a table to change it, and refuses to while a trigger of another table reads the one remade.
    """
    connection = connections[using]
    if Entry._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for table in _conditions():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen{on}")


def install_after_migrate(*, app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate of this room: make the triggers where they are missing."""
    connection = connections[using]
    if Entry._meta.db_table not in connection.introspection.table_names():
        return
    template = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for table, condition in _conditions().items():
            cursor.execute(template.format(table=table, condition=condition, refusal=REFUSAL))
