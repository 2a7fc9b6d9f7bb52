"""Causes and remedies: written, changed, done, carried into the next month, shown to whoever may read them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from organizations.access import Refused, can
from scoring.bodies.remedies import (
    Plan,
    StaleRemedy,
    add_remedy,
    carry_open,
    change_remedy,
    drop_remedy,
    finish_remedy,
)
from scoring.bodies.remedy_permissions import visible_remedies
from scoring.bodies.remedy_selectors import remedy_lines
from scoring.models import Evaluation, Remedy
from scoring.sheets.submit import NotReady
from scoring.start import start_tasks
from tests.build import build_world
from tests.scoring.votes.situations import OTHER, month, monthly, remedied, report, vote_all

NEW = Plan("Thiếu kinh phí", "Xin bổ sung")


@pytest.fixture
def world(db):
    world = build_world()
    month(world)
    return world


def test_a_remedy_is_written_changed_and_done_by_its_unit_alone(world):
    with pytest.raises(NotReady) as lacking:
        add_remedy(monthly(), "9", actor=world.user("bithu"), plan=Plan(" ", ""))
    assert [name for name, _ in lacking.value.items] == ["content", "cause", "measure"]
    remedy = remedied(world)
    assert remedied(world).pk == remedy.pk
    others = set(world.users) - {"bithu", "nhapgiup"}
    for name in others:
        with pytest.raises(Refused):
            change_remedy(remedy, actor=world.user(name), plan=NEW, revision=1)
    assert change_remedy(remedy, actor=world.user("nhapgiup"), plan=NEW, revision=1).revision == 2
    with pytest.raises(StaleRemedy) as stale:
        finish_remedy(remedy, actor=world.user("bithu"), note="Xong", revision=1)
    assert stale.value.remedy.cause == NEW.cause
    with pytest.raises(NotReady):
        finish_remedy(remedy, actor=world.user("bithu"), note=" ", revision=2)
    done = finish_remedy(remedy, actor=world.user("bithu"), note="Xong", revision=2)
    assert finish_remedy(remedy, actor=world.user("bithu"), note="Xong", revision=2).revision == done.revision
    with pytest.raises(Refused, match="khắc phục xong"):
        change_remedy(remedy, actor=world.user("bithu"), plan=Plan("x", "y"), revision=3)


def test_what_was_written_by_mistake_is_taken_away_until_the_sheet_is_handed_in(world):
    remedy = remedied(world)
    with pytest.raises(StaleRemedy):
        drop_remedy(remedy, actor=world.user("bithu"), revision=0)
    drop_remedy(remedy, actor=world.user("bithu"), revision=1)
    with pytest.raises(Refused, match="vừa được bỏ"):
        drop_remedy(remedy, actor=world.user("bithu"), revision=1)
    kept = remedied(world)
    report(world)
    with pytest.raises(Refused, match="phiếu chưa nộp"):
        drop_remedy(kept, actor=world.user("bithu"), revision=1)


def test_what_is_open_goes_into_the_next_month_once_and_what_is_done_stays(world, queries):
    vote_all(world, failing="2")
    finish_remedy(remedied(world, "3"), actor=world.user("bithu"), note="Xong", revision=1)
    remedied(world, "4", code=OTHER, due=timezone.localdate() - timedelta(days=1))
    month(world, 2)
    carried = {(each.evaluation.organization.code, each.criterion.code) for each in monthly_remedies(2)}
    assert carried == {("cs1-cb1", "2"), ("cs2-cb1", "4")}
    sheets = list(Evaluation.objects.filter(round=monthly(number=2).round).select_related("round", "version"))
    assert carry_open(sheets) == 0
    old = Remedy.objects.get(criterion__code="2", carried_from__isnull=True)
    with pytest.raises(Refused, match="chuyển sang phiếu của kỳ sau"):
        change_remedy(old, actor=world.user("bithu"), plan=NEW, revision=1)
    states = [(line.content[:2], line.state) for line in remedy_lines(monthly(), world.user("bithu"))]
    assert states == [("2.", "carried"), ("3.", "done")]
    shown = remedy_lines(monthly(OTHER, 2), world.user("bithu2"))
    assert [(line.state, line.editable, line.remedy.carried_from.evaluation) for line in shown] == [
        ("late", True, monthly(OTHER))
    ]
    found = [task for task in start_tasks(world.user("bithu2")) if "khac-phuc" in task.url]
    assert [(task.label, task.detail.partition(" ·")[0], task.urgency) for task in found] == [
        ("Khắc phục: 1 việc chưa xong", "Chi bộ thôn 1", "past")
    ]
    assert [task.count for task in start_tasks(world.user("bithu")) if "khac-phuc" in task.url] == [1]
    assert start_tasks(world.user("giupviec")) == []


def test_that_of_a_vote_that_failed_keeps_its_responsibility_and_is_not_taken_away(world):
    vote_all(world, failing="2")
    first, bithu = Remedy.objects.get(), world.user("bithu")
    by_hand = remedied(world, "2", cause="Khác")
    with pytest.raises(NotReady) as lacking:
        change_remedy(first, actor=bithu, plan=NEW, revision=1)
    assert lacking.value.items == [("responsibility", "Cần xác định trách nhiệm của tập thể.")]
    with pytest.raises(Refused, match="biểu quyết không đạt"):
        drop_remedy(first, actor=bithu, revision=1)
    assert change_remedy(first, actor=bithu, plan=replace(NEW, responsibility="Chi ủy"), revision=1).revision == 2
    # What nobody voted down, or stands there besides, is the unit's own.
    for other in (by_hand, remedied(world, "3")):
        assert change_remedy(other, actor=bithu, plan=NEW, revision=1).revision == 2
        drop_remedy(other, actor=bithu, revision=2)
    assert Remedy.objects.get() == first


def monthly_remedies(number: int) -> list[Remedy]:
    """Return what stands beside the sheets of a month."""
    found = Remedy.objects.filter(evaluation__round__start__month=number)
    return list(found.select_related("evaluation__organization", "criterion"))


def test_many_remedies_are_carried_with_as_many_queries_as_few(world, queries):
    counts = []
    month(world, 2)
    sheets = list(Evaluation.objects.filter(round=monthly(number=2).round).select_related("round", "version"))
    for rows in ("1", "234"):
        for row in rows:
            remedied(world, row)
            remedied(world, row, code=OTHER)
        with queries() as asked:
            assert carry_open(sheets) == 2 * len(rows)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_they_are_read_as_the_sheet_they_stand_beside(world):
    remedy = remedied(world)
    reading = {name for name in world.users if can(world.user(name), "remedy.view", remedy)}
    assert reading == {"bithu", "nhapgiup"}
    report(world)
    remedy = Remedy.objects.get()
    reading = {name for name in world.users if can(world.user(name), "remedy.view", remedy)}
    assert reading == {name for name in world.users if visible_remedies(world.user(name)).exists()}
    assert {"giupviec", "quantri", "phutrach"} <= reading
    assert "bithu2" not in reading
