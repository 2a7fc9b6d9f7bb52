"""Reading a workbook: what is taken, what is refused and in which words, cell by cell and as a whole."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from config.common.vietnamese import search_key
from organizations.imports import package
from organizations.imports.columns import ORGANIZATIONS, PEOPLE, CellError, RawCell, read_day, read_phone, read_text
from organizations.imports.package import WorkbookError
from organizations.imports.template import template_workbook
from organizations.imports.workbook import Read, ReadRow, read_workbook
from tests.organizations.workbooks import person, repacked, unit, workbook

# Excel keeps days without a time zone.
MOMENT = datetime(2026, 2, 5)  # noqa: DTZ001
UNIT = unit("cs1-moi", "Chi bộ thôn Mới", "cs1")


def _only(read: Read) -> ReadRow:
    [row] = read.rows
    return row


def _refusal(data: bytes) -> str:
    with pytest.raises(WorkbookError) as refused:
        read_workbook(data)
    return str(refused.value)


def test_both_sheets_are_read_with_the_row_numbers_of_excel() -> None:
    rows = read_workbook(workbook([UNIT], [person("a.b", "Người A"), person("c.d", "Người C", "Bí thư", "cs1")])).rows
    assert [(row.sheet, row.number, row.problems) for row in rows] == [
        ("organizations", 2, []), ("people", 2, []), ("people", 3, []),
    ]  # fmt: skip
    assert rows[0].values == {
        "code": "cs1-moi", "name": "Chi bộ thôn Mới", "level": "Chi bộ trực thuộc đảng ủy cơ sở", "sector": "",
        "parent": "cs1", "symbol": "", "place": "", "valid_from": "2025-07-01",
        "paper": "Quyết định số 15-QĐ/ĐU ngày 01/7/2025",
    }  # fmt: skip
    assert rows[2].values["start"] == "2025-07-01"


def test_columns_are_known_by_their_headings_in_any_order_and_others_are_passed_over() -> None:
    keys = ["paper", "valid_from", "parent", "level", "name", "code"]

    def add_columns(book: Workbook) -> None:
        sheet = book[ORGANIZATIONS.title]
        sheet["G1"], sheet["G2"], sheet["H1"] = "Ghi chú", "xem lại", "=1"
        sheet["F1"] = "  MÃ *  "

    read = read_workbook(workbook([UNIT], keys=keys, change=add_columns))
    assert (_only(read).values["code"], _only(read).values["name"]) == ("cs1-moi", "Chi bộ thôn Mới")
    assert read.remarks == ["Trang “Tổ chức đảng”: bỏ qua cột “Ghi chú”, “=1”."]


def test_titles_above_empty_rows_between_and_an_unused_sheet_do_no_harm() -> None:
    def shift(book: Workbook) -> None:
        sheet = book[ORGANIZATIONS.title]
        sheet.insert_rows(1, 2)
        sheet["A1"] = "DANH SÁCH TỔ CHỨC ĐẢNG"
        sheet.insert_rows(4, 3)
        sheet["C5"] = ""

    row = _only(read_workbook(workbook([UNIT], change=shift)))
    assert (row.number, row.values["code"]) == (7, "cs1-moi")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (RawCell("  Chi bộ\n thôn\u200b 1 "), "Chi bộ thôn 1"), (RawCell("Đa\u0309ng"), "Đảng"),
        (RawCell("001"), "001"), (RawCell(1), "1"), (RawCell(1, "000"), "001"), (RawCell(12.0), "12"),
        (RawCell("\u202eabc"), "abc"),
    ],
)  # fmt: skip
def test_words_are_read_as_one_line_and_numbers_as_excel_shows_them(cell: RawCell, text: str) -> None:
    assert read_text(cell) == text


@pytest.mark.parametrize("value", [1.5, True, 10**20, float("inf"), MOMENT, date(2026, 1, 5)])
def test_what_is_no_word_is_refused_as_one(value: Any) -> None:
    with pytest.raises(CellError):
        read_text(RawCell(value))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (MOMENT, "2026-02-05"), (date(2026, 2, 5), "2026-02-05"), ("05/02/2026", "2026-02-05"),
        ("5-2-2026", "2026-02-05"), (" 2026-02-05 ", "2026-02-05"), ("29/02/2024", "2024-02-29"), ("", ""),
    ],
)  # fmt: skip
def test_a_day_is_read_from_a_date_and_from_text_day_before_month(value: Any, day: str) -> None:
    assert read_day(RawCell(value)) == day


@pytest.mark.parametrize(
    "value", ["31/02/2026", "29/02/2025", "hôm qua", "12/2026", 46058, 2025, 1.5, True, "01/01/1800"]
)
def test_what_is_no_day_is_refused_as_one(value: Any) -> None:
    with pytest.raises(CellError):
        read_day(RawCell(value))


def test_a_day_that_does_not_exist_is_named() -> None:
    row = _only(read_workbook(workbook([UNIT | {"valid_from": "31/02/2025"}])))
    assert row.problems == [
        ("Ngày có hiệu lực", "“31/02/2025” không phải ngày có thật; ghi ngày/tháng/năm, ví dụ 05/02/2026")
    ]


def test_a_zero_that_excel_took_off_a_telephone_is_put_back() -> None:
    assert [read_phone(RawCell(value)) for value in (912345678, "0912 345 678", "+84 912", 2631234567)] == [
        "0912345678", "0912 345 678", "+84 912", "02631234567",
    ]  # fmt: skip
    with pytest.raises(CellError):
        read_phone(RawCell("gọi anh Ba"))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "=A1"}, ("Tên", "ô chứa công thức; hãy dán lại dạng giá trị")),
        ({"code": '=HYPERLINK("x")'}, ("Mã", "ô chứa công thức; hãy dán lại dạng giá trị")),
        ({"name": None}, ("Tên", "còn trống")),
        ({"name": "x" * 201}, ("Tên", "dài quá 200 ký tự")),
        ({"paper": "x" * 32_000}, ("Theo văn bản", "dài quá 200 ký tự")),
        ({"name": True}, ("Tên", "ô không phải là chữ")),
    ],
)
def test_a_bad_cell_is_named_by_its_heading(changes: dict[str, Any], problem: tuple[str, str]) -> None:
    assert _only(read_workbook(workbook([UNIT | changes]))).problems == [problem]


def test_merged_cells_and_hidden_rows_are_refused_with_their_place() -> None:
    def disturb(book: Workbook) -> None:
        book[ORGANIZATIONS.title].merge_cells("C2:C3")
        book[ORGANIZATIONS.title].row_dimensions[4].hidden = True

    rows = [unit(f"m{number}", "Chi bộ", "cs1") for number in range(3)]
    found = read_workbook(workbook(rows, change=disturb)).rows
    said = [[problem for _, problem in row.problems] for row in found]
    assert said[0] == ["có ô gộp C2:C3: hãy bỏ gộp ô, ghi đủ từng dòng"]
    assert said[1][-1] == "có ô gộp C2:C3: hãy bỏ gộp ô, ghi đủ từng dòng"
    assert said[2] == ["dòng đang bị ẩn: hãy hiện dòng này, hoặc xóa nếu không nhập"]


def test_a_merged_title_above_the_headings_does_no_harm() -> None:
    def title(book: Workbook) -> None:
        sheet = book[ORGANIZATIONS.title]
        sheet.insert_rows(1)
        sheet["A1"] = "Danh sách"
        sheet.merge_cells("A1:I1")

    assert _only(read_workbook(workbook([UNIT], change=title))).problems == []


def test_an_error_of_excel_and_a_day_beyond_all_days_are_refused_by_cell() -> None:
    def damage(book: Workbook) -> None:
        sheet = book[ORGANIZATIONS.title]
        sheet["B2"].value, sheet["B2"].data_type = "#REF!", "e"
        sheet["H2"].value, sheet["H2"].number_format = 99_999_999, "dd/mm/yyyy"

    row = _only(read_workbook(workbook([UNIT], change=damage)))
    assert row.problems == [("Tên", "ô báo lỗi của Excel"), ("Ngày có hiệu lực", "ô báo lỗi của Excel")]


# The file as a whole


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", package.NOT_A_WORKBOOK), (b"<html><table><tr><td>1</td></tr></table></html>", package.NOT_A_WORKBOOK),
        (b"%PDF-1.7", package.NOT_A_WORKBOOK), (b"ma,ten\r\n1,2", package.NOT_A_WORKBOOK),
        (package.OLE + b"\0" * 100, package.OLD_OR_LOCKED), (b"PK\x03\x04" + b"x" * 50, package.DAMAGED),
        (b"PK\x03\x04" + b"\0" * package.LARGEST_FILE, package.TOO_LARGE),
    ],
    ids=["empty", "html", "pdf", "csv", "old or locked", "no package", "too large"],
)  # fmt: skip
def test_what_is_no_workbook_is_told_by_its_content(data: bytes, said: str) -> None:
    assert _refusal(data) == said


def test_a_package_of_something_else_is_no_workbook() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as target:
        target.writestr("[Content_Types].xml", "<Types>wordprocessingml</Types>")
    assert _refusal(out.getvalue()) == package.NOT_A_WORKBOOK
    out = BytesIO()
    with ZipFile(out, "w") as target:
        target.writestr("a.txt", "x")
    assert _refusal(out.getvalue()) == package.NOT_A_WORKBOOK


def test_a_workbook_with_macros_is_refused() -> None:
    data = workbook([UNIT])
    assert _refusal(repacked(data, {"xl/vbaProject.bin": b"x"})) == package.WITH_MACROS
    types = ZipFile(BytesIO(data)).read("[Content_Types].xml")
    macros = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert _refusal(repacked(data, {"[Content_Types].xml": macros})) == package.WITH_MACROS


def test_a_small_file_that_unpacks_to_much_is_refused_unread() -> None:
    bomb = repacked(workbook([UNIT]), {"xl/media/x.bin": b"\0" * (package.LARGEST_UNZIPPED + 1)})
    assert len(bomb) < package.LARGEST_FILE
    assert _refusal(bomb) == package.TOO_MUCH_INSIDE


def test_many_parts_are_refused_unread() -> None:
    parts = {f"xl/media/{number}.bin": b"x" for number in range(package.MOST_PARTS)}
    assert _refusal(repacked(workbook([UNIT]), parts)) == package.TOO_MUCH_INSIDE


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "entity",
    [b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>', b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'],
    ids=["expansion", "outside"],
)
def test_entities_are_refused(entity: bytes) -> None:
    data = workbook([UNIT])
    content = ZipFile(BytesIO(data)).read(SHEET)
    start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
    assert _refusal(repacked(data, {SHEET: content[:start] + entity + content[start:]})) == package.DAMAGED


PARTS = (SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels")


@pytest.mark.parametrize("part", PARTS)
def test_damaged_parts_are_told_and_never_an_error_of_the_program(part: str) -> None:
    data = workbook([UNIT])
    content = ZipFile(BytesIO(data)).read(part)
    for broken in (b"", b"<a>", content[: len(content) // 2], b"\xff\xfe\x00"):
        _refusal(repacked(data, {part: broken}))


def test_too_many_rows_are_refused_and_the_most_allowed_are_read() -> None:
    rows = [unit(f"m{number}", "Chi bộ", "cs1") for number in range(package.MOST_ROWS)]
    assert len(read_workbook(workbook(rows)).rows) == package.MOST_ROWS
    assert _refusal(workbook([*rows, UNIT])) == package.TOO_MANY_ROWS


def test_ten_thousand_rows_are_refused() -> None:
    rows = [unit(f"m{number}", "Chi bộ", "cs1") for number in range(10_000)]
    assert _refusal(workbook(rows)) == package.TOO_MANY_ROWS


def test_a_formatted_row_at_the_very_end_does_no_harm() -> None:
    def format_far_below(book: Workbook) -> None:
        book[ORGANIZATIONS.title].row_dimensions[1_048_576].height = 20

    assert _only(read_workbook(workbook([UNIT], change=format_far_below))).number == 2


def test_a_value_far_below_or_far_to_the_right_costs_nothing() -> None:
    def far_below(book: Workbook) -> None:
        book[ORGANIZATIONS.title]["A1048576"] = "x"

    def far_right(book: Workbook) -> None:
        book[ORGANIZATIONS.title]["XFD2"] = "x"

    assert _refusal(workbook([UNIT], change=far_below)) == package.TOO_MANY_ROWS
    assert _only(read_workbook(workbook([UNIT], change=far_right))).values["code"] == "cs1-moi"


def test_missing_sheets_headings_and_rows_are_told() -> None:
    def rename(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet.title = f"Trang {sheet.title[:3]}"

    def without(title: str, *cells: str) -> Any:
        def change(book: Workbook) -> None:
            for cell in cells:
                book[title][cell] = None

        return change

    assert "không có trang tính" in _refusal(workbook([UNIT], change=rename))
    headless = workbook([UNIT], change=without(ORGANIZATIONS.title, "A1"))
    assert _refusal(headless) == "Trang “Tổ chức đảng” thiếu cột “Mã”."
    everything = without(ORGANIZATIONS.title, *(f"{letter}1" for letter in "ABCDEFGHI"))
    assert "không có dòng tiêu đề" in _refusal(workbook([UNIT], change=everything))
    assert "Không có dòng nào" in _refusal(workbook())


def test_a_doubled_heading_is_refused() -> None:
    def double(book: Workbook) -> None:
        book[ORGANIZATIONS.title]["J1"] = "tên"

    assert _refusal(workbook([UNIT], change=double)) == "Trang “Tổ chức đảng” có hai cột “Tên”."


@pytest.mark.django_db
def test_the_template_has_the_headings_choices_and_formats_that_reading_expects() -> None:
    book = load_workbook(BytesIO(template_workbook()))
    assert book.sheetnames == ["Tổ chức đảng", "Con người", "Danh mục", "Hướng dẫn"]
    for sheet in (ORGANIZATIONS, PEOPLE):
        heads = [cell.value for cell in book[sheet.title][1]]
        assert [sheet.column(head) for head in heads] == list(sheet.columns)
    assert book["Tổ chức đảng"].column_dimensions["A"].number_format == "@"
    assert book["Con người"].column_dimensions["G"].number_format == "dd/mm/yyyy"
    assert _refusal(template_workbook()).startswith("Không có dòng nào")


def test_no_two_headings_of_a_sheet_are_taken_for_each_other() -> None:
    for sheet in (ORGANIZATIONS, PEOPLE):
        words = [search_key(word) for column in sheet.columns for word in (column.label, *column.aliases)]
        assert len(words) == len(set(words))


def test_a_package_compressed_otherwise_is_read_like_any() -> None:
    data = workbook([UNIT])
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as target:
        for name in reversed(source.namelist()):
            target.writestr(name, source.read(name))
    assert _only(read_workbook(out.getvalue())).values == _only(read_workbook(data)).values
