"""What stands beside the marks: last year's points, what is missing, whom to call."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from organizations.models import User
from scoring.models import Assessment, Evaluation, Round
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.sheets.beside import WHOLE, last_year, with_last_year
from scoring.workflow import evaluation_with_work
from tests.build import World, appraise, build_round, build_world, cite, enter, fill, full_marks, sheet, submit
from tests.scoring.pass_fail import pass_fail_round

CELL = "cs1-cb1"
SHEET_BUDGET = 10


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    build_round(world)
    return world


def _next_round(world: World, years: int = 1, **changes: object) -> Round:
    """Open the round `years` after the first."""
    assert world.programme is not None
    last = timezone.localdate() + timedelta(days=900)
    year = timezone.localdate().year + years
    round_ = prepare_round(
        actor=world.user("quantri"), programme=world.programme, owner=world.body("tren", "standing"),
        name=f"Đợt {year}", start=date(year, 1, 1), end=date(year, 12, 31), deadlines=Deadlines(last, last, last),
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    return round_


def _of(round_: Round, code: str = CELL) -> Evaluation:
    return with_last_year(evaluation_with_work()).get(organization__code=code, round=round_)


def _last(evaluation: Evaluation) -> dict[str, str]:
    return last_year(evaluation, rubric_of(evaluation.version))


def test_last_years_points_stand_at_rows_groups_and_the_sum(world, queries):
    submit(world, CELL, Decimal("0.5"))
    now = _of(_next_round(world))
    with queries() as asked:
        found = _last(now)
    assert (found["I.1.1"], found["I.1"], found["I"], found[WHOLE]) == ("3", "15", "45", "45")
    assert asked == []


def test_the_last_stage_that_was_handed_on_counts(world):
    submit(world, CELL)
    enter(sheet(CELL), world.user("giupviec"), full_marks(sheet(CELL), Decimal("0.5")), "Thấp hơn")
    round_ = _next_round(world)
    assert _last(_of(round_))[WHOLE] == "90"
    from scoring.appraisal.complete import hand_on

    hand_on(Evaluation.objects.get(organization__code=CELL, round__end__lt=round_.start), actor=world.user("giupviec"))
    assert _last(_of(round_))[WHOLE] == "45"


@pytest.mark.parametrize("what", ["nothing", "open", "two years ago", "withdrawn", "another unit"])
def test_without_a_sheet_of_last_year_nothing_stands_there(world, what):
    if what == "open":
        fill(world, CELL)
    elif what == "another unit":
        submit(world, "cs2-cb1")
    elif what != "nothing":
        submit(world, CELL)
    if what == "withdrawn":
        Evaluation.objects.filter(organization__code=CELL).update(
            withdrawn_at=timezone.now(), withdrawn_reason="Giải thể"
        )
    assert _last(_of(_next_round(world, 2 if what == "two years ago" else 1))) == {}


def test_of_rows_without_points_the_choice_is_shown(db):
    world = build_world()
    round_ = pass_fail_round(world)
    assert _last(_of(round_)) == {}
    earlier = _past_copy(_of(round_), round_)
    enter_choices(earlier, {"1": "pass", "2": "fail"})
    evaluation = _of(round_)
    assert {code: text for code, text in _last(evaluation).items() if text} == {"1": "Đạt", "2": "Không đạt"}


def _past_copy(evaluation: Evaluation, round_: Round) -> Assessment:
    """Return the self stage, done, of the same unit's sheet a year before."""
    past = Round.objects.get(pk=round_.pk)
    past.pk, past.start, past.end = (
        None, round_.start.replace(year=round_.start.year - 1), round_.end.replace(year=round_.end.year - 1),
    )  # fmt: skip
    past.save()
    stage = Assessment.objects.get(evaluation=evaluation, kind="self")
    copy = Evaluation.objects.get(pk=evaluation.pk)
    copy.pk, copy.round, copy.current = None, past, None
    copy.save()
    stage.pk, stage.evaluation, stage.state = None, copy, "done"
    stage.done_at, stage.done_by_id, stage.result = timezone.now(), 1, {"total": None}
    stage.meeting_date, stage.meeting_due, stage.meeting_present, stage.minutes_number = past.end, 9, 9, "1"
    stage.save()
    return stage


def enter_choices(stage: Assessment, choices: dict[str, str]) -> None:
    keys = rubric_of(stage.evaluation.version).keys
    for code, choice in choices.items():
        stage.marks.create(
            criterion_id=keys[code], choice=choice, revision=1, saved_at=timezone.now(), saved_by_id=1
        )  # fmt: skip


def _page(client: Client, world: World, evaluation: Evaluation, name: str = "bithu") -> str:
    client.force_login(world.user(name))
    return client.get(f"/ho-so/{evaluation.pk}/").content.decode()


def test_the_page_has_a_column_of_last_year_only_where_there_was_one(world, client):
    assert "c-last" not in _page(client, world, sheet(CELL))
    submit(world, CELL, Decimal("0.5"))
    now = _of(_next_round(world))
    page = _page(client, world, now)
    year = now.round.year - 1
    assert f'<th scope="col" class="c-points c-last">Năm {year}</th>' in page
    assert f'data-label="Năm {year}">45</td>' in page


def test_a_sheet_with_everything_beside_it_keeps_its_budget(world, client, queries):
    appraise(world, CELL)
    now = _of(_next_round(world))
    User.objects.filter(username="giupviec").update(phone="0912 345 678")
    Evaluation.objects.filter(pk=now.pk).update(officer=world.users["giupviec"])
    _page(client, world, now)
    with queries() as asked:
        page = client.get(f"/ho-so/{now.pk}/").content.decode()
    assert "c-last" in page
    assert "tel:0912345678" in page
    assert len(asked) <= SHEET_BUDGET


def _nothing_listed(page: str) -> bool:
    """Say whether the list of what is missing is there unseen, for rows that come to lack something."""
    return 'id="con-thieu" hidden' in page and "<li data-row=" not in page


def test_what_is_missing_stands_on_the_sheet_with_links_to_the_rows(world, client):
    page = _page(client, world, sheet(CELL))
    keys = rubric_of(sheet(CELL).version).keys
    assert page.count('<li data-row="') == 18
    assert f'<a href="#dong-{keys["I.1.1"]}">Mục I.1.(1): chưa chấm.</a>' in page
    fill(world, CELL)
    assert _nothing_listed(_page(client, world, sheet(CELL)))
    enter(sheet(CELL), world.user("bithu"), {"II.2": full_marks(sheet(CELL))["I.3.1"]})
    page = _page(client, world, sheet(CELL))
    assert page.count('<li data-row="') == 1
    assert "Mục II.2: cần kèm báo cáo giải trình" in page
    cite(world, CELL, "II.2")
    assert _nothing_listed(_page(client, world, sheet(CELL)))


def test_a_sheet_that_is_only_read_lists_nothing_as_missing(world, client):
    submit(world, CELL)
    for name in ("bithu", "giupviec"):
        assert "con-thieu" not in _page(client, world, sheet(CELL), name)


def test_whom_to_call_stands_on_the_sheet(world, client):
    evaluation = sheet(CELL)
    Round.objects.filter(pk=evaluation.round_id).update(contact="Đồng chí Mai, Ban Xây dựng Đảng, 0255 3822 111")
    page = _page(client, world, evaluation)
    assert "Cần hỏi về đợt này: <strong>Đồng chí Mai, Ban Xây dựng Đảng, 0255 3822 111</strong>" in page
    assert 'href="tel:02553822111"' in page
    User.objects.filter(username="giupviec").update(phone="0912.345.678")
    Evaluation.objects.filter(pk=evaluation.pk).update(officer=world.users["giupviec"])
    page = _page(client, world, evaluation)
    assert "Cán bộ theo dõi phiếu: <strong>Đồng chí giupviec</strong>" in page
    assert 'href="tel:0912345678"' in page


def test_a_deputy_appointed_as_a_second_secretary_submits_too(world):
    from organizations.people import appoint
    from scoring.sheets.submit import submit_sheet
    from tests.build import LONG_AGO, meeting

    fill(world, CELL)
    appoint(world.users["nguoila"], "secretary", actor=None, start=LONG_AGO, organization=world.organizations[CELL])
    submit_sheet(sheet(CELL), actor=world.user("nguoila"), meeting=meeting())
    assert sheet(CELL).current.kind == "appraisal"
