"""Triggers that refuse changing a rubric once it is published, on SQLite and PostgreSQL.

A CHECK compares columns of one row; that a row stays as it was published only a trigger can hold. They are made
after every migrate, and taken off only while it runs, round the flush of a test database and during a restore.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from config.common import triggers
from config.common.triggers import Guard
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


def guards() -> Iterator[Guard]:
    """Return the guards of published versions."""
    for (table, act), condition in _conditions().items():
        yield Guard(f"{table}_guard_{act}", table, act, REFUSAL, condition)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the refusing triggers (again, where they stand already)."""
    triggers.install(connection, guards())


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off."""
    triggers.drop(connection, guards())
