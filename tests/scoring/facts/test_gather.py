"""What conditions read: windows, forerunners, units below that nothing is known of, and what nobody has confirmed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from organizations.models import OrganizationPeriod, Succession
from scoring.facts.gather import observe
from scoring.facts.ledger import confirm_paper
from scoring.facts.records import fact_record, meeting_record, year_records
from scoring.models import Assessment, Fact, Meeting, Programme, Round, YearResult
from scoring.pure.conditions import Field
from scoring.pure.records import Observations, Record
from tests.build import LONG_AGO, World, build_world
from tests.scoring.facts.rubrics import METRICS, sheets, trial_round

YEAR = timezone.localdate().year
CELL, BASE = "cs1-cb1", "cs1"
NOW = timezone.now()
SUPERIOR = {
    "quality": Field("quality", "Chất lượng", "meetings", "level", ("kem", "tot"), (), "unit", "superior"),
    "disunity": Field("disunity", "Mất đoàn kết", "facts", "yes_no", (), (), "unit", "superior"),
    "members": Field("members", "Số đảng viên", "facts", "number", (), (), "unit"),
}


def test_declared_figures_are_one_record_a_period_with_what_waits_named():
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    facts = [
        Fact(field="members", value="12"), Fact(field="disunity", value="false"), Fact(field="old", value="tot"),
    ]  # fmt: skip
    found = fact_record(start, end, facts, SUPERIOR)
    assert found == Record(
        {"members": Decimal(12), "disunity": False, "old": "tot"}, end, "Số liệu khai năm 2026",
        unconfirmed=frozenset({"disunity"}),
    )  # fmt: skip
    facts[1].confirmed_at = NOW
    assert fact_record(start, date(2026, 3, 31), facts, SUPERIOR).label == "Số liệu khai 01/01/2026–31/03/2026"
    assert fact_record(start, end, facts, SUPERIOR).unconfirmed == frozenset()


def test_a_line_of_the_log_is_a_record_of_its_day(world):
    meeting = Meeting(
        body=world.body(CELL, "cell"), held_on=date(2026, 3, 5), confirmed=[],
        values={"quality": "tot", "present": "11", "sent": True},
    )  # fmt: skip
    found = meeting_record(meeting, SUPERIOR)
    assert found == Record(
        {"quality": "tot", "present": Decimal(11), "sent": True, "body": "cell"}, date(2026, 3, 5),
        "Cuộc họp ngày 05/03/2026", unconfirmed=frozenset({"quality"}),
    )  # fmt: skip
    meeting.confirmed = ["quality"]
    assert meeting_record(meeting, SUPERIOR).unconfirmed == frozenset()


def test_a_year_has_its_final_grade_the_proposed_one_and_its_titles():
    award = YearResult(kind="title", value="Chi bộ tốt", programme=Programme(code="thu"))
    lines = {
        2025: [YearResult(kind="grade", value="kem", final=False), award],
        2024: [YearResult(kind="grade", value="kem", final=False), YearResult(kind="grade", value="tot")],
    }
    assert year_records(lines) == [
        Record(
            {"grade": "tot", "proposed_grade": "kem", "any_grade": "tot", "titles": ()}, date(2024, 12, 31), "Năm 2024"
        ),
        Record(
            {"grade": None, "proposed_grade": "kem", "any_grade": "kem", "titles": ("thu",)}, date(2025, 12, 31),
            "Năm 2025",
        ),
    ]  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return build_world(cells=2)


@pytest.fixture
def round_(world: World) -> Round:
    """This year's round of the small programme."""
    return trial_round(world)


def _seen(code: str) -> Observations:
    (sheet,) = sheets(code)
    return observe([sheet])[sheet.pk]


def _grade(world: World, code: str, year: int, **more: Any) -> YearResult:
    return YearResult.objects.create(
        organization=world.organizations[code], year=year, kind="grade",
        **{"value": "tot", "source": "paper", "paper_number": "05-QĐ/ĐU", "paper_date": date(year, 12, 20), **more},
    )  # fmt: skip


def _fact(world: World, code: str, field: str, value: str, year: int = YEAR, **more: Any) -> Fact:
    return Fact.objects.create(
        organization=world.organizations[code], field=field, value=value, start=date(year, 1, 1),
        end=date(year, 12, 31), saved_by_id=1, saved_at=NOW, **more,
    )  # fmt: skip


def _meeting(world: World, code: str, day: date, **more: Any) -> Meeting:
    values = {"values": {"quality": "tot"}, **more}
    return Meeting.objects.create(
        organization=world.organizations[code], body=world.body(code, "cell"), held_on=day, saved_by_id=1,
        saved_at=NOW, **values,
    )  # fmt: skip


def _days(found: Observations, source: str, of: str = "self") -> list[date | None]:
    return [record.on for record in found.records[source, of]]


def test_windows_decide_how_far_back_anything_is_read(world, round_):
    for year in (YEAR - 6, YEAR - 2, YEAR):
        _grade(world, CELL, year)
    for year in (YEAR - 6, YEAR):
        _fact(world, CELL, "members", "9", year)
    found = _seen(CELL)
    assert date(YEAR - 6, 12, 31) not in _days(found, "years")
    assert _days(found, "years")[-2:] == [date(YEAR - 2, 12, 31), date(YEAR, 12, 31)]
    assert (found.unit.size, found.as_of, found.period.start) == (9, timezone.localdate(), date(YEAR, 1, 1))
    # Of itself the unit is asked for no figures: those are read of the units below.
    assert found.covered == {
        ("years", "self"), ("years", "children"), ("meetings", "self"), ("facts", "subtree"), ("sheets", "self"),
    }  # fmt: skip


def test_lines_struck_out_and_papers_not_confirmed_are_not_read(world, round_):
    today = timezone.localdate()
    _meeting(world, CELL, today)
    _meeting(world, CELL, today, struck_at=NOW, struck_reason="Ghi nhầm")
    waiting = _grade(world, CELL, YEAR - 1, waiting=True)
    found = _seen(CELL)
    assert (len(found.records["meetings", "self"]), found.records["years", "self"]) == (1, ())
    assert found.records["meetings", "self"][0].unconfirmed == {"quality"}
    confirm_paper(waiting, actor=world.user("danguy"))
    assert [record.values["grade"] for record in _seen(CELL).records["years", "self"]] == ["tot"]


def test_history_is_inherited_only_where_a_paper_says_so(world, round_):
    units = world.organizations
    link = {"kind": "replaced", "day": date(YEAR - 1, 6, 1), "paper": "02-QĐ/ĐU"}
    Succession.objects.create(predecessor=units["cs1-cb2"], successor=units[CELL], inherits=True, **link)
    Succession.objects.create(predecessor=units["cbcs"], successor=units["cs1-cb2"], inherits=True, **link)
    Succession.objects.create(predecessor=units["cs2-cb1"], successor=units[CELL], **link)
    OrganizationPeriod.objects.filter(organization=units[CELL]).update(valid_from=date(YEAR - 1, 6, 1))
    _grade(world, "cs1-cb2", YEAR - 1, value="kem")
    _grade(world, "cbcs", YEAR - 2)
    _grade(world, "cs2-cb1", YEAR - 3)
    found = _seen(CELL)
    assert [(record.label, record.values["grade"]) for record in found.records["years", "self"]] == [
        (f"Năm {YEAR - 2}", "tot"), (f"Năm {YEAR - 1}", "kem"),
    ]  # fmt: skip
    assert found.founded == LONG_AGO


def test_of_units_below_each_has_a_record_even_where_nothing_is_known(world, round_):
    _grade(world, "cs1-cb1", YEAR)
    _fact(world, "cs1-cb2", "disunity", "false")
    _fact(world, "cs2-cb1", "disunity", "true")
    found = _seen(BASE)
    cells = [str(world.organizations[code].pk) for code in ("cs1-cb1", "cs1-cb2")]
    years = {record.unit: record.values.get("grade") for record in found.records["years", "children"]}
    assert years == dict(zip(cells, ("tot", None), strict=True))
    facts = {record.unit: (record.values, record.unconfirmed) for record in found.records["facts", "subtree"]}
    assert facts == {cells[0]: ({}, frozenset()), cells[1]: ({"disunity": False}, frozenset({"disunity"}))}
    assert {record.label.split(",")[0] for record in found.records["facts", "subtree"]} == {
        world.organizations[code].name for code in ("cs1-cb1", "cs1-cb2")
    }


def test_a_unit_that_has_ended_is_not_among_those_below(world, round_):
    type(world.organizations[BASE]).objects.filter(code="cs1-cb2").update(active=False)
    units = {record.unit for record in _seen(BASE).records["years", "children"]}
    assert units == {str(world.organizations["cs1-cb1"].pk)}


def test_declared_properties_count_once_they_are_confirmed(world, round_):
    fact = _fact(world, CELL, "disunity", "true")
    assert _seen(CELL).unit.declared == {}
    Fact.objects.filter(pk=fact.pk).update(confirmed_at=NOW, confirmed_by_id=1)
    assert _seen(CELL).unit.declared == {"disunity": True}


def test_its_own_sheet_is_no_other_sheet(world, round_):
    assert _seen(CELL).records["sheets", "self"] == ()
    Assessment.objects.filter(evaluation=sheets(CELL)[0], kind="self").update(
        state="done",
        opened_at=NOW,
        done_at=NOW,
        done_by_id=1,
        meeting_date=timezone.localdate(),
        meeting_due=3,
        meeting_present=3,
        minutes_number="01-BB/CB",
    )
    assert _seen(CELL).records["sheets", "self"] == ()


def test_sheets_that_read_nothing_cost_nothing(world, queries):
    trial_round(world, [])
    found = sheets()
    observe(found)
    with queries() as asked:
        seen = observe(found)
    assert (asked, {each.covered for each in seen.values()}) == ([], {frozenset()})


def test_many_units_are_gathered_with_as_many_queries_as_few(world, round_, queries):
    today = timezone.localdate()
    few = sheets(CELL, BASE)
    observe(few)
    with queries() as asked_few:
        observe(few)
    for code in ("cs1-cb1", "cs1-cb2", "cs2-cb1", "cs2-cb2"):
        for back in range(4):
            _grade(world, code, YEAR - back)
            _meeting(world, code, today - timedelta(days=back))
        _fact(world, code, "disunity", "false")
    many = sheets()
    with queries() as asked_many:
        seen = observe(many)
    assert (len(few), len(many)) == (2, 6)
    assert len(asked_many) == len(asked_few) <= 10
    assert all(len(each.records) == len(METRICS) for each in seen.values())
