"""Tables whose rows are written once: triggers on SQLite and PostgreSQL refuse changing and deleting them.

A model opts in with `append_only = True` in its body. The triggers are made after every migrate, so that a
restored or freshly migrated database has them, and are taken off only round the flush of a test database.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "append-only"


def append_only_models(app_configs: Iterable[AppConfig] | None = None) -> list[type[models.Model]]:
    """Return the models that say `append_only = True`."""
    configs = apps.get_app_configs() if app_configs is None else app_configs
    return [model for config in configs for model in config.get_models() if getattr(model, "append_only", False)]


def install(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Make the refusing triggers on `tables` (again, where they stand already)."""
    tables = list(tables)
    drop(connection, tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and tables:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$"
            )
        for table in tables:
            for statement in _statements(connection.vendor, table):
                cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Take the triggers off `tables`."""
    with connection.cursor() as cursor:
        for table in tables:
            for act in ("update", "delete", "truncate"):
                if connection.vendor == "postgresql":
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{act}" ON "{table}"')
                else:
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{act}"')


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        rows = [
            f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act.upper()} ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            for act in ("update", "delete")
        ]
        return [
            *rows,
            (
                f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            ),
        ]
    return [
        f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act.upper()} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {table}'); END"
        for act in ("update", "delete")
    ]


def install_after_migrate(*, app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate: install the triggers of the app just migrated."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    tables = [model._meta.db_table for model in append_only_models([app_config])]
    install(connection, [table for table in tables if table in existing])
