"""HTML to PDF/A-2u with WeasyPrint: the shipped fonts alone, no network, costly parts made once per process.

The same HTML gives the same bytes under the same WeasyPrint and Pango: no time or random number goes in.
"""

import threading
import unicodedata
from functools import cache
from importlib import import_module
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

FAMILY = "Tinos Van Ban"
FACES = (
    ("Tinos_400Regular.ttf", "normal", "normal"),
    ("Tinos_400Regular_Italic.ttf", "normal", "italic"),
    ("Tinos_700Bold.ttf", "bold", "normal"),
    ("Tinos_700Bold_Italic.ttf", "bold", "italic"),
)
PROFILE = "--srgb"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

# Pango's font map is shared by all papers of a process and is not made for several threads.
_LOCK = threading.Lock()


class PdfUnavailable(RuntimeError):  # noqa: N818
    """The machine lacks Pango; the message is for the administrator, in Vietnamese."""


class PdfRefused(ValueError):  # noqa: N818
    """The HTML asks for something outside itself (a picture, a style sheet, an address)."""


def pdf_from_html(html: str, *, title: str, stylesheets: tuple[Path, ...] = ()) -> bytes:
    """Return `html` (text in any Unicode form, printed as NFC) as PDF/A-2u, titled, in the shipped Tinos.

    `stylesheets` are files of this application; they use the family FAMILY. Raises PdfUnavailable without
    Pango, PdfRefused if the page wants to load anything.
    """
    with _LOCK:
        document = _laid_out(html, stylesheets)
        document.metadata.title = unicodedata.normalize("NFC", title)
        # Left to itself WeasyPrint would open its colour profile anew for every paper, and not close it.
        return document.write_pdf(pdf_variant="pdf/a-2u", output_intent=PROFILE)


def _laid_out(html: str, stylesheets: tuple[Path, ...]) -> Any:
    weasyprint = _weasyprint()
    fonts = _font_configuration()
    styles = [_font_faces(), *(_stylesheet(path) for path in stylesheets)]
    page = weasyprint.HTML(string=unicodedata.normalize("NFC", html), url_fetcher=_fetcher(frozenset()))
    try:
        return page.render(font_config=fonts, stylesheets=styles, color_profiles={PROFILE: _colour_profile()})
    except weasyprint.urls.FatalURLFetchingError as error:
        raise PdfRefused(str(error)) from error


@cache
def _weasyprint() -> Any:
    try:
        return import_module("weasyprint")
    except OSError as error:
        raise PdfUnavailable(
            "Máy chủ chưa có thư viện Pango nên chưa in được PDF; các việc khác vẫn làm bình thường. "
            f"Quản trị viên cài bằng lệnh: apt install {PACKAGES}"
        ) from error


@cache
def _font_configuration() -> Any:
    _weasyprint()
    return import_module("weasyprint.text.fonts").FontConfiguration()


@cache
def _font_faces() -> Any:
    folder = Path(settings.BASE_DIR) / "static" / "fonts"
    addresses = [(folder / name).as_uri() for name, _, _ in FACES]
    css = "".join(
        f'@font-face{{font-family:"{FAMILY}";src:url("{address}");font-weight:{weight};font-style:{style}}}'
        for address, (_, weight, style) in zip(addresses, FACES, strict=True)
    )
    return _weasyprint().CSS(string=css, font_config=_font_configuration(), url_fetcher=_fetcher(frozenset(addresses)))


@cache
def _stylesheet(path: Path) -> Any:
    return _weasyprint().CSS(filename=path, font_config=_font_configuration(), url_fetcher=_fetcher(frozenset()))


@cache
def _colour_profile() -> Any:
    data = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()

    class Profile(import_module("weasyprint.css").ColorProfile):  # type: ignore[misc]
        # As shipped: read back from its library, the second copy is longer than the first, and so the paper another.
        content = data

    return Profile(BytesIO(data), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


@cache
def _fetcher(allowed: frozenset[str]) -> Any:
    """Return a fetcher that opens the allowed addresses and stops the rendering at any other."""
    base = _weasyprint().urls.URLFetcher

    class Fetcher(base):  # type: ignore[misc, valid-type]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url not in allowed:
                raise PermissionError(url)
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols={"file"}, fail_on_errors=True)
