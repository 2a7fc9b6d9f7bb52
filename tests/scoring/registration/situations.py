"""A call to register for a title of several years, and units that may stand for it, may not, or may perhaps."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from scoring.facts.ledger import confirm_paper
from scoring.models import Programme, Registration, RegistrationCall, YearResult
from scoring.registration.calls import open_call
from scoring.registration.services import approve_list, register_unit
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish
from tests.build import APPROVER, SELF, World, fixture
from tests.scoring.facts.situations import paper_year

GOOD, BEST, FAIR = "hoan_thanh_tot", "hoan_thanh_xuat_sac", "hoan_thanh"
CELL, OTHER, BASE = "cs1-cb1", "cs2-cb1", "cbcs"
TITLE, MEMBERS = "chi-bo-kieu-mau", "dang-vien-bon-tot"


def load_title(code: str = TITLE, **rules: Any) -> Programme:
    """Publish the rubrics of a programme and load it, its rules changed by name; the rubrics once."""
    mapping = deepcopy(fixture(f"programmes/{code}.yaml"))
    mapping["rules"].update(rules)
    programme = load_programme(mapping, actor=None)
    for name in sorted({kind["rubric"] for kind in programme.kinds}):
        version = publish(load_rubric(fixture(f"rubrics/{name}.yaml"), actor=None), actor=None)
        load_outcomes(fixture(f"outcomes/{mapping['outcomes']}.yaml"), version.rubric, actor=None)
    return Programme.objects.get(pk=programme.pk)


def call(world: World, programme: Programme | None = None, **changes: Any) -> RegistrationCall:
    """Open a call of the superior for this year, its deadline ten days ahead."""
    today = timezone.localdate()
    return open_call(
        **{
            "actor": world.user("quantri"), "programme": programme or load_title(),
            "owner": world.body("tren", "standing"), "name": "Đăng ký chi bộ kiểu mẫu", "first_year": today.year,
            "last_year": today.year + 3, "deadline": today + timedelta(days=10), **changes,
        }
    )  # fmt: skip


def graded(world: World, code: str, years: dict[int, str]) -> list[YearResult]:
    """Give a unit the grades of some years, entered by its secretary and confirmed by the level above."""
    return [
        confirm_paper(paper_year(world, code, SELF[code], year, value), actor=world.user(APPROVER[code]))
        for year, value in years.items()
    ]


def fit(world: World, *codes: str) -> None:
    """Give units the grades that the condition asks for."""
    for code in codes:
        graded(world, code, {2020: GOOD, 2021: BEST})


def registered(world: World, call: RegistrationCall, code: str, **changes: Any) -> Registration:
    """Register a unit as its secretary would."""
    unit = world.organizations[code]
    data = {"actor": world.user(SELF[code]), "minutes_number": "03-BB/CB", **changes}
    return register_unit(call, unit, **data)[0]


def approved(world: World, call: RegistrationCall, *codes: str) -> list[Registration]:
    """Register units and approve them all at once."""
    chosen = [registered(world, call, code).pk for code in codes]
    return approve_list(
        call, chosen, actor=world.user("lanhdao"), number="15-QĐ/ĐU", day=timezone.localdate()
    )  # fmt: skip


def end_of_year(year: int) -> date:
    return date(year, 12, 31)
