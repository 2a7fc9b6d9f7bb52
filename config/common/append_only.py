"""Tables whose rows are written once: triggers on SQLite and PostgreSQL refuse changing and deleting them.

A model opts in with `append_only = True` in its body.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from config.common import triggers
from config.common.triggers import Guard

REFUSAL = "append-only"


def append_only_models() -> list[type[models.Model]]:
    """Return the models that say `append_only = True`."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def guards(tables: Iterable[str] | None = None) -> Iterator[Guard]:
    """Return what refuses changing, deleting and emptying `tables`, or every append-only table."""
    wanted = [model._meta.db_table for model in append_only_models()] if tables is None else tables
    for table in wanted:
        for act in ("update", "delete", "truncate"):
            yield Guard(f"{table}_no_{act}", table, act, f"{REFUSAL}: {table}")


def install(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Make the refusing triggers on `tables` (again, where they stand already)."""
    triggers.install(connection, guards(tables))


def drop(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Take the triggers off `tables`."""
    triggers.drop(connection, guards(tables))
