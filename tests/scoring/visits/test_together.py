"""Two planners at the same moment: the unit is visited once, whoever was first."""

import pytest

from scoring.bodies.visit_errors import VisitError
from scoring.bodies.visits import plan_visit
from scoring.models import VisitUnit
from tests.build import build_round, build_world
from tests.scoring.visits.situations import plan, team
from tests.threads import in_threads


@pytest.mark.django_db(transaction=True)
def test_of_two_visits_planned_at_once_for_one_unit_one_stands():
    world = build_world(cells=1)
    build_round(world)
    teams = [team(world), team(world, name="Tổ số 2", secretary="thuky2")]
    wanted, admin = plan(world, "cs1-cb1"), world.user("quantri")
    raised = in_threads(*(lambda each=each: plan_visit(each, actor=admin, plan=wanted) for each in teams))
    assert [type(error) for error in raised] == [VisitError]
    assert "đã có lịch làm việc với" in str(raised[0])
    assert VisitUnit.objects.count() == 1
