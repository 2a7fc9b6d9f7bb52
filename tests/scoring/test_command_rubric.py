"""manage.py rubric: good files go in once, bad ones leave nothing behind, what is exported is what was loaded."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from scoring.management.commands.rubric import MOST_BYTES
from scoring.models import Criterion, Programme, Rubric, RubricVersion
from scoring.rubrics.publish import load_rubric
from tests.build import ROOT, fixture
from tests.test_posts import everything

FIXTURES = sorted((ROOT / "fixtures/rubrics").glob("*.yaml"))
CELL = ROOT / "fixtures/rubrics/s0-chi-bo.yaml"
# Its points stand in an annex that nobody has: it stays a draft.
WITHOUT_POINTS = {"s3-chi-bo"}


def _run(act: str, path: Path, **options: Any) -> str:
    out = StringIO()
    call_command("rubric", act, path, stdout=out, stderr=out, **options)
    return out.getvalue()


def _fails(act: str, path: Path) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as problem:
        call_command("rubric", act, path, stdout=out, stderr=out)
    return f"{out.getvalue()}{problem.value}"


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a file: bytes, text, or a mapping as YAML."""

    def write(content: Any, name: str = "tep.yaml") -> Path:
        path = tmp_path / name
        if not isinstance(content, bytes):
            text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
            content = text.encode()
        path.write_bytes(content)
        return path

    return write


@pytest.mark.django_db
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_rubric_of_the_sources_is_checked_loaded_exported_and_loaded_again(path, tmp_path):
    draft = path.stem in WITHOUT_POINTS
    if not draft:
        assert "không có chỗ sai" in _run("check", path)
    assert ("bản thảo" if draft else "đã ban hành") in _run("load", path, draft=draft)
    exported = tmp_path / path.name
    _run("export", exported)
    before = everything()
    _run("load", exported, draft=draft)
    assert everything() == before
    version = RubricVersion.objects.get()
    assert load_rubric(yaml.safe_load(exported.read_text("utf-8")), actor=None) == version


@pytest.mark.django_db
def test_the_same_file_again_is_the_same_version():
    _run("load", CELL)
    before = everything()
    assert "phiên bản 1): đã ban hành" in _run("load", CELL)
    assert everything() == before


@pytest.mark.django_db
def test_a_changed_file_is_the_next_version_and_retires_the_one_before(written):
    _run("load", CELL)
    _run("load", written({**fixture("rubrics/s0-chi-bo.yaml"), "name": "Tên khác"}))
    assert list(RubricVersion.objects.order_by("number").values_list("number", "state")) == [
        (1, "retired"), (2, "published"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_draft_is_published_by_loading_it_again():
    assert "bản thảo" in _run("load", CELL, draft=True)
    assert "đã ban hành" in _run("load", CELL)
    assert RubricVersion.objects.count() == 1


def _wrong_sum() -> dict[str, Any]:
    mapping = yaml.safe_load(CELL.read_text("utf-8"))
    mapping["rows"][0]["maximum"] = 91
    mapping["form"]["total"]["maximum"] = 101
    return mapping


BAD = {
    "không phải YAML": b"rows: [1, 2",
    "danh sách": "- một\n- hai\n",
    "trống": "",
    "một chữ": "chữ",
    "không phải UTF-8": "tên: Chi bộ".encode("utf-16"),
    "ký tự rỗng": b"code: a\x00b",
    "ánh xạ lạ": {"code": "x"},
    "hai tài liệu": "a: 1\n---\nb: 2\n",
    "thẻ lạ": "!!python/object/apply:os.system ['true']",
    "dòng không phải danh sách": {**fixture("rubrics/s0-chi-bo.yaml"), "rows": "x"},
    "tổng sai": _wrong_sum(),
    "quá lớn": b"# " + b"x" * MOST_BYTES,
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["check", "load"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_in_words_and_leaves_nothing_behind(written, act, name):
    before = everything()
    said = _fails(act, written(BAD[name]))
    assert said.strip()
    assert "Traceback" not in said
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["check", "load"])
def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path, act):
    for path in (tmp_path / "khong-co.yaml", tmp_path):
        assert f"Không có tệp {path}." in _fails(act, path)


@pytest.mark.django_db
def test_every_wrong_sum_is_named(written):
    said = _fails("load", written(BAD["tổng sai"]))
    assert "91" in said
    assert "còn 2 chỗ sai" in said
    assert not Rubric.objects.exists()
    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_a_wrong_file_after_a_good_one_leaves_the_good_one_in_force(written):
    _run("load", CELL)
    _fails("load", written(BAD["tổng sai"]))
    assert RubricVersion.objects.get().state == "published"


@pytest.mark.django_db
def test_an_unknown_rubric_is_not_exported(tmp_path):
    path = tmp_path / "khong-co.yaml"
    assert "Không có bộ tiêu chí “khong-co”." in _fails("export", path)
    assert not path.exists()


@pytest.mark.django_db
def test_a_rubric_is_exported_under_another_name_by_its_code(tmp_path):
    _run("load", CELL)
    path = tmp_path / "ban-sao.yaml"
    _run("export", path, code="s0-chi-bo")
    found = yaml.safe_load(path.read_text("utf-8"))
    assert (found["code"], "Phiếu chấm điểm" in found["name"]) == ("s0-chi-bo", True)
    assert Criterion.objects.count() > 20


@pytest.mark.django_db
def test_checking_writes_nothing(writes_nothing):
    with writes_nothing():
        _run("check", CELL)
