"""Models and migrations say the same, and the way from nothing to today makes every table and every guard."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from config.common.append_only import append_only_models
from scoring import guards
from tests.rows import ROOMS, models_of

pytestmark = pytest.mark.django_db


def test_no_migration_is_missing():
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"


def test_migrations_do_not_fork():
    assert MigrationLoader(connection).detect_conflicts() == {}


def test_nothing_is_left_to_migrate():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_every_model_has_its_table():
    tables = set(connection.introspection.table_names())
    assert {model._meta.db_table for model in models_of(*ROOMS)} - tables == set()


def test_every_constraint_stands_in_the_database():
    missing = set()
    with connection.cursor() as cursor:
        for model in models_of(*ROOMS):
            standing = connection.introspection.get_constraints(cursor, model._meta.db_table)
            missing |= {constraint.name for constraint in model._meta.constraints} - set(standing)
    assert missing == set()


def _triggers() -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def test_every_guard_stands_in_the_database():
    expected = {f"{model._meta.db_table}_no_{act}" for model in append_only_models() for act in ("update", "delete")}
    expected |= {f"{guards.CRITERION}_guard_{act}" for act in ("insert", "update", "delete")}
    expected |= {f"{guards.VERSION}_guard_{act}" for act in ("update", "delete")}
    assert expected - _triggers() == set()


def test_migrating_again_leaves_every_guard_where_it_stands():
    before = _triggers()
    call_command("migrate", verbosity=0)
    assert _triggers() == before


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_migration_may_remake_every_table_though_guards_stand():
    # SQLite changes a table by copying it; a trigger that reads the old one would stop a later migration.
    before = _triggers()
    emit_pre_migrate_signal(0, False, connection.alias)
    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        for model in models_of(*ROOMS):
            editor._remake_table(model)
    emit_post_migrate_signal(0, False, connection.alias)
    assert _triggers() == before


@pytest.mark.django_db(transaction=True)
def test_two_rooms_are_taken_down_one_after_the_other_and_set_up_again():
    before = _triggers()
    for room in ("recognition", "scoring"):
        call_command("migrate", room, "zero", verbosity=0)
        tables = {model._meta.db_table for model in apps.get_app_config(room).get_models()}
        assert tables & set(connection.introspection.table_names()) == set()
    call_command("migrate", verbosity=0)
    assert {model._meta.db_table for model in models_of(*ROOMS)} <= set(connection.introspection.table_names())
    assert _triggers() == before
