"""Minutes: drafted from the data, never overwritten unseen, answered by the unit, then final."""

from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from organizations.access import Refused
from scoring.appraisal.complete import hand_on
from scoring.bodies.minutes import agreed_through_team, answer_minutes, write_minutes
from scoring.bodies.minutes_draft import draft_minutes
from scoring.bodies.visit_errors import StaleTextError, VisitError
from scoring.bodies.visit_selectors import results_of
from scoring.models import Round
from scoring.pure.arithmetic import MarkValue
from scoring.rubrics.load import rubric_of
from scoring.sheets.submit import submit_sheet
from tests.build import World, build_world, cite, enter, full_marks, meeting, sheet, submit
from tests.scoring.visits.situations import (
    TEXT,
    answered,
    day,
    received,
    reports,
    team,
    team_round,
    unit,
    visit,
    written,
)

pytestmark = pytest.mark.django_db


def _client(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.user(who))
    return client


def test_the_draft_tells_reports_points_and_proofs(world):
    found = team(world)
    first, second = reports(world, 2)
    received(world, "cs1-cb1", first)
    cite(world, "cs1-cb1", "I.1.1")
    submit(world, "cs1-cb1", Decimal("0.8"))
    planned = visit(world, found)
    text = draft_minutes(unit(planned), world.user("thuky"))
    said = text.splitlines()
    assert f"- {first.name}: đã nhận {day():%d/%m/%Y}, số 05-BC/CB." in said
    assert f"- {second.name}: chưa nộp." in said
    assert any(line.startswith("- Mục I, ") and "(chuẩn 90): tự chấm 7" in line for line in said)
    assert any(line.startswith("- Tổng điểm: tự chấm 7") for line in said)
    assert "- 1 văn bản, tệp minh chứng cho 1 nội dung." in said
    assert "- Tổ kiểm tra chưa chấm điểm trên phần mềm." in said
    page = _client(world, "thuky").get(reverse("scoring:minutes", args=[unit(planned).pk])).content.decode()
    assert (first.name in page, "Bản nháp dưới đây lập từ số liệu, chưa lưu" in page) == (True, True)
    # What is not saved is nobody's word: the unit does not read the draft.
    unsaved = _client(world, "bithu").get(reverse("scoring:minutes", args=[unit(planned).pk])).content.decode()
    assert ("Tổ kiểm tra chưa ghi biên bản" in unsaved, "Tổng điểm" in unsaved) == (True, False)


def test_the_team_s_marks_stand_beside_the_unit_s_own_with_the_reason():
    world = build_world()
    found = team_round(world)
    enter(sheet("cs1-cb1"), world.user("bithu"), full_marks(sheet("cs1-cb1")), "Có nghị quyết, báo cáo.")
    submit_sheet(sheet("cs1-cb1"), actor=world.user("bithu"), meeting=meeting())
    own = sheet("cs1-cb1")
    row = next(each for each in rubric_of(own.version).data.leaves() if not each.code.startswith("II"))
    lower = {row.code: MarkValue(value=Decimal(1))}
    enter(own, world.user("thuky"), full_marks(own) | lower, "Thiếu một kỳ sinh hoạt.")
    planned = visit(world, found)
    draft = draft_minutes(unit(planned), world.user("thuky")).splitlines()
    changed = [line for line in draft if "; lý do: Thiếu một kỳ sinh hoạt." in line]
    assert len(changed) == 1
    assert "; Tổ kiểm tra 1; lý do" in changed[0]
    assert [line for line in draft if line.startswith("- Tổng điểm: tự chấm 100; Tổ kiểm tra ")] != []
    hand_on(sheet("cs1-cb1"), actor=world.user("thuky"))
    (result,) = results_of(found, [own.organization_id]).values()
    assert result.team is not None
    assert (result.own is not None, result.team.total < result.own.total, result.outcome != "") == (True, True, True)


def test_the_unit_objects_then_agrees_and_then_nothing_changes_any_more(world):
    planned = visit(world, team(world))
    written(world, planned)
    answered(world, planned, "cs1-cb1", "bithu", agree=False, objection="Mục I chưa đúng")
    mended = written(world, planned, text="1. Đã sửa mục I.")
    assert (mended.objection, mended.revision) == ("Mục I chưa đúng", 4)
    done = answered(world, planned, "cs1-cb1", "bithu", agree=True, objection="Mục II xin ghi thêm")
    assert (done.agreed_by_id, done.objection, agreed_through_team(done)) == (
        world.users["bithu"].pk, "Mục II xin ghi thêm", False,
    )  # fmt: skip
    with pytest.raises(Refused, match="đã được đơn vị thống nhất"):
        write_minutes(done, actor=world.user("thuky"), text="Khác", revision=done.revision)
    with pytest.raises(Refused, match="đã được đơn vị thống nhất"):
        answer_minutes(done, actor=world.user("bithu"), agree=False, objection="Khác", revision=done.revision)
    assert unit(planned).findings == "1. Đã sửa mục I."


def test_the_team_s_secretary_writes_down_the_unit_s_word_and_the_history_says_so(world):
    planned = visit(world, team(world))
    written(world, planned)
    done = answered(world, planned, "cs1-cb1", "thuky", agree=True)
    assert agreed_through_team(done) is True
    page = _client(world, "bithu").get(reverse("scoring:minutes", args=[done.pk])).content.decode()
    assert "thư ký tổ ghi lời của đơn vị" in page


def test_nobody_agrees_to_what_is_not_written_not_today_or_not_his(world):
    found = team(world)
    today, tomorrow = visit(world, found), visit(world, found, ("cs1-cb1",), ahead=1)
    with pytest.raises(Refused, match="chưa ghi biên bản"):
        answered(world, today, "cs1-cb1", "bithu", agree=True)
    written(world, tomorrow)
    with pytest.raises(Refused, match="từ ngày kiểm tra"):
        answered(world, tomorrow, "cs1-cb1", "bithu", agree=True)
    written(world, today)
    for who in ("nhapgiup", "quantri", "giupviec"):
        with pytest.raises(Refused):
            answered(world, today, "cs1-cb1", who, agree=True)
    with pytest.raises(VisitError):
        answered(world, today, "cs1-cb1", "bithu", agree=False, objection=" ")
    Round.objects.update(state="closed", closed_at="2026-01-01T00:00:00+07:00")
    with pytest.raises(Refused, match="không còn mở"):
        answered(world, today, "cs1-cb1", "bithu", agree=True)


def test_what_somebody_else_wrote_meanwhile_is_shown_beside_what_was_typed(world):
    planned = visit(world, team(world))
    found = written(world, planned)
    with pytest.raises(StaleTextError):
        write_minutes(found, actor=world.user("thuky"), text="Khác hẳn", revision=1)
    url, answer_url = (reverse(f"scoring:{name}", args=[found.pk]) for name in ("minutes", "minutes_answer"))
    client, phone = _client(world, "thuky"), _client(world, "bithu")
    answer = client.post(url, {"findings": "Của tôi", "revision": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Thống nhất điểm tự chấm" in page, "Của tôi" in page, 'value="2"' in page) == (True, True, True)
    assert unit(planned).findings == TEXT
    assert client.post(url, {"findings": "Của tôi\r\nhai dòng", "revision": "2"}).status_code == 302
    assert unit(planned).findings == "Của tôi\nhai dòng"
    # The unit has read another text than the one that stands now.
    answer = phone.post(answer_url, {"then": "agree", "objection": "Xin ghi thêm", "revision": "2"})
    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert ("mời đọc lại" in page, "hai dòng" in page, "Xin ghi thêm" in page) == (True, True, True)
    assert unit(planned).agreed_at is None
    assert phone.post(answer_url, {"then": "agree", "objection": "", "revision": "3"}).status_code == 302
    assert unit(planned).agreed_at is not None
    assert client.post(url, {"findings": "Sửa nữa", "revision": "4"}).status_code == 403


def test_minutes_may_be_agreed_to_until_the_day_is_over_and_later(world):
    planned = visit(world, team(world))
    written(world, planned)
    with time_machine.travel(day(3), tick=False):
        assert answered(world, planned, "cs1-cb1", "bithu", agree=True).agreed_at is not None
