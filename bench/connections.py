"""What it would cost PostgreSQL to open a connection for every request instead of keeping it."""

import statistics
import time

from django.conf import settings
from django.db import connection

from bench.measure import Figure
from bench.saving import Secretary

ROUNDS = 40


def _spent(secretary: Secretary, *, fresh: bool) -> float:
    if fresh:
        connection.close()
    begin = time.perf_counter()
    secretary.look()
    return time.perf_counter() - begin


def connection_figures() -> list[Figure]:
    """One line on PostgreSQL, none on SQLite: a request that opens its connection against one that finds it open."""
    if connection.vendor != "postgresql":
        return []
    secretary = Secretary("bithu", "cs01-cb01")
    secretary.look()
    pairs = [(_spent(secretary, fresh=True), _spent(secretary, fresh=False)) for _ in range(ROUNDS)]
    kept = settings.DATABASES["default"]["CONN_MAX_AGE"]
    return [
        Figure(
            "small request that opens its connection",
            statistics.median(fresh for fresh, _ in pairs), statistics.median(open_ for _, open_ in pairs),
            statistics.median(fresh / open_ for fresh, open_ in pairs), "connections kept", kept > 0,
            f"the floor finds it open; on the clock; CONN_MAX_AGE is {kept} s",
        )
    ]  # fmt: skip
