"""Papers, uploaded PDFs and pictures as the pages of one PDF with bookmarks."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from config.common.apart import run_apart
from recognition.visits import pdf_copy_worker

LONGEST_WAIT = 30
# A4 at 110 dots an inch, with a margin; more would make the dossier of a photographed year too large to send.
DPI, PAGE, MARGIN = 110, (909, 1286), 40


class NotJoinable(ValueError):  # noqa: N818 - what the file is, not an error of the program
    """A file that cannot become pages of a PDF; the message says why in Vietnamese."""


@dataclass(frozen=True)
class Part:
    """Pages of their own, under a bookmark."""

    title: str
    content: bytes


def pages_of_pdf(data: bytes) -> bytes:
    """Return the pages of an uploaded PDF written anew. Raises NotJoinable."""
    done = run_apart(pdf_copy_worker.__file__, data, LONGEST_WAIT)
    if done is None:
        raise NotJoinable("không đọc được trong thời gian cho phép")
    status, copied = done
    if status == pdf_copy_worker.TOO_MANY:
        raise NotJoinable(f"dài hơn {pdf_copy_worker.MOST_PAGES} trang")
    if status or not copied:
        raise NotJoinable("tệp khóa hoặc hỏng")
    return _without_actions(copied)


def _without_actions(data: bytes) -> bytes:
    """Take what could be pressed or would run off the pages: a dossier is read, not used."""
    writer = PdfWriter()
    try:
        for page in PdfReader(BytesIO(data)).pages:
            for key in ("/Annots", "/AA"):
                page.pop(key, None)
            writer.add_page(page)
    except PyPdfError as error:
        raise NotJoinable("tệp hỏng") from error
    return _written(writer)


def page_of_picture(data: bytes) -> bytes:
    """Return a picture on a page of A4. Raises NotJoinable."""
    try:
        picture = Image.open(BytesIO(data))
        wide = picture.width > picture.height
        size = (PAGE[1], PAGE[0]) if wide else PAGE
        shown = picture.convert("RGB")
        shown.thumbnail((size[0] - 2 * MARGIN, size[1] - 2 * MARGIN))
        page = Image.new("RGB", size, "white")
        page.paste(shown, ((size[0] - shown.width) // 2, (size[1] - shown.height) // 2))
        target = BytesIO()
        page.save(target, "PDF", resolution=DPI, quality=80)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise NotJoinable("ảnh không đọc được") from error
    return target.getvalue()


def joined(parts: Iterable[Part]) -> bytes:
    """Return all parts as one PDF, each under its bookmark; bookmarks that a part has stand below its own."""
    writer = PdfWriter()
    for part in parts:
        writer.append(BytesIO(part.content), outline_item=part.title, import_outline=True)
    return _written(writer)


def join_into(parts: Iterable[Part], file: IO[bytes], title: str) -> None:
    """Write all parts as one PDF, titled, into a file."""
    writer = PdfWriter()
    for part in parts:
        writer.append(BytesIO(part.content), outline_item=part.title, import_outline=True)
    writer.add_metadata({"/Title": title})
    writer.write(file)


def _written(writer: PdfWriter) -> bytes:
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
