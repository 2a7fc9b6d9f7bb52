"""What holds of every table of every room: references are protected, files and history are kept."""

import pytest
from django.db import DatabaseError, models, transaction
from django.db.models import ProtectedError

from config.common.append_only import append_only_models
from tests.rows import NOW, ROOMS, constraints_of, legal_rows, models_of, refusals

BAD = {
    "storedfile.sha256": [("file", {"path": "11/1"})],
    "storedfile.path": [("file", {"sha256": "1" * 64})],
    "stored_file_not_empty": [("file", {"path": "11/1", "sha256": "1" * 64, "size": 0})],
    "job_once": [("job", {})],
    "job_progress": [("job", {"key": "2", "total": 0}), ("job", {"key": "2", "done": 2})],
    "job_state_and_times": [
        ("job", {"key": "2", **change})
        for change in (
            {"state": "x"},
            {"started_at": NOW},
            {"finished_at": NOW},
            {"state": "running"},
            {"state": "running", "started_at": NOW, "finished_at": NOW},
            {"state": "done", "started_at": NOW},
            {"state": "failed"},
        )
    ],
    "job_item_once": [("job_item", {})],
    "job_item_made_or_refused": [("job_item", {"position": 2, "message": "Thiếu"})],
    "stored_file_sha256": [
        ("file", {"path": "11/1", "sha256": digest}) for digest in ("", "1" * 63, "g" * 64, "A" * 64)
    ],
}
# Lines that are nothing without what they belong to.
PARTS = {"JobItem.job", "ReturnItem.batch", "RoundRubric.round", "Stage.round"}
REFERENCES = {
    f"{model.__name__}.{field.name}": (model, field)
    for model in models_of(*ROOMS)
    for field in model._meta.local_fields
    if isinstance(field, models.ForeignKey)
}


def test_every_constraint_of_files_and_history_has_a_row_that_breaks_it():
    assert set(BAD) == set(constraints_of("common"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_the_database_refuses_a_row_that_breaks(name):
    found, expected = refusals("common", name, BAD[name])
    assert found == expected


def test_deleting_goes_down_to_parts_alone():
    free = {name for name, (_, field) in REFERENCES.items() if field.remote_field.on_delete is not models.PROTECT}
    assert free == PARTS


@pytest.mark.django_db
def test_what_is_referred_to_cannot_be_deleted():
    legal_rows()
    unprotected = set()
    for name, (model, field) in REFERENCES.items():
        if name not in PARTS and not _protects(model, field):
            unprotected.add(name)
    assert unprotected == set()


def _protects(model: type[models.Model], field: models.ForeignKey) -> bool:
    row = model.objects.filter(**{f"{field.name}__isnull": False}).order_by("pk").first()
    assert row is not None, f"tests/rows.py lacks a row with {model.__name__}.{field.name}"
    try:
        getattr(row, field.name).delete()
    except ProtectedError as error:
        return row in error.protected_objects
    return False


NUMBERS = [
    (model, field)
    for model in models_of(*ROOMS)
    for field in model._meta.local_fields
    if field.get_internal_type().startswith("Positive")
]


@pytest.mark.django_db
def test_counts_and_positions_are_never_negative():
    legal_rows()
    taken = set()
    for model, field in NUMBERS:
        try:
            with transaction.atomic():
                model.objects.update(**{field.name: -1})
            taken.add(f"{model.__name__}.{field.name}")
        except DatabaseError:
            continue
    assert taken == set()


@pytest.mark.django_db
def test_what_is_written_once_is_neither_changed_nor_deleted():
    rows = legal_rows()
    fields = {"event": "action", "file": "content_type", "outcome_set": "name", "comment": "text", "copy": "reason"}
    assert {type(rows[name]) for name in fields} == set(append_only_models())
    for name, field in fields.items():
        found = type(rows[name]).objects.filter(pk=rows[name].pk)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            found.update(**{field: "y"})
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            found._raw_delete("default")
