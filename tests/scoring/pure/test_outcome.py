import pytest

from scoring.pure.arithmetic import totals
from scoring.pure.outcome import Reason, parse_outcomes, propose

from .builders import NOT_APPLICABLE, build, choice, outcomes, row, rubric, value

POINTS = build(
    row("I", "group", 8,
        row("I.1", "points", 6, marker="(1)", spec={"step": "0.5", "when_not_applicable": "excluded"}),
        row("I.2", "points", 2, marker="(2)"),
        marker="I"),
    row("II", "points", 2, marker="II", spec={"step": "0.5", "role": "bonus"}),
)  # fmt: skip
FULL = {"I.1": value(6), "I.2": value(2), "II": value(2)}


def rule(code, effect=None, text="không có đơn thư"):
    return {
        "code": code,
        "text": text,
        "when": {"metric": {"source": "facts", "aggregate": "value", "field": "f"}, "at_most": "0"},
        "effect": effect or {"type": "block"},
    }


def outcome_set(*given, **head):
    return parse_outcomes({"code": "thu", "name": "Thử", "outcomes": list(given)} | head)


def outcome(code, **rules):
    return {"code": code, "name": code.title(), "recognises": True} | rules


LAST = {"code": "khong", "name": "Không đạt"}


def judge(sheet, marks, given, **findings):
    return propose(sheet, totals(sheet, marks), given, findings)


def holds(proposal):
    return [(reason.outcome, reason.holds) for reason in proposal.reasons]


def test_without_a_set_nothing_is_proposed_and_it_is_said_why():
    found = judge(POINTS, FULL, None)
    assert (found.outcome, found.name, found.recognises) == (None, None, False)
    assert found.reasons == (Reason("Chưa có ngưỡng điểm: đợt này chưa gắn bộ mức xếp loại.", None),)


def test_an_unset_set_proposes_nothing_and_gives_its_own_reason():
    found = judge(POINTS, FULL, outcome_set(note="chờ hướng dẫn."))
    assert found.outcome is None
    assert [reason.text for reason in found.reasons] == ["Chưa có ngưỡng điểm: chờ hướng dẫn."]


def test_a_title_without_any_rule_is_a_threshold_not_set():
    found = judge(POINTS, FULL, outcome_set(outcome("dat"), LAST))
    assert found.outcome is None
    assert [reason.text for reason in found.reasons] == ["Chưa có ngưỡng điểm: chưa đặt điều kiện cho mức “Dat”."]


@pytest.mark.parametrize(("left_out", "number"), [(("II",), 1), (("I.1", "I.2"), 2), (tuple(FULL), 3)])
def test_an_incomplete_sheet_proposes_nothing(left_out, number):
    marks = {code: each for code, each in FULL.items() if code not in left_out}
    found = judge(POINTS, marks, outcome_set(outcome("dat", least_total=1), LAST))
    assert found.outcome is None
    assert [reason.text for reason in found.reasons] == [f"Còn {number} nội dung chưa chấm."]


@pytest.mark.parametrize(("points", "expected"), [("2", "dat"), ("1.5", "dat"), ("1", "khong")])
def test_the_threshold_itself_is_enough(points, expected):
    given = outcome_set(outcome("dat", least_total="9.5"), LAST)
    assert judge(POINTS, FULL | {"II": value(points)}, given).outcome == expected


def test_reasons_give_what_was_found_the_threshold_and_the_clause():
    given = outcome_set(outcome("dat", least_total="9.5"), guideline_number="07-HD", guideline_date="2024-06-26")
    found = judge(POINTS, FULL | {"II": value("1.5")}, given)
    assert (found.outcome, found.name, found.recognises) == ("dat", "Dat", True)
    assert found.reasons == (
        Reason(
            text="Tổng điểm 9,5 đạt mức tối thiểu 9,5.",
            holds=True,
            found="9,5",
            threshold="9,5",
            clause="07-HD, ngày 26/6/2024",
            outcome="dat",
        ),
    )


def test_a_clause_of_its_own_goes_before_the_guideline():
    given = outcome_set(outcome("dat", least_total="1", clause="mục 3"), guideline_number="07-HD")
    assert [reason.clause for reason in judge(POINTS, FULL, given).reasons] == ["mục 3"]


def test_the_base_may_be_asked_for_without_bonus():
    given = outcome_set(outcome("dat", least_base="8"), LAST)
    assert judge(POINTS, FULL | {"II": value(0)}, given).outcome == "dat"
    found = judge(POINTS, FULL | {"I.2": value("1.5")}, given)
    assert found.outcome == "khong"
    assert found.reasons[0].text == "Điểm không tính điểm thưởng 7,5 chưa đạt mức tối thiểu 8."


def test_failing_one_rule_drops_to_the_next_whose_rules_hold():
    given = outcome_set(
        outcome("xuat-sac", least_total="9.5"),
        outcome("tot", least_total="8"),
        outcome("dat", least_total="5"),
    )
    found = judge(POINTS, FULL | {"I.2": value(0)}, given)
    assert found.outcome == "tot"
    assert holds(found) == [("xuat-sac", False), ("tot", True)]


def test_a_floor_in_points_drops_although_the_total_suffices():
    given = outcome_set(outcome("dat", least_total="8", floors=[{"row": "I.2", "points": "1"}]), LAST)
    found = judge(POINTS, FULL | {"I.2": value("0.5")}, given)
    assert found.outcome == "khong"
    assert [reason.text for reason in found.reasons] == ["Điểm mục I.(2) 0,5 chưa đạt mức tối thiểu 1."]


@pytest.mark.parametrize(("points", "expected"), [("5", "dat"), ("4.5", "khong")])
def test_a_floor_in_percent_is_read_against_the_maximum(points, expected):
    given = outcome_set(outcome("dat", floors=[{"row": "I", "percent": "87.5"}]), LAST)
    assert judge(POINTS, FULL | {"I.1": value(points)}, given).outcome == expected


def test_a_percent_just_below_is_not_shown_as_reached():
    sheet = build(row("A", maximum=3, spec={"step": "0.25"}))
    given = outcome_set(outcome("dat", floors=[{"row": "A", "percent": "66.67"}]), LAST)
    found = judge(sheet, {"A": value(2)}, given)
    assert found.outcome == "khong"
    assert found.reasons[0].found == "66,66%"


def test_every_rule_of_the_chosen_outcome_is_listed():
    given = outcome_set(
        outcome(
            "dat",
            least_total="8",
            least_base="7",
            floors=[{"row": "I", "percent": "50"}, {"row": "I.1", "points": "3", "clause": "mục 2"}],
            conditions=[rule("r1")],
        )
    )
    found = judge(POINTS, FULL, given, r1=True)
    assert [reason.text for reason in found.reasons] == [
        "Tổng điểm 10 đạt mức tối thiểu 8.",
        "Điểm không tính điểm thưởng 8 đạt mức tối thiểu 7.",
        "Điểm mục I 100% đạt mức tối thiểu 50%.",
        "Điểm mục I.(1) 6 đạt mức tối thiểu 3.",
        "không có đơn thư: đáp ứng.",
    ]
    assert found.reasons[3].clause == "mục 2"


def test_when_nothing_holds_nothing_is_proposed():
    found = judge(POINTS, FULL, outcome_set(outcome("dat", least_total="10.5")))
    assert (found.outcome, holds(found)) == (None, [("dat", False)])


@pytest.mark.parametrize(
    ("finding", "expected", "verdict"),
    [(True, "dat", True), (False, "khong", False), (None, None, None)],
)
def test_conditions_are_three_valued(finding, expected, verdict):
    given = outcome_set(outcome("dat", conditions=[rule("r1")]), LAST)
    found = judge(POINTS, FULL, given, r1=finding)
    assert found.outcome == expected
    assert found.reasons[0].holds is verdict


def test_a_condition_that_nobody_evaluated_never_proposes():
    found = judge(POINTS, FULL, outcome_set(outcome("dat", least_total=1, conditions=[rule("r1")]), LAST))
    assert (found.outcome, found.name) == (None, None)
    assert found.reasons[-1] == Reason(
        "không có đơn thư: chưa đủ dữ liệu.", None, outcome="dat", kind="block", rule="r1"
    )


def test_a_rule_that_fails_decides_although_another_is_open():
    given = outcome_set(outcome("dat", least_total="10.5", conditions=[rule("r1")]), LAST)
    assert judge(POINTS, FULL, given).outcome == "khong"


def test_an_open_better_outcome_keeps_the_lower_ones_from_being_proposed():
    given = outcome_set(outcome("tot", conditions=[rule("r1")]), outcome("dat", least_total="1"))
    assert judge(POINTS, FULL, given).outcome is None


def test_a_condition_may_bite_when_it_holds():
    given = outcome_set(outcome("dat", conditions=[rule("r1", {"type": "block", "on": "holds"})]), LAST)
    assert judge(POINTS, FULL, given, r1=True).outcome == "khong"
    assert judge(POINTS, FULL, given, r1=False).outcome == "dat"


def test_advice_decides_nothing():
    given = outcome_set(outcome("dat", least_total=1, conditions=[rule("r1", {"type": "advise"})]))
    assert judge(POINTS, FULL, given).outcome == "dat"
    assert judge(POINTS, FULL, given, r1=False).outcome == "dat"


VERDICTS = build(
    row("A", "pass_fail", marker="1", text="Đoàn kết"),
    row("B", "group", None,
        row("B.1", "pass_fail", marker="(1)", spec={"when_not_applicable": "excluded"}),
        row("B.2", "pass_fail", marker="(2)", spec={"when_not_applicable": "excluded"}),
        marker="2", text="Kỷ luật"),
)  # fmt: skip
PASSED = {code: choice("pass") for code in ("A", "B.1", "B.2")}
BOTH = outcome_set(outcome("dat", must_pass=["A", "B"]), LAST)


def test_a_title_needs_all_contents_passed():
    found = judge(VERDICTS, PASSED, BOTH)
    assert found.outcome == "dat"
    assert [reason.text for reason in found.reasons] == [
        "Nội dung 1. Đoàn kết: đạt.",
        "Nội dung 2. Kỷ luật: đạt.",
    ]
    assert (found.reasons[0].found, found.reasons[0].threshold) == ("Đạt", "Đạt")


@pytest.mark.parametrize("failed", ["A", "B.1", "B.2"])
def test_one_content_failed_is_no_title(failed):
    found = judge(VERDICTS, PASSED | {failed: choice("fail")}, BOTH)
    assert (found.outcome, found.recognises) == ("khong", False)
    (reason,) = found.reasons
    assert (reason.holds, reason.found, reason.threshold) == (False, "Không đạt", "Đạt")


def test_rows_set_aside_do_not_count_as_failed():
    assert judge(VERDICTS, PASSED | {"B.1": NOT_APPLICABLE}, BOTH).outcome == "dat"


def test_a_group_of_which_nothing_applies_is_undecided():
    marks = PASSED | {"B.1": NOT_APPLICABLE, "B.2": NOT_APPLICABLE}
    found = judge(VERDICTS, marks, BOTH)
    assert found.outcome is None
    assert found.reasons[-1].text == "Nội dung 2. Kỷ luật: chưa đủ dữ liệu."


def test_the_words_of_the_row_are_used():
    sheet = build(row("A", "pass_fail", spec={"labels": {"passed": "Có", "failed": "Chưa"}}))
    found = judge(sheet, {"A": choice("fail")}, outcome_set(outcome("dat", must_pass=["A"]), LAST))
    assert (found.reasons[0].found, found.reasons[0].threshold) == ("Chưa", "Có")


@pytest.mark.parametrize("rules", [{"must_pass": ["IX"]}, {"floors": [{"row": "IX", "points": "1"}]}])
def test_a_row_that_the_rubric_lacks_is_undecided(rules):
    found = judge(POINTS, FULL, outcome_set(outcome("dat", **rules), LAST))
    assert found.outcome is None
    assert found.reasons[-1].text == "Bộ tiêu chí này không có dòng mã IX: chưa đủ dữ liệu."


def test_a_total_asked_of_a_rubric_without_points_is_undecided():
    found = judge(VERDICTS, PASSED, outcome_set(outcome("dat", least_total="1"), LAST))
    assert found.outcome is None
    assert found.reasons[0].text == "Tổng điểm: chưa đủ dữ liệu để so với mức tối thiểu 1."


def with_row_rule(effect):
    spec = {"conditions": [rule("r1", effect)], "when_not_applicable": "excluded"}
    return build(row("A", "pass_fail", spec=spec), row("B", "pass_fail"))


MUST_A = outcome_set(outcome("dat", must_pass=["A"]), LAST)
MUST_B = outcome_set(outcome("dat", must_pass=["B"]), LAST)
AB = {"A": choice("pass"), "B": choice("pass")}


@pytest.mark.parametrize(
    ("effect", "given", "finding", "expected"),
    [
        ({"type": "force", "choice": "fail"}, MUST_A, True, "dat"),
        ({"type": "force", "choice": "fail"}, MUST_A, False, "khong"),
        ({"type": "force", "choice": "fail"}, MUST_A, None, None),
        ({"type": "force", "choice": "fail"}, MUST_B, None, "dat"),
        ({"type": "block"}, MUST_B, True, "dat"),
        ({"type": "block"}, MUST_B, False, "khong"),
        ({"type": "block"}, MUST_B, None, None),
        ({"type": "block", "outcomes": ["xuat-sac"]}, MUST_B, None, "dat"),
        ({"type": "block", "outcomes": ["dat"]}, MUST_B, None, None),
        ({"type": "advise"}, MUST_A, None, "dat"),
    ],
)
def test_conditions_of_rows_reach_the_outcomes_they_concern(effect, given, finding, expected):
    assert judge(with_row_rule(effect), AB, given, r1=finding).outcome == expected


def test_conditions_of_rows_set_aside_do_not_matter():
    sheet = with_row_rule({"type": "block"})
    assert judge(sheet, AB | {"A": NOT_APPLICABLE}, MUST_B).outcome == "dat"


def test_conditions_of_rows_do_not_keep_the_last_outcome_away():
    sheet = with_row_rule({"type": "block"})
    assert judge(sheet, AB | {"B": choice("fail")}, MUST_B).outcome == "khong"


@pytest.mark.parametrize(
    ("reads", "least", "expected"),
    [
        ("raw", "4", "dat"),
        ("raw", "4.5", "khong"),
        ("lowered", "4.5", "khong"),
        ("scaled", "10", "dat"),
    ],
)
def test_the_set_says_which_total_is_read_when_rows_are_set_aside(reads, least, expected):
    given = outcome_set(outcome("dat", least_total=least), LAST, reads=reads)
    assert judge(POINTS, FULL | {"I.1": NOT_APPLICABLE}, given).outcome == expected


@pytest.mark.parametrize(("least", "expected"), [("8", "dat"), ("8.5", "khong")])
def test_the_whole_scale_is_what_a_sheet_can_reach_under_its_caps(least, expected):
    aside = {"step": "0.5", "when_not_applicable": "excluded"}
    rows = [row(code, maximum=6, spec=aside) for code in "AB"]
    sheet = build(*rows, caps=[{"rows": ["A", "B"], "maximum": "8"}])
    given = outcome_set(outcome("dat", least_total=least), LAST, reads="scaled")
    assert judge(sheet, {"A": NOT_APPLICABLE, "B": value(6)}, given).outcome == expected


@pytest.mark.parametrize(("reads", "expected"), [("raw", "khong"), ("lowered", "dat"), ("scaled", "dat")])
def test_percents_are_read_against_what_was_reachable_if_the_set_says_so(reads, expected):
    given = outcome_set(outcome("dat", floors=[{"row": "I", "percent": "90"}]), LAST, reads=reads)
    assert judge(POINTS, FULL | {"I.1": NOT_APPLICABLE}, given).outcome == expected


@pytest.mark.parametrize("rules", [{"least_total": "1"}, {"floors": [{"row": "A", "percent": "1"}]}])
def test_nothing_reachable_is_undecided(rules):
    sheet = build(row("A", maximum=6, spec={"step": "0.5", "when_not_applicable": "excluded"}))
    given = outcome_set(outcome("dat", **rules), LAST, reads="scaled")
    assert judge(sheet, {"A": NOT_APPLICABLE}, given).outcome is None


def full_marks(sheet):
    return {leaf.code: value(10) if leaf.kind == "count" else value(str(leaf.maximum)) for leaf in sheet.leaves()}


@pytest.mark.parametrize("name", ["s0-chi-bo", "s0-dang-bo-co-so"])
def test_the_shipped_set_without_thresholds_proposes_nothing_even_for_a_hundred_points(name):
    sheet = rubric(name)
    found = judge(sheet, full_marks(sheet), outcomes("s0-unset"))
    assert found.outcome is None
    assert found.reasons[0].text.startswith("Chưa có ngưỡng điểm: Kế hoạch số 159-KH/HU")


@pytest.mark.parametrize("name", ["s0-chi-bo", "s0-dang-bo-co-so"])
def test_the_illustrative_set_proposes(name):
    sheet = rubric(name)
    found = judge(sheet, full_marks(sheet), outcomes("s0-minh-hoa"))
    assert (found.outcome, found.name, found.recognises) == ("dat", "Đạt “bốn tốt”", True)
    marks = full_marks(sheet) | {f"I.3.{number}": value(2) for number in range(1, 6)}
    assert judge(sheet, marks, outcomes("s0-minh-hoa")).outcome == "khong-dat"


def findings(sheet, **changes):
    codes = [each.code for each_row in sheet.rows for each in each_row.spec.conditions]
    return dict.fromkeys(codes, True) | {key.replace("_", "-"): found for key, found in changes.items()}


@pytest.mark.parametrize("name", ["s1-chi-bo", "s1-dang-bo-co-so"])
def test_four_contents_passed_are_a_title_once_the_measured_conditions_hold(name):
    sheet = rubric(name)
    marks = {leaf.code: choice("pass") for leaf in sheet.leaves()}
    given = outcomes("s1-to-chuc")
    assert judge(sheet, marks, given, **findings(sheet)).outcome == "dat"
    assert judge(sheet, marks, given, **findings(sheet, khong_don_thu=False)).outcome == "khong-dat"
    undecided = judge(sheet, marks, given)
    assert undecided.outcome is None
    assert {reason.holds for reason in undecided.reasons} == {True, None}
    failed = marks | {"1.3": choice("fail")}
    assert judge(sheet, failed, given, **findings(sheet)).outcome == "khong-dat"


def test_a_member_is_judged_by_four_contents():
    sheet = rubric("s1-dang-vien")
    marks = {leaf.code: choice("pass") for leaf in sheet.leaves()}
    assert judge(sheet, marks, outcomes("s1-dang-vien")).outcome == "dat"
    assert judge(sheet, marks | {"2.2": choice("fail")}, outcomes("s1-dang-vien")).outcome == "khong-dat"


def test_the_monthly_vote_is_no_title():
    sheet = rubric("s2-chi-bo")
    marks = {leaf.code: choice("pass") for leaf in sheet.leaves()}
    found = judge(sheet, marks, outcomes("s2"))
    assert (found.outcome, found.recognises) == ("dat", False)
    assert judge(sheet, marks | {"4": choice("fail")}, outcomes("s2")).outcome == "khong-dat"


def test_a_model_cell_is_judged_by_its_sector():
    sheet = rubric("s4-chi-bo-co-so")
    marks = {leaf.code: choice("pass") for leaf in sheet.leaves()}
    aside = {leaf.code: NOT_APPLICABLE for code in ("2.1", "2.2") for leaf in sheet.below(code)}
    given = outcomes("s4-chi-bo-kieu-mau")
    assert judge(sheet, marks | aside, given, **findings(sheet)).outcome == "kieu-mau"
    assert judge(sheet, marks | aside, given).outcome is None
    assert judge(sheet, marks | aside, given, **findings(sheet, nam_xuat_sac=False)).outcome == "chua-dat"
    other_sector = findings(sheet, hai_long_co_quan=False)
    assert judge(sheet, marks | aside, given, **other_sector).outcome == "kieu-mau"
