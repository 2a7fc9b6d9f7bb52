"""Every page that anybody can reach by following links: usable, Vietnamese, and without a complaint of the browser.

Every page is read as it comes from the server. A browser shows those that hold an element, or several of one, that no
page of this kind held before: on a phone and on a laptop, where they fit and bar nobody. Workers share what was seen.
"""

import hashlib
import os
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from organizations.models import User
from recognition.models import Decision, RegisterEntry
from scoring.rubrics.load import rubric_of
from tests.build import World, sheet
from tests.e2e.conftest import LAPTOP, PHONE, Complaints
from tests.e2e.situations import world_at_work

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]

# What is not a page: files and signing out.
NO_PAGES = re.compile(r"\.(pdf|xlsx|docx|jpg|yaml|zip)$|/phieu-giay/$|^/minh-chung/|^/dang-xuat/$")
ENGLISH = re.compile(
    r"\b(submit|save|saved|delete|remove|add|edit|cancel|search|field|required|enter|please|error|invalid|page|next"
    r"|previous|back|none|null|true|false|yes|login|logout|password|username|user|choose|select|open|closed|draft"
    r"|undefined|nan)\b",
    re.IGNORECASE,
)
# Shared by the workers of a run, and gone with it.
SEEN = Path(os.environ["BONTOT_TEST_DATA"]) / "seen"
KNOWN: set[str] = set()
DIGITS = re.compile("[0-9]+")


def kind_of(path: str) -> str:
    """Return the address of a page without the numbers in it: pages of one kind are made by one view."""
    address, _, query = path.partition("?")
    return f"{DIGITS.sub('1', address)}?{DIGITS.sub('1', query)}"


def _kind_shown(page: Page) -> str:
    return kind_of(urlsplit(page.url)._replace(scheme="", netloc="", fragment="").geturl())


class Source(HTMLParser):
    """What the markup of a page says: language, heads, title, all its words (those read out too), links, elements."""

    SPOKEN = ("aria-label", "placeholder", "title", "alt")
    MANNERS = ("class", "role", "type", "aria-invalid", "aria-current", "open")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language, self.title, self.heads, self._inside = "", "", 0, ""
        self.words: list[str] = []
        self.links: list[str] = []
        self.elements: Counter[str] = Counter()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag
        self.heads += tag == "h1"
        self.language = given.get("lang", "") if tag == "html" else self.language
        self.words += [given[name] for name in self.SPOKEN if name in given]
        self.words += [given.get("value", "")] if (tag, given.get("type")) == ("input", "submit") else []
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.elements[" ".join([tag, *(f"{name}={given[name]}" for name in self.MANNERS if name in given)])] += 1

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title = self.title or data.strip()
        # What stands as code is the name of a key or of a file.
        if self._inside not in ("script", "style", "code"):
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def is_new(self, kind: str) -> bool:
        """Say whether a page of this kind shows an element, or several of one, for the first time in this run."""
        new = [_first(f"{kind} {element} {min(count, 2)}") for element, count in self.elements.items()]
        return any(new)

    def check(self, path: str) -> None:
        """Fail for a page that is not Vietnamese from its title to the last word read out, or has no one head."""
        english = sorted(set(ENGLISH.findall(" ".join(self.words))))
        assert (path, self.language, self.heads, english) == (path, "vi", 1, [])
        assert re.fullmatch(r"\S.+ – Chấm điểm tổ chức đảng", self.title)


def _first(what: str) -> bool:
    if what in KNOWN:
        return False
    KNOWN.add(what)
    SEEN.mkdir(exist_ok=True)
    try:
        (SEEN / hashlib.sha256(what.encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


class Reader:
    """One person who follows every link he is shown."""

    def __init__(self, name: str, page: Page) -> None:
        self.page = page
        self.read: list[str] = []
        self._client = Client()
        self._client.force_login(User.objects.get(username=name))

    def pages(self) -> Iterator[str]:
        """Read every page that can be reached from the start page; yield the address of each that is new, shown."""
        waiting, known = deque(["/"]), set()
        while waiting:
            path = waiting.popleft()
            # The year before leads to the year before that, for ever: a page is read for one of its years.
            address, _, query = path.partition("?")
            if (address, kind_of(f"?{query}")) in known:
                continue
            known.add((address, kind_of(f"?{query}")))
            self.read.append(path)
            answer = self._client.get(path, follow=True)
            assert (path, answer.status_code) == (path, 200)
            source = Source(answer.content.decode())
            source.check(path)
            if source.is_new(kind_of(path)):
                shown = self.page.goto(path)
                assert (path, shown and shown.status) == (path, 200)
                yield path
            found = [urlsplit(urljoin(answer.request["PATH_INFO"], link)) for link in source.links]
            waiting.extend(
                f"{link.path}?{link.query}" if link.query else link.path
                for link in found
                if not link.netloc and not link.scheme and not NO_PAGES.search(link.path)
            )


class Inspector:
    """Looks at a page closely, on the phone that shows it and on a laptop."""

    def __init__(self, axe: Check, fits: Check) -> None:
        self.axe, self.fits = axe, fits

    def look(self, page: Page) -> None:
        """Check the words and the width of what is shown, and more of it where it is new."""
        source = Source(page.content())
        source.check(page.url)
        self.fits(page)
        if source.is_new(_kind_shown(page)):
            self.look_closely(page)

    def look_closely(self, page: Page) -> None:
        """Check that a page fits and bars nobody, on both."""
        self.fits(page)
        self.axe(page)
        page.set_viewport_size(LAPTOP["viewport"])
        self.fits(page)
        if _first(f"laptop {_kind_shown(page)}"):
            self.axe(page)
        page.set_viewport_size(PHONE["viewport"])


@pytest.fixture
def world(server: str) -> World:
    return world_at_work()[0]


# Whose pages show nothing that those of the others do not.
ALIKE = {"bithu2", "bithu_cs", "danguy2"}
SUPERIOR = {"thamdinh", "lanhdao", "vanthu", "quantri"}


@pytest.mark.parametrize("superior", [True, False], ids=["above", "below"])
def test_every_page_of_every_role_is_usable_and_vietnamese_on_laptop_and_phone(
    world: World, person: Callable[..., Page], axe: Check, fits: Check, superior: bool
) -> None:
    inspector = Inspector(axe, fits)
    read = {}
    for name in SUPERIOR if superior else world.users.keys() - ALIKE - SUPERIOR:
        reader = Reader(name, person(name, viewport=PHONE["viewport"]))
        for _ in reader.pages():
            inspector.look_closely(reader.page)
        read[name] = len(reader.read)
        reader.page.close()
    # Nobody is left with the start page alone, and whoever has no post sees no more than the frame.
    few = {name: count for name, count in read.items() if count < MOST_OF_A_STRANGER}
    assert few == ({} if superior else {"nguoila": 9})


MOST_OF_A_STRANGER = 10


def test_every_form_sent_empty_says_in_vietnamese_what_to_correct_and_where(
    world: World, person: Callable[..., Page], complaints: Complaints, axe: Check, fits: Check
) -> None:
    complaints.expect("422 (Unprocessable")
    inspector = Inspector(axe, fits)
    for name, path, button in forms(world):
        page = person(name, viewport=PHONE["viewport"])
        page.goto(path)
        inspector.look(page)
        for box in page.locator("main :is(input[type=checkbox]:checked)").all():
            box.uncheck()
        for box in page.locator("main form[method=post] :is(input:not([type]), [type=text], textarea)").all():
            box.fill("")
        page.get_by_role("button", name=button, exact=True).click()
        summary = page.locator(".error-summary")
        expect(summary).to_be_focused()
        expect(page).to_have_title(re.compile("^Lỗi: "))
        inspector.look(page)
        targets = [link.get_attribute("href") or "" for link in summary.get_by_role("link").all()]
        assert (path, [page.locator(target).count() for target in targets]) == (path, [1] * len(targets))
        assert targets
        page.close()


def forms(world: World) -> list[tuple[str, str, str]]:
    """Return the forms of the house: who, where, the button that sends them."""
    filled, concluded = sheet("cs1-cb1"), sheet("cbcs")
    row = rubric_of(filled.version).keys["I.1.1"]
    number = RegisterEntry.objects.get(number=9)
    waiting = f"co-quan={world.body('cs2', 'committee').pk}&dot={filled.round_id}"
    draft = Decision.objects.get(state=Decision.State.DRAFT)
    return [
        ("bithu", f"/ho-so/{filled.pk}/nop/", "Nộp phiếu"),
        ("bithu", f"/ho-so/{filled.pk}/minh-chung/{row}/", "Thêm minh chứng"),
        ("bithu", f"/ho-so/{filled.pk}/minh-chung/{row}/", "Tải tệp lên"),
        ("bithu", f"/ho-so/{filled.pk}/trao-doi/{row}/", "Gửi ý kiến"),
        ("lanhdao", f"/tham-dinh/{concluded.pk}/ket-luan/", "Ghi kết luận"),
        ("quantri", "/dot/moi/", "Lập đợt"),
        ("vanthu_cs", "/quyet-dinh/so/", "Giữ số"),
        ("vanthu_cs", f"/quyet-dinh/so/{number.pk}/tra-lai/", "Trả lại số"),
        ("vanthu_cs2", f"/quyet-dinh/moi/?{waiting}", "Lập dự thảo"),
        ("vanthu", f"/quyet-dinh/{draft.pk}/", "Lưu dự thảo"),
        ("vanthu", f"/quyet-dinh/{draft.pk}/ban-hanh/", "Ban hành"),
        ("nguoila", "/doi-mat-khau/", "Đổi mật khẩu"),
    ]


def test_pages_behind_buttons_are_usable_too(
    world: World, person: Callable[..., Page], axe: Check, fits: Check
) -> None:
    inspector = Inspector(axe, fits)
    page = person("bithu", viewport=PHONE["viewport"])
    for path in (f"/ho-so/{sheet('cs1-cb2').pk}/da-nop/", "/dang-xuat/", "/to-chuc/?tim=khong-co"):
        page.goto(path)
        inspector.look(page)
