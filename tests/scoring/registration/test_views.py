"""Pages of registration: what they say before and after, what comes back with a refusal, who sees which rows."""

import pytest
from django.urls import reverse
from django.utils import timezone

from config.common.models import Event
from organizations.access import can
from scoring.models import Registration, RegistrationCall
from scoring.registration.permissions import visible_calls, visible_registrations
from scoring.registration.selectors import aims_reached, groups_of, may_register
from scoring.registration.services import end_registration, register_unit
from scoring.registration.start import start_tasks
from tests.people import add_people, everybody
from tests.scoring.registration.situations import (
    BASE,
    BEST,
    CELL,
    FAIR,
    MEMBERS,
    OTHER,
    approved,
    call,
    fit,
    graded,
    load_title,
    registered,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(world):
    return call(world)


def read(client, world, name: str, url: str) -> str:
    """Return the words of a page as somebody reads it."""
    client.force_login(world.user(name))
    return " ".join(client.get(url).content.decode().split())


def _url(name: str, opened: RegistrationCall, *more: object) -> str:
    return reverse(f"scoring:{name}", args=[opened.pk, *more])


def test_the_condition_is_read_before_registering_with_what_it_comes_to(world, opened, client):
    url = _url("register", opened, CELL)
    words = read(client, world, "bithu", url)
    assert "Hoàn thành tốt nhiệm vụ" in words
    assert "Chưa đủ dữ liệu: thiếu năm 2020" in words
    assert "Vẫn đăng ký được" in words
    fit(world, CELL)
    words = read(client, world, "bithu", url)
    assert ("Đủ điều kiện" in words, "Vẫn đăng ký được" in words) == (True, False)


def test_a_unit_that_fails_reads_why_and_keeps_what_was_typed(world, opened, client):
    graded(world, CELL, {2020: FAIR, 2021: BEST})
    client.force_login(world.user("bithu"))
    answer = client.post(_url("register", opened, CELL), {"minutes_number": "03-BB/CB"})
    words = " ".join(answer.content.decode().split())
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert "Chi bộ thôn 1 không đủ điều kiện đăng ký" in words
    assert 'value="03-BB/CB"' in words
    answer = client.post(_url("register", opened, CELL), {"minutes_number": ""})
    assert answer.status_code == 422


def test_the_call_says_what_it_aims_at_and_what_lacks(world, opened, client):
    registered(world, opened, CELL)
    user = world.user("lanhdao")
    assert [(each.have, each.wanted, each.lacking, list(each.without)) for each in aims_reached(user, opened)] == [
        (1, 1, 0, []), (1, 2, 1, ["Đảng bộ cơ sở 2"]),
    ]  # fmt: skip
    words = read(client, world, "lanhdao", _url("call", opened))
    assert "Chưa đủ ở: Đảng bộ cơ sở 2" in words
    assert aims_reached(world.user("danguy"), opened) == []
    assert "Chưa đủ ở" not in read(client, world, "danguy", _url("call", opened))


def test_candidates_stand_by_base_committee_and_everybody_reads_his_own_part(world, opened):
    for code in (CELL, OTHER, BASE):
        registered(world, opened, code)
    end_registration(Registration.objects.get(organization__code=OTHER), actor=world.user("lanhdao"), reason="x")
    found = {
        name: [(group.name, len(group.lines), group.standing) for group in groups_of(world.user(name), opened)]
        for name in ("giamsat", "danguy", "bithu2", "nhapgiup", "nguoila")
    }
    assert found == {
        "giamsat": [("", 1, 1), ("Đảng bộ cơ sở 1", 1, 1), ("Đảng bộ cơ sở 2", 1, 0)],
        "danguy": [("Đảng bộ cơ sở 1", 1, 1)], "bithu2": [("Đảng bộ cơ sở 2", 1, 0)],
        "nhapgiup": [("Đảng bộ cơ sở 1", 1, 1)], "nguoila": [],
    }  # fmt: skip


def test_a_secretary_is_offered_the_units_he_may_still_register(world, opened):
    offered = {name: [unit.code for unit in may_register(world.user(name), opened)] for name in ("bithu", "danguy")}
    assert offered == {"bithu": [CELL], "danguy": [CELL, "cs1-cb2"]}
    registered(world, opened, CELL)
    assert [unit.code for unit in may_register(world.user("danguy"), opened)] == ["cs1-cb2"]
    assert may_register(world.user("giupviec"), opened) == []
    approved(world, opened, BASE)
    opened.refresh_from_db()
    assert may_register(world.user("danguy"), opened) == []


def _tasks(world, name: str) -> list[str]:
    return [task.label for task in start_tasks(world.user(name))]


def test_the_start_page_asks_until_it_is_done(world, opened):
    name = opened.name
    assert _tasks(world, "bithu") == [f"Đăng ký: {name}"]
    assert _tasks(world, "danguy") == [f"Chọn đơn vị đăng ký: {name}"]
    assert (_tasks(world, "lanhdao"), _tasks(world, "nhapgiup"), _tasks(world, "quantri")) == ([], [], [])
    registered(world, opened, CELL)
    assert (_tasks(world, "bithu"), _tasks(world, "danguy")) == ([], [])
    assert _tasks(world, "lanhdao") == ["Duyệt đăng ký: 1 đang chờ"]
    approved(world, opened, BASE)
    assert _tasks(world, "bithu2") == []


def test_an_approval_that_fails_keeps_ticks_and_paper(world, opened, client):
    key = registered(world, opened, CELL).pk
    client.force_login(world.user("lanhdao"))
    url = _url("call_approve", opened)
    answer = client.post(url, {"r": [str(key)], "number": "15-QĐ/ĐU", "day": "32/13/2026"})
    words = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert (f'name="r" value="{key}" checked' in words, 'value="15-QĐ/ĐU"' in words) == (True, True)
    day = f"{timezone.localdate():%d/%m/%Y}"
    assert client.post(url, {"r": ["x", "9" * 30], "number": "1", "day": day}).status_code == 422
    assert Registration.objects.get().state == "registered"


def test_a_list_with_names_is_written_down_each_time_it_is_read(world, client):
    named = call(world, load_title(MEMBERS), name="Đăng ký đảng viên")
    read(client, world, "danguy", _url("call", named))
    register_unit(
        named, world.organizations[CELL], actor=world.user("bithu"), minutes_number="1", names=["Nguyễn Văn Một"]
    )
    words = read(client, world, "danguy", _url("call", named))
    assert "Nguyễn Văn Một" in words
    read(client, world, "danguy2", _url("call", named))
    assert Event.objects.filter(action="registration.read_names").count() == 1
    client.force_login(world.user("bithu"))
    answer = client.post(_url("register", named, CELL), {"minutes_number": "1", "names": "x" * 121})
    assert "không quá 120 ký tự" in answer.content.decode()


def test_a_list_holds_exactly_what_may_be_seen(world, opened):
    registered(world, opened, CELL)
    call(world, opened.programme, owner=world.body("cs1", "committee"), name="Của đảng ủy")
    add_people(world)
    calls = list(RegistrationCall.objects.select_related("owner__organization"))
    for name, user in everybody(world).items():
        seen = set(visible_calls(user)) if user.is_authenticated else set()
        assert {each for each in calls if can(user, "registration.view", each)} == seen, name
        if user.is_authenticated:
            rows = {each for each in Registration.objects.all() if can(user, "organization.view", each.organization)}
            assert rows == set(visible_registrations(user)), name
