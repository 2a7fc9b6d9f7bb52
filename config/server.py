"""gunicorn as `./run` starts it; HOST, PORT and WORKERS come from the environment."""

import errno
import gc
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- only to tell them from the others

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = int(os.environ.get("WORKERS") or min(3, max(2, os.cpu_count() or 2)))
threads = 4
# The code is read once and shared by the workers.
preload_app = True
timeout = 120
graceful_timeout = 30
control_socket_disable = True
loglevel = "warning"

# Processes for what is slow; 0 where another machine does it (manage.py work).
JOB_WORKERS = int(os.environ.get("JOB_WORKERS") or 2)
_background: list[subprocess.Popen[bytes]] = []


def on_starting(server: Any) -> None:
    """Say in words what is wrong when the port is taken, instead of trying it again and again."""
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            sys.exit(f"Không dùng được {bind}: {_why(error)}. Chọn cổng khác, ví dụ: PORT=8001 ./run")


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "đang có chương trình khác dùng"
    return f"máy không cho phép ({error.errno})"


def when_ready(server: Any) -> None:
    """Start the workers of the background and tell the address once the server listens."""
    _start_background()
    shown = "127.0.0.1" if HOST in ANY_ADDRESS else bind.rpartition(":")[0]
    print(f"Đang chạy tại http://{shown}:{PORT} (dừng: Ctrl+C)", flush=True)  # noqa: T201


def pre_fork(server: Any, worker: Any) -> None:
    """Leave the code, which stands for good, out of the collections of garbage that would interrupt requests."""
    gc.collect()
    gc.freeze()


def _start_background() -> None:
    """Start `manage.py work`, which ends by itself when this process is gone."""
    if JOB_WORKERS:
        manage = Path(__file__).resolve().parent.parent / "manage.py"
        _background.append(subprocess.Popen([sys.executable, str(manage), "work"]))  # noqa: S603


def on_exit(server: Any) -> None:
    """Take the workers of the background along; what they were at comes back after the next start."""
    for process in _background:
        process.terminate()
        try:
            process.wait(graceful_timeout)
        except subprocess.TimeoutExpired:
            process.kill()
