"""manage.py rubric check|load|export FILE: rubrics as YAML files or Excel workbooks."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organizations.imports.package import LARGEST_FILE
from scoring.models import RubricVersion
from scoring.pure.rubric import RubricError
from scoring.rubrics.files import MOST_BYTES, RubricFile, last_outcomes, load_file, read_file, write_file
from scoring.rubrics.publish import publish


def open_file(path: Path) -> RubricFile:
    """Return what a file holds. Raises CommandError where there is none, RubricError where it cannot be read."""
    if not path.is_file():
        raise CommandError(f"Không có tệp {path}.")
    if path.stat().st_size > LARGEST_FILE:
        raise CommandError("Tệp lớn quá 5 MB.")
    return read_file(path.name, path.read_bytes())


class Command(BaseCommand):
    """Checks a rubric file, loads it as a version, or writes a version to a file."""

    help = "Kiểm tra, nạp, xuất bộ tiêu chí (YAML, xlsx)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["check", "load", "export"], help="việc cần làm")
        parser.add_argument("file", type=Path, metavar="FILE", help="tệp YAML hoặc xlsx")
        parser.add_argument("--code", help="mã bộ tiêu chí cần xuất; bỏ trống thì lấy theo tên tệp")
        parser.add_argument("--draft", action="store_true", help="chỉ nạp thành bản thảo, chưa ban hành")

    def handle(self, *args: Any, **options: Any) -> None:
        acts = {"check": self._check, "load": self._load, "export": self._export}
        try:
            acts[options["act"]](options["file"], options)
        except RubricError as error:
            for problem in error.problems:
                self.stderr.write(f"- {problem.message}")
            raise CommandError(f"Bộ tiêu chí còn {len(error.problems)} chỗ sai.") from None

    def _check(self, path: Path, options: dict[str, Any]) -> None:
        file = open_file(path)
        if problems := file.problems():
            raise RubricError(problems)
        self.stdout.write(f"{file.rubric.name}: {len(file.rubric.rows)} dòng, không có chỗ sai.")

    def _load(self, path: Path, options: dict[str, Any]) -> None:
        file = open_file(path)
        # All or nothing: what does not add up leaves no draft behind.
        with transaction.atomic():
            version, outcomes = load_file(file, actor=None)
            if not options["draft"]:
                try:
                    version = publish(version, actor=None)
                except RubricError as error:
                    raise RubricError(file.located(list(error.problems))) from None
        taken = f", bộ mức xếp loại lần {outcomes.number}" if outcomes else ""
        self.stdout.write(f"{version}: {version.get_state_display()}{taken}.")

    def _export(self, path: Path, options: dict[str, Any]) -> None:
        code = options["code"] or path.stem
        version = RubricVersion.objects.filter(rubric__code=code).order_by("-number").first()
        if version is None:
            raise CommandError(f"Không có bộ tiêu chí “{code}”.")
        path.write_bytes(write_file(version, path.suffix, last_outcomes(version)))
        self.stdout.write(f"Đã xuất {version} ra {path}.")


__all__ = ["MOST_BYTES", "Command"]
