"""The exchange about a row: between the unit and those who judge it, only added to, counted at the row."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused, can
from scoring.models import Comment
from scoring.rubrics.load import rubric_of
from scoring.sheets.talk import LONGEST_WORD, say, thread
from tests.build import World, build_round, build_world, sheet, submit
from tests.posts import sheet_data

CELL, ROW = "cs1-cb1", "I.1.1"
SIDES = {"bithu", "nhapgiup", "giupviec", "danguy"}


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    build_round(world)
    return world


def _say(world: World, text: str = "Đề nghị bổ sung báo cáo.", actor: str = "giupviec", row: str = ROW) -> Comment:
    return say(sheet(CELL), row, actor=world.user(actor), text=text)


def _key(code: str = ROW) -> int:
    return rubric_of(sheet(CELL).version).keys[code]


def _url(code: str = ROW) -> str:
    return f"/ho-so/{sheet(CELL).pk}/trao-doi/{_key(code)}/"


def test_a_word_stands_under_its_row_with_who_said_it_for_whom(world):
    first = _say(world)
    answer = _say(world, " Đã gửi kèm.\n", "bithu")
    assert list(thread(sheet(CELL), _key())) == [first, answer]
    assert (answer.text, answer.private, answer.by_id) == ("Đã gửi kèm.", False, world.users["bithu"].pk)
    assert [first.by_label, answer.by_label] == [
        "Đồng chí giupviec (Bộ phận giúp việc Đảng ủy Đảng bộ cơ sở 1)", "Đồng chí bithu (Chi bộ thôn 1)",
    ]  # fmt: skip
    assert Event.objects.order_by("pk").last().action == "comment.add"


def test_only_the_unit_and_those_who_judge_it_speak_and_read(world):
    before = Comment.objects.count()
    for name in world.users:
        user = world.user(name)
        may = [bool(can(user, action, sheet(CELL))) for action in ("evaluation.talk", "evaluation.read_talk")]
        assert (name, may) == (name, [name in SIDES] * 2)
        if name not in SIDES:
            with pytest.raises(Refused):
                _say(world, actor=name)
    assert Comment.objects.count() == before


def test_in_a_closed_round_words_are_read_and_none_added(world):
    round_ = sheet(CELL).round
    round_.state, round_.closed_at = "closed", timezone.now()
    round_.save()
    user = world.user("bithu")
    assert [bool(can(user, f"evaluation.{act}", sheet(CELL))) for act in ("talk", "read_talk")] == [False, True]


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST_WORD + 1)])
def test_nothing_and_too_much_are_refused(world, text):
    with pytest.raises(ValueError, match="Hãy ghi từ 1 đến"):
        _say(world, text)
    assert not Comment.objects.exists()


def test_a_second_press_says_nothing_new_but_the_same_word_later_does(world):
    assert _say(world) == _say(world)
    _say(world, "Nhắc lại.")
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        _say(world, "Nhắc lại.")
    assert [each.text for each in thread(sheet(CELL), _key())] == ["Đề nghị bổ sung báo cáo.", "Nhắc lại.", "Nhắc lại."]


def test_the_boards_own_notes_are_no_part_of_it(world, client):
    said = _say(world)
    note = Comment(
        evaluation=sheet(CELL), criterion_id=_key(), private=True, text="RIÊNG", by_id=1, by_label="x", at=said.at
    )
    note.save()
    for name in SIDES:
        client.force_login(world.user(name))
        assert "RIÊNG" not in client.get(_url()).content.decode()
    client.force_login(world.user("bithu"))
    assert "Trao đổi (1)" in client.get(f"/ho-so/{sheet(CELL).pk}/").content.decode()


def test_what_was_said_stays(world):
    said = _say(world)
    for act in (lambda: Comment.objects.filter(pk=said.pk).update(text="x"), lambda: said.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_number_of_words_stands_at_the_row_for_both_sides_without_more_queries(world, client, queries):
    submit(world, CELL)
    pages = {"bithu": f"/ho-so/{sheet(CELL).pk}/", "giupviec": f"/tham-dinh/{sheet(CELL).pk}/"}
    asked = {}
    for turn in ("none", "many"):
        for name, url in pages.items():
            client.force_login(world.user(name))
            client.get(url)
            with queries() as found:
                page = client.get(url).content.decode()
            asked[turn, name] = len(found)
            assert ("Trao đổi (2)" in page) == (turn == "many")
        _say(world)
        _say(world, "Đã gửi kèm.", "bithu")
    assert asked["none", "bithu"] == asked["many", "bithu"]
    assert asked["none", "giupviec"] == asked["many", "giupviec"]


def test_the_way_to_the_exchange_saves_the_sheet_first(world, client):
    client.force_login(world.user("bithu"))
    url = f"/ho-so/{sheet(CELL).pk}/"
    answer = client.post(url, sheet_data(CELL, {ROW: "3"}, then=f"talk-{_key()}"))
    assert (answer.status_code, answer.url) == (302, _url())
    assert sheet(CELL).current.marks.get(criterion=_key()).value == 3


def test_a_word_is_sent_from_the_page_and_what_is_empty_comes_back(world, client):
    client.force_login(world.user("bithu"))
    assert client.post(_url(), {"text": " "}).status_code == 422
    assert client.post(_url(), {"text": "Xin hỏi <b>"}).url == _url()
    page = client.get(_url()).content.decode()
    assert "Xin hỏi &lt;b&gt;" in page
    assert f'href="/ho-so/{sheet(CELL).pk}/#dong-{_key()}"' in page


def test_groups_and_rows_of_other_rubrics_have_no_exchange(world, client):
    client.force_login(world.user("bithu"))
    foreign = rubric_of(sheet("cs1").version).keys[ROW]
    for key in (_key("I.1"), foreign, 10**17):
        assert client.get(f"/ho-so/{sheet(CELL).pk}/trao-doi/{key}/").status_code == 404
