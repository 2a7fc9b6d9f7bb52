"""Rows are followed from version to version: proposed from the wording, settled by a person, chained over years."""

import pytest
from hypothesis import given

from scoring.pure.problems import RubricError
from scoring.pure.version_map import Link, Origin, origins, propose, settled
from tests.scoring.pure.builders import build, row, rubric
from tests.scoring.pure.strategies import rubrics

LONG = (
    "Lãnh đạo thực hiện tốt công tác kiểm tra, giám sát và kỷ luật đảng; kịp thời xem xét, giải quyết những vấn đề "
    "bức xúc nảy sinh từ cơ sở, không để khiếu nại đông người"
)
FIRST, SECOND = (
    "Lãnh đạo thực hiện tốt công tác kiểm tra, giám sát và kỷ luật đảng",
    ("Kịp thời xem xét, giải quyết những vấn đề bức xúc nảy sinh từ cơ sở, không để khiếu nại đông người"),
)
OTHER = "Không có biểu hiện mất đoàn kết trong nội bộ chi bộ"


def _rows(*texts):
    return build(*(row(code, maximum=1, text=text) for code, text in texts))


def _kinds(links):
    return [(link.old, link.new, link.kind) for link in links]


@given(rubrics())
def test_a_version_is_the_same_as_itself(found):
    assert {(link.old, link.new, link.kind) for link in propose(found, found)} == {
        (each.code, each.code, "same") for each in found.rows if any(map(str.isalnum, each.text))
    } | {pair for each in found.rows if not any(map(str.isalnum, each.text))
         for pair in ((each.code, "", "dropped"), ("", each.code, "new"))}  # fmt: skip


def test_a_row_that_moved_is_found_by_its_wording():
    old, new = _rows(("A", FIRST), ("B", OTHER)), _rows(("A", OTHER), ("C", FIRST.replace("uỷ", "ủy")))
    assert _kinds(propose(old, new)) == [("B", "A", "same"), ("A", "C", "same")]


def test_a_row_in_two_is_split_and_two_in_one_are_merged():
    one, two = _rows(("A", LONG), ("B", OTHER)), _rows(("A", FIRST), ("A2", SECOND), ("B", OTHER))
    assert _kinds(propose(one, two)) == [("A", "A", "split"), ("A", "A2", "split"), ("B", "B", "same")]
    assert _kinds(propose(two, one)) == [("A", "A", "merged"), ("A2", "A", "merged"), ("B", "B", "same")]


def test_the_same_code_with_another_wording_is_another_row():
    assert _kinds(propose(_rows(("A", FIRST)), _rows(("A", OTHER)))) == [("", "A", "new"), ("A", "", "dropped")]


def test_groups_are_compared_with_groups():
    old, new = build(row("A", "group", 1, row("A.1", maximum=1, text=OTHER), text=FIRST)), _rows(("A", FIRST))
    assert ("A", "A", "same") not in _kinds(propose(old, new))


def test_the_two_forms_of_the_sheet_share_most_rows():
    links = propose(rubric("s0-chi-bo"), rubric("s0-dang-bo-co-so"))
    assert [link.kind for link in links].count("same") == 21
    assert {link.old for link in links if link.kind == "dropped"} == {"I.2.1", "I.2.2", "I.2.2.a", "I.2.2.b"}


OLD, NEXT = _rows(("A", FIRST), ("B", SECOND), ("C", OTHER)), _rows(("A", LONG), ("D", OTHER), ("E", OTHER))


def test_what_a_person_confirms_is_made_whole():
    links = settled([Link("A", "A", "same"), Link("B", "A", "new"), Link("C", "D", "x")], OLD, NEXT)
    assert _kinds(links) == [("A", "A", "merged"), ("B", "A", "merged"), ("C", "D", "same"), ("", "E", "new")]
    assert _kinds(settled([Link("C", "D", ""), Link("C", "E", "")], OLD, NEXT)) == [
        ("", "A", "new"), ("C", "D", "split"), ("C", "E", "split"), ("A", "", "dropped"), ("B", "", "dropped"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ([Link("X", "A", "same")], "Bản cũ không có dòng mã X."),
        ([Link("A", "X", "same")], "Bản mới không có dòng mã X."),
        ([Link("A", "A", "same"), Link("A", "A", "merged")], "Dòng A → A được ghi hai lần."),
    ],
)
def test_a_map_of_rows_that_are_not_there_is_refused(links, said):
    with pytest.raises(RubricError) as refusal:
        settled(links, OLD, NEXT)
    assert str(refusal.value) == said


def test_rows_are_followed_over_several_versions():
    newest = [Link("A", "A", "same"), Link("B", "B1", "split"), Link("B", "B2", "split"), Link("", "N", "new")]
    older = [Link("A1", "A", "merged"), Link("A2", "A", "merged"), Link("B", "B", "same"), Link("X", "", "dropped")]
    assert origins([newest, older], ["A", "B1", "B2", "N"]) == {
        "A": Origin(("A1", "A2"), "merged"), "B1": Origin(("B",), "split"), "B2": Origin(("B",), "split"),
    }  # fmt: skip
    assert origins([], ["A"]) == {"A": Origin(("A",))}
