"""Why a sheet comes to its outcome, on paper: an annex to the sheet, and quoted in the notice of the result."""

from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from config.common.models import Event
from recognition.documents.context import from_json, to_json
from recognition.documents.render import render_notice, render_sheet
from recognition.notice import notice_paper
from recognition.papers import NotYetError, blank_sheet_paper, sheet_paper
from scoring.models import Assessment
from scoring.workflow import evaluation_with_work
from tests.build import appraise, decide, sheet, submit

# Papers are drawn from the same rows on either database: one is enough.
pytestmark = pytest.mark.sqlite

CELL, OTHER = "cs1-cb1", "cs2-cb1"
CUT = {
    "text": "có ít nhất 10 kỳ sinh hoạt xếp loại khá: không đáp ứng (thực tế 9, yêu cầu ≥ 10).", "holds": False,
    "found": "9", "threshold": "≥ 10", "clause": "khoản 2 Điều 5", "records": ["01/2026: khá", "02/2026: tốt"],
    "lacking": [], "kind": "block", "rule": "sinh-hoat", "row": "I.1.1", "outcome": "", "decides": True,
}  # fmt: skip
ADVICE = {
    **CUT, "text": "nên có sổ tay: không đáp ứng.", "holds": False, "kind": "advise", "rule": "so-tay", "clause": "",
    "found": "", "threshold": "", "records": [],
}  # fmt: skip


def _paper(world, code=CELL, name="bithu"):
    return sheet_paper(evaluation_with_work().get(organization__code=code), world.user(name))


def _notice(code=CELL):
    return notice_paper(evaluation_with_work().get(organization__code=code))


def _words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_the_reasons_kept_when_a_stage_was_handed_on_are_printed_behind_the_sheet(place):
    world, _ = place
    assert _paper(world).annex is None
    submit(world, CELL, Decimal("0.5"))
    stage = sheet(CELL).assessments.get(kind="self")
    known = {**ADVICE, "text": "nên có tủ sách: đáp ứng.", "holds": True, "rule": "tu-sach"}
    unknown = {**ADVICE, "text": "nên có tổ xung kích: chưa đủ dữ liệu.", "holds": None, "rule": "to"}
    stage.result["rules"] = {"sinh-hoat": CUT, "so-tay": ADVICE, "tu-sach": known, "to": unknown}
    stage.save(update_fields=["result"])
    paper = _paper(world)
    annex = paper.annex
    assert annex.title[0] == "CĂN CỨ ĐỀ XUẤT MỨC XẾP LOẠI"
    assert annex.title[1].startswith("Chi bộ thôn 1, năm ")
    assert annex.closing == "Kết quả tự chấm: tổng điểm 45; mức đề xuất: Không đạt “bốn tốt”."
    rows = {row[0]: row[1:] for row in annex.rows}
    total = "Tổng điểm 45 chưa đạt mức tối thiểu 80."
    assert list(rows)[:2] == ["Mức Đạt “bốn tốt”:", total]
    assert rows[total][:3] == ("45", "80", "Không đạt")
    marker = "Mục I.1.(1). "
    said = f"{marker}Có ít nhất 10 kỳ sinh hoạt xếp loại khá: không đáp ứng (thực tế 9, yêu cầu ≥ 10)."
    assert rows[said] == ("9", "≥ 10", "Không đạt", "01/2026: khá; 02/2026: tốt; Theo khoản 2 Điều 5")
    assert rows[f"{marker}Nên có sổ tay: không đáp ứng."] == ("", "", "Không đạt (để tham khảo)", "")
    # What only advises and is met, or not known, explains nothing.
    assert [said for said in rows if "tủ sách" in said or "xung kích" in said] == []
    blank = blank_sheet_paper(evaluation_with_work().get(organization__code=CELL), world.user("bithu"))
    assert blank.annex is None
    printed = _words(render_sheet(paper))
    assert printed.index("Kết quả tự đánh giá") < printed.index("CĂN CỨ ĐỀ XUẤT MỨC XẾP LOẠI") < printed.index("≥ 10)")


def test_reasons_are_those_of_the_last_stage_handed_on(place):
    world, _ = place
    appraise(world, CELL)
    assert _paper(world).annex.closing.startswith("Kết quả thẩm định: tổng điểm 90; mức đề xuất: Đạt")
    Assessment.objects.filter(evaluation=sheet(CELL), kind="appraisal").update(result={"total": "90"})
    assert _paper(world).annex.closing.startswith("Kết quả tự chấm: ")


def test_the_notice_says_what_was_concluded_and_quotes_what_was_not_met(place):
    world, round_ = place
    appraise(world, OTHER)
    with pytest.raises(NotYetError, match="Chưa có kết luận"):
        _notice(OTHER)
    decide(world, CELL, recognised=False, share=Decimal("0.5"))
    paper = _notice()
    assert from_json(to_json(paper)) == paper
    assert (paper.kind, paper.subject) == (
        "THÔNG BÁO", f"Kết quả xét công nhận chi bộ “bốn tốt” năm {round_.year}",
    )  # fmt: skip
    assert (paper.head.issuer, paper.head.superior) == ("ĐẢNG ỦY ĐẢNG BỘ CƠ SỞ 1", "ĐẢNG BỘ XÃ SUỐI NGÀN")
    results, conclusion, *wanting = paper.paragraphs
    assert results == (
        "Kết quả đánh giá Chi bộ thôn 1: tự chấm 45 điểm, mức đề xuất: Không đạt “bốn tốt”; "
        "thẩm định 45 điểm, mức đề xuất: Không đạt “bốn tốt”."
    )
    assert conclusion.endswith("(biên bản số 08-BB/ĐU) kết luận: không công nhận Chi bộ thôn 1. "
                               "Lý do: Theo kết quả biểu quyết.")  # fmt: skip
    assert wanting[:2] == ["Những nội dung chưa đạt:", "- Tổng điểm 45 chưa đạt mức tối thiểu 80."]
    assert paper.annex is not None
    printed = _words(render_notice(paper))
    assert "Kính" not in printed
    assert "Nơi nhận: - Chi bộ thôn 1" in printed


def test_the_notice_is_for_those_who_see_the_sheet_and_its_leaving_is_on_record(place, browser):
    world, _ = place
    url = f"/ho-so/{decide(world, CELL).pk}/thong-bao.pdf"
    names = ("bithu", "danguy", "bithu2")
    assert [browser(world, name).get(url).status_code for name in names] == [200, 200, 404]
    assert Event.objects.filter(action="paper.print").count() == 2
    assert browser(world, "bithu2").get(f"/ho-so/{sheet(OTHER).pk}/thong-bao.pdf").status_code == 404
    page = browser(world, "bithu").get(f"/ho-so/{sheet(CELL).pk}/").content.decode()
    assert f'href="{url}"' in page
