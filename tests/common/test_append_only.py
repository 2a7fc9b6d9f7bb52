"""What is written down stays: both databases refuse to change, delete, replace or empty such tables."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import TransactionTestCase
from django.utils import timezone

from config.common import append_only
from config.common.audit import log
from config.common.files import keep
from config.common.models import Event, StoredFile
from organizations.models import Sector

pytestmark = pytest.mark.django_db
ROW = "id, at, action, subject_type, subject_id, subject_label, data"


def an_event() -> Event:
    subject = Sector.objects.create(code="thu", name="Thử", position=1)
    log("thu.viec", subject, actor=None)
    return Event.objects.latest("pk")


def raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def rename(event: Event) -> None:
    event.action = "khac"
    event.save()


ATTEMPTS: list[Callable[[Event], object]] = [
    rename,
    lambda event: Event.objects.filter(pk=event.pk).update(action="khac"),
    lambda event: Event.objects.bulk_update([Event(pk=event.pk, action="khac")], ["action"]),
    lambda event: event.delete(),
    lambda event: Event.objects.all().delete(),
    lambda event: raw(f"UPDATE common_event SET action = 'khac' WHERE id = {event.pk}"),
    lambda event: raw(f"DELETE FROM common_event WHERE id = {event.pk}"),
    lambda event: raw("DELETE FROM common_event"),
    lambda event: raw(
        f"INSERT INTO common_event ({ROW}) SELECT {ROW} FROM common_event WHERE id = {event.pk} "
        "ON CONFLICT (id) DO UPDATE SET action = 'khac'"
    ),
]


def refused(attempt: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match=append_only.REFUSAL), transaction.atomic():
        attempt()


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_event_is_neither_changed_nor_deleted(attempt: Callable[[Event], object]) -> None:
    event = an_event()
    before = Event.objects.values().get(pk=event.pk)
    refused(lambda: attempt(event))
    assert Event.objects.values().get(pk=event.pk) == before


@pytest.mark.sqlite
def test_an_event_is_not_replaced_on_sqlite() -> None:
    event = an_event()
    columns = ROW.replace("action", "'khac'")
    refused(
        lambda: raw(
            f"INSERT OR REPLACE INTO common_event ({ROW}) SELECT {columns} FROM common_event WHERE id = {event.pk}"
        )
    )
    assert Event.objects.get(pk=event.pk).action == "thu.viec"


@pytest.mark.postgresql
@pytest.mark.parametrize("how", ["", " CASCADE"])
def test_the_table_of_events_is_not_emptied_on_postgresql(how: str) -> None:
    an_event()
    refused(lambda: raw(f"TRUNCATE common_event{how}"))
    assert Event.objects.count() == 1


def test_a_stored_file_is_neither_changed_nor_deleted() -> None:
    stored = keep(b"noi dung", "text/plain")
    refused(lambda: StoredFile.objects.update(path="khac"))
    refused(lambda: StoredFile.objects.filter(pk=stored.pk).delete())
    assert StoredFile.objects.get() == stored


def test_every_append_only_table_has_its_triggers() -> None:
    tables = {model._meta.db_table for model in append_only.append_only_models()}
    assert {"common_event", "common_storedfile"} <= tables
    assert installed() == {name for table in tables for name in expected(table)}


def test_migrating_again_leaves_the_triggers_in_place() -> None:
    before = installed()
    call_command("migrate", verbosity=0)
    assert installed() == before


def expected(table: str) -> list[str]:
    acts = ["update", "delete", *(["truncate"] if connection.vendor == "postgresql" else [])]
    return [f"{table}_no_{act}" for act in acts]


def installed() -> set[str]:
    where = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE '%%_no_%%'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%_no_%%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(where, [])
        return {name for (name,) in cursor.fetchall()}


class Flushing(TransactionTestCase):
    """A test whose tables are emptied when it ends."""

    def runTest(self) -> None:  # noqa: N802 -- the name unittest looks for
        Event.objects.create(at=timezone.now(), action="thu", subject_type="thu", subject_id=1, subject_label="thử")


@pytest.mark.django_db(transaction=True)
def test_the_triggers_stand_again_after_a_test_that_empties_the_tables() -> None:
    Flushing()()
    assert Event.objects.count() == 0
    event = an_event()
    refused(lambda: Event.objects.filter(pk=event.pk).update(action="khac"))
