"""The forms that take somebody long to fill: sent when the session is over, they are written after login and press."""

from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.build import PASSWORD, World, build_round, build_world
from tests.posts import POSTS, Post
from tests.recognition.situations import load_forms
from tests.test_posts import everything

LONG = (
    "scoring:sheet", "scoring:submit", "scoring:withdraw", "scoring:talk", "scoring:appraise", "scoring:return",
    "scoring:reopen", "scoring:conclusion", "scoring:unit_add", "scoring:unit_withdraw", "scoring:round_create",
    "recognition:new", "recognition:decision", "recognition:add_units",
)  # fmt: skip
FORMS = [post for post in POSTS if post.name in LONG]


class Fields(HTMLParser):
    """The hidden fields of the form that goes to an address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.inside = address, False
        self.found: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("action") == self.address
        elif tag == "input" and self.inside:
            self.found.setdefault(given["name"] or "", []).append(given["value"] or "")


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    build_round(world)
    load_forms()
    cache.clear()
    return world


def test_every_name_stands_in_the_table_of_posts():
    assert {post.name for post in FORMS} == set(LONG)


@pytest.mark.sqlite
@pytest.mark.parametrize("post", FORMS, ids=str)
def test_what_was_sent_without_a_session_is_written_after_login_and_press(world: World, post: Post) -> None:
    act, name = post.build(world), min(post.who)
    client, before = Client(enforce_csrf_checks=True), everything()
    client.get(reverse("account_login"))
    client.post(act.url, act.data, headers={"Origin": "http://testserver"})
    typed = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(reverse("account_login"), typed)["Location"] == reverse("kept_forms")
    fields = Fields(act.url)
    fields.feed(client.get(reverse("kept_forms")).content.decode())
    assert {table for table, rows in everything().items() if rows != before[table]} <= {"organizations.User"}
    assert client.post(act.url, fields.found).status_code == post.status
    after = everything()
    assert {table for table, rows in after.items() if rows != before[table]} > {"common.Event"}
