import random
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from config.common import vietnamese
from config.common.vietnamese import (
    capitalise_first,
    format_date,
    format_points,
    nfc,
    official_date,
    parse_decimal,
    search_key,
    sort_key,
)

IN_ORDER = [
    "1. Chi bộ",
    "2. Chi bộ",
    "10. Chi bộ",
    "An Bình",
    "Án Bình",
    "Anh",
    "Ăn",
    "Âm",
    "Ba",
    "Ba Bể",
    "Bà",
    "Bà Rịa",
    "Bả",
    "Bã",
    "Bá",
    "Bạ",
    "Bạ An",
    "Ban Tổ chức",
    "Bát Tràng",
    "Chi bộ",
    "Chi bộ 1",
    "Chi bộ 2",
    "Chi bộ 2A",
    "Chi bộ 2B",
    "Chi bộ 3",
    "Chi bộ 10",
    "Chi bộ 21",
    "Chi bộ 100",
    "Chi bộ 1000000000",
    "Chi bộ thôn Đông",
    "Chi bộ thôn Đồng",
    "Chi bộ thôn Đổng",
    "Chi bộ Tổng hợp",
    "Chi bộ trường",
    "Da",
    "Dũng",
    "Đa",
    "Đại Lộc",
    "Em",
    "Én",
    "Êm",
    "Flo",
    "Gia",
    "Hòa",
    "Hòa Vang",
    "Hóa",
    "Jun",
    "Lan",
    "Nga",
    "Ngà",
    "Nghĩa",
    "Oanh",
    "Ôn",
    "Ơn",
    "Phú",
    "Quế Sơn",
    "Tam Thăng",
    "Tám",
    "Tăng",
    "Tâm",
    "Ung",
    "Ưng",
    "Vân",
    "Win",
    "Xuân",
    "Ỷ Lan",
    "Yên",
    "Zen",
]


def test_sort_key_gives_the_order_of_the_dictionary() -> None:
    shuffled = random.Random(5).sample(IN_ORDER, len(IN_ORDER))

    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_sort_key_orders_the_tones_of_one_syllable() -> None:
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_sort_key_orders_the_letters() -> None:
    letters = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")

    assert sorted(random.Random(3).sample(letters, len(letters)), key=sort_key) == letters


@pytest.mark.django_db
def test_the_database_orders_sort_keys_as_python_does() -> None:
    keys = [sort_key(name) for name in IN_ORDER]
    shuffled = random.Random(7).sample(keys, len(keys))
    rows = " UNION ALL ".join(["SELECT %s AS name"] * len(keys))

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM ({rows}) AS names ORDER BY name", shuffled)
        assert [name for (name,) in cursor.fetchall()] == keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CHI BỘ THÔN ĐÔNG", "chi bộ thôn đông"),
        ("Chi bộ 02", "chi bộ 2"),
        ("Chi bộ - thôn: 3", "Chi bộ thôn 3"),
        ("Hoà Vang", "Hòa Vang"),
        ("Ðông", "Đông"),
        ("Tam\u200b Thăng", "Tam Thăng"),
        ("  Tam\n Thăng ", "Tam Thăng"),
    ],
)
def test_spellings_of_one_name_have_one_place(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@given(st.text())
def test_keys_are_made_of_lower_case_ascii_only(text: str) -> None:
    assert set(sort_key(text)) <= set("0123456789abcdefghijklmnopqrstuvwxyz")
    assert set(search_key(text)) <= set("0123456789abcdefghijklmnopqrstuvwxyz ")
    assert search_key(text) == " ".join(search_key(text).split())


@given(st.text())
def test_keys_do_not_depend_on_the_form_of_unicode(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)

    assert sort_key(decomposed) == sort_key(nfc(text))
    assert search_key(decomposed) == search_key(nfc(text))


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_go_by_value(one: int, other: int) -> None:
    first, second = sort_key(f"Chi bộ {one}"), sort_key(f"Chi bộ {other}")

    assert (first < second) == (one < other)
    assert (first == second) == (one == other)


SYLLABLES = st.lists(st.sampled_from(["ba", "bà", "bá", "ban", "băn", "bân", "b", "đa", "da", "2", "10"]), min_size=1)


@given(SYLLABLES, SYLLABLES)
def test_what_follows_a_syllable_never_outweighs_it(one: list[str], other: list[str]) -> None:
    by_syllable = [sort_key(word) for word in one] < [sort_key(word) for word in other]

    assert (sort_key(" ".join(one)) < sort_key(" ".join(other))) == by_syllable


@given(st.text())
def test_sort_key_is_at_most_four_times_as_long_as_the_decomposed_text(text: str) -> None:
    assert len(sort_key(text)) <= 4 * len(unicodedata.normalize("NFKD", text.casefold()))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đảng ủy phường Tam Thăng", "dang uy phuong tam thang"),
        ("ĐẢNG UỶ", "dang uy"),
        ("Số 05-QĐ/ĐU", "so 05 qd du"),
        ("  Chi bộ  2A ", "chi bo 2a"),
        (unicodedata.normalize("NFD", "Nguyễn Thượng Hiền"), "nguyen thuong hien"),
        ("Ðông", "dong"),
        ("–", ""),
        ("", ""),
    ],
)
def test_search_key_leaves_plain_words(text: str, key: str) -> None:
    assert search_key(text) == key


@pytest.mark.parametrize(
    ("points", "written"),
    [
        (None, ""),
        (Decimal("4.5"), "4,5"),
        (Decimal("4.50"), "4,5"),
        (Decimal("6.00"), "6"),
        (Decimal("100"), "100"),
        (Decimal("1E+2"), "100"),
        (Decimal("1E-2"), "0,01"),
        (Decimal("0"), "0"),
        (Decimal("-0.00"), "0"),
        (Decimal("-1.50"), "-1,5"),
        (90, "90"),
    ],
)
def test_points_are_written_with_a_comma_and_no_idle_zeros(points: Decimal | int | None, written: str) -> None:
    assert format_points(points) == written


@pytest.mark.parametrize("points", [Decimal("NaN"), Decimal("Infinity")])
def test_points_that_are_no_number_are_not_written(points: Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        format_points(points)


@pytest.mark.parametrize("points", [4.5, "4.5"])
def test_points_are_never_floats_or_text(points: object) -> None:
    with pytest.raises(TypeError):
        format_points(points)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4,5", "4.5"),
        ("4.5", "4.5"),
        (" 4,5 ", "4.5"),
        ("\u00a04,5\u00a0", "4.5"),
        ("6", "6"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("4,125", "4.125"),
        ("-1,5", "-1.5"),
        ("\u22121,5", "-1.5"),
        ("+2", "2"),
        ("05", "5"),
    ],
)
def test_numbers_are_read_with_either_separator(typed: str, number: str) -> None:
    assert parse_decimal(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "4,5,6",
        "4.5.6",
        "1e5",
        "NaN",
        "Infinity",
        "-inf",
        "٤",
        "４",
        "4 5",
        ",5",
        "4,",
        "--4",
        "0x10",
        "1_000",
        "4,5đ",
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=vietnamese.NOT_A_NUMBER):
        parse_decimal(typed)


@pytest.mark.parametrize("typed", ["1.000,5", "1.000", "1.250", "12.000.000", "-1.000"])
def test_thousands_are_refused_because_they_read_two_ways(typed: str) -> None:
    with pytest.raises(ValueError, match=vietnamese.NO_THOUSANDS):
        parse_decimal(typed)


@pytest.mark.parametrize("typed", ["1" * 13, "1," + "0" * 7, "9" * 10_000])
def test_a_number_without_end_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=vietnamese.TOO_LONG):
        parse_decimal(typed)


@given(st.decimals(min_value=-999_999, max_value=999_999, places=2))
def test_what_is_written_is_read_as_the_same_number(points: Decimal) -> None:
    assert parse_decimal(format_points(points)) == points


@pytest.mark.parametrize(
    ("day", "short", "official"),
    [
        (date(2026, 2, 5), "05/02/2026", "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "31/01/2026", "ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "09/03/2026", "ngày 09 tháng 3 năm 2026"),
        (date(2025, 12, 10), "10/12/2025", "ngày 10 tháng 12 năm 2025"),
    ],
)
def test_days_are_written_as_lists_and_papers_write_them(day: date, short: str, official: str) -> None:
    assert format_date(day) == short
    assert official_date(day) == official


def test_a_moment_is_not_taken_for_a_day() -> None:
    moment = datetime(2025, 12, 31, 17, 1, tzinfo=UTC)

    with pytest.raises(TypeError):
        format_date(moment)
    with pytest.raises(TypeError):
        official_date(moment)


def test_nfc_composes_letters() -> None:
    assert nfc("e\u0302\u0323") == "ệ"


@pytest.mark.parametrize(
    ("text", "capitalised"),
    [("ủy ban Kiểm tra", "Ủy ban Kiểm tra"), ("u\u0309y ban", "Ủy ban"), ("đảng bộ", "Đảng bộ"), ("", "")],
)
def test_only_the_first_letter_is_capitalised(text: str, capitalised: str) -> None:
    assert capitalise_first(text) == capitalised
