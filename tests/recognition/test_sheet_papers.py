"""The printed sheet against the paper it comes from: empty, as a draft, and as it was handed in."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from recognition.documents.render import render_sheet
from recognition.papers import blank_sheet_paper, sheet_paper
from scoring.workflow import evaluation_with_work
from tests.build import SELF, fill, submit
from tests.recognition.printed_forms import CELL, COLUMNS, COMMITTEE, MISPRINTS

# Papers are drawn from the same rows on either database: one is enough.
pytestmark = pytest.mark.sqlite

FORMS = {"cs1-cb1": CELL, "cs1": COMMITTEE}
TITLES = {
    "cs1-cb1": "Thực hiện mô hình chi bộ “bốn tốt”",
    "cs1": "Thực hiện mô hình đảng bộ cơ sở “bốn tốt”",
}
SIGNED = {"cs1-cb1": "T/M CHI BỘ", "cs1": "T/M ĐẢNG ỦY"}
HEADS = {"cs1-cb1": None, "cs1": ("ĐẢNG BỘ XÃ SUỐI NGÀN", "ĐẢNG ỦY ĐẢNG BỘ CƠ SỞ 1")}
OWN_COLUMN = {"cs1-cb1": "Điểm chi bộ tự chấm", "cs1": "Điểm đảng ủy tự chấm"}


def _corrected(text: str) -> str:
    for printed, meant in MISPRINTS.items():
        text = text.replace(printed, meant)
    return text


def _expected(code: str) -> list[tuple[str, str, str]]:
    return [(marker, _corrected(text), maximum) for marker, text, maximum in FORMS[code]]


def _kinds(world, code):
    """The sheet empty, half way and handed in, as its secretary prints it."""
    found = {}
    reader = world.user(SELF[code])
    for kind, build in (("empty", None), ("draft", fill), ("final", submit)):
        if build is not None:
            build(world, code)
        evaluation = evaluation_with_work().get(organization__code=code)
        found[kind] = blank_sheet_paper(evaluation, reader) if kind == "empty" else sheet_paper(evaluation, reader)
    return found


@pytest.mark.parametrize("code", FORMS)
def test_rows_markers_and_maxima_are_those_of_the_paper_in_its_order(place, code):
    for paper in _kinds(place[0], code).values():
        assert [(row.marker, row.text, row.cells[0]) for row in paper.rows] == _expected(code)


@pytest.mark.parametrize("code", FORMS)
def test_head_columns_and_signature_are_those_of_the_paper(place, code):
    for paper in _kinds(place[0], code).values():
        labels = [column.label for column in paper.columns]
        assert labels == [*COLUMNS[:3], OWN_COLUMN[code], COLUMNS[4]]
        assert (paper.title, paper.subtitle) == ("PHIẾU CHẤM ĐIỂM", TITLES[code])
        assert (paper.signature.authority, paper.signature.note) == (SIGNED[code], "(Ký ghi rõ họ tên)")
        assert (paper.head and (paper.head.superior, paper.head.issuer)) == HEADS[code]
        assert paper.result_heading == f"Kết quả tự đánh giá của {'chi bộ' if code == 'cs1-cb1' else 'đảng ủy'}:"
        assert [label for label, _ in paper.results] == ["- Tổng số điểm:", "- Xếp loại:"]


def test_empty_draft_and_final_differ_in_what_is_filled_in_and_in_the_word_across_the_page(place):
    papers = _kinds(place[0], "cs1-cb1")
    assert {kind: paper.draft for kind, paper in papers.items()} == {"empty": False, "draft": True, "final": False}
    assert {kind: paper.rows[0].cells for kind, paper in papers.items()} == {
        "empty": ("90", "", ""), "draft": ("90", "90", ""), "final": ("90", "90", ""),
    }  # fmt: skip
    assert papers["empty"].results == (("- Tổng số điểm:", ""), ("- Xếp loại:", ""))
    assert dict(papers["final"].results)["- Tổng số điểm:"] == "90"


def test_a_filled_sheet_prints_empty_too(place):
    world, _ = place
    fill(world, "cs1-cb1")
    evaluation = evaluation_with_work().get(organization__code="cs1-cb1")
    paper = blank_sheet_paper(evaluation, world.user("bithu"))
    assert {cell for row in paper.rows for cell in row.cells[1:]} == {""}


def _words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_the_printed_pages_say_what_they_are(place):
    words = {kind: _words(render_sheet(paper)) for kind, paper in _kinds(place[0], "cs1-cb1").items()}
    assert {kind: "DỰ THẢO" in text for kind, text in words.items()} == {
        "empty": False, "draft": True, "final": False,
    }  # fmt: skip
    assert "CỘNG ĐIỂM 100 90" in words["final"]
    assert "CỘNG ĐIỂM 100 Kết quả" in words["empty"]


def test_the_empty_form_is_for_those_who_see_the_sheet(place, browser):
    world, _ = place
    url = f"/ho-so/{fill(world, 'cs1-cb1').pk}/phieu-trong.pdf"
    answers = {name: browser(world, name).get(url).status_code for name in ("bithu", "phutrach", "bithu2")}
    assert answers == {"bithu": 200, "phutrach": 200, "bithu2": 404}
