"""Issuing: number, frozen paper, bytes, titles; repeated, cut short, refused, never changed afterwards."""

import io
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from pypdf import PdfReader

from config.common.files import keep, read
from config.common.models import Event, StoredFile
from organizations.access import Refused
from recognition.decisions import issue as issuing
from recognition.decisions.draft import ConflictError, DecisionError, candidates, discard_draft, edit_decision
from recognition.decisions.issue import finish_issue, issue, render_and_store, start_issue
from recognition.documents.context import from_json
from recognition.models import Decision, Entry, RegisterEntry
from recognition.register import RegisterError
from scoring.models import YearResult
from tests.build import decide, sheet
from tests.recognition.situations import (
    SIGNER,
    complete,
    conclude_many,
    draft,
    issued,
    ready,
    world_with_round,
)

BODY = ("cs1", "committee")


@pytest.fixture
def prepared(place: Any) -> Any:
    world, round_ = place
    return world, round_, ready(world, round_)


def _issue(world: Any, decision: Decision, **more: Any) -> Decision:
    return issue(decision, actor=world.user("vanthu_cs"), **{"day": timezone.localdate(), **more})


def _text(data: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return " ".join(" ".join(pages).split())


def test_an_issued_decision_has_number_date_bytes_and_titles(prepared):
    world, round_, decision = prepared
    today = timezone.localdate()
    done = _issue(world, decision)
    assert (done.state, str(done.register_entry), done.date) == ("issued", "01", today)
    text = _text(read(done.file))
    assert "Số 01-QĐ/ĐU" in text
    assert SIGNER in text
    assert "Chi bộ thôn 1" in text
    assert "DỰ THẢO" not in text
    result = YearResult.objects.get()
    assert (result.organization.code, result.year, result.value, result.final) == (
        "cs1-cb1", round_.year, "Chi bộ “bốn tốt”", True,
    )  # fmt: skip
    assert (result.paper_number, result.paper_date, result.issuer) == (
        "01-QĐ/ĐU", today, "Đảng ủy Đảng bộ cơ sở 1",
    )  # fmt: skip


def test_titles_are_what_the_issued_decisions_say(place):
    world, round_ = place
    conclude_many(round_)
    for body, clerk in ((BODY, "vanthu_cs"), (("tren", "standing"), "vanthu")):
        decision = complete(world, draft(world, round_, candidates(world.body(*body), round_), body))
        issue(decision, actor=world.user(clerk), day=timezone.localdate())
    rebuilt = {
        (
            entry.organization_id, entry.evaluation_id, decision.round.year, entry.title, decision.round.programme_id,
            f"{decision.register_entry}-QĐ/{decision.body.symbol}", decision.date, decision.body.name, "decision", True,
        )
        for decision in Decision.objects.filter(state="issued")
        for entry in decision.entries.filter(effect="grant")
    }  # fmt: skip
    stored = YearResult.objects.values_list(
        "organization_id", "evaluation_id", "year", "value", "programme_id", "paper_number", "paper_date", "issuer",
        "source", "final",
    )  # fmt: skip
    assert len(stored) == 5
    assert set(stored) == rebuilt


def test_a_list_names_titles_and_superiors_only_where_they_differ(place):
    world, round_ = place
    conclude_many(round_)
    decision = complete(
        world, draft(world, round_, candidates(world.body("tren", "standing"), round_), ("tren", "standing"))
    )
    done = issue(decision, actor=world.user("vanthu"), day=timezone.localdate())
    annex = from_json(done.paper).annex
    assert [column.label for column in annex.columns] == ["STT", "Tên tổ chức đảng", "Danh hiệu", "Điểm", "Tờ trình"]
    assert [row[1] for row in annex.rows] == ["Chi bộ Trạm Y tế", "Đảng bộ cơ sở 1", "Đảng bộ cơ sở 2"]
    assert annex.title == ("DANH SÁCH", f"tổ chức cơ sở đảng được công nhận “bốn tốt” năm {round_.year}")
    assert from_json(done.paper).derived is True


def test_without_points_the_list_has_no_column_for_them(prepared):
    world, _, decision = prepared
    Entry.objects.update(figures={"request_number": "05-TTr/CB", "request_date": ""})
    annex = from_json(_issue(world, decision).paper).annex
    assert [column.label for column in annex.columns] == ["STT", "Tên tổ chức đảng", "Tờ trình"]
    assert annex.rows == (("1", "Chi bộ thôn 1", "05-TTr/CB"),)


def test_a_repeat_changes_nothing(prepared, writes_nothing):
    world, _, decision = prepared
    first = _issue(world, decision)
    clerk = world.user("vanthu_cs")
    with writes_nothing():
        again = issue(decision, actor=clerk, day=timezone.localdate() - timedelta(days=1), number=9)
    assert (again.register_entry, again.date, again.file) == (first.register_entry, first.date, first.file)


@pytest.mark.parametrize("crash", ["before rendering", "while rendering", "before finishing"])
def test_an_issue_cut_short_is_taken_up_with_the_same_number_and_file(prepared, monkeypatch, crash):
    world, _, decision = prepared

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("mất điện")

    broken = {
        "before rendering": "render_and_store",
        "while rendering": "render_decision",
        "before finishing": "finish_issue",
    }[crash]
    with monkeypatch.context() as patch:
        patch.setattr(issuing, broken, fail)
        with pytest.raises(OSError, match="mất điện"):
            _issue(world, decision)
    halted = Decision.objects.get()
    assert (halted.state, halted.file) == ("issuing", None)
    assert not YearResult.objects.exists()
    done = _issue(world, halted, number=7)
    assert (done.state, str(done.register_entry)) == ("issued", "01")
    assert (RegisterEntry.objects.count(), StoredFile.objects.count(), YearResult.objects.count()) == (1, 1, 1)


def test_each_step_alone_can_be_repeated(prepared):
    world, _, decision = prepared
    clerk = world.user("vanthu_cs")
    day = timezone.localdate()
    assert start_issue(decision, actor=clerk, day=day) == start_issue(decision, actor=clerk, day=day)
    stored = render_and_store(decision)
    assert render_and_store(decision) == stored
    finish_issue(decision, stored, actor=clerk)
    other = keep(b"other", "application/pdf")
    assert finish_issue(decision, other, actor=clerk).file == stored
    assert render_and_store(decision) == stored


def test_finishing_and_rendering_ask_for_the_steps_before(prepared):
    world, _, decision = prepared
    with pytest.raises(ValueError, match="chưa có nội dung để in"):
        render_and_store(decision)
    with pytest.raises(DecisionError, match="chưa lấy số"):
        finish_issue(decision, keep(b"x", "application/pdf"), actor=world.user("vanthu_cs"))


@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_runs_inside_a_transaction():
    world, round_ = world_with_round(cells=1)
    decision = ready(world, round_)
    clerk = world.user("vanthu_cs")
    with pytest.raises(RuntimeError), transaction.atomic():
        issue(decision, actor=clerk, day=timezone.localdate())
    start_issue(decision, actor=clerk, day=timezone.localdate())
    with pytest.raises(RuntimeError), transaction.atomic():
        render_and_store(decision)
    assert issue(decision, actor=clerk, day=timezone.localdate()).state == "issued"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_issuing_at_once_make_one_paper():
    world, round_ = world_with_round(cells=1)
    decision = ready(world, round_)
    together, outcomes = Barrier(2), []

    def work(number: int) -> None:
        try:
            clerk = world.user("vanthu_cs")
            together.wait()
            done = issue(decision, actor=clerk, day=timezone.localdate(), number=number)
            outcomes.append((done.state, done.register_entry_id, done.file_id))
        finally:
            connections.close_all()

    workers = [Thread(target=work, args=(number,)) for number in (4, 5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(outcomes) == 2
    assert len(set(outcomes)) == 1
    assert (RegisterEntry.objects.count(), StoredFile.objects.count(), YearResult.objects.count()) == (1, 1, 1)


def test_the_stored_bytes_are_the_paper_whatever_changes_later(prepared, browser, monkeypatch):
    world, _, decision = prepared
    done = _issue(world, decision)
    before = read(done.file)
    organization = sheet("cs1-cb1").organization
    organization.set_name("Tên mới")
    organization.save()
    monkeypatch.setattr(issuing, "render_decision", lambda paper: b"%PDF another")
    answer = browser(world, "bithu").get(f"/quyet-dinh/{done.pk}/quyet-dinh.pdf")
    assert (answer.status_code, answer.content) == (200, before)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_damaged_bytes_are_not_handed_out(prepared, browser, settings):
    world, _, decision = prepared
    done = _issue(world, decision)
    path = settings.MEDIA_ROOT / done.file.path
    path.chmod(0o600)
    path.write_bytes(read(done.file) + b" ")
    answer = browser(world, "vanthu_cs").get(f"/quyet-dinh/{done.pk}/quyet-dinh.pdf")
    assert answer.status_code == 500
    assert done.file.sha256 in answer.content.decode()


def test_a_typed_number_is_taken_and_a_used_one_refused(prepared):
    world, round_, decision = prepared
    assert str(_issue(world, decision, number=5, suffix="a").register_entry) == "05a"
    conclude_many(round_)
    other = complete(world, draft(world, round_, candidates(world.body(*BODY), round_)))
    with pytest.raises(RegisterError, match="Số 05a đã dùng"):
        _issue(world, other, number=5, suffix="a")
    assert Decision.objects.get(pk=other.pk).state == "draft"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"signer": ""}, "Chưa có họ tên người ký."),
        ({"place": " "}, "Chưa có địa danh."),
        ({"recipients": []}, "Chưa có nơi nhận."),
        ({"bases": ["Căn cứ số ....."]}, "Còn chỗ trống ở căn cứ: “Căn cứ số .....…”"),
    ],
)
def test_a_draft_that_lacks_something_is_not_issued(prepared, changes, sentence):
    world, _, decision = prepared
    decision = edit_decision(decision, actor=world.user("vanthu_cs"), revision=decision.revision, changes=changes)
    with pytest.raises(DecisionError) as refused:
        _issue(world, decision)
    assert refused.value.problems == [sentence]
    assert not RegisterEntry.objects.exists()


def test_the_date_lies_between_the_meeting_and_today(prepared):
    world, _, decision = prepared
    today = timezone.localdate()
    with pytest.raises(DecisionError, match="không được sau hôm nay"):
        _issue(world, decision, day=today + timedelta(days=1))
    with pytest.raises(DecisionError, match="không được trước ngày họp kết luận"):
        _issue(world, decision, day=today - timedelta(days=1))
    assert _issue(world, decision, day=today).date == today


def test_an_empty_list_and_a_withdrawn_unit_are_refused(prepared):
    world, _, decision = prepared
    evaluation = sheet("cs1-cb1")
    evaluation.withdrawn_at, evaluation.withdrawn_reason = timezone.now(), "Giải thể"
    evaluation.save()
    with pytest.raises(DecisionError, match="Chi bộ thôn 1 đã được rút"):
        _issue(world, decision)
    decision.entries.all().delete()
    with pytest.raises(DecisionError, match="Danh sách chưa có tổ chức đảng nào"):
        _issue(world, decision)


def test_a_unit_with_a_title_of_that_year_is_refused_by_name(prepared):
    world, round_, decision = prepared
    YearResult.objects.create(
        organization=sheet("cs1-cb1").organization, year=round_.year, kind="title", programme=round_.programme,
        value="Chi bộ “bốn tốt”", source="paper", paper_number="03-QĐ/ĐU", paper_date=timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(DecisionError, match=r"Chi bộ thôn 1 đã có danh hiệu năm \d+ theo số 03-QĐ/ĐU"):
        _issue(world, decision)


def test_a_draft_changed_meanwhile_is_not_issued_unseen(prepared):
    world, _, decision = prepared
    seen = decision.revision
    edit_decision(decision, actor=world.user("vanthu_cs"), revision=seen, changes={"office": "PHÓ BÍ THƯ"})
    with pytest.raises(ConflictError):
        _issue(world, decision, revision=seen)


@pytest.mark.parametrize("name", ["danguy", "giupviec", "vanthu_cs2", "vanthu", "quantri", "bithu"])
def test_only_the_clerk_of_the_body_issues(prepared, name):
    world, _, decision = prepared
    actor = world.user(name)
    with pytest.raises(Refused):
        issue(decision, actor=actor, day=timezone.localdate())
    _issue(world, decision)
    with pytest.raises(Refused):
        issue(decision, actor=actor, day=timezone.localdate())


def test_an_issued_decision_is_neither_edited_nor_discarded(prepared):
    world, _, decision = prepared
    done = _issue(world, decision)
    clerk = world.user("vanthu_cs")
    with pytest.raises(Refused, match="không còn là dự thảo"):
        edit_decision(done, actor=clerk, revision=done.revision, changes={"office": "x"})
    with pytest.raises(Refused, match="không còn là dự thảo"):
        discard_draft(done, actor=clerk)


def test_the_database_keeps_an_issued_decision_and_its_list(prepared):
    world, _, decision = prepared
    _issue(world, decision)
    for change in (
        lambda: Decision.objects.update(subject="Khác"),
        lambda: Decision.objects.update(state="draft"),
        lambda: Entry.objects.update(name="Khác"),
        lambda: Decision.objects.get().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Decision.objects.get().subject == decision.subject


@pytest.mark.parametrize("changes", [{"state": "issuing"}, {"state": "issued"}, {"date": "2026-01-01"}])
def test_the_database_ties_state_to_number_date_and_file(prepared, changes):
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(**changes)


def test_the_old_layout_spells_the_committee_in_the_old_way(prepared, monkeypatch):
    from recognition.decisions.paper import decision_paper
    from recognition.documents.layout import LAYOUTS

    _, _, decision = prepared
    paper = decision_paper(decision, number="05", day=LAYOUTS[0].since)
    assert (paper.layout, paper.head.issuer) == ("2018", "ĐẢNG UỶ ĐẢNG BỘ CƠ SỞ 1")
    assert paper.signature.authority == "T/M ĐẢNG UỶ"
    assert decision_paper(decision, number="05", day=LAYOUTS[1].since).head.issuer == "ĐẢNG ỦY ĐẢNG BỘ CƠ SỞ 1"


def test_the_steps_are_put_on_record(place):
    world, round_ = place
    done = issued(world, round_)
    actions = Event.objects.filter(subject_type="recognition.decision").order_by("pk")
    assert [event.action for event in actions] == [
        "decision.draft",
        "decision.edit",
        "decision.start",
        "decision.issue",
    ]
    assert actions.last().data == {"number": "01-QĐ/ĐU", "sha256": done.file.sha256}


def test_recognition_stands_or_falls_with_the_conclusion(place):
    world, round_ = place
    decide(world, "cs1-cb1", recognised=False)
    assert candidates(world.body(*BODY), round_) == []
