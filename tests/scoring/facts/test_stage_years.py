"""A title judged by fixed years: a unit is asked for the years that its own rules read, wherever the round begins."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring.facts.declare import declare_fact
from scoring.facts.fields import asked_of
from scoring.facts.gather import SHEET_READS, observe
from scoring.models import Evaluation
from scoring.rounds.open import Deadlines, open_round, prepare_round
from tests.build import SELF, World, build_world
from tests.scoring.registration.situations import BASE, CELL, approved, call, load_title

pytestmark = pytest.mark.django_db
EVERY = {"facts", "meetings"}


def _world(first: int) -> World:
    """A round of the title from a year to 2024, with a cell under a committee and one that is a base itself."""
    world, programme = build_world(), load_title()
    approved(world, call(world, programme, first_year=2022, last_year=2025), CELL, BASE)
    today = timezone.localdate()
    round_ = prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body("tren", "standing"), name="Kiểu mẫu",
        start=date(first, 1, 1), end=date(2024, 12, 31),
        deadlines=Deadlines(*(today + timedelta(days=step) for step in (10, 20, 30))),
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    return world


def _years(world: World, code: str, source: str) -> list[int]:
    unit = world.organizations[code]
    return [year for year in range(2018, 2027) if asked_of(unit, source, on=date(year, 7, 1))]


@pytest.mark.parametrize("first", [2020, 2022])
def test_each_kind_of_cell_is_asked_for_the_years_of_its_own_stage(first):
    world = _world(first)
    asked = {code: {source: _years(world, code, source) for source in EVERY} for code in (CELL, BASE)}
    assert asked == {
        CELL: {source: [2022, 2023, 2024] for source in EVERY},
        BASE: {source: [2020, 2021, 2022, 2023, 2024] for source in EVERY},
    }


def test_the_title_of_culture_is_asked_for_in_the_last_year_alone():
    world = _world(2020)
    unit = world.organizations[BASE]
    years = range(2020, 2025)
    codes = {year: {each.field.code for each in asked_of(unit, "facts", on=date(year, 1, 1))} for year in years}
    assert [year for year in years if "cultural_standard" in codes[year]] == [2024]
    assert [year for year in years if "members_exemplary" in codes[year]] == list(years)


def test_figures_from_before_the_round_are_entered_on_their_page_and_read(client):
    world = _world(2022)
    unit, secretary = world.organizations[BASE], world.user(SELF[BASE])
    client.force_login(secretary)
    page = client.get(reverse("scoring:facts", args=[unit.code]), {"nam": 2020})
    assert "Số đảng viên “Nêu gương tốt”" in page.content.decode()
    field = next(each.field for each in asked_of(unit, "facts", on=date(2020, 1, 1))
                 if each.field.code == "members_exemplary")  # fmt: skip
    declare_fact(
        unit, field, Decimal(11), actor=secretary, start=date(2020, 1, 1), end=date(2020, 12, 31), revision=0
    )  # fmt: skip
    sheet = Evaluation.objects.select_related(*SHEET_READS).get(organization=unit)
    records = observe([sheet])[sheet.pk].records["facts", "self"]
    assert [(record.on, record.values["members_exemplary"]) for record in records] == [(date(2020, 12, 31), 11)]
