"""Loaded before the settings: gives every run a data folder of its own and PostgreSQL a Vietnamese collation."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

TEMPLATE = "bontot_template_vi"
MEMORY, ROOM = "/dev/shm", 2_000_000_000  # noqa: S108
# What the parts of ./test hand on to each other: collected static files, and a migrated database of SQLite.
SHARED = Path(os.environ["BONTOT_TEST_SHARED"]) if "BONTOT_TEST_SHARED" in os.environ else None
IMAGE = SHARED / "migrated.sqlite3" if SHARED else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--browser", action="store_true", help="the browser tests, and nothing else")
    parser.addoption("--walk", action="store_true", help="the one browser walk, and nothing else")


if "BONTOT_TEST_DATA" not in os.environ:
    # In memory where there is room for it: files all the same, without the waits of a disk.
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    os.environ["BONTOT_TEST_DATA"] = tempfile.mkdtemp(prefix="bontot-test-", dir=MEMORY if roomy else None)
os.environ["DATA_DIR"] = os.environ["BONTOT_TEST_DATA"]
for name in ("APP_ENV", "DEBUG", "SECRET_KEY"):
    os.environ.pop(name, None)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _use_vietnamese_template(create: bool) -> None:
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("postgresql"):
        return
    database["TEST"]["TEMPLATE"] = TEMPLATE
    # A test database need not outlive a power cut; nor is a statement over a few rows worth compiling, or worth looking
    # for the best order of its tables, which takes longer than the statement itself.
    options = ("synchronous_commit=off", "jit=off", "join_collapse_limit=1", "from_collapse_limit=1")
    database.setdefault("OPTIONS", {})["options"] = " ".join(f"-c {option}" for option in options)
    if create:
        _create_template(database)


def _create_template(database: dict[str, object]) -> None:
    import psycopg2

    connection = psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"] or 5432,
        user=database["USER"],
        password=database["PASSWORD"],
        dbname="postgres",
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        if cursor.fetchone() is None:
            cursor.execute(
                f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE_PROVIDER icu ICU_LOCALE 'vi' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
            )
    connection.close()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    _use_vietnamese_template(create=not _is_worker(session.config))
    _begin_with_the_image()
    if not _is_worker(session.config):
        _collect_static()


def _begin_with_the_image() -> None:
    """Let SQLite begin with the migrated database that an earlier part of ./test left: `migrate` finds all done."""
    from django.db.backends.sqlite3.creation import DatabaseCreation

    create = DatabaseCreation._create_test_db

    def copy(self: DatabaseCreation, *args: Any, **kwargs: Any) -> str:
        name: str = create(self, *args, **kwargs)
        if IMAGE is not None and IMAGE.exists():
            shutil.copy(IMAGE, name)
        return name

    DatabaseCreation._create_test_db = copy


def _collect_static() -> None:
    """Collect the static files, or take those that an earlier part of ./test collected: compressing them takes long."""
    from django.conf import settings
    from django.core.management import call_command

    shared, own = SHARED / "static" if SHARED else None, Path(settings.STATIC_ROOT)
    if shared and shared.is_dir():
        own.symlink_to(shared)
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    if shared:
        shutil.copytree(own, shared)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        shutil.rmtree(os.environ["BONTOT_TEST_DATA"], ignore_errors=True)
