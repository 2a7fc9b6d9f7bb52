"""Backup and restore: everything comes back as it was, and what is not whole is refused before anything is written."""

import errno
import json
import stat
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from config.common import files, triggers
from config.common.backup import tables
from config.common.backup.check import DAMAGED
from config.common.backup.load import restore_archive
from config.common.backup.manifest import MEMBER, ArchiveError, Manifest, read_manifest
from config.common.backup.write import snapshot, write_archive
from config.common.models import Event, StoredFile
from organizations.models import Level, Sector, User
from tests.rows import legal_rows
from tests.test_posts import everything

pytestmark = pytest.mark.django_db(transaction=True)
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def full() -> dict[str, tuple[int, str]]:
    """Rows in every table, every reference once, and a file; what they are."""
    legal_rows()
    files.keep(b"noi dung", "text/plain")
    return everything()


@pytest.fixture
def archive(full: Any, tmp_path: Path) -> Path:
    """A backup of the full installation."""
    path = tmp_path / "a.zip"
    write_archive(path)
    return path


def empty() -> None:
    """Empty the database as a new one is; the storage too."""
    with triggers.off(connection):
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


def new_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "kho-moi"


def manifest_of(path: Path) -> Manifest:
    with ZipFile(path) as archive:
        return read_manifest(archive.read(MEMBER))


def test_every_row_of_every_table_comes_back(archive: Path, full: Any, settings: Any, tmp_path: Path) -> None:
    empty()
    new_storage(settings, tmp_path)
    restored = restore_archive(archive)
    back = everything()
    # Background work is asked for anew.
    assert {table for table in full if back[table] != full[table]} == {"common.Job", "common.JobItem"}
    assert (back["common.Job"][0], back["common.JobItem"][0]) == (0, 0)
    assert {table.label for table in restored.tables} == {model._meta.label_lower for model in tables.kept_models()}


def test_files_come_back_byte_for_byte(archive: Path, settings: Any, tmp_path: Path) -> None:
    empty()
    new_storage(settings, tmp_path)
    restore_archive(archive)
    stored = StoredFile.objects.get(content_type="text/plain")
    assert files.read(stored) == b"noi dung"


def test_files_that_stand_already_are_left_alone_and_others_of_their_name_refused(archive: Path) -> None:
    empty()
    restore_archive(archive)
    stored = StoredFile.objects.get(content_type="text/plain")
    empty()
    Path(default_storage.path(stored.path)).chmod(0o600)
    Path(default_storage.path(stored.path)).write_bytes(b"noi dung khac")
    with pytest.raises(ArchiveError, match="với nội dung khác"):
        restore_archive(archive)
    assert Level.objects.count() == 0


def test_what_is_missing_or_damaged_in_the_storage_is_told_and_the_rest_is_kept(tmp_path: Path, full: Any) -> None:
    stored = files.keep(b"se hong", "text/plain")
    Path(default_storage.path(stored.path)).chmod(0o600)
    Path(default_storage.path(stored.path)).write_bytes(b"da hong")
    said, told = StringIO(), StringIO()
    call_command("backup", str(tmp_path / "b.zip"), stdout=said, stderr=told)
    assert sorted(manifest_of(tmp_path / "b.zip").lacking) == sorted(["00/0", stored.path])
    assert told.getvalue().count("đã mất hoặc hỏng") == 2
    assert said.getvalue().startswith("Đã sao lưu ")
    empty()
    restore_archive(tmp_path / "b.zip")
    assert StoredFile.objects.count() == 3


def test_keys_go_on_after_the_last_one_given_even_of_a_deleted_row(tmp_path: Path, full: Any) -> None:
    last = Sector.objects.create(code="bo", name="Bỏ", position=9)
    gone = last.pk
    last.delete()
    write_archive(tmp_path / "b.zip")
    empty()
    restore_archive(tmp_path / "b.zip")
    assert Sector.objects.create(code="moi", name="Mới", position=9).pk == gone + 1


def test_a_table_without_rows_begins_where_it_would_have(tmp_path: Path) -> None:
    write_archive(tmp_path / "b.zip")
    restore_archive(tmp_path / "b.zip")
    before = {table.label: table.last_key for table in manifest_of(tmp_path / "b.zip").tables}
    assert Sector.objects.create(code="x", name="X", position=1).pk == (before["organizations.sector"] or 0) + 1


def test_what_is_written_once_is_guarded_again(archive: Path) -> None:
    def guards() -> set[str]:
        query = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        with connection.cursor() as cursor:
            cursor.execute(query)
            return {name for (name,) in cursor.fetchall()}

    before = guards()
    empty()
    restore_archive(archive)
    assert guards() == before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(action="khac")


def test_sessions_cache_queue_and_key_stay_out(tmp_path: Path, full: Any) -> None:
    Session.objects.create(session_key="khoa-phien", session_data="x", expire_date=timezone.now())
    write_archive(tmp_path / "b.zip")
    with ZipFile(tmp_path / "b.zip") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    labels = {table.label.partition(".")[0] for table in manifest_of(tmp_path / "b.zip").tables}
    assert labels & {"sessions", "django_q", "auth", "contenttypes"} == set()
    assert [word for word in ("khoa-phien", configured.SECRET_KEY) if word.encode() in content] == []


def test_an_archive_is_for_its_owner_alone_and_never_overwrites(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    before = archive.read_bytes()
    with pytest.raises(ArchiveError, match="Đã có tệp"):
        write_archive(archive)
    assert archive.read_bytes() == before


def test_a_backup_that_breaks_off_leaves_nothing(full: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*args: Any) -> Iterator[list[Any]]:
        raise OSError("đĩa đầy")

    monkeypatch.setattr(tables, "rows", break_off)
    with pytest.raises(CommandError, match="Chưa sao lưu được: đĩa đầy"):
        call_command("backup", str(tmp_path / "b.zip"))
    assert list(tmp_path.iterdir()) == []


def test_rows_are_those_of_one_moment_and_nobody_waits(
    full: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, wrote = tables.rows, []

    def save_elsewhere() -> None:
        Sector.objects.create(code="giua-chung", name="Giữa chừng", position=7)
        User.objects.create_user("giua.chung", None, full_name="Giữa Chừng")
        wrote.append(True)
        connection.close()

    def rows(model: type[models.Model], using: str) -> Iterator[list[Any]]:
        yield from real(model, using)
        if not wrote:
            saver = threading.Thread(target=save_elsewhere)
            saver.start()
            saver.join()

    monkeypatch.setattr(tables, "rows", rows)
    counted = {table.label: table.rows for table in write_archive(tmp_path / "b.zip").tables}
    assert wrote == [True]
    assert (counted["organizations.sector"], counted["organizations.user"]) == (1, 1)
    assert (Sector.objects.count(), User.objects.count()) == (2, 2)


def test_a_snapshot_within_a_transaction_is_refused() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError), snapshot(connection):
        pass


# What is refused


def repack(path: Path, change: Change) -> None:
    """Rewrite an archive with its members changed."""
    with ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def in_manifest(change: Callable[[dict[str, Any]], None]) -> Change:
    def apply(members: dict[str, bytes]) -> None:
        found = json.loads(members[MEMBER])
        change(found)
        members[MEMBER] = json.dumps(found).encode()

    return apply


def _set(name: str, value: Any) -> Change:
    return in_manifest(lambda found: found.update({name: value}))


def _lose(members: dict[str, bytes]) -> None:
    del members["rows/organizations.user.jsonl"]


def _alter(members: dict[str, bytes]) -> None:
    members["rows/organizations.user.jsonl"] = members["rows/organizations.user.jsonl"].replace("Người".encode(), b"Ai")


def _alter_file(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("files/"))
    members[name] += b"x"


def _climb(found: dict[str, Any]) -> None:
    found["files"][0]["path"] = "../../secret-key"


def _rename_climbing(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("files/"))
    members["files/../../secret-key"] = members.pop(name)
    in_manifest(_climb)(members)


def _rows_off(found: dict[str, Any]) -> None:
    found["tables"][0]["rows"] += 1


def _older(found: dict[str, Any]) -> None:
    found["migrations"] = found["migrations"][:-1]


def _columns(found: dict[str, Any]) -> None:
    found["tables"][0]["columns"].append("them")


BAD: dict[str, tuple[Change, str]] = {
    "a row altered": (_alter, "không còn nguyên vẹn"),
    "a file altered": (_alter_file, "không còn nguyên vẹn"),
    "a member lost": (_lose, "thiếu hoặc thừa phần"),
    "a member more": (lambda members: members.update(x=b"x"), "thiếu hoặc thừa phần"),
    "no manifest": (lambda members: members.pop(MEMBER) and None, "không phải bản sao lưu"),
    "manifest no json": (lambda members: members.update({MEMBER: b"{"}), "Bảng kê của bản sao lưu bị hỏng"),
    "manifest a list": (lambda members: members.update({MEMBER: b"[]"}), "Bảng kê của bản sao lưu bị hỏng"),
    "manifest without tables": (in_manifest(lambda found: found.pop("tables") and None), "Bảng kê"),
    "another format": (_set("format", "bontot-backup/9"), "phiên bản khác"),
    "another version": (in_manifest(_older), "khác phiên bản"),
    "other columns": (in_manifest(_columns), "các bảng không khớp"),
    "a count that is off": (in_manifest(_rows_off), "không còn nguyên vẹn"),
    "a path that climbs out": (_rename_climbing, "tên tệp lạ"),
}


@pytest.mark.parametrize("name", BAD)
def test_an_archive_that_is_not_whole_is_refused_before_anything_is_written(archive: Path, name: str) -> None:
    change, said = BAD[name]
    repack(archive, change)
    before = everything()
    with pytest.raises(CommandError, match=said):
        call_command("restore", str(archive))
    assert everything() == before


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_archive_is_refused(archive: Path, part: float) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(ArchiveError) as refused:
        restore_archive(archive)
    assert str(refused.value) == DAMAGED


def test_a_byte_turned_anywhere_is_refused_or_harmless(archive: Path) -> None:
    whole = bytearray(archive.read_bytes())
    empty()
    for place in range(60, len(whole), max(1, len(whole) // 16)):
        turned = bytearray(whole)
        turned[place] ^= 0xFF
        archive.write_bytes(turned)
        try:
            restore_archive(archive)
        except ArchiveError:
            assert Level.objects.count() == 0
        else:
            # A byte of the archive's own bookkeeping, such as a time: what came back is whole.
            assert Level.objects.count() == 1
            empty()


@pytest.mark.parametrize("content", [b"", b"khong phai zip", b"PK\x03\x04"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(CommandError, match="Chưa khôi phục được"):
        call_command("restore", str(tmp_path / "x.zip"))
    with pytest.raises(CommandError, match="Không có tệp"):
        call_command("restore", str(tmp_path / "khong-co.zip"))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "Chưa sao lưu được: Không ghi được tệp {file}: ổ đĩa đã đầy."),
        (errno.EACCES, "Chưa sao lưu được: Không ghi được tệp {file}: không có quyền đọc hoặc ghi ở đây."),
        (errno.ELOOP, f"Chưa sao lưu được: Không ghi được tệp {{file}}: hệ điều hành báo lỗi số {errno.ELOOP}."),
    ],
)
def test_what_the_disk_refuses_is_said_in_vietnamese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refuse(*args: Any) -> Iterator[Any]:
        raise OSError(number, "English")

    monkeypatch.setattr(tables, "rows", refuse)
    with pytest.raises(CommandError) as refusal:
        call_command("backup", str(tmp_path / "b.zip"))
    assert str(refusal.value) == said.format(file=tmp_path / "b.zip")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path, why in {
        tmp_path / "khong-co" / "b.zip": "thư mục không có.", tmp_path / f"{'x' * 250}.zip": "tên tệp dài quá.",
    }.items():  # fmt: skip
        with pytest.raises(CommandError) as refusal:
            call_command("backup", str(path))
        assert str(refusal.value) == f"Chưa sao lưu được: Không ghi được tệp {path}: {why}"
    with pytest.raises(CommandError, match="Chưa khôi phục được: Không có tệp"):
        call_command("restore", str(tmp_path / "khong-co" / "b.zip"))


def test_a_database_with_rows_is_left_alone(archive: Path) -> None:
    before = everything()
    with pytest.raises(CommandError, match="đã có dữ liệu"):
        call_command("restore", str(archive))
    assert everything() == before


def test_a_failure_in_the_middle_undoes_rows_and_files(
    archive: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty()
    new_storage(settings, tmp_path)
    before = everything()
    monkeypatch.setattr(tables, "continue_keys", lambda *args: (_ for _ in ()).throw(DatabaseError("hết chỗ")))
    with pytest.raises(CommandError, match="cơ sở dữ liệu không nhận: hết chỗ"):
        call_command("restore", str(archive))
    assert everything() == before
    assert [path for path in (tmp_path / "kho-moi").rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    restore_archive(archive)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(action="khac")


def test_a_row_that_the_database_refuses_undoes_all(full: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tables.rows

    def broken(model: type[models.Model], using: str) -> Iterator[list[Any]]:
        for row in real(model, using):
            if model is User:
                row[tables.names(model).index("member_of_id")] = 999_999
            yield row

    monkeypatch.setattr(tables, "rows", broken)
    write_archive(tmp_path / "b.zip")
    empty()
    with pytest.raises(CommandError, match="cơ sở dữ liệu không nhận"):
        call_command("restore", str(tmp_path / "b.zip"))
    assert (User.objects.count(), Level.objects.count()) == (0, 0)


def test_values_keep_their_last_digit_and_microsecond() -> None:
    moment = timezone.now().replace(microsecond=123456)
    assert tables.plain(moment).endswith(".123456+00:00")
    with pytest.raises(TypeError):
        tables.plain(b"x")


def test_every_table_stands_after_those_it_needs() -> None:
    order = tables.kept_models()
    late = [model for place, model in enumerate(order) if tables._needs(model) - {model} - set(order[:place])]
    assert [model._meta.label_lower for model in late] == []
