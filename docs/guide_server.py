"""Starts the demonstration on a free port with data of its own and opens a browser before it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "botot-2026"  # noqa: S105 -- that of the demonstration
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 860}}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--lang=vi"]  # fmt: skip
PATIENCE = 120


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """Yield the address of a fresh installation; `--empty` leaves out the demonstration. Its data go afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tempfile.mkdtemp(prefix="bontot-guide-")
    left_out = ("DATABASE_URL", "APP_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"DATA_DIR": data, "HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "1"}
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "serve", *arguments], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield _when_ready(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(data, ignore_errors=True)


def _when_ready(address: str, server: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz").close()  # noqa: S310
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
        else:
            return address
    raise SystemExit("The demonstration did not start.")


@contextmanager
def browsing() -> Iterator[Browser]:
    """Yield Debian's Chromium."""
    executable = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


def open_page(browser: Browser, address: str, user: str = "", device: dict[str, Any] = LAPTOP) -> Page:
    """Return a page of its own, logged in as an account of the demonstration, or as nobody."""
    context = browser.new_context(base_url=address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **device)
    page = context.new_page()
    page.goto("/dang-nhap/")
    if user:
        page.get_by_label("Tên đăng nhập").fill(user)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    return page
