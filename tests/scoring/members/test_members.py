"""The list of members of a cell: who makes it and reads it, what becomes of it, and that no history keeps a name."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused, can
from recognition.decisions import issue as issuing
from recognition.decisions.draft import DecisionError, candidates, draft_decision
from recognition.decisions.issue import issue
from recognition.decisions.wording import load_form
from recognition.permissions import visible_decisions, visible_results
from scoring.appraisal.bulk import ACTS, carry_out
from scoring.appraisal.desk import add_note, extend_deadline, reopen_conclusion
from scoring.appraisal.returns import return_rows
from scoring.bodies.remedies import Plan, add_remedy
from scoring.evidence.permissions import visible_evidence
from scoring.evidence.services import Reference, attach_files, cite_paper
from scoring.members.errors import MemberError
from scoring.members.permissions import visible_candidates
from scoring.members.selectors import candidates_of
from scoring.members.services import add_candidates, hand_in, remove_candidate
from scoring.members.start import start_tasks
from scoring.models import Comment, Evaluation, Mark, Registration, Round, Stage, YearResult
from scoring.names import reads_names
from scoring.permissions import visible_evaluations
from scoring.registration.permissions import visible_registrations
from scoring.registration.services import approve_list, register_unit
from scoring.rounds.open import RoundError, open_round
from scoring.rounds.units import add_unit, withdraw_unit
from scoring.rubrics.load import rubric_of
from scoring.sheets.submit import Meeting, NotReady
from scoring.sheets.talk import say
from scoring.sheets.withdraw import withdraw_submission
from scoring.workflow import evaluation_with_work, with_current
from tests.build import build_world, fixture
from tests.people import add_people, everybody
from tests.recognition.situations import complete
from tests.scoring.members.register import READERS
from tests.scoring.members.situations import (
    ONE,
    THREE,
    TWO,
    concluded,
    handed_in,
    listed,
    marked,
    member_round,
    sheets,
)
from tests.scoring.registration.situations import CELL, OTHER, call

pytestmark = pytest.mark.django_db
NAMES = (ONE, TWO, THREE)


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def round_(world) -> Round:
    return member_round(world)


def _unit(world, code: str = CELL):
    return world.organizations[code]


def _meeting() -> Meeting:
    today = timezone.localdate()
    return Meeting(today, 12, 11, "12-BB/CB", "05-TTr/CB", today)


def test_a_round_opens_without_sheets_and_its_cells_list_their_members(world, round_):
    bithu = world.user("bithu")
    assert round_.evaluations.count() == 0
    assert [task.detail.partition(" · ")[2] for task in start_tasks(bithu)] == ["chưa có ai trong danh sách"]
    found = listed(world, round_, [f"  {ONE} ", ONE, TWO])
    assert [(each.subject, each.current.kind, each.name) for each in found] == [
        (ONE, "self", "Chi bộ thôn 1"), (TWO, "self", "Chi bộ thôn 1"),
    ]  # fmt: skip
    stages = [(stage.kind, stage.body) for stage in found[0].assessments.order_by("position")]
    assert stages == [("self", world.body(CELL, "cell")), ("approval", world.body("cs1", "committee"))]
    assert Mark.objects.filter(assessment__evaluation=found[0]).count() == 4
    assert listed(world, round_, [TWO]) == []
    assert [task.detail.partition(" · ")[2] for task in start_tasks(bithu)] == ["2/2 phiếu chưa nộp"]
    for names, words in (([], "mỗi người một dòng"), (["x" * 121], "không quá 120 ký tự")):
        with pytest.raises(MemberError, match=words):
            add_candidates(round_, _unit(world), actor=bithu, names=names)
    with pytest.raises(RoundError, match="chi bộ lập danh sách"):
        add_unit(round_, _unit(world, OTHER), actor=world.user("quantri"), reason="Bổ sung")


def test_whoever_leaves_before_the_sheet_is_handed_in_leaves_nothing_later_a_reason(world, round_):
    bithu = world.user("bithu")
    first, second = listed(world, round_)
    remove_candidate(first, actor=bithu)
    assert not Evaluation.objects.filter(pk=first.pk).exists()
    handed_in(world, round_)
    with pytest.raises(MemberError, match="hãy ghi lý do"):
        remove_candidate(second, actor=bithu)
    remove_candidate(second, actor=bithu, reason="Chuyển sinh hoạt đảng")
    assert Evaluation.objects.get().withdrawn_reason == "Chuyển sinh hoạt đảng"
    assert can(bithu, "candidate.remove", sheets(round_)[0]).reason == "Đảng viên này đã ra khỏi danh sách."
    assert [each.pk for each in listed(world, round_, [TWO])] == [second.pk]
    assert Evaluation.objects.get().withdrawn_at is None


def test_a_list_goes_as_a_whole_or_not_at_all(world, round_):
    bithu = world.user("bithu")
    with pytest.raises(MemberError, match="không có phiếu nào"):
        hand_in(round_, _unit(world), actor=bithu, meeting=_meeting())
    listed(world, round_)
    marked(world, round_)
    Mark.objects.filter(assessment__evaluation=sheets(round_)[1]).update(choice="")
    with pytest.raises(NotReady) as lacking:
        hand_in(round_, _unit(world), actor=bithu, meeting=Meeting(timezone.localdate(), 12, 2, "12-BB/CB"))
    places = [place for place, _ in lacking.value.items]
    assert places.count(f"phieu-{sheets(round_)[1].pk}") == 4
    assert places.count("present") == 1
    assert f"{TWO}: mục 2.1" in str(lacking.value).lower().replace(TWO.lower(), TWO)
    assert {sheet.current.kind for sheet in sheets(round_)} == {"self"}
    handed_in(world, round_)
    assert {sheet.current.kind for sheet in sheets(round_)} == {"approval"}
    assert start_tasks(bithu) == []


def test_names_are_read_by_the_cell_its_chain_and_who_administers_and_by_nobody_else(world, round_):
    add_people(world)
    own = listed(world, round_)
    listed(world, round_, [THREE], OTHER)
    people = everybody(world)
    sheet = with_current(evaluation_with_work().get(pk=own[0].pk))
    for name, user in people.items():
        seen = set(visible_evaluations(user).filter(round=round_))
        allowed = {each for each in Evaluation.objects.filter(round=round_) if can(user, "evaluation.view", each)}
        assert seen == allowed, name
        assert (sheet in seen) == (bool(can(user, "evaluation.view", sheet))), name
        # One who reads the list reads the sheets on it, and the other way round.
        reads = bool(can(user, "candidates.view", (round_, _unit(world))))
        assert reads == (visible_candidates(user, round_).filter(organization=_unit(world)).count() == 2), name
    found = {name for name in people if reads_names(people[name], sheet)}
    assert not READERS - found
    assert found.isdisjoint({"giamsat", "phutrach", "giupviec", "thamdinh", "lanhdao", "vanthu", "bithu2", "nguoila"})
    reason = can(world.user("giamsat"), "evaluation.view", sheet).reason
    assert reason == "Tên đảng viên chỉ chi bộ, các cơ quan xét hồ sơ và người quản trị được xem."


def test_registered_members_become_candidates_and_the_others_are_offered(world, client):
    round_ = member_round(world, opened=False)
    opened = call(world, round_.programme, name="Đăng ký")
    unit, bithu = _unit(world), world.user("bithu")
    found = register_unit(opened, unit, actor=bithu, minutes_number="03-BB/CB", names=[ONE, TWO])
    approve_list(opened, [found[0].pk], actor=world.user("lanhdao"), number="15-QĐ/ĐU", day=timezone.localdate())
    open_round(round_, actor=world.user("quantri"))
    assert [each.subject for each in sheets(round_)] == [ONE]
    client.force_login(bithu)
    words = client.get(reverse("scoring:candidates", args=[round_.pk, CELL])).content.decode()
    assert f">\n{TWO}</textarea>" in words
    who = {name for name, user in everybody(world).items() if visible_registrations(user).exists()}
    assert who == {"bithu", "nhapgiup", "danguy", "lanhdao", "vanthu", "quantri"}
    assert TWO not in str(Registration.objects.get(subject=TWO))


def _walk(world, round_) -> None:
    listed(world, round_, [ONE, TWO])
    handed_in(world, round_, TWO)
    found = [with_current(each) for each in evaluation_with_work().filter(round=round_)]
    values = {"day": timezone.localdate(), "minutes_number": "08-BB/ĐU"}
    outcome = carry_out(ACTS["ket-luan"], world.user("danguy"), found, values)
    assert (len(outcome.fitting), outcome.left_out) == (2, [])


def test_the_committee_concludes_many_at_once_and_a_decision_recognises_members(world, round_, monkeypatch):
    printed = []
    monkeypatch.setattr(issuing, "render_decision", lambda paper: printed.append(paper) or b"%PDF-1.7")
    _walk(world, round_)
    assert [(each.subject, each.assessments.get(kind="approval").conclusion) for each in sheets(round_)] == [
        (ONE, "recognised"), (TWO, "not_recognised"),
    ]  # fmt: skip
    body, clerk = world.body("cs1", "committee"), world.user("vanthu_cs")
    chosen = candidates(body, round_)
    with pytest.raises(DecisionError, match="chưa có mẫu quyết định"):
        draft_decision(actor=clerk, body=body, round_=round_, evaluations=chosen)
    load_form(fixture("papers/quyet-dinh-dang-vien.yaml"), None)
    drafted = draft_decision(actor=clerk, body=body, round_=round_, evaluations=chosen)
    entry = drafted.entries.get()
    assert (entry.name, entry.parent_name, entry.title) == (ONE, "Chi bộ thôn 1", "“Đảng viên bốn tốt”")
    assert "Chi bộ thôn 1 tại Tờ trình số 05-TTr/CB" in " ".join(drafted.context["bases"])
    done = issue(complete(world, drafted), actor=clerk, day=timezone.localdate())
    assert [column.label for column in printed[0].annex.columns][:3] == ["STT", "Họ và tên", "Chi bộ"]
    result = YearResult.objects.get()
    assert (result.subject, result.evaluation.subject, result.organization) == (ONE, ONE, _unit(world))
    for name, sees in (("bithu", True), ("danguy", True), ("quantri", True), ("giamsat", False), ("phutrach", False)):
        user = world.user(name)
        assert visible_decisions(user).filter(pk=done.pk).exists() is sees, name
        assert bool(can(user, "decision.view", done)) is sees, name
        assert visible_results(user).exists() is sees, name
    shown = candidates_of(world.user("bithu"), round_, _unit(world), secretary=True)
    found = [([said for _, said in each.cells], each.outcome, each.conclusion, bool(each.decision)) for each in shown]
    assert found == [
        (["Đạt"] * 4, "Đạt", "công nhận", True),
        (["Đạt", "Đạt", "Đạt", "Không đạt"], "Không đạt", "không công nhận", False),
    ]  # fmt: skip


def test_the_history_names_no_member_and_every_reading_stands_in_it(world, round_, client):
    _walk(world, round_)
    pages = {
        "bithu": ("candidates", [round_.pk, CELL]), "danguy": ("sheet", [sheets(round_)[0].pk]),
        "quantri": ("history", [sheets(round_)[0].pk]),
    }  # fmt: skip
    for name, (page, arguments) in pages.items():
        client.force_login(world.user(name))
        before = Event.objects.filter(action="members.read_names").count()
        assert ONE in client.get(reverse(f"scoring:{page}", args=arguments)).content.decode() or page == "history"
        assert Event.objects.filter(action="members.read_names").count() == before + 1
    client.force_login(world.user("danguy"))
    board = f"{reverse('scoring:board')}?dot={round_.pk}"
    before = Event.objects.count()
    assert ONE in client.get(board).content.decode()
    assert Event.objects.count() == before + 1
    client.force_login(world.user("giamsat"))
    assert client.get(reverse("scoring:sheet", args=[sheets(round_)[0].pk])).status_code == 404
    assert client.get(reverse("scoring:candidates", args=[round_.pk, CELL])).status_code == 403
    url = reverse("scoring:member_round", args=[round_.pk])
    overview = client.get(url).content.decode()
    assert "Chi bộ thôn 1" in overview
    # No way leads where one is turned away.
    way = reverse("scoring:candidates", args=[round_.pk, CELL])
    assert way not in overview
    client.force_login(world.user("danguy"))
    assert way in client.get(url).content.decode()
    words = json.dumps(list(Event.objects.values("subject_label", "data")), ensure_ascii=False)
    assert [name for name in NAMES if name in words or name in overview] == []


def _send_back(world, sheet, days: int = 20) -> None:
    first = rubric_of(sheet.version).data.leaves()[0].code
    said, day = f"Đồng chí {sheet.subject} chưa ghi rõ", timezone.localdate() + timedelta(days=days)
    return_rows(sheet, actor=world.user("danguy"), rows={first: said}, reason=said, deadline=day)


def _answer(world, sheet) -> None:
    """Cite a proof for the row that was sent back: untouched it is not handed in again."""
    first = rubric_of(sheet.version).data.leaves()[0].code
    cite_paper(
        with_current(evaluation_with_work().get(pk=sheet.pk)), first, actor=world.user("bithu"),
        reference=Reference("15-BC/CB", timezone.localdate(), "Báo cáo bổ sung"),
    )  # fmt: skip


def test_a_sheet_sent_back_after_the_last_day_of_its_list_is_still_handed_in(world, round_, client):
    bithu, day = world.user("bithu"), timezone.localdate()
    listed(world, round_)
    first = handed_in(world, round_)[0]
    _send_back(world, first)
    Stage.objects.filter(round=round_).update(deadline=day - timedelta(days=1))
    asked = (round_, _unit(world))
    assert "Đã hết hạn lập danh sách" in can(bithu, "candidates.change", asked).reason
    assert {name for name, user in everybody(world).items() if can(user, "candidates.hand_in", asked)} == {"bithu"}
    found = [(task.detail.partition(" · ")[2], task.due) for task in start_tasks(bithu)]
    assert found == [("1/2 phiếu chưa nộp", day + timedelta(days=20))]
    client.force_login(bithu)
    page = client.get(reverse("scoring:candidates", args=[round_.pk, CELL])).content.decode()
    assert ("Nộp danh sách…" in page, "Thêm vào danh sách" in page) == (True, False)
    assert client.get(reverse("scoring:candidates_submit", args=[round_.pk, CELL])).context["count"] == 1
    _answer(world, first)
    assert hand_in(*asked, actor=bithu, meeting=_meeting()) == 1
    assert start_tasks(bithu) == []
    with pytest.raises(MemberError, match="không có phiếu nào"):
        hand_in(*asked, actor=bithu, meeting=_meeting())


def test_what_was_handed_in_once_is_not_deleted_and_what_the_level_above_withdrew_stays_out(world, round_):
    bithu = world.user("bithu")
    listed(world, round_)
    first, second = handed_in(world, round_)
    withdraw_submission(second, actor=bithu, reason=f"{TWO} xin sửa")
    with pytest.raises(MemberError, match="hãy ghi lý do"):
        remove_candidate(second, actor=bithu)
    remove_candidate(second, actor=bithu, reason=f"{TWO} chuyển đi")
    withdraw_unit(first, actor=world.user("quantri"), reason=f"{ONE} bị kỷ luật")
    with pytest.raises(MemberError, match=f"cấp trên rút khỏi đợt: {ONE}"):
        listed(world, round_, [ONE, TWO])
    assert [each.withdrawn_reason for each in sheets(round_)] == [f"{ONE} bị kỷ luật", f"{TWO} chuyển đi"]
    assert [each.pk for each in listed(world, round_, [TWO])] == [second.pk]
    assert _named() == []


def _named() -> list[str]:
    words = json.dumps(list(Event.objects.values("subject_label", "data")), ensure_ascii=False)
    return [name for name in NAMES if name in words]


def test_what_people_write_about_a_member_is_not_in_the_history_nor_said_for_ever(world, round_, client):
    bithu, danguy, day = world.user("bithu"), world.user("danguy"), timezone.localdate() + timedelta(days=30)
    listed(world, round_)
    first, second = handed_in(world, round_)
    row = rubric_of(first.version).data.leaves()[0].code
    extend_deadline(second, actor=danguy, deadline=day, reason=f"Chờ {TWO}")
    _send_back(world, first)
    add_remedy(first, row, actor=bithu, plan=Plan(f"{ONE} bận", f"{ONE} làm bù"))
    with pytest.raises(ValueError, match="Không ghi họ tên đảng viên"):
        say(first, row, actor=danguy, text=f"Đề nghị đồng chí {ONE.upper()} bổ sung")
    with pytest.raises(NotReady, match="Không ghi họ tên đảng viên"):
        add_note(first, actor=danguy, text=f"Gọi {ONE}")
    client.force_login(danguy)
    talk = reverse("scoring:talk", args=[first.pk, rubric_of(first.version).keys[row]])
    answer = client.post(talk, {"text": f"Gửi {ONE}"})
    assert (answer.status_code, f"Gửi {ONE}</textarea>" in answer.content.decode()) == (422, True)
    note = client.post(reverse("scoring:note", args=[first.pk]), {"text": f"Gửi {ONE}"}, follow=True)
    assert "Không ghi họ tên đảng viên" in note.content.decode()
    assert not Comment.objects.exists()
    say(first, row, actor=danguy, text="Đề nghị bổ sung báo cáo")
    _answer(world, first)
    hand_in(round_, _unit(world), actor=bithu, meeting=_meeting())
    concluded(world, round_)
    reopen_conclusion(sheets(round_)[0], actor=danguy, reason=f"Nhầm {ONE}", deadline=day)
    assert Event.objects.filter(action__in=("board.extend", "appraisal.return", "approval.reopen")).count() == 3
    assert Event.objects.get(action="appraisal.return").data["rows"] == [{"code": row}]
    assert _named() == []


def test_of_a_member_papers_are_cited_and_no_file_is_kept(world, round_):
    sheet = listed(world, round_)[0]
    bithu = world.user("bithu")
    with pytest.raises(Refused, match="không tải tệp"):
        attach_files(sheet, "2.1", actor=bithu, files=[], summary="Bản kiểm điểm", no_secret=True)
    paper = Reference("12-BC/CB", timezone.localdate(), f"Bản kiểm điểm của {ONE}")
    cite_paper(sheet, "2.1", actor=bithu, reference=paper)
    assert Event.objects.get(action="evidence.cite").subject_label == "12-BC/CB"
    assert not visible_evidence(world.user("danguy")).exists()


def test_a_list_asks_no_more_for_many_than_for_few(world, round_, client, queries):
    client.force_login(world.user("bithu"))
    url = reverse("scoring:candidates", args=[round_.pk, CELL])
    counts = []
    for names in ([ONE], [f"Người thứ {number}" for number in range(1, 8)]):
        listed(world, round_, names)
        client.get(url)
        with queries() as asked:
            client.head(url)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
