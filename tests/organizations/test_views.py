"""Pages of organisations: what they show to whom, and what is not there for the others."""

import html
import re
from datetime import date
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from organizations import hooks
from organizations.models import Level, Organization
from organizations.tree import found_organization, move_organization
from tests.build import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_world()


def _login(client, world, name: str):
    client.force_login(world.user(name))
    return client


def _page(client, world, name: str, address: str) -> str:
    answer = _login(client, world, name).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def _listed(client, world, name: str, address: str) -> list[str]:
    """Return the codes of the lines of a list, in order."""
    answer = _login(client, world, name).get(address)
    assert answer.status_code == 200
    return [node.code for node in answer.context["page_obj"]]


def test_the_addresses_are_those_that_people_use():
    assert (reverse("home"), reverse("organizations:list"), reverse("organizations:detail", args=["cs1"])) == (
        "/", "/to-chuc/", "/to-chuc/cs1/",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "codes"),
    [("quantri", ["tren"]), ("phutrach", ["cs1"]), ("bithu", ["cs1-cb1"]), ("nguoila", [])],
)
def test_the_list_begins_where_the_scope_begins(client, world, name, codes):
    assert _listed(client, world, name, "/to-chuc/") == codes


def test_a_search_finds_without_diacritics_and_keeps_what_was_typed(client, world):
    assert _listed(client, world, "giamsat", "/to-chuc/?tim=chi+bo+thon+2") == ["cs1-cb2", "cs2-cb2"]
    assert 'value="chi bo thon 2"' in _page(client, world, "giamsat", "/to-chuc/?tim=chi+bo+thon+2")


def test_a_search_that_finds_nothing_says_so(client, world):
    assert "Không có tổ chức đảng nào" in _page(client, world, "giamsat", "/to-chuc/?tim=khongco")


def test_what_is_typed_or_named_is_never_markup(client, world):
    Organization.objects.filter(code="cs1").update(name="<b>Đảng bộ</b>")
    page = _page(client, world, "phutrach", '/to-chuc/?tim="><script>')
    assert "<script>" not in page
    assert "&quot;&gt;&lt;script&gt;" in page
    assert "<b>Đảng bộ</b>" not in _page(client, world, "phutrach", "/to-chuc/cs1/")


def test_a_page_shows_the_unit_what_is_above_within_the_scope_and_what_is_below(client, world):
    page = _page(client, world, "giamsat", "/to-chuc/cs1/")
    for shown in (
        "Đảng bộ cơ sở 1",
        "Đảng bộ xã Suối Ngàn",
        "Chi bộ thôn 1",
        "Chi bộ thôn 2",
        "Quyết định số 01-QĐ/ĐU",
    ):
        assert shown in page
    answer = _login(client, world, "phutrach").get("/to-chuc/cs1-cb1/")
    assert answer.context["breadcrumbs"] == [
        ("Tổ chức đảng", "/to-chuc/"), ("Đảng bộ cơ sở 1", "/to-chuc/cs1/"), ("Chi bộ thôn 1", ""),
    ]  # fmt: skip


def test_a_page_tells_the_history_with_its_papers_newest_first(client, world):
    move_organization(
        world.organizations["cs1-cb1"], actor=world.user("quantri"), parent=world.organizations["cs2"],
        valid_from=date(2024, 7, 1), paper="Quyết định số 09-QĐ/ĐU",
    )  # fmt: skip
    page = _page(client, world, "giamsat", "/to-chuc/cs1-cb1/")
    assert page.index("09-QĐ/ĐU") < page.index("01-QĐ/ĐU")
    assert "Từ 01/01/2020 đến hết 30/06/2024" in page


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("bithu", "cs1-cb1", 200), ("bithu", "cs1-cb2", 404), ("bithu", "cs1", 404), ("danguy", "cs1-cb2", 200),
        ("danguy", "cs2", 404), ("danguy", "tren", 404), ("nguoila", "cs1", 404), ("quantri", "cbcs", 200),
        ("quantri", "khong-co", 404),
    ],
)  # fmt: skip
def test_what_one_may_not_see_is_not_there(client, world, name, code, status):
    assert _login(client, world, name).get(f"/to-chuc/{code}/").status_code == status


@pytest.mark.parametrize("address", ["/", "/to-chuc/", "/to-chuc/cs1/"])
def test_nobody_reads_without_a_login_and_nothing_is_posted_here(client, world, address):
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, f"/dang-nhap/?next={address}")
    assert _login(client, world, "quantri").post(address).status_code == 405


@pytest.mark.parametrize("address", ["/", "/to-chuc/", "/to-chuc/?tim=chi+bo", "/to-chuc/cs1/"])
def test_reading_writes_nothing(client, world, address, writes_nothing):
    _login(client, world, "quantri").get(address)
    with writes_nothing():
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/to-chuc/?tim=chi+bo", "/to-chuc/cs2/"])
def test_a_page_asks_as_often_for_many_lines_as_for_few(client, world, queries, address):
    _login(client, world, "quantri").get(address)
    with queries() as few:
        client.get(address)
    for number in range(30):
        found_organization(
            actor=None, code=f"them-{number}", name=f"Chi bộ thêm {number}", parent=world.organizations["cs2"],
            level=Level.objects.get(code="chi_bo_truc_thuoc"), valid_from=date(2021, 1, 1), paper="x",
        )  # fmt: skip
    with queries() as many:
        client.get(address)
    assert len(many) == len(few)


def test_a_long_list_has_pages_that_keep_the_search(client, world):
    top = world.organizations["cs2"]
    Organization.objects.bulk_create(
        Organization(
            code=f"x{number}", name=f"Chi bộ {number}", level=top.level, parent=top, path=f"{top.path}{number:06d}",
            search=f"chi bo so {number}", sort=f"c{number}",
        )
        for number in range(100, 230)
    )  # fmt: skip
    assert len(_listed(client, world, "quantri", "/to-chuc/?tim=chi+bo+so&page=2")) == 30
    links = re.findall(r'href="(\?[^"]*)"', _page(client, world, "quantri", "/to-chuc/?tim=chi+bo+so"))
    assert {parse_qs(html.unescape(link)[1:])["tim"][0] for link in links} == {"chi bo so"}


def test_the_start_page_of_who_has_nothing_to_do_says_so(client, world):
    assert "Hôm nay không có việc nào" in _page(client, world, "giamsat", "/")


def test_hooks_are_called_once_a_name_in_their_order_and_none_is_left_out():
    hook = hooks.Hook()
    hook.add("a", lambda value: f"a{value}")
    hook.add("b", lambda value: None)
    hook.add("c", lambda value: f"c{value}")
    hook.add("a", lambda value: f"a{value}!")
    assert hook.call(1) == ["a1!", "c1"]
