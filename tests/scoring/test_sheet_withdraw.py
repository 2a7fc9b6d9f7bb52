"""Taking back what was handed in by mistake: by the secretary, in time, before anybody has appraised."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from scoring.appraisal.returns import return_rows
from scoring.models import Assessment, Mark
from scoring.sheets.submit import submit_sheet
from scoring.sheets.withdraw import withdraw_submission
from tests.build import World, appraise, build_round, build_world, cite, enter, full_marks, meeting, sheet, submit

CELL = "cs1-cb1"


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    build_round(world)
    return world


def _withdraw(world: World, actor: str = "bithu", reason: str = "Chấm nhầm mục I") -> Assessment:
    return withdraw_submission(sheet(CELL), actor=world.user(actor), reason=reason)


def _stages() -> list[tuple[str, str, int]]:
    stages = Assessment.objects.filter(evaluation=sheet(CELL)).order_by("position")
    return [(stage.kind, stage.state, stage.marks.count()) for stage in stages]


def test_the_sheet_opens_again_with_every_mark_and_the_appraisal_waits_without_any(world):
    submit(world, CELL)
    before = list(Mark.objects.filter(assessment__kind="self").order_by("pk").values())
    own = _withdraw(world)
    assert (sheet(CELL).current, own.total, own.result, own.outcome) == (own, None, {}, "")
    assert _stages() == [("self", "open", 18), ("appraisal", "waiting", 0), ("approval", "waiting", 0)]
    assert list(Mark.objects.filter(assessment__kind="self").order_by("pk").values()) == before
    event = Event.objects.order_by("pk").last()
    assert (event.action, event.data, event.actor_id) == (
        "sheet.withdraw", {"reason": "Chấm nhầm mục I"}, world.users["bithu"].pk,
    )  # fmt: skip


def test_it_is_mended_and_handed_in_again(world):
    submit(world, CELL)
    _withdraw(world)
    marks = full_marks(sheet(CELL))
    enter(sheet(CELL), world.user("bithu"), {"I.1.1": marks["II.1"]})
    submit_sheet(sheet(CELL), actor=world.user("bithu"), meeting=meeting())
    assert _stages()[:2] == [("self", "done", 18), ("appraisal", "open", 18)]
    assert sheet(CELL).assessments.get(kind="self").total == 84


def _refused(world: World, actor: str = "bithu") -> str:
    before = (_stages(), Event.objects.count())
    with pytest.raises(Refused) as refusal:
        _withdraw(world, actor)
    assert (_stages(), Event.objects.count()) == before
    return str(refusal.value)


@pytest.mark.parametrize("actor", ["nhapgiup", "bithu2", "giupviec", "danguy", "quantri"])
def test_nobody_but_the_secretary_withdraws(world, actor):
    submit(world, CELL)
    assert _refused(world, actor) == "Chỉ bí thư của chính tổ chức đảng này được rút phiếu đã nộp."


def test_what_was_not_handed_in_or_has_gone_further_is_not_withdrawn(world):
    assert "Phiếu chưa nộp" in _refused(world)
    appraise(world, CELL)
    assert "đã qua bước thẩm định" in _refused(world)


def test_one_mark_of_the_appraiser_ends_it(world):
    submit(world, CELL)
    enter(sheet(CELL), world.user("giupviec"), dict(list(full_marks(sheet(CELL)).items())[:1]))
    assert "đã bắt đầu chấm" in _refused(world)


def test_what_was_sent_back_once_is_not_taken_back_with_all_its_rows(world, client):
    submit(world, CELL)
    ahead = timezone.localdate() + timedelta(days=3)
    return_rows(sheet(CELL), actor=world.user("giupviec"), rows={"I.1.1": "Thiếu"}, reason="Bổ sung", deadline=ahead)
    cite(world, CELL, "I.1.1")
    submit_sheet(sheet(CELL), actor=world.user("bithu"), meeting=meeting())
    assert _refused(world) == "Phiếu đã có lần trả lại: hãy đề nghị cơ quan thẩm định trả lại lần nữa."
    client.force_login(world.user("bithu"))
    assert "rut-nop" not in client.get(f"/ho-so/{sheet(CELL).pk}/").content.decode()


def test_after_the_units_own_deadline_it_stays(world):
    submit(world, CELL)
    late = timezone.now() + timedelta(days=11)
    with time_machine.travel(late, tick=False):
        assert "Đã hết hạn tự chấm" in _refused(world)


def test_a_reason_is_asked_for(world):
    submit(world, CELL)
    with pytest.raises(ValueError, match="Cần ghi lý do"):
        _withdraw(world, reason="  ")
    assert sheet(CELL).current.kind == "appraisal"


def test_the_page_asks_first_and_the_meeting_starts_as_it_was_typed(world, client):
    submit(world, CELL)
    client.force_login(world.user("bithu"))
    url = f"/ho-so/{sheet(CELL).pk}/"
    assert f'href="{url}rut-nop/"' in client.get(url).content.decode()
    assert "Bộ phận giúp việc Đảng ủy" in client.get(f"{url}rut-nop/").content.decode()
    assert client.post(f"{url}rut-nop/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}rut-nop/", {"reason": "Nhầm"}).url == url
    assert 'value="12-BB/CB"' in client.get(f"{url}nop/").content.decode()


def test_who_may_not_withdraw_is_shown_no_way_to(world, client):
    submit(world, CELL)
    for name in ("nhapgiup", "giupviec"):
        client.force_login(world.user(name))
        assert "rut-nop" not in client.get(f"/ho-so/{sheet(CELL).pk}/").content.decode()
