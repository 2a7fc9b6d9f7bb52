"""manage.py serve: prepare, then serve, in one process: Django is started once."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections


class Command(BaseCommand):
    """What `./run` ends with: gunicorn under config/server.py, after `manage.py prepare`."""

    help = "Chuẩn bị rồi chạy máy chủ tại HOST:PORT."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="không nạp dữ liệu minh họa")

    def handle(self, *args: Any, empty: bool, **options: Any) -> None:
        from gunicorn.app.wsgiapp import WSGIApplication  # type: ignore[import-untyped]

        call_command("prepare", empty=empty, stdout=self.stdout)
        # A connection must not be shared with the workers that are forked from this process.
        connections.close_all()
        sys.argv = ["gunicorn", "--config", "config/server.py", "config.wsgi"]
        WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog="gunicorn").run()
