"""Files that nothing refers to are named, and swept up only when told to, old enough, and on record."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from config.common.files import keep, read
from config.common.models import Event, StoredFile
from config.common.orphans import orphans, references, remove
from tests.rows import ROOMS, models_of

pytestmark = pytest.mark.django_db
DIGEST = "ab" * 32


def _later() -> object:
    return timezone.now() + timedelta(days=2)


def _sweep(*options: str) -> list[str]:
    said = StringIO()
    call_command("sweep", *options, stdout=said)
    return said.getvalue().splitlines()


def test_every_reference_to_a_file_is_known():
    found = {
        (model, field.name)
        for model in models_of(*ROOMS)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is StoredFile
    }
    assert set(references()) == found
    assert len(found) >= 4


@pytest.fixture
def rows():
    """One row of every model, one file in use."""
    from tests.rows import legal_rows

    return legal_rows()


@pytest.mark.parametrize("number", range(4))
def test_a_file_that_anything_refers_to_is_no_orphan(rows, number):
    model, name = sorted(references(), key=str)[number]
    stored = keep(b"giu lai", "application/pdf")
    row = model.objects.order_by("pk").first()
    assert stored in {orphan.stored for orphan in orphans(_later())}
    try:
        with transaction.atomic():
            model.objects.filter(pk=row.pk).update(**{name: stored})
    except DatabaseError:
        # Frozen rows refer to the file they were written with.
        stored = getattr(row, name)
    assert stored not in {orphan.stored for orphan in orphans(_later())}


def test_young_files_are_left_alone():
    keep(b"vua tai len", "application/pdf")
    default_storage.save(f"ab/{DIGEST}", ContentFile(b"dang ghi"))
    assert _sweep() == ["0 tệp không nơi nào dùng. Thêm --delete để xóa."]


def _age(monkeypatch) -> None:
    from config.common.management.commands import sweep

    monkeypatch.setattr(sweep, "YOUNGEST", timedelta(days=-1))


def test_listing_deletes_nothing_and_deleting_leaves_one_event_for_each_row(monkeypatch):
    stored = keep(b"bo do", "application/pdf")
    stray = default_storage.save(f"ab/{DIGEST}", ContentFile(b"dut giua chung"))
    _age(monkeypatch)
    assert _sweep()[:2] == [stored.path, stray]
    assert (read(stored), default_storage.exists(stray)) == (b"bo do", True)
    assert _sweep("--delete")[-1] == "Đã xóa 2 tệp."
    assert (StoredFile.objects.count(), default_storage.exists(stored.path), default_storage.exists(stray)) == (
        0, False, False,
    )  # fmt: skip
    event = Event.objects.get(action="file.sweep")
    assert (event.subject_label, event.subject_id, event.actor_id) == (stored.sha256, stored.pk, None)
    assert _sweep()[-1].startswith("0 tệp")


def test_what_is_not_of_the_store_is_left_alone(monkeypatch):
    other = default_storage.save("ab/ghi-chu.txt", ContentFile(b"khong phai cua kho"))
    _age(monkeypatch)
    _sweep("--delete")
    assert default_storage.exists(other)


def test_a_file_that_found_a_use_meanwhile_stays(rows):
    stored = keep(b"dung lai", "application/pdf")
    [orphan] = [each for each in orphans(_later()) if each.stored == stored]
    type(rows["scan"]).objects.filter(pk=rows["scan"].pk).update(file=stored)
    assert remove(orphan, _later()) is False
    assert read(stored) == b"dung lai"


def test_after_a_removal_the_table_is_guarded_again(monkeypatch):
    keep(b"mot", "application/pdf")
    _age(monkeypatch)
    _sweep("--delete")
    keep(b"hai", "application/pdf")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StoredFile.objects.all().delete()
