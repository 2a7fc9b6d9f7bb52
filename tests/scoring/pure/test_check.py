"""Every check with a rubric broken in exactly that way: the row is named, and nothing else is."""

import pytest

from scoring.pure.check import check, require_sound
from scoring.pure.rubric import RubricError, flat_rows, from_rows

from .builders import COLUMNS, META, build, row

RULE = {
    "code": "r1",
    "text": "không có đơn thư",
    "when": {"metric": {"source": "facts", "aggregate": "value", "field": "complaints"}, "at_most": "0"},
    "effect": {"type": "advise"},
}
FIELD = {"code": "complaints", "label": "Số đơn thư", "source": "facts", "type": "number", "entered_by": "unit"}
CHOICES = [
    {"code": "tot", "label": "Tốt", "rank": 1, "points": "4"},
    {"code": "kha", "label": "Khá", "rank": 2, "points": "2"},
]


def found(*rows, **meta):
    return [(problem.row, problem.message) for problem in check(build(*rows, **meta))]


def group(*rows, maximum=10, **keys):
    return row("I", "group", maximum, *rows, marker="I", **keys)


def sound_rows():
    return [
        group(row("I.1", "points", 6, marker="1"), row("I.2", "points", 4, marker="2")),
        row("II", "choice", 4, marker="II", spec={"role": "bonus", "choices": CHOICES}),
    ]


def test_a_sound_rubric_has_no_problems():
    assert found(*sound_rows()) == []
    require_sound(build(*sound_rows()))


def test_require_sound_raises_everything_found():
    with pytest.raises(RubricError) as caught:
        require_sound(build(row("A"), row("B")))
    assert [problem.row for problem in caught.value.problems] == ["A", "B"]


def test_an_empty_rubric_is_refused():
    assert "Bộ tiêu chí chưa có nội dung nào." in [message for _, message in found()]


def test_a_wrong_sum_names_the_group_and_both_figures():
    rows = [group(row("I.1", "points", 6, marker="1"), row("I.2", "points", 3, marker="2"))]
    assert found(*rows) == [
        ("I", "Mục I (mã I): điểm tối đa là 10 nhưng tổng các nội dung bên dưới là 9."),
    ]


def test_a_wrong_sum_deep_down_is_named_at_its_group():
    inner = row("I.1", "group", "4.5", row("I.1.1", "points", 4, marker="(1)"), marker="1")
    assert found(group(inner, maximum="4.5")) == [
        ("I.1", "Mục I.1 (mã I.1): điểm tối đa là 4,5 nhưng tổng các nội dung bên dưới là 4."),
    ]


def test_a_cap_lowers_the_sum_that_is_expected():
    children = [row("I.1", "points", 6, marker="1"), row("I.2", "points", 6, marker="2")]
    assert found(group(*children, spec={"cap": "10"})) == []
    assert found(group(*children)) != []


def test_a_common_cap_lowers_the_sum_that_is_expected():
    children = [row(f"I.{n}", "points", 4, marker=str(n)) for n in (1, 2, 3)]
    caps = [{"rows": ["I.1", "I.2"], "maximum": "6"}]
    assert found(group(*children, spec={"caps": caps})) == []


@pytest.mark.parametrize(
    "caps",
    [
        [{"rows": ["I.1", "IX"], "maximum": "6"}],
        [{"rows": ["I.1"], "maximum": "6"}, {"rows": ["I.1", "I.2"], "maximum": "9"}],
        [{"rows": ["I.1", "I.1"], "maximum": "6"}],
    ],
)
def test_a_common_cap_must_be_over_children_each_once(caps):
    children = [row("I.1", "points", 6, marker="1"), row("I.2", "points", 4, marker="2")]
    messages = [message for code, message in found(group(*children, spec={"caps": caps})) if code == "I"]
    assert "Mục I (mã I): mức trần chung phải gồm các dòng con trực tiếp, mỗi dòng một lần." in messages


def test_a_deduction_does_not_count_in_the_sum():
    children = [
        row("I.1", "points", 10, marker="1"),
        row("I.2", "deduction", 3, marker="2", spec={"step": "0.5"}),
    ]
    assert found(group(*children)) == []


def test_a_repeated_code_is_named():
    rows = [row("A", maximum=1), row("B", maximum=1), row("A", maximum=1)]
    assert found(*rows) == [("A", "Mục dòng 3 (mã A): mã bị trùng.")]


@pytest.mark.parametrize("kind", ["points", "count", "measure", "deduction"])
def test_a_missing_maximum_is_named(kind):
    spec = {
        "points": {"step": "0.5"},
        "count": {"unit": "0.5"},
        "measure": {"bands": [{"least": "1", "points": "1"}]},
        "deduction": {"step": "0.5"},
    }[kind]
    rows = [row("A", kind, None, marker="1", spec=spec)]
    assert found(*rows) == [("A", "Mục 1 (mã A): thiếu điểm tối đa.")]


def test_a_group_with_points_needs_a_maximum():
    rows = [row("I", "group", None, row("I.1", "points", 6))]
    assert found(*rows) == [("I", "Mục dòng 1 (mã I): thiếu điểm tối đa.")]


def test_a_group_without_points_must_not_have_one():
    rows = [row("I", "group", 5, row("I.1", "pass_fail"))]
    assert found(*rows) == [
        ("I", "Mục dòng 1 (mã I): có điểm tối đa nhưng các nội dung con không tính điểm."),
    ]


def test_a_group_of_pass_and_fail_rows_is_sound_without_maximum():
    assert found(row("I", "group", None, row("I.1", "pass_fail"))) == []


def test_a_group_without_rows_is_named():
    assert found(row("I", "group", 5)) == [("I", "Mục dòng 1 (mã I): nhóm chưa có nội dung nào.")]


@pytest.mark.parametrize(
    ("markers", "code", "marker"),
    [
        (("1", "3"), "B", "3"),
        (("2", "3"), "A", "2"),
        (("I", "II", "IV"), "C", "IV"),
        (("(1)", "(1)"), "B", "(1)"),
        (("a)", "c)"), "B", "c)"),
    ],
)
def test_a_marker_out_of_order_is_named(markers, code, marker):
    rows = [row(name, maximum=1, marker=printed) for name, printed in zip("ABC", markers, strict=False)]
    assert found(*rows) == [(code, f"Mục {marker} (mã {code}): số thứ tự “{marker}” không liền mạch.")]


def test_markers_are_compared_among_siblings_only():
    rows = [
        row("I", "group", 2, row("a", maximum=1, marker="1"), row("b", maximum=1, marker="2"), marker="I"),
        row("II", "group", 1, row("c", maximum=1, marker="1"), marker="II"),
    ]
    assert found(*rows) == []


def test_unnumbered_rows_are_allowed():
    rows = [group(row("I.1", "points", 6, marker="1"), row("I.x", "points", 2), row("I.2", "points", 2, marker="2"))]
    assert found(*rows) == []


def test_an_unknown_parent_is_named():
    rows = flat_rows(build(*sound_rows()))
    rows[2]["parent"] = "IX"
    problems = [(problem.row, problem.message) for problem in check(from_rows(META, rows))]
    assert ("I.2", "Mục 2 (mã I.2): không có nhóm mã IX.") in problems


def test_rows_under_a_row_that_is_no_group_are_named():
    rows = [row("A", "points", 2, row("B", "points", 2))]
    assert found(*rows) == [("B", "Mục dòng 1, dòng 1 (mã B): nằm dưới A, vốn không phải là nhóm.")]


def test_rows_going_in_circles_are_named():
    rows = flat_rows(build(row("A", "group", 1, row("B", "group", 1, row("C", maximum=1)))))
    rows[0]["parent"] = "B"
    problems = {problem.row for problem in check(from_rows(META, rows))}
    assert {"A", "B", "C"} <= problems


def test_an_unknown_kind_is_named():
    assert found(row("A", "stars", 1)) == [("A", "Mục dòng 1 (mã A): không biết kiểu “stars”.")]


def test_an_unknown_spec_key_is_named():
    rows = [row("A", maximum=1, spec={"step": "0.5", "colour": "red"})]
    assert found(*rows) == [("A", "Mục dòng 1 (mã A): khóa không biết “colour”.")]


def test_a_negative_maximum_is_named():
    assert ("A", "Mục dòng 1 (mã A): điểm tối đa âm.") in found(row("A", maximum=-1))


@pytest.mark.parametrize("kind", ["points", "deduction"])
def test_a_step_that_does_not_divide_the_maximum_is_named(kind):
    rows = [row("A", kind, 5, spec={"step": "0.3"})]
    assert found(*rows) == [("A", "Mục dòng 1 (mã A): bước 0,3 không chia hết điểm tối đa 5.")]


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({}, "thiếu bước điểm"),
        ({"step": "0"}, "bước điểm phải lớn hơn 0"),
        ({"step": "-0.5"}, "bước điểm phải lớn hơn 0"),
    ],
)
def test_a_step_must_be_positive(spec, fault):
    assert found(row("A", maximum=5, spec=spec)) == [("A", f"Mục dòng 1 (mã A): {fault}.")]


@pytest.mark.parametrize("spec", [{}, {"unit": "0"}, {"unit": "-1"}])
def test_a_count_without_unit_is_named(spec):
    rows = [row("A", "count", 5, spec=spec)]
    assert found(*rows) == [("A", "Mục dòng 1 (mã A): thiếu số điểm cho mỗi đơn vị đếm.")]


def test_a_choice_without_levels_is_named():
    assert found(row("A", "choice", 5)) == [("A", "Mục dòng 1 (mã A): chưa có mức nào để chọn.")]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (({}, {"code": "tot"}), "các mức trùng mã"),
        (({}, {"rank": 1}), "các mức trùng bậc"),
        (({}, {"label": " "}), "có mức chưa có tên"),
        (({}, {"points": None}), "có mức có điểm, có mức không"),
        (({"points": "3"}, {}), "điểm tối đa khác điểm của mức cao nhất"),
        (({}, {"points": "-1"}), "có mức điểm âm"),
        (({"points": None}, {"points": None}), "điểm tối đa khác điểm của mức cao nhất"),
    ],
)
def test_levels_that_contradict_each_other_are_named(changes, fault):
    choices = [level | change for level, change in zip(CHOICES, changes, strict=True)]
    rows = [row("A", "choice", 4, spec={"choices": choices})]
    assert found(*rows) == [("A", f"Mục dòng 1 (mã A): {fault}.")]


def test_levels_without_points_need_no_maximum():
    choices = [{key: part for key, part in level.items() if key != "points"} for level in CHOICES]
    assert found(row("A", "choice", None, spec={"choices": choices})) == []


@pytest.mark.parametrize(
    ("bands", "fault"),
    [
        ([], "chưa có khoảng điểm nào"),
        ([{"least": "1", "points": "5"}, {"least": "1", "points": "2"}], "các khoảng điểm trùng nhau"),
        ([{"least": "1", "points": "4"}], "các khoảng điểm phải từ 0 đến đúng điểm tối đa"),
        (
            [{"least": "1", "points": "5"}, {"least": "0", "points": "-1"}],
            "các khoảng điểm phải từ 0 đến đúng điểm tối đa",
        ),
    ],
)
def test_bands_that_contradict_each_other_are_named(bands, fault):
    rows = [row("A", "measure", 5, spec={"bands": bands})]
    assert found(*rows) == [("A", f"Mục dòng 1 (mã A): {fault}.")]


def test_pass_and_fail_need_words():
    rows = [row("A", "pass_fail", spec={"labels": {"passed": "Đạt", "failed": " "}})]
    assert found(*rows) == [("A", "Mục dòng 1 (mã A): có mức chưa có tên.")]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_text_is_named(text):
    assert found(row("A", maximum=1, text=text)) == [("A", "Mục dòng 1 (mã A): chưa có nội dung.")]


@pytest.mark.parametrize(
    ("kind", "effect"),
    [
        ("pass_fail", {"type": "force", "choice": "fail"}),
        ("pass_fail", {"type": "block"}),
        ("pass_fail", {"type": "advise"}),
    ],
)
def test_conditions_on_rows_without_points_may_be_published(kind, effect):
    rows = [row("A", kind, spec={"conditions": [RULE | {"effect": effect}]})]
    assert found(*rows, fields=[FIELD]) == []


def test_a_group_cannot_be_set_aside():
    rows = [group(row("I.1", "points", 10, marker="1"), spec={"when_not_applicable": "excluded"})]
    assert [code for code, _ in found(*rows)] == ["I"]


def test_bonus_is_a_role_of_top_rows_only():
    rows = [group(row("I.1", "points", 10, marker="1", spec={"step": "1", "role": "bonus"}))]
    assert found(*rows) == [
        ("I.1", "Mục I.1 (mã I.1): vai trò điểm thưởng chỉ đặt ở dòng trên cùng."),
    ]


@pytest.mark.parametrize(("role", "name"), [("text", "nội dung"), ("self", "tự chấm"), ("maximum", "điểm chuẩn")])
def test_a_form_without_a_needed_column_is_refused(role, name):
    form = {"title": "PHIẾU", "columns": [column for column in COLUMNS if column["role"] != role]}
    assert found(*sound_rows(), form=form) == [("", f"Mẫu phiếu thiếu cột {name} ({role}).")]


def test_a_form_without_points_needs_no_column_of_maxima():
    form = {"title": "PHIẾU", "columns": [column for column in COLUMNS if column["role"] != "maximum"]}
    assert found(row("A", "pass_fail"), form=form) == []


def test_a_form_with_a_column_twice_is_refused():
    form = {"title": "PHIẾU", "columns": [*COLUMNS, COLUMNS[3]]}
    assert found(*sound_rows(), form=form) == [("", "Mẫu phiếu có hai cột cùng vai trò “self”.")]


def test_a_form_without_title_is_refused():
    assert found(*sound_rows(), form={"columns": COLUMNS}) == [("", "Mẫu phiếu thiếu tiêu đề.")]


def test_a_printed_total_that_is_not_the_sum_is_refused():
    form = META["form"] | {"total": {"label": "CỘNG ĐIỂM", "maximum": 15}}
    assert found(*sound_rows(), form=form) == [
        ("", "Mẫu phiếu: tổng in trên phiếu là 15 nhưng các phần cộng lại là 14."),
    ]


def test_too_many_decimals_are_refused():
    rounding = {"row": {"decimals": 4}}
    assert found(*sound_rows(), rounding=rounding) == [("", "Làm tròn: không quá 3 chữ số thập phân.")]


def test_a_condition_over_a_field_that_nobody_declared_is_named():
    rows = [row("A", "pass_fail", spec={"conditions": [RULE]})]
    assert found(*rows) == [
        (
            "A",
            "Mục dòng 1 (mã A), điều kiện r1: dùng trường “complaints” của “facts” chưa khai báo.",
        )
    ]
    assert found(*rows, fields=[FIELD]) == []


def test_a_condition_over_a_row_that_does_not_exist_is_named():
    metric = {"source": "marks", "aggregate": "sum", "field": "points", "rows": ["A", "IX"]}
    rule = RULE | {"when": {"any": [{"metric": metric, "at_least": "1"}]}}
    rows = [row("A", maximum=1, spec={"step": "0.5", "conditions": [rule]})]
    assert found(*rows) == [
        ("A", "Mục dòng 1 (mã A), điều kiện r1: đọc dòng mã IX không có trong bộ tiêu chí."),
    ]


def test_two_conditions_with_one_code_are_named():
    rows = [row(name, "pass_fail", spec={"conditions": [RULE]}) for name in "AB"]
    assert found(*rows, fields=[FIELD]) == [("B", "Mục dòng 2 (mã B), điều kiện r1: mã bị trùng.")]
