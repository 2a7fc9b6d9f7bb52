"""Lines that stood in the ledger before papers had to be confirmed go on counting."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from scoring.models import YearResult
from tests.rows import legal_rows

BEFORE = [("scoring", "0004_mark_parts")]


@pytest.mark.django_db(transaction=True)
def test_what_stood_before_counts_without_being_confirmed():
    rows = legal_rows()
    kept: list[Any] = [rows[name].pk for name in ("title", "grade")]
    YearResult.objects.update(scan=None)
    MigrationExecutor(connection).migrate(BEFORE)
    call_command("migrate", verbosity=0)
    found = YearResult.objects.order_by("pk").values_list("pk", "waiting", "confirmed_at", "scan")
    assert list(found) == [(key, False, None, None) for key in sorted(kept)]
