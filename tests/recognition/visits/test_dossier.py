"""The dossier of a visit: one PDF, a bookmark for each part, made in the background, no more than its reader sees."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from config.common import jobs
from config.common.jobs.models import Job
from config.common.models import Event
from recognition.visits import dossier_parts, pdf_join
from recognition.visits.dossier import ask_for_dossier
from recognition.visits.pdf_join import NotJoinable, page_of_picture, pages_of_pdf
from scoring.evidence.services import attach_files, keep_files
from scoring.evidence.uploads import check_upload
from scoring.models import Evidence
from tests.build import World, build_round, build_world, cite, fill, meeting, sheet
from tests.recognition.visits.test_papers import words
from tests.scoring.evidence.files import docx, pdf, photo
from tests.scoring.visits.situations import received, reports, team, visit, written

# Papers are drawn from the same rows on either database: one is enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def world() -> World:
    world = build_world()
    build_round(world)
    return world


def _prove(world: World) -> None:
    """A paper, a PDF of two pages, a photo, a Word file and a photo put there by mistake."""
    from scoring.sheets.submit import submit_sheet

    fill(world, "cs1-cb1")
    cite(world, "cs1-cb1", "I.1.1")
    files = [("Nghị quyết.pdf", pdf(2)), ("anh.jpg", photo()), ("Bảng kê.docx", docx()), ("Nhầm.jpg", photo((32, 24)))]
    for name, content in files:
        kept = keep_files([check_upload(name, content)])
        attach_files(
            sheet("cs1-cb1"), "I.1.1", actor=world.user("bithu"), files=kept, summary=f"Về {name}", no_secret=True
        )  # fmt: skip
    submit_sheet(sheet("cs1-cb1"), actor=world.user("bithu"), meeting=meeting())


def _outline(items: list[Any], depth: int = 0) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for item in items:
        found += _outline(item, depth + 1) if isinstance(item, list) else [(depth, item.title)]
    return found


def test_one_pdf_holds_every_part_under_its_bookmark(world):
    found = team(world)
    first, _ = reports(world, 2)
    received(world, "cs1-cb1", first)
    _prove(world)
    planned = visit(world, found, ("cs1-cb1", "cs2-cb1"))
    written(world, planned)
    # The file of one proof was taken away meanwhile.
    Evidence.objects.filter(file_name="Nhầm.jpg").update(kind="removed", file=None, preview=None, file_name="")
    client = Client()
    client.force_login(world.user("thuky"))
    url = reverse("recognition:dossier", args=[planned.pk])
    assert "2 đơn vị" in client.get(url).content.decode()
    job = Job.objects.get(pk=int(client.post(url)["Location"].split("/")[2]))
    assert ask_for_dossier(planned, actor=world.user("thuky")) == job
    assert Event.objects.filter(action="visit.dossier").count() == 1
    done = jobs.run_now(job)
    assert (done.state, done.done, done.total, done.message) == ("done", 2, 2, "")
    answer = client.get(reverse("recognition:job_result", args=[job.pk]))
    content = b"".join(answer.streaming_content)
    assert (answer["Content-Type"], answer["Content-Disposition"].endswith('.pdf"')) == ("application/pdf", True)
    reader = PdfReader(BytesIO(content))
    name = "Phiếu chấm điểm: " + found.round.name
    assert _outline(reader.outline) == [
        (0, "Chi bộ thôn 1 (Đảng bộ cơ sở 1)"), (1, name), (1, "Danh mục minh chứng"),
        (1, "Minh chứng 2: Về Nghị quyết.pdf (Nghị quyết.pdf)"), (1, "Minh chứng 3: Về anh.jpg (anh.jpg)"),
        (1, "Báo cáo đã nộp"), (1, "Biên bản"), (0, "Chi bộ thôn 1 (Đảng bộ cơ sở 2)"), (1, name),
        (1, "Danh mục minh chứng"), (1, "Báo cáo đã nộp"),
    ]  # fmt: skip
    said = words(content)
    for part in (
        "tệp riêng: không phải PDF, ảnh",
        "văn bản, chỉ dẫn số",
        first.name,
        "số 05-BC/CB",
        "NGƯỜI GHI BIÊN BẢN",
    ):
        assert part in said, part
    # The paper alone is one; what was taken away is not.
    assert said.count("văn bản, chỉ dẫn số") == 1
    last = Event.objects.latest("pk")
    assert (last.action, last.actor_id) == ("job.download", world.users["thuky"].pk)


def test_each_gets_what_he_may_read_and_who_sees_no_unit_gets_nothing(world, monkeypatch):
    _prove(world)
    planned = visit(world, team(world), ("cs1-cb1", "cs2-cb1"))
    monkeypatch.setattr(dossier_parts, "render_sheet", lambda paper: pdf())
    monkeypatch.setattr(dossier_parts, "print_page", lambda *arguments, **named: pdf())
    job = jobs.run_now(ask_for_dossier(planned, actor=world.user("bithu2")))
    assert (job.state, job.total) == ("done", 1)
    client = Client()
    client.force_login(world.user("bithu_cs"))
    assert client.get(reverse("recognition:dossier", args=[planned.pk])).status_code == 404
    with pytest.raises(ValueError, match="không có đơn vị nào"):
        ask_for_dossier(planned, actor=world.user("bithu_cs"))
    waiting = ask_for_dossier(planned, actor=world.user("giupviec"))
    world.user("giupviec").assignments.update(end="2025-01-01")
    assert "không còn trong phạm vi" in jobs.run_now(waiting).message


def _pressing() -> bytes:
    """A page with a link and a script that runs when it is opened."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    writer.root_object[NameObject("/OpenAction")] = script
    writer.add_annotation(0, Link(rect=(0, 0, 100, 100), url="https://example.com/"))
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def test_of_an_uploaded_pdf_nothing_is_carried_over_but_what_it_shows():
    content = pages_of_pdf(_pressing())
    assert not any(word in content for word in (b"JavaScript", b"/JS", b"/URI", b"/Annots", b"/AA"))
    assert len(PdfReader(BytesIO(content)).pages) == 1


def test_what_cannot_become_pages_says_why(monkeypatch):
    for data in (b"%PDF-1.7 nothing %%EOF", pdf(password="x"), b""):
        with pytest.raises(NotJoinable, match="tệp khóa hoặc hỏng"):
            pages_of_pdf(data)
    with pytest.raises(NotJoinable, match="300 trang"):
        pages_of_pdf(pdf(301))
    monkeypatch.setattr(pdf_join, "LONGEST_WAIT", 0)
    with pytest.raises(NotJoinable, match="trong thời gian"):
        pages_of_pdf(pdf())
    for data in (b"no picture", photo()[:200]):
        with pytest.raises(NotJoinable, match="ảnh không đọc được"):
            page_of_picture(data)


@pytest.mark.parametrize(("size", "turned"), [((4000, 3000), True), ((300, 900), False)])
def test_a_picture_fills_a_page_of_its_own_shape(size, turned):
    page = PdfReader(BytesIO(page_of_picture(photo(size)))).pages[0]
    long, short = (page.mediabox.width, page.mediabox.height) if turned else (page.mediabox.height, page.mediabox.width)
    assert (round(float(short)), round(float(long))) == (595, 842)
    assert isinstance(page.images[0].image, Image.Image)
