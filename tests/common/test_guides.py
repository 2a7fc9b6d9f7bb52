"""The guides: every one is a page, with every picture it names, and nothing of it is markup but its own."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from config.common.guides import FOLDER, GUIDES, blocks, guide, inline
from tests.build import ROOT

LARGEST = 120_000


def _kinds(text: str) -> list[tuple[str, int, list[str]]]:
    return [(part.kind, part.start, part.lines) for part in blocks(text)]


def test_a_guide_is_read_as_heads_texts_lists_tables_code_and_pictures():
    text = "# Tên\n\nMột dòng\ndài.\n\n## 1. Mục\n- a\n  tiếp\n- b\n\n2. hai\n3. ba\n\n| x | y |\n|---|---|\n|1|2|"
    assert _kinds(text) == [
        ("head", 1, ["Tên"]), ("text", 0, ["Một dòng dài."]), ("head", 2, ["1. Mục"]), ("list", 0, ["- a tiếp", "- b"]),
        ("list", 2, ["2. hai", "3. ba"]), ("table", 0, ["| x | y |", "|---|---|", "|1|2|"]),
    ]  # fmt: skip
    assert _kinds("```\na b\n\n  c\n```\n\n![Ảnh](anh/bi-thu-1-dang-nhap.png)") == [
        ("code", 0, ["a b", "", "  c"]), ("picture", 0, ["![Ảnh](anh/bi-thu-1-dang-nhap.png)"]),
    ]  # fmt: skip


def test_words_are_marked_and_everything_else_stays_text():
    assert inline("**đậm**, *nghiêng*, `gõ` <script>") == (
        "<strong>đậm</strong>, <em>nghiêng</em>, <code>gõ</code> &lt;script&gt;"
    )


@pytest.mark.parametrize("name", GUIDES)
def test_every_guide_has_chapters_and_pictures(name):
    title, chapters, body = guide(name)
    assert title.startswith("Hướng dẫn ")
    assert [head for _, head in chapters] == re.findall(r"^## (.+)$", (FOLDER / f"{name}.md").read_text("utf-8"), re.M)
    assert body.count("<figure") == (FOLDER / f"{name}.md").read_text("utf-8").count("](anh/") > 0
    assert "**" not in body
    assert "style=" not in body


def test_every_guide_of_the_folder_is_listed_and_every_picture_is_used_and_small():
    assert {path.stem for path in FOLDER.glob("*.md")} == set(GUIDES)
    texts = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.md"))
    pictures = {path.name: path.stat().st_size for path in (FOLDER / "anh").glob("*.png")}
    assert set(re.findall(r"\(anh/([^)]+)\)", texts)) == set(pictures)
    assert {name for name, size in pictures.items() if size > LARGEST} == set()


def test_every_button_that_a_guide_names_in_quotes_stands_in_the_application():
    """Names of buttons that a guide quotes are on some page, word for word."""
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "scoring").rglob("*.py")]
    words = "".join(path.read_text("utf-8") for path in sources)
    quoted = set(re.findall(r"[Bb]ấm “([^”]+)”", (FOLDER / "ban-to-chuc.md").read_text("utf-8")))
    assert len(quoted) > 5
    assert {name for name in quoted if name not in words} == set()


@pytest.mark.django_db
def test_anybody_reads_the_guides_and_nothing_else_there():
    client = Client()
    page = client.get(reverse("guides")).content.decode()
    assert all(reverse("guide", args=[name]) in page for name in GUIDES)
    assert client.get(reverse("guide", args=["bi-thu"])).status_code == 200
    assert client.get(reverse("guide", args=["settings"])).status_code == 404
