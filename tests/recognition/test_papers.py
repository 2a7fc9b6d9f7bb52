"""The unit's own papers: the sheet with what the reader may see, the tờ trình as the unit wrote it."""

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook
from pypdf import PdfReader

from config.common.models import Event
from config.common.vietnamese import format_points
from config.common.xlsx import Column, write_list
from recognition.documents.render import render_sheet
from recognition.papers import NotYetError, kept_in, period_label, request_paper, sheet_paper
from scoring.models import Assessment, Round
from scoring.pure.arithmetic import MarkValue
from scoring.rubrics.load import rubric_of
from scoring.sheets.page import read_sheet
from scoring.workflow import evaluation_with_work
from tests.build import appraise, enter, fill, sheet, submit
from tests.recognition.situations import world_with_round

# Papers are drawn from the same rows on either database: one is enough.
pytestmark = pytest.mark.sqlite


def _paper(world, code, name):
    return sheet_paper(evaluation_with_work().get(organization__code=code), world.user(name))


def _request(code):
    return request_paper(evaluation_with_work().get(organization__code=code))


def _row(paper, marker, number=0):
    return [row for row in paper.rows if row.marker == marker][number]


def test_an_empty_sheet_is_the_printed_form(place):
    world, round_ = place
    paper = _paper(world, "cs1-cb1", "bithu")
    assert (paper.title, paper.subtitle) == ("PHIẾU CHẤM ĐIỂM", "Thực hiện mô hình chi bộ “bốn tốt”")
    assert [column.label for column in paper.columns] == [
        "Stt", "Nội dung, tiêu chí đánh giá", "Điểm chuẩn", "Điểm chi bộ tự chấm", "Thẩm định của cấp trên",
    ]  # fmt: skip
    assert (paper.unit, paper.period, paper.draft) == ("Chi bộ thôn 1", f"Năm {round_.year}", True)
    assert _row(paper, "I").cells == ("90", "", "")
    assert _row(paper, "I").style == "section"
    assert _row(paper, "(2)", 2).cells == ("04", "", "")
    assert (paper.rows[-1].text, paper.rows[-1].cells, paper.rows[-1].style) == ("CỘNG ĐIỂM", ("100", "", ""), "total")
    assert paper.results == (("- Tổng số điểm:", ""), ("- Xếp loại:", ""))
    assert (paper.signature.authority, paper.signature.note) == ("T/M CHI BỘ", "(Ký ghi rõ họ tên)")


def test_marks_of_a_stage_at_work_are_for_those_who_work_on_it(place):
    world, _ = place
    fill(world, "cs1-cb1")
    assert _row(_paper(world, "cs1-cb1", "bithu"), "I").cells == ("90", "90", "")
    assert _row(_paper(world, "cs1-cb1", "giamsat"), "I").cells == ("90", "", "")
    submit(world, "cs2-cb1")
    paper = _paper(world, "cs2-cb1", "giamsat")
    assert (_row(paper, "I").cells, paper.draft) == (("90", "90", ""), False)


def test_an_appraised_sheet_prints_both_columns_and_the_own_result(place):
    world, _ = place
    appraise(world, "cs1-cb1")
    paper = _paper(world, "cs1-cb1", "bithu")
    assert paper.rows[-1].cells == ("100", "90", "90")
    assert paper.results == (("- Tổng số điểm:", "90"), ("- Xếp loại:", "Đạt “bốn tốt”"))
    assert paper.notes == ("Mức xếp loại là số liệu minh họa, không lấy từ văn bản nào.",)


def test_without_thresholds_the_outcome_is_dotted_and_the_reason_said(db):
    world, _ = world_with_round(cells=1, outcomes=None)
    submit(world, "cs1-cb1")
    paper = _paper(world, "cs1-cb1", "bithu")
    assert paper.results == (("- Tổng số điểm:", "90"), ("- Xếp loại:", ""))
    assert paper.notes == ("Chưa có ngưỡng điểm: đợt này chưa gắn bộ mức xếp loại.",)


def test_the_sheet_of_a_committee_has_the_head_of_its_form(place):
    world, _ = place
    paper = _paper(world, "cs1", "danguy")
    assert (paper.head.superior, paper.head.issuer) == ("ĐẢNG BỘ XÃ SUỐI NGÀN", "ĐẢNG ỦY ĐẢNG BỘ CƠ SỞ 1")
    assert _paper(world, "cs1-cb1", "bithu").head is None


def test_a_request_waits_for_the_sheet(place):
    world, _ = place
    fill(world, "cs1-cb1")
    with pytest.raises(NotYetError, match="chưa nộp"):
        _request("cs1-cb1")


def test_a_request_says_what_the_unit_wrote(place):
    world, round_ = place
    submit(world, "cs1-cb1")
    Assessment.objects.filter(kind="self", state="done").update(request_date=date(2026, 6, 20))
    paper = _request("cs1-cb1")
    assert (paper.layout, paper.head.number_text, paper.head.place) == ("2026", "Số 05-TTr/CB", "Suối Ngàn")
    assert paper.subject == f"Về việc đề nghị công nhận chi bộ “bốn tốt” năm {round_.year}"
    assert paper.addressees == ("Đảng ủy Đảng bộ cơ sở 1",)
    assert "đã tự chấm được 90 điểm" in paper.paragraphs[0]
    assert "có mặt 11/12 (biên bản số 12-BB/CB)" in paper.paragraphs[0]
    assert (paper.signature.authority, paper.signature.office) == ("T/M CHI BỘ", "BÍ THƯ")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("05-TTr/CB", "Số 05-TTr/CB"),
        ("Số 05-TTr/CB", "Số 05-TTr/CB"),
        ("số: 7-TTr", "Số 7-TTr"),
        ("5", "Số 05-TTr/CB"),
        ("²", "Số ²"),
    ],
)
def test_the_number_of_a_request_is_printed_as_papers_write_it(place, written, printed):
    world, _ = place
    submit(world, "cs1-cb1")
    Assessment.objects.filter(kind="self", state="done").update(request_number=written)
    assert _request("cs1-cb1").head.number_text == printed


@pytest.mark.parametrize(
    ("number", "printed"),
    [("12-BB/CB", "biên bản số 12-BB/CB"), ("07-NQ/CB", "nghị quyết số 07-NQ/CB"), ("3", "biên bản số 3")],
)
def test_the_paper_of_the_meeting_is_called_what_it_is(number, printed):
    assert kept_in(number) == printed


@pytest.mark.parametrize(
    ("period", "end", "label"),
    [
        ("year", date(2025, 12, 31), "Năm 2025"),
        ("quarter", date(2025, 3, 31), "Quý I năm 2025"),
        ("quarter", date(2025, 12, 31), "Quý IV năm 2025"),
        ("month", date(2025, 5, 31), "Tháng 5 năm 2025"),
        ("term", date(2030, 6, 30), "Giai đoạn 2025 - 2030"),
    ],
)
def test_the_period_is_named_as_papers_name_it(period, end, label):
    assert period_label(Round(name="Đợt nhiệm kỳ", period=period, start=date(2025, 1, 1), end=end)) == label


@pytest.mark.parametrize(("name", "status"), [("bithu", 200), ("danguy", 200), ("bithu2", 404), ("nguoila", 404)])
def test_papers_are_for_those_who_see_the_sheet(place, browser, name, status):
    world, _ = place
    evaluation = submit(world, "cs1-cb1")
    for paper in ("phieu", "to-trinh"):
        answer = browser(world, name).get(f"/ho-so/{evaluation.pk}/{paper}.pdf")
        assert answer.status_code == status
    assert Event.objects.filter(action="paper.print").count() == (2 if status == 200 else 0)


def test_a_printed_paper_is_a_pdf_that_no_browser_guesses_at(place, browser):
    world, _ = place
    evaluation = submit(world, "cs1-cb1")
    answer = browser(world, "bithu").get(f"/ho-so/{evaluation.pk}/phieu.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_request_that_does_not_exist_yet_is_404(place, browser):
    world, _ = place
    assert browser(world, "bithu").get(f"/ho-so/{sheet('cs1-cb1').pk}/to-trinh.pdf").status_code == 404


def test_without_pango_the_reason_is_said(place, browser, monkeypatch):
    from config.common.pdf import PdfUnavailable
    from recognition import paper_views

    def unavailable(paper: object) -> bytes:
        raise PdfUnavailable("Quản trị viên cài bằng lệnh: apt install libpango-1.0-0")

    monkeypatch.setattr(paper_views, "render_sheet", unavailable)
    world, _ = place
    answer = browser(world, "bithu").get(f"/ho-so/{sheet('cs1-cb1').pk}/phieu.pdf")
    assert (answer.status_code, "apt install" in answer.content.decode()) == (503, True)
    assert not Event.objects.filter(action="paper.print").exists()


class TestOneTotal(TestCase):
    """Whatever is marked, page, paper and workbook give the same total."""

    def setUp(self):
        self.world, _ = world_with_round(cells=1)

    @limits(max_examples=8, deadline=None)
    @given(halves=st.lists(st.integers(0, 8), min_size=18, max_size=18))
    def test_page_pdf_and_workbook_agree(self, halves):
        evaluation = sheet("cs1-cb1")
        rows = rubric_of(evaluation.version).data.leaves()
        marks = {
            row.code: MarkValue(value=min(Decimal(half) / 2, row.maximum) if row.kind == "points" else Decimal(half))
            for row, half in zip(rows, halves, strict=True)
        }
        enter(evaluation, self.world.user("bithu"), marks)
        reader = self.world.user("bithu")
        found = evaluation_with_work().get(pk=evaluation.pk)
        total = read_sheet(found, reader, editing=False).judgements[0].totals.total
        pages = PdfReader(io.BytesIO(render_sheet(sheet_paper(found, reader)))).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert f"Tổng số điểm: {format_points(total)}" in text
        workbook = write_list("Điểm", [], [Column("Điểm", 9, "points", lambda value: value)], [total])
        assert Decimal(str(load_workbook(io.BytesIO(workbook)).active["A2"].value)) == total
