"""The programmes of the sources: kinds of unit, chains, registration, duties with their clauses."""

from datetime import date

import pytest

from organizations.models import BodyKind
from scoring.models import OutcomeSet, Programme, RubricVersion, Stage
from scoring.pure.problems import RubricError
from scoring.pure.programme import parse_rules, registration_day, rules_mapping
from scoring.rubrics.first_run import choices, load
from scoring.rubrics.publish import load_programme
from scoring.rubrics.rules import rules_of
from tests.build import ROOT, build_world, fixture

FILES = sorted(f"programmes/{path.name}" for path in (ROOT / "fixtures/programmes").glob("*.yaml"))
CODES = {fixture(name)["code"] for name in FILES}


def rules(code: str):
    """Return the rules of a programme of the fixtures."""
    return parse_rules(fixture(f"programmes/{code}.yaml")["rules"])


@pytest.mark.parametrize("name", FILES)
def test_kinds_name_levels_rubrics_and_bodies_that_exist(name):
    mapping = fixture(name)
    levels = {level["code"] for level in fixture("base.yaml")["levels"]}
    for kind in mapping["kinds"]:
        declared = fixture(f"rubrics/{kind['rubric']}.yaml")
        assert kind["level"] in levels
        assert declared["programme"]["code"] == mapping["code"]
        assert {"name", "subject", "period"} <= declared["programme"].keys()
        assert [declared["programme"][key] for key in ("subject", "period")] == [mapping["subject"], mapping["period"]]
        for stage in kind["stages"]:
            assert stage["kind"] in Stage.Kind.values
            assert stage["source"] == "self" or stage["body_kind"] in BodyKind.values
            assert stage.get("level", "cap_tren_co_so") in levels
        assert kind["stages"][0] == {"kind": "self", "role": "secretary", "source": "self"}


@pytest.mark.parametrize("name", FILES)
def test_every_rule_reads_back_and_every_duty_says_where_it_stands(name):
    found = parse_rules(fixture(name)["rules"])
    assert parse_rules(rules_mapping(found)) == found
    assert [duty.code for duty in found.duties if not duty.clause.startswith("Kế hoạch số")] == []
    assert len({duty.code for duty in found.duties}) == len(found.duties)


def test_the_dates_of_the_sources():
    asked = [rules(code).registration for code in ("bon-tot-dat", "dang-vien-bon-tot", "chi-bo-kieu-mau")]
    assert [registration_day(each, 2027) for each in asked] == [date(2027, 1, 20), date(2027, 1, 20), date(2027, 5, 30)]
    assert [each.required for each in asked] == [False, False, True]
    once = {(duty.who, duty.on) for duty in rules("bon-tot").duties if duty.on and duty.on.year > 2024}
    assert once == {
        ("unit", date(2026, 4, 30)), ("board", date(2026, 5, 31)), ("unit", date(2030, 4, 30)),
        ("board", date(2030, 5, 31)),
    }  # fmt: skip
    yearly = {(duty.who, duty.month) for duty in rules("bon-tot").duties if duty.every == "year"}
    assert {("unit", 1), ("board", 2)} <= yearly
    assert (rules("chi-bo-kieu-mau").validity.until, rules("dang-vien-bon-tot").retention_months) == (2025, 24)


@pytest.mark.django_db
def test_all_of_them_are_loaded_at_the_first_run_and_loaded_again_unchanged():
    world = build_world()
    assert {code for code, _, _ in choices()} == CODES
    load(world.user("quantri"), frozenset(CODES))
    kinds = {kind["rubric"] for name in FILES for kind in fixture(name)["kinds"]}
    assert set(RubricVersion.objects.filter(state="published").values_list("rubric__code", flat=True)) == kinds
    assert set(OutcomeSet.objects.values_list("rubric__code", flat=True)) == kinds
    for programme in Programme.objects.all():
        assert rules_of(programme) == rules(programme.code)


@pytest.mark.django_db
def test_rules_that_cannot_be_read_are_refused():
    mapping = {**fixture("programmes/bon-tot.yaml"), "rules": {"duties": [{"code": "x"}]}}
    with pytest.raises(RubricError, match="Không đọc được quy định"):
        load_programme(mapping, actor=None)
    assert not Programme.objects.exists()
