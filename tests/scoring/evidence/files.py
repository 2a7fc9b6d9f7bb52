"""Files as people and attackers upload them."""

import struct
import zipfile
import zlib
from io import BytesIO

from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter

TYPES = "[Content_Types].xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
# Orientation: the camera was held upright, the picture has to be turned by a quarter.
ORIENTATION, TURNED = 0x0112, 6
CAMERA = 0x010F


def pdf(pages: int = 1, password: str = "", width: float = 595, height: float = 842) -> bytes:
    """Return a PDF of empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, height)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def photo(size: tuple[int, int] = (640, 480), kind: str = "JPEG", mode: str = "RGB", **saved: object) -> bytes:
    """Return a picture, blue above and red below."""
    picture = Image.new(mode, size, "blue" if mode == "RGB" else 0)
    if mode == "RGB":
        picture.paste("red", (0, size[1] // 2, *size))
    target = BytesIO()
    picture.save(target, kind, **saved)
    return target.getvalue()


def turned_photo() -> bytes:
    """Return a photo that says it lies on its side, and names its camera."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED
    exif[CAMERA] = "Máy ảnh của đồng chí A"
    return photo(exif=exif, comment=b"bi mat")


def archive(parts: dict[str, bytes]) -> bytes:
    """Return a zip archive of these parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return target.getvalue()


def docx(content_type: str = WORD, **more: bytes) -> bytes:
    """Return a small Word document; `more` are further parts."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{content_type}"/></Types>'
    return archive({TYPES: types.encode(), "word/document.xml": b"<document/>", **more})


def xlsx() -> bytes:
    """Return a workbook as Excel writes it."""
    target = BytesIO()
    Workbook().save(target)
    return target.getvalue()


def bomb() -> bytes:
    """Return a Word document of a few hundred kilobytes that unpacks to 300 MB."""
    return docx(**{"word/media/a.xml": bytes(300 * 1024 * 1024)})


def lying_bomb() -> bytes:
    """Return a bomb whose head says that the part is small."""
    data = bytearray(bomb())
    size = struct.pack("<L", 300 * 1024 * 1024)
    return bytes(data.replace(size, struct.pack("<L", 1000)))


def huge_png(side: int = 50_000) -> bytes:
    """Return a PNG of a few hundred bytes that says it has `side` × `side` pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
HEIC = b"\0\0\0\x18ftypheic" + bytes(60)
