import json
from datetime import date

import pytest

from recognition.documents.context import Annex, Column, Head, PaperError, from_json, to_json


def test_a_decision_comes_back_equal_from_its_json(decision, annex):
    paper = decision(annex=annex(3, wide=True, closing="Danh sách này có 3 chi bộ."), derived=True, bases_end=".")

    assert from_json(json.loads(json.dumps(to_json(paper)))) == paper


def test_a_signing_copy_comes_back_without_a_day(decision):
    paper = decision(head=Head("ĐẢNG BỘ", "ĐẢNG ỦY", "Số      -QĐ/ĐU", "Suối Ngàn", None, 2026))

    assert from_json(to_json(paper)) == paper


def test_a_request_comes_back_equal_from_its_json(request_paper):
    assert from_json(json.loads(json.dumps(to_json(request_paper())))) == request_paper()


def test_a_sheet_comes_back_equal_from_its_json(sheet):
    paper = sheet(head=Head("ĐẢNG BỘ", "ĐẢNG ỦY"), draft=True)

    assert from_json(json.loads(json.dumps(to_json(paper)))) == paper


def test_dates_are_kept_as_iso_text(decision):
    assert to_json(decision())["head"]["day"] == date(2026, 2, 5).isoformat()


def test_a_context_stored_before_a_field_existed_takes_its_default(decision):
    stored = to_json(decision())
    del stored["draft"], stored["annex"]

    assert from_json(stored) == decision()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"paper": "thông báo"}, "thông báo"),
        ({"subject": 7}, "paper.subject"),
        ({"bases_end": ";"}, "paper.bases_end"),
        ({"bases": "một"}, "paper.bases"),
        ({"signature": []}, "paper.signature"),
        ({"head": {"superior": "A", "issuer": "B", "day": "05/02/2026"}}, "paper.head.day"),
        ({"colour": "red"}, "colour"),
        ({"draft": 1}, "paper.draft"),
    ],
)
def test_a_context_that_does_not_fit_is_refused_by_name(decision, change, named):
    with pytest.raises(PaperError, match=named):
        from_json(to_json(decision()) | change)


def test_a_context_without_a_required_part_is_refused(decision):
    stored = to_json(decision())
    del stored["subject"]

    with pytest.raises(PaperError, match="subject"):
        from_json(stored)


def test_a_pair_of_three_is_refused(sheet):
    with pytest.raises(PaperError, match=r"paper\.results"):
        from_json(to_json(sheet()) | {"results": [["Tổng số điểm", "9", "8"]]})


def test_a_row_with_a_cell_too_few_is_refused():
    with pytest.raises(PaperError, match="Dòng 2 có 1 ô, bảng có 2 cột"):
        Annex(("DANH SÁCH",), "", (Column("Stt", 10), Column("Tên", 90)), (("1", "A"), ("2",)))
