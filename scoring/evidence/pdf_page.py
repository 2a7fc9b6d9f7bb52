"""The first page of a PDF as a picture, and whether the file can be opened at all."""

from config.common.apart import run_apart
from scoring.evidence import pdf_worker
from scoring.evidence.unfit import Unfit

LONGEST_WAIT = 10
HEAD, TAIL = b"%PDF-", b"%%EOF"
SENTENCES = {
    pdf_worker.LOCKED: "PDF này đặt mật khẩu nên người thẩm định không mở được. Hãy bỏ mật khẩu rồi tải lại.",
    pdf_worker.UNREADABLE: "PDF này bị hỏng, không mở được. Hãy xuất hoặc quét lại.",
}


def first_page(data: bytes) -> bytes | None:
    """Return a JPEG of the first page, None where none could be drawn in time.

    Raises Unfit for what is locked or no PDF; a PDF starts with its own mark, not somewhere after other content.
    """
    if not data.startswith(HEAD) or TAIL not in data:
        raise Unfit(SENTENCES[pdf_worker.UNREADABLE])
    status, drawn = run_apart(pdf_worker.__file__, data, LONGEST_WAIT) or (None, b"")
    if status in SENTENCES:
        raise Unfit(SENTENCES[status])
    return drawn if status == 0 and drawn else None
