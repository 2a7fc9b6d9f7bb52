"""The first page of a PDF as a picture, and whether the file can be opened at all."""

import logging
import subprocess
import sys
from pathlib import Path

from scoring.evidence import pdf_worker
from scoring.evidence.unfit import Unfit

logger = logging.getLogger(__name__)
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
    try:
        done = subprocess.run(  # noqa: S603 -- the interpreter that runs us, and a file of ours
            [sys.executable, "-I", str(Path(pdf_worker.__file__))],
            input=data,
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        logger.warning("không dựng được hình trang đầu của một PDF", exc_info=True)
        return None
    if done.returncode in SENTENCES:
        raise Unfit(SENTENCES[done.returncode])
    return done.stdout if done.returncode == 0 and done.stdout else None
