"""Statements compiled once give what the ORM gives, for every kind of column, in every thread."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from config.common.compiled import Insert, Parameter, Read, Update
from config.common.models import Event
from organizations.models import Assignment, Organization
from scoring.models import Evaluation, Mark
from tests.build import build_round, build_world, enter, full_marks, sheet
from tests.threads import in_threads

CODE = "cs1-cb1"
COLUMNS = ("pk", "value", "choice", "not_applicable", "points", "revision", "save_id", "saved_at")
pytestmark = pytest.mark.django_db

_values = Read(
    lambda: (
        Mark.objects.filter(assessment=Parameter("stage", Mark._meta.get_field("assessment")))
        .order_by("pk")
        .values_list(*COLUMNS)
    )
)
_objects = Read(
    lambda: (
        Evaluation.objects.select_related("organization", "current")
        .only("name", "organization__path", "current__deadline")
        .filter(pk=Parameter("pk", Evaluation._meta.pk))
    )
)
_change = Update(
    lambda: Mark.objects.filter(
        pk=Parameter("pk", Mark._meta.pk), revision=Parameter("seen", Mark._meta.get_field("revision"))
    ),
    ("value", "choice", "save_id", "saved_at", "saved_by_id", "revision"),
)
_append = Insert(Event)


@pytest.fixture
def world():
    world = build_world(cells=1)
    build_round(world)
    return world


def _stored(pk: int) -> tuple:
    return Mark.objects.values_list("value", "choice", "save_id", "saved_at", "saved_by_id", "revision").get(pk=pk)


def test_values_are_those_of_the_orm_whatever_the_column(world):
    stage = sheet(CODE).current
    for _ in range(2):
        plain = list(Mark.objects.filter(assessment=stage).order_by("pk").values_list(*COLUMNS))
        assert _values(stage=stage.pk) == plain
        enter(sheet(CODE), world.user("bithu"), full_marks(sheet(CODE)))
    assert {type(each) for each in _values(stage=stage.pk)[0]} == {type(each) for each in plain[0]} != {int}


def test_no_row_is_an_empty_list_and_the_next_values_are_not_the_last_ones(world):
    assert _values(stage=0) == []
    assert _objects(pk=0) == []
    first, second = Evaluation.objects.order_by("pk")[:2]
    assert [_objects(pk=each.pk)[0].pk for each in (first, second, first)] == [first.pk, second.pk, first.pk]


def test_objects_come_with_their_relations_and_read_the_rest_when_asked(world, queries):
    wanted = sheet(CODE)
    _objects(pk=wanted.pk)
    with queries() as asked:
        [found] = _objects(pk=wanted.pk)
        shown = (found, found.name, found.organization.path, found.current.pk, found.current.deadline)
    assert len(asked) == 1
    assert shown == (wanted, wanted.name, wanted.organization.path, wanted.current_id, wanted.current.deadline)
    assert found.get_deferred_fields() >= {"sort", "withdrawn_reason"}
    assert found.sort == wanted.sort


def test_a_relation_that_is_not_there_is_none(world):
    evaluation = sheet(CODE)
    Evaluation.objects.filter(pk=evaluation.pk).update(current=None)
    assert _objects(pk=evaluation.pk)[0].current is None


def test_a_date_is_compared_as_a_date(world):
    in_force = Read(
        lambda: Assignment.objects.filter(start__lte=Parameter("day", Assignment._meta.get_field("start"))).values_list(
            "pk"
        )
    )
    first = min(Assignment.objects.values_list("start", flat=True))
    assert len(in_force(day=date(2999, 1, 1))) == Assignment.objects.count() > 0
    assert in_force(day=date(1900, 1, 1)) == []
    assert len(in_force(day=first)) == Assignment.objects.filter(start=first).count()


def test_an_update_writes_each_kind_of_value_and_says_whether_a_row_fitted(world):
    mark = sheet(CODE).current.marks.order_by("pk")[0]
    now, save_id = timezone.now(), uuid4()
    written = {
        "value": Decimal("4.5"), "choice": "", "save_id": save_id, "saved_at": now, "saved_by_id": 7, "revision": 1,
    }  # fmt: skip
    assert _change(pk=mark.pk, seen=0, **written) == 1
    assert _stored(mark.pk) == (Decimal("4.5"), "", save_id, now, 7, 1)
    assert _change(pk=mark.pk, seen=0, **written | {"value": Decimal(1)}) == 0
    assert _stored(mark.pk) == (Decimal("4.5"), "", save_id, now, 7, 1)
    assert _change(pk=mark.pk, seen=1, **written | {"value": None, "revision": 2}) == 1
    assert _stored(mark.pk) == (None, "", save_id, now, 7, 2)


def test_what_the_database_refuses_stays_refused(world):
    mark = sheet(CODE).current.marks.order_by("pk")[0]
    bad = {"value": Decimal(1), "choice": "dat", "save_id": None, "saved_at": None, "saved_by_id": None, "revision": 0}
    with pytest.raises(IntegrityError), transaction.atomic():
        _change(pk=mark.pk, seen=0, **bad)
    assert _stored(mark.pk) == (None, "", None, None, None, 0)


def test_a_row_is_appended_as_the_orm_would(world):
    row = {
        "at": timezone.now(), "actor_id": None, "action": "thu", "subject_type": "x", "subject_id": 3,
        "subject_label": "Thôn %s 'Đồng Mây'", "organization_id": None, "data": {"rows": [{"old": None, "new": "4.5"}]},
    }  # fmt: skip
    _append(**row)
    assert Event.objects.filter(action="thu").values(*row).get() == row


def test_a_value_that_is_not_given_is_an_error():
    with pytest.raises(KeyError):
        _objects()


@pytest.mark.django_db(transaction=True)
def test_each_thread_reads_through_its_own_connection():
    build_world(cells=1)
    named = Read(
        lambda: Organization.objects.filter(code=Parameter("code", Organization._meta.get_field("code"))).values_list(
            "name"
        )
    )
    expected = Organization.objects.get(code=CODE).name
    found: list[list[tuple]] = []

    def read() -> None:
        found.append(named(code=CODE))
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    assert in_threads(read, read, read) == []
    assert found == [[(expected,)]] * 3
