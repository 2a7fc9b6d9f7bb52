from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from config.common.xlsx import Column, Kind, write_list


@dataclass
class Unit:
    name: str
    cells: int
    points: Decimal | None
    founded: date


UNITS = [
    Unit("Đảng bộ xã Tam Thăng", 12, Decimal("92.50"), date(1930, 2, 3)),
    Unit("Chi bộ Trường Mầm non", 0, None, date(2026, 2, 5)),
]
COLUMNS = [
    Column("Tên tổ chức đảng", 40, "text", lambda unit: unit.name),
    Column("Số chi bộ", 10, "integer", lambda unit: unit.cells),
    Column("Điểm", 8.5, "points", lambda unit: unit.points),
    Column("Ngày thành lập", 14, "date", lambda unit: unit.founded),
]


def reopened(content: bytes) -> Worksheet:
    return load_workbook(BytesIO(content)).worksheets[0]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def written(heading: list[str] | None = None, rows: Any = UNITS) -> Worksheet:
    return reopened(write_list("Danh sách", heading or [], COLUMNS, rows))


def one_cell(value: Any, kind: Kind = "text") -> Any:
    return reopened(write_list("Danh sách", [], [Column("Cột", 10, kind, "cột")], [{"cột": value}]))["A2"]


def test_rows_stand_below_the_heading_and_the_head() -> None:
    sheet = written(["DANH SÁCH TỔ CHỨC ĐẢNG", "Năm 2026"])

    assert sheet.title == "Danh sách"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["DANH SÁCH TỔ CHỨC ĐẢNG", None, None, None],
        ["Năm 2026", None, None, None],
        [None, None, None, None],
        ["Tên tổ chức đảng", "Số chi bộ", "Điểm", "Ngày thành lập"],
        ["Đảng bộ xã Tam Thăng", 12, 92.5, midnight(date(1930, 2, 3))],
        ["Chi bộ Trường Mầm non", 0, None, midnight(date(2026, 2, 5))],
    ]


def test_the_head_is_bold_frozen_filtered_and_repeated_in_print() -> None:
    sheet = written(["DANH SÁCH", "Năm 2026"])

    assert [cell.font.bold for cell in sheet[4]] == [True, True, True, True]
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:D6"
    assert sheet.print_title_rows == "$4:$4"


def test_without_heading_the_head_is_the_first_row() -> None:
    sheet = written()

    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:D3", "$1:$1")


def test_a_list_without_rows_has_its_head() -> None:
    sheet = written(rows=[])

    assert sheet.max_row == 1
    assert sheet.auto_filter.ref == "A1:D1"


def test_columns_have_their_widths() -> None:
    sheet = written()

    assert [sheet.column_dimensions[letter].width for letter in "ABCD"] == [40, 10, 8.5, 14]


def test_prints_on_a4_landscape_one_page_wide() -> None:
    sheet = written()
    setup = sheet.page_setup

    assert (setup.paperSize, setup.orientation) == (9, "landscape")
    assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
    assert str(sheet.oddFooter) == "&CTrang &P/&N"


def test_cells_are_typed() -> None:
    row = written()[2]

    assert [(cell.data_type, cell.number_format) for cell in row] == [
        ("s", "General"),
        ("n", "0"),
        ("n", "General"),
        ("d", "dd/mm/yyyy"),
    ]
    assert [cell.alignment.wrap_text for cell in row] == [True, None, None, None]
    assert [cell.border.left.style for cell in row] == ["thin"] * 4


def test_points_keep_every_digit() -> None:
    content = write_list("Điểm", [], [Column("Điểm", 8, "points", "điểm")], [{"điểm": Decimal("0.1")}])
    sheet = fromstring(ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml"))

    assert [value.text for value in sheet.findall(".//{*}v")] == ["0.1"]


def test_empty_cells_keep_their_border() -> None:
    cell = written()["C3"]

    assert (cell.value, cell.border.left.style) == (None, "thin")


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "0123", "1/2"])
def test_text_stays_text_whatever_it_starts_with(text: str) -> None:
    cell = one_cell(text)

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_carriage_returns_become_new_lines() -> None:
    assert one_cell("\r=1\r\nhai").value == "\n=1\nhai"


def test_heading_and_labels_stay_text() -> None:
    sheet = reopened(write_list("Danh sách", ["=1+1"], [Column("=2+2", 10, "text", "cột")], []))

    assert [(sheet[place].value, sheet[place].data_type) for place in ("A1", "A3")] == [
        ("=1+1", "s"),
        ("=2+2", "s"),
    ]


def test_control_characters_are_removed_and_letters_composed() -> None:
    assert one_cell("Chi\x00 b\x0bo\u0302\u0323 \ud800<thôn> & \ufffe1").value == "Chi bộ <thôn> & 1"


@given(st.text())
def test_any_text_makes_a_readable_workbook(text: str) -> None:
    assert one_cell(text).data_type in ("s", "n")


def test_text_beyond_what_excel_holds_is_cut_and_says_so() -> None:
    value = one_cell("ă" * 40_000).value

    assert (len(value), value[-2:]) == (32_767, "ă…")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Đợt 12/2026: [chi bộ]", "Đợt 12 2026   chi bộ"),
        ("'" * 3, "Danh sách"),
        ("x" * 40, "x" * 31),
        ("", "Danh sách"),
    ],
)
def test_a_sheet_title_excel_refuses_is_made_fit(title: str, shown: str) -> None:
    assert reopened(write_list(title, [], COLUMNS, [])).title == shown


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("points", 4.5),
        ("points", "4,5"),
        ("points", Decimal("NaN")),
        ("integer", "12"),
        ("integer", Decimal("1.5")),
        ("date", "05/02/2026"),
        ("date", datetime(2025, 12, 31, 17, 1, tzinfo=UTC)),
        ("text", 12),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: Kind, value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        one_cell(value, kind)


def test_rows_may_come_one_by_one() -> None:
    def rows() -> Iterator[Unit]:
        yield from UNITS

    assert written(rows=rows()).auto_filter.ref == "A1:D3"


def test_many_rows_all_arrive_in_order() -> None:
    columns = [Column("Số", 8, "integer", lambda number: number)]
    sheet = reopened(write_list("Số", [], columns, range(1_234)))

    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2)] == list(range(1_234))
