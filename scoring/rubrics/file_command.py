"""What the commands that check, load and export files have in common."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from scoring.pure.problems import RubricError


def file_content(path: Path, most: int) -> bytes:
    """Return what a file holds. Raises CommandError where there is none, and beyond `most` bytes."""
    if not path.is_file():
        raise CommandError(f"Không có tệp {path}.")
    if path.stat().st_size > most:
        raise CommandError(f"Tệp lớn quá {most // 1_000_000} MB.")
    return path.read_bytes()


class FileCommand(BaseCommand):
    """check, load or export one file: each act is a method, such as `load_file`, that takes the path and the options.

    Every problem of the file stands on a line of its own on standard error.
    """

    thing: ClassVar[str]
    files: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["check", "load", "export"], help="việc cần làm")
        parser.add_argument("file", type=Path, metavar="FILE", help=f"tệp {self.files}")
        parser.add_argument("--code", help=f"mã {self.thing} cần xuất; bỏ trống thì lấy theo tên tệp")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"{options['act']}_file")(options["file"], options)
        except RubricError as error:
            for problem in error.problems:
                self.stderr.write(f"- {problem.message}")
            named = self.thing[0].upper() + self.thing[1:]
            raise CommandError(f"{named} còn {len(error.problems)} chỗ sai.") from None
