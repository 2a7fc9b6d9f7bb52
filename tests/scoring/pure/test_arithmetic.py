from decimal import Decimal

import pytest

from scoring.pure.arithmetic import MarkError, MarkValue, earns_points, rounded, totals
from scoring.pure.meta import RoundTo

from .builders import NOT_APPLICABLE, build, choice, row, rubric, value

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


def test_weighted_groups_are_not_computed_wrong():
    found = totals(build(row("A", "weighted", 5, row("B", maximum=5))), {"B": value(5)})
    assert (found.points["A"], found.points["B"]) == (None, 5)


def test_earns_points_tells_rows_with_points_from_verdicts():
    sheet = rubric("s0-chi-bo")
    assert all(earns_points(sheet, each) for each in sheet.rows)
    verdicts = rubric("s4-chi-bo-co-so")
    assert not any(earns_points(verdicts, each) for each in verdicts.rows)
