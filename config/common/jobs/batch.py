"""Works of many documents: each item is made once, whoever makes it and however often it is tried."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from config.common.jobs import queue
from config.common.jobs.models import Job, JobItem
from config.common.jobs.registry import JobFailed

FOLDER = "viec"
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Document:
    """What an item became: its bytes and the file name under which they are handed out."""

    name: str
    content: bytes


def make_items(job: Job, start: int, stop: int, make: Callable[[int], Document]) -> None:
    """Make the items from `start` to below `stop` that are not made yet; `make` takes the key of an item.

    An item for which `make` raises JobFailed keeps the sentence and is left out.
    """
    waiting = job.items.filter(path="", message="", position__gte=start, position__lt=stop).order_by("position")
    for item in list(waiting):
        try:
            document = make(item.key)
        except JobFailed as problem:
            _settle(item, message=str(problem)[:400])
            continue
        path = default_storage.save(f"{FOLDER}/{job.pk}/{item.position}", ContentFile(document.content))
        if not _settle(item, path=path, name=document.name):
            default_storage.delete(path)


def all_made(job: Job) -> bool:
    """Say whether no item is left to make."""
    return not job.items.filter(path="", message="").exists()


def pack(job: Job, result_name: str) -> None:
    """Put the documents of all items into one zip, in their order, and finish the job with it."""
    conclude(job, result_name, _zip)


def conclude(
    job: Job, result_name: str, write: Callable[[Iterator[Document], IO[bytes]], None], noun: str = "phiếu"
) -> None:
    """Finish the job with the one file that `write` makes of the documents of all items, in their order.

    `noun` says what an item is. Two workers that find the last item made both write; the file of the slower one is
    thrown away.
    """
    with TemporaryFile() as file:
        write(_documents(job), file)
        file.seek(0)
        path = default_storage.save(f"{FOLDER}/{job.pk}{Path(result_name).suffix}", File(file))
    refused = list(job.items.exclude(message="").values_list("message", flat=True))
    message = f"Không in được {len(refused)} {noun}: {' '.join(refused[:5])}" if refused else ""
    parts = _parts(job)
    with transaction.atomic():
        # With its items: whoever asks for the same again at this moment begins with items of his own.
        first = queue.finish(job, message, result=path, result_name=result_name)
        if first:
            job.items.all().delete()
    _delete(parts if first else [path])


def sweep() -> int:
    """Delete the jobs that ended a week ago with all they made, and return how many."""
    old = list(Job.objects.filter(finished_at__lt=timezone.now() - KEPT)[:200])
    for job in old:
        _delete([*filter(None, [job.result]), *_parts(job)])
        job.delete()
    _delete(_stray_results())
    return len(old)


def _settle(item: JobItem, **values: str) -> bool:
    """Write down what an item became; False where somebody else was first."""
    with transaction.atomic():
        if not JobItem.objects.filter(pk=item.pk, path="", message="").update(**values):
            return False
        queue.step(item.job)
    return True


def _zip(documents: Iterator[Document], file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for document in documents:
            archive.writestr(document.name, document.content)


def _documents(job: Job) -> Iterator[Document]:
    """Yield what the items became, one at a time; names begin with their place."""
    for item in job.items.exclude(path="").order_by("position"):
        with default_storage.open(item.path) as content:
            yield Document(f"{item.position + 1:03d} {item.name}", content.read())


def _parts(job: Job) -> list[str]:
    """Return the files of all items, those too whose worker was killed before it wrote down where they are."""
    return _files(f"{FOLDER}/{job.pk}")


def _stray_results() -> list[str]:
    """Return the results of a week ago whose worker was killed before it handed them over."""
    known, old = set(Job.objects.values_list("result", flat=True)), timezone.now() - KEPT
    return [path for path in _files(FOLDER) if path not in known and default_storage.get_modified_time(path) < old]


def _files(folder: str) -> list[str]:
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in names]


def _delete(paths: Iterable[str]) -> None:
    for path in paths:
        default_storage.delete(path)
