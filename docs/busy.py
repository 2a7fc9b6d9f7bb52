"""A throw-away installation in which every page shows something, for the scripts of this folder that read pages.

Import it before anything of Django's: it chooses the folder of the data.
"""

import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="bontot-docs-")
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from tests.build import World
from tests.pages import busy_world

# Of pages that differ by their numbers alone, such as the exchange about each row of a sheet, so many are read.
MOST_ALIKE = 8
NO_PAGES = re.compile(r"\.(pdf|xlsx|docx|jpg|zip|css|svg)$|/phieu-giay/$|^/minh-chung/|^/dang-xuat/$|/ket-qua/$")


def begin() -> World:
    """Return the busy world of the tests in a database of its own."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    return busy_world()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.sends_to_itself = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a" and named.get("href"):
            self.found.append(named["href"] or "")
        if tag == "form" and named.get("method") == "post" and "action" not in named:
            self.sends_to_itself = True


def _read(html: str) -> _Links:
    reader = _Links()
    reader.feed(html)
    return reader


def client_for(world: World, name: str) -> Client:
    """Return a client logged in as `name`; as nobody for ""."""
    client = Client()
    if name:
        client.force_login(world.user(name))
    return client


def crawl(client: Client, start: str = "/") -> Iterator[tuple[str, Any]]:
    """Yield (address, answer) for every page that can be reached by links, then for its form sent empty."""
    waiting, seen = [start], set()
    alike: Counter[str] = Counter()
    while waiting:
        path = waiting.pop(0)
        shape = re.sub(r"\d+", "0", path)
        if path in seen or alike[shape] == MOST_ALIKE:
            continue
        seen.add(path)
        alike[shape] += 1
        answer = client.get(path)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        yield path, answer
        read = _read(answer.content.decode())
        if read.sends_to_itself:
            refused = client.post(path, {})
            if refused.status_code == 422:
                yield f"{path} [gửi trống]", refused
        for link in read.found:
            parts = urlsplit(link)
            if not parts.netloc and parts.path.startswith("/") and not NO_PAGES.search(parts.path):
                waiting.append(f"{parts.path}?{parts.query}" if parts.query else parts.path)
