"""One row saved against an empty transaction, both as the page's script sends them."""

import statistics
import time
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measure import Figure, compare
from bench.sheets import sheet_of
from organizations.models import User
from scoring.models import Mark

TOKEN = "b" * 32
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


class Secretary:
    """A secretary's browser: logged in, with the token of the pages, saving one row of a sheet over and over."""

    def __init__(self, username: str, code: str) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(User.objects.get(username=username))
        self.client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        self.evaluation = sheet_of(code)
        self.mark: Mark = self.evaluation.current.marks.order_by("pk").first()
        self.key, self.revision, self.turn = self.mark.criterion_id, self.mark.revision, 0

    def _post(self, url: str) -> None:
        self.turn += 1
        value = str(1 + self.turn % 4)
        # The same body for both, for the token is looked for in it first.
        fields = {f"v-{self.key}": value, f"e-{self.key}": "", f"r-{self.key}": self.revision, "save_id": uuid4()}
        answer = self.client.post(
            url, urlencode(fields), content_type="application/x-www-form-urlencoded",
            headers={"x-csrftoken": TOKEN, "hx-request": "true"},
        )  # fmt: skip
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code} {answer.content[:200]!r}")

    def save(self) -> None:
        self._post(f"/ho-so/{self.evaluation.pk}/dong/{self.key}/")
        self.revision += 1

    def floor(self) -> None:
        self._post(f"/san/luu/{self.evaluation.pk}/")

    def look(self) -> None:
        """Ask for next to nothing, logged in."""
        self.client.post(f"/san/luu/{self.evaluation.pk}/", {}, headers={"x-csrftoken": TOKEN})

    def stands(self) -> int:
        """Return the revision in the database, which is the number of saves."""
        return Mark.objects.values_list("revision", flat=True).get(pk=self.mark.pk)


def statements(act: Callable[[], None]) -> list[str]:
    """Return what an act asks of the database, without BEGIN and COMMIT."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured if not query["sql"].startswith(FRAME)]


def _on_the_clock(act: Callable[[], None], rounds: int = 60) -> float:
    spent = []
    for _ in range(rounds):
        begin = time.perf_counter()
        act()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent) * 1000


def save_figure() -> Figure:
    """At least 40 % of the rate of an empty transaction, that is at most 2.5 times its time."""
    secretary = Secretary("bithu", "cs01-cb01")
    secretary.save()
    asked = statements(secretary.save)
    clock = _on_the_clock(secretary.save), _on_the_clock(secretary.floor)
    figure = compare(
        "one row saved", secretary.save, secretary.floor, most=2.5, rounds=100,
        note=f"{len(asked)} queries (≤ 8); the floor is an empty transaction; on the clock, the disk's answer to the "
        f"commit included, {clock[0]:.1f} ms against {clock[1]:.1f} ms",
    )  # fmt: skip
    if secretary.stands() != secretary.revision:
        raise SystemExit("saves were lost")
    return figure
