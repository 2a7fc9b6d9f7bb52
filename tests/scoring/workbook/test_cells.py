"""Every value stands in a cell so that reading gives it back, or does not stand there at all."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.imports.columns import CellError, RawCell
from scoring.rubrics.workbook import cells, notation
from scoring.rubrics.workbook import columns as c
from scoring.rubrics.workbook.cells import faithful, same
from scoring.rubrics.workbook.table import REST, gather, lay_out

CODECS = {
    "text": cells.TEXT, "number": cells.NUMBER, "whole": cells.WHOLE, "day": cells.DAY, "flag": cells.FLAG,
    "list": cells.texts("; "), "lines": cells.texts("\n"), "comparison": notation.COMPARISON,
    "filters": notation.FILTERS, "band": notation.BAND, "caps": c.CAPS,
}  # fmt: skip
TEXT = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    ["=1+1", "+1", "-1", "@a", " a", "a\n", "a\r\nb", "1.1", "05", "có", "|", ";", "_x0041_", "≥ 1", "\u2028", "a | b"]
)
NUMBER = st.decimals(-(10**12), 10**12, places=6, allow_nan=False).map(lambda each: format(each.normalize(), "f"))
PLAIN = st.recursive(
    st.booleans() | st.integers(-5, 10**15) | TEXT | NUMBER,
    lambda below: st.lists(below, max_size=3)
    | st.dictionaries(
        st.sampled_from(["field", "equals", "any_of", "least", "below", "rows", "maximum", "text", "x"]),
        below,
        max_size=4,
    ),
    max_leaves=6,
)  # fmt: skip


@given(value=PLAIN)
def test_what_is_written_is_read_back(value):
    for codec in CODECS.values():
        written = faithful(codec, value)
        assert written is None or same(codec.take(RawCell(written)), value)


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("text", "=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("text", "05", "05"),
        ("text", " a", None),
        ("text", "a\x00", None),
        ("number", "4.5", 4.5),
        ("number", "90", 90),
        ("number", "123456789012.123456", "123456789012,123456"),
        ("number", "abc", None),
        ("whole", 3, 3),
        ("whole", True, None),
        ("day", "2026-02-05", date(2026, 2, 5)),
        ("day", "0001-01-01", "01/01/0001"),
        ("flag", True, "Có"),
        ("list", ["a", "b c"], "a; b c"),
        ("list", ["a; b"], None),
        ("list", [], None),
        ("comparison", {"at_least": "4.5"}, "≥ 4,5"),
        ("comparison", {"equals": False}, "= không"),
        ("comparison", {"any_of": ["tot", "kha"]}, "∈ tot, kha"),
        ("comparison", {"equals": "có"}, None),
        ("filters", [{"field": "kind", "equals": "a"}, {"field": "n", "less_than": "3"}], "kind = a\nn < 3"),
        ("band", {"least": "70", "below": "90"}, "≥ 70; < 90"),
        ("caps", [{"rows": ["A", "B"], "maximum": "5", "text": "Không quá 5"}], "A; B | 5 | Không quá 5"),
    ],
)
def test_values_stand_in_their_cells(name, value, written):
    assert faithful(CODECS[name], value) == written


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("number", 0.30000000000000004, "0.3"),
        ("number", "4,5", "4.5"),
        ("number", "4.5", "4.5"),
        ("text", 1.1, "1.1"),
        ("text", 3, "3"),
        ("day", "5/2/2026", "2026-02-05"),
        ("day", datetime(2026, 2, 5, 7, tzinfo=UTC), "2026-02-05"),
        ("flag", "co", True),
        ("comparison", ">=90", {"at_least": "90"}),
        ("comparison", "<= 4,5", {"at_most": "4.5"}),
        ("filters", "kind=a; grade>=kha", [{"field": "kind", "equals": "a"}, {"field": "grade", "at_least": "kha"}]),
        ("band", "70; <90", {"least": "70", "below": "90"}),
    ],
)
def test_what_people_type_is_understood(name, typed, value):
    assert CODECS[name].take(RawCell(typed)) == value


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("number", RawCell("mười"), "Hãy nhập một số, ví dụ 4,5 hoặc 6"),
        ("number", RawCell(0.7, "0%"), "ô ở dạng phần trăm; hãy đặt ô ở dạng số thường"),
        ("number", RawCell("1.250"), "Hãy viết số không có dấu phân cách hàng nghìn, ví dụ 1250 hoặc 4,5"),
        ("whole", RawCell(1.5), "phải là số nguyên từ 0 trở lên"),
        ("text", RawCell("=1", formula=True), "ô chứa công thức; hãy dán lại dạng giá trị"),
        ("text", RawCell("#REF!", error=True), "ô báo lỗi của Excel"),
        ("text", RawCell(date(2026, 1, 1)), "ô đang ở dạng ngày, cần dạng chữ"),
        ("day", RawCell("31/02/2026"), "không phải ngày; ghi ngày/tháng/năm, ví dụ 05/02/2026"),
        ("flag", RawCell("có lẽ"), "“có lẽ” không có trong danh sách: Có, Không"),
        ("comparison", RawCell("chín mươi"), "“chín mươi” không phải phép so sánh như “≥ 90” hoặc “= tot”"),
        ("caps", RawCell("A | 5 | b | c"), "dòng “A | 5 | b | c” có nhiều hơn 3 phần"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(name, cell, said):
    with pytest.raises(CellError) as problem:
        CODECS[name].take(cell)
    assert str(problem.value) == said


RECORD = st.dictionaries(st.sampled_from(["code", "text", "maximum", "spec", "applies", "when", "form", "x"]), PLAIN)
PATHS = {column.path for sheet in c.SHEETS for column in sheet.columns}


def _nested(draw, paths):
    record = {}
    for path in paths:
        below = record
        for key in path[:-1]:
            below = below.setdefault(key, {})
            if not isinstance(below, dict):
                return record
        below.setdefault(path[-1], draw(PLAIN))
    return record


@st.composite
def records(draw):
    """A mapping with values at some of the places that columns hold, fit or unfit, and elsewhere."""
    paths = draw(st.lists(st.sampled_from(sorted(PATHS)), max_size=5))
    return {**_nested(draw, paths), **draw(RECORD)}


@given(sheet=st.sampled_from(c.SHEETS), record=records())
def test_any_record_is_laid_out_and_gathered_unchanged(sheet, record):
    written, rest = lay_out(record, sheet.columns)
    found = {column.label: RawCell(value) for column, value in zip(sheet.columns, written, strict=True)}
    problems = []
    gathered = gather({**found, REST: RawCell(rest)}, sheet.columns, problems)
    assert [each for each in problems if each[1] != "còn trống"] == []
    assert same(gathered, record)


@pytest.mark.parametrize("value", [1e30, -1e300, float("inf"), float("nan"), 10**12, 1e12])
def test_a_number_that_no_rubric_holds_is_refused_in_words(value):
    for codec in (cells.NUMBER, cells.WHOLE):
        with pytest.raises(CellError, match="số quá lớn, phần nguyên nhiều nhất 12 chữ số"):
            codec.take(RawCell(value))
