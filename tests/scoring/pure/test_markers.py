import pytest

from scoring.pure.markers import first_out_of_order


@pytest.mark.parametrize(
    "markers",
    [
        [],
        ["I", "II", "III", "IV"],
        ["1", "2", "3"],
        ["1.", "2.", "3."],
        ["(1)", "(2)", "(3)"],
        ["1.1", "1.2", "1.3"],
        ["2.1", "2.2"],
        ["1.2.1", "1.2.2"],
        ["a)", "b)", "c)", "d)", "đ)", "e)", "g)"],
        ["a)", "b)", "c)", "d)", "e)", "f)"],
        ["A", "B", "C"],
        ["", "", ""],
        ["-", "-"],
        ["1", "", "2"],
        ["(1)", "", "", "(2)"],
        [str(number) for number in range(1, 21)],
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI"],
    ],
)
def test_numbering_that_continues_is_in_order(markers):
    assert first_out_of_order(markers) is None


@pytest.mark.parametrize(
    ("markers", "index"),
    [
        (["2"], 0),
        (["1", "3"], 1),
        (["1", "1"], 1),
        (["1", "2", "2"], 2),
        (["I", "III"], 1),
        (["I", "2"], 1),
        (["1", "(2)"], 1),
        (["1.1", "2.2"], 1),
        (["a)", "c)"], 1),
        (["(1)", "", "(3)"], 2),
        (["a)", "b)", "c)", "đ)"], 3),
        (["A", "b"], 1),
    ],
)
def test_the_first_break_is_found(markers, index):
    assert first_out_of_order(markers) == index
