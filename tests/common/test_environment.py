"""The private key of the first run, and what a production process refuses to start with."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import SHORTEST_KEY, check_production, private_key

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD_KEY = "k" * SHORTEST_KEY
HOSTS = ["botot.example.vn"]
MAKE_KEY = "import sys; from pathlib import Path; from config.environment import private_key; "
MAKE_KEY += "sys.stdin.readline(); print(private_key(Path(sys.argv[1])))"


def test_first_run_makes_a_key_that_its_owner_alone_may_read(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret-key"
    key = private_key(path)
    assert len(key) >= SHORTEST_KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_later_runs_use_the_key_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    assert private_key(path) == private_key(path) == path.read_text(encoding="ascii")


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert private_key(tmp_path / "a") != private_key(tmp_path / "b")


def test_making_a_key_leaves_nothing_else_behind(tmp_path: Path) -> None:
    private_key(tmp_path / "secret-key")
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_processes_that_start_at_once_end_up_with_one_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE_KEY, str(tmp_path / "data" / "secret-key")]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    keys = [process.communicate()[0].strip() for process in processes]
    assert len(keys[0]) >= SHORTEST_KEY
    assert keys == [keys[0]] * 4


@pytest.mark.parametrize("content", ["", "short", " \n"])
def test_a_file_without_a_key_is_refused_and_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secret-key"
    path.write_text(content, encoding="ascii")
    with pytest.raises(ImproperlyConfigured) as error:
        private_key(path)
    assert str(error.value) == f"Tệp {path} không chứa khóa: xóa tệp này rồi khởi động lại."


def test_production_starts_with_a_long_key_and_named_hosts() -> None:
    check_production(debug=False, secret_key=GOOD_KEY, hosts=HOSTS)


@pytest.mark.parametrize(
    ("debug", "key", "hosts", "named"),
    [
        (True, GOOD_KEY, HOSTS, "DEBUG"),
        (False, "", HOSTS, "SECRET_KEY"),
        (False, "k" * (SHORTEST_KEY - 1), HOSTS, "SECRET_KEY"),
        (False, f"django-insecure-{GOOD_KEY}", HOSTS, "SECRET_KEY"),
        (False, GOOD_KEY, [], "ALLOWED_HOSTS"),
        (False, GOOD_KEY, ["*"], "ALLOWED_HOSTS"),
        (False, GOOD_KEY, [*HOSTS, "*"], "ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_what_is_unsafe(debug: bool, key: str, hosts: list[str], named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=named):
        check_production(debug=debug, secret_key=key, hosts=hosts)
