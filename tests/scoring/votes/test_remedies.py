"""Causes and remedies: written, changed, done, carried into the next month, shown to whoever may read them."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from django.db import transaction
from django.utils import timezone

from organizations.access import Refused, can
from scoring.bodies.carrying import carry_open
from scoring.bodies.remedies import (
    Plan,
    StaleRemedy,
    add_remedy,
    change_remedy,
    drop_remedy,
    finish_remedy,
    remedy_of,
)
from scoring.bodies.remedy_permissions import visible_remedies
from scoring.bodies.remedy_selectors import remedy_lines
from scoring.models import Ballot, Evaluation, Remedy
from scoring.rounds.units import withdraw_unit
from scoring.sheets.submit import NotReady
from scoring.start import start_tasks
from tests.build import build_world
from tests.scoring.votes.situations import (
    CARRIED,
    CELL,
    FAILED,
    OTHER,
    PLAN,
    month,
    monthly,
    remedied,
    report,
    vote,
    vote_all,
)  # fmt: skip
from tests.threads import in_threads

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


def _opened(world, number: int) -> list[Evaluation]:
    """Open a month and return its sheets."""
    found = Evaluation.objects.filter(round=month(world, number)).select_related("round", "version")
    return list(found)


def test_many_remedies_are_carried_with_as_many_queries_as_few(world, queries):
    counts = []
    sheets = _opened(world, 2)
    for rows in ("1", "1234"):
        for row in rows:
            remedied(world, row)
            remedied(world, row, code=OTHER)
        # As if February came only now.
        Remedy.objects.filter(carried_from__isnull=False).delete()
        with queries() as asked:
            assert carry_open(sheets) == 2 * len(rows)
        assert carry_open(sheets) == 0
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _stand_in(number: int, code: str = CELL) -> list[tuple[str, str, bool]]:
    """Return row, measure and whether it is carried further, of what stands beside the sheet of a month."""
    found = Remedy.objects.filter(evaluation=monthly(code, number)).select_related("criterion").order_by("pk")
    return [(each.criterion.code, each.measure, each.carried_to.exists()) for each in found]


def test_what_is_written_after_the_next_month_opened_is_carried_at_once(world):
    month(world, 2)
    vote_all(world, failing="2")
    remedied(world, "3")
    assert _stand_in(1) == [("2", PLAN.measure, True), ("3", "Phân công lại", True)]
    assert _stand_in(2) == [("2", PLAN.measure, False), ("3", "Phân công lại", False)]
    # Neither the same once more nor the sheets laid out make a second one.
    vote_again(world, "2", FAILED)
    remedied(world, "3")
    assert carry_open(list(Evaluation.objects.filter(round=monthly(number=2).round))) == 0
    assert (len(_stand_in(1)), len(_stand_in(2)), _stand_in(2, OTHER)) == (2, 2, [])


@pytest.mark.parametrize("months", [(2, 3), (3, 2)])
def test_of_months_opened_together_the_next_one_takes_it_and_hands_it_on_with_its_sheet(world, months):
    for number in months:
        month(world, number)
    remedied(world, "1")
    done = remedied(world, "4")
    copy = Remedy.objects.get(carried_from=done)
    finish_remedy(copy, actor=world.user("bithu"), note="Xong", revision=1)
    assert ([row for row, _, _ in _stand_in(2)], _stand_in(3)) == (["1", "4"], [])
    report(world, number=2)
    assert (_stand_in(2)[0][2], [row for row, _, _ in _stand_in(3)]) == (True, ["1"])
    month(world, 4)
    assert [row for row, _, _ in _stand_in(4)] == ["1"]


def test_a_sheet_that_came_to_its_end_or_was_withdrawn_is_left_alone(world):
    for number in (2, 3, 4):
        month(world, number)
    Evaluation.objects.filter(pk=monthly(number=2).pk).update(current=None)
    withdraw_unit(monthly(number=3), actor=world.user("quantri"), reason="Giải thể")
    remedied(world, "1")
    assert [len(_stand_in(number)) for number in (1, 2, 3, 4)] == [1, 0, 0, 1]
    Evaluation.objects.filter(pk=monthly(number=4).pk).update(current=None)
    remedied(world, "2")
    assert [len(_stand_in(number)) for number in (1, 2, 3, 4)] == [2, 0, 0, 1]
    # The next to be opened takes what nobody took.
    month(world, 5)
    assert [row for row, _, _ in _stand_in(5)] == ["1", "2"]


def vote_again(world, row: str, counts, **changes):
    """Correct a vote of January with everything that stands before one's eyes."""
    ballot = Ballot.objects.get(assessment__evaluation=monthly(), criterion__code=row)
    remedy = remedy_of(monthly(), ballot.criterion_id)
    return vote(
        world, row, counts, revision=ballot.revision, remedy_revision=remedy.revision if remedy else 0, **changes
    )


def test_a_vote_corrected_afterwards_corrects_what_was_carried_while_nobody_worked_on_it(world):
    month(world, 2)
    vote_all(world, failing="2")
    better = replace(PLAN, measure="Chốt lịch cả năm")
    vote_again(world, "2", FAILED, plan=better)
    assert _stand_in(1) == [("2", better.measure, True)]
    assert _stand_in(2) == [("2", better.measure, False)]
    vote_again(world, "2", CARRIED)
    assert (_stand_in(1), _stand_in(2)) == ([], [])


def test_what_the_next_month_works_on_stays_when_the_vote_is_corrected(world):
    month(world, 2)
    vote_all(world, failing="2")
    copy = Remedy.objects.get(carried_from__isnull=False)
    change_remedy(copy, actor=world.user("bithu"), plan=NEW, revision=1)
    # The same plan typed again is the one that stands.
    vote_again(world, "2", (12, 11, 2, 9, 0))
    vote_again(world, "2", CARRIED)
    assert _stand_in(1) == [("2", PLAN.measure, True)]
    assert _stand_in(2) == [("2", NEW.measure, False)]


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


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_the_next_month_opens_is_carried_all_the_same():
    world = build_world(cells=1)
    # February first, so that the order of keys is not that of the months.
    for number in (2, 1):
        month.__wrapped__(world, number)
    written = Event()

    def write() -> None:
        with transaction.atomic():
            remedied(world, "2", number=2)
            written.set()
            # Long enough for the next month to come to the remedies before this one is there for others.
            sleep(1)

    def open_next() -> None:
        written.wait()
        month.__wrapped__(world, 3)

    assert in_threads(write, open_next, lambda: remedied(world, "1"), lambda: remedied(world, "3")) == []
    assert sorted(row for row, _, carried in _stand_in(1) if carried) == ["1", "3"]
    assert [carried for row, _, carried in _stand_in(2) if row == "2"] == [True]
    assert len({row for row, _, _ in _stand_in(3)}) == len(_stand_in(3))
