"""Bytes are kept once, whole, and known again by their hash."""

import hashlib
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from config.common.files import keep, read
from config.common.models import StoredFile

pytestmark = pytest.mark.django_db
DATA = "Quyết định số 05-QĐ/ĐU".encode()
DIGEST = hashlib.sha256(DATA).hexdigest()


def files_on_disk() -> list[Path]:
    root = Path(default_storage.path(""))
    return [path for path in root.rglob("*") if path.is_file()]


def test_what_is_kept_is_read_again() -> None:
    stored = keep(DATA, "application/pdf")
    assert (stored.sha256, stored.size, stored.content_type) == (DIGEST, len(DATA), "application/pdf")
    assert read(StoredFile.objects.get(pk=stored.pk)) == DATA


def test_the_same_bytes_are_kept_once_whatever_they_are_called() -> None:
    assert keep(DATA, "application/pdf") == keep(DATA, "application/octet-stream")
    assert StoredFile.objects.count() == len(files_on_disk()) == 1


def test_other_bytes_are_another_file() -> None:
    assert keep(DATA, "application/pdf") != keep(DATA + b".", "application/pdf")
    assert len(files_on_disk()) == 2


def test_kept_bytes_are_readable_by_their_owner_alone() -> None:
    keep(DATA, "application/pdf")
    assert [oct(path.stat().st_mode & 0o777) for path in files_on_disk()] == ["0o600"]


def test_no_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^Tệp không có nội dung\.$"):
        keep(b"", "application/pdf")
    assert (StoredFile.objects.count(), files_on_disk()) == (0, [])


@pytest.mark.parametrize("damage", [b"", DATA[:-1], DATA + b" ", DATA.swapcase()])
def test_damaged_bytes_are_never_handed_out(damage: bytes) -> None:
    stored = keep(DATA, "application/pdf")
    Path(default_storage.path(stored.path)).write_bytes(damage)
    with pytest.raises(ValueError, match=f"^Tệp {DIGEST} không còn nguyên vẹn"):
        read(stored)


def test_lost_bytes_come_back_when_they_are_kept_again() -> None:
    stored = keep(DATA, "application/pdf")
    default_storage.delete(stored.path)
    assert keep(DATA, "application/pdf") == stored
    assert read(stored) == DATA


def test_what_a_broken_off_process_left_is_not_taken_for_the_file() -> None:
    default_storage.save(f"{DIGEST[:2]}/{DIGEST}", ContentFile(DATA[:3]))
    assert read(keep(DATA, "application/pdf")) == DATA


@pytest.mark.parametrize("changes", [{"size": 0}, {"sha256": "G" * 64}, {"sha256": DIGEST[:-1]}])
def test_the_database_refuses_a_row_that_names_no_content(changes: dict[str, Any]) -> None:
    row = {"sha256": DIGEST, "size": 1, "content_type": "a/b", "path": "a", "created_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(**row | changes)


@pytest.mark.django_db(transaction=True)
def test_people_who_send_the_same_file_at_once_share_one() -> None:
    data = os.urandom(200_000)
    barrier = threading.Barrier(4)
    kept: list[int] = []

    def send() -> None:
        barrier.wait()
        kept.append(keep(data, "application/pdf").pk)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = StoredFile.objects.get()
    assert kept == [stored.pk] * 4
    assert read(stored) == data
    assert len(files_on_disk()) == 1
