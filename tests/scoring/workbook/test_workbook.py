"""A rubric goes to Excel and comes back unchanged; what is wrong in a file is named by sheet, row and column."""

from copy import deepcopy
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.imports.package import LARGEST_FILE, NOT_A_WORKBOOK, TOO_LARGE
from scoring.pure.problems import Problem, RubricError
from scoring.pure.rubric import parse, to_mapping
from scoring.rubrics.workbook import read_workbook, write_workbook
from scoring.rubrics.workbook.columns import CRITERIA, SHEETS
from tests.scoring.pure.builders import build, outcomes, row, rubric
from tests.scoring.pure.strategies import rubrics

OUTCOMES = outcomes("s0-minh-hoa")
CELL = write_workbook(rubric("s0-chi-bo"), OUTCOMES)


def _edited(change, data=CELL):
    book = openpyxl.load_workbook(BytesIO(data))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _place(sheet, label):
    return next(place for place, column in enumerate(sheet.columns, 1) if column.label == label)


def _typed(row, label, value, sheet=CRITERIA):
    """Type into a cell of a row (as Excel counts) under this heading."""

    def change(book):
        book[sheet.title].cell(row, _place(sheet, label)).value = value

    return change


def _said(change):
    with pytest.raises(RubricError) as refusal:
        read_workbook(_edited(change))
    return [problem.message for problem in refusal.value.problems]


@settings(max_examples=10)
@given(rubrics())
def test_any_rubric_comes_back_unchanged(given_):
    found = read_workbook(write_workbook(given_))
    assert (found.rubric, found.outcomes) == (given_, None)


WILD = {
    "unread": "giá trị lạ", "step": "ba", "choices": [{"code": 1}], "conditions": "chữ", "caps": [{"rows": ["x"]}],
    "printed_maximum": "=1+1", "demands": {"explanation": "always"}, "applies": {"level": ["a; b"], "size": {}},
}  # fmt: skip


def test_a_draft_with_what_cannot_be_read_comes_back_unchanged():
    texts = ["=SUM(A1)", "+84", "-", "@a", "  hai dòng\n", "a\x07b", "_x000D_", "\ufeff", "1.250", "x" * 30_000]
    rows = [
        row(f"A.{n}", maximum=1, text=text, note=text, help=text, marker=text[:20], spec=WILD)
        for n, text in enumerate(texts)
    ]
    found = build(row("A", "group", len(texts), *rows), row("B", "lạ", spec={"a": 1}), applies={})
    assert read_workbook(write_workbook(found)).rubric == found


def test_text_longer_than_a_cell_is_refused_with_its_code():
    with pytest.raises(RubricError, match="Trang “Tiêu chí”, mã A: nội dung dài hơn một ô của Excel"):
        write_workbook(build(row("A", maximum=1, help="x" * 40_000)))


def test_text_is_never_a_formula():
    found = build(row("A", maximum=1, text="=1+1", note="+1"))
    cell = openpyxl.load_workbook(BytesIO(write_workbook(found)))["Tiêu chí"].cell(2, _place(CRITERIA, "Nội dung"))
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_an_officer_sees_vietnamese_sheets_headings_and_lists_to_pick_from():
    book = openpyxl.load_workbook(BytesIO(CELL))
    assert book.sheetnames == [
        "Thông tin chung", "Tiêu chí", "Điều kiện", "Trường dữ liệu", "Hướng dẫn xếp loại", "Mức xếp loại",
        "Mẫu phiếu", "Hướng dẫn", "Danh mục",
    ]  # fmt: skip
    sheet = book["Tiêu chí"]
    line = {column.label: sheet.cell(12, place).value for place, column in enumerate(CRITERIA.columns, 1)}
    assert {key: value for key, value in line.items() if value is not None} == {
        "Mã": "I.2.2.a", "Mã nhóm": "I.2.2", "Nội dung": rubric("s0-chi-bo").row("I.2.2.a").text, "Loại": "Chấm điểm",
        "Điểm tối đa": 2, "Điểm in trên phiếu": "02", "Bước điểm": 0.5,
    }  # fmt: skip
    letter = openpyxl.utils.get_column_letter(_place(CRITERIA, "Loại"))
    rules = [rule for rule in sheet.data_validations.dataValidation if str(rule.sqref).startswith(f"{letter}2:")]
    assert [rule.formula1.startswith("'Danh mục'!$") for rule in rules] == [True]
    rules = book["Điều kiện"]
    heads = {cell.value: cell.column for cell in rules[1]}
    assert rules.cell(5, heads["So với"]).value == "≥ 9"
    assert "9" in rules.cell(5, heads["Đọc là (phần mềm ghi)"]).value


def _new_row(book):
    sheet = book["Tiêu chí"]
    sheet.insert_rows(5)
    for label, value in {
        "Mã": 1.1, "Mã nhóm": "I.1", "Nội dung": "Ý mới", "Loại": "chấm điểm", "Điểm tối đa": "4,5", "Bước điểm": 0.5,
    }.items():  # fmt: skip
        sheet.cell(5, _place(CRITERIA, label)).value = value


def test_what_an_officer_adds_and_changes_in_excel_is_read():
    found = read_workbook(_edited(_new_row)).rubric
    assert [each.code for each in found.children("I.1")][:3] == ["I.1.1", "1.1", "I.1.2"]
    assert (found.row("1.1").text, found.row("1.1").maximum, found.row("1.1").kind) == ("Ý mới", 4.5, "points")
    changed = read_workbook(_edited(_typed(4, "Nội dung", "Lời khác"))).rubric
    wanted = deepcopy(to_mapping(rubric("s0-chi-bo")))
    wanted["rows"][0]["rows"][0]["rows"][0]["text"] = "Lời khác"
    assert changed == parse(wanted)


def _delete(title):
    return lambda book: book.remove(book[title])


def _rename(row, column, value, title="Tiêu chí"):
    def change(book):
        book[title].cell(row, column).value = value

    return change


def _hide(book):
    book["Tiêu chí"].row_dimensions[5].hidden = True


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_typed(5, "Điểm tối đa", "sáu"), "Trang “Tiêu chí”, dòng 5, cột “Điểm tối đa”: Hãy nhập một số, ví dụ"),
        (_typed(5, "Loại", "Chấm"), "Trang “Tiêu chí”, dòng 5, cột “Loại”: “Chấm” không có trong danh sách: Nhóm, "),
        (_typed(5, "Nội dung", None), "Trang “Tiêu chí”, dòng 5, cột “Nội dung”: còn trống."),
        (_typed(5, "Mã", "I.1.1"), "Trang “Tiêu chí”, dòng 5, cột “Mã”: mã I.1.1 đã có ở dòng 4."),
        (_typed(5, "Mã nhóm", "IX"), "Trang “Tiêu chí”, dòng 5, cột “Mã nhóm”: không có dòng mã IX."),
        (_typed(2, "Mã nhóm", "I.1"), "Trang “Tiêu chí”, dòng 2, cột “Mã nhóm”: các nhóm nối vòng vào nhau."),
        (_typed(5, "Nội dung", "=A1"), "Trang “Tiêu chí”, dòng 5, cột “Nội dung”: ô chứa công thức; hãy dán lại dạng"),
        (_rename(1, 4, "Nội dung gì"), "Trang “Tiêu chí”, dòng 1, cột “Nội dung”: thiếu cột này."),
        (_rename(1, 4, "Stt"), "Trang “Tiêu chí”, dòng 1, cột “Stt”: có hai cột cùng tên."),
        (_rename(2, 1, "XX", "Điều kiện"), "Trang “Điều kiện”, dòng 2, cột “Mã tiêu chí”: không có mã XX."),
        (_rename(2, 2, "dat", "Điều kiện"), "Trang “Điều kiện”, dòng 2, cột “Mã tiêu chí”: phải ghi mã tiêu chí hoặc"),
        (_rename(6, 2, "cả nước", "Thông tin chung"), "Trang “Thông tin chung”, dòng 6, cột “Chấm cho”: “cả nước”"),
        (_rename(6, 1, "Lạ", "Thông tin chung"), "Trang “Thông tin chung”, dòng 6, cột “Lạ”: không biết mục này."),
        (_delete("Tiêu chí"), "Tệp không có trang tính “Tiêu chí”. Hãy xuất một bộ tiêu chí ra Excel"),
        (_hide, "Trang “Tiêu chí”, dòng 5: dòng đang bị ẩn: hãy hiện dòng này, hoặc xóa nếu không dùng."),
        (lambda book: book["Tiêu chí"].merge_cells("A4:A5"), "Trang “Tiêu chí”, dòng 4: có ô gộp A4:A5: hãy bỏ gộp"),
        (_rename(2, 6, "a | | | x | y", "Mức xếp loại"), "Trang “Mức xếp loại”, dòng 2, cột “Mức sàn”: dòng “a |"),
    ],
)  # fmt: skip
def test_an_error_names_sheet_row_and_column(change, said):
    assert any(each.startswith(said) for each in _said(change)), _said(change)


def test_every_error_is_named_at_once():
    def change(book):
        _typed(5, "Điểm tối đa", "sáu")(book)
        _typed(9, "Bước điểm", "nửa")(book)
        _rename(2, 3, None, "Điều kiện")(book)

    assert len(_said(change)) == 3


def test_problems_of_a_check_are_placed_in_their_row():
    book = read_workbook(CELL)
    assert book.located([Problem("I.1.1", "Sai."), Problem("", "Chung.")]) == [
        Problem("I.1.1", "Trang “Tiêu chí”, dòng 4: Sai."), Problem("", "Chung."),
    ]  # fmt: skip


def test_outcomes_may_be_left_empty():
    found = read_workbook(write_workbook(rubric("s2-chi-bo")))
    assert found.outcomes is None
    assert read_workbook(CELL).outcomes == OUTCOMES


@pytest.mark.parametrize(
    ("data", "said"), [(b"", NOT_A_WORKBOOK), (b"PK\x03\x04x", "Tệp bị hỏng"), (b"x" * (LARGEST_FILE + 1), TOO_LARGE)]
)
def test_what_is_no_workbook_is_said(data, said):
    with pytest.raises(RubricError, match=said[:20]):
        read_workbook(data)


@settings(max_examples=10)
@given(st.binary(max_size=200), st.integers(0, len(CELL)))
def test_a_damaged_workbook_is_refused_in_words(junk, at):
    try:
        found = read_workbook(CELL[:at] + junk + CELL[at:]).rubric
    except RubricError:
        # Any other error fails the test.
        return
    assert found == rubric("s0-chi-bo")


def test_no_two_columns_of_a_sheet_have_one_heading_or_place():
    for sheet in SHEETS:
        labels = [column.label for column in sheet.columns]
        assert len(set(labels)) == len(labels)
        places = [(column.path, column.keys) for column in sheet.columns]
        assert len(set(places)) == len(places)


@pytest.mark.parametrize("value", [1e30, 10**12, -1e12, "1000000000000"])
def test_a_number_with_too_many_digits_is_refused_by_row_and_column(value):
    (said,) = _said(_typed(3, "Điểm tối đa", value))
    assert said.startswith("Trang “Tiêu chí”, dòng 3, cột “Điểm tối đa”: ")
    assert ("quá lớn" in said, "quá dài" in said).count(True) == 1
    assert "maximum" not in said


def test_a_number_too_large_for_words_is_refused_by_row_and_column():
    (said,) = _said(_typed(3, "Nội dung", 1e30))
    assert said == "Trang “Tiêu chí”, dòng 3, cột “Nội dung”: số quá lớn, phần nguyên nhiều nhất 12 chữ số."


def test_a_draft_with_numbers_that_no_cell_holds_comes_back_unchanged():
    found = build(row("A", maximum=1, spec={"step": "1e40", "printed_maximum": "9999999999999.5", "cap": "1" * 40}))
    assert read_workbook(write_workbook(found)).rubric == found
