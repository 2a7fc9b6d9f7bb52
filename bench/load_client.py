"""The people of the load test: one lean process, a kept connection each, the next row as soon as the last is answered.

Reads a plan as JSON from standard input and writes what was acknowledged to standard output. Knows no Django: what
is measured is the server. A save without an answer is sent again with the same save id, as the page's script does,
only sooner.
"""

import asyncio
import json
import resource
import sys
import time
from typing import Any
from uuid import uuid4

AGAIN = 0.05
TOKEN = "t" * 32


class Person:
    """One secretary who goes through the rows of his sheet."""

    def __init__(self, plan: dict[str, Any], person: dict[str, Any]) -> None:
        self.host, self.port, self.person = plan["host"], plan["port"], person
        self.lines: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.rows = {int(row): revision for row, revision in person["rows"].items()}
        self.acknowledged: list[tuple[int, str, int, str]] = []
        self.spent: list[float] = []
        self.requests = self.broken = 0
        self.errors: list[str] = []
        self.head = (
            f"Host: {plan['name']}\r\nX-Forwarded-Proto: https\r\nReferer: https://{plan['name']}/\r\n"
            f"Cookie: sessionid={person['session']}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\nHX-Request: true\r\n"
            "Accept-Encoding: gzip, br\r\nContent-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n"
        )

    async def work(self, until: float) -> None:
        """Save one row after the other until the time is over; what was begun is brought to its end."""
        while True:
            for row in self.rows:
                if time.monotonic() >= until:
                    return
                await self._save(row)

    async def _save(self, row: int) -> None:
        revision, save_id = self.rows[row], str(uuid4())
        # Never what stands already: that would be answered without being written.
        value = "12"[revision % 2]
        body = f"v-{row}={value}&e-{row}=&r-{row}={revision}&save_id={save_id}&after={save_id}"
        begin = time.perf_counter()
        while not (answer := await self._post(f"/ho-so/{self.person['sheet']}/dong/{row}/", body)):
            await asyncio.sleep(AGAIN)
        self.spent.append(time.perf_counter() - begin)
        if answer.get("state") != "saved":
            self.errors.append(str(answer)[:200])
        else:
            self.acknowledged.append((row, value, answer["revision"], save_id))
        self.rows[row] = answer.get("revision", revision)

    async def _post(self, url: str, body: str) -> dict[str, Any] | None:
        """Return the answer as a mapping, or None where the line broke or the server failed."""
        self.requests += 1
        try:
            if self.lines is None:
                self.lines = await asyncio.open_connection(self.host, self.port)
            reader, writer = self.lines
            writer.write(f"POST {url} HTTP/1.1\r\n{self.head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            text = await reader.readexactly(length)
            if b"connection: close" in head.lower():
                self._hang_up()
        except (OSError, asyncio.IncompleteReadError):
            self.broken += 1
            self._hang_up()
            return None
        status = int(head[9:12])
        if status >= 500:
            self.errors.append(f"{status} {text[:200]!r}")
            return None
        return json.loads(text) if b"application/json" in head else {"state": f"{status} {text[:100]!r}"}

    def _hang_up(self) -> None:
        if self.lines:
            self.lines[1].close()
        self.lines = None


async def everybody(plan: dict[str, Any]) -> dict[str, Any]:
    """Let all work at once and return what they heard."""
    people = [Person(plan, person) for person in plan["people"]]
    begin = time.monotonic()
    await asyncio.gather(*(person.work(begin + plan["seconds"]) for person in people))
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "clock": time.monotonic() - begin,
        "cpu": used.ru_utime + used.ru_stime,
        "requests": sum(person.requests for person in people),
        "broken": sum(person.broken for person in people),
        "errors": [error for person in people for error in person.errors],
        "spent": sorted(spent for person in people for spent in person.spent),
        "acknowledged": [
            (person.person["sheet"], *saved) for person in people for saved in person.acknowledged
        ],
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(asyncio.run(everybody(json.load(sys.stdin))), sys.stdout)
