"""Days of posts so far ahead that a figure must have slipped: refused beside the field, before they stay for good."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from organizations.administration import services
from organizations.administration.days import end_too_far, start_too_far
from organizations.administration.services import PeopleError
from organizations.models import Assignment
from organizations.people import appoint
from tests.build import World, build_world
from tests.people import add_people

pytestmark = pytest.mark.django_db
TODAY, LEAP_DAY = date(2026, 3, 5), date(2028, 2, 29)


@pytest.fixture
def world() -> World:
    world = build_world()
    add_people(world)
    return world


@pytest.fixture
def administrator(world: World, client: Client) -> Client:
    client.force_login(world.user("quantri"))
    return client


@pytest.mark.parametrize(
    ("today", "start", "end"),
    [(TODAY, date(2027, 3, 5), date(2036, 3, 5)), (LEAP_DAY, date(2029, 3, 1), date(2038, 3, 1))],
)
def test_a_year_ahead_to_begin_and_ten_to_end(today: date, start: date, end: date) -> None:
    after = timedelta(days=1)
    with time_machine.travel(f"{today}T12:00:00+07:00"):
        assert (start_too_far(start), end_too_far(end, today)) == ("", "")
        assert f"chậm nhất là ngày {start:%d/%m/%Y}." in start_too_far(start + after)
        assert f"chậm nhất là ngày {end:%d/%m/%Y}." in end_too_far(end + after, today)


def test_a_start_far_ahead_is_refused_beside_the_field(world: World, administrator: Client) -> None:
    person = world.users["nguoila"]
    url = f"/to-chuc/nguoi-dung/{person.pk}/phan-cong/?to-chuc=cs2"
    answer = administrator.post(url, {"role": "secretary", "body": "", "start": "01/12/2062"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["start"])
    for words in ("còn hơn 1 năm nữa mới đến", 'value="01/12/2062"'):
        assert words in answer.content.decode()
    with pytest.raises(PeopleError, match="hơn 1 năm"):
        services.appoint_person(
            person, "secretary", actor=world.user("quantri"), start=date(2062, 12, 1),
            organization=world.organizations["cs2"],
        )  # fmt: skip
    assert not Assignment.objects.filter(user=person).exists()


def test_an_end_far_ahead_is_refused_beside_the_field(world: World, administrator: Client) -> None:
    post = Assignment.objects.get(user__username="bithu", role="secretary")
    answer = administrator.post(f"/to-chuc/phan-cong/{post.pk}/ket-thuc/", {"last_day": "21/11/2066"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])
    for words in ("còn hơn 10 năm nữa mới đến", 'value="21/11/2066"'):
        assert words in answer.content.decode()
    post.refresh_from_db()
    assert post.end is None


def test_a_handover_far_ahead_is_refused_beside_the_field(world: World, administrator: Client) -> None:
    post = Assignment.objects.get(user__username="bithu", role="secretary")
    data = {"username": "nguoila", "full_name": "", "day": "01/12/2062"}
    answer = administrator.post(f"/to-chuc/phan-cong/{post.pk}/ban-giao/", data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["day"])


def test_a_post_that_was_once_given_for_a_day_far_ahead_can_still_end(world: World, administrator: Client) -> None:
    begins = date(2062, 12, 1)
    post = appoint(
        world.users["nguoila"], "secretary", actor=None, start=begins, organization=world.organizations["cs2"]
    )
    services.end_assignment(post, actor=world.user("quantri"), last_day=begins)
    post.refresh_from_db()
    assert post.end == begins
