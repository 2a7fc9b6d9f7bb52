"""Work on files from outside in a process of its own, which may run out of memory or time without taking us along."""

import logging
import subprocess
import sys
from pathlib import Path

logger = logging.getLogger(__name__)


def run_apart(program: str, data: bytes, seconds: float) -> tuple[int, bytes] | None:
    """Hand `data` to a program of ours (the path of a Python file that needs nothing of the project).

    Returns (exit status, what it wrote), None where it did not end within `seconds` or could not begin; that is logged.
    """
    try:
        done = subprocess.run(  # noqa: S603 -- the interpreter that runs us, and a file of ours
            [sys.executable, "-I", program], input=data, capture_output=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        logger.warning("%s không xong trong %s giây", Path(program).name, seconds, exc_info=True)
        return None
    return done.returncode, done.stdout
