"""manage.py programme check|load|export FILE: programmes (mô hình) as YAML files."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from scoring.models import Programme
from scoring.pure.problems import RubricError
from scoring.rubrics.file_command import FileCommand, file_content
from scoring.rubrics.files import MOST_BYTES
from scoring.rubrics.programmes.files import file_problems, load_file, read_file, write_file


class Command(FileCommand):
    """Checks a programme's file, loads it, or writes a programme to a file."""

    help = "Kiểm tra, nạp, xuất mô hình (YAML): loại tổ chức, các bước, quy định."
    thing, files = "mô hình", "YAML"

    def check_file(self, path: Path, options: dict[str, Any]) -> None:
        data = read_file(file_content(path, MOST_BYTES))
        if problems := file_problems(data):
            raise RubricError(problems)
        self.stdout.write(f"{data.name}: {len(data.kinds)} loại tổ chức, không có chỗ sai.")

    def load_file(self, path: Path, options: dict[str, Any]) -> None:
        programme = load_file(file_content(path, MOST_BYTES), actor=None)
        self.stdout.write(f"{programme}: đã nạp {len(programme.kinds)} loại tổ chức.")

    def export_file(self, path: Path, options: dict[str, Any]) -> None:
        code = options["code"] or path.stem
        programme = Programme.objects.filter(code=code).first()
        if programme is None:
            raise CommandError(f"Không có mô hình “{code}”.")
        path.write_bytes(write_file(programme))
        self.stdout.write(f"Đã xuất {programme} ra {path}.")
