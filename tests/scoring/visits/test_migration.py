"""Teams that stand already get an empty recommendation."""

import pytest
from django.core.management import call_command

from scoring.models import Team
from tests.build import build_round, build_world
from tests.scoring.visits.situations import team


@pytest.mark.django_db(transaction=True)
def test_a_team_of_before_recommends_nothing_yet():
    world = build_world(cells=1)
    build_round(world)
    found = team(world)
    call_command("migrate", "scoring", "0006_bodies", verbosity=0)
    call_command("migrate", verbosity=0)
    standing = Team.objects.get()
    assert (standing.pk, standing.paper_number, standing.recommendations, standing.revision) == (
        found.pk, "12-QĐ/ĐU", "", 1,
    )  # fmt: skip
