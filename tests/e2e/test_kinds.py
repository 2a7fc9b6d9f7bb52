"""A sheet with a row of every kind in a browser: plans, lines, levels, "không áp dụng", saved as they are left."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import marks_of, values_of
from tests.build import World, build_world, sheet
from tests.e2e.conftest import PHONE
from tests.e2e.helpers import SheetPage
from tests.scoring.every_kind import SELF, every_kind_round

pytestmark = pytest.mark.browser
UNIT = "cs1-cb1"
TYPED = {"A.1": "4,5", "A.4": "8", "A.5": "70,5", "A.6": "9", "A.9": "0,5", "B.1": "8", "E.1": "10", "E.2": "2"}
CHOSEN = {"A.2": "Đạt", "A.3": "Khá", "D": "Vừa"}
PLANNED = {"A.7": ("8", "5"), "B.2": ("40", "30")}
LINES = {"A.8": [("Tổ hợp tác", "", "1,5", ""), ("Đường hoa", "", "1", "")]}
LINES["C"] = [("Nhà văn hóa", "10", "5", "2"), ("Làm đường", "9", "9", "")]


@pytest.fixture
def world(server: str) -> World:
    found = build_world(cells=1)
    every_kind_round(found)
    return found


class KindsPage(SheetPage):
    """The page of such a sheet."""

    def part(self, name: str, code: str, place: int | None = None) -> Any:
        key = self.keys[code]
        return self.page.locator(f'[name="{name}-{key}{"" if place is None else f"-{place}"}"]')

    def line(self, code: str, place: int, *texts: str) -> None:
        for name, text in zip(("lt", "lp", "la", "lc"), texts, strict=True):
            if text:
                self.part(name, code, place).fill(text)

    def status(self, code: str) -> Any:
        return self.row(code).locator(".row-status")


def test_every_kind_is_entered_and_stands_after_reloading(
    world: World, person: Any, axe: Any, fits: Any, complaints: Any, both: Any
):
    complaints.expect("422")
    unit = KindsPage.of(both.add(person("bithu", **PHONE)), UNIT)
    unit.page.goto(f"/ho-so/{sheet(UNIT).pk}/")
    axe(unit.page)
    fits(unit.page)
    for code, text in TYPED.items():
        unit.points(code).fill(text)
        unit.points(code).blur()
        expect(unit.status(code)).to_contain_text("đã lưu")
    for code, label in CHOSEN.items():
        unit.row(code).get_by_label(label, exact=True).check()
        expect(unit.status(code)).to_contain_text("đã lưu")
    for code, (plan, actual) in PLANNED.items():
        unit.part("p", code).fill(plan)
        # Half of it is no mistake while the typing goes on.
        unit.part("v", code).focus()
        expect(unit.row(code)).not_to_have_class(re.compile("is-error"))
        unit.part("v", code).fill(actual)
        unit.part("v", code).blur()
        expect(unit.status(code)).to_contain_text("đã lưu")
    expect(unit.row("A.7")).to_contain_text("Được 3,13 / 5 điểm")

    unit.line("A.8", 0, "Tổ hợp tác", "", "hai", "")
    unit.part("la", "A.8", 0).blur()
    expect(unit.status("A.8")).to_contain_text("Dòng 1: Hãy nhập một số")
    for code, lines in LINES.items():
        for place, texts in enumerate(lines):
            unit.line(code, place, *texts)
        unit.part("la", code, 1).blur()
        expect(unit.status(code)).to_contain_text("đã lưu")
    expect(unit.row("C")).to_contain_text("Được 6,67 / 10 điểm")
    expect(unit.page.locator(".summary-bar [data-total]").first).to_have_text("53,7")
    loaded = rubric_of(sheet(UNIT).version)
    own = sheet(UNIT).assessments.get(kind="self")
    assert values_of(marks_of(own), loaded) == {code: mark for code, (mark, _) in SELF.items()}

    unit.page.get_by_role("button", name="Lưu và thêm dòng ở mục I.8").click()
    expect(unit.part("lt", "A.8", 4)).to_be_visible()
    assert unit.part("la", "A.8", 0).input_value() == "1,5"
    assert unit.part("p", "A.7").input_value() == "8"
    axe(unit.page)
    fits(unit.page)


def test_a_row_is_set_aside_by_a_tick_and_two_windows_agree(world: World, person: Any):
    unit = KindsPage.of(person("bithu"), UNIT)
    unit.page.goto(f"/ho-so/{sheet(UNIT).pk}/")
    other = KindsPage(unit.page.context.new_page(), sheet(UNIT))
    other.page.goto(f"/ho-so/{sheet(UNIT).pk}/")
    unit.part("n", "A.1").check()
    expect(unit.status("A.1")).to_contain_text("đã lưu")
    expect(other.part("n", "A.1")).to_be_checked()
    unit.part("p", "A.7").fill("8")
    unit.part("v", "A.7").fill("5")
    unit.part("v", "A.7").blur()
    expect(other.part("p", "A.7")).to_have_value("8")
    mark = sheet(UNIT).assessments.get(kind="self").marks.get(criterion__code="A.1")
    assert (mark.not_applicable, mark.value) == (True, None)


def test_lines_that_another_changed_are_shown_and_may_be_taken(world: World, person: Any, complaints: Any):
    complaints.expect("409")
    mine, theirs = (KindsPage.of(person(name), UNIT) for name in ("bithu", "nhapgiup"))
    for each in (mine, theirs):
        each.page.goto(f"/ho-so/{sheet(UNIT).pk}/")
    for place in range(3):
        theirs.line("A.8", place, f"Việc {place}", "", "1", "")
    theirs.part("la", "A.8", 2).blur()
    expect(theirs.status("A.8")).to_contain_text("đã lưu")
    mine.line("A.8", 0, "Đường hoa", "", "1,5", "")
    mine.part("la", "A.8", 0).blur()
    note = mine.row("A.8").locator(".return-note")
    expect(note).to_contain_text("Đang có: 3 (3 dòng): Việc 0: 1; Việc 1: 1; Việc 2: 1.")
    expect(note).to_contain_text("Của đồng chí: Đường hoa, 1,5.")
    note.get_by_role("button", name="Lấy số đang có").click()
    expect(mine.part("lt", "A.8", 2)).to_have_value("Việc 2")
    kept = sheet(UNIT).assessments.get(kind="self").marks.get(criterion__code="A.8")
    assert (kept.points, kept.revision) == (Decimal(3), 1)
