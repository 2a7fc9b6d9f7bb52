"""manage.py sweep: lists the files that nothing refers to and, told to, deletes them."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.common.orphans import orphans, remove

# An upload that is under way has its bytes before its row.
YOUNGEST = timedelta(days=1)


class Command(BaseCommand):
    """Names the files that no row uses, older than a day; `--delete` takes them away, one event each."""

    help = "Liệt kê tệp không còn nơi nào dùng (cũ hơn một ngày); thêm --delete để xóa."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--delete", action="store_true", help="xóa các tệp này, mỗi tệp ghi một dòng nhật ký")

    def handle(self, *args: Any, delete: bool, **options: Any) -> None:
        before = timezone.now() - YOUNGEST
        found = list(orphans(before))
        for orphan in found:
            self.stdout.write(orphan.path)
        if delete:
            gone = sum(remove(orphan, before) for orphan in found)
            self.stdout.write(f"Đã xóa {gone} tệp.")
        else:
            self.stdout.write(f"{len(found)} tệp không nơi nào dùng. Thêm --delete để xóa.")
