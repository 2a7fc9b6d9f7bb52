"""How far a round is: every sheet counted once, by day against the deadline, with one query."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from scoring.models import Assessment, Evaluation, Round
from scoring.progress import MOST_SPANS, by_state, handed_in, spans
from tests.build import World, build_round, build_world, submit

FIRST = date(2026, 11, 20)


@given(st.integers(min_value=0, max_value=1000))
def test_spans_cover_every_day_once_and_end_with_the_last(days):
    last = FIRST + timedelta(days=days)
    found = spans(FIRST, last)
    assert len(found) <= MOST_SPANS
    assert (found[0][0], found[-1][1]) == (FIRST, last)
    assert all(later[0] - earlier[1] == timedelta(days=1) for earlier, later in pairwise(found))
    assert len({(end - start).days for start, end in found[1:]}) <= 1


def test_two_weeks_are_told_day_by_day_and_more_by_weeks():
    assert [end - start for start, end in spans(FIRST, FIRST + timedelta(days=13))] == [timedelta(0)] * 14
    assert {(end - start).days for start, end in spans(FIRST, FIRST + timedelta(days=90))[1:]} == {6}


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open; its sheets are due in ten days."""
    world = build_world()
    build_round(world)
    return world


def _chart():
    return handed_in(Evaluation.objects.all(), Round.objects.get())


def test_sheets_handed_in_stand_against_all_and_the_deadline(world):
    for code in ("cs1-cb1", "cs2-cb1", "cbcs"):
        submit(world, code)
    today, last = timezone.localdate(), timezone.localdate() + timedelta(days=10)
    chart = _chart()
    assert chart.summary == f"Đã nộp 3 trên 7 hồ sơ; hạn nộp hết ngày {last:%d/%m/%Y}."
    assert chart.rows[0] == (f"{today:%d/%m}", "3", "3")
    assert (len(chart.rows), set(chart.rows[1:])) == (11, {(row[0], "", "") for row in chart.rows[1:]})


def test_what_comes_after_the_deadline_stands_behind_its_line(world):
    submit(world, "cs1-cb1")
    submit(world, "cs2-cb1")
    past = timezone.localdate() - timedelta(days=2)
    Assessment.objects.filter(kind="self").update(deadline=past)
    Assessment.objects.filter(evaluation__organization__code="cbcs", kind="self").update(deadline=FIRST)
    Round.objects.update(opened_at=timezone.now() - timedelta(days=4))
    chart = _chart()
    assert chart.summary == (
        f"Đã nộp 2 trên 7 hồ sơ; hạn nộp hết ngày {past:%d/%m/%Y}, một số đơn vị có hạn khác; 2 hồ sơ nộp sau ngày đó."
    )
    assert [row[1:] for row in chart.rows] == [("0", "0"), ("0", "0"), ("0", "0"), ("2", "2")]


def test_a_sheet_that_was_withdrawn_or_returned_is_not_counted_as_handed_in(world):
    submit(world, "cs1-cb1")
    submit(world, "cs2-cb1")
    Evaluation.objects.filter(organization__code="cs2-cb1").update(
        withdrawn_at=timezone.now(), withdrawn_reason="Giải thể"
    )
    assert _chart().summary.startswith("Đã nộp 1 trên 6 hồ sơ;")


def test_without_a_sheet_or_before_the_opening_there_is_no_chart(world):
    assert handed_in(Evaluation.objects.none(), Round.objects.get()) is None
    Evaluation.objects.update(withdrawn_at=timezone.now(), withdrawn_reason="Giải thể")
    assert _chart() is None


def test_many_sheets_ask_the_database_once_as_few_do(world, queries):
    for codes in (["cs1-cb1"], ["cs2-cb1", "cbcs", "cs1"]):
        for code in codes:
            submit(world, code)
        round_ = Round.objects.get()
        with queries() as asked:
            handed_in(Evaluation.objects.all(), round_)
        assert len(asked) == 1


def test_the_picture_says_in_words_and_rows_what_it_shows():
    page = render_to_string("partials/chart.html", {"chart": by_state([("Đang tự chấm", 1200), ("Đã kết luận", 0)])})
    assert 'role="img"' in page
    assert "<title " in page
    assert "Tổng 1200 hồ sơ: đang tự chấm 1200; đã kết luận 0.</desc>" in page
    assert '<th scope="row">Đang tự chấm</th><td class="number">1200</td><td class="number">100 %</td>' in page
    assert "style=" not in page
