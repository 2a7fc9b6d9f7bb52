from dataclasses import replace
from datetime import date

import pytest

from scoring.pure.applicability import Unit, applies, concerning, concerns_some, effective, rows_not_applying
from scoring.pure.arithmetic import MarkValue
from scoring.pure.conditions import Applicability, Size
from scoring.pure.judge import judge
from scoring.pure.records import Observations, Period

from .builders import build, row, rubric

CELL = Unit(
    level="cell",
    kind="chi_bo_truc_thuoc",
    sector="doanh_nghiep",
    period="year",
    size=12,
    declared={"rated": True, "new": False},
)


def test_what_has_no_rule_applies_to_all():
    assert applies(None, CELL) is True
    assert applies(Applicability(), Unit()) is True


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Applicability(level=("cell", "base")), True),
        (Applicability(level=("base",)), False),
        (Applicability(kind=("chi_bo_truc_thuoc",)), True),
        (Applicability(kind=("dang_bo_co_so",)), False),
        (Applicability(sector=("doanh_nghiep",)), True),
        (Applicability(sector=("thon_to_dan_pho",)), False),
        (Applicability(period=("year",)), True),
        (Applicability(period=("month",)), False),
        (Applicability(declared="rated"), True),
        (Applicability(declared="new"), False),
        (Applicability(declared="unheard"), None),
        (Applicability(size=Size(at_least=10, at_most=30)), True),
        (Applicability(size=Size(at_least=12, at_most=12)), True),
        (Applicability(size=Size(at_least=13)), False),
        (Applicability(size=Size(at_most=11)), False),
        (Applicability(sector=("doanh_nghiep",), declared="new"), False),
        (Applicability(sector=("doanh_nghiep",), declared="unheard"), None),
        (Applicability(sector=("khac",), declared="unheard"), False),
    ],
)
def test_every_property_given_must_hold(rule, expected):
    assert applies(rule, CELL) is expected


@pytest.mark.parametrize(
    "rule",
    [
        Applicability(level=("cell",)),
        Applicability(kind=("a",)),
        Applicability(sector=("a",)),
        Applicability(period=("year",)),
        Applicability(size=Size(at_least=1)),
        Applicability(declared="rated"),
    ],
)
def test_what_is_not_known_is_undecided(rule):
    assert applies(rule, Unit()) is None


def test_rows_under_a_group_that_does_not_apply_do_not_apply():
    sheet = build(
        row("A", "group", None,
            row("A.1", "pass_fail"),
            row("A.2", "group", None, row("A.2.1", "pass_fail")),
            spec={"applies": {"sector": ["co_quan_hanh_chinh"]}}),
        row("B", "pass_fail", None, spec={"applies": {"sector": ["doanh_nghiep"]}}),
        row("C", "pass_fail", None, spec={"applies": {"declared": "unheard"}}),
    )  # fmt: skip
    assert rows_not_applying(sheet, CELL) == ("A.1", "A.2.1")
    assert rows_not_applying(sheet, Unit(sector="thon_to_dan_pho")) == ("A.1", "A.2.1", "B")
    assert rows_not_applying(sheet, Unit()) == ()


@pytest.mark.parametrize(
    ("sector", "kept"),
    [("co_quan_hanh_chinh", "2.1"), ("don_vi_su_nghiep", "2.2"), ("doanh_nghiep", "2.3")],
)
def test_a_model_cell_answers_for_its_own_sector_only(sector, kept):
    sheet = rubric("s4-chi-bo-truc-thuoc")
    outside = rows_not_applying(sheet, Unit(sector=sector))
    left = {leaf.code for leaf in sheet.leaves()} - set(outside)
    own = {leaf.code for leaf in sheet.below(kept)}
    assert left == own | {leaf.code for leaf in sheet.below("1")}


def test_a_property_may_have_to_be_denied():
    rule = Applicability(not_declared="deployed")
    answers = [applies(rule, Unit(declared=given)) for given in ({"deployed": False}, {"deployed": True}, {})]
    assert answers == [True, False, None]


SOME = build(
    row("A", "pass_fail"),
    row(
        "B", "group", None,
        row("B.1", "pass_fail", spec={"when_not_applicable": "excluded"}),
        row("B.2", "pass_fail", spec={"when_not_applicable": "excluded", "applies": {"declared": "rated"}}),
        row("B.3", "pass_fail"),
        spec={"applies": {"sector": ["doanh_nghiep"]}},
    ),
)  # fmt: skip
PASSED, ASIDE = MarkValue(choice="pass"), MarkValue(not_applicable=True)


def test_a_row_concerns_a_unit_where_its_rule_and_those_above_say_so():
    tried = {
        "all of them": CELL,
        "another sector": replace(CELL, sector="thon_to_dan_pho"),
        "not rated": replace(CELL, declared={"rated": False}),
        "not known whether rated": replace(CELL, declared={}),
        "nothing known": Unit(),
    }
    assert {name: concerning(SOME, unit) for name, unit in tried.items()} == {
        "all of them": {"B.1": True, "B.2": True, "B.3": True},
        "another sector": {"B.1": False, "B.2": False, "B.3": False},
        "not rated": {"B.1": True, "B.2": False, "B.3": True},
        "not known whether rated": {"B.1": True, "B.2": None, "B.3": True},
        "nothing known": {"B.1": None, "B.2": None, "B.3": None},
    }


def test_what_is_certain_overrules_what_was_ticked_and_what_is_not_stays():
    marks = {"A": PASSED, "B.1": ASIDE, "B.2": PASSED, "B.3": PASSED}
    elsewhere = effective(SOME, marks, replace(CELL, sector="thon_to_dan_pho"))
    # What the rubric never lets anybody set aside stays as it was marked.
    assert elsewhere == {"A": PASSED, "B.1": ASIDE, "B.2": ASIDE, "B.3": PASSED}
    assert effective(SOME, marks, CELL) == {**marks, "B.1": MarkValue()}
    assert effective(SOME, marks, Unit()) == marks
    assert concerns_some(SOME) is True


def test_the_judgement_sets_aside_what_does_not_concern_the_unit():
    marks = dict.fromkeys(("A", "B.1", "B.2", "B.3"), PASSED)
    period = Period("year", date(2026, 1, 1), date(2026, 12, 31))
    seen = Observations(period, {}, replace(CELL, sector="thon_to_dan_pho"))
    assert judge(SOME, marks, None, seen).marked.not_applicable == {"B.1", "B.2"}
    assert judge(SOME, marks, None).marked.not_applicable == frozenset()
