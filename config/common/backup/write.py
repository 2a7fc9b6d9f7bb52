"""Writing an archive: one snapshot of the rows, then the files that the rows name."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from config.common.backup import tables
from config.common.backup.manifest import MEMBER, ArchiveError, File, Manifest, Table
from config.common.models import StoredFile

PIECE = 1 << 20


def write_archive(path: Path, *, using: str = DEFAULT_DB_ALIAS) -> Manifest:
    """Write everything to a new file that its owner alone reads; return what it holds.

    People may go on working: rows are read in one snapshot, and a stored file never changes. Sessions, cache,
    queue and the secret key are left out. Raises ArchiveError where the file stands already; half an archive
    never bears the name asked for.
    """
    if path.exists():
        raise ArchiveError(f"Đã có tệp {path}: hãy chọn tên khác.")
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with (
            os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as out,
            ZipFile(out, "w") as archive,
        ):
            manifest = _fill(archive, using)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _fill(archive: ZipFile, using: str) -> Manifest:
    connection = connections[using]
    lacking: list[str] = []
    with snapshot(connection):
        found = [_write_table(archive, model, using) for model in tables.kept_models()]
        migrations = tables.migrations(connection)
        stored = list(StoredFile.objects.using(using).order_by("path").values_list("path", "sha256"))
    files = [file for path, digest in stored if (file := _write_file(archive, path, digest, lacking))]
    manifest = Manifest(datetime.now(UTC).isoformat(), connection.vendor, migrations, found, files, lacking)
    archive.writestr(_member(MEMBER, ZIP_DEFLATED), manifest.to_bytes())
    return manifest


@contextmanager
def snapshot(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Read within the block what stood at its beginning, without keeping anybody from writing.

    Raises RuntimeError inside a transaction, whose beginning would be another one.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a snapshot needs a transaction of its own")
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        # IMMEDIATE would lock out everybody who saves.
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic(using=connection.alias):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def _member(name: str, method: int) -> ZipInfo:
    info = ZipInfo(name)
    info.compress_type = method
    info.external_attr = 0o600 << 16
    return info


def _write_table(archive: ZipFile, model: type[models.Model], using: str) -> Table:
    label = model._meta.label_lower
    member, digest, count = f"rows/{label}.jsonl", hashlib.sha256(), 0
    with archive.open(_member(member, ZIP_DEFLATED), "w", force_zip64=True) as out:
        for row in tables.rows(model, using):
            count += 1
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            out.write(line)
    last = tables.last_key(connections[using], model)
    return Table(label, member, tables.names(model), count, digest.hexdigest(), last)


def _write_file(archive: ZipFile, path: str, expected: str, lacking: list[str]) -> File | None:
    """Write one stored file, damaged or not; None where it is gone."""
    if not default_storage.exists(path):
        lacking.append(path)
        return None
    digest, size = hashlib.sha256(), 0
    with (
        default_storage.open(path) as source,
        archive.open(_member(f"files/{path}", ZIP_STORED), "w", force_zip64=True) as out,
    ):
        for piece in source.chunks(PIECE):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    if digest.hexdigest() != expected:
        lacking.append(path)
    return File(path, digest.hexdigest(), size)
