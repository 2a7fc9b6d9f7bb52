"""manage.py rubric check|load|export FILE: rubrics as YAML files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from scoring.models import RubricVersion
from scoring.pure.check import check
from scoring.pure.rubric import RubricError, parse, to_mapping
from scoring.rubrics.load import read_rubric
from scoring.rubrics.publish import load_rubric, publish

MOST_BYTES = 2_000_000


def read_file(path: Path) -> dict[str, Any]:
    """Return a YAML file as a mapping. Raises CommandError with a Vietnamese sentence where it cannot be read."""
    if not path.is_file():
        raise CommandError(f"Không có tệp {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise CommandError("Tệp lớn quá 2 MB.")
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CommandError(f"Không đọc được tệp YAML: {error}") from None
    if not isinstance(found, dict):
        raise CommandError("Tệp phải là một ánh xạ khóa: giá trị.")
    return found


class Command(BaseCommand):
    """Checks a rubric file, loads it as a version, or writes a version to a file."""

    help = "Kiểm tra, nạp, xuất bộ tiêu chí (YAML)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["check", "load", "export"], help="việc cần làm")
        parser.add_argument("file", type=Path, metavar="FILE", help="tệp YAML")
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
        data = parse(read_file(path))
        problems = check(data)
        if problems:
            raise RubricError(problems)
        self.stdout.write(f"{data.name}: {len(data.rows)} dòng, không có chỗ sai.")

    def _load(self, path: Path, options: dict[str, Any]) -> None:
        # All or nothing: what does not add up leaves no draft behind.
        with transaction.atomic():
            version = load_rubric(read_file(path), actor=None)
            if not options["draft"]:
                version = publish(version, actor=None)
        self.stdout.write(f"{version}: {version.get_state_display()}.")

    def _export(self, path: Path, options: dict[str, Any]) -> None:
        code = options["code"] or path.stem
        version = RubricVersion.objects.filter(rubric__code=code).order_by("-number").first()
        if version is None:
            raise CommandError(f"Không có bộ tiêu chí “{code}”.")
        text = yaml.safe_dump(to_mapping(read_rubric(version).data), allow_unicode=True, sort_keys=False, width=110)
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"Đã xuất {version} ra {path}.")
