import io
import subprocess
import sys
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from config.common import pdf


@pytest.fixture
def forgotten():
    """WeasyPrint as not yet imported, before and after the test."""
    caches = [made for made in vars(pdf).values() if hasattr(made, "cache_clear")]
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_the_metadata_say_pdf_a_2u_title_and_language():
    reader = PdfReader(io.BytesIO(pdf.pdf_from_html('<html lang="vi"><p>Điều 1.', title="Quyết định số 05-QĐ/ĐU")))

    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="2"' in xmp
    assert 'pdfaid:conformance="U"' in xmp
    assert reader.metadata.title == "Quyết định số 05-QĐ/ĐU"
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert reader.trailer["/Root"]["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"


def test_letters_are_printed_composed():
    reader = PdfReader(io.BytesIO(pdf.pdf_from_html("<p>Đie\u0302\u0300u", title="Đie\u0302\u0300u")))

    assert reader.pages[0].extract_text() == "Điều"
    assert reader.metadata.title == "Điều"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="http://example.test/dau.png">',
        '<img src="https://example.test/dau.png">',
        '<img src="file:///etc/hostname">',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        '<link rel="stylesheet" href="http://example.test/kieu.css">',
        '<style>@import url("http://example.test/kieu.css");</style>',
        '<p style="background-image:url(http://example.test/nen.png)">Nền',
        '<style>@font-face{font-family:x;src:url("http://example.test/x.ttf")}</style>',
    ],
)
def test_nothing_outside_the_page_is_fetched(html):
    with pytest.raises(pdf.PdfRefused):
        pdf.pdf_from_html(html, title="")


def test_a_refused_page_does_not_hold_up_the_next():
    with pytest.raises(pdf.PdfRefused):
        pdf.pdf_from_html('<img src="http://example.test/dau.png">', title="")

    assert pdf.pdf_from_html("<p>Sau", title="Sau").startswith(b"%PDF-1.7")


def test_the_first_paper_of_a_process_has_the_bytes_of_every_later_one():
    pdf._colour_profile.cache_clear()

    first, second = (pdf.pdf_from_html("<p>Đảng bộ xã", title="Như nhau") for _ in range(2))

    assert first == second


def test_fonts_and_style_sheets_are_read_once_per_process():
    sheet = Path(settings.BASE_DIR) / "templates" / "documents" / "paper.css"
    pdf.pdf_from_html("<p>Một", title="", stylesheets=(sheet,))
    made = pdf._font_configuration(), pdf._font_faces(), pdf._stylesheet(sheet)

    pdf.pdf_from_html("<p>Hai", title="", stylesheets=(sheet,))

    assert (pdf._font_configuration(), pdf._font_faces(), pdf._stylesheet(sheet)) == made


def test_without_pango_the_message_names_the_command(monkeypatch, forgotten):
    def missing(name: str) -> None:
        raise OSError(f"cannot load library for {name}")

    monkeypatch.setattr(pdf, "import_module", missing)

    with pytest.raises(pdf.PdfUnavailable) as refused:
        pdf.pdf_from_html("<p>Điều 1.", title="")

    assert str(refused.value) == (
        "Máy chủ chưa có thư viện Pango nên chưa in được PDF; các việc khác vẫn làm bình thường. "
        "Quản trị viên cài bằng lệnh: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_pango_installed_later_is_found_without_a_restart(monkeypatch, forgotten):
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(pdf, "import_module", missing)
    with pytest.raises(pdf.PdfUnavailable):
        pdf.pdf_from_html("<p>Trước", title="")
    monkeypatch.setattr(pdf, "import_module", import_module)

    assert pdf.pdf_from_html("<p>Sau", title="").startswith(b"%PDF")


def test_importing_the_module_does_not_import_weasyprint():
    code = "import sys, config.common.pdf; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=False).returncode == 0


def test_the_fonts_have_every_vietnamese_letter():
    from fontTools.ttLib import TTFont

    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ“”…–"
    for name, _, _ in pdf.FACES:
        known = TTFont(Path(settings.BASE_DIR) / "static" / "fonts" / name).getBestCmap()
        assert {letter for letter in letters + letters.upper() if ord(letter) not in known} == set()


def test_the_shipped_fonts_are_those_of_the_list():
    folder = Path(settings.BASE_DIR) / "static" / "fonts"
    rows = [
        line.strip("| ").split(" | ") for line in (folder / "README.md").read_text().splitlines() if "sha" not in line
    ]
    listed = {row[0]: row[-1] for row in rows if len(row) == 5}

    shipped = {file.name: sha256(file.read_bytes()).hexdigest() for file in folder.iterdir() if file.suffix != ".md"}

    assert listed == shipped
    assert {name for name, _, _ in pdf.FACES} <= shipped.keys()
