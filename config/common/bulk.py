"""Writing many rows that stand already, each with values of its own, in one statement."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

# SQLite takes no more values in one statement.
MOST_VALUES = 30_000


def update_rows(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write the fields `names` of `rows`, all of one model, as they stand in memory.

    Takes less than a twentieth of the time of `bulk_update`, which builds an expression for every value. To be called
    inside a transaction, since a long list goes in several statements.
    """
    if not rows:
        return
    meta = type(rows[0])._meta
    connection = connections[router.db_for_write(type(rows[0]))]
    fields: list[Field[Any, Any]] = [meta.pk, *(meta.get_field(name) for name in names)]  # type: ignore[list-item]
    at_once = MOST_VALUES // len(fields)
    for start in range(0, len(rows), at_once):
        batch = rows[start : start + at_once]
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in batch for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(_statement(connection, meta.db_table, fields, len(batch)), values)


def _statement(connection: BaseDatabaseWrapper, table: str, fields: Sequence["Field[Any, Any]"], count: int) -> str:
    quote = connection.ops.quote_name
    key, *others = [(quote(field.column or ""), _typed(connection, field, n)) for n, field in enumerate(fields, 1)]
    changes = ", ".join(f"{column} = {value}" for column, value in others)
    lines = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    # Names of the models' own; the values go as parameters.
    return f"UPDATE {quote(table)} SET {changes} FROM (VALUES {lines}) AS v WHERE {quote(table)}.{key[0]} = {key[1]}"  # noqa: S608


def _typed(connection: BaseDatabaseWrapper, field: "Field[Any, Any]", number: int) -> str:
    """Return a column of the values; PostgreSQL takes bare values for text. No width, which would cut silently."""
    if connection.vendor != "postgresql":
        return f"v.column{number}"
    return f"v.column{number}::{re.sub(r'[(].*[)]', '', field.db_type(connection) or '')}"
