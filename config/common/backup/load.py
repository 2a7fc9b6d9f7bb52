"""Restoring: everything is checked first, then files, then all rows in one transaction."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.core.files import File as StorageFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from config.common import triggers
from config.common.backup import tables
from config.common.backup.check import opened, suits, verify
from config.common.backup.manifest import ArchiveError, File, Manifest, Table

MOST_PARAMETERS = 30_000


def restore_archive(path: Path, *, using: str = DEFAULT_DB_ALIAS) -> Manifest:
    """Bring an archive into an empty installation, all of it or nothing; return what it held.

    A database without any table is migrated first. Raises ArchiveError for a damaged archive, another version,
    or a database that holds rows.
    """
    connection = connections[using]
    with opened(path) as (archive, manifest):
        verify(archive, manifest)
        if not connection.introspection.table_names():
            call_command("migrate", database=using, interactive=False, verbosity=0)
            call_command("createcachetable", database=using, verbosity=0)
        suits(manifest, tables.migrations(connection))
        _refuse_a_full_one(using)
        written = _write_files(archive, manifest)
        try:
            with transaction.atomic(using=using):
                _load(archive, manifest, connection)
        except BaseException:
            # Bytes came first; without their rows nobody would ever find them.
            for name in written:
                default_storage.delete(name)
            raise
    return manifest


def _refuse_a_full_one(using: str) -> None:
    for model in tables.kept_models():
        if model._base_manager.using(using).exists():
            raise ArchiveError(
                f"Cơ sở dữ liệu đích đã có dữ liệu ({model._meta.db_table}): chỉ khôi phục vào cơ sở dữ liệu trống."
            )


def _write_files(archive: ZipFile, manifest: Manifest) -> list[str]:
    """Put the files into the storage and return which were not there before."""
    written: list[str] = []
    try:
        for file in manifest.files:
            if not _stands(archive, file):
                with archive.open(file.member) as source:
                    written.append(default_storage.save(file.path, StorageFile(source)))
                if written[-1] != file.path:
                    raise ArchiveError(f"Kho tệp không nhận tên {file.path}.")
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
    return written


def _stands(archive: ZipFile, file: File) -> bool:
    """Say whether the very same bytes stand in the storage. Raises ArchiveError where others do."""
    if not default_storage.exists(file.path):
        return False
    with default_storage.open(file.path) as old, archive.open(file.member) as new:
        for piece in old.chunks():
            if new.read(len(piece)) != piece:
                break
        else:
            if not new.read(1):
                return True
    raise ArchiveError(f"Kho tệp đã có tệp {file.path} với nội dung khác.")


def _load(archive: ZipFile, manifest: Manifest, connection: BaseDatabaseWrapper) -> None:
    found = {model._meta.label_lower: model for model in tables.kept_models()}
    # A failure undoes this too, with the transaction.
    triggers.drop(connection, triggers.registered())
    for table in manifest.tables:
        _insert(archive, table, found[table.label], connection)
    # References are only looked at now: some run in a circle.
    connection.check_constraints()
    triggers.install(connection, triggers.registered())
    for table in manifest.tables:
        model = found[table.label]
        count = model._base_manager.using(connection.alias).count()
        if count != table.rows:
            raise ArchiveError(f"Bảng {model._meta.db_table}: ghi được {count} trong {table.rows} dòng.")
        if table.last_key is not None:
            tables.continue_keys(connection, model, table.last_key)


def _insert(archive: ZipFile, table: Table, model: type[models.Model], connection: BaseDatabaseWrapper) -> None:
    fields = tables.columns(model)
    most = connection.features.max_query_params or MOST_PARAMETERS
    quote = connection.ops.quote_name
    head = ", ".join(quote(str(field.column)) for field in fields)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({head}) VALUES "  # noqa: S608
    place = f"({', '.join(['%s'] * len(fields))})"
    with archive.open(table.member) as source, connection.cursor() as cursor:
        values = (tables.prepared(fields, json.loads(line), connection) for line in source)
        for some in _batches(values, max(1, most // len(fields))):
            cursor.execute(into + ", ".join([place] * len(some)), [value for row in some for value in row])


def _batches(rows: Iterator[list[Any]], size: int) -> Iterator[list[list[Any]]]:
    while some := list(islice(rows, size)):
        yield some
