"""Looking at an uploaded file: what it is by its content, whether it may be proof, and a picture of it."""

from dataclasses import dataclass

import puremagic
from django.conf import settings

from config.common.vietnamese import format_size
from scoring.evidence.names import safe_name
from scoring.evidence.office import office_kind
from scoring.evidence.pdf_page import first_page
from scoring.evidence.pictures import clean_picture
from scoring.evidence.unfit import Unfit

PDF = "application/pdf"
JPEG = "image/jpeg"
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
ENDINGS = {PDF: ("pdf",), JPEG: ("jpg", "jpeg"), "image/png": ("png",), DOCX: ("docx",), XLSX: ("xlsx",)}
ACCEPT = ",".join(f".{ending}" for endings in ENDINGS.values() for ending in endings)
TAKEN = "Chỉ nhận PDF, ảnh JPG hoặc PNG, Word (.docx), Excel (.xlsx)."
# What people send by mistake, in words they know.
OTHERS = {
    "application/msword": "Tệp Word, Excel kiểu cũ hoặc có đặt mật khẩu không được nhận. Hãy lưu lại ở dạng .docx, "
    ".xlsx không mật khẩu, hoặc PDF.",
    "image/heif": "Ảnh HEIC của iPhone không được nhận. Hãy chọn ảnh từ máy ở dạng JPG, hoặc chụp màn hình.",
    "text/html": f"Đây là trang web, không phải văn bản. {TAKEN}",
}


@dataclass(frozen=True)
class Checked:
    """A file fit to be kept: its bytes as they will be kept, its type by content, and a JPEG for looking at."""

    name: str
    content_type: str
    data: bytes
    preview: bytes | None = None


def check_upload(name: str, data: bytes) -> Checked:
    """Return the file as it may be kept. Raises Unfit with a Vietnamese sentence."""
    if not data:
        raise Unfit("Tệp không có nội dung.")
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise too_big(len(data))
    found = _found_types(data)
    if PDF in found:
        return Checked(safe_name(name, ENDINGS[PDF]), PDF, data, first_page(data))
    for content_type, kind in ((JPEG, "JPEG"), ("image/png", "PNG")):
        if content_type in found:
            clean, preview = clean_picture(data, kind)
            return Checked(safe_name(name, ENDINGS[content_type]), content_type, clean, preview)
    if found & {DOCX, XLSX} and (office := {"docx": DOCX, "xlsx": XLSX}.get(office_kind(data) or "")):
        return Checked(safe_name(name, ENDINGS[office]), office, data)
    raise Unfit(next((sentence for content_type, sentence in OTHERS.items() if content_type in found), TAKEN))


def too_big(size: int) -> Unfit:
    """Return why a file of `size` bytes was let go of on its way in."""
    if size <= settings.UPLOAD_MAX_BYTES:
        return Unfit("Các tệp gửi cùng lúc quá lớn. Hãy tải từng tệp một.")
    return Unfit(f"Tệp nặng {format_size(size)}; mỗi tệp nhiều nhất {format_size(settings.UPLOAD_MAX_BYTES)}.")


def _found_types(data: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        return set()
