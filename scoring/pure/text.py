"""Numbers as Vietnamese readers write them."""

from decimal import Decimal


def plain(value: Decimal) -> str:
    """The shortest exact notation with a point: Decimal("4.50") gives "4.5", Decimal("1E+1") gives "10"."""
    if not value:
        return "0"
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def spoken(value: Decimal) -> str:
    """The same with a decimal comma: "4,5"."""
    return plain(value).replace(".", ",")
