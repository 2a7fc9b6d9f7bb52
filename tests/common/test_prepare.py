"""What stands before serving is made once; what stands already is left alone."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from config.common.management.commands import prepare
from organizations.models import User


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    """A new data folder."""
    settings.DATA_DIR = tmp_path / "data"
    settings.STATIC_ROOT = str(tmp_path / "data" / "static")
    return tmp_path / "data"


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the commands that `prepare` calls; those that would take long do nothing."""
    names: list[str] = []

    def call(name: str, **options: Any) -> None:
        names.append(name)
        if name == "collectstatic":
            root = Path(prepare.settings.STATIC_ROOT)
            root.mkdir(parents=True, exist_ok=True)
            (root / "staticfiles.json").write_text("{}", encoding="ascii")

    monkeypatch.setattr(prepare, "call_command", call)
    return names


def account(username: str) -> User:
    return User.objects.create_user(username, None, full_name="Đồng chí A")


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]


def test_a_new_installation_gets_static_files_and_the_demonstration(called: list[str]) -> None:
    call_command("prepare")
    assert called == ["createcachetable", "collectstatic", "demo"]


def test_an_installation_that_has_accounts_gets_no_demonstration(called: list[str]) -> None:
    account("nguoi-that")
    call_command("prepare")
    assert "demo" not in called


def test_an_installation_started_empty_stays_empty(called: list[str]) -> None:
    call_command("prepare", empty=True)
    call_command("prepare")
    assert "demo" not in called


def test_unchanged_static_files_are_not_collected_again(called: list[str]) -> None:
    call_command("prepare", empty=True)
    call_command("prepare", empty=True)
    assert called.count("collectstatic") == 1


def test_changed_static_files_are_collected_again(called: list[str], settings: Any, tmp_path: Path) -> None:
    settings.STATICFILES_DIRS = [tmp_path / "own"]
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.css").write_text("a {}", encoding="ascii")
    call_command("prepare", empty=True)
    (tmp_path / "own" / "a.css").write_text("a { color: red }", encoding="ascii")
    call_command("prepare", empty=True)
    assert called.count("collectstatic") == 2


def test_lost_static_files_are_collected_again(called: list[str], data: Path) -> None:
    call_command("prepare", empty=True)
    (data / "static" / "staticfiles.json").unlink()
    call_command("prepare", empty=True)
    assert called.count("collectstatic") == 2


def test_collected_files_are_those_that_browsers_ask_for(data: Path) -> None:
    call_command("prepare", empty=True)
    styles = sorted(path.name.split(".", 2)[2] for path in (data / "static" / "css").glob("app.*"))
    assert styles == ["css", "css.br", "css.gz"]


def test_the_data_folder_belongs_to_one_person(called: list[str], data: Path) -> None:
    call_command("prepare", empty=True)
    assert oct(data.stat().st_mode & 0o777) == "0o700"


def test_the_cache_of_several_processes_has_its_table(settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "common_cache"}
    }
    call_command("prepare", empty=True)
    assert "common_cache" in connection.introspection.table_names()


@pytest.mark.usefixtures("called")
def test_a_later_start_says_that_the_data_are_a_demonstration(capsys: pytest.CaptureFixture[str]) -> None:
    account(prepare.DEMO_ACCOUNT)
    call_command("prepare")
    assert capsys.readouterr().out == (
        "Dữ liệu minh họa: đăng nhập bithu, thamdinh, lanhdao, quantri… mật khẩu botot-2026 (README.md).\n"
    )
