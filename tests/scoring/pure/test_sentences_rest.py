"""The other sentences of the papers, shorter: holds, just fails, open with nothing known."""

import pytest

from scoring.pure.applicability import Unit

from .builders import ROOT, rubric
from .observing import meeting, seen
from .papers import GRADES, RESULTS
from .sources import CELL, COMMITTEE, FOUR_COMMITTEE, MODEL, facts, log, reason

TABLE = (ROOT / "docs" / "engine-sentences.md").read_text(encoding="utf-8")
WALKED = [CELL, COMMITTEE, "s1-chi-bo", FOUR_COMMITTEE, MODEL, "s4-chi-bo-truc-thuoc"]
ASKED = Unit(declared={"recruits_available": True})
THEMATIC = {
    "steps_complete": True, "papers_sent_before": True, "discussion_relevant": True, "speakers": 1,
    "duration_as_prescribed": True, "minutes_complete": True,
}  # fmt: skip
DECLARED = [
    (CELL, "cong-viec-100", {"tasks_on_time": 40, "tasks_total": 40}, {"tasks_on_time": 39, "tasks_total": 40}),
    (CELL, "khong-dang-vien-kem", {"members_failed": 0}, {"members_failed": 1}),
    (COMMITTEE, "ket-nap-dang-vien", {"members_admitted": 5, "admission_target": 5},
     {"members_admitted": 4, "admission_target": 5}),
    (COMMITTEE, "khong-ton-dong", {"cases_pending": 0, "mass_complaints": 0},
     {"cases_pending": 1, "mass_complaints": 0}),
    (COMMITTEE, "khong-mat-doan-ket", {"disunity": False}, {"disunity": True}),
    (COMMITTEE, "cong-viec-100", {"tasks_on_time": 40, "tasks_total": 40}, {"tasks_on_time": 39, "tasks_total": 40}),
    (COMMITTEE, "cap-uy-vien-tot", {"committee_good": 9, "committee_total": 9},
     {"committee_good": 8, "committee_total": 9}),
    (FOUR_COMMITTEE, "noi-dung-tot", RESULTS, RESULTS | {"economy_society": "trung_binh"}),
    (FOUR_COMMITTEE, "cung-cap-hoan-thanh", GRADES, GRADES | {"least_organization_grade": "khong_hoan_thanh"}),
    (FOUR_COMMITTEE, "khong-don-thu", {"complaints_inside": 0}, {"complaints_inside": 1}),
    (FOUR_COMMITTEE, "khong-ky-luat", {"members_disciplined": 0}, {"members_disciplined": 1}),
]  # fmt: skip
MEETINGS = [
    (CELL, "chuyen-de-noi-dung", [meeting(3, kind="chuyen_de", **THEMATIC)],
     [meeting(3, kind="chuyen_de", **THEMATIC | {"papers_sent_before": False})]),
    (COMMITTEE, "sinh-hoat-dang-bo", [meeting(1, kind="dang_bo"), meeting(7, kind="dang_bo")],
     [meeting(1, kind="dang_bo"), meeting(7, kind="dang_uy")]),
    (COMMITTEE, "bien-ban-day-du", [meeting(1, steps_complete=True, minutes_complete=True)],
     [meeting(1, steps_complete=True, minutes_complete=False)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "holding", "failing"), DECLARED)
def test_a_sentence_on_declared_figures(name, code, holding, failing):
    found = [reason(name, code, facts(unit=ASKED, **values)).holds for values in (holding, failing, {})]
    assert found == [True, False, None]


@pytest.mark.parametrize(("name", "code", "holding", "failing"), MEETINGS)
def test_a_sentence_on_meetings(name, code, holding, failing):
    assert [reason(name, code, log(*meetings)).holds for meetings in (holding, failing)] == [True, False]
    assert reason(name, code, seen()).holds is None


def rules(name):
    return [(name, row.code, rule.code) for row in rubric(name).rows for rule in row.spec.conditions]


@pytest.mark.parametrize("name", WALKED)
def test_every_rule_of_the_papers_stands_in_the_table_with_its_test(name):
    part = TABLE.split(f"(`{name}`)", 1)[1].split("\n###", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    named = {line for line in lines if "`test_sentences_" in line}
    if name == WALKED[-1]:
        assert {code for _, row, code in rules(name) if row == "1.1"} == {"nam-lien-tot", "nam-xuat-sac"}
    for _, row, code in rules(name):
        # The sheet of cells under a committee differs from that of base cells in its first row alone.
        if name != WALKED[-1] or row == "1.1":
            assert [line for line in named if f"`{code}`" in line and f"| {row} |" in line], code


@pytest.mark.parametrize("name", WALKED[:-1])
def test_every_row_of_the_papers_stands_in_the_table(name):
    part = TABLE.split(f"(`{name}`)", 1)[1].split("\n###", 1)[0]
    assert [leaf.code for leaf in rubric(name).leaves() if f"| {leaf.code} |" not in part] == []


def test_the_table_names_tests_that_exist():
    folder = ROOT / "tests" / "scoring" / "pure"
    named = {word for word in TABLE.split("`") if word.startswith("test_")}
    assert len(named) > 5
    assert [name for name in named if not (folder / name).exists()] == []
