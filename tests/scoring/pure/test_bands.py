from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pure.bands import band_faults, band_of, unclear
from scoring.pure.spec import Band

MILLI = Decimal("0.001")
ONE = Decimal(1)


def band(points, **ends):
    return Band(points=Decimal(points), **{name: Decimal(end) for name, end in ends.items()})


# "Từ 50 đến dưới 70: 1 điểm; từ 70 đến dưới 90: 2 điểm; từ 90 trở lên: 3 điểm."
CLEAR = (band(1, least=50, below=70), band(2, least=70, below=90), band(3, least=90))
# "Từ 50 đến 70: 1 điểm; từ 71 đến 90: 2 điểm": what of 70,5?
GAP = (band(1, least=50, most=70), band(2, least=71, most=90))
# "Từ 50 đến 70: 1 điểm; từ 70 đến 90: 2 điểm": what of 70?
TWICE = (band(1, least=50, most=70), band(2, least=70, most=90))


def earned(bands, value, reading=None):
    found = band_of(bands, reading, Decimal(value))
    return None if found is None else found.points


@pytest.mark.parametrize(
    ("value", "points"),
    [("49.999", None), ("50", 1), ("69.999", 1), ("70", 2), ("89.9", 2), ("90", 3), ("1000", 3)],
)
def test_a_value_earns_the_band_that_holds_it(value, points):
    assert earned(CLEAR, value) == points
    assert earned(tuple(reversed(CLEAR)), value) == points


def test_bands_without_upper_ends_run_on_to_the_next():
    bands = (band(1, least=50), band(2, above=70), band(3, least=90))
    assert [earned(bands, value) for value in (49, 50, 70, "70.001", 89, 90)] == [None, 1, 1, 2, 2, 3]
    assert unclear(bands, None) == []


@pytest.mark.parametrize(
    ("value", "unread", "lower", "upper"),
    [("70", 1, 1, 1), ("70.5", None, 1, 2), ("71", 2, 2, 2), ("49", None, None, None), ("91", None, None, None)],
)
def test_a_value_between_two_bands_counts_as_the_reading_says(value, unread, lower, upper):
    assert [earned(GAP, value, reading) for reading in (None, "lower", "upper")] == [unread, lower, upper]


@pytest.mark.parametrize(("value", "lower", "upper"), [("69", 1, 1), ("70", 1, 2), ("71", 2, 2)])
def test_a_value_in_two_bands_counts_as_the_reading_says(value, lower, upper):
    assert [earned(TWICE, value, reading) for reading in ("lower", "upper")] == [lower, upper]


@pytest.mark.parametrize(
    ("bands", "unit", "found"),
    [
        (CLEAR, MILLI, []),
        (GAP, MILLI, ["giá trị trên 70 đến dưới 71 không thuộc khoảng điểm nào"]),
        (GAP, None, ["giá trị trên 70 đến dưới 71 không thuộc khoảng điểm nào"]),
        (GAP, ONE, []),
        (TWICE, MILLI, ["giá trị 70 thuộc hai khoảng điểm"]),
        (TWICE, ONE, ["giá trị 70 thuộc hai khoảng điểm"]),
        ((band(1, least=50, below=70), band(2, above=70)), MILLI, ["giá trị 70 không thuộc khoảng điểm nào"]),
        ((band(1, least=50, most=80), band(2, least=70)), MILLI, ["giá trị từ 70 đến 80 thuộc hai khoảng điểm"]),
        (
            (band(1, least=0, most=100), band(2, above=10, below=20), band(3, least=30)),
            MILLI,
            ["giá trị trên 10 đến dưới 20 thuộc hai khoảng điểm", "giá trị từ 30 đến 100 thuộc hai khoảng điểm"],
        ),
        ((band(1, least=0, most="69.999"), band(2, least=70)), MILLI, []),
        (
            (band(1, least=0, most="69.999"), band(2, least=70)),
            None,
            ["giá trị trên 69,999 đến dưới 70 không thuộc khoảng điểm nào"],
        ),
        ((band(1, least=0, below="70.5"), band(2, least=71)), ONE, []),
    ],
)
def test_gaps_and_overlaps_are_named(bands, unit, found):
    assert unclear(bands, unit) == found


def faults(bands, reading=None, note="", unit=MILLI, greatest="90"):
    return list(band_faults(bands, reading, note, unit, greatest and Decimal(greatest)))


def test_a_gap_is_a_fault_until_a_reading_is_chosen_and_noted():
    sentence = (
        "giá trị trên 70 đến dưới 71 không thuộc khoảng điểm nào; "
        "hãy chọn cách đọc (tính theo khoảng dưới hoặc khoảng trên)"
    )
    assert faults(GAP) == [sentence]
    assert faults(GAP, "lower") == ["đã chọn cách đọc các khoảng điểm nhưng chưa ghi chú căn cứ"]
    assert faults(GAP, "lower", " ") == ["đã chọn cách đọc các khoảng điểm nhưng chưa ghi chú căn cứ"]
    assert faults(GAP, "lower", "Hướng dẫn số 5, mục 2") == []
    assert faults(TWICE, "upper", "thông báo của Ban") == []


def test_clear_bands_need_no_reading():
    assert faults(CLEAR) == faults(CLEAR, "upper") == []


@pytest.mark.parametrize("greatest", [None, "90.001", "100"])
def test_values_above_the_highest_band_are_named(greatest):
    sentence = (
        "giá trị trên 90 không thuộc khoảng điểm nào; hãy đặt giá trị lớn nhất được nhập, "
        "hoặc để khoảng cao nhất không có đầu trên"
    )
    assert faults(TWICE, "upper", "có", greatest=greatest) == [sentence]


def test_an_empty_band_and_bands_that_begin_together_are_named():
    assert faults((band(1, least=70, below=70),), greatest="60") == [
        "khoảng điểm bắt đầu ở 70 không chứa giá trị nào",
    ]
    assert faults((band(1, least=70), band(2, least=70))) == ["các khoảng điểm trùng nhau"]


ENDS = st.integers(0, 12)


@st.composite
def bands(draw):
    found = []
    for start in draw(st.lists(ENDS, min_size=1, max_size=4, unique=True)):
        lower = draw(st.sampled_from(["least", "above"]))
        ends = {lower: start}
        if draw(st.booleans()):
            ends[draw(st.sampled_from(["most", "below"]))] = start + draw(st.integers(1, 6))
        found.append(band(draw(st.integers(0, 9)), **ends))
    return tuple(found)


@given(bands(), st.sampled_from([None, "lower", "upper"]), st.integers(0, 72), st.randoms(use_true_random=False))
def test_the_order_of_the_bands_does_not_matter(given_bands, reading, quarter, chance):
    value = Decimal(quarter) / 4
    shuffled = list(given_bands)
    chance.shuffle(shuffled)
    assert band_of(shuffled, reading, value) == band_of(given_bands, reading, value)


@given(bands(), st.integers(0, 72))
def test_a_reading_matters_only_where_something_is_unclear(given_bands, quarter):
    value = Decimal(quarter) / 4
    if not unclear(given_bands, Decimal("0.25")):
        readings = {band_of(given_bands, reading, value) for reading in (None, "lower", "upper")}
        assert len(readings) == 1


@given(bands(), st.integers(0, 72))
def test_with_a_reading_nothing_between_two_bands_stays_open(given_bands, quarter):
    value = Decimal(quarter) / 4
    starts = [each.least if each.least is not None else each.above for each in given_bands]
    if min(starts) < value < max(starts):
        assert band_of(given_bands, "upper", value) is not None
        assert band_of(given_bands, "lower", value) is not None
