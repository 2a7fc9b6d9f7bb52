"""Fixtures of every room: the database of the run, query counts, "a GET writes nothing"."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import SimpleTestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("quick", max_examples=40, deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "quick")

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE)
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})
FRAME = re.compile(r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Collect only what belongs to the database and the kind of this run: nothing is skipped."""
    from django.conf import settings

    postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    other = "sqlite" if postgresql else "postgresql"
    browser, walk = config.getoption("--browser"), config.getoption("--walk")

    def wanted(item: pytest.Item) -> bool:
        if item.get_closest_marker(other) or (postgresql and not _asks_a_database(item)):
            return False
        if walk:
            return item.get_closest_marker("walk") is not None
        return bool(browser) == (item.get_closest_marker("browser") is not None)

    left_out = [item for item in items if not wanted(item)]
    items[:] = [item for item in items if wanted(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def _asks_a_database(item: pytest.Item) -> bool:
    """Say whether a test reads or writes a database; one that does not runs once, with those of SQLite."""
    if item.get_closest_marker("django_db") or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
        return True
    return issubclass(getattr(item, "cls", None) or object, SimpleTestCase)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database of the run, to which every test comes back."""
    from tests.flush import keep_image

    with django_db_blocker.unblock():
        keep_image()


@pytest.fixture(autouse=True)
def _situations(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let situations be remembered in tests that begin with an empty database."""
    from tests.replay import memory

    memory.begin(empty=request.cls is None)
    yield
    memory.begin(empty=False)


@pytest.fixture(autouse=True)
def _plain_environment(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Cheap passwords, files in a folder of the test, and no rubric remembered from another test."""
    from organizations.first_run.state import remember
    from scoring.rubrics.load import forget

    # Tests of one thing build no whole installation: the first page has tests of its own.
    remember(begun=True)

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("files")
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    forget()
    yield
    forget()


def _statements(captured: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in captured.captured_queries if not FRAME.match(query["sql"])]


@pytest.fixture
def queries() -> Callable[[], AbstractContextManager[list[str]]]:
    """Return a context manager that lists the statements run inside, without BEGIN, COMMIT and SAVEPOINT."""

    @contextmanager
    def capture() -> Iterator[list[str]]:
        found: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield found
        found.extend(_statements(captured))

    return capture


@pytest.fixture
def writes_nothing(queries: Any) -> Callable[[], AbstractContextManager[None]]:
    """Return a context manager that fails when a statement inside changes a table."""

    @contextmanager
    def check() -> Iterator[None]:
        with queries() as found:
            yield
        assert [sql for sql in found if WRITES.match(sql)] == []

    return check
