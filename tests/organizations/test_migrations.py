"""What a migration does to a tree that stands already."""

import pytest
from django.core.management import call_command
from django.db import connection

from organizations.models import Organization
from tests.build import build_world


@pytest.mark.django_db(transaction=True)
def test_the_tree_of_before_is_the_tree_of_after():
    build_world(cells=1)
    before = list(Organization.objects.order_by("path").values_list())
    call_command("migrate", "organizations", "0002_office_begins", verbosity=0)
    call_command("migrate", verbosity=0)
    assert list(Organization.objects.order_by("path").values_list()) == before


@pytest.mark.postgresql
@pytest.mark.django_db
def test_paths_are_compared_byte_by_byte():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns"
            " WHERE table_name = 'organizations_organization' AND column_name = 'path'"
        )
        assert cursor.fetchone() == ("C",)
