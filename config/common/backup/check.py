"""Opening an archive and looking at every byte of it before anything is written."""

import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from config.common.backup import tables
from config.common.backup.manifest import MEMBER, ArchiveError, Manifest, read_manifest
from config.common.backup.write import PIECE

DAMAGED = "Bản sao lưu bị hỏng hoặc thiếu phần cuối: không dùng được. Hãy lấy bản khác."
# What reading a damaged member may end with.
BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, UnicodeDecodeError)
PATH = re.compile(r"[0-9a-f]{2}/[0-9a-zA-Z_]{1,120}")
LONGEST_MANIFEST = 256 << 20


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Open an archive and read its manifest. Raises ArchiveError for what is not an archive."""
    if not path.is_file():
        raise ArchiveError(f"Không có tệp {path}.")
    try:
        archive = ZipFile(path)
    except BROKEN as error:
        raise ArchiveError(DAMAGED) from error
    with archive:
        yield archive, read_manifest(_manifest(archive))


def _manifest(archive: ZipFile) -> bytes:
    try:
        info = archive.getinfo(MEMBER)
        if info.file_size > LONGEST_MANIFEST:
            raise ArchiveError(DAMAGED)
        return archive.read(info)
    except KeyError as error:
        raise ArchiveError("Tệp này không phải bản sao lưu của phần mềm.") from error
    except BROKEN as error:
        raise ArchiveError(DAMAGED) from error


def verify(archive: ZipFile, manifest: Manifest) -> None:
    """Compare members, counts and hashes with the manifest. Raises ArchiveError at the first difference."""
    members = {table.member: table.sha256 for table in manifest.tables}
    members |= {file.member: file.sha256 for file in manifest.files}
    if sorted([*members, MEMBER]) != sorted(archive.namelist()):
        raise ArchiveError("Bản sao lưu thiếu hoặc thừa phần so với bảng kê: không dùng được.")
    if strange := [file.path for file in manifest.files if not PATH.fullmatch(file.path)]:
        raise ArchiveError(f"Bản sao lưu có tên tệp lạ: {strange[0]}.")
    lines = {table.member: table.rows for table in manifest.tables}
    for name, expected in members.items():
        digest, count = _digest(archive, name)
        if digest != expected or lines.get(name, count) != count:
            raise ArchiveError(f"Phần {name} của bản sao lưu không còn nguyên vẹn: không dùng được.")


def _digest(archive: ZipFile, name: str) -> tuple[str, int]:
    """Return the hash of a member and the number of its lines."""
    digest, lines = hashlib.sha256(), 0
    try:
        with archive.open(name) as source:
            while piece := source.read(PIECE):
                digest.update(piece)
                lines += piece.count(b"\n")
    except BROKEN as error:
        raise ArchiveError(DAMAGED) from error
    return digest.hexdigest(), lines


def suits(manifest: Manifest, migrations: list[list[str]]) -> None:
    """Raise ArchiveError unless archive and installation are of one version, table by table."""
    if manifest.migrations != migrations:
        there, here = ({tuple(each) for each in found} for found in (manifest.migrations, migrations))
        names = ", ".join(sorted(f"{app}.{name}" for app, name in there ^ here)[:5])
        raise ArchiveError(f"Bản sao lưu và phần mềm khác phiên bản ({names}): hãy cài đúng phiên bản đã sao lưu.")
    kept = {model._meta.label_lower: tables.names(model) for model in tables.kept_models()}
    if {table.label: table.columns for table in manifest.tables} != kept:
        raise ArchiveError("Bản sao lưu và phần mềm khác phiên bản: các bảng không khớp nhau.")
