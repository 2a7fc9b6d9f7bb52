"""manage.py programme check|load|export FILE: programmes (mô hình) as YAML files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.models import Programme
from scoring.pure.problems import RubricError
from scoring.rubrics.files import MOST_BYTES
from scoring.rubrics.programmes.files import file_problems, load_file, read_file, write_file


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise CommandError(f"Không có tệp {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise CommandError("Tệp lớn quá 2 MB.")
    return path.read_bytes()


class Command(BaseCommand):
    """Checks a programme's file, loads it, or writes a programme to a file."""

    help = "Kiểm tra, nạp, xuất mô hình (YAML): loại tổ chức, các bước, quy định."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["check", "load", "export"], help="việc cần làm")
        parser.add_argument("file", type=Path, metavar="FILE", help="tệp YAML")
        parser.add_argument("--code", help="mã mô hình cần xuất; bỏ trống thì lấy theo tên tệp")

    def handle(self, *args: Any, **options: Any) -> None:
        acts = {"check": self._check, "load": self._load, "export": self._export}
        try:
            acts[options["act"]](options["file"], options)
        except RubricError as error:
            for problem in error.problems:
                self.stderr.write(f"- {problem.message}")
            raise CommandError(f"Mô hình còn {len(error.problems)} chỗ sai.") from None

    def _check(self, path: Path, options: dict[str, Any]) -> None:
        data = read_file(_content(path))
        if problems := file_problems(data):
            raise RubricError(problems)
        self.stdout.write(f"{data.name}: {len(data.kinds)} loại tổ chức, không có chỗ sai.")

    def _load(self, path: Path, options: dict[str, Any]) -> None:
        programme = load_file(_content(path), actor=None)
        self.stdout.write(f"{programme}: đã nạp {len(programme.kinds)} loại tổ chức.")

    def _export(self, path: Path, options: dict[str, Any]) -> None:
        code = options["code"] or path.stem
        programme = Programme.objects.filter(code=code).first()
        if programme is None:
            raise CommandError(f"Không có mô hình “{code}”.")
        path.write_bytes(write_file(programme))
        self.stdout.write(f"Đã xuất {programme} ra {path}.")
