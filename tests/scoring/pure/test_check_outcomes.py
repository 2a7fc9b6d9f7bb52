import pytest

from scoring.pure.check_outcomes import check_outcomes
from scoring.pure.outcome import parse_outcomes

from .builders import build, outcomes, row, rubric

SHEET = build(
    row("I", "group", 8, row("I.1", "points", 6, marker="1"), row("I.2", "points", 2, marker="2"), marker="I"),
    row("II", "points", 2, marker="II", spec={"step": "0.5", "role": "bonus"}),
    row("III", "pass_fail", marker="III"),
)
VERDICTS = build(row("A", "pass_fail"))
FIT = [("s0-chi-bo", "s0-unset"), ("s0-chi-bo", "s0-minh-hoa"), ("s0-dang-bo-co-so", "s0-unset"),
       ("s0-dang-bo-co-so", "s0-minh-hoa"), ("s1-chi-bo", "s1-to-chuc"), ("s1-dang-bo-co-so", "s1-to-chuc"),
       ("s1-dang-vien", "s1-dang-vien"), ("s2-chi-bo", "s2"), ("s3-minh-hoa", "s3-minh-hoa"),
       ("s4-chi-bo-co-so", "s4-chi-bo-kieu-mau"), ("s4-chi-bo-truc-thuoc", "s4-chi-bo-kieu-mau")]  # fmt: skip


def found(sheet, *given):
    return [problem.message for problem in check_outcomes(sheet, parse(*given))]


def parse(*given):
    return parse_outcomes({"code": "thu", "name": "Thử", "outcomes": list(given)})


def outcome(code="dat", **rules):
    return {"code": code, "name": code, "recognises": True} | rules


@pytest.mark.parametrize(("sheet", "given"), FIT)
def test_the_shipped_sets_fit_their_rubrics(sheet, given):
    assert check_outcomes(rubric(sheet), outcomes(given)) == []


@pytest.mark.parametrize(
    "rules",
    [
        {"least_total": "10"},
        {"least_total": "0"},
        {"least_base": "8"},
        {"floors": [{"row": "I", "points": "8"}, {"row": "I.2", "percent": "100"}]},
        {"must_pass": ["III"]},
    ],
)
def test_rules_within_the_rubric_fit(rules):
    assert found(SHEET, outcome(**rules)) == []


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ({"least_total": "10.5"}, "mức tổng điểm 10,5 phải từ 0 đến 10"),
        ({"least_total": "-1"}, "mức tổng điểm -1 phải từ 0 đến 10"),
        ({"least_base": "9"}, "mức điểm không tính điểm thưởng 9 phải từ 0 đến 8"),
        ({"floors": [{"row": "IX", "points": "1"}]}, "mức sàn đặt cho mã IX không có trong bộ tiêu chí"),
        ({"floors": [{"row": "III", "points": "1"}]}, "mức sàn đặt cho mục III không tính điểm"),
        ({"floors": [{"row": "I.1", "points": "7"}]}, "mức sàn của mục I.1 phải từ 0 đến 6"),
        ({"floors": [{"row": "I.1", "percent": "101"}]}, "mức sàn của mục I.1 phải từ 0% đến 100%"),
        ({"must_pass": ["IX"]}, "nội dung phải đạt mã IX không có trong bộ tiêu chí"),
        ({"must_pass": ["I"]}, "mục I không chấm “đạt / không đạt”"),
        ({"must_pass": ["II"]}, "mục II không chấm “đạt / không đạt”"),
    ],
)
def test_rules_outside_the_rubric_are_named(rules, fault):
    assert found(SHEET, outcome(**rules)) == [f"Mức “dat”: {fault}."]


@pytest.mark.parametrize(("key", "name"), [("least_total", "tổng điểm"), ("least_base", "điểm không tính điểm thưởng")])
def test_points_cannot_be_asked_of_verdicts(key, name):
    assert found(VERDICTS, outcome(**{key: "1"})) == [f"Mức “dat”: đặt mức {name} nhưng bộ tiêu chí không tính điểm."]


def test_codes_are_used_once():
    assert found(SHEET, outcome(least_total="5"), outcome(least_total="4")) == ["Các mức xếp loại trùng mã."]


def test_outcomes_stand_best_first():
    assert found(SHEET, outcome("a", least_total="5"), outcome("b", least_total="6")) == [
        "Các mức phải xếp từ cao xuống thấp theo điểm tối thiểu."
    ]


def test_an_outcome_that_asks_for_nothing_stands_last():
    last = {"code": "khong", "name": "khong"}
    assert found(SHEET, outcome(least_total="5"), last) == []
    assert found(SHEET, last, outcome(least_total="5")) == [
        "Mức “khong” không có điều kiện nào nên các mức sau không bao giờ được xét."
    ]


def test_a_set_without_thresholds_fits_everything():
    assert found(SHEET) == []
    assert found(VERDICTS) == []
