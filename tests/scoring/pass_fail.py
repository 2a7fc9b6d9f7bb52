"""A round of the programme that cells vote on each month: four rows, đạt or không đạt."""

from datetime import timedelta

from django.utils import timezone

from scoring.models import Round
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish
from tests.build import World, fixture

KIND = {
    "level": "chi_bo_truc_thuoc",
    "rubric": "s2-chi-bo",
    "title": "Chi bộ “bốn tốt”",
    "stages": fixture("programmes/bon-tot.yaml")["kinds"][0]["stages"],
}


def pass_fail_round(world: World) -> Round:
    """Open this month's round, its three deadlines ten days ahead."""
    version = publish(load_rubric(fixture("rubrics/s2-chi-bo.yaml"), actor=None), actor=None)
    declared = fixture("rubrics/s2-chi-bo.yaml")["programme"]
    world.programme = load_programme({**declared, "kinds": [KIND]}, actor=None)
    outcomes = load_outcomes(fixture("outcomes/s2.yaml"), version.rubric, actor=None)
    first = timezone.localdate().replace(day=1)
    ahead = timezone.localdate() + timedelta(days=10)
    round_ = prepare_round(
        actor=world.user("quantri"), programme=world.programme, owner=world.body("tren", "standing"),
        name="Biểu quyết tháng này", start=first, end=first + timedelta(days=27),
        deadlines=Deadlines(ahead, ahead, ahead), outcome_sets={"s2-chi-bo": outcomes},
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    return Round.objects.get(pk=round_.pk)
