"""Reads what the environment says and refuses what would be unsafe."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def private_key(path: Path) -> str:
    """Return the secret key kept in `path`; make it, readable by its owner alone, on the first run.

    Raises ImproperlyConfigured for a file that holds no key.
    """
    if not path.exists():
        _make_key(path)
    key = path.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"Tệp {path} không chứa khóa: xóa tệp này rồi khởi động lại.")
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="ascii", dir=path.parent, prefix=".key-") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        # A link appears whole and only once: of several first processes one makes the key, the others read it.
        with suppress(FileExistsError):
            os.link(file.name, path)


def check_production(*, debug: bool, secret_key: str, hosts: list[str]) -> None:
    """Raise ImproperlyConfigured when a production process would start unsafe."""
    if debug:
        raise ImproperlyConfigured("Máy chủ chính thức không được chạy với DEBUG: bỏ biến DEBUG.")
    if len(secret_key) < SHORTEST_KEY or secret_key.startswith("django-insecure"):
        raise ImproperlyConfigured(
            f"Máy chủ chính thức cần SECRET_KEY riêng, ngẫu nhiên, từ {SHORTEST_KEY} ký tự trở lên."
        )
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured("Máy chủ chính thức cần ALLOWED_HOSTS ghi rõ từng tên máy.")
