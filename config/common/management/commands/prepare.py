"""manage.py prepare: everything that has to stand before serving, in one process, leaving out what stands."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

DEMO_ACCOUNT = "bithu"
UNWANTED = ["CVS", ".*", "*~"]


class Command(BaseCommand):
    """Brings database, cache table and static files up to date; fills a new installation with the demonstration."""

    help = "Chuẩn bị trước khi chạy máy chủ: cơ sở dữ liệu, tệp tĩnh, dữ liệu minh họa của lần đầu."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="không nạp dữ liệu minh họa")

    def handle(self, *args: Any, empty: bool, **options: Any) -> None:
        data = Path(settings.DATA_DIR)
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._migrate()
        call_command("createcachetable", verbosity=0)
        self._collect_static(data / "static.stamp")
        self._demonstrate(data / "no-demo", empty=empty)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Đang tạo hoặc nâng cấp cơ sở dữ liệu…")
            call_command("migrate", interactive=False, verbosity=0)

    def _collect_static(self, stamp: Path) -> None:
        there = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
        wanted = _state_of_static_files()
        if there and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted, encoding="ascii")

    def _demonstrate(self, refusal: Path, *, empty: bool) -> None:
        """Load the demonstration where no account stands, unless this installation was once started empty."""
        accounts = get_user_model().objects
        if empty:
            refusal.touch()
        if accounts.filter(username=DEMO_ACCOUNT).exists():
            self.stdout.write(
                "Dữ liệu minh họa: đăng nhập bithu, thamdinh, lanhdao, quantri… mật khẩu botot-2026 (README.md)."
            )
        elif not refusal.exists() and "demo" in get_commands() and not accounts.exists():
            self.stdout.write("Lần chạy đầu: đang nạp dữ liệu minh họa…")
            call_command("demo", size="commune", stdout=self.stdout)


def _state_of_static_files() -> str:
    """Return a hash that changes when a static file does, or the library that collects them."""
    lines = [version("whitenoise"), version("django"), str(settings.STATIC_ROOT), *sorted(_static_files())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _static_files() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list(UNWANTED):
            file = Path(storage.path(name)).stat()
            yield f"{name} {file.st_size} {file.st_mtime_ns}"
