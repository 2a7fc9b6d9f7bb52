import copy
import random
from datetime import date
from decimal import Decimal

import pytest

from scoring.pure.meta import Rounding, RoundTo
from scoring.pure.rubric import (
    RubricError,
    content_hash,
    flat_rows,
    from_rows,
    meta_mapping,
    parse,
    to_mapping,
)

from .builders import META, build, mapping, row

TREE = [
    row("I", "group", 11,
        row("I.1", "points", 6, marker="1"),
        row("I.2", "group", 5,
            row("I.2.a", "points", 2),
            row("I.2.b", "count", 3, spec={"unit": "0.5"}),
            marker="2"),
        marker="I"),
    row("II", "choice", 4, marker="II", spec={"role": "bonus", "choices": [
        {"code": "tot", "label": "Tốt", "rank": 1, "points": "4"},
        {"code": "kha", "label": "Khá", "rank": 2, "points": "2"}]}),
]  # fmt: skip


def tree(**meta):
    return build(*copy.deepcopy(TREE), **meta)


def codes(rows):
    return [each.code for each in rows]


def test_rows_stand_in_the_order_of_reading():
    assert codes(tree().rows) == ["I", "I.1", "I.2", "I.2.a", "I.2.b", "II"]


def test_parents_and_positions_come_from_the_nesting():
    found = {each.code: (each.parent, each.position) for each in tree().rows}
    assert found == {
        "I": ("", 1),
        "I.1": ("I", 1),
        "I.2": ("I", 2),
        "I.2.a": ("I.2", 1),
        "I.2.b": ("I.2", 2),
        "II": ("", 2),
    }


def test_children_leaves_and_groups():
    rubric = tree()
    assert codes(rubric.children()) == ["I", "II"]
    assert codes(rubric.children("I.2")) == ["I.2.a", "I.2.b"]
    assert codes(rubric.children("I.1")) == []
    assert codes(rubric.leaves()) == ["I.1", "I.2.a", "I.2.b", "II"]
    assert codes(rubric.groups()) == ["I", "I.2"]


def test_below_gives_the_leaves_under_a_row():
    rubric = tree()
    assert codes(rubric.below("I")) == ["I.1", "I.2.a", "I.2.b"]
    assert codes(rubric.below("II")) == ["II"]


def test_labels_are_the_printed_place():
    rubric = tree()
    assert [rubric.label(code) for code in ("I", "I.2", "I.2.b", "II")] == [
        "I",
        "I.2",
        "I.2, dòng 2",
        "II",
    ]


def test_an_unnumbered_top_row_is_labelled_by_its_line():
    assert build(row("A", maximum=1)).label("A") == "dòng 1"


def test_row_finds_by_code_and_refuses_others():
    assert tree().row("I.2.a").maximum == Decimal(2)
    with pytest.raises(KeyError):
        tree().row("IX")


def test_the_head_is_read():
    rubric = tree(
        illustrative=True,
        rounding={"row": {"decimals": 1, "mode": "down"}, "total": {"decimals": 0, "mode": "half_even"}},
    )
    assert rubric.illustrative is True
    assert rubric.source.date == date(2026, 1, 5)
    assert rubric.programme.subject == "organization"
    assert rubric.rounding == Rounding(RoundTo(1, "down"), RoundTo(0, "half_even"))
    assert [column.role for column in rubric.form.columns][:3] == ["marker", "text", "maximum"]


def test_rounding_keeps_two_decimals_unless_told():
    assert tree().rounding == Rounding(RoundTo(2, "half_up"), RoundTo(2, "half_up"))


def test_the_whole_form_comes_back_unchanged():
    form = {
        "title": "PHIẾU",
        "subtitle": "chi bộ",
        "reference": "(Kèm theo)",
        "reference_note": "bản in để trống",
        "head": ["ĐẢNG BỘ", "*"],
        "head_right": ["ĐẢNG CỘNG SẢN VIỆT NAM"],
        "columns": [{"role": "self", "label": "Tự chấm", "note": "bản in ghi khác"}],
        "total": {"label": "CỘNG ĐIỂM", "maximum": "100"},
        "results": {"heading": "Kết quả:", "total": "- Tổng số điểm:", "outcome": "- Xếp loại:"},
        "signature": {"authority": "T/M CHI BỘ", "instruction": "(Ký ghi rõ họ tên)"},
        "notes": ["Ghi chú"],
    }
    assert to_mapping(tree(form=form))["form"] == form


def test_the_canonical_mapping_reads_back_the_same():
    rubric = tree()
    written = to_mapping(rubric)
    assert parse(written) == rubric
    assert to_mapping(parse(written)) == written


def test_the_canonical_mapping_writes_decimals_as_text_and_drops_what_is_empty():
    written = to_mapping(tree())
    assert written["rows"][0]["maximum"] == "11"
    assert written["rows"][0]["rows"][0] == {
        "code": "I.1",
        "marker": "1",
        "text": "Nội dung I.1",
        "kind": "points",
        "maximum": "6",
        "spec": {"step": "0.5"},
    }


def test_flat_rows_have_the_shape_of_the_database():
    assert flat_rows(tree())[4] == {
        "code": "I.2.b",
        "parent": "I.2",
        "position": 2,
        "marker": "",
        "text": "Nội dung I.2.b",
        "kind": "count",
        "maximum": "3",
        "spec": {"unit": "0.5"},
        "note": "",
        "help": "",
    }


def test_flat_rows_read_back_the_same_in_any_order():
    rubric = tree()
    rows = flat_rows(rubric)
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert from_rows(meta_mapping(rubric), rows) == rubric


def test_positions_may_have_gaps_and_parents_may_be_none():
    rubric = tree()
    rows = [flat | {"position": flat["position"] * 10, "parent": flat["parent"] or None} for flat in flat_rows(rubric)]
    assert from_rows(meta_mapping(rubric), rows) == rubric


def test_database_rows_may_carry_decimals():
    rubric = tree()
    rows = [
        flat | {"maximum": Decimal(flat["maximum"] + ".00") if flat["maximum"] else None} for flat in flat_rows(rubric)
    ]
    assert content_hash(from_rows(meta_mapping(rubric), rows)) == content_hash(rubric)


def test_the_hash_does_not_depend_on_the_order_of_keys():
    given = to_mapping(tree())
    turned = {key: given[key] for key in reversed(given)}
    turned["rows"] = [{key: each[key] for key in reversed(each)} for each in given["rows"]]
    assert content_hash(parse(turned)) == content_hash(tree())


def test_the_hash_is_sha256_in_hex():
    assert len(content_hash(tree())) == 64
    assert set(content_hash(tree())) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "change",
    [
        {"text": "khác"},
        {"marker": "9"},
        {"maximum": "7"},
        {"spec": {"step": "0.25"}},
        {"note": "ghi chú"},
        {"help": "hướng dẫn"},
        {"code": "I.9"},
        {"kind": "deduction"},
    ],
)
def test_the_hash_changes_with_the_content(change):
    given = to_mapping(tree())
    given["rows"][0]["rows"][0] |= change
    assert content_hash(parse(given)) != content_hash(tree())


def test_the_hash_changes_with_the_order_of_rows():
    given = to_mapping(tree())
    given["rows"].reverse()
    assert content_hash(parse(given)) != content_hash(tree())


def test_the_same_number_written_otherwise_has_the_same_hash():
    assert content_hash(build(row("A", maximum="6.0"))) == content_hash(build(row("A", maximum=6)))


@pytest.mark.parametrize(
    ("broken", "code", "words"),
    [
        ({"maximum": 4.5}, "A", "maximum: “4.5” không phải là số"),
        ({"maximum": "nhiều"}, "A", "maximum"),
        ({"colour": "red"}, "A", "khóa không biết “colour”"),
        ({"kind": ""}, "A", "thiếu mã (code) hoặc kiểu (kind)"),
        ({"text": 5}, "A", "text: “5” không phải là chữ"),
        ({"spec": ["step"]}, "A", "spec phải là"),
        ({"code": None}, "None", "thiếu mã"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(broken, code, words):
    with pytest.raises(RubricError) as caught:
        build(row("A", maximum=1) | broken)
    (problem,) = caught.value.problems
    assert problem.row == code
    assert words in problem.message


def test_all_unreadable_rows_are_named_at_once():
    with pytest.raises(RubricError) as caught:
        build(row("A", maximum=1.5), row("B", maximum=1), row("C", maximum="x"), "D")
    assert [problem.row for problem in caught.value.problems] == ["A", "C", ""]


def test_rows_must_be_a_list():
    with pytest.raises(RubricError, match="phải là một danh sách"):
        parse(mapping() | {"rows": {"A": 1}})


@pytest.mark.parametrize("given", [[], "rubric", None])
def test_a_rubric_must_be_a_mapping(given):
    with pytest.raises(RubricError, match="ánh xạ"):
        parse(given)


@pytest.mark.parametrize("key", ["code", "name", "programme", "source"])
def test_the_head_must_be_complete(key):
    with pytest.raises(RubricError, match=f"thiếu khóa “{key}”"):
        parse({name: part for name, part in META.items() if name != key} | {"rows": []})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, "khóa không biết “colour”"),
        ({"rounding": {"row": {"mode": "sideways"}}}, "rounding: row: mode"),
        ({"form": {"columns": [{"role": "price", "label": "Giá"}]}}, "form: columns: role"),
        ({"programme": META["programme"] | {"period": "week"}}, "programme: period"),
        ({"source": {"number": "1", "date": "5/1/2026"}}, "source: date"),
    ],
)
def test_a_head_that_cannot_be_read_says_where(change, words):
    with pytest.raises(RubricError, match=words):
        tree(**change)


def test_unreadable_database_rows_are_named():
    rows = flat_rows(tree())
    rows[1]["maximum"] = "sáu"
    with pytest.raises(RubricError, match=r"mã I\.1"):
        from_rows(META, rows)


def test_unreadable_spec_keys_survive_the_way_through_the_database():
    rubric = build(row("A", maximum=1, spec={"step": "0.5", "colour": "red"}))
    again = from_rows(meta_mapping(rubric), flat_rows(rubric))
    assert again.row("A").unread == {"colour": "red"}
    assert again == rubric


def test_rows_without_a_parent_that_exists_are_kept():
    rows = flat_rows(tree())
    rows[3]["parent"] = "IX"
    rubric = from_rows(META, rows)
    assert len(rubric.rows) == 6
    assert rubric.reaches_top("I.2.a") is False
    assert rubric.label("I.2.a") == "dòng 1"


def test_rows_that_are_each_others_parents_are_kept():
    rows = flat_rows(tree())
    rows[0]["parent"], rows[2]["parent"] = "I.2", "I"
    rubric = from_rows(META, rows)
    assert sorted(codes(rubric.rows)) == ["I", "I.1", "I.2", "I.2.a", "I.2.b", "II"]
    assert rubric.reaches_top("I") is False
    assert rubric.label("I.1").endswith("1")


@pytest.mark.parametrize("change", [{"parent": "IX"}, {"code": "I.1"}])
def test_what_a_tree_cannot_say_is_not_written_as_one(change):
    rows = flat_rows(tree())
    rows[3] |= change
    with pytest.raises(RubricError, match="trùng mã hoặc không thuộc nhóm nào"):
        to_mapping(from_rows(META, rows))


def test_reading_does_not_change_what_was_given():
    given = mapping(*copy.deepcopy(TREE))
    before = copy.deepcopy(given)
    parse(given)
    assert given == before
