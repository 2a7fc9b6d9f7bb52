"""Keeping bytes: content first, row second, by SHA-256, through Django's storage and nothing else."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from config.common.models import StoredFile


def keep(data: bytes, content_type: str) -> StoredFile:
    """Store `data` once and return its row; the same bytes give the same row.

    Raises ValueError for no bytes.
    """
    if not data:
        raise ValueError("Tệp không có nội dung.")
    digest = hashlib.sha256(data).hexdigest()
    known = StoredFile.objects.filter(sha256=digest).first()
    if known and default_storage.exists(known.path):
        return known
    # The storage gives another name where a file stands already: what a broken-off process left is not trusted.
    path = default_storage.save(f"{digest[:2]}/{digest}", ContentFile(data))
    row = {"size": len(data), "content_type": content_type, "path": path, "created_at": timezone.now()}
    stored, _ = StoredFile.objects.get_or_create(sha256=digest, defaults=row)
    if stored.path != path:
        default_storage.delete(path)
    return stored


def read(stored: StoredFile) -> bytes:
    """Return the bytes of `stored`; raises ValueError when they are no longer those that were kept."""
    with default_storage.open(stored.path) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise ValueError(f"Tệp {stored.sha256} không còn nguyên vẹn.")
    return data
