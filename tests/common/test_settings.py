"""Settings as a process of its own reads them: local, production, behind a proxy."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "a-key-of-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
PRODUCTION = {"APP_ENV": "production", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "botot.example.vn"}
READ = "import json, config.settings as s; print(json.dumps({n: getattr(s, n, None) for n in %r}, default=str))"


def start(command: list[str], data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a Python of its own with this environment and nothing of the tests' but the search path."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA_DIR": str(data), **environment},
    )  # fmt: skip


def read(names: list[str], data: Path, **environment: str) -> dict[str, Any]:
    done = start(["-c", READ % names], data, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"DEBUG": "true"}, "DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    ],
)
def test_production_process_does_not_start_unsafe(tmp_path: Path, changes: dict[str, str], named: str) -> None:
    done = start(["manage.py", "check"], tmp_path, **PRODUCTION | changes)
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr
    assert named in done.stderr.splitlines()[-1]


def test_production_process_never_makes_a_key_of_its_own(tmp_path: Path) -> None:
    start(["manage.py", "check"], tmp_path, **PRODUCTION | {"SECRET_KEY": ""})
    assert list(tmp_path.iterdir()) == []


def test_production_passes_the_deployment_check_without_a_warning(tmp_path: Path) -> None:
    done = start(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path, **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


def test_production_sends_cookies_over_https_alone(tmp_path: Path) -> None:
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT"]
    assert read(names, tmp_path, **PRODUCTION) == dict.fromkeys(names, True)
    assert read(["DEBUG", "SECURE_HSTS_SECONDS"], tmp_path, **PRODUCTION) == {
        "DEBUG": False,
        "SECURE_HSTS_SECONDS": 31_536_000,
    }


def test_local_process_serves_this_machine_alone_and_without_debug(tmp_path: Path) -> None:
    assert read(["DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE"], tmp_path) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "SESSION_COOKIE_SECURE": False,
    }


def test_local_process_keeps_its_key_in_the_data_folder(tmp_path: Path) -> None:
    first = read(["SECRET_KEY"], tmp_path)
    assert first == read(["SECRET_KEY"], tmp_path)
    assert first == {"SECRET_KEY": (tmp_path / "secret-key").read_text(encoding="ascii")}


def test_header_of_a_proxy_counts_only_where_a_proxy_is_announced(tmp_path: Path) -> None:
    name = "SECURE_PROXY_SSL_HEADER"
    assert read([name], tmp_path, **PRODUCTION) == {name: None}
    assert read([name], tmp_path, **PRODUCTION, TRUSTED_PROXIES="1") == {name: ["HTTP_X_FORWARDED_PROTO", "https"]}


def test_sqlite_savers_queue_instead_of_failing(tmp_path: Path) -> None:
    database = read(["DATABASES"], tmp_path)["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "bon-tot.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        assert f"PRAGMA {pragma};" in database["OPTIONS"]["init_command"]


def test_connections_to_postgresql_are_kept_and_checked(tmp_path: Path) -> None:
    url = "postgres://ten:mat-khau@127.0.0.1:5432/bontot"
    database = read(["DATABASES"], tmp_path, DATABASE_URL=url)["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (600, True)


def test_one_person_appraises_and_concludes_only_where_the_installation_says_so(tmp_path: Path) -> None:
    name = "SAME_PERSON_MAY_APPRAISE_AND_CONCLUDE"
    assert read([name], tmp_path) == {name: False}
    assert read([name], tmp_path, **{name: "true"}) == {name: True}
