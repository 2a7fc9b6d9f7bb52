"""What a docx or xlsx is inside: a sound archive of bearable size, of the right kind, without macros."""

import re
import zipfile
import zlib
from io import BytesIO

from scoring.evidence.unfit import Unfit

MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
LONGEST_TYPES = 1024 * 1024
STEP = 256 * 1024
TYPES = "[Content_Types].xml"
KINDS = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}
ACTIVE = re.compile(r"vbaproject|vbadata|activex|\.exe$|\.js$|\.vbs$|\.ps1$", re.IGNORECASE)
# Templates, objects and frames that Word fetches from elsewhere when the file is opened.
FETCHED = re.compile(
    rb"(attachedTemplate|oleObject|frame|subDocument)[^>]*TargetMode\s*=\s*[\"']External", re.IGNORECASE
)
BROKEN = "Tệp Word hoặc Excel này bị hỏng, không mở được."
TOO_LARGE = "Tệp này khi giải nén lớn bất thường nên không được nhận."
MACROS = "Tệp có macro hoặc nội dung tự chạy nên không được nhận. Hãy lưu lại ở dạng .docx, .xlsx thường hoặc PDF."


def office_kind(data: bytes) -> str | None:
    """Return "docx" or "xlsx", or None for an archive of another kind. Raises Unfit for one that is not sound."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _kind(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, OSError, ValueError) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit(BROKEN) from error


def _kind(archive: zipfile.ZipFile) -> str | None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    found = next((kind for kind, (main, _) in KINDS.items() if main in names and TYPES in names), None)
    if found is None:
        return None
    if any(part.flag_bits & 1 for part in parts):
        raise Unfit("Tệp này đặt mật khẩu nên người thẩm định không mở được. Hãy bỏ mật khẩu rồi tải lại.")
    # What the archive says of itself comes first: it costs nothing to believe a bomb that admits it.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unfit(TOO_LARGE)
    if any(ACTIVE.search(name) for name in names):
        raise Unfit(MACROS)
    _unpack(archive, parts)
    types = archive.read(TYPES)[:LONGEST_TYPES].decode("utf-8", "replace")
    if "macroenabled" in types.lower():
        raise Unfit(MACROS)
    return found if KINDS[found][1] in types else None


def _unpack(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Read every part once, as far as the limit: lengths in the head of an archive may lie."""
    left = MOST_UNPACKED
    for part in parts:
        linking = part.filename.endswith(".rels")
        with archive.open(part) as stream:
            while piece := stream.read(STEP):
                left -= len(piece)
                if left < 0:
                    raise Unfit(TOO_LARGE)
                if linking and FETCHED.search(piece):
                    raise Unfit(MACROS)
