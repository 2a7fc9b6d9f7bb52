"""What conditions do to rows: forced levels, zero, full, caps alone and together, on rows and groups."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.pure.arithmetic import totals
from scoring.pure.judge import judge
from scoring.pure.outcome import propose
from scoring.pure.rubric import parse, to_mapping

from .builders import NOT_APPLICABLE, build, choice, row, value
from .observing import FIELDS, declared, seen
from .strategies import sheets

FAILING = {"metric": {"source": "facts", "aggregate": "value", "field": "good"}, "at_least": "1"}
LEVELS = [
    {"code": "tot", "label": "Tốt", "rank": 1, "points": "4"},
    {"code": "kha", "label": "Khá", "rank": 2, "points": "3"},
    {"code": "kem", "label": "Kém", "rank": 3, "points": "0"},
]


def rule(code, **effect):
    return {"code": code, "text": f"điều kiện {code}", "when": FAILING, "effect": effect}


def points(*rules, **keys):
    return {"step": "0.5", "conditions": list(rules)} | keys


def judged(rows, marks, good=0, **meta):
    return judge(build(*rows, fields=FIELDS, **meta), marks, None, seen(facts=[declared(good=good)]))


def earned(rows, marks, good=0):
    found = judged(rows, marks, good).totals
    return {code: figure for code, figure in found.points.items() if figure is not None} | {"total": found.total}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], 4), ([rule("a", type="zero")], 0), ([rule("a", type="full")], 6),
        ([rule("a", type="cap", cap="2.5")], "2.5"),
        ([rule("a", type="cap", cap="5")], 4), ([rule("a", type="full"), rule("b", type="zero")], 0),
        ([rule("a", type="full"), rule("b", type="cap", cap="5")], 5), ([rule("a", type="advise")], 4),
        ([rule("a", type="cap", cap="3"), rule("b", type="cap", cap="1")], 1), ([rule("a", type="block")], 4),
        ([rule("a", type="zero", on="holds")], 4),
    ],
)  # fmt: skip
def test_effects_on_a_row_of_points(rules, expected):
    for order in permutations(rules):
        rows = [row("A", maximum=6, spec=points(*order)), row("B", maximum=2)]
        found = judged(rows, {"A": value(4), "B": value(2)})
        assert found.totals.points["A"] == Decimal(expected)
        assert (found.totals.total, found.marked.total) == (Decimal(expected) + 2, 6)


@pytest.mark.parametrize("good", [1, None])
def test_what_holds_or_is_open_changes_nothing(good):
    rows = [row("A", maximum=6, spec=points(rule("a", type="zero")))]
    assert earned(rows, {"A": value(4)}, good) == {"A": 4, "total": 4}


def test_an_effect_may_follow_when_the_condition_holds():
    rows = [row("A", maximum=6, spec=points(rule("a", type="zero", on="holds")))]
    assert earned(rows, {"A": value(4)}, 1)["A"] == 0


def test_a_forced_level_takes_its_points_and_the_worst_wins():
    rules = [rule("a", type="force", choice="kem"), rule("b", type="force", choice="kha")]
    for order in permutations(rules):
        rows = [row("A", "choice", 4, spec={"choices": LEVELS, "conditions": list(order)})]
        found = judged(rows, {"A": choice("tot")}).totals
        assert (found.points["A"], found.choices["A"]) == (0, "kem")


def test_a_row_that_nobody_marked_stays_unmarked():
    rows = [row("A", "pass_fail", spec={"conditions": [rule("a", type="force", choice="fail")]})]
    found = judged(rows, {}).totals
    assert (found.missing, found.choices) == (("A",), {})


def test_rows_set_aside_are_left_alone():
    spec = points(rule("a", type="zero"), when_not_applicable="full")
    assert earned([row("A", maximum=6, spec=spec)], {"A": NOT_APPLICABLE})["A"] == 6
    spec = points(rule("a", type="full"), when_not_applicable="excluded")
    assert earned([row("A", maximum=6, spec=spec), row("B", maximum=1)], {"A": NOT_APPLICABLE, "B": value(1)}) == {
        "B": 1, "total": 1,
    }  # fmt: skip


def test_a_cap_over_several_rows_takes_from_the_last():
    capped = rule("a", type="cap", cap="5", rows=["A", "B", "C"])
    rows = [row("A", maximum=4, spec=points(capped)), row("B", maximum=4), row("C", maximum=4)]
    assert earned(rows, {"A": value(3), "B": value(3), "C": value(2)}) == {"A": 3, "B": 2, "C": 0, "total": 5}


def test_caps_over_several_rows_do_not_depend_on_the_order_of_the_rules():
    caps = [rule("a", type="cap", cap="3", rows=["A", "B"]), rule("b", type="cap", cap="2", rows=["B", "C"]),
            rule("c", type="zero")]  # fmt: skip
    found = []
    for order in permutations(caps):
        rows = [row("A", maximum=4), row("B", maximum=4), row("C", maximum=4), row("D", maximum=1, spec=points(*order))]
        found.append(earned(rows, {code: value(1 if code == "D" else 2) for code in "ABCD"}))
    assert all(each == found[0] for each in found)
    assert found[0] == {"A": 2, "B": 1, "C": 1, "D": 0, "total": 4}


@pytest.mark.parametrize(("effect", "group", "total"), [
    ({"type": "zero"}, 0, 1), ({"type": "full"}, 6, 7), ({"type": "cap", "cap": "2"}, 2, 3),
])  # fmt: skip
def test_effects_on_a_group_are_on_its_sum(effect, group, total):
    rows = [
        row("G", "group", 6, row("G.1", maximum=4), row("G.2", maximum=2), spec={"conditions": [rule("a", **effect)]}),
        row("B", maximum=1),
    ]
    found = earned(rows, {"G.1": value(3), "G.2": value(1), "B": value(1)})
    assert found == {"G.1": 3, "G.2": 1, "G": group, "B": 1, "total": total}


@pytest.mark.parametrize(
    ("effect", "expected"),
    [({"type": "zero"}, 0), ({"type": "full"}, -3), ({"type": "cap", "cap": "1"}, -1), ({"type": "advise"}, -2)],
)
def test_effects_on_a_deduction(effect, expected):
    spec = points(rule("a", **effect))
    rows = [row("G", "group", 6, row("G.1", maximum=6), row("G.2", "deduction", 3, spec=spec))]
    found = earned(rows, {"G.1": value(6), "G.2": value(2)})
    assert (found["G.2"], found["total"]) == (expected, 6 + expected)


EFFECTS = st.sampled_from(
    [{"type": "zero"}, {"type": "full"}, {"type": "cap", "cap": "1"}, {"type": "cap", "cap": "0.25"}, {"type": "block"}]
)


@st.composite
def ruled(draw):
    """A sheet in which rows and groups carry effects, all of which bite where the figure is 0."""
    rubric, marks = draw(sheets())
    nested = to_mapping(rubric) | {"fields": FIELDS}
    names = iter(range(1000))

    def add(entries):
        for entry in entries:
            if draw(st.integers(0, 2)) == 0:
                entry.setdefault("spec", {})["conditions"] = [rule(f"r{next(names)}", **draw(EFFECTS))]
            add(entry.get("rows", []))

    add(nested["rows"])
    return parse(nested), marks


@settings(max_examples=40, deadline=None)
@given(ruled())
def test_effects_never_pass_a_maximum(sheet):
    rubric, marks = sheet
    found = judge(rubric, marks, None, seen(facts=[declared(good=0)])).totals
    for each in rubric.rows:
        figure, most = found.points[each.code], found.maxima[each.code]
        if figure is not None and each.code not in found.not_applicable and each.kind != "deduction":
            assert 0 <= figure <= most or (each.is_group and 0 <= figure <= each.maximum)
    if found.total is not None:
        assert 0 <= found.total <= found.maximum


@settings(max_examples=25, deadline=None)
@given(ruled())
def test_without_observations_it_is_what_the_marks_add_up_to(sheet):
    rubric, marks = sheet
    found = judge(rubric, marks, None)
    assert found.totals == found.marked == totals(rubric, marks)
    assert found.proposal == propose(rubric, found.marked, None)
    assert {finding.holds for finding in found.findings.values()} <= {None}
