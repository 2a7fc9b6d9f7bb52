"""Reads what the environment says and refuses what would be unsafe."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def private_key(path: Path) -> str:
    """Return the secret key kept in `path`; make it, readable by its owner alone, on the first run."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            # Another process of the same first run was quicker; its key is the one.
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


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
