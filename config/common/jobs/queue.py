"""Handing work to the background, and doing it: django-q2 with its queue in the same database.

The row of the job and its place in the queue are written in one transaction: neither is there without the
other. A task whose worker was killed comes back after `retry` seconds; a worker counts its attempts and gives
a job up that killed every worker it met.
"""

import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from config.common.jobs.models import Job, JobItem
from config.common.jobs.registry import JobFailed, work_of

TASK = "config.common.jobs.queue.run"
# Items that one task of the queue makes: far below the time limit, and few enough for several workers to share.
SLICE = 10
MOST_ATTEMPTS = 5
# Seconds after which nobody seems to work on a job.
SILENCE = 15
UNEXPECTED = "Có lỗi ngoài dự kiến, đã ghi vào nhật ký của máy chủ. Có thể bấm làm lại."
TOO_OFTEN = "Đã thử nhiều lần mà máy chủ không làm xong. Mời đồng chí báo người quản trị."


@transaction.atomic
def enqueue(
    kind: str,
    key: str,
    *,
    actor: models.Model,
    title: str,
    url: str = "",
    organization_id: int | None = None,
    total: int = 1,
    items: Sequence[int] | None = None,
    again: bool = False,
) -> Job:
    """Ask for a piece of work and return its job; what waits, runs or is done already is not asked for twice.

    A failed job starts again; one that is done only when `again`. `items` are the keys of documents to make
    one by one; without them the work has `total` steps.
    """
    times = {"created_at": timezone.now(), "touched_at": timezone.now(), "by_id": actor.pk}
    words = {"title": title, "url": url, "organization_id": organization_id}
    job, new = Job.objects.select_for_update(of=("self",)).get_or_create(kind=kind, key=key, defaults=times | words)
    if not new and (job.active or (job.state == Job.State.DONE and not again)):
        return job
    if job.result:
        transaction.on_commit(partial(default_storage.delete, job.result))
    # What a failed job has made stays; what one was asked for anew is made anew.
    if items is not None and (new or job.state == Job.State.DONE):
        job.items.all().delete()
        JobItem.objects.bulk_create(
            [JobItem(job=job, position=position, key=each) for position, each in enumerate(items)], batch_size=500
        )
    for name, value in (times | words).items():
        setattr(job, name, value)
    job.state, job.message, job.attempts = Job.State.WAITING, "", 0
    job.result, job.result_name, job.started_at, job.finished_at = "", "", None, None
    job.total = max(1, job.items.count()) if items is not None else total
    job.done = _settled(job) if items is not None else 0
    job.save()
    _push(job)
    return job


@transaction.atomic
def restart(job: Job) -> Job:
    """Put a failed job back into the queue; what it has made stays. Any other job comes back as it is."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.state != Job.State.FAILED:
        return job
    job.state, job.message, job.attempts = Job.State.WAITING, "", 0
    job.started_at = job.finished_at = None
    job.touched_at = timezone.now()
    job.done = _settled(job) if job.items.exists() else 0
    job.save()
    _push(job)
    return job


def run(pk: int, start: int, stop: int) -> None:
    """Do the work of a job (its items from `start` to below `stop`); called by the workers, possibly twice."""
    job = Job.objects.filter(pk=pk).first()
    if job is None or not job.active or not _take(job):
        return
    finished = False
    try:
        work_of(job.kind)(job, start, stop)
        finished = True
    except JobFailed as problem:
        fail(job, str(problem))
        finished = True
    finally:
        # Not for a killed process: its task comes back. The traceback goes to the log on its way.
        if not finished:
            fail(job, UNEXPECTED)


def run_now(job: Job, *, seconds: int = 20) -> Job:
    """Do a job in this process, because no worker takes it: all of it, or items for about `seconds`."""
    begin = time.monotonic()
    if not job.items.exists():
        run(job.pk, 0, 0)
    for start in range(0, job.items.count(), SLICE):
        if time.monotonic() - begin > seconds:
            break
        run(job.pk, start, start + SLICE)
    job.refresh_from_db()
    return job


def progress(job: Job, done: int) -> None:
    """Say how many steps are done."""
    Job.objects.filter(pk=job.pk).update(done=done, touched_at=timezone.now())


def step(job: Job) -> None:
    """Say that one more step is done."""
    Job.objects.filter(pk=job.pk).update(done=F("done") + 1, touched_at=timezone.now())


def finish(job: Job, message: str = "", *, result: str = "", result_name: str = "") -> bool:
    """Call a job done; answers False where it was ended before: the result then is somebody else's."""
    return bool(
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
            state=Job.State.DONE, done=F("total"), message=message, result=result, result_name=result_name,
            finished_at=timezone.now(), touched_at=timezone.now(),
        )
    )  # fmt: skip


def fail(job: Job, message: str) -> None:
    """Call a job failed, with a Vietnamese sentence why."""
    now = timezone.now()
    Job.objects.filter(pk=job.pk, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(
        state=Job.State.FAILED, message=message, finished_at=now, touched_at=now
    )


def stalled(job: Job) -> bool:
    """Say whether nobody seems to work on an active job: no worker runs, or the one at it was killed."""
    return job.active and timezone.now() - job.touched_at > timedelta(seconds=SILENCE)


def _push(job: Job) -> None:
    count = job.items.count()
    for start in range(0, max(count, 1), SLICE):
        async_task(TASK, job.pk, start, min(start + SLICE, count), task_name=job.kind)


def _take(job: Job) -> bool:
    """Mark the job as running; False where it was ended or has killed too many workers."""
    now = timezone.now()
    active = Job.objects.filter(pk=job.pk, state__in=[Job.State.WAITING, Job.State.RUNNING])
    active.filter(started_at__isnull=True).update(started_at=now, state=Job.State.RUNNING)
    tasks = max(1, -(-job.items.count() // SLICE))
    if not active.filter(attempts__lt=MOST_ATTEMPTS * tasks).update(attempts=F("attempts") + 1, touched_at=now):
        fail(job, TOO_OFTEN)
        return False
    job.refresh_from_db()
    return True


def _settled(job: Job) -> int:
    return job.items.exclude(path="", message="").count()
