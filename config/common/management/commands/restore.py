"""manage.py restore FILE: an archive of `manage.py backup` into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from config.common.backup.load import restore_archive
from config.common.backup.manifest import ArchiveError
from config.common.management.commands._disk import in_words


class Command(BaseCommand):
    """Checks the archive whole, then writes all of it or nothing; run it as the owner of the tables."""

    help = "Khôi phục bản sao lưu vào một cơ sở dữ liệu còn trống (SQLite hoặc PostgreSQL)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp do manage.py backup ghi")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = restore_archive(file)
        except ArchiveError as error:
            raise CommandError(f"Chưa khôi phục được: {error}") from error
        except OSError as error:
            raise CommandError(f"Chưa khôi phục được: {in_words(error, file, 'đọc hoặc ghi')}") from error
        except DatabaseError as error:
            raise CommandError(f"Chưa khôi phục được, cơ sở dữ liệu không nhận: {error}") from error
        self.stdout.write(
            f"Đã khôi phục {manifest.rows} dòng của {len(manifest.tables)} bảng và {len(manifest.files)} tệp. "
            "Mọi người cần đăng nhập lại."
        )
