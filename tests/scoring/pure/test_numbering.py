"""Printed numbers make the tree."""

import pytest

from scoring.pure.numbering import Numbering


def _codes(*markers):
    numbering = Numbering()
    return [numbering.place(marker).code for marker in markers]


def _faults(*markers):
    numbering = Numbering()
    return [numbering.place(marker).fault for marker in markers]


@pytest.mark.parametrize(
    ("markers", "codes"),
    [
        (["I", "1", "2", "II", "1"], ["I", "I.1", "I.2", "II", "II.1"]),
        (["I", "1", "(1)", "(2)", "2", "(1)"], ["I", "I.1", "I.1.1", "I.1.2", "I.2", "I.2.1"]),
        (["1", "(1)", "", "", "(2)", "2"], ["1", "1.1", "1.1.a", "1.1.b", "1.2", "2"]),
        (["1", "-", "-", "+", "-", "2", "-"], ["1", "1.a", "1.b", "1.b.a", "1.c", "2", "2.a"]),
        (["1.1", "1.2", "2.1", "2.2"], ["1.1", "1.2", "2.1", "2.2"]),
        (["1", "1.1", "1.2", "2", "2.1", "2.1.1", "2.1.2", "2.2"],
         ["1", "1.1", "1.2", "2", "2.1", "2.1.1", "2.1.2", "2.2"]),
        (["I", "1", "1.1", "1.2", "2", "2.1", "II", "1", "1.1"],
         ["I", "I.1", "I.1.1", "I.1.2", "I.2", "I.2.1", "II", "II.1", "II.1.1"]),
        (["A", "1", "a)", "b)", "c)", "d)", "đ)", "B"],
         ["A", "A.1", "A.1.a", "A.1.b", "A.1.c", "A.1.d", "A.1.dd", "B"]),
        (["", "", ""], ["a", "b", "c"]),
        (["2", "2.1", "2.2", "3"], ["2", "2.1", "2.2", "3"]),
        (["1.", "2.", "3."], ["1", "2", "3"]),
    ],
)  # fmt: skip
def test_rows_stand_where_their_number_says(markers, codes):
    assert _codes(*markers) == codes
    assert _faults(*markers) == [""] * len(markers)


@pytest.mark.parametrize(
    ("markers", "place", "fault"),
    [
        (["1", "3"], 1, "số thứ tự “3” không nối tiếp dòng trước."),
        (["1", "1.1", "1.3"], 2, "số thứ tự “1.3” không nối tiếp dòng trước."),
        (["1", "1.2"], 1, "số thứ tự “1.2” không nối tiếp dòng trước."),
        (["I", "Mục A"], 1, "không hiểu số thứ tự “Mục A”."),
    ],
)
def test_a_number_that_does_not_go_on_is_named(markers, place, fault):
    assert [(index, found) for index, found in enumerate(_faults(*markers)) if found] == [(place, fault)]


def test_codes_are_never_given_twice():
    codes = _codes("1", "1", "1", "2", "2")
    assert len(set(codes)) == len(codes)


def test_places_count_in_reading_order():
    numbering = Numbering()
    assert [numbering.place(marker).position for marker in ("I", "1", "2", "II")] == [1, 2, 3, 4]
