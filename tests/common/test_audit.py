"""The trail: every act is one event, told so that it outlives what it names."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction

from config.common.audit import log
from config.common.models import Event
from organizations.models import Sector, User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 5, 5, 0, tzinfo=UTC)


@pytest.fixture
def sector() -> Sector:
    return Sector.objects.create(code="thon", name="Thôn, tổ dân phố", position=1)


def test_an_event_says_who_did_what_to_which_thing_and_when(sector: Sector) -> None:
    actor = User.objects.create_user("bithu", None, full_name="Đồng chí A")
    with time_machine.travel(NOON, tick=False):
        log("sheet.submit", sector, actor=actor, organization_id=7, total="87.5")
    assert Event.objects.values().get() == {
        "id": Event.objects.get().pk,
        "at": NOON,
        "actor_id": actor.pk,
        "action": "sheet.submit",
        "subject_type": "organizations.sector",
        "subject_id": sector.pk,
        "subject_label": str(sector),
        "organization_id": 7,
        "data": {"total": "87.5"},
    }


def test_what_the_installation_does_by_itself_has_no_actor(sector: Sector) -> None:
    log("round.close", sector, actor=None)
    assert Event.objects.get().actor_id is None


def test_label_is_kept_when_the_thing_is_gone(sector: Sector) -> None:
    log("sector.delete", sector, actor=None, label="Thôn cũ")
    sector.delete()
    assert Event.objects.get().subject_label == "Thôn cũ"


def test_an_act_of_another_moment_may_be_told_later(sector: Sector) -> None:
    log("paper.scan", sector, actor=None, at=NOON)
    assert Event.objects.get().at == NOON


def test_an_act_that_fails_leaves_no_event(sector: Sector) -> None:
    def act() -> None:
        log("sheet.submit", sector, actor=None)
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        act()
    assert Event.objects.count() == 0


@pytest.mark.parametrize("value", [NOON, object(), {1, 2}])
def test_data_is_plain_or_refused(sector: Sector, value: Any) -> None:
    with pytest.raises(TypeError), transaction.atomic():
        log("sheet.submit", sector, actor=None, value=value)
    assert Event.objects.count() == 0
