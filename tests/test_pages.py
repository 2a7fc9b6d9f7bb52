"""What holds of every page: reading it writes nothing, and it asks the database as often for many rows as for few."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from config.common.models import Event
from organizations.models import User
from scoring.rubrics.load import forget
from tests.addresses import addresses
from tests.build import PASSWORD, World
from tests.organizations.office import OF_FIRST_RUN, OFFICE_PAGES
from tests.pages import ON_RECORD, Page, busy_world
from tests.pages import PAGES as PAGES_OF_WORK
from tests.posts import PEOPLE
from tests.test_posts import everything

PAGES = (*PAGES_OF_WORK, *OFFICE_PAGES)
HOME = tuple(Page("home", name, lambda world: reverse("home")) for name in sorted(PEOPLE))
# The largest budget of any page; sheet and board have tighter ones in tests of their own.
MOST_QUERIES = 16
# These load a file or change nothing a reader sees; their addresses stand in the table of POSTs.
ONLY_POST = {
    "organizations:person_active",
    "scoring:call_approve", "scoring:round_part", "scoring:what_if",
    "scoring:bulk", "scoring:note", "scoring:save_row", "scoring:accept", "scoring:round_open",
    "scoring:draft_create", "scoring:round_clone", "recognition:add_units",
    "recognition:remove_unit", "recognition:discard", "recognition:reserve",
    "recognition:present", "recognition:job_go_on",
}  # fmt: skip


def _reader(world: World, name: str) -> Client:
    client = Client()
    if name:
        client.force_login(world.user(name))
    return client


@pytest.mark.django_db
def test_every_page_stands_in_the_table():
    user = User.objects.create_user("ai-do", PASSWORD, full_name="Ai đó")
    refusing = set()
    for name, arguments in addresses().items():
        client = Client()
        client.force_login(user)
        if client.get(reverse(name, kwargs=arguments)).status_code == 405:
            refusing.add(name)
    assert refusing == ONLY_POST
    assert set(addresses()) - refusing - OF_FIRST_RUN == {page.name for page in (*PAGES, *ON_RECORD, *HOME)}


@pytest.fixture
def busy(db: None) -> World:
    """A world where every page shows something."""
    return busy_world()


def test_no_page_writes(busy, writes_nothing):
    answers = {}
    for page in (*PAGES, *HOME):
        client, url = _reader(busy, page.reader), page.url(busy)
        with writes_nothing():
            answers[str(page)] = client.get(url).status_code
            head = client.head(url)
        assert (head.status_code, head.content) == (answers[str(page)], b"")
    assert set(answers.values()) == {200}, {page: status for page, status in answers.items() if status != 200}


def test_a_paper_that_leaves_is_one_line_of_history_and_no_more(busy):
    before = everything()
    found = {}
    for page in ON_RECORD:
        last = Event.objects.count()
        answer = _reader(busy, page.reader).get(page.url(busy))
        # A file is closed when it has been read to its end.
        assert b"".join(answer)
        found[page.name] = (answer.status_code, Event.objects.count() - last)
    assert found == {page.name: (200, 1) for page in ON_RECORD}
    after = everything()
    assert {table for table in after if after[table] != before[table]} <= {"common.Event", "organizations.User"}


def _counts(world: World, pages: Iterable[Page], queries: Callable[[], Any]) -> dict[str, int]:
    found = {}
    for page in pages:
        client, url = _reader(world, page.reader), page.url(world)
        client.get(url)
        with queries() as asked:
            client.get(url)
        found[str(page)] = len(asked)
    return found


def _counts_in(world_size: dict[str, int], queries: Callable[[], Any]) -> dict[str, int]:
    """Count in a world that is gone afterwards, keys and all."""
    forget()
    # Not an atomic block: an issue refuses to run within one.
    point = transaction.savepoint()
    found = _counts(busy_world(**world_size), [page for page in (*PAGES, *HOME) if "_pdf" not in page.name], queries)
    transaction.savepoint_rollback(point)
    forget()
    return found


@pytest.mark.django_db
def test_many_rows_ask_no_more_than_few(queries):
    few = _counts_in({"cells": 3, "times": 1}, queries)
    many = _counts_in({"cells": 9, "times": 4}, queries)
    assert many == few
    assert {page: count for page, count in few.items() if count > MOST_QUERIES} == {}
