"""The list of contents of an archive: versions, tables with counts, files, and the hash of every member."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = "bontot-backup/1"
MEMBER = "manifest.json"


class ArchiveError(ValueError):
    """An archive that cannot be used, or an installation that cannot take it; the message is a Vietnamese sentence."""


@dataclass(frozen=True)
class Table:
    """The rows of one model: where they stand, what their values are called, how many, the last key given."""

    label: str
    member: str
    columns: list[str]
    rows: int
    sha256: str
    last_key: int | None


@dataclass(frozen=True)
class File:
    """One stored file: its path in the storage; hash and size are those of the bytes in the archive."""

    path: str
    sha256: str
    size: int

    @property
    def member(self) -> str:
        return f"files/{self.path}"


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. `lacking`: paths of files that were missing or damaged when it was made."""

    made_at: str
    database: str
    migrations: list[list[str]]
    tables: list[Table]
    files: list[File]
    lacking: list[str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def to_bytes(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1).encode()


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest. Raises ArchiveError for anything else."""
    try:
        found: Mapping[str, Any] = json.loads(data)
        if found["format"] != FORMAT:
            raise ArchiveError("Bản sao lưu này do một phiên bản khác của phần mềm làm ra, chưa đọc được.")
        return Manifest(
            made_at=found["made_at"],
            database=found["database"],
            migrations=found["migrations"],
            tables=[Table(**table) for table in found["tables"]],
            files=[File(**file) for file in found["files"]],
            lacking=found["lacking"],
        )
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, ArchiveError):
            raise
        raise ArchiveError("Bảng kê của bản sao lưu bị hỏng.") from error
