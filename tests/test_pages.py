"""What holds of every page: reading it writes nothing, and it asks the database as often for many rows as for few."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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
    "scoring:minutes_answer",
    "scoring:call_approve", "scoring:line_remove", "scoring:round_part", "scoring:what_if",
    "scoring:bulk", "scoring:note", "scoring:save_row", "scoring:accept", "scoring:round_open",
    "scoring:erasure_approve", "scoring:draft_create", "scoring:round_clone", "recognition:add_units",
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
    client = Client()
    client.force_login(user)
    for name, arguments in addresses().items():
        if client.get(reverse(name, kwargs=arguments)).status_code == 405:
            refusing.add(name)
    assert refusing == ONLY_POST
    assert set(addresses()) - refusing - OF_FIRST_RUN == {page.name for page in (*PAGES, *ON_RECORD, *HOME)}


@pytest.fixture
def busy(db: None) -> World:
    """A world where every page shows something."""
    return busy_world()


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


class Readers:
    """The browsers of a world, one for each person: whoever has logged in reads all of his pages."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._clients: dict[str, Client] = {}

    def of(self, page: Page) -> Client:
        if page.reader not in self._clients:
            self._clients[page.reader] = _reader(self.world, page.reader)
        return self._clients[page.reader]


def _heads(world: World, pages: Iterable[Page], queries: Callable[[], Any]) -> dict[str, int]:
    """Return how often each page asks the database when its head alone is asked for: as often as when it is read."""
    readers, found = Readers(world), {}
    for page in pages:
        client, url = readers.of(page), page.url(world)
        with queries() as asked:
            answer = client.head(url)
        assert (str(page), answer.status_code, answer.content) == (str(page), 200, b"")
        found[str(page)] = len(asked)
    return found


def _read(world: World, pages: Iterable[Page], writes_nothing: Callable[[], Any]) -> None:
    """Read pages once: each is there, and none leaves a trace."""
    readers, answers = Readers(world), {}
    for page in pages:
        client, url = readers.of(page), page.url(world)
        with writes_nothing():
            answers[str(page)] = client.get(url).status_code
    assert set(answers.values()) == {200}, {page: status for page, status in answers.items() if status != 200}


@contextmanager
def _world(**size: int) -> Iterator[World]:
    """A world that is gone afterwards, keys and all."""
    forget()
    # Not an atomic block: an issue refuses to run within one.
    point = transaction.savepoint()
    yield busy_world(**size)
    transaction.savepoint_rollback(point)
    forget()


@pytest.mark.django_db
def test_no_page_writes_and_many_rows_ask_no_more_than_few(queries, writes_nothing):
    counted = [page for page in (*PAGES, *HOME) if "_pdf" not in page.name]
    with _world(cells=3, times=1) as world:
        _read(world, counted, writes_nothing)
        few = _heads(world, counted, queries)
        # Last: a copy of a paper is made where one is to be printed, and stands on the pages of its decision.
        printed = [page for page in (*PAGES, *HOME) if "_pdf" in page.name]
        _read(world, printed, writes_nothing)
        _heads(world, printed, queries)
    with _world(cells=6, times=3) as world:
        many = _heads(world, counted, queries)
        # Whatever was read for the first time in this world, such as a rubric, is asked for once more.
        again = [page for page in counted if many[str(page)] != few[str(page)]]
        many |= _heads(world, again, queries)
    assert many == few
    assert {page: count for page, count in few.items() if count > MOST_QUERIES} == {}
