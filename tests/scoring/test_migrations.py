"""What the migrations do to what stands already: each act of them is gone through once, there and back."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from scoring.models import Round, YearResult
from scoring.pure.arithmetic import MarkValue
from scoring.sheets.marks import marks_of, value_of
from tests.build import LONG_AGO, World, build_round, build_world, enter, sheet

# Of when sheets knew neither plan nor lines, the ledger no confirming, programmes no rules and rounds no list.
BEFORE = "0003_facts"


def _ledger(world: World, round_: Round) -> list[int]:
    """A title and a grade of papers, as they stood before papers had to be confirmed."""
    paper = {"organization": world.organizations["cs1-cb1"], "source": "paper", "paper_number": "01-QĐ/ĐU"}
    title = YearResult.objects.create(
        **paper, kind="title", value="Danh hiệu", year=2024, paper_date=LONG_AGO, programme=round_.programme
    )
    grade = YearResult.objects.create(**paper, kind="grade", value="Tốt", year=2024, paper_date=LONG_AGO)
    return [title.pk, grade.pk]


@pytest.mark.django_db(transaction=True)
def test_what_stood_before_stands_and_counts_as_it_did():
    world = build_world(cells=1)
    opened = build_round(world)
    enter(sheet("cs1-cb1"), world.user("bithu"), {"I.1.1": MarkValue(value=Decimal("4.5"))}, "Đã họp")
    ledger = _ledger(world, opened)
    call_command("migrate", "scoring", BEFORE, verbosity=0)
    call_command("migrate", verbosity=0)
    found = {mark.criterion.code: mark for mark in marks_of(sheet("cs1-cb1").assessments.get(kind="self"))}
    assert value_of(found["I.1.1"]) == MarkValue(value=Decimal("4.5"))
    assert (found["I.1.1"].explanation, found["I.1.1"].revision) == ("Đã họp", 1)
    assert {(mark.plan, tuple(mark.lines)) for mark in found.values()} == {(None, ())}
    results = YearResult.objects.order_by("pk").values_list("pk", "waiting", "confirmed_at", "scan")
    assert list(results) == [(key, False, None, None) for key in ledger]
    standing = Round.objects.select_related("programme").get(pk=opened.pk)
    assert (standing.name, standing.call, standing.programme.rules) == (opened.name, None, {})
    assert sheet("cs1-cb1").round == standing
