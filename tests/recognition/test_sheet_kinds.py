"""The printed sheet with a row of every kind: figures beside the points, the lines of the unit below their row."""

import pytest

from recognition.papers import blank_sheet_paper, sheet_paper
from scoring.sheets.submit import submit_sheet
from scoring.workflow import evaluation_with_work
from tests.build import World, build_world, enter, meeting, sheet
from tests.scoring.every_kind import SELF, every_kind_round

# Papers are drawn from the same rows on either database: one is enough.
pytestmark = pytest.mark.sqlite

CELL = "cs1-cb1"


@pytest.fixture
def world(db: None) -> World:
    """The tree with such a sheet handed in."""
    world = build_world()
    every_kind_round(world)
    enter(sheet(CELL), world.user("bithu"), {code: mark for code, (mark, _) in SELF.items()}, "Đã họp chi bộ")
    submit_sheet(sheet(CELL), actor=world.user("bithu"), meeting=meeting())
    return world


def test_the_printed_sheet_shows_figures_and_lines(world):
    rows = sheet_paper(evaluation_with_work().get(organization__code=CELL), world.user("bithu")).rows
    at = {row.text: place for place, row in enumerate(rows)}
    below = rows[at["Nhiệm vụ trọng tâm của đơn vị"] + 1]
    assert (below.text, below.cells, below.style) == (
        "Tự chấm: Nhà văn hóa: 5/10, hệ số 2; Làm đường: 9/9", ("", "", ""), "detail",
    )  # fmt: skip
    assert rows[at["Kết nạp đảng viên so với chỉ tiêu"]].cells == ("5", "3,13 (5/8 đảng viên)", "")
    assert rows[at["Trừ điểm do nộp báo cáo chậm"]].cells == ("-3", "-0,5", "")
    assert rows[at["Mức đồng thuận trong chi bộ"]].cells == ("", "Vừa", "")
    assert rows[-1].cells == ("76", "53,7", "")


def test_the_blank_form_has_no_lines(world):
    evaluation = evaluation_with_work().get(organization__code=CELL)
    filled, blank = (make(evaluation, world.user("bithu")) for make in (sheet_paper, blank_sheet_paper))
    assert [row.style for row in filled.rows].count("detail") == 2
    assert [row.style for row in blank.rows].count("detail") == 0
