"""manage.py backup FILE: the whole installation in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.common.backup.manifest import ArchiveError
from config.common.backup.write import write_archive
from config.common.management.commands._disk import in_words


class Command(BaseCommand):
    """Writes rows and files to a new archive while people go on working."""

    help = "Sao lưu toàn bộ dữ liệu và tệp vào một tệp; khóa bí mật (secret-key) không nằm trong đó."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp sẽ ghi, ví dụ sao-luu-2026-01-05.zip")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = write_archive(file)
        except ArchiveError as error:
            raise CommandError(f"Chưa sao lưu được: {error}") from error
        except OSError as error:
            raise CommandError(f"Chưa sao lưu được: {in_words(error, file, 'ghi')}") from error
        for path in manifest.lacking:
            self.stderr.write(f"Tệp {path} đã mất hoặc hỏng trong kho từ trước khi sao lưu.")
        self.stdout.write(
            f"Đã sao lưu {manifest.rows} dòng của {len(manifest.tables)} bảng và {len(manifest.files)} tệp vào {file}."
        )
