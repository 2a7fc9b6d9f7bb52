"""Tables and prose of the sources, pasted as they stand, give the tree of the fixtures; what is wrong is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.check import check
from scoring.pure.pasted import NOTHING, TOO_LONG, parse_prose, parse_table
from scoring.pure.rubric import from_rows, meta_mapping
from tests.scoring.pure.builders import META, rubric

PASTED = Path(__file__).parent / "pasted"
HEAD = "Stt\tNội dung, tiêu chí\tĐiểm chuẩn\tTự chấm\n"
# Misprints that the fixtures correct, as pasted.
MISPRINTS = {"vai trò phân biện": "vai trò phản biện"}


def _text(name):
    return (PASTED / f"{name}.txt").read_text("utf-8")


def _tree(pasted):
    data = from_rows(META, pasted.rows)
    return [(row.code, row.parent, row.position, row.marker, _corrected(row.text), row.maximum, row.is_group)
            for row in data.rows]  # fmt: skip


def _corrected(text):
    for wrong, right in MISPRINTS.items():
        text = text.replace(wrong, right)
    return text


def _fixture(name):
    return [(row.code, row.parent, row.position, row.marker, row.text, row.maximum, row.is_group)
            for row in rubric(name).rows]  # fmt: skip


@pytest.mark.parametrize(("paste", "name"), [("phieu-chi-bo", "s0-chi-bo"), ("phieu-dang-bo", "s0-dang-bo-co-so")])
def test_both_printed_tables_give_the_tree_of_their_rubric(paste, name):
    pasted = parse_table(_text(paste))
    assert pasted.problems == ()
    assert pasted.total == 100
    assert _tree(pasted) == _fixture(name)


def test_bonus_printed_maxima_and_steps_are_taken_over():
    rows = {row["code"]: row["spec"] for row in parse_table(_text("phieu-chi-bo"), step="0.25").rows}
    assert rows["II"] == {"role": "bonus"}
    assert rows["I.2.2"] == {"printed_maximum": "05"}
    assert rows["I.2.2.a"] == {"printed_maximum": "02", "step": "0.25"}
    assert rows["I.1.1"] == {"step": "0.25"}


def test_a_pasted_table_with_a_head_can_be_published():
    meta = meta_mapping(rubric("s0-chi-bo"))
    assert check(from_rows(meta, parse_table(_text("phieu-chi-bo")).rows)) == []


def test_numbered_prose_gives_its_tree_with_the_paragraphs_as_guidance():
    pasted = parse_prose(_text("chi-bo-bon-tot"))
    assert pasted.problems == ()
    assert _tree(pasted) == _fixture("s1-chi-bo") == _fixture("s1-dang-bo-co-so")
    assert {row["kind"] for row in pasted.rows} == {"pass_fail"}
    wanted = rubric("s1-chi-bo").row("1.1").help
    assert pasted.rows[0]["help"] == wanted


def test_prose_with_its_heading_puts_the_rows_below_it():
    pasted = parse_prose(_text("dang-vien-bon-tot"))
    assert pasted.problems == ()
    assert [row["code"] for row in pasted.rows] == ["2", "2.1", "2.2", "2.3", "2.4"]
    assert [row[1:5] for row in _fixture("s1-dang-vien")] == [
        ("", number, row["marker"], row["text"]) for number, row in enumerate(pasted.rows[1:], 1)
    ]


def test_points_at_the_end_of_numbered_prose_are_read():
    pasted = parse_prose("1. Nhiệm vụ chính trị (10 điểm)\na) Kế hoạch (tối đa 4,5 điểm)\nb) Kết quả (5 điểm).")
    assert [(row["code"], row["maximum"]) for row in pasted.rows] == [("1", "10"), ("1.a", "4.5"), ("1.b", "5")]
    assert [str(each) for each in pasted.problems] == [
        "Dòng 1, cột “Điểm chuẩn”: ghi 10 nhưng các nội dung bên dưới cộng lại là 9,5."
    ]


def test_a_cell_may_hold_line_breaks_and_columns_may_be_missing_at_the_end():
    pasted = parse_table(f"{HEAD}1\tMục một\t6\n(1)\tÝ đầu:\n- gạch một\n- gạch hai\t4\t\n(2)\tÝ sau\t2")
    assert pasted.problems == ()
    assert [(row["code"], row["text"], row["maximum"]) for row in pasted.rows] == [
        ("1", "Mục một", "6"), ("1.1", "Ý đầu:\n- gạch một\n- gạch hai", "4"), ("1.2", "Ý sau", "2"),
    ]  # fmt: skip


def test_columns_are_found_by_their_heads_in_any_order():
    pasted = parse_table("Điểm tối đa\tTT\tTiêu chí\n10\t1\tMục một\n")
    assert [(row["marker"], row["text"], row["maximum"]) for row in pasted.rows] == [("1", "Mục một", "10")]


def test_without_a_head_the_columns_are_number_wording_points():
    pasted = parse_table("1\tMục một\t4,5\n2\tMục hai\t-2\n")
    assert [(row["kind"], row["maximum"]) for row in pasted.rows] == [("points", "4.5"), ("deduction", "2")]


def test_a_sum_left_out_is_filled_in():
    pasted = parse_table(f"{HEAD}I\tPhần một\t\n1\tMục một\t4\n2\tMục hai\t2\n")
    assert [row["maximum"] for row in pasted.rows] == ["6", "4", "2"]
    assert pasted.problems == ()


HTML = """<html><body><p>Kèm theo</p><table><tr><td>Stt</td><td>Nội dung</td><td>Điểm chuẩn</td></tr>
<tr><td rowspan=2>1</td><td><p>Mục
 một</p><p>ý hai &amp; ba</p></td><td>4</td></tr><tr><td>Không số</td><td>4</td></tr>
<tr><td colspan=2>CỘNG ĐIỂM</td><td>4</td></tr></table></body></html>"""


def test_the_clipboards_html_is_read_too():
    pasted = parse_table(HTML.replace("<td colspan=2>CỘNG ĐIỂM</td>", "<td></td><td>CỘNG ĐIỂM</td>"))
    assert [(row["code"], row["text"], row["maximum"]) for row in pasted.rows] == [
        ("1", "Mục một\ný hai & ba", "4"), ("1.a", "Không số", "4"),
    ]  # fmt: skip
    assert (pasted.problems, pasted.total) == ((), 4)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1\tMục một\tmười\n", ["Dòng 2, cột “Điểm chuẩn”: “mười” không phải là số điểm; viết như 6 hoặc 4,5."]),
        ("1\t\t5\n", ["Dòng 2, cột “Nội dung”: còn trống."]),
        ("1\tMột\t5\n2\tHai\t\n", ["Dòng 3, cột “Điểm chuẩn”: còn trống."]),
        ("1\tMột\t5\n3\tBa\t5\n", ["Dòng 3, cột “Stt”: số thứ tự “3” không nối tiếp dòng trước."]),
        (
            "I\tPhần\t9\n1\tMột\t5\n2\tHai\t5\n\tTổng cộng\t11\n",
            [
                "Dòng 2, cột “Điểm chuẩn”: ghi 9 nhưng các nội dung bên dưới cộng lại là 10.",
                "Dòng 5, cột “Điểm chuẩn”: ghi 11 nhưng các nội dung bên dưới cộng lại là 9.",
            ],
        ),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(rows, said):
    assert [str(each) for each in parse_table(HEAD + rows).problems] == said


@pytest.mark.parametrize("read", [parse_table, parse_prose])
def test_nothing_and_too_much_are_said(read):
    assert [str(each) for each in read("").problems] == [NOTHING]
    assert [str(each) for each in read("x" * 400_001).problems] == [TOO_LONG]


@given(st.text("1I(a).\t\n-+ điểm", max_size=60))
def test_whatever_is_pasted_gives_rows_that_can_be_read_or_a_sentence(text):
    for read in (parse_table, parse_prose):
        pasted = read(text)
        assert pasted.rows or pasted.problems
        codes = [row.code for row in from_rows(META, pasted.rows).rows]
        assert len(set(codes)) == len(codes) == len(pasted.rows)
