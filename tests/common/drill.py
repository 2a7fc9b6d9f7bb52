"""Works on an installation from outside, as a program of its own: a small demonstration, every row, the way in.

Run as `python -m tests.common.drill prepare|demo|rows|doors …` with DATABASE_URL and DATA_DIR; prints a JSON list of
what each act found.
"""

import hashlib
import json
import os
import sys
from io import StringIO
from typing import Any

import django


def _plain(value: Any) -> Any:
    return value if isinstance(value, dict | list | str | int | bool | None) else str(value)


def prepare() -> None:
    """Make the tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable")


def demo() -> int:
    """Load the demonstration of a few units, and return how many there are: every table has rows all the same."""
    from django.core.management import call_command

    from organizations.models import Organization
    from recognition.demo.names import SIZES
    from tests.recognition.hamlet import HAMLET

    SIZES["commune"] = HAMLET
    call_command("demo", stdout=StringIO())
    return Organization.objects.count()


def rows() -> dict[str, Any]:
    """Return number and digest of the rows of every table; engines keep the keys of JSON in different orders."""
    from tests.rows import ROOMS, models_of

    found = {}
    for model in models_of(*ROOMS):
        table = model.objects.order_by("pk").values_list()
        lines = [json.dumps([_plain(value) for value in row], sort_keys=True) for row in table]
        found[model._meta.label] = [len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()]
    return found


def doors() -> dict[str, Any]:
    """Return whether the issued decision is the one kept, whether the clerk gets in, and whether he gets the paper."""
    from django.test import Client

    from config.common import files
    from recognition.models import Decision

    decision = Decision.objects.get(state="issued")
    data = files.read(decision.file)
    client = Client(SERVER_NAME="127.0.0.1")
    login = client.post("/dang-nhap/", {"login": "vanthu", "password": "botot-2026"})
    paper = client.get(f"/quyet-dinh/{decision.pk}/quyet-dinh.pdf")
    return {
        "decision": hashlib.sha256(data).hexdigest() == decision.file.sha256,
        "login": [login.status_code, login["Location"]],
        "paper": [paper.status_code, paper.content == data],
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    acts = {"prepare": prepare, "demo": demo, "rows": rows, "doors": doors}
    print(json.dumps([acts[name]() for name in sys.argv[1:]]))  # noqa: T201 -- this is what it is for
