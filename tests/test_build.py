"""The situations that other tests start from are what they say."""

import pytest

from scoring.models import Assessment, Evaluation, Mark
from tests.build import build_round, build_world, decide, sheet


@pytest.mark.django_db
def test_a_sheet_goes_the_whole_way_at_both_places():
    world = build_world()
    round_ = build_round(world)
    assert round_.evaluations.count() == 7
    for code in ("cs1-cb1", "cbcs", "cs1"):
        done = decide(world, code)
        assert done.current is None
        approval = done.assessments.get(kind="approval")
        assert (approval.state, approval.conclusion, approval.total) == ("done", "recognised", 90)
    assert Evaluation.objects.filter(current__kind="self").count() == 4
    assert Mark.objects.filter(assessment=sheet("cs2-cb1").current).count() == 18
    assert Assessment.objects.count() == 21
