"""manage.py demo: fills an empty installation with an invented commune or district."""

import random
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from organizations.models import Organization, User
from recognition.decisions.wording import load_form
from recognition.demo.cases import FOLDER as FIXTURES
from recognition.demo.cases import first_case, read
from recognition.demo.names import SIZES
from recognition.demo.programmes import load, run_cases
from recognition.demo.tree import ACCOUNTS, PASSWORD, build_tree, load_base
from recognition.demo.work import STAGES, Work, issue_decisions, run_sheets, start_round
from scoring.models import Programme


def load_forms() -> None:
    """Load the wording of the papers of the programmes that are there."""
    for path in sorted((FIXTURES / "papers").glob("*.yaml")):
        form = read(f"papers/{path.name}")
        if Programme.objects.filter(code=form["programme"]).exists():
            load_form(form, None)


class Command(BaseCommand):
    """Builds the demonstration through the services, with dates relative to today."""

    help = "Nạp dữ liệu minh họa vào một bản cài đặt còn trống."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=sorted(SIZES), default="commune", help="quy mô")
        parser.add_argument("--stage", choices=STAGES, help="đưa mọi hồ sơ đến bước này; bỏ trống thì đủ các bước")
        parser.add_argument("--seed", type=int, default=2026, help="số gieo ngẫu nhiên")

    def handle(self, *args: Any, **options: Any) -> None:
        if Organization.objects.exists() or User.objects.exists():
            raise CommandError("Đã có dữ liệu thật: chỉ nạp dữ liệu minh họa vào bản cài đặt còn trống.")
        stage = options["stage"]
        with transaction.atomic():
            load_base(read("base.yaml"))
            demo = build_tree(SIZES[options["size"]])
            # Not for secrets: the same seed gives the same demonstration.
            work = Work(demo, random.Random(options["seed"]), timezone.localdate())  # noqa: S311
            first = first_case(work.today)
            round_ = start_round(work, first, *load(first))
            run_sheets(work, round_, stage)
            if demo.size.cases and stage is None:
                run_cases(work, round_)
            load_forms()
        if stage in (None, "decided"):
            issue_decisions(work, round_, everywhere=stage == "decided")
        self._report(round_.evaluations.count())

    def _report(self, sheets: int) -> None:
        units = Organization.objects.filter(active=True).count()
        self.stdout.write(f"Đã nạp dữ liệu minh họa: {units} tổ chức đảng, {sheets} hồ sơ.")
        self.stdout.write(f"Tài khoản (mật khẩu chung {PASSWORD}):")
        for username in dict.fromkeys(username for username, *_ in ACCOUNTS):
            words = next(full_name for name, full_name, *_ in ACCOUNTS if name == username)
            self.stdout.write(f"  {username:<10} {words}")
