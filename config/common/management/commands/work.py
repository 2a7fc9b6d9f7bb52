"""manage.py work: the workers of the background, beside the web server, which starts it and takes it along."""

import ctypes
import gc
import logging
import os
import signal
import sys
import time
from contextlib import suppress
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from config.common.jobs.batch import sweep

logger = logging.getLogger(__name__)
# Seconds between two looks at the parent and the workers.
PULSE = 1
# Seconds for what is under way when told to stop; what is not done by then comes back after the next start.
LONGEST_STOP = 30
DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


class Command(BaseCommand):
    """Runs django-q2's cluster until told to stop or until whoever started it is gone; begins again if it dies."""

    help = "Chạy phần làm việc trong nền (in danh sách dài, in cả đợt)."

    def handle(self, *args: Any, **options: Any) -> None:
        parent = os.getppid()
        _take_children_along()
        sweep()
        _share_what_is_loaded()
        while _serve(parent):
            logger.error("phần chạy nền dừng đột ngột, đang khởi động lại")
            time.sleep(PULSE)


def _serve(parent: int) -> bool:
    """Run one cluster to its end; answers True where it died by itself."""
    # Imported here: the library reads its settings and counts processors when it is imported.
    from django_q.cluster import Cluster

    # A connection must not be shared with the processes that are forked from here.
    connections.close_all()
    cluster = Cluster()

    def stop(signum: int, frame: Any) -> None:
        # Where the guard was killed too (a whole group told to stop), the library would wait for it for ever.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(LONGEST_STOP)
        cluster.sig_handler(signum, frame)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    cluster.start()
    while cluster.sentinel.is_alive():
        if os.getppid() != parent:
            stop(signal.SIGTERM, None)
        time.sleep(PULSE)
    # Told to stop, the cluster has forgotten its events.
    return cluster.stop_event is not None


def _share_what_is_loaded() -> None:
    """Load the printing library once for all workers, and keep the collector from copying what they share."""
    # Without Pango the works that print say so themselves.
    with suppress(OSError):
        import_module("weasyprint")
    gc.collect()
    gc.freeze()


def _take_children_along() -> None:
    """Have every process forked from here end with its parent, even one that is killed (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    library = ctypes.CDLL(None)
    os.register_at_fork(after_in_child=lambda: library.prctl(DEATH_OF_PARENT, signal.SIGKILL))
