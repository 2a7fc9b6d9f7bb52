from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest

from scoring.pure.codec import (
    DATE,
    DECIMAL,
    FLAG,
    SCALAR,
    TEXT,
    WHOLE,
    UnreadableError,
    checked,
    lazy,
    list_of,
    one_of,
    record,
)


@dataclass(frozen=True)
class Thing:
    name: str
    size: Decimal | None = None
    flags: tuple[bool, ...] = ()


THING = record(Thing, {"name": TEXT, "size": DECIMAL, "flags": list_of(FLAG)}, ("name",))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (6, "6"),
        ("6", "6"),
        ("05", "5"),
        ("4.5", "4.5"),
        ("4.50", "4.5"),
        ("-2", "-2"),
        (Decimal("0.50"), "0.5"),
        (Decimal("1E+2"), "100"),
    ],
)
def test_decimals_are_read_exactly_and_written_plainly(given, expected):
    read = DECIMAL.read(given)
    assert read == Decimal(expected)
    assert DECIMAL.write(read) == expected


@pytest.mark.parametrize(
    "given",
    [
        4.5,
        0.1,
        True,
        None,
        "",
        "4,5",
        "1e5",
        "NaN",
        "Infinity",
        "٤",
        " 5",
        "5 ",
        "+5",
        "1.1234567",
        "1" * 13,
        [5],
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+20"),
    ],
)
def test_what_is_not_a_plain_decimal_is_refused(given):
    with pytest.raises(UnreadableError, match="không phải là số"):
        DECIMAL.read(given)


def test_text_is_brought_to_composed_letters():
    assert TEXT.read("Bo\u0302\u0301n tốt") == "Bốn tốt"


@pytest.mark.parametrize("given", [5, True, None, ["a"], 1.5])
def test_what_is_not_text_is_refused(given):
    with pytest.raises(UnreadableError, match="không phải là chữ"):
        TEXT.read(given)


@pytest.mark.parametrize("given", [-1, True, "3", 2.0, None])
def test_what_is_not_a_whole_number_is_refused(given):
    with pytest.raises(UnreadableError, match="số nguyên"):
        WHOLE.read(given)


def test_whole_numbers_start_at_zero():
    assert WHOLE.read(0) == 0


@pytest.mark.parametrize("given", [0, 1, "true", None])
def test_flags_are_true_or_false_only(given):
    with pytest.raises(UnreadableError, match="true hoặc false"):
        FLAG.read(given)


def test_dates_come_as_dates_or_iso_text():
    assert DATE.read("2024-06-28") == DATE.read(date(2024, 6, 28)) == date(2024, 6, 28)
    assert DATE.write(date(2024, 6, 28)) == "2024-06-28"


@pytest.mark.parametrize("given", ["28/6/2024", "2024-13-01", 20240628, datetime(2024, 6, 28), None])  # noqa: DTZ001
def test_other_dates_are_refused(given):
    with pytest.raises(UnreadableError, match="không phải là ngày"):
        DATE.read(given)


@pytest.mark.parametrize(
    ("given", "read", "written"),
    [
        (True, True, True),
        (False, False, False),
        (9, Decimal(9), "9"),
        ("9", Decimal(9), "9"),
        ("0.50", Decimal("0.5"), "0.5"),
        ("kha", "kha", "kha"),
    ],
)
def test_a_scalar_is_a_number_a_flag_or_a_word(given, read, written):
    found = SCALAR.read(given)
    assert found == read
    assert type(found) is type(read)
    assert SCALAR.write(found) == written


@pytest.mark.parametrize("given", [1.5, None, ["a"]])
def test_other_scalars_are_refused(given):
    with pytest.raises(UnreadableError):
        SCALAR.read(given)


def test_a_closed_list_names_what_is_allowed():
    with pytest.raises(UnreadableError, match="“c” không thuộc các giá trị: a, b"):
        one_of("a", "b").read("c")


@pytest.mark.parametrize("given", ["abc", {"a": 1}, 5])
def test_a_list_must_be_a_list(given):
    with pytest.raises(UnreadableError, match="danh sách"):
        list_of(TEXT).read(given)


def test_a_record_reads_its_keys_and_writes_only_what_differs_from_defaults():
    thing = THING.read({"name": "a", "size": "2.50", "flags": [True]})
    assert thing == Thing("a", Decimal("2.5"), (True,))
    assert THING.write(thing) == {"name": "a", "size": "2.5", "flags": [True]}
    assert THING.write(Thing("a")) == {"name": "a"}


def test_a_null_counts_as_absent():
    assert THING.read({"name": "a", "size": None}) == Thing("a")


def test_a_record_names_unknown_keys():
    with pytest.raises(UnreadableError, match="khóa không biết “colour, weight”"):
        THING.read({"name": "a", "colour": 1, "weight": 2})


@pytest.mark.parametrize("given", [{}, {"name": None}, {"size": 1}])
def test_a_record_names_missing_keys(given):
    with pytest.raises(UnreadableError, match="thiếu khóa “name”"):
        THING.read(given)


def test_a_record_must_be_a_mapping():
    with pytest.raises(UnreadableError, match="ánh xạ"):
        THING.read(["name"])


def test_a_complaint_says_under_which_key():
    with pytest.raises(UnreadableError, match=r"^size: “x” không phải là số"):
        THING.read({"name": "a", "size": "x"})


def test_checked_refuses_what_the_complaint_names():
    even = checked(WHOLE, lambda number: "phải chẵn" if number % 2 else None)
    assert even.read(4) == 4
    assert even.write(4) == 4
    with pytest.raises(UnreadableError, match="phải chẵn"):
        even.read(3)


def test_lazy_lets_a_shape_contain_itself():
    tree = list_of(lazy(lambda: tree))
    assert tree.read([[], [[]]]) == ((), ((),))
    assert tree.write(((), ((),))) == [[], [[]]]
