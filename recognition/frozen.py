"""Triggers that refuse changing what a decision said once it left the office.

A CHECK compares columns of one row; that an issued row stays as it is only a trigger can hold. Deleting is not
caught here: the lines of a decision protect it from deletion, and the service removes lines of drafts alone.
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


def _statements(vendor: str) -> list[str]:
    found = []
    for table, condition in _conditions().items():
        if vendor == "postgresql":
            # PostgreSQL takes no subquery in WHEN: the condition stands in the function.
            found += [
                f"CREATE OR REPLACE FUNCTION {table}_freeze() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; "
                "END IF; RETURN NEW; END $$",
                f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}",
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_freeze()",
            ]
        else:
            found += [
                f"DROP TRIGGER IF EXISTS {table}_frozen",
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
            ]
    return found


def install_after_migrate(*, app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate of this room: make the triggers, or make them again."""
    connection = connections[using]
    if Entry._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)
