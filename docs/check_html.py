"""Reads every page of every role with the Nu HTML Checker (vnu.jar, from npm: vnu-jar; needs Java).

.venv/bin/python docs/check_html.py path/to/vnu.jar
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from busy import begin, client_for, crawl

from tests.organizations.office import OFFICE_PAGES
from tests.pages import PAGES
from tests.posts import PEOPLE

TOKENS = re.compile(rb"(?<=\")(?:[A-Za-z0-9]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=\")")
NOT_THERE = ("/khong-co/", "/ho-so/999999999/", "/xac-minh/ABCDE-12345/")


def collect() -> dict[str, tuple[str, bytes]]:
    """Return who, where and the bytes of every different page, by a name of a file."""
    world = begin()
    found: dict[str, tuple[str, bytes]] = {}
    seen: set[bytes] = set()

    def keep(where: str, content: bytes) -> None:
        # A token is another one each time: it does not make a page a different one.
        content = TOKENS.sub(b"x", content)
        if content not in seen:
            seen.add(content)
            found[f"{len(found):04}.html"] = (where, content)

    # First, for the empty forms that are sent below may take something away.
    for page in (*PAGES, *OFFICE_PAGES):
        answer = client_for(world, page.reader).get(page.url(world))
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            keep(str(page), answer.content)
    for name in ("", *sorted(PEOPLE)):
        client = client_for(world, name)
        for path in ("/", "/dang-nhap/", "/xac-minh/", *NOT_THERE):
            answer = client.get(path)
            if answer.content and answer.headers.get("Content-Type", "").startswith("text/html"):
                keep(f"{name} {path}", answer.content)
        for path, answer in crawl(client):
            keep(f"{name} {path}", answer.content)
    return found


def main() -> int:
    """Print what the checker says, each kind once, and the figures; return 1 for any error."""
    pages = collect()
    folder = Path(tempfile.mkdtemp(prefix="bontot-html-"))
    for name, (_, content) in pages.items():
        (folder / name).write_bytes(content)
    # Messages go to stderr; the status says only whether there were any.
    done = subprocess.run(
        ["java", "-jar", sys.argv[1], "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    messages = json.loads(done.stderr)["messages"]
    kinds = Counter((each["type"] == "error", each["message"]) for each in messages)
    for (error, text), count in sorted(kinds.items(), reverse=True):
        first = next(each for each in messages if each["message"] == text)
        where, _ = pages[Path(first["url"]).name]
        print(f"{'ERROR' if error else 'note '} × {count}: {text}\n    {where}: {first.get('extract', '').strip()!r}")
    errors = sum(count for (error, _), count in kinds.items() if error)
    print(f"{len(pages)} different pages: {errors} errors, {len(messages) - errors} notes")
    return int(errors > 0)


if __name__ == "__main__":
    sys.exit(main())
