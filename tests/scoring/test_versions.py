"""From version to version: the map is proposed and confirmed, last year's marks go through it, open sheets stay."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from organizations.tree import move_organization
from scoring.models import CriterionMap, Evaluation, Round, RubricVersion
from scoring.pure.problems import RubricError
from scoring.pure.version_map import Link, Origin
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.rubrics.publish import load_rubric, publish
from scoring.rubrics.versions import (
    FIRST,
    confirm_map,
    confirmed_map,
    origins_of,
    previous_version,
    proposed_map,
)
from scoring.sheets.beside import WHOLE, last_year, with_last_year
from scoring.workflow import evaluation_with_work
from tests.build import World, build_round, build_world, fixture, sheet, submit
from tests.posts import PEOPLE
from tests.scoring.pure.builders import mapping, row

CELL = "cs1-cb1"


def _small(*rows, number=1):
    return load_rubric(mapping(*rows, note=str(number)), actor=None)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def versions(world: World) -> list[RubricVersion]:
    first = publish(_small(row("A", maximum=2, text="Một hai"), row("B", maximum=2, text="Ba bốn năm")), actor=None)
    second = _small(row("A", maximum=2, text="Một hai"), row("C", maximum=2, text="Ba bốn năm"), number=2)
    return [first, second]


def _kinds(links):
    return [(link.old, link.new, link.kind) for link in links]


def test_a_first_version_has_no_map(world):
    first = _small(row("A", maximum=1))
    assert (previous_version(first), proposed_map(first), confirmed_map(first)) == (None, (), ())
    with pytest.raises(RubricError, match=FIRST):
        confirm_map(first, [], actor=world.user("quantri"))


def test_a_map_is_proposed_and_is_nobodys_word_before_it_is_confirmed(world, versions):
    first, second = versions
    assert _kinds(proposed_map(second)) == [("A", "A", "same"), ("B", "C", "same")]
    assert confirmed_map(second) == ()
    assert origins_of(second, first) == {"A": Origin(("A",)), "C": Origin(("C",))}
    stored = confirm_map(second, proposed_map(second), actor=world.user("quantri"))
    assert _kinds(confirmed_map(second)) == _kinds(stored) == _kinds(proposed_map(second))
    assert origins_of(second, first) == {"A": Origin(("A",)), "C": Origin(("B",))}
    event = Event.objects.get(action="rubric.map")
    assert (event.subject_id, event.data) == (second.pk, {"kinds": {"same": 2}})


def test_confirming_again_replaces_every_line(world, versions):
    second = versions[1]
    confirm_map(second, [Link("A", "A", "same")], actor=world.user("quantri"))
    assert CriterionMap.objects.count() == 3
    confirm_map(second, [Link("A", "A", ""), Link("B", "A", "")], actor=world.user("quantri"))
    assert _kinds(confirmed_map(second)) == [("A", "A", "merged"), ("B", "A", "merged"), ("", "C", "new")]
    assert CriterionMap.objects.count() == 3
    confirm_map(second, [], actor=world.user("quantri"))
    assert _kinds(confirmed_map(second)) == [
        ("", "A", "new"),
        ("", "C", "new"),
        ("A", "", "dropped"),
        ("B", "", "dropped"),
    ]
    assert origins_of(second, versions[0]) == {"A": Origin(("A",)), "C": Origin(("C",))}


def test_only_the_administrator_of_the_whole_confirms(world, versions):
    for name in sorted(PEOPLE - {"quantri"}):
        with pytest.raises(Refused):
            confirm_map(versions[1], [], actor=world.user(name))
    assert not CriterionMap.objects.exists()


def test_rows_that_are_not_there_are_refused_and_what_stood_stays(world, versions):
    second = versions[1]
    confirm_map(second, proposed_map(second), actor=world.user("quantri"))
    with pytest.raises(RubricError, match="Bản mới không có dòng mã X"):
        confirm_map(second, [Link("A", "X", "same")], actor=world.user("quantri"))
    assert len(confirmed_map(second)) == 2


def test_origins_are_followed_over_versions_in_one_query(world, versions, queries):
    first, second = versions
    publish(second, actor=None)
    third = _small(row("D", maximum=4, text="Gộp"), number=3)
    confirm_map(second, proposed_map(second), actor=world.user("quantri"))
    confirm_map(third, [Link("A", "D", ""), Link("C", "D", "")], actor=world.user("quantri"))
    publish(third, actor=None)
    third = RubricVersion.objects.get(pk=third.pk)
    rubric_of(third)
    with queries() as asked:
        found = origins_of(third, first)
    assert found == {"D": Origin(("A", "B"), "merged")}
    assert len(asked) == 1
    assert origins_of(third, second) == {"D": Origin(("A", "C"), "merged")}


def _replaced() -> dict:
    """The cells' form a year later: one row split in two, two rows merged, one moved, one with fewer points."""
    later = deepcopy(fixture("rubrics/s0-chi-bo.yaml"))
    one, _, three, four = later["rows"][0]["rows"]
    halves = [
        {**one["rows"][0], "code": code, "maximum": 3, "marker": marker}
        for code, marker in (("I.1.1a", "(1)"), ("I.1.1b", "(2)"))
    ]
    one["rows"] = [*halves, *({**each, "marker": f"({n})"} for n, each in enumerate(one["rows"][1:], 3))]
    merged = {**three["rows"][0], "code": "I.3.12", "text": "Gộp hai nội dung", "maximum": 8}
    merged["spec"] = {"step": "0.5"}
    three["rows"] = [merged, *({**each, "marker": f"({n})"} for n, each in enumerate(three["rows"][2:], 2))]
    four["rows"][0]["maximum"], four["rows"][1]["maximum"] = 8, 12
    return later


LINKS = [
    Link("I.1.1", "I.1.1a", ""), Link("I.1.1", "I.1.1b", ""), Link("I.3.1", "I.3.12", ""), Link("I.3.2", "I.3.12", ""),
]  # fmt: skip


def _confirmed(world: World) -> RubricVersion:
    version = load_rubric(_replaced(), actor=None)
    known = [link for link in proposed_map(version) if link.old == link.new and link.kind == "same"]
    confirm_map(version, [*LINKS, *known], actor=world.user("quantri"))
    return publish(version, actor=None)


def _next_year(world: World) -> Evaluation:
    year = timezone.localdate().year + 1
    last = timezone.localdate() + timedelta(days=900)
    round_ = prepare_round(
        actor=world.user("quantri"), programme=world.programme, owner=world.body("tren", "standing"),
        name=f"Đợt {year}", start=date(year, 1, 1), end=date(year, 12, 31), deadlines=Deadlines(last, last, last),
    )  # fmt: skip
    open_round(round_, actor=world.user("quantri"))
    return with_last_year(evaluation_with_work()).get(organization__code=CELL, round=round_)


def test_last_years_points_go_through_the_confirmed_map(world, client):
    build_round(world)
    submit(world, CELL, Decimal("0.5"))
    _confirmed(world)
    now = _next_year(world)
    found = last_year(now, rubric_of(now.version))
    assert {code: found.get(code) for code in ("I.1.1a", "I.1.1b", "I.3.12", "I.4.1", "I.1.2", "I.1", WHOLE)} == {
        "I.1.1a": "3/6 (trước khi tách)", "I.1.1b": "3/6 (trước khi tách)", "I.3.12": "4 (gộp)", "I.4.1": "5/10",
        "I.1.2": "3", "I.1": "15", WHOLE: "45",
    }  # fmt: skip
    client.force_login(world.user("bithu"))
    page = client.get(f"/ho-so/{now.pk}/").content.decode()
    assert "3/6 (trước khi tách)" in page


def test_the_page_beside_a_replaced_rubric_keeps_its_budget(world, client, queries):
    build_round(world)
    submit(world, CELL)
    _confirmed(world)
    now = _next_year(world)
    client.force_login(world.user("bithu"))
    client.get(f"/ho-so/{now.pk}/")
    with queries() as asked:
        assert "c-last" in client.get(f"/ho-so/{now.pk}/").content.decode()
    assert len(asked) <= 12


def test_without_a_confirmed_map_rows_go_by_their_code(world):
    build_round(world)
    submit(world, CELL, Decimal("0.5"))
    publish(load_rubric(_replaced(), actor=None), actor=None)
    now = _next_year(world)
    found = last_year(now, rubric_of(now.version))
    assert (found.get("I.1.2"), found.get("I.1.1a"), found.get("I.3.12")) == ("3", None, None)


def test_a_sheet_keeps_the_version_it_began_with_when_the_rubric_is_replaced(world):
    round_ = build_round(world)
    before = sheet(CELL).version
    version = _confirmed(world)
    before.refresh_from_db()
    assert (before.state, version.state) == ("retired", "published")
    submit(world, CELL)
    assert sheet(CELL).version == before
    assert sheet(CELL).current.marks.filter(criterion__version=before).count() == 18
    assert {
        each.version_id for each in Round.objects.get(pk=round_.pk).rubrics.filter(version__rubric=before.rubric)
    } == {before.pk}
    assert _next_year(world).version == version


def test_a_cell_that_moves_keeps_the_version_of_its_open_sheet(world):
    build_round(world)
    before = sheet(CELL).version
    move_organization(
        world.organizations[CELL], actor=world.user("quantri"), parent=world.organizations["cs2"],
        valid_from=timezone.localdate(), paper="Quyết định số 09-QĐ/ĐU",
    )  # fmt: skip
    _confirmed(world)
    assert sheet(CELL).version == before
