"""What holds for every sound rubric and every sheet of it."""

import random
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.pure.arithmetic import MarkValue, add_up, most_reachable, points, totals
from scoring.pure.check import check
from scoring.pure.rubric import content_hash, flat_rows, from_rows, meta_mapping, parse, to_mapping
from scoring.pure.spec import GroupSpec

from .builders import rubric as shipped
from .builders import single
from .strategies import rubrics, sheets

settings.register_profile(
    "pure", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
pure = settings.get_profile("pure")
SHIPPED = shipped("s0-chi-bo")


def turned(mapping):
    """The same mapping with all keys in the other order."""
    if isinstance(mapping, dict):
        return {key: turned(mapping[key]) for key in reversed(mapping)}
    return [turned(each) for each in mapping] if isinstance(mapping, list) else mapping


@pure
@given(rubrics())
def test_the_generated_rubrics_are_sound(rubric):
    assert check(rubric) == []


@pure
@given(rubrics())
def test_writing_and_reading_is_the_identity(rubric):
    written = to_mapping(rubric)
    assert parse(written) == rubric
    assert to_mapping(parse(written)) == written


@pure
@given(rubrics(), st.randoms(use_true_random=False))
def test_the_way_through_the_database_is_the_identity(rubric, chance):
    rows = flat_rows(rubric)
    chance.shuffle(rows)
    again = from_rows(meta_mapping(rubric), rows)
    assert again == rubric
    assert content_hash(again) == content_hash(rubric)


@pure
@given(rubrics())
def test_the_hash_is_stable_under_the_order_of_keys(rubric):
    assert content_hash(parse(turned(to_mapping(rubric)))) == content_hash(rubric)


@pure
@given(sheets())
def test_points_never_exceed_maxima(sheet):
    rubric, marks = sheet
    found = totals(rubric, marks)
    for row in rubric.rows:
        earned = found.points[row.code]
        assert earned is None or 0 <= earned <= row.maximum
        assert earned is None or earned <= found.maxima[row.code]
    assert 0 <= found.total <= found.maximum <= most_reachable(rubric).whole
    assert most_reachable(rubric).whole <= sum(row.maximum for row in rubric.children())


@pure
@given(sheets())
def test_caps_hold(sheet):
    rubric, marks = sheet
    found = totals(rubric, marks)
    for row in rubric.groups():
        if not isinstance(row.spec, GroupSpec):
            continue
        if row.spec.cap is not None:
            assert found.points[row.code] <= row.spec.cap
        for cap in row.spec.caps:
            others = [child.code for child in rubric.children(row.code) if child.code not in cap.rows]
            rest = sum((found.points[code] or Decimal(0) for code in others), Decimal(0))
            assert found.points[row.code] <= cap.maximum + rest


@pure
@given(sheets(), st.integers(0, 1000))
def test_the_order_of_entry_does_not_matter(sheet, seed):
    rubric, marks = sheet
    entries = list(marks.items())
    random.Random(seed).shuffle(entries)
    assert totals(rubric, dict(entries)) == totals(rubric, marks)


@pure
@given(sheets(), st.data())
def test_a_sheet_filled_in_part_never_has_more_than_the_full_one(sheet, data):
    rubric, marks = sheet
    kept = data.draw(st.sets(st.sampled_from(sorted(marks))))
    part = totals(rubric, {code: marks[code] for code in kept})
    full = totals(rubric, marks)
    assert part.total <= full.total or full.maximum < part.maximum
    assert all((part.points[row.code] or 0) <= (full.points[row.code] or 0) for row in rubric.groups())
    assert set(part.missing) == set(marks) - kept
    assert part.filled + len(part.missing) == part.required


@pure
@given(sheets())
def test_base_and_bonus_make_the_total(sheet):
    rubric, marks = sheet
    found = totals(rubric, marks)
    whole = found.base + (found.bonus or 0)
    assert abs(found.total - whole) < Decimal(1).scaleb(-rubric.rounding.total.decimals)
    tops = sum((found.points[row.code] for row in rubric.children()), Decimal(0))
    together = sum((found.points[code] or 0 for cap in rubric.caps for code in cap.rows), Decimal(0))
    assert whole == tops - sum((max(Decimal(0), together - cap.maximum) for cap in rubric.caps), Decimal(0))


@pure
@given(sheets())
def test_sums_follow_from_the_points_of_the_rows_alone(sheet):
    rubric, marks = sheet
    found = totals(rubric, marks)
    sums = add_up(rubric, {row.code: found.points[row.code] for row in rubric.leaves()})
    assert (sums.figures, sums.base, sums.bonus) == (found.points, found.base, found.bonus)


@pure
@given(sheets(), st.data())
def test_more_points_in_a_row_never_lower_a_sum(sheet, data):
    rubric, marks = sheet
    points = dict(totals(rubric, marks).points)
    row = data.draw(st.sampled_from(rubric.leaves()))
    before = add_up(rubric, points)
    after = add_up(rubric, points | {row.code: row.maximum})
    assert before.whole <= after.whole
    assert all((before.figures[each.code] or 0) <= (after.figures[each.code] or 0) for each in rubric.groups())


@pure
@given(sheets())
def test_an_empty_mark_counts_like_none(sheet):
    rubric, marks = sheet
    code = min(marks)
    without = {key: each for key, each in marks.items() if key != code}
    assert totals(rubric, without | {code: MarkValue()}) == totals(rubric, without)


@given(st.integers(0, 9999))
def test_a_count_by_half_points_is_capped_at_five(number):
    row = single("count", 5, unit="0.5")
    earned = points(row, MarkValue(value=Decimal(number)))
    assert earned == min(Decimal(number) / 2, Decimal(5))


@pure
@given(st.data())
def test_the_shipped_sheet_stays_within_ninety_and_ten(data):
    sheet = SHIPPED
    marks = {}
    for row in sheet.leaves():
        most = 40 if row.kind == "count" else int(row.maximum * 2)
        number = Decimal(data.draw(st.integers(0, most)))
        marks[row.code] = MarkValue(value=number if row.kind == "count" else number / 2)
    found = totals(sheet, marks)
    assert found.base <= 90
    assert found.bonus <= 10
    assert found.total == found.base + found.bonus
