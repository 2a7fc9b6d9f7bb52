"""Acts of several people at the same moment, each with a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection


def in_threads(*acts: Callable[[], object]) -> list[BaseException]:
    """Run all acts at once and return what they raised."""
    start = threading.Barrier(len(acts))
    raised: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
