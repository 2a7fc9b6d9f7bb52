"""Many rows in one statement: what is read back is what `bulk_update` would have written."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from config.common import bulk
from config.common.bulk import update_rows
from scoring.models import Assessment, Mark
from tests.build import World, build_round, build_world, sheet

FIELDS = [
    "value", "choice", "not_applicable", "explanation", "points", "revision", "save_id", "saved_by_id", "saved_at",
]  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world(cells=1)
    build_round(world)
    return world


def _changed(world: World) -> list[Mark]:
    """Return the marks of a sheet, each changed otherwise, every third emptied."""
    marks = list(Mark.objects.filter(assessment=sheet("cs1-cb1").current).order_by("pk"))
    for number, mark in enumerate(marks):
        empty = number % 3 == 0
        mark.value = mark.points = None if empty else Decimal(number) / 2
        mark.explanation = "" if empty else f"Lý do “{number}”; 100 % 'x' \\"
        mark.revision = 0 if empty else number
        mark.save_id = None if empty else UUID(int=number)
        mark.saved_by_id = None if empty else world.users["bithu"].pk
        mark.saved_at = None if empty else timezone.now()
    return marks


def _rows() -> list[tuple[Any, ...]]:
    return list(Mark.objects.order_by("pk").values_list())


def test_every_kind_of_column_is_read_back_as_bulk_update_writes_it(world: World, queries: Any) -> None:
    marks = _changed(world)
    before = _rows()
    point = transaction.savepoint()
    Mark.objects.bulk_update(marks, FIELDS)
    expected = _rows()
    transaction.savepoint_rollback(point)
    with queries() as asked:
        update_rows(marks, FIELDS)
    assert _rows() == expected != before
    assert len(asked) == 1


def test_a_structure_is_stored_as_one(world: World) -> None:
    stages = list(Assessment.objects.order_by("pk")[:2])
    stages[0].result = {"total": "90", "names": ["“một”", None, True]}
    update_rows(stages, ["result"])
    assert list(Assessment.objects.order_by("pk").values_list("result", flat=True)[:2]) == [
        each.result for each in stages
    ]


def test_a_long_list_goes_in_several_statements(world: World, queries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_VALUES", 5 * (len(FIELDS) + 1))
    marks = _changed(world)
    with queries() as asked:
        update_rows(marks, FIELDS)
    assert len(asked) == -(-len(marks) // 5) > 1
    stored = Mark.objects.filter(pk__in=[mark.pk for mark in marks]).order_by("pk")
    assert [mark.explanation for mark in stored] == [mark.explanation for mark in marks]


@pytest.mark.django_db
def test_nothing_to_write_asks_nothing(queries: Any) -> None:
    with queries() as asked:
        update_rows([], ["revision"])
    assert asked == []


def test_what_a_column_refuses_is_refused(world: World) -> None:
    marks = _changed(world)
    marks[1].revision = 0
    with pytest.raises(IntegrityError), transaction.atomic():
        update_rows(marks, FIELDS)


@pytest.mark.postgresql
def test_a_text_that_is_too_long_is_refused_and_not_cut(world: World) -> None:
    marks = _changed(world)
    marks[0].choice = "x" * 500
    with pytest.raises(DataError), transaction.atomic():
        update_rows(marks, FIELDS)
