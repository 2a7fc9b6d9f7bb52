"""The table of roles and pages that the house keeps is what the application answers today."""

import pytest

from organizations.models import Role
from tests.build import ROOT
from tests.pages import busy_world
from tests.roles import PAGES, table


# One table for both databases: who sees what is compared on each of them in test_visibility.
@pytest.mark.sqlite
@pytest.mark.django_db
def test_the_table_says_what_the_application_answers():
    assert (ROOT / "docs/roles.md").read_text("utf-8") == table(busy_world())


def test_twenty_pages_and_eight_roles_stand_in_it():
    assert (len(PAGES) >= 20, len(Role)) == (True, 8)
    assert len({label for label, _ in PAGES}) == len(PAGES)
