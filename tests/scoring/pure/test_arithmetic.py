from decimal import Decimal

import pytest

from scoring.pure.arithmetic import MarkError, MarkValue, add_up, earns_points, most_reachable, rounded, totals
from scoring.pure.meta import RoundTo

from .builders import NOT_APPLICABLE, build, choice, planned, row, rubric, value

S0_SELF = {
    "I.1.1": "5.5", "I.1.2": "5", "I.1.3": "6", "I.1.4": "4.5", "I.1.5": "5",
    "I.2.1": "13", "I.2.2.a": "2", "I.2.2.b": "0.5", "I.2.2.c": "1.5",
    "I.3.1": "4", "I.3.2": "3.5", "I.3.3": "4", "I.3.4": "3", "I.3.5": "4",
    "I.4.1": "9", "I.4.2": "8.5", "II.1": "7", "II.2": "2",
}  # fmt: skip
SUNDRY = build(
    row("I", "group", 10,
        row("I.1", "points", 6, spec={"step": "0.5", "when_not_applicable": "excluded"}),
        row("I.2", "pass_fail", 4, spec={"when_not_applicable": "full"})),
    row("II", "group", 5, row("II.1", "count", 5, spec={"unit": "0.5"}), spec={"role": "bonus"}),
)  # fmt: skip


def marks(given):
    return {code: value(number) for code, number in given.items()}


def test_a_whole_sheet_adds_up_as_by_hand():
    found = totals(rubric("s0-chi-bo"), marks(S0_SELF))
    by_hand = {
        "I.1": "26", "I.2.2": "4", "I.2": "17", "I.3": "18.5", "I.4": "17.5",
        "I": "79", "II.1": "3.5", "II.2": "2", "II": "5.5",
    }  # fmt: skip
    assert {code: found.points[code] for code in by_hand} == {code: Decimal(number) for code, number in by_hand.items()}
    assert (found.base, found.bonus, found.total) == (Decimal(79), Decimal("5.5"), Decimal("84.5"))
    assert (found.filled, found.required, found.missing) == (18, 18, ())
    assert found.complete


def test_a_full_sheet_reaches_exactly_the_maxima():
    sheet = rubric("s0-chi-bo")
    full = {leaf.code: MarkValue(value=leaf.maximum) for leaf in sheet.leaves()}
    found = totals(sheet, full | {"II.1": value(10)})
    assert (found.base, found.bonus, found.total, found.maximum) == (90, 10, 100, 100)
    assert found.points == {each.code: each.maximum for each in sheet.rows}


def test_the_sheet_of_the_base_committee_reaches_its_maxima():
    sheet = rubric("s0-dang-bo-co-so")
    full = {leaf.code: MarkValue(value=leaf.maximum) for leaf in sheet.leaves()}
    found = totals(sheet, full | {"II.1": value(30)})
    assert (found.base, found.bonus, found.total) == (90, 10, 100)


def test_an_empty_sheet_totals_nothing_and_lacks_everything():
    found = totals(SUNDRY, {})
    assert (found.base, found.bonus, found.total) == (0, 0, 0)
    assert found.points == {"I": 0, "I.1": None, "I.2": None, "II": 0, "II.1": None}
    assert (found.filled, found.required) == (0, 3)
    assert found.missing == ("I.1", "I.2", "II.1")
    assert not found.complete


def test_a_sheet_filled_in_part_gives_a_draft():
    found = totals(SUNDRY, {"II.1": value(3), "I.1": MarkValue()})
    assert (found.base, found.bonus, found.total) == (0, Decimal("1.5"), Decimal("1.5"))
    assert found.missing == ("I.1", "I.2")


def test_zero_is_a_mark():
    found = totals(SUNDRY, {"I.1": value(0), "I.2": choice("fail"), "II.1": value(0)})
    assert (found.total, found.missing) == (0, ())


def test_choices_and_rows_set_aside_are_reported():
    found = totals(SUNDRY, {"I.1": NOT_APPLICABLE, "I.2": choice("pass")})
    assert found.choices == {"I.2": "pass"}
    assert found.not_applicable == frozenset({"I.1"})


def test_an_excluded_row_lowers_what_was_reachable():
    found = totals(SUNDRY, {"I.1": NOT_APPLICABLE, "I.2": choice("pass"), "II.1": value(0)})
    assert (found.base, found.maximum, found.maxima["I"]) == (4, 9, 4)
    assert found.complete


def test_a_row_counted_full_earns_its_maximum():
    found = totals(SUNDRY, {"I.1": value(1), "I.2": NOT_APPLICABLE})
    assert (found.points["I.2"], found.base, found.maxima["I"]) == (4, 5, 10)


def test_a_rubric_without_bonus_has_none():
    found = totals(build(row("A", maximum=6)), {"A": value(3)})
    assert (found.base, found.bonus, found.total) == (3, None, 3)


def test_a_rubric_of_verdicts_has_no_total():
    sheet = build(row("I", "group", None, row("I.1", "pass_fail"), row("I.2", "pass_fail")))
    found = totals(sheet, {"I.1": choice("pass")})
    assert (found.base, found.bonus, found.total, found.maximum) == (None, None, None, None)
    assert found.points == {"I": None, "I.1": None, "I.2": None}
    assert (found.filled, found.missing) == (1, ("I.2",))


def test_a_capped_group_is_lowered_to_its_cap():
    sheet = build(row("I", "group", 8, row("a", maximum=6), row("b", maximum=6), spec={"cap": "8"}))
    assert totals(sheet, {"a": value(6), "b": value(5)}).base == 8
    assert totals(sheet, {"a": value(6), "b": value(1)}).base == 7


def test_rows_capped_together_are_lowered_together():
    caps = [{"rows": ["a", "b"], "maximum": "5"}]
    children = [row(code, maximum=4) for code in "abc"]
    sheet = build(row("I", "group", 9, *children, spec={"caps": caps}))
    assert totals(sheet, {"a": value(4), "b": value(4), "c": value(2)}).base == 7
    assert totals(sheet, {"a": value(2), "b": value(2), "c": value(2)}).base == 6
    assert totals(sheet, {"a": value(4)}).base == 4


def test_a_deduction_lowers_its_group_but_not_below_zero():
    children = [row("a", maximum=4), row("b", "deduction", 3, spec={"step": "0.5"})]
    sheet = build(row("I", "group", 4, *children))
    assert totals(sheet, {"a": value(4), "b": value("1.5")}).base == Decimal("2.5")
    found = totals(sheet, {"a": value(1), "b": value(3)})
    assert (found.points["b"], found.base, found.total, found.maxima["b"]) == (-3, 0, 0, 0)


def test_a_deduction_at_the_top_lowers_the_base():
    sheet = build(row("a", maximum=4), row("b", "deduction", 3, spec={"step": "0.5"}))
    assert totals(sheet, {"a": value(4), "b": value(3)}).total == 1
    assert totals(sheet, {"b": value(3)}).total == 0


@pytest.mark.parametrize(
    ("mode", "decimals", "expected"),
    [
        ("half_up", 1, "0.3"),
        ("half_even", 1, "0.2"),
        ("down", 1, "0.2"),
        ("up", 1, "0.3"),
        ("half_up", 0, "0"),
        ("up", 0, "1"),
        ("half_up", 2, "0.25"),
    ],
)
def test_rows_round_as_the_rubric_says(mode, decimals, expected):
    sheet = build(
        row("a", "count", 5, spec={"unit": "0.25"}),
        rounding={"row": {"decimals": decimals, "mode": mode}},
    )
    assert totals(sheet, {"a": value(1)}).points["a"] == Decimal(expected)


@pytest.mark.parametrize(("mode", "expected"), [("half_up", 1), ("half_even", 0), ("down", 0), ("up", 1)])
def test_the_total_rounds_by_itself_and_groups_stay_exact(mode, expected):
    sheet = build(
        row("I", "group", 5, row("a", maximum=3), row("b", maximum=2)),
        rounding={"total": {"decimals": 0, "mode": mode}},
    )
    found = totals(sheet, {"a": value("0.5")})
    assert (found.total, found.points["I"], found.base) == (expected, Decimal("0.5"), Decimal("0.5"))


def test_rounding_up_never_passes_the_maximum():
    sheet = build(
        row("a", maximum="2.5"),
        rounding={"row": {"decimals": 0, "mode": "up"}, "total": {"decimals": 0, "mode": "up"}},
    )
    found = totals(sheet, {"a": value("2.5")})
    assert (found.points["a"], found.total) == (Decimal("2.5"), Decimal("2.5"))


def test_rounded_keeps_the_decimals_asked_for():
    assert rounded(Decimal("2.345"), RoundTo(2, "half_up")) == Decimal("2.35")
    assert rounded(Decimal("2.345"), RoundTo(2, "half_even")) == Decimal("2.34")


def test_binary_fractions_do_not_creep_in():
    rows = [row(f"r{n}", maximum=1, spec={"step": "0.1"}) for n in range(10)]
    found = totals(build(*rows), {f"r{n}": value("0.1") for n in range(10)})
    assert found.total == 1


def test_a_refused_mark_is_not_added():
    with pytest.raises(MarkError) as caught:
        totals(SUNDRY, {"I.1": value("6.5")})
    assert caught.value.code == "I.1"


def test_a_mark_of_a_group_is_not_taken():
    with pytest.raises(MarkError) as caught:
        totals(SUNDRY, {"I": value(1)})
    assert caught.value.code == "I"


def test_a_mark_for_a_row_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        totals(SUNDRY, {"IX": value(1)})


WEIGHTED = build(
    row("A", "weighted", 20,
        row("A.1", "points", 100, spec={"step": "1"}),
        row("A.2", "points", 50, spec={"step": "1", "when_not_applicable": "excluded"}),
        row("A.3", "points", 10, spec={"step": "1", "when_not_applicable": "full"}),
        spec={"weights": [
            {"row": "A.1", "percent": "50"}, {"row": "A.2", "percent": "30"}, {"row": "A.3", "percent": "20"},
        ]}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "points", "most"),
    [
        # 20 × (50 % × 90/100 + 30 % × 40/50 + 20 % × 5/10) = 20 × (45 + 24 + 10) % = 15,8
        ({"A.1": value(90), "A.2": value(40), "A.3": value(5)}, "15.8", 20),
        ({"A.1": value(100), "A.2": value(50), "A.3": value(10)}, "20", 20),
        ({"A.1": value(90)}, "9", 20),
        ({}, "0", 20),
        # Without the second part 70 % of 20 can be reached: 45 % + 10 % of 20.
        ({"A.1": value(90), "A.2": NOT_APPLICABLE, "A.3": value(5)}, "11", 14),
        ({"A.1": value(90), "A.2": value(40), "A.3": NOT_APPLICABLE}, "17.8", 20),
    ],
)
def test_a_weighted_group_multiplies_the_share_of_each_part_by_its_coefficient(given, points, most):
    found = totals(WEIGHTED, given)
    assert (found.points["A"], found.total, found.maxima["A"]) == (Decimal(points), Decimal(points), most)


def test_a_weighted_group_rounds_like_a_row():
    thirds = [{"row": "a", "percent": "60"}, {"row": "b", "percent": "40"}]
    parts = [row("a", maximum=3), row("b", maximum=3)]
    sheet = build(row("A", "weighted", 10, *parts, spec={"weights": thirds}))
    # 10 × (60 % × 1/3 + 40 % × 2/3) = 4,666…
    assert totals(sheet, {"a": value(1), "b": value(2)}).points["A"] == Decimal("4.67")
    down = build(
        row("A", "weighted", 10, *parts, spec={"weights": thirds}), rounding={"row": {"decimals": 1, "mode": "down"}}
    )
    assert totals(down, {"a": value(1), "b": value(2)}).points["A"] == Decimal("4.6")
    assert totals(down, {"a": value(3), "b": value(3)}).points["A"] == 10


def spread(*caps, **meta):
    """Two base groups and a bonus of 5 + 5 points each; `caps` stand in the head."""
    pair = [[row(f"{top}.{n}", maximum=5) for n in (1, 2)] for top in ("I", "II", "III")]
    groups = [row(top, "group", 10, *pair[n]) for n, top in enumerate(("I", "II"))]
    bonus = row("III", "group", 10, *pair[2], spec={"role": "bonus"})
    return build(*groups, bonus, caps=list(caps), **meta)


def test_rows_of_several_groups_are_capped_together_in_the_sheet():
    sheet = spread({"rows": ["I.1", "II.1"], "maximum": "6"})
    given = marks({"I.1": "4", "I.2": "1", "II.1": "5", "II.2": "2"})
    found = totals(sheet, given)
    assert (found.points["I"], found.points["II"], found.base) == (5, 7, 9)
    assert (found.maximum, found.total) == (26, 9)
    assert totals(sheet, marks({"I.1": "4", "II.1": "2"})).base == 6


def test_a_cap_over_base_and_bonus_takes_from_the_bonus_first():
    sheet = spread({"rows": ["I.1", "III.1"], "maximum": "3"})
    found = totals(sheet, marks({"I.1": "2", "III.1": "4"}))
    assert (found.base, found.bonus, found.total) == (2, 1, 3)
    found = totals(sheet, marks({"I.1": "5", "III.1": "1"}))
    assert (found.base, found.bonus, found.total) == (3, 0, 3)


def test_a_cap_of_the_head_lowers_the_smallest_group_that_holds_its_rows():
    inner = [row(f"I.{n}", "group", 4, row(f"I.{n}.1", maximum=4)) for n in (1, 2)]
    caps = [{"rows": ["I.1.1", "I.2"], "maximum": "5"}]
    sheet = build(row("I", "group", 5, *inner), row("II", maximum=3), caps=caps)
    found = totals(sheet, marks({"I.1.1": "4", "I.2.1": "3", "II": "3"}))
    assert (found.points["I.1"], found.points["I.2"], found.points["I"]) == (4, 3, 5)
    assert (found.base, found.maxima["I"], found.maximum) == (8, 5, 8)


def test_sums_follow_from_any_points_and_may_be_adjusted_on_the_way():
    sheet = spread()
    points = {code: Decimal(3) for code in ("I.1", "I.2", "II.1", "III.2")}
    assert (add_up(sheet, points).base, add_up(sheet, points).bonus) == (9, 3)
    found = add_up(sheet, points, lambda group, amount: Decimal(0) if group.code == "I" else amount)
    assert (found.figures["I"], found.figures["II"], found.base, found.whole) == (0, 3, 3, 6)


def test_what_can_be_reached_at_most_knows_the_caps():
    assert most_reachable(spread()).whole == 30
    found = most_reachable(spread({"rows": ["II.1", "III.1"], "maximum": "6"}))
    assert (found.base, found.bonus, found.whole) == (20, 6, 26)


PLANNED = build(
    row("a", "ratio", 6, spec={"plan_entered": True, "when_plan_zero": "excluded"}),
    row("b", "ratio", 4, spec={"plan": "12"}),
    rounding={"row": {"decimals": 1, "mode": "half_up"}, "total": {"decimals": 0, "mode": "down"}},
)


def test_a_plan_of_zero_sets_its_row_aside():
    found = totals(PLANNED, {"a": planned(0, 3), "b": value(7)})
    # 4 × 7/12 = 2,333…
    assert (found.points["a"], found.points["b"], found.total, found.maximum) == (None, Decimal("2.3"), 2, 4)
    assert (found.maxima["a"], found.not_applicable, found.missing) == (0, {"a"}, ())


def test_a_plan_without_its_figure_is_still_missing():
    found = totals(PLANNED, {"a": MarkValue(plan=Decimal(10)), "b": value(12)})
    assert (found.points["a"], found.missing, found.maximum) == (None, ("a",), 10)


def test_rows_and_total_round_by_their_own_rules():
    # 6 × 5/9 = 3,333… → 3,3; 4 × 8/12 = 2,666… → 2,7; together 6,0; with 7/12 5,6 → 5
    assert totals(PLANNED, {"a": planned(9, 5), "b": value(8)}).total == 6
    assert totals(PLANNED, {"a": planned(9, 5), "b": value(7)}).total == 5


def test_earns_points_tells_rows_with_points_from_verdicts():
    sheet = rubric("s0-chi-bo")
    assert all(earns_points(sheet, each) for each in sheet.rows)
    verdicts = rubric("s4-chi-bo-co-so")
    assert not any(earns_points(verdicts, each) for each in verdicts.rows)
