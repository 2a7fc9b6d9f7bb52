"""What is taken as proof goes by content; every file that lies about itself is refused with a sentence."""

import unicodedata
from io import BytesIO

import pytest
from PIL import Image

from config.common import apart
from scoring.evidence import pdf_worker
from scoring.evidence.names import safe_name
from scoring.evidence.unfit import Unfit
from scoring.evidence.uploads import DOCX, JPEG, PDF, XLSX, check_upload
from tests.scoring.evidence import files

PNG = "image/png"


@pytest.mark.parametrize(
    ("name", "data", "content_type", "kept", "previewed"),
    [
        ("Báo cáo.pdf", files.pdf(), PDF, "Báo cáo.pdf", True),
        ("ảnh.JPG", files.photo(), JPEG, "ảnh.jpg", True),
        ("ảnh.jpeg", files.photo(), JPEG, "ảnh.jpeg", True),
        ("man-hinh.png", files.photo(kind="PNG"), PNG, "man-hinh.png", True),
        ("Báo cáo.docx", files.docx(), DOCX, "Báo cáo.docx", False),
        ("so-lieu.xlsx", files.xlsx(), XLSX, "so-lieu.xlsx", False),
        ("khong-duoi", files.pdf(), PDF, "khong-duoi.pdf", True),
        ("bao-cao.exe", files.pdf(), PDF, "bao-cao.exe.pdf", True),
        ("anh.pdf", files.photo(), JPEG, "anh.pdf.jpg", True),
    ],
)
def test_what_may_be_proof_is_kept_under_the_type_of_its_content(name, data, content_type, kept, previewed):
    checked = check_upload(name, data)
    assert (checked.content_type, checked.name, checked.preview is not None) == (content_type, kept, previewed)


REFUSED = {
    "html as pdf": (files.HTML, "trang web"),
    "svg with script": (files.SVG, "Chỉ nhận PDF"),
    "html before a pdf": (files.HTML + files.pdf(), "trang web"),
    "words before a pdf": (b"xin chao\n" + files.pdf(), "Chỉ nhận PDF"),
    "text": ("Báo cáo".encode(), "Chỉ nhận PDF"),
    "nothing": (b"", "không có nội dung"),
    "old Word": (files.OLD_WORD, "kiểu cũ"),
    "HEIC": (files.HEIC, "HEIC"),
    "encrypted pdf": (files.pdf(password="bi-mat"), "mật khẩu"),
    "pdf without pages": (files.pdf(pages=0), "bị hỏng"),
    "half a pdf": (files.pdf()[:200], "bị hỏng"),
    "the mark of a pdf alone": (b"%PDF-1.7\n%%EOF", "bị hỏng"),
    "half a photo": (files.photo()[:300], "bị hỏng"),
    "png of 50,000 × 50,000": (files.huge_png(), "quá nhiều điểm ảnh"),
    "png of 7,000 × 7,000": (files.huge_png(7_000), "quá nhiều điểm ảnh"),
    "docm renamed": (files.docx(files.MACRO_WORD, **{"word/vbaProject.bin": b"x"}), "macro"),
    "macros by type alone": (files.docx(f"{files.WORD} {files.MACRO_WORD}"), "macro"),
    "macros by part alone": (files.docx(**{"word/vbaProject.bin": b"x"}), "macro"),
    "template from elsewhere": (
        files.docx(**{"word/_rels/settings.xml.rels": b'<R Type="x/attachedTemplate" TargetMode="External"/>'}),
        "macro",
    ),
    "zip": (files.archive({"a.txt": b"x"}), "Chỉ nhận PDF"),
    "zip called docx inside": (files.archive({files.TYPES: b"x", "word/document.xml": b"x"}), "Chỉ nhận PDF"),
    "half a docx": (files.docx()[:-40], "bị hỏng"),
    "too many parts": (files.docx(**{f"word/{number}": b"" for number in range(5_001)}), "giải nén lớn"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_proof_is_refused_with_a_sentence(name):
    data, sentence = REFUSED[name]
    with pytest.raises(Unfit, match=sentence):
        check_upload("bao-cao.pdf", data)


@pytest.mark.parametrize("build", [files.bomb, files.lying_bomb])
def test_a_zip_bomb_is_refused_whatever_its_head_says(build):
    with pytest.raises(Unfit, match=r"giải nén lớn|bị hỏng"):
        check_upload("bao-cao.docx", build())


def test_a_pdf_that_also_holds_a_web_page_stays_a_pdf():
    data = files.pdf()
    polyglot = data.replace(b"%%EOF", files.HTML + b"\n%%EOF")
    checked = check_upload("bao-cao.pdf", polyglot)
    assert (checked.content_type, checked.data) == (PDF, polyglot)


def test_a_file_over_the_limit_is_refused_with_both_figures(settings):
    settings.UPLOAD_MAX_BYTES = 1_000_000
    with pytest.raises(Unfit, match=r"^Tệp nặng 1,2 MB; mỗi tệp nhiều nhất 1 MB\.$"):
        check_upload("a.pdf", b"x" * 1_200_000)


def _opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_a_photo_is_turned_upright_and_loses_what_the_camera_wrote():
    checked = check_upload("a.jpg", files.turned_photo())
    picture = _opened(checked.data)
    assert (picture.size, dict(picture.getexif()), picture.info.get("comment")) == ((480, 640), {}, None)
    # Blue was above; turned by a quarter to the right, it is at the right.
    red, _, blue = picture.getpixel((470, 320))
    assert blue > 200 > red
    assert b"bi mat" not in checked.data


@pytest.mark.parametrize(("size", "kept"), [((4800, 2400), (2400, 1200)), ((300, 200), (300, 200))])
def test_a_photo_is_shrunk_to_what_a_page_needs_and_never_blown_up(size, kept):
    checked = check_upload("a.jpg", files.photo(size))
    assert _opened(checked.data).size == kept
    assert max(_opened(checked.preview).size) == min(1000, max(kept))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_kept_and_previewed(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    checked = check_upload("a.png", files.photo((40, 30), kind, mode))
    assert (_opened(checked.data).size, _opened(checked.preview).format) == ((40, 30), "JPEG")


def test_the_same_photo_is_the_same_bytes_each_time():
    data = files.turned_photo()
    assert check_upload("a.jpg", data) == check_upload("a.jpg", data)


@pytest.mark.parametrize(("width", "height"), [(595, 842), (14_400, 20), (3, 3)])
def test_the_first_page_of_a_pdf_is_drawn_within_bounds_however_large_it_is(width, height):
    picture = _opened(check_upload("a.pdf", files.pdf(2, width=width, height=height)).preview)
    assert picture.format == "JPEG"
    assert max(picture.size) <= 1001


@pytest.mark.parametrize("trouble", [apart.subprocess.TimeoutExpired("x", 1), FileNotFoundError("python")])
def test_a_page_that_cannot_be_drawn_leaves_a_proof_without_picture(monkeypatch, trouble):
    def failing(*args, **kwargs):
        raise trouble

    monkeypatch.setattr(apart.subprocess, "run", failing)
    checked = check_upload("a.pdf", files.pdf())
    assert (checked.content_type, checked.preview) == (PDF, None)


@pytest.mark.parametrize("code", [pdf_worker.NOT_DRAWN, -9, -11, 1])
def test_a_drawing_that_falls_over_leaves_a_proof_without_picture(monkeypatch, code):
    done = apart.subprocess.CompletedProcess([], code, b"", b"")
    monkeypatch.setattr(apart.subprocess, "run", lambda *args, **kwargs: done)
    assert check_upload("a.pdf", files.pdf()).preview is None


RTL = "\u202e"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\bao cao.pdf", "bao cao.pdf"),
        (f"bao{RTL}fdp.exe", "baofdp.exe.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ('bao"cao<1>|?*.pdf', "bao_cao_1____.pdf"),
        (" . ", "tep.pdf"),
        ("", "tep.pdf"),
        (".pdf", "tep.pdf"),
        ("..pdf", "tep.pdf"),
        ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
        ("ế" * 300, "ế" * 100 + ".pdf"),
        (unicodedata.normalize("NFD", "Báo cáo đợt 1.PDF"), "Báo cáo đợt 1.pdf"),
        ("bao\u200b\u2066 cao\ud800.pdf", "bao cao.pdf"),
    ],
)
def test_a_name_keeps_its_words_and_nothing_else(name, kept):
    assert safe_name(name, ("pdf",)) == kept
