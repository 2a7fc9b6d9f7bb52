"""Work in the background: asked for once, done once, taken up where it stopped, told in words when it fails."""

from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ

from config.common import jobs
from config.common.jobs import batch, queue, registry
from config.common.jobs.batch import Document
from config.common.jobs.models import Job, JobItem
from organizations.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker() -> User:
    return User.objects.create_user("nguoi-nho", None, full_name="Người nhờ")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Register a function as the work of the kind "thu"."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))

    def register(function: registry.Work) -> None:
        jobs.register("thu", function)

    return register


def ask(asker: User, key: str = "1", **more: Any) -> Job:
    return jobs.enqueue("thu", key, actor=asker, title="Việc thử", **more)


def state(job: Job) -> tuple[str, int, int, str]:
    job.refresh_from_db()
    return job.state, job.done, job.total, job.message


def test_a_job_and_its_place_in_the_queue_stand_or_fall_together(asker):
    with transaction.atomic():
        ask(asker)
        transaction.set_rollback(True)
    assert (Job.objects.count(), OrmQ.objects.count()) == (0, 0)
    ask(asker)
    assert (Job.objects.count(), OrmQ.objects.count()) == (1, 1)


def test_what_waits_runs_or_is_done_is_not_asked_for_twice(asker, work):
    work(lambda job, start, stop: queue.finish(job))
    job = ask(asker)
    assert ask(asker) == job
    assert OrmQ.objects.count() == 1
    jobs.run_now(job)
    assert ask(asker).state == "done"
    assert OrmQ.objects.count() == 1
    assert ask(asker, key="2") != job


def test_what_is_done_is_done_again_only_when_asked(asker, work):
    work(lambda job, start, stop: queue.finish(job))
    jobs.run_now(ask(asker))
    again = ask(asker, again=True)
    assert state(again) == ("waiting", 0, 1, "")
    assert (Job.objects.count(), OrmQ.objects.count()) == (1, 2)


def test_steps_are_counted(asker, work):
    seen = []

    def two_steps(job: Job, start: int, stop: int) -> None:
        seen.append(state(job))
        queue.progress(job, 1)
        seen.append(state(job))
        queue.finish(job)

    work(two_steps)
    job = jobs.run_now(ask(asker, total=2))
    assert seen == [("running", 0, 2, ""), ("running", 1, 2, "")]
    assert state(job) == ("done", 2, 2, "")


def test_a_repeated_delivery_of_a_done_job_does_nothing(asker, work):
    calls = []
    work(lambda job, start, stop: calls.append(job.pk) or queue.finish(job))
    job = jobs.run_now(ask(asker))
    jobs.run(job.pk, 0, 0)
    jobs.run(0, 0, 0)
    assert calls == [job.pk]


def test_a_reason_is_told_and_the_work_may_be_started_again(asker, work):
    def refuse(job: Job, start: int, stop: int) -> None:
        raise jobs.JobFailed("Máy chủ chưa có Pango.")

    work(refuse)
    job = jobs.run_now(ask(asker))
    assert state(job) == ("failed", 0, 1, "Máy chủ chưa có Pango.")
    work(lambda job, start, stop: queue.finish(job))
    assert jobs.restart(job).state == "waiting"
    assert state(jobs.run_now(job))[0] == "done"
    assert jobs.restart(job).state == "done"


def test_an_unexpected_error_ends_the_job_and_reaches_the_log(asker, work):
    def break_down(job: Job, start: int, stop: int) -> None:
        raise OSError("đĩa đầy")

    work(break_down)
    job = ask(asker)
    with pytest.raises(OSError, match="đĩa đầy"):
        jobs.run(job.pk, 0, 0)
    assert state(job) == ("failed", 0, 1, queue.UNEXPECTED)


def test_a_job_that_kills_every_worker_is_given_up(asker, work):
    # A process that is killed writes nothing more: the job stays as it was when the work began.
    work(lambda job, start, stop: None)
    job = ask(asker)
    for _ in range(queue.MOST_ATTEMPTS):
        jobs.run(job.pk, 0, 0)
        assert state(job)[0] == "running"
    jobs.run(job.pk, 0, 0)
    assert state(job) == ("failed", 0, 1, queue.TOO_OFTEN)


def test_silence_is_noticed_of_active_jobs_alone(asker, work):
    work(lambda job, start, stop: queue.finish(job))
    job = ask(asker)
    assert not jobs.stalled(job)
    with time_machine.travel(timezone.now() + timedelta(seconds=queue.SILENCE + 1)):
        assert jobs.stalled(job)
        assert not jobs.stalled(jobs.run_now(job))


# Works of many documents


def make(key: int) -> Document:
    """Return a document of one line; the one of 13 cannot be made."""
    if key == 13:
        raise jobs.JobFailed("Phiếu số 13 không đọc được.")
    return Document(f"Phiếu {key}.txt", f"nội dung {key}".encode())


def print_all(job: Job, start: int, stop: int) -> None:
    batch.make_items(job, start, stop, make)
    if batch.all_made(job):
        batch.pack(job, "phieu.zip")


def files() -> int:
    """Return how many files of jobs the storage holds."""
    if not default_storage.exists(batch.FOLDER):
        return 0
    folders, names = default_storage.listdir(batch.FOLDER)
    return len(names) + sum(len(default_storage.listdir(f"{batch.FOLDER}/{folder}")[1]) for folder in folders)


def packed(job: Job) -> dict[str, str]:
    job.refresh_from_db()
    with default_storage.open(job.result) as file, ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_every_document_is_made_once_and_all_are_packed_in_their_order(asker, work):
    work(print_all)
    job = ask(asker, items=list(range(101, 125)))
    assert OrmQ.objects.count() == 3
    job = jobs.run_now(job)
    assert state(job) == ("done", 24, 24, "")
    assert packed(job) == {
        f"{number:03d} Phiếu {100 + number}.txt": f"nội dung {100 + number}" for number in range(1, 25)
    }
    assert (JobItem.objects.count(), files()) == (0, 1)


def test_a_document_that_cannot_be_made_is_named_and_the_rest_is_there(asker, work):
    work(print_all)
    job = jobs.run_now(ask(asker, items=[12, 13, 14]))
    assert state(job) == ("done", 3, 3, "Không in được 1 phiếu: Phiếu số 13 không đọc được.")
    assert list(packed(job)) == ["001 Phiếu 12.txt", "003 Phiếu 14.txt"]


@pytest.mark.parametrize("reached", [0, 1, 10, 15, 24])
def test_work_cut_short_goes_on_where_it_stopped(asker, work, reached):
    made = []

    def until_the_power_fails(job: Job, start: int, stop: int) -> None:
        def note(key: int) -> Document:
            if len(made) == reached:
                raise OSError("mất điện")
            made.append(key)
            return make(key)

        batch.make_items(job, start, stop, note)
        raise OSError("mất điện")

    work(until_the_power_fails)
    job = ask(asker, items=list(range(100, 124)))
    for start in (0, 10, 20):
        # A process that is killed leaves the job running; nothing else of it is written.
        with pytest.raises(OSError, match="mất điện"):
            jobs.run(job.pk, start, start + 10)
        Job.objects.filter(pk=job.pk).update(state="running", finished_at=None, message="")
    assert state(job)[1] == len(made) == reached

    def go_on(job: Job, start: int, stop: int) -> None:
        batch.make_items(job, start, stop, lambda key: made.append(key) or make(key))
        if batch.all_made(job):
            batch.pack(job, "phieu.zip")

    work(go_on)
    job = jobs.run_now(job)
    assert state(job) == ("done", 24, 24, "")
    assert sorted(made) == list(range(100, 124))
    assert len(packed(job)) == 24


def test_a_slice_delivered_twice_at_once_leaves_one_document_each(asker, work):
    job = ask(asker, items=[1, 2])

    def twice(job: Job, start: int, stop: int) -> None:
        def slow(key: int) -> Document:
            # Meanwhile the same slice came to another worker, and that one was faster.
            batch.make_items(job, start, stop, make)
            return make(key)

        batch.make_items(job, start, stop, slow)

    work(twice)
    jobs.run(job.pk, 0, 2)
    assert (state(job)[1], files()) == (2, 2)


def test_two_who_pack_leave_one_result(asker, work):
    work(lambda job, start, stop: batch.make_items(job, start, stop, make))
    job = ask(asker, items=[1, 2])
    jobs.run(job.pk, 0, 2)
    batch.pack(job, "phieu.zip")
    first = packed(job)
    batch.pack(job, "phieu.zip")
    assert (packed(job), files()) == (first, 1)


def test_asked_for_anew_everything_is_made_anew(asker, work):
    work(print_all)
    job = jobs.run_now(ask(asker, items=[1, 2]))
    again = ask(asker, items=[2, 3], again=True)
    assert (state(again), again.result) == (("waiting", 0, 2, ""), "")
    assert list(packed(jobs.run_now(again))) == ["001 Phiếu 2.txt", "002 Phiếu 3.txt"]
    assert again.pk == job.pk


def test_in_a_request_only_so_much_is_done(asker, work, monkeypatch):
    clock = iter([0, 0, 21, 42])
    monkeypatch.setattr(queue.time, "monotonic", lambda: next(clock))
    work(print_all)
    job = jobs.run_now(ask(asker, items=list(range(100, 130))))
    assert state(job) == ("running", 10, 30, "")


def test_results_are_swept_after_a_week(asker, work):
    work(print_all)
    job = jobs.run_now(ask(asker, items=[1, 2]))
    assert (batch.sweep(), files()) == (0, 1)
    Job.objects.update(finished_at=timezone.now() - batch.KEPT - timedelta(minutes=1))
    assert (batch.sweep(), files(), Job.objects.count()) == (1, 0, 0)
    assert batch.sweep() == 0
    assert job.result


def test_what_a_killed_worker_left_goes_with_the_job(asker, work):
    """Killed after a file was written and before its row: nothing tells of the file but where it lies."""
    work(print_all)
    job = ask(asker, items=[1, 2])
    default_storage.save(f"{batch.FOLDER}/{job.pk}/0", ContentFile(b"half a sheet"))
    jobs.run_now(job)
    assert (packed(job), files()) == ({"001 Phiếu 1.txt": "nội dung 1", "002 Phiếu 2.txt": "nội dung 2"}, 1)


def test_what_a_killed_worker_left_of_a_failed_job_is_swept_with_it(asker, work):
    work(lambda job, start, stop: queue.fail(job, "Hỏng."))
    job = jobs.run_now(ask(asker, items=[1, 2]))
    default_storage.save(f"{batch.FOLDER}/{job.pk}/0", ContentFile(b"half a sheet"))
    Job.objects.update(finished_at=timezone.now() - batch.KEPT - timedelta(minutes=1))
    assert (batch.sweep(), files()) == (1, 0)


def test_a_result_that_nobody_got_is_swept_after_a_week_and_no_other(asker, work):
    work(print_all)
    job = jobs.run_now(ask(asker, items=[1, 2]))
    default_storage.save(f"{batch.FOLDER}/{job.pk}-le.zip", ContentFile(b"half a zip"))
    assert (batch.sweep(), files()) == (0, 2)
    # The job was asked for again since; its result is the one that counts.
    with time_machine.travel(timezone.now() + batch.KEPT + timedelta(hours=1)):
        Job.objects.update(finished_at=timezone.now())
        assert (batch.sweep(), files()) == (0, 1)
    assert list(packed(job)) == ["001 Phiếu 1.txt", "002 Phiếu 2.txt"]


def test_asked_for_anew_while_the_last_result_is_put_away_nothing_new_is_taken_along(asker, work, monkeypatch):
    work(print_all)
    job = ask(asker, items=[1, 2])
    put_away = batch._delete

    def meanwhile(paths: list[str]) -> None:
        monkeypatch.setattr(batch, "_delete", put_away)
        ask(asker, items=[3], again=True)
        put_away(paths)

    monkeypatch.setattr(batch, "_delete", meanwhile)
    jobs.run_now(job)
    job.refresh_from_db()
    assert state(job) == ("waiting", 0, 1, "")
    assert list(packed(jobs.run_now(job))) == ["001 Phiếu 3.txt"]
