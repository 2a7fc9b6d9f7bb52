"""The drill: a demonstration is backed up and restored elsewhere, on both databases both ways; then it works there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from tests.recognition.hamlet import HAMLET

# On the way from PostgreSQL to PostgreSQL it goes through SQLite.
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
ROOT = Path(__file__).resolve().parents[2]


class Installation:
    """A database and a data folder of their own, worked on by programs of their own."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DATA_DIR": str(folder), "DATABASE_URL": database or f"sqlite:///{folder}/bon-tot.sqlite3",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)

    def manage(self, *words: str) -> str:
        return self.run("manage.py", *words)

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def look(self, *what: str) -> list[Any]:
        """Do these acts of `tests.common.drill` one after the other, in one program, and return what each found."""
        found: list[Any] = json.loads(self.run("-m", "tests.common.drill", *what))
        return found


def _address() -> dict[str, Any]:
    return settings.DATABASES["default"]


@contextmanager
def _postgres() -> Iterator[str]:
    """Make a database beside the one of the test run, and take it away again."""
    import psycopg2

    here, name = _address(), f"bontot_drill_{uuid4().hex[:12]}"
    where = {"host": here["HOST"], "port": here["PORT"] or 5432, "user": here["USER"], "password": here["PASSWORD"]}
    server = psycopg2.connect(dbname="postgres", **where)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            secret = f":{here['PASSWORD']}" if here["PASSWORD"] else ""
            yield f"postgres://{here['USER']}{secret}@{here['HOST']}:{where['port']}/{name}"
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@contextmanager
def _installations(folder: Path) -> Iterator[list[Installation]]:
    """Where the demonstration begins, and the stations through which it is carried."""
    with _postgres() as first, _postgres() as last:
        yield [Installation(folder / "a", first), Installation(folder / "b"), Installation(folder / "c", last)]


def test_a_demonstration_is_carried_from_one_database_to_another_and_works_there(tmp_path: Path) -> None:
    with _installations(tmp_path) as [first, *others]:
        _, units, rows = first.look("prepare", "demo", "rows")
        assert units == HAMLET.bases + HAMLET.solos + HAMLET.cells + 1
        assert rows["recognition.Decision"][0] == 1
        source = first
        for number, station in enumerate(others):
            archive = str(tmp_path / f"{number}.zip")
            assert source.manage("backup", archive).startswith("Đã sao lưu ")
            assert "Mọi người cần đăng nhập lại." in station.manage("restore", archive)
            # Whoever logs in leaves a trace: the next station is compared with what stands afterwards.
            standing, doors, after = station.look("rows", "doors", "rows")
            assert standing == rows
            assert doors == {"decision": True, "login": [302, "/"], "paper": [200, True]}
            source, rows = station, after
