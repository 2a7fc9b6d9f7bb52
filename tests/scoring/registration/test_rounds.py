"""Only those on the approved list get a sheet where the programme says so."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from scoring.models import Evaluation, Round
from scoring.registration.services import add_registration, end_registration
from scoring.rounds.clone import clone_round
from scoring.rounds.open import Deadlines, RoundError, open_round, prepare_round
from scoring.rounds.units import add_unit
from tests.build import load_rubrics
from tests.scoring.registration.situations import BASE, CELL, OTHER, approved, call, load_title, registered

pytestmark = pytest.mark.django_db


def _prepare(world, programme, year=None) -> Round:
    today = timezone.localdate()
    year = year or today.year
    return prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("tren", "standing"), name="Kiểu mẫu",
        start=date(year, 1, 1), end=date(year, 12, 31),
        deadlines=Deadlines(*(today + timedelta(days=step) for step in (10, 20, 30))),
    )  # fmt: skip


def test_without_a_call_or_an_approved_list_no_round_is_opened(world):
    programme = load_title()
    with pytest.raises(RoundError, match="hãy mở đợt đăng ký cho năm"):
        _prepare(world, programme)
    opened = call(world, programme)
    registered(world, opened, CELL)
    round_ = _prepare(world, programme)
    assert round_.call == opened
    with pytest.raises(RoundError, match="chưa được phê duyệt"):
        open_round(round_, actor=world.user("quantri"))


def test_a_sheet_is_for_the_approved_alone_and_a_call_serves_all_its_years(world):
    programme = load_title()
    opened = call(world, programme)
    registered(world, opened, OTHER)
    approved(world, opened, CELL, BASE)
    year = timezone.localdate().year
    round_ = _prepare(world, programme)
    assert open_round(round_, actor=world.user("quantri")) == 2
    assert set(round_.evaluations.values_list("organization__code", flat=True)) == {CELL, BASE}
    copy = clone_round(round_, actor=world.user("quantri"), year=year + 3)
    assert copy.call == opened
    for outside in (year + 4, year - 1):
        with pytest.raises(RoundError, match="hãy mở đợt đăng ký"):
            clone_round(round_, actor=world.user("quantri"), year=outside)


def test_a_unit_joins_a_round_once_it_is_on_the_list_and_who_left_gets_no_sheet(world):
    programme = load_title()
    opened = call(world, programme)
    first, second = approved(world, opened, CELL, BASE)
    end_registration(first, actor=world.user("lanhdao"), reason="Không giữ được tiêu chí")
    round_ = _prepare(world, programme)
    open_round(round_, actor=world.user("quantri"))
    assert list(round_.evaluations.values_list("organization", flat=True)) == [second.organization_id]
    unit = world.organizations[OTHER]
    with pytest.raises(RoundError, match="không có trong danh sách đăng ký"):
        add_unit(round_, unit, actor=world.user("quantri"), reason="Bổ sung")
    add_registration(opened, unit, actor=world.user("lanhdao"), reason="Bổ sung quý I")
    assert add_unit(round_, unit, actor=world.user("quantri"), reason="Bổ sung").organization == unit


def test_a_programme_that_asks_for_no_list_evaluates_everybody(world):
    load_rubrics(world)
    round_ = _prepare(world, world.programme)
    assert round_.call is None
    assert open_round(round_, actor=world.user("quantri")) == 7 == Evaluation.objects.count()
