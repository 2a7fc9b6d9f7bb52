"""Real workers on the database of the run: killed with -9 in the middle of it, they lose nothing and double nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ

from config.common.files import read
from config.common.jobs.models import Job
from config.common.models import Event, StoredFile
from recognition.decisions.background import hand_over
from recognition.decisions.draft import candidates
from recognition.decisions.issue import start_issue
from recognition.models import Decision, RegisterEntry
from recognition.sheet_prints import ask_for_sheets, sheets_of
from scoring.models import YearResult
from tests.build import ROOT
from tests.recognition.situations import complete, conclude_many, draft, world_with_round

pytestmark = pytest.mark.django_db(transaction=True)
BODY = ("cs1", "committee")


def _address() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who = f"{database['USER']}:{database['PASSWORD']}@" if database["PASSWORD"] else f"{database['USER']}@"
    return f"postgres://{who}{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


@pytest.fixture
def workers(settings: Any, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Return a function that starts `manage.py work`, in a process group of its own, on the database of the test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    environment = {
        "PATH": os.environ["PATH"], "DATABASE_URL": _address(), "DATA_DIR": str(tmp_path),
        "SECRET_KEY": settings.SECRET_KEY,
    }  # fmt: skip
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work"], cwd=ROOT, env=environment, start_new_session=True,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the whole group at once, as a power cut does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    if process.stderr is not None and not process.stderr.closed:
        process.communicate()


def wait(what: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait until something has happened in the workers; a minute is far more than any of it takes."""
    for _ in range(1200):
        if what():
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError("the workers do nothing")


def let_tasks_return() -> None:
    """Let the time pass after which the queue takes a task whose worker was killed for lost."""
    OrmQ.objects.update(lock=timezone.now())


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def tidied(job: Job) -> bool:
    """Say whether the job is done, and what it was made of cleared away."""
    return state(job) == "done" and not job.items.exists() and parts(job) == []


def parts(job: Job) -> list[str]:
    """Return the names of the files of single sheets."""
    return default_storage.listdir(f"viec/{job.pk}")[1]


def children(pid: int) -> list[int]:
    """Return the processes started by a process, oldest first."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(each) for each in listed.split()]


def complete_cluster(process: subprocess.Popen[bytes]) -> bool:
    """Say whether the guard stands with two workers, the one who fetches tasks and the one who notes results."""
    below = children(process.pid)
    return len(below) == 1 and len(children(below[0])) == 4


@pytest.fixture
def printing() -> tuple[Job, int]:
    """All sheets of a round, asked for and not begun."""
    world, round_ = world_with_round(cells=6)
    administrator = world.user("quantri")
    return ask_for_sheets(round_, actor=administrator), len(sheets_of(round_, administrator))


def check_sheets(job: Job, count: int) -> None:
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.message) == ("done", count, count, "")
    with default_storage.open(job.result) as file, ZipFile(file) as archive:
        names = archive.namelist()
        assert [int(name[:3]) for name in names] == list(range(1, count + 1))
        assert {archive.read(name)[:5] for name in names} == {b"%PDF-"}
    folders, files = default_storage.listdir("viec")
    assert files == [f"{job.pk}.zip"]
    assert [default_storage.listdir(f"viec/{folder}")[1] for folder in folders] == [[]]
    assert job.items.count() == 0


def test_all_workers_killed_at_once_lose_and_double_no_sheet(printing, workers):
    job, count = printing
    first = workers()
    wait(lambda: Job.objects.get(pk=job.pk).done >= 5, first)
    kill(first)
    assert state(job) == "running"
    made = job.done
    assert 5 <= made < count
    let_tasks_return()
    second = workers()
    wait(lambda: tidied(job), second)
    check_sheets(job, count)


@pytest.mark.sqlite  # What all workers killed at once shows on both, one shows on either.
def test_one_worker_killed_is_replaced_and_its_sheets_are_made(printing, workers):
    job, count = printing
    running = workers()
    wait(lambda: Job.objects.get(pk=job.pk).done >= 3, running)
    guard = children(running.pid)[0]
    os.kill(children(guard)[0], signal.SIGKILL)
    wait(lambda: OrmQ.objects.count() <= 1, running)
    let_tasks_return()
    wait(lambda: tidied(job), running)
    check_sheets(job, count)


def test_a_decision_whose_printing_is_killed_is_issued_once(workers):
    world, round_ = world_with_round(cells=6)
    conclude_many(round_)
    clerk = world.user("vanthu_cs")
    decision = complete(world, draft(world, round_, candidates(world.body(*BODY), round_)))
    job = hand_over(start_issue(decision, actor=clerk, day=timezone.localdate()), actor=clerk)
    first = workers()
    wait(lambda: state(job) == "running", first)
    kill(first)
    assert Decision.objects.get(pk=decision.pk).state in ("issuing", "issued")
    let_tasks_return()
    second = workers()
    wait(lambda: state(job) == "done", second)
    done = Decision.objects.get(pk=decision.pk)
    assert read(done.file).startswith(b"%PDF-")
    assert (done.state, str(done.register_entry)) == ("issued", "01")
    assert (RegisterEntry.objects.count(), StoredFile.objects.count(), YearResult.objects.count()) == (1, 1, 6)
    assert Event.objects.filter(action="decision.issue").count() == 1


@pytest.mark.sqlite  # Of processes, not of a database.
def test_workers_stop_when_told_and_when_their_parent_is_gone(workers, tmp_path):
    running = workers()
    wait(lambda: complete_cluster(running), running)
    everybody = [running.pid, *children(running.pid), *children(children(running.pid)[0])]
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    for pid in everybody:
        wait(lambda pid=pid: not Path(f"/proc/{pid}").exists() or "Z" in _status(pid), _no_process())
    other = workers()
    wait(lambda: complete_cluster(other), other)
    other.terminate()
    assert other.wait(60) == 0


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"


def _no_process() -> Any:
    return type("Gone", (), {"poll": lambda self: None})()
