"""What a row that saves itself tells the page: what it still lacks, as the list, the bar and the submitting say."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from scoring.models import Evidence, EvidenceUse, Mark
from scoring.rubrics.load import rubric_of
from scoring.sheets.submit import lacks
from tests.build import World, build_round, build_world, cite, fill, sheet, submit

CELL, BONUS = "cs1-cb1", "II.2"
SAVE_BUDGET = 8
REPORT = "cần kèm báo cáo giải trình cụ thể cho nội dung này."


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world()
    build_round(world)
    return world


@pytest.fixture
def bithu(world: World, client: Client) -> Client:
    """The browser of the first cell's secretary, whose sheet is filled, without points that ask for a report."""
    fill(world, CELL)
    client.force_login(world.user("bithu"))
    return client


def _key(code: str) -> int:
    return rubric_of(sheet(CELL).version).keys[code]


def _row(code: str, typed: str) -> tuple[str, dict[str, str]]:
    key = _key(code)
    mark = Mark.objects.get(assessment=sheet(CELL).current, criterion=key)
    data = {"save_id": str(uuid4()), f"v-{key}": typed, f"e-{key}": "", f"r-{key}": str(mark.revision)}
    return reverse("scoring:save_row", args=[sheet(CELL).pk, key]), data


def _save(client: Client, code: str, typed: str) -> dict[str, Any]:
    address, data = _row(code, typed)
    return client.post(address, data).json()


def _bar(client: Client) -> tuple[str, str]:
    """Return what the bar says is left, and how the list below the rows is headed."""
    page = client.get(reverse("scoring:sheet", args=[sheet(CELL).pk])).content.decode()
    [rest] = re.findall(r'<p class="summary-rest[^>]*>(.*?)</p>', page)
    [head] = re.findall(r"<summary>(Còn thiếu: .*?)</summary>", page)
    return rest, re.sub(r"<.*?>", "", head)


def test_points_without_the_report_they_ask_for_are_told_with_the_save(world, bithu):
    answer = _save(bithu, BONUS, "3")
    assert (answer["state"], answer["missing"]) == ("saved", 0)
    assert answer["asks"] == f"C{REPORT[1:]}"
    assert answer["lacks"] == f"Mục II.2: {REPORT}"
    assert [answer["lacks"]] == [sentence for _, sentence in lacks(sheet(CELL))]
    cite(world, CELL, BONUS)
    answer = _save(bithu, BONUS, "2")
    assert (answer["lacks"], answer["asks"], lacks(sheet(CELL))) == ("", "", [])


def test_a_report_whose_file_was_taken_away_is_none(world, bithu):
    cite(world, CELL, BONUS)
    Evidence.objects.filter(pk=EvidenceUse.objects.get().evidence_id).update(kind=Evidence.Kind.REMOVED)
    assert _save(bithu, BONUS, "3")["lacks"] == f"Mục II.2: {REPORT}"


def test_a_row_that_is_emptied_lacks_its_mark_and_a_refused_one_says_nothing_new(bithu):
    assert _save(bithu, "I.1.1", "")["lacks"] == "Mục I.1.(1): chưa chấm."
    assert "lacks" not in _save(bithu, "I.1.1", "99")
    assert _save(bithu, "I.1.1", "6")["lacks"] == ""


def test_a_row_that_another_saved_meanwhile_is_told_as_it_stands(bithu):
    address, late = _row(BONUS, "1")
    _save(bithu, BONUS, "3")
    answer = bithu.post(address, late).json()
    assert (answer["state"], answer["lacks"]) == ("stale", f"Mục II.2: {REPORT}")


def test_the_same_save_again_says_the_same(bithu):
    address, data = _row(BONUS, "3")
    first, again = bithu.post(address, data).json(), bithu.post(address, data).json()
    assert first == again


def test_of_an_appraiser_no_report_is_asked(world, client):
    submit(world, CELL)
    client.force_login(world.user("giupviec"))
    answer = _save(client, BONUS, "3")
    assert answer["state"] == "saved"
    assert "lacks" not in answer


def test_saving_a_row_that_asks_for_a_report_stays_within_eight_queries(world, bithu, queries):
    cite(world, CELL, BONUS)
    _save(bithu, "I.1.1", "5")
    costs = {}
    for code in ("I.1.1", BONUS):
        address, data = _row(code, "3")
        with queries() as found:
            assert bithu.post(address, data).json()["state"] == "saved"
        costs[code] = len(found)
    assert costs[BONUS] <= SAVE_BUDGET, costs
    assert costs[BONUS] - costs["I.1.1"] == 1, "one look for the proof, where it is asked for"


def test_bar_and_list_agree_on_what_is_left(world, bithu):
    assert _bar(bithu) == ("đã chấm đủ 18 nội dung", "Còn thiếu: 0 nội dung")
    _save(bithu, BONUS, "3")
    assert _bar(bithu) == ("còn thiếu 1 nội dung", "Còn thiếu: 1 nội dung")
    _save(bithu, "I.1.1", "")
    assert _bar(bithu) == ("còn thiếu 2 nội dung", "Còn thiếu: 2 nội dung")
    cite(world, CELL, BONUS)
    assert _bar(bithu) == ("còn 1 nội dung chưa chấm", "Còn thiếu: 1 nội dung")


def test_a_count_shows_the_points_it_earns(bithu):
    answer = _save(bithu, "II.1", "3")
    key = str(_key("II.1"))
    assert answer["groups"][key] == "1,5"
    page = bithu.get(reverse("scoring:sheet", args=[sheet(CELL).pk])).content.decode()
    assert f'Được <span class="group-total-inline" id="tong-{key}">1,5</span> / 5 điểm' in page


def test_a_page_to_be_sent_says_so_when_it_is_opened_and_opens_nothing(bithu):
    answer = bithu.get(reverse("scoring:what_if", args=[sheet(CELL).pk]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Về trang Việc của tôi" in answer.content.decode()
