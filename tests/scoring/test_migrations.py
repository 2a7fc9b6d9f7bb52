"""What a migration does to sheets that stand already."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from scoring.models import Round
from scoring.pure.arithmetic import MarkValue
from scoring.sheets.marks import marks_of, value_of
from tests.build import build_round, build_world, enter, sheet


@pytest.mark.django_db(transaction=True)
def test_marks_of_before_have_neither_plan_nor_lines():
    world = build_world(cells=1)
    build_round(world)
    enter(sheet("cs1-cb1"), world.user("bithu"), {"I.1.1": MarkValue(value=Decimal("4.5"))}, "Đã họp")
    call_command("migrate", "scoring", "0003_facts", verbosity=0)
    call_command("migrate", verbosity=0)
    own = sheet("cs1-cb1").assessments.get(kind="self")
    found = {mark.criterion.code: mark for mark in marks_of(own)}
    assert value_of(found["I.1.1"]) == MarkValue(value=Decimal("4.5"))
    assert (found["I.1.1"].explanation, found["I.1.1"].revision) == ("Đã họp", 1)
    assert {(mark.plan, tuple(mark.lines)) for mark in found.values()} == {(None, ())}


@pytest.mark.django_db(transaction=True)
def test_programmes_and_rounds_of_before_have_no_rules_and_no_list():
    world = build_world(cells=1)
    opened = build_round(world)
    call_command("migrate", "scoring", "0005_ledger", verbosity=0)
    call_command("migrate", verbosity=0)
    standing = Round.objects.select_related("programme").get(pk=opened.pk)
    assert (standing.name, standing.call, standing.programme.rules) == (opened.name, None, {})
    assert sheet("cs1-cb1").round == standing
