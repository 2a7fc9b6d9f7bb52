"""Which tables are kept, in which order, and how a value of a row is written as JSON and read back."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

# Sessions end with a restore, background work is asked for anew, the rest is made by every migrate.
LEFT_OUT = frozenset({"auth", "contenttypes", "sessions", "django_q", "common.job", "common.jobitem"})
CHUNK = 2000
Column: TypeAlias = "models.Field[Any, Any]"


def kept_models() -> list[type[models.Model]]:
    """Return the models whose rows are kept, each after those it refers to as far as references run one way."""
    waiting = sorted(
        (
            model
            for model in apps.get_models(include_auto_created=True)
            if not {model._meta.app_label, model._meta.label_lower} & LEFT_OUT
            and model._meta.managed
            and not model._meta.proxy
        ),
        key=lambda model: model._meta.label_lower,
    )
    placed: list[type[models.Model]] = []
    while waiting:
        # Where references run in a circle, the nullable ones are filled later and do not count.
        ready = [model for model in waiting if not _needs(model) & set(waiting) - {model}] or waiting[:1]
        placed += ready
        waiting = [model for model in waiting if model not in ready]
    return placed


def _needs(model: type[models.Model]) -> set[Any]:
    return {
        field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and not field.null
    }


def columns(model: type[models.Model]) -> list[Column]:
    """Return the fields of a model that are columns of its table."""
    return list(model._meta.concrete_fields)


def names(model: type[models.Model]) -> list[str]:
    """Return what `columns` are called in an archive."""
    return [field.attname for field in columns(model)]


def rows(model: type[models.Model], using: str) -> Iterator[list[Any]]:
    """Yield every row by primary key as values that JSON can hold, without keeping them in memory."""
    found = model._base_manager.using(using).order_by("pk").values_list(*names(model))
    for row in found.iterator(chunk_size=CHUNK):
        yield [plain(value) for value in row]


def plain(value: Any) -> Any:
    """Return a value as JSON holds it, to the microsecond and the last decimal. Raises TypeError for others."""
    if value is None or isinstance(value, bool | int | str | list | dict | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


def prepared(fields: Sequence[Column], row: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """Return the values of a row of an archive as the database takes them."""
    return [
        field.get_db_prep_save(field.to_python(value), connection) for field, value in zip(fields, row, strict=True)
    ]


def migrations(connection: BaseDatabaseWrapper) -> list[list[str]]:
    """Return what has been migrated of the apps whose rows are kept: pairs of app and migration."""
    kept = {model._meta.app_label for model in kept_models()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted([app, name] for app, name in applied if app in kept)


def last_key(connection: BaseDatabaseWrapper, model: type[models.Model]) -> int | None:
    """Return the last key that the database gave to a row of this table, deleted ones too; None where it gives none.

    The history names things by key: a key that was used once must not come back for another thing.
    """
    table, key = model._meta.db_table, model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', key.column])
            # The name comes from the database, quoted as it needs.
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")  # noqa: S608
        else:
            cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        return int(cursor.fetchone()[0])


def continue_keys(connection: BaseDatabaseWrapper, model: type[models.Model], last: int) -> None:
    """Let the next row of this table take the key after `last`."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            column = model._meta.pk.column
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), greatest(%s, 1), %s)",
                [f'"{table}"', column, last, last > 0],
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
