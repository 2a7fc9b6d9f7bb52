"""What a sheet brings over the line: the first visit with an empty browser, and every later page."""

import re
from urllib.parse import urljoin

from django.test import Client

from bench.measure import Figure
from bench.sheets import sheet_of
from organizations.models import User

ACCEPTED = {"accept-encoding": "gzip, deflate, br"}
LINKED = re.compile(r'<(?:link|script|img)[^>]*(?:href|src)="(/static/[^"#]+)')
NAMED = re.compile(r"url\([\"']?([^\"')#]+)")


def _bytes(client: Client, url: str) -> tuple[int, str]:
    """Return how many bytes the answer has as it goes over the line, its head included, and its text."""
    answer = client.get(url, headers=ACCEPTED)
    if answer.status_code != 200:
        raise SystemExit(f"{url}: {answer.status_code}")
    body = b"".join(answer) if answer.streaming else answer.content
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items()) + 64
    plain = Client().get(url) if url.startswith("/static/") else client.get(url)
    text = b"".join(plain) if plain.streaming else plain.content
    return len(body) + head, text.decode(errors="replace")


def _parts(client: Client, page: str) -> dict[str, int]:
    """Return the bytes of everything a page loads: what it links, and what its styles name."""
    found: dict[str, int] = {}
    waiting = LINKED.findall(page)
    while waiting:
        url = waiting.pop()
        if url in found or url.endswith(".map"):
            continue
        found[url], text = _bytes(client, url)
        if url.endswith(".css"):
            named = [urljoin(url, each) for each in NAMED.findall(text) if not each.startswith("data:")]
            waiting += [each for each in named if not each.endswith(".ttf")]
    for sprite in set(re.findall(r'href="(/static/[^"#]+)#', page)):
        found[sprite] = _bytes(client, sprite)[0]
    return found


def wire_figures() -> list[Figure]:
    """At most 200 KB for the first visit of a sheet, 25 KB for every later page; files are kept by their names."""
    client = Client(HTTP_HOST="testserver")
    client.force_login(User.objects.get(username="bithu"))
    evaluation = sheet_of("cs01-cb01")
    page, text = _bytes(client, f"/ho-so/{evaluation.pk}/")
    parts = _parts(client, text)
    largest = ", ".join(
        f"{url.rsplit('/', 1)[1].split('.')[0]} {size / 1000:.1f}"
        for url, size in sorted(parts.items(), key=lambda each: -each[1])[:3]
    )
    first, later = (page + sum(parts.values())) / 1000, page / 1000
    return [
        Figure("first visit of a sheet, KB instead of s", first, None, None, "≤ 200 KB", first <= 200,
               f"{len(parts)} files, the largest: {largest}"),
        Figure("a later page, KB instead of s", later, None, None, "≤ 25 KB", later <= 25,
               f"the sheet; {len(text.encode()) / 1000:.0f} KB before compression"),
    ]  # fmt: skip
