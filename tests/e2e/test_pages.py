"""Every page that anybody can reach by following links: usable, Vietnamese, and without a complaint of the browser."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from recognition.models import Decision, RegisterEntry
from scoring.rubrics.load import rubric_of
from tests.build import World, sheet
from tests.e2e.conftest import LAPTOP, PHONE, Complaints
from tests.e2e.situations import world_at_work

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]

# What is not a page: files and signing out.
NO_PAGES = re.compile(r"\.(pdf|xlsx|docx|jpg|zip)$|/phieu-giay/$|^/minh-chung/|^/dang-xuat/$")
ENGLISH = re.compile(
    r"\b(submit|save|saved|delete|remove|add|edit|cancel|search|field|required|enter|please|error|invalid|page|next"
    r"|previous|back|none|null|true|false|yes|login|logout|password|username|user|choose|select|open|closed|draft"
    r"|undefined|nan)\b",
    re.IGNORECASE,
)
# Language, number of h1, title, all words (those that are read out too), and the shape: the kinds of elements, each
# none, one or several times. Pages of one shape are looked at closely once.
FACTS = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const spoken = all("[aria-label], [placeholder], [title], [alt], input[type=submit]").map(
    (e) => [e.ariaLabel, e.placeholder, e.title, e.alt, e.type === "submit" ? e.value : ""].join(" "));
  const seen = {};
  for (const e of all("body *")) {
    const kind = `${e.tagName}.${e.getAttribute("class")}.${e.getAttribute("role")}.${e.type}.${e.ariaInvalid}`;
    seen[kind] = Math.min(2, (seen[kind] || 0) + 1);
  }
  const words = [document.title, document.body.textContent, ...spoken].join(" ");
  const shape = JSON.stringify(Object.entries(seen).sort());
  return [document.documentElement.lang, all("h1").length, document.title, words, shape];
}"""
LINKS = "() => Array.from(document.querySelectorAll('a[href]'), (e) => e.href)"


class Reader:
    """One person who follows every link he is shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.read: list[str] = []

    def pages(self) -> Iterator[str]:
        """Yield the address of every page that can be reached from the start page, each while it is shown."""
        waiting, known = deque(["/"]), set()
        while waiting:
            path = waiting.popleft()
            # The year before leads to the year before that, for ever: a page is read for one of its years.
            address, _, query = path.partition("?")
            key = f"{address}?{re.sub('[0-9]+', '1', query)}"
            if key in known:
                continue
            known.add(key)
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


class Inspector:
    """Looks at every page on a phone, the first of each shape closely, the first of each address on a laptop too."""

    def __init__(self, axe: Check, fits: Check) -> None:
        self.axe, self.fits = axe, fits
        self.shapes: set[str] = set()
        self.kinds: set[str] = set()

    def look(self, page: Page) -> None:
        language, heads, title, words, shape = page.evaluate(FACTS)
        assert (page.url, language, heads, sorted(set(ENGLISH.findall(words)))) == (page.url, "vi", 1, [])
        assert re.fullmatch(r"\S.+ – Chấm điểm tổ chức đảng", title)
        self.fits(page)
        if shape in self.shapes:
            return
        self.shapes.add(shape)
        self.axe(page)
        page.set_viewport_size(LAPTOP["viewport"])
        self.fits(page)
        kind = re.sub(r"\d+", "1", urlsplit(page.url).path)
        if kind not in self.kinds:
            self.kinds.add(kind)
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
        reader = Reader(person(name, viewport=PHONE["viewport"]))
        for _ in reader.pages():
            inspector.look(reader.page)
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
