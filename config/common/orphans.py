"""Files that nothing refers to: what an upload left that was broken off between its bytes and its row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from config.common import append_only
from config.common.audit import log
from config.common.models import StoredFile

# Two letters of the hash, then the hash; where that stood already, with letters of chance behind it.
KEPT = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{62}(_\w+)?$")


@dataclass(frozen=True)
class Orphan:
    """Bytes without use: the row that names them, or None where the storage holds them without a row."""

    path: str
    stored: StoredFile | None = None


def references() -> list[tuple[type[models.Model], str]]:
    """Return every field of the installation that points at a stored file: (model, name of the field)."""
    relations = StoredFile._meta.get_fields(include_hidden=True)
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if isinstance(relation, models.ForeignObjectRel) and isinstance(relation.related_model, type)
    ]


def unused_files(before: datetime) -> QuerySet[StoredFile]:
    """Return the stored files older than `before` that no row of any table refers to."""
    used = Q(pk__in=[])
    for model, name in references():
        used |= Q(Exists(model._base_manager.filter(**{name: OuterRef("pk")})))
    return StoredFile.objects.filter(~used, created_at__lt=before).order_by("pk")


def orphans(before: datetime) -> Iterator[Orphan]:
    """Yield what may be swept up: unused rows with their bytes, then bytes that no row names, older than `before`."""
    for stored in unused_files(before):
        yield Orphan(stored.path, stored)
    known = set(StoredFile.objects.values_list("path", flat=True))
    for path in _paths():
        if path not in known and default_storage.get_modified_time(path) < before:
            yield Orphan(path)


def _paths() -> Iterator[str]:
    """Yield what `keep` has written to the storage; whatever else stands there is not ours."""
    folders = default_storage.listdir("")[0] if default_storage.exists("") else []
    for folder in sorted(folders):
        for name in sorted(default_storage.listdir(folder)[1]):
            if KEPT.match(path := f"{folder}/{name}"):
                yield path


def remove(orphan: Orphan, before: datetime) -> bool:
    """Delete an orphan, row first, and put its removal on record; return False where it has found a use meanwhile.

    The one place that goes round the guard of the table: nobody who serves the web may, only who owns the table.
    """
    stored = orphan.stored
    if stored is not None:
        table = [StoredFile._meta.db_table]
        with transaction.atomic():
            append_only.drop(connection, table)
            deleted, _ = unused_files(before).filter(pk=stored.pk).delete()
            append_only.install(connection, table)
            if not deleted:
                return False
            log("file.sweep", StoredFile(pk=stored.pk), actor=None, label=stored.sha256, size=stored.size)
    default_storage.delete(orphan.path)
    return True
