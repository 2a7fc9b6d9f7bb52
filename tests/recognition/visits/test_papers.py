"""Papers of a team read back: timetable, minutes, report in print and in Word."""

import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from config.common.models import Event
from recognition.visits.report_paper import report_paper
from scoring.bodies.teams import advise
from scoring.models import Team
from tests.build import World, build_round, build_world, submit
from tests.scoring.visits.situations import answered, day, received, reports, team, unit, visit, written

# Papers are drawn from the same rows on either database: one is enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def world() -> World:
    world = build_world()
    build_round(world)
    return world


def words(content: bytes, page: int | None = None) -> str:
    """Return the words of a PDF, or of one of its pages, one blank between them."""
    pages = PdfReader(BytesIO(content)).pages
    chosen = pages if page is None else [pages[page]]
    return re.sub(r"\s+", " ", " ".join(each.extract_text() for each in chosen))


def _get(world: World, who: str, name: str, pk: int) -> bytes:
    client = Client()
    client.force_login(world.user(who))
    answer = client.get(reverse(f"recognition:{name}", args=[pk]))
    assert answer.status_code == 200
    return answer.content


def test_the_timetable_is_printed_day_by_day(world):
    found = team(world)
    visit(world, found, ("cs1-cb1", "cs1-cb2"), ahead=1)
    visit(world, found, ("cs2-cb1",), ahead=1, session="afternoon")
    said = words(_get(world, "bithu", "schedule_pdf", found.pk))
    for part in (
        "LỊCH KIỂM TRA", "TỔ KIỂM TRA SỐ 1", f"Ngày {day(1):%d/%m/%Y}",
        "Chi bộ thôn 1 (Đảng bộ cơ sở 1); Chi bộ thôn 2 (Đảng bộ cơ sở 1) (tại Hội trường Đảng ủy xã)",
        "Quyết định số 12-QĐ/ĐU", "Đồng chí Thư ký thuky, thư ký",
        "T/M TỔ KIỂM TRA TỔ TRƯỞNG Tổ trưởng Tổ kiểm tra số 1",
    ):  # fmt: skip
        assert part in said
    assert Event.objects.filter(action="paper.print").count() == 1


def test_minutes_are_a_draft_until_agreed_and_have_three_places_for_signatures(world):
    planned = visit(world, team(world))
    found = written(world, planned)
    draft = words(_get(world, "bithu", "minutes_pdf", found.pk))
    for part in (
        "DỰ THẢO", "BIÊN BẢN", "Làm việc giữa Tổ kiểm tra số 1 và Chi bộ thôn 1", "Số -BB/TKT",
        "2. Thống nhất điểm tự chấm.", "Đơn vị chưa có ý kiến.", "NGƯỜI GHI BIÊN BẢN Thư ký thuky",
        "CHỦ TRÌ Tổ trưởng Tổ kiểm tra số 1", "T/M CHI BỘ",
    ):  # fmt: skip
        assert part in draft, part
    answered(world, planned, "cs1-cb1", "thuky", agree=True, objection="Xin ghi thêm mục II")
    final = words(_get(world, "bithu", "minutes_pdf", found.pk))
    assert "DỰ THẢO" not in final
    assert "thống nhất với nội dung biên bản (thư ký tổ kiểm tra ghi lời của đơn vị)" in final
    assert "Ý kiến khác của đơn vị: Xin ghi thêm mục II" in final


def _reported(world: World) -> Team:
    found = team(world)
    first, second = reports(world, 2)
    received(world, "cs1-cb1", first)
    received(world, "cs1-cb1", second)
    submit(world, "cs1-cb1")
    planned = visit(world, found, ("cs1-cb1", "cs2-cb1"))
    written(world, planned)
    written(world, planned, "cs2-cb1")
    answered(world, planned, "cs1-cb1", "bithu", agree=True)
    answered(world, planned, "cs2-cb1", "bithu2", agree=False, objection="Điểm mục I thấp")
    visit(world, found, ("cs1-cb2",), ahead=3)
    advise(found, actor=world.user("thuky"), text="Đề nghị công nhận.\nTăng cường hướng dẫn.", revision=1)
    return Team.objects.select_related("body__organization", "round__owner").get(pk=found.pk)


def test_the_report_counts_what_is_on_record_and_reads_the_same_in_word(world):
    found = _reported(world)
    paper = report_paper(found, day())
    assert paper.annex is not None
    assert [(row[1], row[3], row[4], row[6]) for row in paper.annex.rows] == [
        ("Chi bộ thôn 1 (Đảng bộ cơ sở 1)", "90", "", "Đã thống nhất"),
        ("Chi bộ thôn 1 (Đảng bộ cơ sở 2)", "", "", "Đơn vị có ý kiến khác"),
        ("Chi bộ thôn 2 (Đảng bộ cơ sở 1)", "", "", "Chưa có biên bản"),
    ]  # fmt: skip
    printed = words(_get(world, "thuky", "team_report_pdf", found.pk))
    document = Document(BytesIO(_get(world, "giamsat", "team_report_docx", found.pk)))
    word = re.sub(r"\s+", " ", " ".join(line.text for line in document.paragraphs))
    for part in (
        "Kính gửi: Đảng ủy Đảng bộ xã Suối Ngàn", "tổ đã làm việc với 2 đơn vị trong 1 buổi",
        "1 biên bản đã được đơn vị thống nhất. Còn 5 đơn vị của đợt chưa có biên bản.",
        "Báo cáo tự chấm điểm, đề xuất công nhận “bốn tốt”: đã nhận 1/3, trong đó 0 nộp muộn",
        "chưa đủ cơ sở đề xuất: 2 đơn vị", "- Chi bộ thôn 1 (Đảng bộ cơ sở 2): Điểm mục I thấp.",
        "Tăng cường hướng dẫn.",
    ):  # fmt: skip
        assert part in printed, part
        assert part in word, part
    client = Client()
    client.force_login(world.user("bithu"))
    for name in ("team_report_pdf", "team_report_docx"):
        assert client.get(reverse(f"recognition:{name}", args=[found.pk])).status_code == 404


def test_minutes_without_text_are_no_paper(world):
    planned = visit(world, team(world))
    client = Client()
    client.force_login(world.user("bithu"))
    assert client.get(reverse("recognition:minutes_pdf", args=[unit(planned).pk])).status_code == 404
