"""Who gets past the door, and what the frame of a page says about him."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone

from config import urls
from organizations.context import shell, unit_label
from organizations.middleware import NOT_WRITTEN, OWN_PASSWORD_FIRST, SESSION_OVER
from organizations.models import Role, User
from organizations.people import appoint, create_account
from tests.build import World, build_world


def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nội dung bên trong")


@login_not_required
def opened(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ai cũng xem được")


urlpatterns = [*urls.urlpatterns, path("thu/kin/", closed), path("thu/mo/", opened)]
handler404 = urls.handler404
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
HTMX = {"HX-Request": "true"}
# What may be fetched without a login; every other address of the installation is closed.
OPEN_TO_ALL = {"account_login", "account_logout", "health"}


@pytest.fixture
def user() -> User:
    return create_account(
        actor=None, username="bithu", password="x", full_name="Đồng chí A", must_change_password=False
    )


@pytest.fixture
def newcomer() -> User:
    return create_account(actor=None, username="moi", password="x", full_name="Đồng chí B")


def way_back(response: Any) -> str:
    """Return where the login page would lead back to."""
    parts = urlsplit(response["Location"])
    assert (response.status_code, parts.path) == (302, "/dang-nhap/")
    return parse_qs(parts.query)["next"][0]


def test_page_without_a_login_leads_to_the_login_page_and_back(client: Client) -> None:
    assert way_back(client.get("/thu/kin/?trang=2")) == "/thu/kin/?trang=2"


def test_page_open_to_all_needs_no_login(client: Client) -> None:
    assert client.get("/thu/mo/").content.decode() == "ai cũng xem được"


def test_unknown_address_is_404_without_a_login_too(client: Client) -> None:
    assert client.get("/thu/khong-co/").status_code == 404


def test_part_of_a_page_without_a_session_is_401_and_never_the_login_page(client: Client) -> None:
    for answer in (client.get("/thu/kin/", headers=HTMX), client.post("/thu/kin/", headers=HTMX)):
        assert (answer.status_code, answer.content.decode()) == (401, SESSION_OVER)


def test_a_closed_page_opens_after_login(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/thu/kin/").content.decode() == "nội dung bên trong"


def test_an_account_that_is_closed_loses_its_session_at_once(client: Client, user: User) -> None:
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert way_back(client.get("/thu/kin/")) == "/thu/kin/"


@pytest.mark.parametrize(
    ("sent_from", "back"),
    [
        ("http://testserver/ho-so/7/?dong=3#dong-3", "/ho-so/7/?dong=3"),
        ("http://testserver", "/"),
        ("https://xau.example/ho-so/7/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_what_is_sent_without_a_session_leads_back_to_its_page_and_is_not_taken_for_written(
    client: Client, sent_from: str, back: str
) -> None:
    response = client.post("/thu/kin/", headers={"Referer": sent_from})
    assert way_back(response) == back
    assert [str(message) for message in get_messages(response.wsgi_request)] == [f"{SESSION_OVER} {NOT_WRITTEN}"]


def test_whoever_has_to_choose_a_password_is_led_there_from_everywhere(client: Client, newcomer: User) -> None:
    client.force_login(newcomer)
    for address in ("/", "/thu/kin/", "/to-chuc/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, "/doi-mat-khau/")
    assert client.post("/thu/kin/")["Location"] == "/doi-mat-khau/"


def test_whoever_has_to_choose_a_password_saves_no_row_before(client: Client, newcomer: User) -> None:
    client.force_login(newcomer)
    answer = client.post("/thu/kin/", headers=HTMX)
    assert (answer.status_code, answer.content.decode()) == (403, OWN_PASSWORD_FIRST)


def test_whoever_has_to_choose_a_password_may_do_so_or_log_out(client: Client, newcomer: User) -> None:
    client.force_login(newcomer)
    assert client.get("/doi-mat-khau/").status_code == 200
    assert client.get("/thu/mo/").status_code == 200
    assert client.get("/thu/khong-co/").status_code == 404
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"


def closed_names(patterns: Any) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            found |= closed_names(pattern.url_patterns)
        elif not getattr(pattern.callback, "login_required", True):
            found.add(pattern.name)
    return found


def test_few_pages_of_the_installation_are_open_to_all() -> None:
    public = {"first_run", "verify", "verify_start", "guides", "guide"}
    assert closed_names(urls.urlpatterns) <= OPEN_TO_ALL | public
    assert closed_names(urls.urlpatterns) >= OPEN_TO_ALL


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.mark.parametrize(
    ("username", "label"),
    [
        ("bithu", "Bí thư – Chi bộ thôn 1"),
        ("giupviec", "Người thẩm định – Bộ phận giúp việc Đảng ủy Đảng bộ cơ sở 1"),
        ("danguy", "Người nhập kết luận – Đảng ủy Đảng bộ cơ sở 1; Bí thư – Đảng bộ cơ sở 1"),
        ("quantri", "Quản trị – Đảng bộ xã Suối Ngàn"),
        ("nguoila", ""),
    ],
)
def test_header_says_for_whom_the_reader_works(client: Client, world: World, username: str, label: str) -> None:
    client.force_login(world.user(username))
    page = client.get("/").content.decode()
    shown = f'<span class="user-unit">{label}</span>'
    assert (shown in page) == bool(label)
    assert unit_label(world.user(username)) == label


def test_header_names_two_posts_and_counts_the_others(world: World, queries: Any) -> None:
    user, today = world.user("bithu"), timezone.localdate()
    for code in ("cs1-cb2", "cs2-cb1", "cs2-cb2"):
        appoint(user, Role.IN_CHARGE, actor=None, start=today, organization=world.organizations[code])
    with queries() as found:
        label = unit_label(user)
    assert label == "Bí thư – Chi bộ thôn 1; Phụ trách – Chi bộ thôn 2; và 2 phân công khác"
    assert len(found) == 1


def test_header_names_no_post_of_the_past_or_the_future(world: World) -> None:
    user, today = world.user("nguoila"), timezone.localdate()
    cell, day = world.organizations["cs1-cb1"], timedelta(days=1)
    appoint(user, Role.SECRETARY, actor=None, start=today - 9 * day, end=today - day, organization=cell)
    appoint(user, Role.CONTRIBUTOR, actor=None, start=today + day, organization=cell)
    assert unit_label(user) == ""
    appoint(user, Role.INSPECTOR, actor=None, start=today, end=today, organization=cell)
    assert unit_label(world.user("nguoila")) == "Kiểm tra, giám sát – Chi bộ thôn 1"


def test_part_of_a_page_asks_for_nothing_of_the_frame(user: User, queries: Any, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = user
    with queries() as found:
        shell(request)
    assert found == []


def test_frame_marks_the_page_shown(user: User, rf: RequestFactory) -> None:
    request = rf.get("/to-chuc/cs1/")
    request.user = user
    shown = [label for label, _, active in shell(request)["nav_items"] if active]
    assert shown == ["Tổ chức đảng"]
