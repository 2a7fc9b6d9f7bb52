"""Compares paths byte by byte on PostgreSQL: they are digits, which mean the same in every collation, only sooner.

SQLite compares bytes already. The field is as it was: its collation belongs to one database alone.
"""

from typing import Any

from django.db import migrations

ALTER = 'ALTER TABLE organizations_organization ALTER COLUMN path TYPE varchar(200) COLLATE {collation}'


def _collate(collation: str) -> Any:
    def alter(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(ALTER.format(collation=collation))

    return alter


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_branch_index")]
    operations = [migrations.RunPython(_collate('"C"'), _collate('pg_catalog."default"'))]
