"""What holds of every POST: whoever may not is refused, late and repeated requests too, and nothing is written."""

import hashlib
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.access import sees
from organizations.models import Assignment, User
from organizations.people import appoint
from scoring.models import Evaluation, Round
from tests.addresses import addresses
from tests.build import PASSWORD, ROOT, World, build_round, build_world, decide, sheet
from tests.organizations.office import OF_FIRST_RUN, OFFICE_POSTS
from tests.posts import (
    ELSEWHERE,
    HARMLESS,
    OF_LOGIN,
    PEOPLE,
    Act,
    Post,
    appraise_it,
    conclude_it,
    conclusion_data,
    round_outcomes_it,
    sheet_data,
    submit_it,
)
from tests.posts import (
    POSTS as POSTS_OF_WORK,
)
from tests.recognition.situations import load_forms
from tests.replay import remembered
from tests.rows import ROOMS, models_of
from tests.scoring.facts.register import FACT_POSTS
from tests.scoring.members.register import MEMBER_POSTS
from tests.scoring.registration.register import REGISTRATION_POSTS
from tests.scoring.rubric_pages.register import BUILDER_POSTS
from tests.scoring.visits.register import VISIT_POSTS
from tests.scoring.votes.register import VOTE_POSTS

POSTS = (
    *POSTS_OF_WORK, *FACT_POSTS, *REGISTRATION_POSTS, *MEMBER_POSTS, *VOTE_POSTS, *VISIT_POSTS, *BUILDER_POSTS,
    *OFFICE_POSTS,
)  # fmt: skip
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
WITH_DEADLINE = [post for post in POSTS if post.days]
every_post = pytest.mark.parametrize("post", POSTS, ids=str)


def _each_line_up() -> list[Any]:
    """Every POST on SQLite; elsewhere one of each line-up of who may, who is refused and who does not see it.

    Who may is asked of one table that knows no database; the way to the object is the same within a line-up.
    """
    known, found = set(), []
    for post in POSTS:
        again = (post.who, post.hidden) in known
        known.add((post.who, post.hidden))
        found.append(pytest.param(post, id=str(post), marks=pytest.mark.sqlite if again else ()))
    return found


@remembered
def _log_everybody_in(world: World) -> dict[str, str]:
    """Return the keys of the sessions of everybody, by name."""
    return {name: _log_in(world, name).cookies[settings.SESSION_COOKIE_NAME].value for name in sorted(PEOPLE)}


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open and the forms of decision."""
    world = build_world()
    build_round(world)
    load_forms()
    return world


@pytest.fixture
def browser(world: World) -> Callable[..., Client]:
    """Return a function that opens a browser of somebody who is logged in."""
    keys = _log_everybody_in(world)

    def opened(name: str, **options: Any) -> Client:
        client = Client(**options)
        if name not in keys:
            # Somebody who came into the world with the act.
            keys[name] = _log_in(world, name).cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = keys[name]
        return client

    return opened


def _log_in(world: World, name: str, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(world.user(name))
    return client


@cache
def _tables() -> dict[str, str]:
    """Return the statement that reads a whole table, by the name of its model: past the models, they are read often."""
    return {
        model._meta.label: f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"'
        for model in models_of(*ROOMS)
    }


def everything() -> dict[str, tuple[int, str]]:
    """Return number and digest of the rows of every table of the project."""
    found = {}
    with connection.cursor() as cursor:
        for name, statement in _tables().items():
            cursor.execute(statement)
            rows = cursor.fetchall()
            found[name] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    return found


ADDRESSES = addresses()


@pytest.mark.django_db
def test_every_view_that_takes_a_post_stands_in_the_table():
    user = User.objects.create_user("ai-do", PASSWORD, full_name="Ai đó")
    taking = set()
    client = Client()
    for name, arguments in ADDRESSES.items():
        cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is None or not cookie.value:
            # At first, and behind the door that lets him out.
            client.force_login(user)
        if client.post(reverse(name, kwargs=arguments)).status_code != 405:
            taking.add(name)
    assert taking == {post.name for post in POSTS} | set(OF_LOGIN) | OF_FIRST_RUN | HARMLESS


def test_what_is_tested_elsewhere_is_tested_there():
    tests = (ROOT / "tests/organizations/test_login.py").read_text("utf-8")
    assert [name for name in OF_LOGIN if reverse(name) not in tests] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(HARMLESS))
def test_what_takes_a_post_without_need_writes_nothing(world, name):
    client = _log_in(world, "quantri")
    before = everything()
    assert client.post(reverse(name), {"password": "sai"}).status_code == 200
    assert everything() == before


@every_post
def test_the_right_person_is_answered_and_the_same_request_again_changes_nothing(world, browser, post):
    act = post.build(world)
    client = browser(min(post.who))
    before = everything()
    assert client.post(act.url, act.data).status_code == post.status
    after = everything()
    assert (after != before) == post.writes
    assert client.post(act.url, act.data).status_code in (post.status, 403, 404, 409, 422)
    assert everything() == after


@pytest.mark.parametrize("post", _each_line_up())
def test_everybody_else_is_refused_and_nothing_is_written(world, browser, post):
    act = post.build(world)
    others = {name: browser(name) for name in PEOPLE - post.who}
    client = browser(min(post.who))
    careful = browser(min(post.who), enforce_csrf_checks=True)
    before = everything()
    answers = {name: other.post(act.url, act.data).status_code for name, other in others.items()}
    assert answers == {name: 404 if name in post.hidden else 403 for name in PEOPLE - post.who}
    _refuses_strangers(act, careful)
    _knows_no_foreign_object(act, post, client)
    assert everything() == before
    _refuses_who_has_left(act, client, world.users[min(post.who)])


def _refuses_strangers(act: Act, careful: Client) -> None:
    """Whoever is not logged in, or sends no token of a page, is turned away."""
    away = Client().post(act.url, act.data)
    part = Client().post(act.url, act.data, headers={"HX-Request": "true"})
    forged = careful.post(act.url, act.data)
    assert (away.status_code, away.url.partition("?")[0], part.status_code) == (302, reverse("account_login"), 401)
    assert forged.status_code == 403
    assert "Chưa ghi được: phiên làm việc đã đổi" in forged.content.decode()


def _knows_no_foreign_object(act: Act, post: Post, client: Client) -> None:
    """What is not one's own, or not there, is 404."""
    arguments = ADDRESSES[post.name]
    addresses = [act.foreign] if act.foreign else []
    addresses += [reverse(post.name, kwargs=arguments)] if arguments else []
    assert [client.post(url, act.data).status_code for url in addresses] == [404] * len(addresses)


def _refuses_who_has_left(act: Act, client: Client, user: User) -> None:
    """Whose appointment has ended, or whose account is closed, is refused from that day on."""
    Assignment.objects.filter(user=user).update(end=timezone.localdate() - timedelta(days=1))
    before = everything()
    assert client.post(act.url, act.data).status_code in (403, 404)
    assert everything() == before
    Assignment.objects.update(end=None)
    User.objects.update(is_active=False)
    before = everything()
    assert client.post(act.url, act.data).url.startswith(reverse("account_login"))
    assert everything() == before


def _moment(days: int, at: time) -> datetime:
    return datetime.combine(timezone.localdate() + timedelta(days=days), at, tzinfo=LOCAL)


@pytest.mark.parametrize("post", WITH_DEADLINE, ids=str)
def test_the_last_day_lasts_to_its_last_minute(world, post):
    act = post.build(world)
    with time_machine.travel(_moment(post.days, time(23, 59)), tick=False):
        client = _log_in(world, min(post.who))
        before = everything()
        assert client.post(act.url, act.data).status_code == post.status
        assert (everything() != before) == post.writes


@pytest.mark.parametrize("post", WITH_DEADLINE, ids=str)
def test_a_minute_after_midnight_is_too_late(world, post):
    act = post.build(world)
    with time_machine.travel(_moment(post.days + 1, time(0, 1)), tick=False):
        client = _log_in(world, min(post.who))
        before = everything()
        answer = client.post(act.url, act.data)
        assert answer.status_code == 403
        spoken = answer.json()["sentence"] if "json" in answer["Content-Type"] else answer.content.decode()
        assert "Đã hết hạn" in spoken
        assert everything() == before


@pytest.mark.parametrize("post", WITH_DEADLINE, ids=str)
@pytest.mark.parametrize("state", ["withdrawn", "closed"])
def test_a_withdrawn_sheet_and_a_closed_round_take_nothing(world, browser, post, state):
    act = post.build(world)
    now = timezone.now()
    if state == "withdrawn":
        Evaluation.objects.update(withdrawn_at=now, withdrawn_reason="Giải thể")
    else:
        Round.objects.filter(state="open").update(state="closed", closed_at=now)
    client = browser(min(post.who))
    before = everything()
    assert client.post(act.url, act.data).status_code == 403
    assert everything() == before


def _too_early(world: World) -> dict[str, Act]:
    pk = sheet("cs1-cb1").pk
    data = sheet_data("cs1-cb1")
    return {
        "giupviec": Act(reverse("scoring:appraise", args=[pk]), data),
        "danguy": Act(reverse("scoring:conclusion", args=[pk]), {"recognised": "yes"}),
    }


def test_nobody_acts_before_his_turn(world):
    acts = _too_early(world)
    clients = {name: _log_in(world, name) for name in acts}
    before = everything()
    answers = {name: clients[name].post(act.url, act.data) for name, act in acts.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(acts, 403)
    assert "chưa đến lượt" in answers["danguy"].content.decode()
    assert everything() == before


def test_nobody_acts_after_his_turn(world):
    pk = sheet("cs1-cb1").pk
    typed = sheet_data("cs1-cb1", {"I.1.1": "1"})
    decide(world, "cs1-cb1")
    requests = {
        "bithu": ("sheet", typed), "nhapgiup": ("sheet", typed), "giupviec": ("appraise", typed),
        "danguy": ("conclusion", {"recognised": "no"}),
    }  # fmt: skip
    clients = {name: _log_in(world, name) for name in requests}
    before = everything()
    answers = {
        name: clients[name].post(reverse(f"scoring:{page}", args=[pk]), data).status_code
        for name, (page, data) in requests.items()
    }
    assert answers == dict.fromkeys(requests, 403)
    assert everything() == before


def test_an_incomplete_sheet_is_not_submitted(world):
    client = _log_in(world, "bithu")
    act = submit_it(world)
    blank = sheet_data("cs1-cb1")
    client.post(reverse("scoring:sheet", args=[sheet("cs1-cb1").pk]), blank)
    before = everything()
    assert client.post(act.url, act.data).status_code == 422
    assert everything() == before


def test_outcomes_stay_once_there_is_a_conclusion(world):
    act = round_outcomes_it(world)
    _log_in(world, "danguy").post(*_conclusion())
    client = _log_in(world, "quantri")
    before = everything()
    answer = client.post(act.url, act.data)
    assert answer.status_code == 422
    assert "Đã có kết luận" in answer.content.decode()
    assert everything() == before


def _conclusion() -> tuple[str, dict[str, str]]:
    return reverse("scoring:conclusion", args=[sheet("cs1-cb1").pk]), conclusion_data()


def test_who_has_appraised_a_sheet_does_not_conclude_it(world, settings):
    act = conclude_it(world)
    body, today = world.body("cs1", "committee"), timezone.localdate()
    appoint(world.user("giupviec"), "approver", actor=None, body=body, start=today)
    client = _log_in(world, "giupviec")
    before = everything()
    answer = client.post(act.url, act.data)
    assert answer.status_code == 403
    assert "đã thẩm định hồ sơ này" in answer.content.decode()
    assert everything() == before
    settings.SAME_PERSON_MAY_APPRAISE_AND_CONCLUDE = True
    assert client.post(act.url, act.data).status_code == 302


def test_who_is_a_member_of_the_unit_does_not_judge_it(world):
    act = appraise_it(world)
    User.objects.filter(username="giupviec").update(member_of=world.organizations["cs1-cb1"])
    client = _log_in(world, "giupviec")
    before = everything()
    answer = client.post(act.url, act.data)
    assert answer.status_code == 403
    assert "sinh hoạt tại tổ chức đảng này" in answer.content.decode()
    assert everything() == before


def test_the_table_names_the_same_people_for_the_first_cell_as_the_tree(world):
    path = world.organizations["cs1-cb1"].path
    assert {name for name in PEOPLE if not sees(world.user(name), path)} == ELSEWHERE
