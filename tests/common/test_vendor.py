"""Files of other projects are what their lists say, and no page asks another host for anything."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
LISTS = {"vendor": STATIC / "vendor" / "VENDOR.md", "fonts": STATIC / "fonts" / "README.md"}
LISTS = {folder: path for folder, path in LISTS.items() if path.exists()}
LINE = re.compile(r"^\|\s*`?(?P<file>[^|`]+?)`?\s*\|.*\|\s*`?(?P<hash>[0-9a-f]{64})`?\s*\|$", re.MULTILINE)
FIRST_VISIT = 200 * 1024


def listed(folder: str) -> dict[Path, str]:
    """Return the files named in a folder's list with their sha256; paths count from static/ or the folder."""
    found = {}
    for match in LINE.finditer(LISTS[folder].read_text("utf-8")):
        named = match["file"]
        path = STATIC / named
        found[path if path.exists() else STATIC / folder / named] = match["hash"]
    return found


def sent_size(name: str) -> int:
    """Return the bytes that go over the line for a collected file: its brotli form where there is one."""
    path = Path(staticfiles_storage.path(name))
    small = path.with_name(path.name + ".br")
    return (small if small.exists() else path).stat().st_size


def pages() -> Iterator[Path]:
    """Return the templates shown in a browser; printed papers carry their own styles."""
    return (path for path in TEMPLATES.rglob("*.html") if TEMPLATES / "documents" not in path.parents)


@pytest.mark.parametrize("folder", LISTS)
def test_every_listed_file_has_the_hash_of_the_list(folder: str) -> None:
    hashes = listed(folder)
    assert hashes != {}
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in hashes} == hashes


@pytest.mark.parametrize("folder", LISTS)
def test_no_file_is_missing_from_the_list(folder: str) -> None:
    there = {path for path in (STATIC / folder).rglob("*") if path.is_file() and path != LISTS[folder]}
    assert there - set(listed(folder)) == set()


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "img" / "icons.svg").read_text("utf-8")))
    named = re.compile(r"icons\.svg' %}#([a-z-]+)|partials/icon\.html\" with name=\"([a-z-]+)\"")
    used = {a or b for path in pages() for a, b in named.findall(path.read_text("utf-8"))}
    assert used - sprite == set()


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(r"\sstyle\s*=|<style\b", id="inline style"),
        pytest.param(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", id="inline script"),
        pytest.param(r"\son[a-z]+\s*=|javascript:", id="inline handler"),
        pytest.param(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", id="another host"),
    ],
)
def test_no_page_holds_what_the_content_policy_blocks(forbidden: str) -> None:
    found = {path.name for path in pages() if re.search(forbidden, path.read_text("utf-8"), re.IGNORECASE)}
    assert found == set()


def test_own_styles_and_scripts_name_no_other_host() -> None:
    own = [*(STATIC / "css").rglob("*.css"), *(STATIC / "js").rglob("*.js")]
    other_host = re.compile(r"(?:https?:)?//[a-z0-9-]+\.")
    assert [path.name for path in own if other_host.search(path.read_text("utf-8"))] == []


def test_styles_and_scripts_of_a_first_visit_stay_within_the_budget() -> None:
    page = render_to_string("base.html", {"page_title": "Việc của tôi"})
    names = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    assert len(names) >= 7
    assert sum(map(sent_size, names)) + len(page.encode()) <= FIRST_VISIT


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_an_error_page_needs_neither_request_nor_database_and_bears_the_reference(name: str) -> None:
    page = render_to_string(f"{name}.html", {"reference": "1A2B3C4D"})
    assert re.findall(r"Mã tham chiếu: <code>(\w+)</code>", page) == ["1A2B3C4D"]
    assert page.count("<h1>") == 1


def test_a_page_without_reference_prints_no_empty_one() -> None:
    assert "Mã tham chiếu" not in render_to_string("500.html")
