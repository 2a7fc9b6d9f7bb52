"""manage.py rubric check|load|export FILE: rubrics as YAML files or Excel workbooks."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from organizations.imports.package import LARGEST_FILE
from scoring.models import RubricVersion
from scoring.pure.rubric import RubricError
from scoring.rubrics.file_command import FileCommand, file_content
from scoring.rubrics.files import MOST_BYTES, RubricFile, last_outcomes, load_file, read_file, write_file
from scoring.rubrics.publish import publish


def open_file(path: Path) -> RubricFile:
    """Return what a file holds. Raises CommandError where there is none, RubricError where it cannot be read."""
    return read_file(path.name, file_content(path, LARGEST_FILE))


class Command(FileCommand):
    """Checks a rubric file, loads it as a version, or writes a version to a file."""

    help = "Kiểm tra, nạp, xuất bộ tiêu chí (YAML, xlsx)."
    thing, files = "bộ tiêu chí", "YAML hoặc xlsx"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--draft", action="store_true", help="chỉ nạp thành bản thảo, chưa ban hành")

    def check_file(self, path: Path, options: dict[str, Any]) -> None:
        file = open_file(path)
        if problems := file.problems():
            raise RubricError(problems)
        self.stdout.write(f"{file.rubric.name}: {len(file.rubric.rows)} dòng, không có chỗ sai.")

    def load_file(self, path: Path, options: dict[str, Any]) -> None:
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

    def export_file(self, path: Path, options: dict[str, Any]) -> None:
        code = options["code"] or path.stem
        version = RubricVersion.objects.filter(rubric__code=code).order_by("-number").first()
        if version is None:
            raise CommandError(f"Không có bộ tiêu chí “{code}”.")
        path.write_bytes(write_file(version, path.suffix, last_outcomes(version)))
        self.stdout.write(f"Đã xuất {version} ra {path}.")


__all__ = ["MOST_BYTES", "Command"]
