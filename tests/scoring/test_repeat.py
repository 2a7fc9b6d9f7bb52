"""A second press of the same button tells what the first one did; anything else that comes late is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.build import World, build_round, build_world, enter, full_marks, sheet, submit
from tests.posts import Act, appraise_it, conclude_it, full, sheet_data
from tests.test_posts import everything

CELL = "cs1-cb1"
SAID = "Lần bấm này không ghi thêm gì."


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world()
    build_round(world)
    return world


def _browser(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.user(name))
    return client


def _hand_on(world: World, **typed: str) -> Act:
    act = appraise_it(world)
    return Act(act.url, {**sheet_data(CELL, full(CELL) | typed), "then": "hand-on"})


@pytest.mark.parametrize(("who", "build", "words"), [
    ("giupviec", _hand_on, "Đồng chí đã bấm “Xong thẩm định” trước đó, lúc "),
    ("danguy", conclude_it, "Đồng chí đã ghi kết luận này trước đó, lúc "),
])  # fmt: skip
def test_the_second_press_is_told_what_the_first_one_did_and_writes_nothing(world, who, build, words):
    act = build(world)
    client = _browser(world, who)
    assert client.post(act.url, act.data).status_code == 302
    before = everything()
    answer = client.post(act.url, act.data)
    assert (answer.status_code, answer.url) == (302, reverse("scoring:appraise", args=[sheet(CELL).pk]))
    page = client.get(answer.url).content.decode()
    assert words in page
    assert SAID in page
    assert everything() == before


def test_other_marks_than_those_handed_on_are_refused(world):
    act = _hand_on(world)
    client = _browser(world, "giupviec")
    client.post(act.url, act.data)
    before = everything()
    key = next(name for name in act.data if name.startswith("v-"))
    assert client.post(act.url, {**act.data, key: "0,5"}).status_code == 403
    assert client.post(act.url, {**act.data, key: "rất tốt"}).status_code == 403
    assert client.post(act.url, {**act.data, "then": "accept"}).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("other", [{"recognised": "no"}, {"minutes_number": "09-BB/ĐU"}, {"reason": "Khác"}])
def test_another_conclusion_than_the_one_entered_is_refused(world, other):
    act = conclude_it(world)
    client = _browser(world, "danguy")
    client.post(act.url, act.data)
    before = everything()
    assert client.post(act.url, {**act.data, **other}).status_code == 403
    assert everything() == before


def test_the_press_of_somebody_else_is_refused(world):
    act = _hand_on(world)
    _browser(world, "giupviec").post(act.url, act.data)
    other = _browser(world, "danguy")
    before = everything()
    assert other.post(act.url, act.data).status_code == 403
    assert everything() == before


def test_a_sheet_that_came_back_is_handed_on_again(world):
    submit(world, CELL)
    enter(sheet(CELL), world.user("giupviec"), full_marks(sheet(CELL)))
    client = _browser(world, "giupviec")
    act = Act(reverse("scoring:appraise", args=[sheet(CELL).pk]), sheet_data(CELL, full(CELL)) | {"then": "hand-on"})
    assert client.post(act.url, act.data).status_code == 302
    assert SAID not in client.get(act.url).content.decode()
