"""What publishing refuses in conditions, effects, fields and applicability."""

import pytest

from scoring.pure.check import check
from scoring.pure.check_outcomes import check_outcomes
from scoring.pure.outcome import parse_outcomes

from .builders import build, row
from .observing import FIELDS

FACT = {"source": "facts", "aggregate": "value"}
SHARE = {"source": "meetings", "aggregate": "share", "holds": [{"field": "grade", "at_least": "kha"}]}
COUNT = {"source": "meetings", "aggregate": "count"}
YEARS = {"source": "years", "aggregate": "count", "window": {"last": 3}}
NEVER, ALWAYS = "không bao giờ đáp ứng được", "lúc nào cũng đáp ứng"
FINE = {"metric": FACT | {"field": "good"}, "at_least": "1"}


def rule(when=FINE, code="r1", applies=None, **effect):
    given = {"code": code, "text": "câu", "when": when, "effect": effect or {"type": "advise"}}
    return given | ({"applies": applies} if applies else {})


def faults(*rules, fields=FIELDS, kind="points", maximum=5, spec=None, **meta):
    """What is found wrong with a rubric whose first row carries the rules."""
    own = (spec if spec is not None else {"step": "0.5"}) | {"conditions": list(rules)}
    sheet = build(row("A", kind, maximum, marker="1", spec=own), row("B", maximum=5, marker="2"), fields=fields, **meta)
    return [problem.message for problem in check(sheet)]


def of(*rules, **keys):
    """The same without the place."""
    return [message.split(": ", 1)[1] for message in faults(*rules, **keys)]


def both(*parts):
    return {"all": list(parts)}


def good(**compared):
    return {"metric": FACT | {"field": "good"}} | compared


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ({"metric": SHARE, "at_least": "101"}, NEVER),
        ({"metric": SHARE, "more_than": "100"}, NEVER),
        ({"metric": SHARE, "at_least": "0"}, ALWAYS),
        ({"metric": SHARE, "at_most": "100"}, ALWAYS),
        ({"metric": SHARE, "less_than": "0"}, NEVER),
        ({"metric": COUNT, "at_least": "0"}, ALWAYS),
        ({"metric": COUNT, "equals": "1.5"}, NEVER),
        ({"metric": COUNT, "less_than": "0"}, NEVER),
        ({"metric": YEARS, "at_least": "4"}, NEVER),
        ({"metric": YEARS, "at_most": "3"}, ALWAYS),
        ({"metric": YEARS | {"window": {"from_year": 2020, "to_year": 2021}}, "more_than": "2"}, NEVER),
        ({"metric": YEARS | {"each": "year"}, "at_least": "2"}, NEVER),
        ({"metric": FACT | {"field": "level"}, "at_least": "kem"}, ALWAYS),
        ({"metric": FACT | {"field": "level"}, "more_than": "tot"}, NEVER),
        ({"metric": FACT | {"field": "good"}, "less_than": "0"}, NEVER),
        ({"metric": {"source": "marks", "aggregate": "value", "field": "percent", "rows": ["A"]}, "more_than": "100"},
         NEVER),
        ({"metric": {"source": "marks", "aggregate": "value", "field": "points", "rows": ["B"]}, "at_least": "6"},
         NEVER),
        ({"metric": {"source": "marks", "aggregate": "count", "rows": ["A", "B"]}, "at_most": "2"}, ALWAYS),
        ({"metric": SHARE | {"where": [{"field": "grade", "equals": "kem"}]}, "at_least": "50"}, NEVER),
        ({"metric": COUNT | {"where": [{"field": "present", "at_least": "5"}, {"field": "present", "less_than": "5"}]},
          "at_least": "1"}, "bộ lọc không bao giờ chọn được bản ghi nào"),
        ({"metric": COUNT | {"where": [{"field": "grade", "equals": "tot"}, {"field": "grade", "equals": "kem"}]},
          "at_least": "1"}, "bộ lọc không bao giờ chọn được bản ghi nào"),
        (both(good(at_least="5"), good(less_than="5")), f"các điều kiện về “Số tốt” loại trừ nhau nên {NEVER}"),
        (both(good(at_least="5"), both(good(at_most="4"), FINE)),
         f"các điều kiện về “Số tốt” loại trừ nhau nên {NEVER}"),
        ({"any": [good(at_least="5"), good(at_most="5")]},
         f"các điều kiện về “Số tốt” bao trùm mọi trường hợp nên {ALWAYS}"),
    ],
)  # fmt: skip
def test_a_condition_that_can_come_out_one_way_only_is_named(when, fault):
    assert of(rule(when)) == [f"{fault}."]


@pytest.mark.parametrize(
    "when",
    [
        {"metric": SHARE, "at_least": "100"}, {"metric": SHARE, "more_than": "0"}, {"metric": SHARE, "equals": "100"},
        {"metric": COUNT, "at_least": "12"}, {"metric": COUNT, "at_most": "0"}, {"metric": YEARS, "at_least": "3"},
        {"metric": FACT | {"field": "level"}, "at_least": "tot"}, {"metric": FACT | {"field": "calm"}, "equals": False},
        {"metric": FACT | {"field": "sent"}, "at_most": "2026-01-20"}, good(at_most="0"),
        {"metric": YEARS | {"of": "children"}, "at_least": "40"}, both(good(at_least="5"), good(at_most="5")),
        {"any": [good(at_least="5"), good(less_than="4")]}, {"any": [good(at_least="5"), good(equals="1")]},
        {"metric": FACT | {"aggregate": "share", "field": "good", "total_field": "total"}, "at_least": "120"},
    ],
)  # fmt: skip
def test_a_condition_that_may_hold_and_may_fail_is_fine(when):
    assert of(rule(when)) == []


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ({"metric": FACT | {"field": "level"}, "at_least": "rat_tot"}, "mức “rat_tot” không có trong trường “Cấp độ”"),
        ({"metric": FACT | {"field": "good"}, "equals": True}, "không so sánh được trường “Số tốt” với “có”"),
        ({"metric": FACT | {"field": "calm"}, "at_least": "1"}, "không so sánh được trường “Ổn định” với “1”"),
        ({"metric": {"source": "facts", "aggregate": "sum", "field": "level"}, "at_least": "1"},
         "trường “Cấp độ” không phải là số nên không cộng được"),
        ({"metric": COUNT | {"where": [{"field": "minutes", "equals": "có"}]}, "at_least": "1"},
         "không so sánh được trường “Có biên bản” với “có”"),
        ({"metric": COUNT | {"where": [{"field": "chair", "equals": "x"}]}, "at_least": "1"},
         "dùng trường “chair” của “meetings” chưa khai báo"),
        ({"metric": {"source": "sheets", "aggregate": "least", "field": "colour"}, "at_least": "1"},
         "dùng trường “colour” của “sheets” không có"),
        ({"metric": {"source": "marks", "aggregate": "sum", "field": "points", "rows": ["Z"]}, "at_least": "1"},
         "đọc dòng mã Z không có trong bộ tiêu chí"),
        ({"metric": {"source": "marks", "aggregate": "sum", "field": "points", "each": "month"}, "at_least": "1"},
         "điểm của phiếu này không đọc theo thời gian hoặc theo đơn vị khác"),
        ({"metric": COUNT | {"rows": ["A"]}, "at_least": "1"}, "chỉ điểm của phiếu này mới chọn theo dòng"),
        ({"metric": {"source": "years", "aggregate": "longest_run", "of": "children",
                     "holds": [{"field": "grade", "equals": "tot"}]}, "at_least": "1"},
         "chuỗi liên tiếp chỉ tính cho chính đơn vị"),
        ({"metric": COUNT | {"programme": "p"}, "at_least": "1"}, "chỉ các phiếu khác mới chọn theo mô hình"),
    ],
)  # fmt: skip
def test_a_condition_that_reads_what_is_not_there_is_named(when, fault):
    assert of(rule(when)) == [f"{fault}."]


CHOICES = {"choices": [{"code": "tot", "label": "Tốt", "rank": 1}, {"code": "kem", "label": "Kém", "rank": 2}]}


@pytest.mark.parametrize(
    ("effect", "keys", "fault"),
    [
        ({"type": "force", "choice": "tot"}, {}, "đặt mức cho một dòng không chọn mức"),
        ({"type": "force", "choice": "kha"}, {"kind": "choice", "maximum": None, "spec": CHOICES},
         "đặt mức “kha” mà dòng này không có"),
        ({"type": "zero"}, {"kind": "choice", "maximum": None, "spec": CHOICES},
         "làm thay đổi điểm của một dòng không tính điểm"),
        ({"type": "cap", "cap": "5"}, {}, "mức trần 5 phải từ 0 đến dưới 5"),
        ({"type": "cap", "cap": "-1"}, {}, "mức trần -1 phải từ 0 đến dưới 5"),
        ({"type": "cap", "cap": "10", "rows": ["A", "B"]}, {}, "mức trần 10 phải từ 0 đến dưới 10"),
        ({"type": "cap", "cap": "1", "rows": ["A", "Z"]}, {}, "tác động lên dòng mã Z không có trong bộ tiêu chí"),
    ],
)  # fmt: skip
def test_an_effect_without_a_target_is_named(effect, keys, fault):
    assert of(rule(**effect), **keys) == [f"{fault}."]


@pytest.mark.parametrize(
    ("effect", "keys"),
    [
        ({"type": "force", "choice": "kem"}, {"kind": "choice", "maximum": None, "spec": CHOICES}),
        ({"type": "force", "choice": "fail"}, {"kind": "pass_fail", "maximum": None, "spec": {}}),
        ({"type": "zero"}, {}), ({"type": "full"}, {}), ({"type": "cap", "cap": "4.5"}, {}),
        ({"type": "cap", "cap": "9", "rows": ["A", "B"]}, {}), ({"type": "block", "outcomes": ["dat"]}, {}),
    ],
)  # fmt: skip
def test_an_effect_with_a_target_is_fine(effect, keys):
    assert of(rule(**effect), **keys) == []


def test_a_figure_that_nobody_enters_is_named_if_something_reads_it():
    silent = [{key: part for key, part in field.items() if key != "entered_by"} for field in FIELDS]
    assert faults(rule(), fields=silent) == ["Số liệu “Số tốt” được điều kiện dùng tới nhưng không ai nhập."]
    assert faults(fields=silent) == []
    applies = rule(applies={"declared": "calm"})
    assert faults(applies, fields=silent) == [
        "Số liệu “Số tốt” được điều kiện dùng tới nhưng không ai nhập.",
        "Số liệu “Ổn định” được điều kiện dùng tới nhưng không ai nhập.",
    ]


def test_a_field_declared_twice_or_without_levels_is_named():
    twice = [*FIELDS, {"code": "good", "label": "Số khác", "source": "facts", "type": "number", "entered_by": "unit"}]
    assert faults(fields=twice) == ["Số liệu “Số khác”: khai báo hai lần mã good."]
    flat = [*FIELDS, {"code": "flat", "label": "Bậc", "source": "facts", "type": "level", "levels": ["a"]}]
    assert faults(fields=flat) == ["Số liệu “Bậc”: cần ít nhất hai mức khác nhau."]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({}, False), ({"code": "recognised"}, True), ({"type": "yes_no"}, True), ({"source": "meetings"}, True)],
)
def test_a_figure_that_the_software_counts_says_of_which_programme(changes, wrong):
    counted = {
        "code": "dang-vien.recognised", "label": "Số được công nhận", "source": "facts", "type": "number",
        "entered_by": "software", **changes,
    }  # fmt: skip
    assert [fault[:42] for fault in faults(fields=[*FIELDS, counted])] == [
        "Số liệu “Số được công nhận” do phần mềm đế"
    ] * wrong


@pytest.mark.parametrize("key", ["declared", "not_declared"])
def test_a_property_that_nobody_declares_is_named(key):
    fault = "áp dụng theo khai báo “good” mà không có trường có / không nào mang mã này."
    assert of(rule(applies={key: "good"})) == [fault]
    assert of(rule(applies={key: "calm"})) == []


def reached(outer, inner, rule_applies=None, **meta):
    rules = [rule(applies=rule_applies)] if rule_applies else []
    sheet = build(
        row("G", "group", 5, row("G.1", maximum=5, marker="(1)", spec={
            "step": "0.5", "applies": inner, "when_not_applicable": "excluded", "conditions": rules}),
            marker="1", spec={"applies": outer}),
        fields=FIELDS, **meta,
    )  # fmt: skip
    return [problem.message for problem in check(sheet)]


@pytest.mark.parametrize(
    ("outer", "inner", "where"),
    [
        ({"sector": ["x"]}, {"sector": ["y"]}, "loại hình"),
        ({"level": ["a", "b"]}, {"level": ["c"]}, "cấp"),
        ({"kind": ["a"]}, {"kind": ["c"]}, "loại tổ chức"),
        ({"size": {"at_least": 31}}, {"size": {"at_most": 30}}, "số đảng viên"),
        ({"declared": "calm"}, {"not_declared": "calm"}, "khai báo “calm”"),
        ({}, {"period": ["month"]}, "kỳ"),
    ],
)
def test_a_row_that_no_unit_can_meet_is_named(outer, inner, where):
    words = f"không đơn vị nào áp dụng được, vì các quy định về {where} loại trừ nhau."
    assert reached(outer, inner) == [f"Mục 1.(1) (mã G.1): {words}"]
    assert reached(outer, {}, inner) == [f"Mục 1.(1) (mã G.1), điều kiện r1: {words}"]


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ({"sector": ["x", "y"]}, {"sector": ["y"]}), ({"size": {"at_least": 10}}, {"size": {"at_most": 10}}),
        ({"sector": ["x"]}, {"level": ["a"]}), ({"period": ["year"]}, {}), ({"declared": "calm"}, {"declared": "calm"}),
    ],
)  # fmt: skip
def test_a_row_that_some_unit_meets_is_fine(outer, inner):
    assert reached(outer, inner) == []


def test_a_group_that_no_unit_can_meet_is_named_once():
    words = "không đơn vị nào áp dụng được, vì các quy định về loại hình loại trừ nhau."
    assert reached({"sector": ["x"]}, {}, applies={"sector": ["y"]}) == [f"Mục 1 (mã G): {words}"]


def test_what_fills_a_row_is_checked_too():
    filled = {"step": "1", "filled_by": {"source": "meetings", "aggregate": "sum", "field": "chair"}}
    assert faults(spec=filled) == ["Mục 1 (mã A), số tự điền: dùng trường “chair” của “meetings” chưa khai báo."]


def outcome_faults(*rules, **outcome):
    sheet = build(row("A", maximum=5, spec={"step": "0.5", "conditions": list(rules)}), fields=FIELDS)
    given = {"code": "thu", "name": "Thử", "outcomes": [{"code": "dat", "name": "Đạt", "recognises": True} | outcome]}
    return [problem.message for problem in check_outcomes(sheet, parse_outcomes(given))]


def test_rules_of_outcomes_are_checked():
    block = rule({"metric": SHARE, "at_least": "101"}, type="block")
    assert outcome_faults(conditions=[block]) == [f"Mức “Đạt”: điều kiện r1: {NEVER}."]
    assert outcome_faults(conditions=[rule(type="zero")]) == [
        "Mức “Đạt”: điều kiện r1: điều kiện của mức xếp loại chỉ chặn mức đó hoặc chỉ nhắc."
    ]
    assert outcome_faults(conditions=[rule(type="block")]) == []


def test_one_code_for_two_sentences_and_outcomes_that_are_not_there_are_named():
    assert outcome_faults(rule(type="zero"), conditions=[rule(type="block")]) == ["Điều kiện trùng mã: r1."]
    assert outcome_faults(rule(type="block"), conditions=[rule(type="block")]) == []
    blocking = rule(type="block", outcomes=["xuat-sac", "dat"])
    assert outcome_faults(blocking) == ["Điều kiện r1 chặn mức xuat-sac mà bộ mức xếp loại không có."]


@pytest.mark.parametrize(
    ("floor", "fine"),
    [
        ({"points": "5"}, True), ({"points": "5.5"}, False), ({"percent": "100", "without_bonus": True}, True),
        ({"percent": "101"}, False),
    ],
)  # fmt: skip
def test_floors_of_the_whole_sheet_lie_within_it(floor, fine):
    words = "Mức “Đạt”: mức sàn của cả phiếu phải từ 0 đến 5, hoặc từ 0% đến 100%."
    assert outcome_faults(floors=[floor]) == ([] if fine else [words])
