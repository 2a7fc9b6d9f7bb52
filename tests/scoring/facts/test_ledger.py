"""The ledger of years: papers entered once, confirmed once, and counted only then."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from organizations.models import Organization, OrganizationPeriod, Succession
from scoring.facts.ledger import Entry, LedgerError, confirm_paper, drop_paper, enter_paper, propose_grade
from scoring.facts.start import organization_panel
from scoring.facts.years import years_of
from scoring.models import Programme, YearResult
from scoring.results import ResultError, record_titles, standing_titles
from tests.build import LONG_AGO, World, build_world
from tests.posts import PEOPLE
from tests.scoring.facts.rubrics import sheets, trial_round

CELL = "cs1-cb1"
TODAY = timezone.localdate()
YEAR = TODAY.year - 2


@pytest.fixture
def world(db: None) -> World:
    return build_world(cells=1)


def _entry(year: int = YEAR, **more: Any) -> Entry:
    return Entry(**{"year": year, "value": "hoan_thanh_tot", "number": "05-QĐ/ĐU", "day": date(year, 12, 20), **more})


def _enter(world: World, by: str = "bithu", entry: Entry | None = None) -> YearResult:
    return enter_paper(world.organizations[CELL], actor=world.user(by), entry=entry or _entry())


def _programme() -> Programme:
    return Programme.objects.create(code="thu-khac", name="Mô hình khác", subject="organization", period="year")


def _words(world: World) -> dict[int, str]:
    return {year.number: year.words for year in years_of(world.organizations[CELL], LONG_AGO)}


def test_a_paper_waits_until_the_committee_above_has_confirmed_it(world):
    found = _enter(world)
    assert (found.waiting, found.final, found.source, found.kind) == (True, True, "paper", "grade")
    assert _words(world)[YEAR] == "Hoàn thành tốt nhiệm vụ (chờ cấp trên xác nhận)"
    for name in sorted(PEOPLE - {"giupviec", "danguy"}):
        with pytest.raises(Refused):
            confirm_paper(found, actor=world.user(name))
    found = confirm_paper(found, actor=world.user("danguy"))
    assert (found.waiting, found.confirmed_by_id) == (False, world.users["danguy"].pk)
    assert _words(world)[YEAR] == "Hoàn thành tốt nhiệm vụ"
    confirm_paper(found, actor=world.user("giupviec"))
    actions = list(Event.objects.filter(action__startswith="ledger.").order_by("pk").values_list("action", flat=True))
    assert actions == ["ledger.enter", "ledger.confirm"]


def test_only_the_unit_enters_its_years_and_the_same_again_is_the_same_line(world):
    for name in sorted(PEOPLE - {"bithu", "nhapgiup"}):
        with pytest.raises(Refused):
            _enter(world, name)
    assert _enter(world) == _enter(world, "nhapgiup")
    assert YearResult.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": "xuat_sac"}, "value"), ({"number": " "}, "number"), ({"day": date(YEAR - 1, 12, 31)}, "day"),
        ({"day": TODAY + timedelta(days=1)}, "day"), ({"year": TODAY.year + 1}, "year"),
    ],
)  # fmt: skip
def test_what_no_paper_says_is_refused_at_its_field(world, change, field):
    with pytest.raises(LedgerError) as refused:
        _enter(world, entry=_entry(**change))
    assert refused.value.field == field
    assert not YearResult.objects.exists()


def test_a_year_has_one_grade_and_one_title_of_a_programme(world):
    programme = _programme()
    confirm_paper(_enter(world), actor=world.user("danguy"))
    for entry in (_entry(), _entry(value="hoan_thanh")):
        with pytest.raises(LedgerError, match="đã có kết quả"):
            _enter(world, entry=entry)
    title = _enter(world, entry=_entry(value="Chi bộ tốt", programme=programme))
    assert (title.kind, title.value) == ("title", "Chi bộ tốt")
    with pytest.raises(LedgerError):
        _enter(world, entry=_entry(value="Chi bộ khá", programme=programme))
    with pytest.raises(LedgerError):
        _enter(world, entry=_entry(YEAR - 1, value=" ", programme=programme))


def test_a_paper_that_waits_does_not_stop_a_decision_and_is_not_confirmed_after_it(world):
    trial_round(world)
    sheet = sheets(CELL)[0]
    today = {"year": TODAY.year, "day": TODAY}
    waiting = _enter(world, entry=_entry(value="Đạt", programme=sheet.round.programme, **today))
    assert standing_titles([sheet]) == []
    record_titles([(sheet, "Đạt")], number="09-QĐ/ĐU", day=TODAY, issuer="Đảng ủy")
    with pytest.raises(ResultError):
        record_titles([(sheet, "Đạt")], number="10-QĐ/ĐU", day=TODAY, issuer="Đảng ủy")
    with pytest.raises(LedgerError, match="đã có kết quả"):
        confirm_paper(waiting, actor=world.user("danguy"))
    drop_paper(waiting, actor=world.user("danguy"), reason="Đã có quyết định")
    assert YearResult.objects.get().source == "decision"


@pytest.mark.parametrize("name", ["bithu", "danguy"])
def test_a_line_that_waits_is_taken_out_with_a_reason(world, name):
    found = _enter(world)
    with pytest.raises(Refused):
        drop_paper(found, actor=world.user("thamdinh"), reason="Sai số")
    with pytest.raises(ValueError, match="lý do"):
        drop_paper(found, actor=world.user(name), reason=" ")
    drop_paper(found, actor=world.user(name), reason="Sai số")
    assert not YearResult.objects.exists()
    assert Event.objects.get(action="ledger.drop").data["reason"] == "Sai số"
    with pytest.raises(YearResult.DoesNotExist):
        drop_paper(found, actor=world.user(name), reason="Sai số")


def test_a_confirmed_line_stays(world):
    found = confirm_paper(_enter(world), actor=world.user("danguy"))
    with pytest.raises(LedgerError, match="đã được xác nhận"):
        drop_paper(found, actor=world.user("danguy"), reason="Sai số")


def test_the_proposed_grade_is_replaced_and_gives_way_to_the_final_one(world):
    unit = world.organizations[CELL]
    for value in ("hoan_thanh", "hoan_thanh_tot", "hoan_thanh_tot"):
        propose_grade(unit, actor=world.user("bithu"), year=YEAR, value=value)
    assert _words(world)[YEAR] == "mới đề xuất Hoàn thành tốt nhiệm vụ"
    assert Event.objects.filter(action="ledger.propose").count() == 2
    confirm_paper(_enter(world, entry=_entry(value="hoan_thanh")), actor=world.user("danguy"))
    assert _words(world)[YEAR] == "Hoàn thành nhiệm vụ"
    with pytest.raises(Refused):
        propose_grade(unit, actor=world.user("danguy"), year=YEAR, value="hoan_thanh")
    for year, value in ((YEAR, "tot"), (TODAY.year + 1, "hoan_thanh")):
        with pytest.raises(LedgerError):
            propose_grade(unit, actor=world.user("bithu"), year=year, value=value)


def test_the_years_of_a_unit_begin_with_it_unless_it_inherits_more(world):
    unit, old = world.organizations[CELL], world.organizations["cs2-cb1"]
    OrganizationPeriod.objects.filter(organization=unit).update(valid_from=date(TODAY.year - 1, 6, 1))
    founded = date(TODAY.year - 1, 6, 1)
    assert [year.number for year in years_of(unit, founded)] == [TODAY.year, TODAY.year - 1]
    assert {year.words for year in years_of(unit, founded)} == {"chưa có xếp loại"}
    enter_paper(old, actor=world.user("bithu2"), entry=_entry())
    confirm_paper(YearResult.objects.get(), actor=world.user("danguy2"))
    Succession.objects.create(
        predecessor=old, successor=unit, kind="replaced", day=founded, paper="02-QĐ/ĐU", inherits=True
    )
    unit = Organization.objects.get(pk=unit.pk)
    assert [(year.number, year.known) for year in years_of(unit, founded)] == [
        (TODAY.year, False), (TODAY.year - 1, False), (YEAR, True),
    ]  # fmt: skip


def test_the_page_of_a_unit_says_which_year_is_missing_for_which_title(world):
    trial_round(world)
    confirm_paper(_enter(world), actor=world.user("danguy"))
    panel = organization_panel(world.user("phutrach"), world.organizations[CELL])
    assert panel["context"]["lacking"] == [f"Mô hình thử: thiếu xếp loại năm {TODAY.year - 1}, {TODAY.year}."]
    assert organization_panel(world.user("quantri"), world.organizations["tren"]) is None
