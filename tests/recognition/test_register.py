"""The register: numbers from 01 per body, kind and term; reserved, used, given back; never twice."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from organizations.people import create_term
from recognition.models import RegisterEntry, Series
from recognition.register import (
    RegisterError,
    date_warning,
    gap_words,
    gaps,
    give_back,
    next_number,
    reserve,
    series_for,
    suggested_number,
    take,
)
from tests.build import World, build_world

TODAY = date(2026, 2, 5)


@pytest.fixture
def world(db: None) -> World:
    return build_world(cells=1)


@pytest.fixture
def series(world: World) -> Series:
    return series_for(world.body("cs1", "committee"), "QĐ", TODAY)


def _take(world: World, series: Series, number: int | None = None, **more: object) -> RegisterEntry:
    values = {"day": TODAY, "summary": "Công nhận", **more}
    return take(series, actor=world.user("vanthu_cs"), number=number, **values)  # type: ignore[arg-type]


def test_numbers_run_from_01(world, series):
    assert [str(_take(world, series)) for _ in range(3)] == ["01", "02", "03"]
    assert next_number(series) == 4


def test_each_body_kind_and_term_has_its_own_series(world, series):
    body = world.body("cs1", "committee")
    body.terms.update(end=date(2026, 6, 30))
    create_term(body, actor=None, name="2026 - 2031", start=date(2026, 7, 1))
    others = [
        series_for(body, "QĐ", date(2026, 7, 1)),
        series_for(body, "NQ", TODAY),
        series_for(world.body("cs2", "committee"), "QĐ", TODAY),
    ]
    _take(world, series)
    assert [next_number(other) for other in others] == [1, 1, 1]
    assert series_for(body, "QĐ", date(2026, 6, 30)) == series


def test_a_day_without_term_has_no_series(world):
    with pytest.raises(RegisterError, match="chưa khai nhiệm kỳ có ngày 31/12/2019"):
        series_for(world.body("cs1", "committee"), "QĐ", date(2019, 12, 31))


def test_the_suggested_number_makes_no_series(world, writes_nothing):
    with writes_nothing():
        assert suggested_number(world.body("cs2", "committee"), "QĐ", TODAY) == 1


def test_a_reserved_number_is_passed_over_and_becomes_used_when_typed(world, series):
    reserve(series, actor=world.user("vanthu_cs"), number=2, summary="Văn bản giấy")
    assert [_take(world, series).number, _take(world, series).number] == [3, 4]
    entry = _take(world, series, 2)
    assert (entry.state, entry.date, entry.summary) == ("used", TODAY, "Công nhận")


def test_a_typed_number_may_fill_a_gap(world, series):
    _take(world, series, 4)
    assert gaps(series) == [1, 2, 3]
    _take(world, series, 2)
    assert (gaps(series), next_number(series)) == ([1, 3], 5)


def test_a_letter_makes_another_number(world, series):
    _take(world, series)
    assert str(_take(world, series, 1, suffix="a")) == "01a"
    assert gaps(series) == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_number_is_never_used_twice(world, series, number):
    for each in (1, 3):
        _take(world, series, each)
    with pytest.raises(RegisterError, match=f"Số 0{number} đã dùng"):
        _take(world, series, number)
    with pytest.raises(RegisterError, match=f"Số 0{number} đã dùng"):
        reserve(series, actor=world.user("vanthu_cs"), number=number)
    assert series.entries.count() == 2


def test_a_number_given_back_stays_with_its_reason_and_is_not_handed_out_again(world, series):
    entry = reserve(series, actor=world.user("vanthu_cs"), summary="Dự kiến")
    given = give_back(entry, actor=world.user("vanthu_cs"), reason=" Không ban hành nữa ")
    assert (given.state, given.reason) == ("given_back", "Không ban hành nữa")
    assert (gaps(series), next_number(series)) == ([], 2)
    with pytest.raises(RegisterError, match="Số 01 đã trả lại, không cấp lại"):
        _take(world, series, 1)


def test_only_a_reserved_number_is_given_back_and_only_with_a_reason(world, series):
    used = _take(world, series)
    kept = reserve(series, actor=world.user("vanthu_cs"))
    with pytest.raises(RegisterError, match="Số 01 đã dùng"):
        give_back(used, actor=world.user("vanthu_cs"), reason="Thôi")
    with pytest.raises(RegisterError, match="Cần ghi lý do"):
        give_back(kept, actor=world.user("vanthu_cs"), reason="  ")


@pytest.mark.parametrize(("number", "suffix"), [(0, ""), (-1, ""), (None, "a")])
def test_numbers_that_make_no_sense_are_refused(world, series, number, suffix):
    with pytest.raises(RegisterError):
        _take(world, series, number, suffix=suffix)
    assert not series.entries.exists()


@pytest.mark.parametrize("act", ["reserve", "take"])
def test_a_number_far_ahead_is_a_slip_and_refused(world, series, act):
    clerk = world.user("vanthu_cs")
    _take(world, series, 5)

    def typed(number: int) -> RegisterEntry:
        return reserve(series, actor=clerk, number=number) if act == "reserve" else _take(world, series, number)

    for number in (99_999, 106):
        with pytest.raises(RegisterError) as refused:
            typed(number)
        assert str(refused.value) == (f"Số {number} quá xa các số đã cấp. Số kế tiếp là 06; chỉ ghi được số đến 105.")
    assert (gaps(series), next_number(series)) == ([1, 2, 3, 4], 6)
    assert str(typed(105)) == "105"


def test_an_office_that_begins_in_the_middle_of_a_term_goes_on_where_its_book_stands(world, series):
    with pytest.raises(RegisterError, match="chỉ ghi được số đến 2000"):
        _take(world, series, 2001)
    _take(world, series, 350)
    assert (next_number(series), gap_words(series)) == (351, ["từ 01 đến 349"])


def test_a_mistyped_number_given_back_leads_to_no_other(world, series):
    clerk = world.user("vanthu_cs")
    _take(world, series, 2)
    give_back(reserve(series, actor=clerk, number=90), actor=clerk, reason="Gõ nhầm")
    assert (gaps(series), next_number(series)) == ([1], 3)
    assert suggested_number(series.body, "QĐ", TODAY) == 3
    with pytest.raises(RegisterError, match="chỉ ghi được số đến 102"):
        reserve(series, actor=clerk, number=103)
    with pytest.raises(RegisterError, match="Số 90 đã trả lại, không cấp lại"):
        reserve(series, actor=clerk, number=90)


def test_numbers_given_back_are_passed_over_when_their_turn_comes(world, series):
    clerk = world.user("vanthu_cs")
    for number in (2, 3, 5):
        give_back(reserve(series, actor=clerk, number=number), actor=clerk, reason="Gõ nhầm")
    assert [str(_take(world, series)) for _ in range(3)] == ["01", "04", "06"]
    assert gaps(series) == []


def test_a_number_with_a_letter_leaves_the_plain_one_open(world, series):
    for number in range(1, 7):
        _take(world, series, number)
    reserve(series, actor=world.user("vanthu_cs"), number=7, suffix="đ")
    assert (gaps(series), next_number(series)) == ([7], 8)
    assert str(_take(world, series, 7)) == "07"
    assert gaps(series) == []


def test_long_gaps_are_named_as_ranges(world, series):
    for number in (2, 5, 9, 100):
        _take(world, series, number)
    assert gap_words(series) == ["01", "03", "04", "từ 06 đến 08", "từ 10 đến 99"]


@pytest.mark.parametrize("name", ["danguy", "giupviec", "vanthu", "quantri", "bithu"])
def test_only_the_clerk_of_the_body_keeps_its_register(world, series, name):
    with pytest.raises(Refused):
        reserve(series, actor=world.user(name))
    with pytest.raises(Refused):
        take(series, actor=world.user(name), day=TODAY, summary="")
    assert not series.entries.exists()


def test_dates_that_run_against_the_numbers_are_only_warned_of(world, series):
    _take(world, series, 5)
    assert (
        date_warning(series, 6, TODAY - timedelta(days=1)) == "Ngày không theo thứ tự số: số 05 đã ghi ngày 05/02/2026."
    )
    assert date_warning(series, 4, TODAY + timedelta(days=1)) != ""
    assert date_warning(series, 6, TODAY) == date_warning(series, 4, TODAY) == ""


def test_every_act_is_put_on_record(world, series):
    entry = reserve(series, actor=world.user("vanthu_cs"))
    _take(world, series, entry.number)
    give_back(reserve(series, actor=world.user("vanthu_cs")), actor=world.user("vanthu_cs"), reason="Thôi")
    found = Event.objects.filter(action__startswith="number.").order_by("pk")
    assert [(event.action, event.subject_label) for event in found] == [
        ("number.reserve", "01-QĐ/ĐU"),
        ("number.take", "01-QĐ/ĐU"),
        ("number.reserve", "02-QĐ/ĐU"),
        ("number.give_back", "02-QĐ/ĐU"),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_never_get_the_same_number():
    world = build_world(cells=1)
    series = series_for(world.body("cs1", "committee"), "QĐ", timezone.localdate())
    together, failures = Barrier(2), []

    def work() -> None:
        try:
            actor = world.user("vanthu_cs")
            together.wait()
            for _ in range(5):
                take(series, actor=actor, day=TODAY, summary="Cùng lúc")
        except BaseException as problem:
            failures.append(problem)
            raise
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert list(series.entries.values_list("number", flat=True)) == list(range(1, 11))
