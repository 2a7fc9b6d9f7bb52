"""A real browser against a real server: pages on a laptop and a phone, whose every complaint fails the test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as standing
from django.core.cache import cache
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from organizations.models import User
from tests.build import PASSWORD
from tests.e2e.pressing import MARKS, presses_arrive

HERE = Path(__file__).parent
# The first is the same engine without windows: where it is there, it has half the work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
# The rule of 2.2 on the size of what is pressed is off by default.
WCAG_22 = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# What bars somebody: the rules that are broken, and where. The rest of the answer stays in the browser.
BARS = """(options) => axe.run(document, options).then(
  (found) => found.violations.map((rule) => [rule.id, rule.nodes.map((node) => node.html)]))"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("browser") is None:
            raise pytest.UsageError(f"{item.nodeid}: a test of this folder is marked browser")
    # The two that follow every link take longest: each is the first, or among the first, of another worker.
    longest = [item for item in items if "test_every_page_of_every_role" in item.name]
    for place, item in enumerate(longest):
        items.remove(item)
        items.insert(place * len(items) // 2, item)


class Complaints:
    """What the browser found wrong: errors of scripts, of the console (the content policy too), of requests."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._expected: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._found.append(f"script: {error}"))
        page.on("console", self._console)

    def expect(self, part: str) -> None:
        """Say that complaints holding `part` belong to the test, such as the status of a refused request."""
        self._expected.append(part)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._found.append(f"console: {message.text} {message.location.get('url', '')}")

    def unexpected(self) -> list[str]:
        return [text for text in self._found if not any(part in text for part in self._expected)]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Longer than any page takes on a busy machine: no test waits for a time to pass.
    expect.set_options(timeout=20_000)
    with pytest.MonkeyPatch.context() as patch, presses_arrive(), sync_playwright() as running:
        # The synchronous Playwright runs an event loop in the thread in which the tests ask the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert executable, "Chromium is missing: apt install chromium"
    running = playwright.chromium.launch(executable_path=executable, args=FLAGS)
    yield running
    running.close()


class Line:
    """The way to the server, which can be cut for all that is posted, whoever posts it: also a tab that is closing."""

    def __init__(self) -> None:
        self.cut = False

    def to(self, application: Callable[..., Any]) -> Callable[..., Any]:
        def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            if self.cut and environ["REQUEST_METHOD"] == "POST":
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                start("503 Service Unavailable", [("Content-Length", "0")])
                return []
            return application(environ, start)

        return answer


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def server(transactional_db: None, settings: Any, line: Line) -> Iterator[str]:
    """The address of the application with its own middleware serving the collected static files."""
    cache.clear()
    thread = LiveServerThread("127.0.0.1", static_handler=line.to)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    found = Complaints()
    yield found
    assert found.unexpected() == []


@pytest.fixture
def open_browser(browser: Browser, server: str, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of its own on a device, without a login."""
    contexts: list[BrowserContext] = []

    def open_page(**device: Any) -> Page:
        context = browser.new_context(base_url=server, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **device)
        context.set_default_timeout(20_000)
        context.add_init_script(MARKS)
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def laptop(open_browser: Callable[..., Page]) -> Page:
    """A page of 1366 × 900."""
    return open_browser(**LAPTOP)


@pytest.fixture
def phone(open_browser: Callable[..., Page]) -> Page:
    """A page of 390 × 844 under a finger."""
    return open_browser(**PHONE)


class Both:
    """Pages that go their way on the phone, where room is scarce, and are looked at on the laptop's width as well."""

    def __init__(self) -> None:
        self._pages: list[Page] = []

    def add(self, page: Page) -> Page:
        self._pages.append(page)
        return page

    def widths(self, page: Page) -> Iterator[None]:
        """Let something be done at the width at which a page stands, and again at the laptop's."""
        yield
        standing = page.viewport_size
        if page in self._pages and standing is not None:
            page.set_viewport_size(LAPTOP["viewport"])
            yield
            page.set_viewport_size(standing)


@pytest.fixture
def both() -> Both:
    """The pages of a test that are looked at on both devices."""
    return Both()


@pytest.fixture
def page(phone: Page, both: Both) -> Page:
    """A page under a finger that is looked at on a laptop too."""
    return both.add(phone)


@pytest.fixture
def login() -> Callable[..., None]:
    """Return a function that logs a user in through the login page and waits for the page behind it."""

    def log_in(page: Page, username: str, password: str = PASSWORD) -> None:
        page.goto("/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu", exact=True).fill(password)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    return log_in


@pytest.fixture
def person(open_browser: Callable[..., Page], server: str) -> Callable[..., Page]:
    """Return a function that opens a browser of its own for a user, at his start page; a laptop unless said otherwise.

    He is logged in already: the door has tests of its own.
    """

    def open_for(username: str, **device: Any) -> Page:
        page = open_browser(**(LAPTOP | device))
        client = Client()
        client.force_login(User.objects.get(username=username))
        cookie = client.cookies[standing.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server}])
        page.goto("/")
        return page

    return open_for


@pytest.fixture
def axe(both: Both) -> Callable[[Page], None]:
    """Return a function that fails for anything that bars people who see, hear or type otherwise."""
    script = Axe().axe_script

    def check(page: Page) -> None:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(script)
        for _ in both.widths(page):
            assert page.evaluate(BARS, WCAG_22) == []

    return check


@pytest.fixture
def fits(both: Both) -> Callable[[Page], None]:
    """Return a function that fails for a page that has to be scrolled sideways."""

    def check(page: Page) -> None:
        for _ in both.widths(page):
            # Not innerWidth: a phone zooms out until a page that is too wide fits into it.
            assert page.viewport_size is not None
            assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]

    return check
