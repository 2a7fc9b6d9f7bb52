"""The board's desk: officers, time, reminders, notes, opening again, units added and taken out, bulk acts, history."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from config.common.models import Event
from organizations.access import Refused
from organizations.models import Level, Role
from organizations.people import appoint, create_body
from organizations.tree import found_organization
from scoring.appraisal.bulk import ACTS, TOUCHED, carry_out, sort_out
from scoring.appraisal.desk import add_note, assign_officer, extend_deadline, remind, reopen_conclusion
from scoring.appraisal.history import history
from scoring.appraisal.returns import return_rows
from scoring.appraisal.selectors import board_list, next_sheet, recent_reasons
from scoring.deadlines import TOO_FAR
from scoring.models import Assessment, Comment, Evaluation, Round
from scoring.rounds.open import RoundError
from scoring.rounds.units import add_unit, withdraw_unit
from scoring.sheets.submit import NotReady
from scoring.workflow import evaluation_with_work, with_current
from tests.build import LONG_AGO, World, appraise, build_round, build_world, decide, enter, full_marks, sheet, submit

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=40)


@pytest.fixture
def world() -> World:
    found = build_world(cells=2)
    build_round(found)
    return found


def work(code: str) -> Evaluation:
    return with_current(evaluation_with_work().get(organization__code=code))


def test_a_sheet_is_put_into_the_hands_of_its_appraiser_and_of_nobody_else(world):
    assign_officer(sheet("cs1-cb1"), world.user("giupviec"), actor=world.user("danguy"))
    assert sheet("cs1-cb1").officer_id == world.users["giupviec"].pk
    for stranger in ("thamdinh", "giupviec2", "bithu", "danguy"):
        with pytest.raises(Refused):
            assign_officer(sheet("cs1-cb1"), world.user(stranger), actor=world.user("danguy"))
    assign_officer(sheet("cs1-cb1"), None, actor=world.user("giupviec"))
    assert sheet("cs1-cb1").officer is None
    assert Event.objects.filter(action="board.assign").count() == 2


@pytest.mark.parametrize(
    "user", ["bithu", "thamdinh", "lanhdao", "giupviec2", "danguy2", "vanthu_cs", "giamsat", "phutrach"]
)
def test_others_than_the_board_of_a_sheet_do_nothing_at_its_desk(world, user):
    acts = [
        lambda: assign_officer(sheet("cs1-cb1"), None, actor=world.user(user)),
        lambda: extend_deadline(sheet("cs1-cb1"), actor=world.user(user), deadline=SOON, reason="Bão"),
        lambda: remind(sheet("cs1-cb1"), actor=world.user(user)),
        lambda: add_note(sheet("cs1-cb1"), actor=world.user(user), text="x"),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert Event.objects.filter(action__startswith="board.").count() == 0


def test_more_time_for_one_sheet_alone(world):
    old = sheet("cs1-cb1").current.deadline
    extend_deadline(sheet("cs1-cb1"), actor=world.user("giupviec"), deadline=SOON, reason="Mưa lũ chia cắt")
    assert sheet("cs1-cb1").current.deadline == SOON
    assert sheet("cs1-cb2").current.deadline == old
    event = Event.objects.get(action="board.extend")
    assert (event.data["old"], event.data["new"], event.data["reason"]) == (
        old.isoformat(),
        SOON.isoformat(),
        "Mưa lũ chia cắt",
    )
    for deadline, reason, name in ((old, "x", "deadline"), (SOON + timedelta(days=1), " ", "reason")):
        with pytest.raises(NotReady) as refusal:
            extend_deadline(sheet("cs1-cb1"), actor=world.user("giupviec"), deadline=deadline, reason=reason)
        assert refusal.value.items[0][0] == name


def test_a_reminder_is_for_units_that_have_not_submitted(world):
    remind(sheet("cs1-cb1"), actor=world.user("danguy"))
    assert (Comment.objects.get().private, "nộp phiếu tự chấm" in Comment.objects.get().text) == (False, True)
    with pytest.raises(Refused, match="Hôm nay đã nhắc"):
        remind(sheet("cs1-cb1"), actor=world.user("giupviec"))
    submit(world, "cs1-cb1")
    with pytest.raises(Refused, match="không cần nhắc"):
        remind(sheet("cs1-cb1"), actor=world.user("danguy"))


def test_a_note_is_read_by_the_board_only(world):
    add_note(sheet("cs1-cb1"), actor=world.user("giupviec"), text="Gọi lại thứ Sáu")
    with pytest.raises(NotReady):
        add_note(sheet("cs1-cb1"), actor=world.user("giupviec"), text="  ")
    client = Client()
    for user, reads in (("giupviec", True), ("danguy", True), ("bithu", False), ("giamsat", False)):
        client.force_login(world.user(user))
        page = client.get(f"/ho-so/{sheet('cs1-cb1').pk}/qua-trinh/").content.decode()
        assert ("Gọi lại thứ Sáu" in page) == reads


def test_a_conclusion_is_opened_again_by_its_approver_with_a_reason(world):
    decide(world, "cs1-cb1")
    reopen_conclusion(sheet("cs1-cb1"), actor=world.user("danguy"), reason="Nhập nhầm", deadline=SOON)
    stage = sheet("cs1-cb1").current
    assert (stage.kind, stage.state, stage.conclusion, stage.done_at) == ("approval", "open", "", None)
    event = Event.objects.get(action="approval.reopen")
    assert (event.data["old"], event.data["reason"]) == ("recognised", "Nhập nhầm")
    with pytest.raises(Refused, match="chưa có kết luận"):
        reopen_conclusion(sheet("cs1-cb1"), actor=world.user("danguy"), reason="x", deadline=SOON)


@pytest.mark.parametrize("user", ["giupviec", "bithu", "lanhdao", "danguy2", "quantri", "vanthu_cs"])
def test_nobody_else_opens_a_conclusion_again(world, user):
    decide(world, "cs1-cb1")
    with pytest.raises(Refused):
        reopen_conclusion(sheet("cs1-cb1"), actor=world.user(user), reason="x", deadline=SOON)
    assert sheet("cs1-cb1").current is None


def test_a_unit_that_came_later_gets_a_sheet_and_one_that_leaves_keeps_its_own(world):
    round_ = Round.objects.get()
    unit = found_organization(
        actor=None, code="cs1-moi", name="Chi bộ thôn Mới", level=Level.objects.get(code="chi_bo_truc_thuoc"),
        parent=world.organizations["cs1"], valid_from=LONG_AGO, paper="Quyết định số 02-QĐ/ĐU",
    )  # fmt: skip
    with pytest.raises(RoundError, match="không có cơ quan"):
        add_unit(round_, unit, actor=world.user("quantri"), reason="Mới lập")
    create_body(unit, actor=None, kind="cell", name="Chi bộ", issuer="CHI BỘ", symbol="CB", authority="T/M CHI BỘ")
    added = add_unit(round_, unit, actor=world.user("quantri"), reason="Mới lập")
    assert [stage.state for stage in added.assessments.order_by("position")] == ["open", "waiting", "waiting"]
    assert sheet("cs1-moi").current.marks.count() == 18
    with pytest.raises(RoundError, match="đã có hồ sơ"):
        add_unit(round_, unit, actor=world.user("quantri"), reason="Mới lập")
    with pytest.raises(NotReady):
        withdraw_unit(added, actor=world.user("quantri"), reason=" ")
    with pytest.raises(Refused):
        withdraw_unit(added, actor=world.user("danguy"), reason="Giải thể")
    withdraw_unit(added, actor=world.user("quantri"), reason="Giải thể")
    assert sheet("cs1-moi").withdrawn_reason == "Giải thể"
    with pytest.raises(RoundError):
        withdraw_unit(added, actor=world.user("quantri"), reason="Giải thể")


def test_bulk_acts_say_what_they_leave_out_and_why(world):
    submit(world, "cs1-cb1")
    sheets = [work(code) for code in ("cs1-cb1", "cs1-cb2", "cs2-cb1")]
    found = sort_out(ACTS["nhac"], world.user("giupviec"), sheets)
    assert [each.organization.code for each in found.fitting] == ["cs1-cb2"]
    assert [(each.organization.code, reason) for each, reason in found.left_out] == [
        ("cs1-cb1", "Đơn vị đã nộp phiếu."),
        ("cs2-cb1", "Chỉ cơ quan thẩm định, kết luận hồ sơ này hoặc người quản trị đợt được làm việc này."),
    ]
    done = carry_out(ACTS["nhac"], world.user("giupviec"), sheets, {})
    assert ([each.organization.code for each in done.fitting], Comment.objects.count()) == (["cs1-cb2"], 1)


def test_flawless_sheets_are_accepted_and_approved_at_once_and_others_left_out(world):
    submit(world, "cs1-cb1")
    user = world.user("giupviec")
    done = carry_out(ACTS["nhan"], user, [work("cs1-cb1"), work("cs1-cb2")], {})
    assert [each.organization.code for each in done.fitting] == ["cs1-cb1"]
    assert work("cs1-cb1").current.kind == "approval"
    values = {"day": timezone.localdate(), "minutes_number": "09-BB/ĐU"}
    done = carry_out(ACTS["ket-luan"], world.user("danguy"), [work("cs1-cb1"), work("cs1-cb2")], values)
    assert [each.organization.code for each in done.fitting] == ["cs1-cb1"]
    assert Assessment.objects.get(kind="approval", state="done").conclusion == "recognised"


def test_weak_sheets_are_not_accepted_in_bulk(world):
    from decimal import Decimal

    submit(world, "cs1-cb1", share=Decimal("0.5"))
    found = sort_out(ACTS["nhan"], world.user("giupviec"), [work("cs1-cb1")])
    assert found.left_out[0][1] == "Điểm tự chấm chưa đạt mức công nhận: cần xem từng nội dung."


def _begin(world):
    """Let the appraiser mark one row."""
    row, mark = next(iter(full_marks(sheet("cs1-cb1")).items()))
    enter(sheet("cs1-cb1"), world.user("giupviec"), {row: mark})


def test_a_sheet_that_somebody_has_begun_is_not_accepted_in_bulk(world):
    submit(world, "cs1-cb1")
    assert sort_out(ACTS["nhan"], world.user("giupviec"), [work("cs1-cb1")]).left_out == []
    _begin(world)
    asked = [work("cs1-cb1")]
    found = sort_out(ACTS["nhan"], world.user("giupviec"), asked)
    assert [(each.organization.code, reason) for each, reason in found.left_out] == [("cs1-cb1", TOUCHED)]
    client = Client()
    client.force_login(world.user("giupviec"))
    shown = client.post("/tham-dinh/hang-loat/", {"act": "nhan", "s": [each.pk for each in asked]}).content.decode()
    assert ("Sẽ làm với 1 hồ sơ" in shown, TOUCHED in shown) == (False, True)


def test_a_sheet_that_is_begun_after_it_was_chosen_is_left_as_it_is(world):
    submit(world, "cs1-cb1")
    chosen = work("cs1-cb1")
    vars(chosen)["touched"] = False
    _begin(world)
    done = carry_out(ACTS["nhan"], world.user("giupviec"), [chosen], {})
    assert (done.fitting, [reason for _, reason in done.left_out]) == ([], [TOUCHED])
    assert work("cs1-cb1").current.marks.filter(saved_by_id__isnull=False).count() == 1


def test_what_cannot_be_handed_on_keeps_no_half_of_it(world, monkeypatch):
    submit(world, "cs1-cb1")

    def refuse(evaluation, *, actor):
        raise NotReady([("", "Chưa được.")])

    monkeypatch.setattr("scoring.appraisal.bulk.hand_on", refuse)
    done = carry_out(ACTS["nhan"], world.user("giupviec"), [work("cs1-cb1")], {})
    assert done.fitting == []
    assert not work("cs1-cb1").current.marks.filter(saved_by_id__isnull=False).exists()


def test_nobody_sits_at_the_desk_of_his_own_unit(world):
    unit = world.organizations["cs1-cb1"]
    appoint(world.user("giupviec"), Role.SECRETARY, actor=None, start=LONG_AGO, organization=unit)
    acts = [
        lambda: assign_officer(sheet("cs1-cb1"), None, actor=world.user("giupviec")),
        lambda: extend_deadline(sheet("cs1-cb1"), actor=world.user("giupviec"), deadline=SOON, reason="Bão"),
        lambda: remind(sheet("cs1-cb1"), actor=world.user("giupviec")),
        lambda: add_note(sheet("cs1-cb1"), actor=world.user("giupviec"), text="x"),
    ]
    for act in acts:
        with pytest.raises(Refused, match="là bí thư hoặc người nhập giúp của tổ chức đảng này"):
            act()
    with pytest.raises(Refused, match="không phải người thẩm định của hồ sơ này"):
        assign_officer(sheet("cs1-cb1"), world.user("giupviec"), actor=world.user("danguy"))
    assert Event.objects.filter(action__startswith="board.").count() == 0
    # The round's administrator answers for time, whoever he is.
    assert extend_deadline(sheet("cs1-cb1"), actor=world.user("quantri"), deadline=SOON, reason="Bão")


@pytest.mark.parametrize("years", [2, 73])
def test_a_deadline_of_years_to_come_is_a_slip(world, years):
    far = timezone.localdate() + timedelta(days=366 * years)
    with pytest.raises(NotReady) as refusal:
        extend_deadline(sheet("cs1-cb1"), actor=world.user("danguy"), deadline=far, reason="Bão")
    assert refusal.value.items == [("deadline", TOO_FAR)]
    submit(world, "cs1-cb1")
    row = next(iter(full_marks(sheet("cs1-cb1"))))
    with pytest.raises(NotReady) as refusal:
        return_rows(
            sheet("cs1-cb1"), actor=world.user("giupviec"), rows={row: "Xem lại"}, reason="Xem lại", deadline=far
        )
    assert refusal.value.items == [("deadline", TOO_FAR)]


def test_the_bulk_pages_show_before_and_after_and_refuse_strangers(world):
    client = Client()
    client.force_login(world.user("giupviec"))
    keys = [sheet(code).pk for code in ("cs1-cb1", "cs1-cb2", "cs2-cb1")]
    before = client.post("/tham-dinh/hang-loat/", {"act": "gia-han", "s": keys})
    assert "Sẽ làm với 2 hồ sơ" in before.content.decode()
    deadline = f"{SOON:%d/%m/%Y}"
    bad = client.post(
        "/tham-dinh/hang-loat/",
        {"act": "gia-han", "s": keys, "confirm": "1", "deadline": "31/02/2026", "reason": "Bão"},
    )
    assert bad.status_code == 422
    assert "31/02/2026" in bad.content.decode()
    after = client.post(
        "/tham-dinh/hang-loat/", {"act": "gia-han", "s": keys, "confirm": "1", "deadline": deadline, "reason": "Bão"}
    )
    assert "đã làm với 2 hồ sơ" in after.content.decode()
    assert Assessment.objects.filter(deadline=SOON).count() == 2
    assert client.post("/tham-dinh/hang-loat/", {"act": "xoa", "s": keys}).status_code == 302
    client.force_login(world.user("bithu"))
    assert client.post("/tham-dinh/hang-loat/", {"act": "nhac", "s": keys}).status_code == 404
    assert Comment.objects.count() == 0


def test_the_next_sheet_is_mine_first_then_nobodys(world):
    for code in ("cs1-cb1", "cs1-cb2"):
        appoint(
            world.users["bithu"],
            Role.SECRETARY,
            actor=None,
            start=LONG_AGO,
            organization=world.organizations["cs1-cb2"],
        ) if code == "cs1-cb2" else None
    from tests import build

    build.SELF["cs1-cb2"] = "bithu"
    try:
        submit(world, "cs1-cb1")
        submit(world, "cs1-cb2")
    finally:
        del build.SELF["cs1-cb2"]
    user = world.user("giupviec")
    assert next_sheet(user, sheet("cs1-cb1")) == sheet("cs1-cb2")
    assign_officer(sheet("cs1-cb2"), user, actor=user)
    assert next_sheet(user, sheet("cs1-cb1")) == sheet("cs1-cb2")
    assert next_sheet(world.user("giupviec2"), sheet("cs1-cb1")) is None


def test_history_tells_who_did_what_and_hides_work_in_progress(world):
    appraise(world, "cs1-cb1")
    lines = history(work("cs1-cb1"), world.user("giamsat"))
    assert [line.what for line in lines] == ["Xong thẩm định", "Ghi điểm", "Nộp phiếu tự chấm", "Ghi điểm"]
    assert lines[0].who == "Đồng chí giupviec"
    assert lines[-1].changes[0] == ("Mục I.1.(1)", "để trống", "6", "")
    enter_at = sheet("cs2-cb1")
    enter(enter_at, world.user("bithu2"), dict(list(full_marks(enter_at).items())[:2]))
    assert history(work("cs2-cb1"), world.user("giamsat")) == []
    assert len(history(work("cs2-cb1"), world.user("bithu2"))) == 1


def test_history_asks_as_often_for_little_as_for_much(world, queries):
    appraise(world, "cs1-cb1")
    evaluation, user = work("cs1-cb1"), world.user("danguy")
    history(evaluation, user)
    with queries() as few:
        history(evaluation, user)
    for number in range(5):
        add_note(sheet("cs1-cb1"), actor=world.user("giupviec"), text=f"Ghi chú {number}")
    with queries() as many:
        history(evaluation, user)
    assert len(few) == len(many) == 2


def test_reasons_given_before_are_offered(world):
    from decimal import Decimal

    from scoring.pure.arithmetic import MarkValue

    submit(world, "cs1-cb1")
    enter(sheet("cs1-cb1"), world.user("giupviec"), {"I.1.1": MarkValue(Decimal(5))}, "Thiếu nghị quyết chuyên đề.")
    assert recent_reasons(sheet("cs1-cb1").current)[0] == "Thiếu nghị quyết chuyên đề."


def test_the_score_table_holds_typed_figures(world):
    appraise(world, "cs1-cb1")
    client = Client()
    client.force_login(world.user("giupviec"))
    answer = client.get("/tham-dinh/bang-diem.xlsx")
    assert answer["X-Content-Type-Options"] == "nosniff"
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    head = next(row for row in rows if row[0] == "STT")
    line = next(row for row in rows if row[1] == "Chi bộ thôn 1")
    figures = dict(zip(head, line, strict=True))
    assert (figures["Tổng tự chấm"], figures["Tổng thẩm định"], figures["Chênh"]) == (90, 90, 0)
    assert figures["Hoàn thành tốt nhiệm vụ chính trị: tự chấm"] == 30


def test_the_board_list_asks_as_often_for_many_as_for_few(world, queries):
    user, round_ = world.user("thamdinh"), Round.objects.get()
    board_list(user, round_)
    with queries() as few:
        lines = board_list(user, round_)
    appoint(user, Role.APPRAISER, actor=None, start=LONG_AGO, body=world.body("cs1", "helpers"))
    user = world.user("thamdinh")
    board_list(user, round_)
    with queries() as many:
        more = board_list(user, round_)
    assert (len(few), len(lines) < len(more)) == (len(many), True)


def test_an_act_takes_all_that_the_list_shows(world):
    submit(world, "cs1-cb1")
    client = Client()
    client.force_login(world.user("giupviec"))
    round_ = Round.objects.get()
    asked = {"act": "gia-han", "tat-ca": "1", "dot": round_.pk}
    everything = client.post("/tham-dinh/hang-loat/", asked).content.decode()
    assert everything.count('<input type="hidden" name="s"') == 2
    waiting = client.post("/tham-dinh/hang-loat/", asked | {"trang-thai": "cho"}).content.decode()
    assert f'name="s" value="{sheet("cs1-cb2").pk}"' in waiting
    assert waiting.count('<input type="hidden" name="s"') == 1
    assert f'href="/tham-dinh/?dot={round_.pk}&amp;trang-thai=cho">Thôi' in waiting
    nobody = client.post("/tham-dinh/hang-loat/", asked | {"cua-toi": "1"})
    assert (nobody.status_code, nobody["Location"]) == (302, f"/tham-dinh/?dot={round_.pk}&cua-toi=1")
    assert client.post("/tham-dinh/hang-loat/", asked | {"dot": "0"}).status_code == 404
    for stranger, status in (("bithu", 404), ("giupviec2", 200)):
        client.force_login(world.user(stranger))
        assert client.post("/tham-dinh/hang-loat/", asked).status_code == status
    assert Event.objects.filter(action="board.extend").count() == 0


def test_more_than_can_be_done_at_once_is_told_and_not_cut(world, monkeypatch):
    monkeypatch.setattr("scoring.appraisal.bulk_views.MOST_AT_ONCE", 1)
    client = Client()
    client.force_login(world.user("giupviec"))
    keys = [sheet(code).pk for code in ("cs1-cb1", "cs1-cb2")]
    page = client.post("/tham-dinh/hang-loat/", {"act": "nhac", "s": keys}, follow=True).content.decode()
    assert "Mỗi lần làm được với tối đa 1 hồ sơ." in page


def test_a_note_that_is_not_taken_stays_with_the_reason(world):
    client = Client()
    client.force_login(world.user("giupviec"))
    long = "Đã gọi điện. " * 400
    answer = client.post(f"/tham-dinh/{sheet('cs1-cb1').pk}/ghi-chu/", {"text": long})
    page = answer.content.decode()
    assert (answer.status_code, long.strip() in page, Comment.objects.count()) == (422, True, 0)
    assert "Cần ghi nội dung" not in page


def test_history_tells_a_new_day_as_people_write_it(world):
    old = sheet("cs1-cb1").current.deadline
    extend_deadline(sheet("cs1-cb1"), actor=world.user("giupviec"), deadline=SOON, reason="Bão")
    [line] = history(work("cs1-cb1"), world.user("bithu"))
    assert (line.what, line.why) == ("Gia hạn", f"{old:%d/%m/%Y} → {SOON:%d/%m/%Y}. Bão")
