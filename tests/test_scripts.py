"""`./run`, `./test` and what they lean on."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from recognition.demo.tree import ACCOUNTS, PASSWORD

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ["run", "test", ".ci/run", "config/install.sh"]
PIN = re.compile(r"^([a-z0-9-]+==[^ ;\\]+)", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> set[str]:
    return set(PIN.findall(read(name)))


@pytest.mark.parametrize("name", SCRIPTS[:3])
def test_scripts_can_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_understood_by_their_shell(name: str) -> None:
    shell = "bash" if "bash" in read(name).splitlines()[0] else "sh"
    assert subprocess.run([shell, "-n", ROOT / name], check=False, capture_output=True).returncode == 0


def test_the_gate_runs_everything_that_developers_run() -> None:
    assert "CI=1 exec ./test\n" in read(".ci/run")


def test_developers_test_the_versions_that_are_installed() -> None:
    assert len(pins("requirements.txt")) >= 20
    assert pins("requirements.txt") <= pins("requirements-dev.txt")
    # Hash by hash: what developers have beyond is found by leaving out the lines of the others.
    assert set(read("requirements.txt").splitlines()) <= set(read("requirements-dev.txt").splitlines())


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_is_pinned_by_hash_and_no_host_is_named(name: str) -> None:
    entries = re.split(r"(?<!\\)\n", read(name).replace("\\\n", " "))
    libraries = [entry for entry in entries if entry.strip() and not entry.lstrip().startswith("#")]
    assert [entry for entry in libraries if not re.match(r"\S+==\S+.*--hash=sha256:", entry)] == []
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", read(name))


def test_run_explains_itself_when_asked_for_something_unknown() -> None:
    done = subprocess.run([ROOT / "run", "--sai"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "Cách dùng: ./run [--empty]\n")


# Installing, with a Python that only writes down what it is asked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an environment whose Python notes its arguments in `calls` and fails while `broken` exists."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$*" >>calls\n[ ! -e broken ]\n', encoding="ascii")
    python.chmod(0o755)
    (tmp_path / "requirements.txt").write_text("a==1\n", encoding="ascii")
    return tmp_path


def install(folder: Path, call: str = "install_requirements requirements.txt") -> subprocess.CompletedProcess[str]:
    script = f'. "{ROOT}/config/install.sh"; {call}'
    return subprocess.run(["sh", "-euc", script], cwd=folder, capture_output=True, text=True, check=False)


def calls(folder: Path) -> list[str]:
    path = folder / "calls"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_libraries_are_installed_by_hash_once(folder: Path) -> None:
    assert install(folder).returncode == install(folder).returncode == 0
    [call] = calls(folder)
    assert call.startswith("-m pip install ")
    assert call.endswith("--require-hashes -r requirements.txt")


def test_changed_requirements_are_installed_again(folder: Path) -> None:
    install(folder)
    (folder / "requirements.txt").write_text("a==2\n", encoding="ascii")
    install(folder)
    assert len(calls(folder)) == 2


def test_an_installation_that_failed_is_told_and_tried_again(folder: Path) -> None:
    (folder / "broken").touch()
    done = install(folder)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "Chưa cài được thư viện: hãy kiểm tra mạng rồi chạy lại."
    (folder / "broken").unlink()
    assert install(folder).returncode == 0
    assert len(calls(folder)) == 2


def test_developers_get_what_goes_beyond_beside_the_rest(folder: Path) -> None:
    (folder / "requirements-dev.txt").write_text("a==1\nb==2\n", encoding="ascii")
    assert install(folder, "install_all").returncode == install(folder, "install_all").returncode == 0
    assert sorted(call.rpartition(" -r ")[2] for call in calls(folder)) == [".venv/beyond.txt", "requirements.txt"]
    assert (folder / ".venv" / "beyond.txt").read_text(encoding="ascii") == "b==2\n"
    # ./run has nothing left to install.
    assert install(folder).returncode == 0
    assert len(calls(folder)) == 2


def test_what_goes_beyond_and_does_not_come_is_told_and_tried_again(folder: Path) -> None:
    (folder / "requirements-dev.txt").write_text("a==1\nb==2\n", encoding="ascii")
    install(folder)
    (folder / "broken").touch()
    done = install(folder, "install_all")
    assert done.returncode == 1
    assert done.stderr == "Chưa cài được thư viện để kiểm thử: hãy kiểm tra mạng rồi chạy lại.\n"
    (folder / "broken").unlink()
    assert install(folder, "install_all").returncode == 0
    assert len(calls(folder)) == 3


def test_without_pango_one_line_says_what_to_type_and_the_start_goes_on(folder: Path) -> None:
    (folder / "broken").touch()
    done = install(folder, "root_on_debian() { return 1; }; install_pango")
    assert done.returncode == 0
    assert done.stderr == (
        "Thiếu thư viện Pango nên chưa in được PDF; các việc khác vẫn làm bình thường. "
        "Cài bằng: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
    )


def test_without_python_one_line_says_what_to_type(tmp_path: Path) -> None:
    done = install(tmp_path, "root_on_debian() { return 1; }; new_enough() { return 1; }; make_environment")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Cần Python 3.11 trở lên. Trên Debian, Ubuntu hãy gõ: sudo apt install python3 python3-venv\n"
    )


# Serving


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    data = str(tmp_path_factory.mktemp("serve") / "data")
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": port, "DATA_DIR": data, "WORKERS": "1"}


def serve(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--empty"], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture
def running(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = serve(environment)
    yield process
    process.kill()
    process.communicate()


def answer(port: str, process: subprocess.Popen[str]) -> int:
    """Return the status of the health page, once there is one."""
    while process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz") as response:
                return int(response.status)
        except URLError:
            time.sleep(0.05)
    raise AssertionError(process.communicate())


@pytest.mark.sqlite
def test_a_new_installation_serves_and_stops_when_told(
    environment: dict[str, str], running: subprocess.Popen[str]
) -> None:
    assert answer(environment["PORT"], running) == 200
    running.send_signal(signal.SIGTERM)
    told, wrong = running.communicate()
    assert told.splitlines() == [
        "Đang tạo hoặc nâng cấp cơ sở dữ liệu…",
        f"Đang chạy tại http://127.0.0.1:{environment['PORT']} (dừng: Ctrl+C)",
    ]
    assert (running.returncode, wrong) == (0, "")


@pytest.mark.sqlite
def test_a_port_in_use_is_told_in_one_line(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        process = serve(environment | {"PORT": port})
        _, wrong = process.communicate()
    assert process.returncode == 1
    assert wrong.strip() == (
        f"Không dùng được 127.0.0.1:{port}: đang có chương trình khác dùng. Chọn cổng khác, ví dụ: PORT=8001 ./run"
    )


# What the README says


def test_readme_names_every_variable_that_is_read() -> None:
    read_by = read("config/settings.py") + read("config/server.py")
    names = set(re.findall(r"env(?:\.\w+|iron\.get)?\(\s*\"([A-Z_]+)\"", read_by))
    assert {"APP_ENV", "SECRET_KEY", "DATABASE_URL", "HOST", "PORT", "TRUSTED_PROXIES"} <= names
    assert {name for name in names if f"`{name}`" not in read("README.md")} == set()


def test_readme_names_every_account_of_the_demonstration() -> None:
    readme = read("README.md")
    assert f"`{PASSWORD}`" in readme
    assert {username for username, *_ in ACCOUNTS if f"`{username}`" not in readme} == set()
