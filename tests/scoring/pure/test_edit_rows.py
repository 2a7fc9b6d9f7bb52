"""Rows of a draft are added, changed, moved and deleted on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.edit_rows import add_row, add_rows, delete_row, move_row, next_code, renamed, update_row
from scoring.pure.problems import RubricError
from scoring.pure.rubric import flat_rows, from_rows
from tests.scoring.pure.builders import META, build, row, rubric

ROWS = flat_rows(
    build(
        row("A", "group", 3, row("A.1", maximum=1), row("A.2", maximum=2)), row("B", "group", 1, row("B.1", maximum=1))
    )
)
NEW = {"code": "N", "text": "Mới", "kind": "points", "maximum": "1"}


def _tree(rows):
    return [(each["code"], each["parent"], each["position"]) for each in rows]


@pytest.mark.parametrize(
    ("parent", "position", "tree"),
    [
        ("", None, [("A", "", 1), ("A.1", "A", 1), ("A.2", "A", 2), ("B", "", 2), ("B.1", "B", 1), ("N", "", 3)]),
        ("", 1, [("N", "", 1), ("A", "", 2), ("A.1", "A", 1), ("A.2", "A", 2), ("B", "", 3), ("B.1", "B", 1)]),
        ("A", 2, [("A", "", 1), ("A.1", "A", 1), ("N", "A", 2), ("A.2", "A", 3), ("B", "", 2), ("B.1", "B", 1)]),
        ("A", 99, [("A", "", 1), ("A.1", "A", 1), ("A.2", "A", 2), ("N", "A", 3), ("B", "", 2), ("B.1", "B", 1)]),
    ],
)
def test_a_row_is_added_where_it_is_wanted(parent, position, tree):
    assert _tree(add_row(ROWS, NEW, parent=parent, position=position)) == tree


@pytest.mark.parametrize(
    ("code", "parent", "position", "codes"),
    [
        ("A.2", "A", 1, ["A", "A.2", "A.1", "B", "B.1"]),
        ("A.1", "A", 2, ["A", "A.2", "A.1", "B", "B.1"]),
        ("A.1", "B", None, ["A", "A.2", "B", "B.1", "A.1"]),
        ("A", "B", 1, ["B", "A", "A.1", "A.2", "B.1"]),
        ("B", "", 1, ["B", "B.1", "A", "A.1", "A.2"]),
    ],
)
def test_a_row_moves_with_all_below_it(code, parent, position, codes):
    moved = move_row(ROWS, code, parent=parent, position=position)
    assert [each["code"] for each in moved] == codes
    assert {each["code"]: each["text"] for each in moved} == {each["code"]: each["text"] for each in ROWS}


def test_a_row_goes_with_all_below_it():
    assert _tree(delete_row(ROWS, "A")) == [("B", "", 1), ("B.1", "B", 1)]
    assert _tree(delete_row(ROWS, "A.1"))[1] == ("A.2", "A", 1)


def test_a_new_code_goes_to_wherever_the_row_is_named():
    caps = [{"rows": ["A.1", "A.2"], "maximum": "2"}]
    rows = update_row(update_row(ROWS, "A", {"spec": {"caps": caps}}), "A.1", {"code": "X"})
    assert rows[0]["spec"]["caps"][0]["rows"] == ["X", "A.2"]
    assert _tree(update_row(ROWS, "A", {"code": "Z"}))[:3] == [("Z", "", 1), ("A.1", "Z", 1), ("A.2", "Z", 2)]
    assert renamed({"floors": [{"row": "A"}], "must_pass": ["A"], "rounding": {"row": {"decimals": 1}}}, "A", "Z") == {
        "floors": [{"row": "Z"}], "must_pass": ["Z"], "rounding": {"row": {"decimals": 1}},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: add_row(ROWS, NEW | {"code": "A"}), "Mã A đã có ở dòng khác."),
        (lambda: add_row(ROWS, NEW, parent="X"), "Không có dòng mã X: có thể người khác vừa xóa."),
        (lambda: add_row(ROWS, NEW | {"rows": []}), "Không biết khóa “rows” của dòng."),
        (lambda: update_row(ROWS, "X", {}), "Không có dòng mã X: có thể người khác vừa xóa."),
        (lambda: update_row(ROWS, "A.1", {"code": "A.2"}), "Mã A.2 đã có ở dòng khác."),
        (lambda: update_row(ROWS, "A.1", {"position": 3}), "Không biết khóa “position” của dòng."),
        (lambda: move_row(ROWS, "A", parent="A"), "Không đặt một nhóm vào bên trong chính nó."),
        (lambda: move_row(ROWS, "A", parent="A.1"), "Không đặt một nhóm vào bên trong chính nó."),
        (lambda: delete_row(ROWS, "X"), "Không có dòng mã X: có thể người khác vừa xóa."),
    ],
)
def test_what_cannot_be_done_is_refused(act, said):
    with pytest.raises(RubricError) as refusal:
        act()
    assert str(refusal.value) == said


def test_next_codes_are_free():
    assert (next_code(ROWS, "A"), next_code(ROWS, "B"), next_code(ROWS, "")) == ("A.3", "B.2", "3")
    assert next_code(delete_row(ROWS, "A.1"), "A") == "A.3"


def test_a_tree_is_added_below_a_row_with_its_code_in_front():
    more = flat_rows(build(row("1", "group", 1, row("1.a", maximum=1))))
    added = add_rows(delete_row(ROWS, "B.1"), more, parent="B")
    assert _tree(added)[-2:] == [("B.1", "B", 1), ("B.1.a", "B.1", 1)]
    assert _tree(add_rows([], ROWS)) == _tree(ROWS)
    with pytest.raises(RubricError, match=r"Mã B\.1 đã có"):
        add_rows(ROWS, more, parent="B")


SHEET = flat_rows(rubric("s0-chi-bo"))
CODES = [each["code"] for each in SHEET]


@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["", *CODES]), st.integers(-1, 9)), max_size=6))
def test_after_any_moves_every_row_stands_once_in_one_tree(moves):
    rows = SHEET
    for code, parent, position in moves:
        try:
            rows = move_row(rows, code, parent=parent, position=position)
        except RubricError:
            continue
    data = from_rows(META, rows)
    assert sorted(each.code for each in data.rows) == sorted(CODES)
    assert all(data.reaches_top(code) for code in CODES)
    assert flat_rows(data) == rows
