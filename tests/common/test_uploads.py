"""Uploads stay in memory, each up to its limit and all together up to theirs; their true sizes are known."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

LIMIT = 1000


@pytest.fixture(autouse=True)
def _small(settings):
    settings.UPLOAD_MAX_BYTES = LIMIT


def _received(*sizes: int) -> list[tuple[int, int]]:
    """Return (size said, bytes held) of uploads of these sizes."""
    given = [SimpleUploadedFile(f"{number}.bin", b"x" * size) for number, size in enumerate(sizes)]
    files = RequestFactory().post("/", {"files": given}).FILES.getlist("files")
    return [(file.size, len(file.read())) for file in files]


def test_a_file_within_its_limit_arrives_whole():
    assert _received(0, 1, LIMIT) == [(0, 0), (1, 1), (LIMIT, LIMIT)]


def test_a_larger_file_arrives_empty_with_its_true_size():
    assert _received(LIMIT + 1, 5 * 64 * 1024) == [(LIMIT + 1, 0), (5 * 64 * 1024, 0)]


def test_files_beyond_what_a_request_may_hold_arrive_empty():
    assert _received(900, 900, 900, 100) == [(900, 900), (900, 900), (900, 0), (100, 100)]


def test_a_file_let_go_of_frees_its_room():
    assert _received(LIMIT + 500, 900, 900) == [(LIMIT + 500, 0), (900, 900), (900, 900)]
