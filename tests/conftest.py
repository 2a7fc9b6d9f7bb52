"""Fixtures of every room: the database of the run, query counts, "a GET writes nothing"."""

import gc
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import SimpleTestCase
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from whitenoise.middleware import WhiteNoiseMiddleware

hypothesis_settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("quick", max_examples=40, deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "quick")

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE)
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})
FRAME = re.compile(r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)
FOLDERS = count(1)
LONGEST = frozenset(
    {"test_backup_drill.py", "test_demo.py", "test_jobs_killed.py", "test_migrations.py", "test_pages.py"}
)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even look where nothing of this run can stand; what is asked for by name is looked at all the same."""
    if str(collection_path) in {str(Path(each).absolute()) for each in config.args}:
        return None
    elsewhere = {"pure"} if os.environ.get("DATABASE_URL", "").startswith("postgres") else set()
    if not config.getoption("--browser") and not config.getoption("--walk"):
        elsewhere.add("e2e")
    return True if collection_path.is_dir() and collection_path.name in elsewhere else None


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
    if not browser and not walk:
        items[:] = _longest_first(items)


def _longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Let every worker, who begins with an equal share each, begin with what takes longest: none ends alone."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.path.name in LONGEST]
    short = iter([item for item in items if item.path.name not in LONGEST])
    found: list[pytest.Item] = []
    for worker in range(workers):
        end = len(items) * (worker + 1) // workers
        found += long[worker::workers]
        found += islice(short, max(0, end - len(found)))
    return found + list(short)


def _asks_a_database(item: pytest.Item) -> bool:
    """Say whether a test reads or writes a database; one that does not runs once, with those of SQLite."""
    if item.get_closest_marker("django_db") or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
        return True
    return issubclass(getattr(item, "cls", None) or object, SimpleTestCase)


def pytest_collection_finish() -> None:
    """Look for rubbish seldom: what is loaded by now stays, and a test leaves little behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _static_files_looked_for_once() -> None:
    """Let a new client of a test know the static files: every one of them would look through their folder again."""
    look, known = WhiteNoiseMiddleware.update_files_dictionary, {}

    def update(self: WhiteNoiseMiddleware, root: str, prefix: str) -> None:
        if (root, prefix) not in known:
            look(self, root, prefix)
            known[root, prefix] = dict(self.files)
        self.files.update(known[root, prefix])

    WhiteNoiseMiddleware.update_files_dictionary = update


@pytest.fixture(scope="session", autouse=True)
def _whole_pages_are_noted(django_test_environment: None) -> None:
    """Let a test know what a page was rendered with; not every small part of it, of each of which a copy is made."""

    def render(self: Template, context: Context) -> SafeString:
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    Template._render = render  # type: ignore[method-assign]


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
    # Not mktemp: it reads the names of all folders before it makes one more.
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"files-{next(FOLDERS)}"
    settings.MEDIA_ROOT.mkdir()
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
