"""Every page that anybody can reach by following links: usable, Vietnamese, and without a complaint of the browser."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.build import World
from tests.e2e.conftest import LAPTOP, PHONE, Complaints
from tests.e2e.situations import world_at_work

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]

# What is not a page: files and signing out.
NO_PAGES = re.compile(r"\.(pdf|xlsx)$|^/dang-xuat/$")
ENGLISH = re.compile(
    r"\b(submit|save|saved|delete|remove|add|edit|cancel|search|field|required|enter|please|error|invalid|page|next"
    r"|previous|back|none|null|true|false|yes|login|logout|password|username|user|choose|select|open|closed|draft"
    r"|undefined|nan)\b",
    re.IGNORECASE,
)
WORDS = """() => [document.title, document.body.textContent, ...Array.from(
    document.querySelectorAll("[aria-label], [placeholder], [title], [alt], input[type=submit]"),
    (e) => [e.ariaLabel, e.placeholder, e.title, e.alt, e.type === "submit" ? e.value : ""].join(" "))].join(" ")"""
# Pages of one shape (the same kinds of elements, none, one or several of each) are looked at closely once.
SHAPE = """() => {
  const seen = {};
  for (const e of document.querySelectorAll("body *")) {
    const kind = `${e.tagName}.${e.getAttribute("class")}.${e.getAttribute("role")}.${e.type}.${e.ariaInvalid}`;
    seen[kind] = Math.min(2, (seen[kind] || 0) + 1);
  }
  return JSON.stringify(Object.entries(seen).sort());
}"""
LINKS = "() => Array.from(document.querySelectorAll('a[href]'), (e) => e.href)"


class Reader:
    """One person who follows every link he is shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.read: list[str] = []

    def pages(self) -> Iterator[str]:
        """Yield the address of every page that can be reached from the start page, each while it is shown."""
        waiting = deque(["/"])
        while waiting:
            path = waiting.popleft()
            if path in self.read:
                continue
            answer = self.page.goto(path)
            assert (path, answer and answer.status) == (path, 200)
            self.read.append(path)
            yield path
            waiting.extend(self._links())

    def _links(self) -> list[str]:
        found = [urlsplit(link) for link in self.page.evaluate(LINKS)]
        own = urlsplit(self.page.url).netloc
        return [
            f"{link.path}?{link.query}" if link.query else link.path
            for link in found
            if link.netloc == own and not NO_PAGES.search(link.path)
        ]


def faults(page: Page) -> list[str]:
    """Return what every page has to have and this one has not."""
    found = page.evaluate(
        "() => [document.documentElement.lang, document.querySelectorAll('h1').length, document.title]"
    )
    language, heads, title = found
    said = [] if language == "vi" else [f"lang={language}"]
    said += [] if heads == 1 else [f"{heads} h1"]
    said += [] if re.fullmatch(r"\S.+ – Chấm điểm tổ chức đảng", title) else [f"title “{title}”"]
    return said + sorted({f"“{word}”" for word in ENGLISH.findall(page.evaluate(WORDS))})


class Inspector:
    """Looks at a page on a laptop and on a phone, closely when its shape is new."""

    def __init__(self, axe: Check, fits: Check) -> None:
        self.axe, self.fits = axe, fits
        self.shapes: set[str] = set()

    def look(self, page: Page) -> None:
        assert (page.url, faults(page)) == (page.url, [])
        shape = page.evaluate(SHAPE)
        for device in (PHONE, LAPTOP):
            page.set_viewport_size(device["viewport"])
            self.fits(page)
            if shape not in self.shapes:
                self.axe(page)
        self.shapes.add(shape)


@pytest.fixture
def world(server: str) -> World:
    return world_at_work()[0]


# What each person must at least be able to reach; the start of an address stands for all that follow.
REACHED = {
    "bithu": {"/ho-so/", "/to-chuc/cs1-cb1/", "/quyet-dinh/", "/danh-sach/", "/bo-tieu-chi/", "/dot/"},
}


def test_every_page_of_every_role_is_usable_and_vietnamese_on_laptop_and_phone(
    world: World, person: Callable[..., Page], axe: Check, fits: Check
) -> None:
    inspector = Inspector(axe, fits)
    for name in world.users:
        reader = Reader(person(name))
        for _ in reader.pages():
            inspector.look(reader.page)
        print(name, len(reader.read), len(inspector.shapes), reader.read)
        reader.page.close()
