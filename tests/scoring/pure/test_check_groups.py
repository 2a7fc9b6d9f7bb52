"""Coefficients and caps over rows of any place. Plain sums stand in test_check."""

import pytest

from scoring.pure.check import check
from scoring.pure.check_outcomes import check_outcomes
from scoring.pure.outcome import parse_outcomes

from .builders import META, build, row

WEIGHTS = [{"row": "A.1", "percent": "60"}, {"row": "A.2", "percent": "40"}]


def found(*rows, **meta):
    return [problem.message for problem in check(build(*rows, **meta))]


def weighted(weights=WEIGHTS, maximum=20, second=None):
    parts = [row("A.1", maximum=100), second or row("A.2", maximum=10)]
    return row("A", "weighted", maximum, *parts, spec={"weights": weights})


def test_a_sound_weighted_group_may_be_published():
    assert found(weighted()) == []
    assert found(row("I", "group", 25, weighted(), row("B", maximum=5))) == []


@pytest.mark.parametrize(
    ("weights", "faults"),
    [
        (WEIGHTS[:1], ["mỗi nội dung con phải có đúng một hệ số", "tổng các hệ số là 60%, phải là 100%"]),
        (
            [*WEIGHTS, {"row": "X", "percent": "5"}],
            ["mỗi nội dung con phải có đúng một hệ số", "tổng các hệ số là 105%, phải là 100%"],
        ),
        ([*WEIGHTS[:1], {"row": "A.1", "percent": "40"}], ["mỗi nội dung con phải có đúng một hệ số"]),
        ([WEIGHTS[0], {"row": "A.2", "percent": "39.5"}], ["tổng các hệ số là 99,5%, phải là 100%"]),
        ([{"row": "A.1", "percent": "100"}, {"row": "A.2", "percent": "0"}], ["hệ số phải lớn hơn 0"]),
    ],
)
def test_coefficients_that_are_off_are_named(weights, faults):
    assert found(weighted(weights)) == [f"Mục dòng 1 (mã A): {fault}." for fault in faults]


def test_a_weighted_group_needs_a_maximum_and_parts_with_one():
    assert found(weighted(maximum=None)) == ["Mục dòng 1 (mã A): thiếu điểm tối đa."]
    part = "Mục dòng 1 (mã A): nội dung con mã A.2 không có điểm tối đa để nhân hệ số."
    assert found(weighted(second=row("A.2", "pass_fail"))) == [part]
    assert found(weighted(second=row("A.2", "deduction", 5, spec={"step": "1"}))) == [part]
    assert found(row("A", "weighted", 5)) == ["Mục dòng 1 (mã A): nhóm chưa có nội dung nào."]


def spread(*caps, inner=None, maximum=10, **meta):
    first = row("I", "group", maximum, row("I.1", maximum=6), row("I.2", maximum=4), spec=inner or {})
    return found(first, row("II", "group", 5, row("II.1", maximum=5)), row("III", "pass_fail"), caps=list(caps), **meta)


def cap(*rows, maximum="8"):
    return {"rows": list(rows), "maximum": maximum}


def test_a_cap_over_rows_of_two_groups_lowers_the_printed_total():
    form = META["form"] | {"total": {"label": "CỘNG", "maximum": "12"}}
    assert spread(cap("I.1", "II.1"), form=form) == []
    assert spread(cap("I.1", "II"), form=form) == []
    assert spread(form=form) == ["Mẫu phiếu: tổng in trên phiếu là 12 nhưng các phần cộng lại là 15."]


def test_a_cap_within_one_group_lowers_its_sum():
    assert spread(cap("I.1", "I.2")) == ["Mục dòng 1 (mã I): điểm tối đa là 10 nhưng tổng các nội dung bên dưới là 8."]
    assert spread(cap("I.1", "I.2"), maximum=8) == []


def test_a_cap_over_the_sheet_lowers_what_an_outcome_may_ask_for():
    sheet = build(row("I", maximum=6), row("II", maximum=4), caps=[cap("I", "II", maximum="7")])
    outcomes = parse_outcomes(
        {"code": "x", "name": "X", "outcomes": [{"code": "dat", "name": "Đạt", "least_total": "7.5"}]}
    )
    assert [problem.message for problem in check_outcomes(sheet, outcomes)] == [
        "Mức “Đạt”: mức tổng điểm 7,5 phải từ 0 đến 7."
    ]


@pytest.mark.parametrize(
    ("caps", "faults"),
    [
        ([cap("I.1", "X")], ["không có dòng mã X"]),
        ([cap("I.1", "III")], ["dòng mã III không tính điểm"]),
        ([cap("I.1", "II.1", maximum="-1")], ["mức trần phải từ 0 điểm trở lên"]),
        ([cap("I.1", "II.1"), cap("I.1", "II")], [
            "dòng mã I.1 thuộc hai mức trần", "dòng mã II.1 nằm dưới dòng mã II, cũng thuộc một mức trần"]),
        ([cap("I", "I.1")], ["dòng mã I.1 nằm dưới dòng mã I, cũng thuộc một mức trần"]),
    ],
)  # fmt: skip
def test_caps_that_make_no_sense_are_named(caps, faults):
    assert spread(*caps) == [f"Mức trần chung: {fault}." for fault in faults]


@pytest.mark.parametrize(
    ("inner", "maximum"),
    [({"cap": "9"}, 9), ({"caps": [cap("I.1", "I.2", maximum="9")]}, 9)],
)
def test_a_row_in_a_group_with_a_cap_of_its_own_is_not_capped_from_outside(inner, maximum):
    fault = "Mức trần chung: dòng mã I.1 nằm trong nhóm mã I đã có hệ số hoặc mức trần riêng."
    assert spread(cap("I.1", "II.1"), inner=inner, maximum=maximum) == [fault]
    assert spread(cap("I", "II.1"), inner=inner, maximum=maximum) == []


def test_a_part_with_a_coefficient_is_not_capped_by_its_own_points():
    sheet = [weighted(), row("B", maximum=5)]
    fault = "Mức trần chung: dòng mã A.1 nằm trong nhóm mã A đã có hệ số hoặc mức trần riêng."
    assert found(*sheet, caps=[cap("A.1", "B")]) == [fault]
    assert found(*sheet, caps=[cap("A", "B")]) == []


def test_two_caps_of_one_group_do_not_take_the_same_points_twice():
    inner = {"caps": [cap("I.1", "I.2", maximum="9")]}
    faults = [
        f"Mức trần chung: dòng mã {code} nằm trong nhóm mã I đã có hệ số hoặc mức trần riêng."
        for code in ("I.1", "I.2")
    ]
    assert spread(cap("I.1", "I.2"), inner=inner, maximum=7) == faults
