"""The same round for another year: everything that was set up, nothing of what happened."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from scoring.models import Round, RoundRubric
from scoring.rounds.clone import clone_round, named_for, shifted
from scoring.rounds.open import RoundError, open_round
from scoring.rubrics.publish import load_outcomes, load_rubric, publish
from tests.build import World, build_round, build_world, decide, fixture
from tests.posts import PEOPLE

LINE = ("level_id", "sector_id", "branch_id", "title")
STAGE = ("level_id", "position", "kind", "role", "source", "body_kind", "source_level_id", "source_body_id")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def round_(world: World) -> Round:
    return build_round(world)


@pytest.mark.parametrize(
    ("day", "years", "wanted"),
    [
        (date(2026, 12, 31), 1, date(2027, 12, 31)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2027, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 28), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), -4, date(2024, 2, 29)),
        (date(2026, 3, 1), 2, date(2028, 3, 1)),
    ],
)
def test_days_move_by_whole_years(day, years, wanted):
    assert shifted(day, years) == wanted


def test_names_take_the_new_year():
    assert named_for("Chấm “bốn tốt” năm 2026", 2026, 2027) == "Chấm “bốn tốt” năm 2027"
    assert named_for("Chấm “bốn tốt”", 2026, 2027) == "Chấm “bốn tốt” năm 2027"


def test_what_was_set_up_is_copied_and_no_state(world, round_):
    Round.objects.filter(pk=round_.pk).update(contact="Văn phòng, 0255 3822 111")
    decide(world, "cs1-cb1")
    year = round_.year + 1
    copy = clone_round(round_, actor=world.user("quantri"), year=year)
    assert (copy.state, copy.opened_at, copy.evaluations.count(), copy.contact) == (
        "draft", None, 0, "Văn phòng, 0255 3822 111",
    )  # fmt: skip
    assert (copy.name, copy.start, copy.end) == (f"Chấm “bốn tốt” năm {year}", date(year, 1, 1), date(year, 12, 31))
    assert (copy.programme, copy.owner, copy.period) == (round_.programme, round_.owner, "year")
    for name, columns in (("rubrics", (*LINE, "version_id", "outcome_set_id")), ("stages", STAGE)):
        rows = [sorted(getattr(each, name).values_list(*columns), key=str) for each in (round_, copy)]
        assert rows[0] == rows[1]
        assert rows[0]
    moved = [
        shifted(day, 1) for day in round_.stages.order_by("level_id", "position").values_list("deadline", flat=True)
    ]
    assert list(copy.stages.order_by("level_id", "position").values_list("deadline", flat=True)) == moved
    assert open_round(copy, actor=world.user("quantri")) == round_.evaluations.count()
    event = Event.objects.get(action="round.clone")
    assert (event.subject_id, event.data) == (copy.pk, {"of": round_.pk, "year": year})


def test_each_rubric_comes_in_the_version_in_force_with_the_outcomes_that_fit_it(world, round_):
    later = {**fixture("rubrics/s0-chi-bo.yaml"), "note": "Lần hai"}
    version = publish(load_rubric(later, actor=None), actor=None)
    line = RoundRubric.objects.filter(round=round_, version__rubric__code="s0-dang-bo-co-so").get()
    odd = load_outcomes(
        {"code": "x", "name": "X", "outcomes": [{"code": "a", "name": "A", "must_pass": ["khong-co"]}]},
        line.version.rubric, actor=None,
    )  # fmt: skip
    RoundRubric.objects.filter(pk=line.pk).update(outcome_set=odd)
    copy = clone_round(round_, actor=world.user("quantri"), year=round_.year + 1)
    lines = {each.version.rubric.code: each for each in copy.rubrics.select_related("version__rubric")}
    assert lines["s0-chi-bo"].version == version
    assert lines["s0-chi-bo"].outcome_set is not None
    assert (lines["s0-dang-bo-co-so"].version, lines["s0-dang-bo-co-so"].outcome_set) == (line.version, None)


def test_a_year_has_one_round_and_the_same_year_none_more(world, round_):
    actor, year = world.user("quantri"), round_.year
    clone_round(round_, actor=actor, year=year + 1)
    for wrong, said in (
        (year + 1, "đã lập đợt"),
        (year, "một năm khác"),
        (2014, "một năm khác"),
        (2101, "một năm khác"),
    ):
        with pytest.raises(RoundError, match=said):
            clone_round(round_, actor=actor, year=wrong)
    assert Round.objects.count() == 2


def test_only_the_administrator_of_the_owner_clones(world, round_):
    for name in sorted(PEOPLE - {"quantri"}):
        with pytest.raises(Refused):
            clone_round(round_, actor=world.user(name), year=round_.year + 1)
    assert Round.objects.count() == 1


def test_the_page_offers_next_year_and_says_what_was_wrong(world, round_, client):
    client.force_login(world.user("quantri"))
    page = client.get(f"/dot/{round_.pk}/").content.decode()
    assert f'value="{round_.year + 1}"' in page
    answer = client.post(f"/dot/{round_.pk}/lap-lai/", {"year": str(round_.year + 1)}, follow=True)
    assert "Đã lập đợt mới ở dạng dự thảo" in answer.content.decode()
    for typed, said in (
        ("chín", "phải là một số"),
        (str(round_.year), "một năm khác"),
        (str(round_.year + 1), "đã lập đợt"),
    ):
        refused = client.post(f"/dot/{round_.pk}/lap-lai/", {"year": typed})
        assert refused.status_code == 422
        assert said in refused.content.decode()
    client.force_login(world.user("bithu"))
    assert "lap-lai" not in client.get(f"/dot/{round_.pk}/").content.decode()


def test_deadlines_of_the_draft_lie_ahead(world, round_):
    copy = clone_round(round_, actor=world.user("quantri"), year=round_.year + 1)
    assert min(stage.deadline for stage in copy.stages.all()) > timezone.localdate() + timedelta(days=300)
