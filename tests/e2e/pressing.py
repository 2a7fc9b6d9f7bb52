"""A press that leads to another page is over when that page is there: no test reads the page that is being left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Download, Error, Locator, Page

# Longer than any page takes on a busy machine.
PATIENCE = 20.0
# Runs before the scripts of every page: a link or a button that nobody held back leaves a mark in the document, which
# is gone with the document. Links to a file, to a place in the page and to another window leave nothing.
MARKS = """
window.marksPresses = true;
addEventListener("submit", (event) => {
  const target = (event.submitter && event.submitter.formTarget) || event.target.target;
  if (!event.defaultPrevented && !target) window.isBeingLeft = true;
});
addEventListener("click", (event) => {
  const link = event.target.closest ? event.target.closest("a[href]") : null;
  if (!link || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  if (link.protocol.startsWith("http") && link.href.split("#")[0] !== location.href.split("#")[0]) {
    window.isBeingLeft = true;
  }
});
"""
# Where scripts are off nobody holds anything back, and what a press does can be said beforehand.
FORETELLS = """(pressed) => {
  if (window.marksPresses) return;
  const control = pressed.closest("a[href], button, input[type=submit]");
  if (!control || control.target || control.formTarget || control.disabled) return;
  if (control.matches("a")) window.isBeingLeft = control.href.split("#")[0] !== location.href.split("#")[0];
  else if (control.form && control.type === "submit") {
    window.isBeingLeft = control.form.noValidate || control.formNoValidate || control.form.checkValidity();
  }
}"""
STANDS = """() => !window.isBeingLeft && document.readyState === "complete"
  && !document.querySelector(".htmx-request")"""


def _stands(page: Page) -> bool:
    try:
        return bool(page.evaluate(STANDS))
    except Error as error:
        # The document went away while it was asked.
        if any(words in error.message for words in ("context was destroyed", "navigat", "closed", "document")):
            return False
        raise


def _arrive(page: Page, files: list[Download]) -> None:
    late = monotonic() + PATIENCE
    while not page.is_closed() and not files and not _stands(page):
        assert monotonic() < late, f"a press on {page.url} leads nowhere"
        page.wait_for_timeout(10)
    if files and not page.is_closed():
        page.evaluate("() => { window.isBeingLeft = false; }")


def _and_arrives(act: Callable[..., None]) -> Callable[..., None]:
    def press(self: Locator, *args: Any, **options: Any) -> None:
        page = self.page
        files: list[Download] = []

        def note(file: Download) -> None:
            files.append(file)

        page.on("download", note)
        self.evaluate(FORETELLS)
        act(self, *args, **options)
        _arrive(page, files)
        page.remove_listener("download", note)

    return press


@contextmanager
def presses_arrive() -> Iterator[None]:
    """Let every click and key on an element return when the page it leads to is there and nothing is on its way.

    A press that announces a page which does not come fails.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("click", "dblclick", "press"):
            patch.setattr(Locator, name, _and_arrives(getattr(Locator, name)))
        yield
