from decimal import Decimal

import pytest

from scoring.pure.text import plain, spoken


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4.5", "4.5"),
        ("4.50", "4.5"),
        ("4.00", "4"),
        ("10", "10"),
        ("1E+1", "10"),
        ("100", "100"),
        ("0", "0"),
        ("0.00", "0"),
        ("-0", "0"),
        ("-0.25", "-0.25"),
    ],
)
def test_plain_is_the_shortest_exact_notation(value, expected):
    assert plain(Decimal(value)) == expected


@pytest.mark.parametrize(("value", "expected"), [("4.5", "4,5"), ("90", "90"), ("0.25", "0,25")])
def test_spoken_uses_the_decimal_comma(value, expected):
    assert spoken(Decimal(value)) == expected
