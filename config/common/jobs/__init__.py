"""Work in the background, behind this one package: rooms know `enqueue`, `register` and `Job`, never the library.

A job is delivered at least once: its function may run again after a crash, so it must find out what is done
already and go on from there. What is slow is cut into items of one document each (`batch`).
"""

from config.common.jobs.queue import enqueue, restart, run, run_now, stalled
from config.common.jobs.registry import JobFailed, register

__all__ = ["JobFailed", "enqueue", "register", "restart", "run", "run_now", "stalled"]
