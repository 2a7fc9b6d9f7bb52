"""Decisions with a long list and all sheets of a round: printed by workers, watched and taken up on their page."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.utils import timezone
from django_q.models import OrmQ

from config.common import jobs
from config.common.files import read
from config.common.jobs.models import Job
from config.common.jobs.queue import SILENCE
from config.common.models import Event
from config.common.pdf import PdfUnavailable
from organizations.access import can
from organizations.models import User
from recognition import sheet_prints
from recognition.decisions import issue as issuing
from recognition.decisions.background import hand_over, job_of
from recognition.decisions.draft import candidates
from recognition.decisions.issue import start_issue
from recognition.jobs.selectors import start_tasks, visible_jobs
from recognition.models import Decision, RegisterEntry
from recognition.sheet_prints import ask_for_sheets, sheets_of
from scoring.models import Evaluation, YearResult
from tests.people import add_people, everybody
from tests.recognition.situations import complete, conclude_many, draft

BODY = ("cs1", "committee")


@pytest.fixture
def drafted(place: Any, settings: Any) -> Any:
    """A draft of two units where more than one is long."""
    settings.LONGEST_LIST_AT_ONCE = 1
    world, round_ = place
    conclude_many(round_)
    return world, round_, complete(world, draft(world, round_, candidates(world.body(*BODY), round_)))


def typed(decision: Decision, **changes: Any) -> dict[str, Any]:
    day = f"{timezone.localdate():%d/%m/%Y}"
    return {"day": day, "checked": "on", "revision": decision.revision, "number": "5", "suffix": "a", **changes}


def issue_long(world: Any, browser: Any, decision: Decision) -> Job:
    answer = browser(world, "vanthu_cs").post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed(decision))
    job = job_of(decision)
    assert job is not None
    assert (answer.status_code, answer["Location"]) == (302, f"/viec/{job.pk}/")
    return job


def test_a_long_list_takes_its_number_at_once_and_is_printed_in_the_background(drafted, browser):
    world, _, decision = drafted
    job = issue_long(world, browser, decision)
    decision.refresh_from_db()
    assert (decision.state, str(decision.register_entry), decision.file) == ("issuing", "05a", None)
    page = browser(world, "vanthu_cs").get(f"/quyet-dinh/{decision.pk}/").content.decode()
    assert "đang in trong nền" in page
    assert f'href="/viec/{job.pk}/"' in page
    jobs.run_now(job)
    decision.refresh_from_db()
    assert decision.state == "issued"
    assert read(decision.file).startswith(b"%PDF-")
    assert YearResult.objects.count() == 2


def test_the_paper_is_printed_once_however_often_it_is_asked_for(drafted, browser, monkeypatch):
    world, _, decision = drafted
    printed = []
    real = issuing.render_decision
    monkeypatch.setattr(issuing, "render_decision", lambda paper: printed.append(1) or real(paper))
    job = issue_long(world, browser, decision)
    again = browser(world, "vanthu_cs").post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed(decision, number="9"))
    assert again["Location"] == f"/viec/{job.pk}/"
    assert (Job.objects.count(), OrmQ.objects.count(), RegisterEntry.objects.count()) == (1, 1, 1)
    jobs.run(job.pk, 0, 0)
    jobs.run(job.pk, 0, 0)
    done = browser(world, "vanthu_cs").post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed(decision), follow=True)
    assert "Trước đó đã ban hành Quyết định số 05a-QĐ/ĐU." in done.content.decode()
    assert len(printed) == 1


def test_a_short_list_is_printed_while_one_waits(drafted, browser, settings):
    settings.LONGEST_LIST_AT_ONCE = 2
    world, _, decision = drafted
    browser(world, "vanthu_cs").post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed(decision))
    assert (Decision.objects.get(pk=decision.pk).state, Job.objects.count()) == ("issued", 0)


def test_what_keeps_it_from_being_issued_is_told_and_it_can_be_done_again(drafted, browser, monkeypatch):
    world, _, decision = drafted
    job = issue_long(world, browser, decision)

    def unavailable(paper: Any) -> bytes:
        raise PdfUnavailable("Máy chủ chưa có thư viện Pango.")

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "render_decision", unavailable)
        jobs.run_now(job)
    clerk = browser(world, "vanthu_cs")
    page = clerk.get(f"/viec/{job.pk}/").content.decode()
    assert "Máy chủ chưa có thư viện Pango." in page
    assert "Làm lại" in page
    assert "Máy chủ chưa có thư viện Pango." in clerk.get("/").content.decode()
    assert "Ban hành tiếp" in clerk.get(f"/quyet-dinh/{decision.pk}/").content.decode()
    clerk.post(f"/viec/{job.pk}/lam-tiep/")
    job.refresh_from_db()
    assert job.state == "waiting"
    jobs.run_now(job)
    assert Decision.objects.get(pk=decision.pk).state == "issued"


def test_whose_appointment_ended_meanwhile_does_not_issue(drafted):
    from organizations.models import Assignment

    world, _, decision = drafted
    clerk = world.user("vanthu_cs")
    job = hand_over(start_issue(decision, actor=clerk, day=timezone.localdate()), actor=clerk)
    Assignment.objects.filter(user=clerk).update(end=timezone.localdate() - timedelta(days=1))
    assert jobs.run_now(job).message == "Chỉ văn thư của chính cơ quan ban hành được soạn và ban hành quyết định."
    assert Decision.objects.get(pk=decision.pk).state == "issuing"


def test_without_workers_the_page_says_so_and_does_it_now(drafted, browser):
    world, _, decision = drafted
    job = issue_long(world, browser, decision)
    clerk = browser(world, "vanthu_cs")
    assert "Làm ngay" not in clerk.get(f"/viec/{job.pk}/").content.decode()
    early = clerk.post(f"/viec/{job.pk}/lam-tiep/")
    assert early["Location"] == f"/viec/{job.pk}/"
    assert Decision.objects.get(pk=decision.pk).state == "issuing"
    with time_machine.travel(timezone.now() + timedelta(seconds=SILENCE + 1)):
        page = clerk.get(f"/viec/{job.pk}/").content.decode()
        assert "Chưa thấy chương trình chạy nền nào nhận việc này" in page
        done = clerk.post(f"/viec/{job.pk}/lam-tiep/", follow=True).content.decode()
    assert "Việc này đã làm xong." in done
    assert Decision.objects.get(pk=decision.pk).state == "issued"


def test_the_page_moves_on_with_and_without_scripts(drafted, browser):
    world, _, decision = drafted
    job = issue_long(world, browser, decision)
    clerk = browser(world, "vanthu_cs")
    page = clerk.get(f"/viec/{job.pk}/").content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    part = clerk.get(f"/viec/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert '<progress class="progress-line" aria-labelledby="viec-nhan" value="0" max="2">0/2</progress>' in part
    assert 'hx-trigger="every 2s"' in part
    jobs.run_now(job)
    over = clerk.get(f"/viec/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in over
    assert "http-equiv" not in clerk.get(f"/viec/{job.pk}/").content.decode()


def test_a_job_is_for_its_owner_and_the_administrators_of_its_place(drafted, browser):
    world, _, decision = drafted
    add_people(world)
    job = issue_long(world, browser, decision)
    seeing = set()
    for name, user in everybody(world).items():
        listed = visible_jobs(user).filter(pk=job.pk).exists()
        assert bool(can(user, "job.view", job)) == listed, name
        if listed:
            seeing.add(name)
    assert {"vanthu_cs", "quantri"} <= seeing
    assert not {"danguy", "vanthu", "bithu", "vanthu_cs2", "giamsat", "nguoila"} & seeing
    assert browser(world, "danguy").get(f"/viec/{job.pk}/").status_code == 404
    assert browser(world, "quantri").get(f"/viec/{job.pk}/").status_code == 200
    assert browser(world, "quantri").post(f"/viec/{job.pk}/lam-tiep/").status_code == 403


def test_the_start_page_lists_what_runs_and_what_failed(drafted):
    world, _, decision = drafted
    clerk = world.user("vanthu_cs")
    job = hand_over(start_issue(decision, actor=clerk, day=timezone.localdate()), actor=clerk)
    [task] = start_tasks(clerk)
    assert (task.label, task.detail, task.state_label) == (
        "In và ban hành Quyết định số 01-QĐ/ĐU", "Đã xong 0/2", "Đang chờ",
    )  # fmt: skip
    jobs.run_now(job)
    assert start_tasks(clerk) == []


# All sheets of a round


def names_in(content: bytes) -> list[str]:
    return [name.partition(" ")[2] for name in ZipFile(BytesIO(content)).namelist()]


def test_all_sheets_of_a_round_come_as_one_zip(place, browser):
    world, round_ = place
    board = browser(world, "thamdinh")
    page = board.get(f"/tham-dinh/in-phieu/{round_.pk}/")
    assert page.context["count"] == len(sheets_of(round_, world.user("thamdinh")))
    answer = board.post(f"/tham-dinh/in-phieu/{round_.pk}/")
    job = Job.objects.get()
    assert answer["Location"] == f"/viec/{job.pk}/"
    assert job.title == f"In {page.context['count']} phiếu chấm điểm: {round_.name}"
    jobs.run_now(job)
    done = board.get(f"/viec/{job.pk}/ket-qua/")
    content = b"".join(done.streaming_content)
    seen = Evaluation.objects.filter(pk__in=sheets_of(round_, world.user("thamdinh"))).order_by("path")
    assert names_in(content) == [f"{each.name} - {each.parent_name}.pdf" for each in seen]
    assert done["Content-Disposition"].startswith("attachment;")
    assert done["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.filter(action="job.download", actor_id=world.users["thamdinh"].pk).count() == 1


def test_results_are_for_their_owner_alone(place, browser):
    world, round_ = place
    job = jobs.run_now(ask_for_sheets(round_, actor=world.user("giupviec")))
    answer = browser(world, "giupviec").get(f"/viec/{job.pk}/ket-qua/")
    assert (answer.status_code, b"".join(answer.streaming_content)[:2]) == (200, b"PK")
    assert browser(world, "quantri").get(f"/viec/{job.pk}/ket-qua/").status_code == 403
    assert browser(world, "thamdinh").get(f"/viec/{job.pk}/ket-qua/").status_code == 404


def test_each_prints_what_he_sees(place):
    world, round_ = place
    assert len(sheets_of(round_, world.user("bithu"))) == 1
    assert len(sheets_of(round_, world.user("giupviec"))) == 3
    assert len(sheets_of(round_, world.user("quantri"))) == 7
    with pytest.raises(ValueError, match="chưa có phiếu nào"):
        ask_for_sheets(round_, actor=world.user("nguoila"))


def test_a_sheet_that_went_out_of_sight_meanwhile_is_named(place, monkeypatch):
    world, round_ = place
    job = ask_for_sheets(round_, actor=world.user("giupviec"))
    gone = job.items.first().key
    real = sheet_prints.visible_evaluations
    monkeypatch.setattr(sheet_prints, "visible_evaluations", lambda user: real(user).exclude(pk=gone))
    job = jobs.run_now(job)
    assert (job.state, job.done) == ("done", 3)
    assert job.message == f"Không in được 1 phiếu: Phiếu số {gone} không còn trong phạm vi của đồng chí."


def test_without_pango_the_job_says_so(place, monkeypatch):
    def unavailable(paper: Any) -> bytes:
        raise PdfUnavailable("Máy chủ chưa có thư viện Pango.")

    world, round_ = place
    monkeypatch.setattr(sheet_prints, "render_sheet", unavailable)
    job = jobs.run_now(ask_for_sheets(round_, actor=world.user("giupviec")))
    assert (job.state, job.message) == ("failed", "Máy chủ chưa có thư viện Pango.")


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Chi bộ “A”/B: C?", "Chi bộ A B C - Trên.pdf"),
        ("x" * 300, f"{'x' * 150}.pdf"),
        ("..\\..\\a", ".. .. a - Trên.pdf"),
    ],
)
def test_names_of_files_hold_nothing_that_a_file_system_refuses(name, printed):
    unit = Evaluation(name=name, parent_name="Trên")
    assert sheet_prints._file_name(unit).replace("  ", " ") == printed


def test_people_of_a_job_need_no_names_in_it(place):
    world, round_ = place
    job = ask_for_sheets(round_, actor=world.user("thamdinh"))
    words = f"{job.title} {job.url} {job.key} {job.message}"
    assert not any(user.full_name in words for user in User.objects.all())
