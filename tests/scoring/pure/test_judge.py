"""The whole judgement: what conditions do to the outcome, and what is said about it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.pure.applicability import Unit, rows_not_applying
from scoring.pure.judge import judge
from scoring.pure.outcome import parse_outcomes
from scoring.pure.records import Observations

from .builders import NOT_APPLICABLE, build, choice, outcomes, row, rubric, value
from .observing import FIELDS, declared, meeting, seen, year
from .papers import GOOD, GRADES, RESULTS
from .sources import AS_OF, FOUR_CELL, MODEL, STAGES, WHOLE, regular
from .strategies import sheets

LAST = {"code": "khong", "name": "Không đạt"}
FEW = {"metric": {"source": "facts", "aggregate": "value", "field": "good"}, "at_least": "5"}


def rule(code="r1", applies=None, when=FEW, **effect):
    given = {"code": code, "text": "có ít nhất 5 việc tốt", "when": when, "effect": effect, "clause": "mục 2"}
    return given | ({"applies": applies} if applies else {})


def outcome(code, **rules):
    return {"code": code, "name": code.title(), "recognises": True} | rules


def outcome_set(*given, **head):
    return parse_outcomes({"code": "thu", "name": "Thử", "outcomes": list(given)} | head)


def sheet(*rules, **meta):
    spec = {"step": "0.5", "conditions": list(rules)}
    bonus = {"step": "0.5", "role": "bonus"}
    return build(row("A", maximum=8, spec=spec), row("B", maximum=2, spec=bonus), fields=FIELDS, **meta)


def figure(good, unit=None):
    return seen(facts=[declared(good=good)], unit=unit)


MARKS = {"A": value(8), "B": value(2)}
NINE = outcome_set(outcome("dat", least_total="9"), LAST)


@pytest.mark.parametrize(
    ("effect", "good", "expected"),
    [
        ({"type": "zero"}, 5, "dat"), ({"type": "zero"}, 4, "khong"), ({"type": "zero"}, None, None),
        ({"type": "cap", "cap": "7"}, 4, "dat"), ({"type": "cap", "cap": "6.5"}, 4, "khong"),
        ({"type": "advise"}, 4, "dat"), ({"type": "advise"}, None, "dat"), ({"type": "block"}, 4, "khong"),
        ({"type": "block"}, None, None), ({"type": "block", "outcomes": ["khong"]}, 4, "dat"),
    ],
)  # fmt: skip
def test_an_effect_reaches_the_outcome(effect, good, expected):
    assert judge(sheet(rule(**effect)), MARKS, NINE, figure(good)).proposal.outcome == expected


def test_an_open_rule_never_proposes_a_title_but_a_failed_one_decides():
    open_rule = sheet(rule(type="zero"))
    assert judge(open_rule, MARKS, NINE, figure(None)).proposal.outcome is None
    assert judge(open_rule, MARKS | {"A": value(5)}, NINE, figure(None)).proposal.outcome == "khong"


def test_what_lowered_the_points_is_told_once_with_what_followed():
    better = outcome_set(outcome("tot", least_total="10"), outcome("dat", least_total="9"), LAST)
    found = judge(sheet(rule(type="zero")), MARKS, better, figure(4)).proposal
    assert [reason.text for reason in found.reasons] == [
        "Tổng điểm 2 chưa đạt mức tối thiểu 10.",
        (
            "có ít nhất 5 việc tốt: không đáp ứng (thực tế 4, yêu cầu từ 5 trở lên). Vì vậy mục dòng 1 không được tính "
            "điểm."
        ),
        "Tổng điểm 2 chưa đạt mức tối thiểu 9.",
    ]
    told = found.reasons[1]
    assert (told.holds, told.found, told.threshold, told.clause) == (False, "4", "từ 5 trở lên", "mục 2")
    assert (told.kind, told.rule, told.row, told.outcome, told.records) == (
        "points", "r1", "A", "", ("Số liệu khai năm 2026",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "good", "holds", "words"),
    [
        (Unit(sector="x"), 5, True, "đáp ứng (thực tế 5, yêu cầu từ 5 trở lên)."),
        (Unit(sector="y"), 4, True, "không áp dụng với đơn vị này."),
        (Unit(), 5, True, "đáp ứng (thực tế 5, yêu cầu từ 5 trở lên)."),
        (Unit(), 4, None, "chưa đủ dữ liệu (chưa rõ điều kiện này có áp dụng cho đơn vị không)."),
    ],
)
def test_a_rule_that_does_not_apply_holds(unit, good, holds, words):
    found = judge(sheet(rule(applies={"sector": ["x"]}, type="zero")), MARKS, NINE, figure(good, unit))
    assert (found.rules["r1"].holds, found.rules["r1"].text) == (holds, f"có ít nhất 5 việc tốt: {words}")
    assert found.proposal.outcome == (None if holds is None else "dat")


@pytest.mark.parametrize(("sector", "points"), [("x", 0), ("y", 8)])
def test_a_rule_that_does_not_apply_does_nothing_either_way(sector, points):
    bites = rule(applies={"sector": ["x"]}, type="zero", on="holds")
    assert judge(sheet(bites), MARKS, NINE, figure(5, Unit(sector=sector))).totals.points["A"] == points


def test_words_where_the_rule_bites_when_it_holds():
    found = judge(sheet(rule(type="cap", cap="1", on="holds")), MARKS, NINE, figure(5)).rules["r1"]
    assert found.text == (
        "có ít nhất 5 việc tốt: đã xảy ra (thực tế 5, mức xét từ 5 trở lên). Vì vậy mục dòng 1 không quá 1 điểm."
    )
    found = judge(sheet(rule(type="cap", cap="1", on="holds")), MARKS, NINE, figure(4)).rules["r1"]
    assert found.text == "có ít nhất 5 việc tốt: không xảy ra (thực tế 4, mức xét từ 5 trở lên)."


def test_advice_stands_beside_the_proposal():
    found = judge(sheet(rule(type="advise")), MARKS, None, figure(4))
    assert [(reason.holds, reason.row) for reason in found.advice] == [(False, "A")]
    assert judge(sheet(rule(type="advise")), MARKS, None, figure(5)).advice == ()


def test_conditions_of_outcomes_are_evaluated_too():
    asks = outcome_set(outcome("dat", conditions=[rule(type="block")]), LAST)
    assert [judge(sheet(), MARKS, asks, figure(good)).proposal.outcome for good in (5, 4, None)] == [
        "dat", "khong", None,
    ]  # fmt: skip
    assert judge(sheet(), MARKS, asks).proposal.outcome is None


def test_conditions_on_marks_read_them_before_any_effect():
    own = {"metric": {"source": "marks", "aggregate": "value", "field": "points", "rows": ["A"]}, "at_least": "8"}
    rules = [rule("a", type="zero"), rule("b", when=own, type="block")]
    found = judge(sheet(*rules), MARKS, NINE, figure(4))
    assert (found.findings["b"].holds, found.totals.points["A"]) == (True, 0)


ROUNDED = {"rounding": {"total": {"decimals": 0}}}


@pytest.mark.parametrize(
    ("compares", "rules", "expected"),
    [
        ("rounded", {"least_total": "10"}, "dat"), ("exact", {"least_total": "10"}, "khong"),
        ("exact", {"least_total": "9.5"}, "dat"), ("rounded", {"least_base": "8"}, "dat"),
        ("exact", {"least_base": "8"}, "khong"),
        ("rounded", {"floors": [{"points": "8", "without_bonus": True}]}, "dat"),
        ("exact", {"floors": [{"points": "8", "without_bonus": True}]}, "khong"),
        ("exact", {"floors": [{"percent": "93.75", "without_bonus": True}]}, "dat"),
        ("exact", {"floors": [{"percent": "93.76", "without_bonus": True}]}, "khong"),
        ("exact", {"floors": [{"percent": "95"}]}, "dat"), ("exact", {"floors": [{"percent": "95.1"}]}, "khong"),
    ],
)  # fmt: skip
def test_the_set_names_the_value_that_is_compared(compares, rules, expected):
    given = outcome_set(outcome("dat", **rules), LAST, compares=compares)
    marks = {"A": value("7.5"), "B": value(2)}
    assert judge(sheet(**ROUNDED), marks, given, figure(5)).proposal.outcome == expected


def whole_log():
    thematic = [meeting(month, 20, kind="chuyen_de", grade="tot") for month in (3, 9)]
    return [*regular(*["kha"] * 12), *thematic]


FOUR = RESULTS | GRADES | {
    "complaints_inside": 0, "members_disciplined": 0, "members_total": 20, "members_completed": 20, "members_good": 10,
}  # fmt: skip
FOUR_MARKS = {code: choice("pass") for code in ("1.1", "1.2", "1.3", "1.4")}


def four(marks=FOUR_MARKS, *, waiting=(), meetings=None, **changed):
    given = seen(
        facts=[declared(2026, waiting=waiting, **FOUR | changed)],
        meetings=whole_log() if meetings is None else meetings, as_of=AS_OF,
    )  # fmt: skip
    return judge(rubric(FOUR_CELL), marks, outcomes("s1-to-chuc"), given)


def test_all_four_contents_propose_the_title_with_every_reason():
    found = four().proposal
    assert (found.outcome, found.recognises) == ("dat", True)
    rules = [rule for each in rubric(FOUR_CELL).rows for rule in each.spec.conditions]
    assert len(found.reasons) == 4 + len(rules)
    assert {reason.holds for reason in found.reasons} == {True}
    assert all(reason.clause for reason in found.reasons)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"members_good": 9}, "khong-dat"), ({"members_disciplined": 1}, "khong-dat"),
        ({"meetings": [*regular(*["kha"] * 12)]}, "khong-dat"), ({"own_task": "trung_binh"}, "khong-dat"),
        ({"members_good": None}, None), ({"waiting": ("members_disciplined",)}, None), ({"meetings": []}, None),
        ({"meetings": [meeting(1, 20, kind="thuong_ky", grade="tot")]}, "khong-dat"),
        ({"members_good": None, "members_disciplined": 1}, "khong-dat"),
    ],
)  # fmt: skip
def test_one_failed_condition_is_no_title_and_an_open_one_proposes_nothing(changed, expected):
    found = four(**changed)
    assert found.proposal.outcome == expected
    assert found.proposal.recognises is False


def test_a_failed_condition_forces_the_content_and_says_so():
    found = four(members_good=9)
    assert found.marked.choices["1.4"] == "pass"
    assert found.totals.choices["1.4"] == "fail"
    assert [reason.text for reason in found.proposal.reasons] == [
        "Nội dung 1.4. Xây dựng Cán bộ, Đảng viên tốt: không đạt.",
        (
            "trong đó có từ 50% được xếp loại chất lượng “Hoàn thành tốt nhiệm vụ” trở lên: không đáp ứng (thực tế 45% "
            "(9/20), yêu cầu từ 50% trở lên). Vì vậy mục 1.4 nhận mức “Không đạt”."
        ),
    ]
    assert found.proposal.reasons[1].clause == "Kế hoạch số 63-KH/ĐU, phần II, mục 1.4"


MODEL_FACTS = {
    "members_total": 12, "unions_total": 2, "unions_good": 2, "unions_excellent": 1, "members_with_e_handbook": 12,
    "members_exemplary": 12, "members_pledged": 12, "members_in_decline": 0, "families_total": 9,
    "cultural_families": 9, "members_good_at_residence": 12, "cultural_standard": True, "initiatives": 1,
    "satisfaction": 100, "members_qualified": 12, "e_handbook_deployed": True, "directly_rated": True,
}  # fmt: skip
OFFICE = Unit(level="chi_bo_co_so", sector="co_quan_hanh_chinh")


def model(unit=OFFICE, **changed):
    """A cell of an office over the five years of its stage."""
    sheet_of_cells = rubric(MODEL)
    aside = rows_not_applying(sheet_of_cells, unit)
    marks = {leaf.code: NOT_APPLICABLE if leaf.code in aside else choice("pass") for leaf in sheet_of_cells.leaves()}
    log = [
        meeting(month, year=each, kind="thuong_ky", members=12, speakers=5, absent_without_leave=0)
        for each in STAGES[MODEL]
        for month in range(1, 13)
    ]
    ledger = [year(2020 + n, grade=grade) for n, grade in enumerate([GOOD, GOOD, *["hoan_thanh_xuat_sac"] * 3])]
    given = seen(
        facts=[declared(each, **MODEL_FACTS | changed) for each in STAGES[MODEL]], meetings=log, years=ledger,
        period=WHOLE, as_of=AS_OF, unit=unit,
    )  # fmt: skip
    return judge(sheet_of_cells, marks, outcomes("s4-chi-bo-kieu-mau"), given)


def test_a_model_cell_is_proposed():
    assert (model().proposal.outcome, model().proposal.recognises) == ("kieu-mau", True)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"unions_excellent": 0}, "chua-dat"), ({"initiatives": 0}, "chua-dat"), ({"initiatives": None}, None),
        ({"e_handbook_deployed": None}, None), ({"directly_rated": None, "satisfaction": 90}, None),
        ({"directly_rated": False, "satisfaction": 0}, "kieu-mau"), ({"e_handbook_deployed": False}, None),
    ],
)  # fmt: skip
def test_a_model_cell_that_lacks_something_is_not(changed, expected):
    assert model(**changed).proposal.outcome == expected


def test_the_set_without_thresholds_proposes_nothing_but_advises():
    printed = rubric("s0-chi-bo")
    marks = {leaf.code: value(0) for leaf in printed.leaves()}
    found = judge(printed, marks, outcomes("s0-unset"), seen(facts=[declared(disunity=True)]))
    assert found.proposal.outcome is None
    assert found.rules["khong-mat-doan-ket"].holds is False
    assert "khong-mat-doan-ket" in [reason.rule for reason in found.advice]


ORDER = outcome_set(
    outcome("tot", least_total="1"), outcome("kha", floors=[{"percent": "40", "without_bonus": True}]), LAST
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.data(), sheets())
def test_more_points_never_mean_a_lower_outcome(data, given_sheet):
    rubric, marks = given_sheet
    entered = [leaf for leaf in rubric.leaves() if leaf.kind == "points" and not marks[leaf.code].not_applicable]
    before = judge(rubric, marks, ORDER).proposal.outcome
    for leaf in entered:
        more = data.draw(st.booleans())
        better = marks | ({leaf.code: value(str(leaf.maximum))} if more else {})
        after = judge(rubric, better, ORDER).proposal.outcome
        codes = ["tot", "kha", "khong"]
        if before in codes and after in codes:
            assert codes.index(after) <= codes.index(before)


def test_nothing_known_of_a_unit_leaves_everything_open():
    found = judge(rubric(FOUR_CELL), FOUR_MARKS, outcomes("s1-to-chuc"), Observations(seen().period))
    assert {finding.holds for finding in found.findings.values()} == {None}
    assert found.proposal.outcome is None
