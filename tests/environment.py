"""Loaded before the settings: gives every run a data folder of its own and PostgreSQL a Vietnamese collation."""

import os
import shutil
import tempfile

import pytest

TEMPLATE = "bontot_template_vi"
MEMORY, ROOM = "/dev/shm", 2_000_000_000  # noqa: S108


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
    # A test database need not outlive a power cut.
    database.setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
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
    if not _is_worker(session.config):
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        shutil.rmtree(os.environ["BONTOT_TEST_DATA"], ignore_errors=True)
