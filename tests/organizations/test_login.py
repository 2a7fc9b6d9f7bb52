"""Logging in, out, and choosing a password of one's own."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from config.common.models import Event
from organizations.models import User
from organizations.people import create_account

pytestmark = pytest.mark.django_db
LOGIN, LOGOUT, CHANGE = "/dang-nhap/", "/dang-xuat/", "/doi-mat-khau/"
PASSWORD = "mat-khau-thu-2026"
OWN = "rieng-cua-toi-2027"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture(autouse=True)
def _no_attempts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def account(username: str, **fields: Any) -> User:
    fields = {"must_change_password": False, "full_name": f"Đồng chí {username}"} | fields
    return create_account(actor=None, username=username, password=PASSWORD, **fields)


@pytest.fixture
def user() -> User:
    return account("bithu")


def log_in(client: Client, username: str = "bithu", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": username, "password": password, **extra})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def errors(response: Any) -> list[str]:
    """Return the sentences of the error summary."""
    page = response.content.decode()
    summary = re.search(r'<div class="error-summary".*?</div>', page, re.DOTALL)
    assert summary
    return [unescape(re.sub("<.*?>", "", line)) for line in re.findall("<li>(.*?)</li>", summary[0], re.DOTALL)]


@pytest.mark.usefixtures("user")
def test_name_and_password_open_the_start_page(client: Client) -> None:
    response = log_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    page = client.get("/").content.decode()
    assert "Đồng chí bithu" in page
    assert [str(message) for message in get_messages(response.wsgi_request)] == []


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("typed", [" bithu ", "BiThu"])
def test_spaces_and_capitals_of_a_phone_keyboard_do_no_harm(client: Client, typed: str) -> None:
    log_in(client, typed)
    assert is_in(client)


@pytest.mark.usefixtures("user")
def test_session_outlives_the_browser_for_two_weeks(client: Client) -> None:
    response = log_in(client)
    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == 14 * 24 * 3600
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.usefixtures("user")
def test_login_gives_the_session_a_new_key(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = "k" * 32
    log_in(client)
    assert client.session.session_key != planted


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    ("username", "password"), [("bithu", "sai-mat-khau"), ("khongco", PASSWORD), ("khongco", "sai-mat-khau")]
)
def test_wrong_name_and_wrong_password_look_the_same(client: Client, username: str, password: str) -> None:
    response = log_in(client, username, password)
    assert (response.status_code, errors(response)) == (200, [WRONG])
    assert not is_in(client)
    page = response.content.decode()
    assert f'value="{username}"' in page
    assert password not in page


def test_empty_fields_are_named_and_point_at_their_inputs(client: Client) -> None:
    response = log_in(client, "", "")
    assert errors(response) == [
        "Tên đăng nhập: Không được để trống mục này.",
        "Mật khẩu: Không được để trống mục này.",
    ]
    page = response.content.decode()
    for name in ("id_login", "id_password"):
        assert f'<a href="#{name}">' in page
        assert f'id="{name}"' in page


@pytest.mark.usefixtures("user")
def test_login_page_writes_nothing(client: Client, writes_nothing: Any) -> None:
    with writes_nothing():
        response = client.get(LOGIN)
    assert response.status_code == 200
    assert Session.objects.count() == 0


def test_login_page_may_not_be_kept_by_the_browser(client: Client) -> None:
    assert "no-store" in client.get(LOGIN)["Cache-Control"]


def test_whoever_is_in_is_led_on_from_the_login_page(client: Client, user: User) -> None:
    client.force_login(user)
    response = client.get(LOGIN)
    assert (response.status_code, response["Location"]) == (302, "/")


def test_closed_account_is_told_so_and_stays_out(client: Client) -> None:
    account("nghi", is_active=False)
    response = log_in(client, "nghi")
    assert response.status_code == 403
    assert "<h1>Tài khoản này đã ngừng hoạt động</h1>" in response.content.decode()
    assert not is_in(client)
    assert errors(log_in(client, "nghi", "sai-mat-khau")) == [WRONG]


def test_account_without_a_password_stays_out(client: Client) -> None:
    User.objects.create_user("chuacap", None, full_name="Đồng chí C")
    assert errors(log_in(client, "chuacap", "")) == ["Mật khẩu: Không được để trống mục này."]
    assert errors(log_in(client, "chuacap", "!")) == [WRONG]


# Where the login leads


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("wanted", ["/to-chuc/?tim=thon", "/ho-so/7/#dong-3"])
def test_login_leads_to_the_page_that_was_asked_for(client: Client, wanted: str) -> None:
    page = client.get(LOGIN, {"next": wanted}).content.decode()
    field = re.search(r'<input[^>]*name="next"[^>]*value="([^"]*)"', page)
    assert field
    assert unescape(field[1]) == wanted
    assert log_in(client, next=wanted)["Location"] == wanted


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    "wanted",
    ["https://xau.example/", "//xau.example/", "///xau.example", "\\\\xau.example", "javascript:alert(1)"],
)
def test_login_never_leads_to_another_host(client: Client, wanted: str) -> None:
    assert log_in(client, next=wanted)["Location"] == "/"


# Wrong passwords


@pytest.mark.usefixtures("user")
def test_ninth_wrong_password_is_answered_with_a_pause_even_for_the_right_one(client: Client) -> None:
    answers = [log_in(client, password=f"sai-{attempt}").status_code for attempt in range(9)]
    assert answers == [200] * 8 + [429]
    response = log_in(client)
    assert response.status_code == 429
    page = response.content.decode()
    assert "<h1>Đã thử quá nhiều lần</h1>" in page
    assert "Mã tham chiếu:" in page
    assert not is_in(client)


@pytest.mark.usefixtures("user")
def test_a_pause_cannot_be_gone_round_by_writing_the_name_otherwise(client: Client) -> None:
    for attempt in range(8):
        log_in(client, password=f"sai-{attempt}")
    assert log_in(client, " BITHU", "sai").status_code == 429


@pytest.mark.usefixtures("user")
def test_right_passwords_count_for_nothing(client: Client) -> None:
    for _ in range(12):
        assert log_in(client)["Location"] == "/"
        client.post(LOGOUT)


@pytest.mark.usefixtures("user")
def test_a_commune_behind_one_address_is_not_locked_out_by_some(client: Client) -> None:
    for number in range(20):
        for attempt in range(5):
            log_in(client, f"nguoi-{number}", f"sai-{attempt}")
    assert log_in(client)["Location"] == "/"


# Logging out


def test_logging_out_takes_a_button(client: Client, user: User) -> None:
    client.force_login(user)
    page = client.get(LOGOUT)
    assert page.status_code == 200
    assert "<h1>Đăng xuất khỏi phần mềm?</h1>" in page.content.decode()
    assert is_in(client)
    response = client.post(LOGOUT)
    assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert not is_in(client)
    assert Session.objects.count() == 0


def test_logging_out_needs_the_token_of_the_page(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post(LOGOUT).status_code == 403
    assert is_in(client)


# A password of one's own


def change(client: Client, old: str = PASSWORD, new: str = OWN, again: str | None = None) -> Any:
    fields = {"oldpassword": old, "password1": new, "password2": new if again is None else again}
    return client.post(CHANGE, fields)


@pytest.fixture
def newcomer(client: Client) -> User:
    """Somebody who has just logged in with the password an administrator gave him."""
    found = account("moi", must_change_password=True)
    log_in(client, "moi")
    return found


def test_newcomer_works_after_choosing_a_password(client: Client, newcomer: User) -> None:
    assert client.get("/")["Location"] == CHANGE
    assert "do người quản trị đặt" in client.get(CHANGE).content.decode()
    response = change(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    client.post(LOGOUT)
    assert errors(log_in(client, "moi")) == [WRONG]
    assert log_in(client, "moi", OWN)["Location"] == "/"
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password


def test_a_chosen_password_is_told_in_the_trail_and_never_shown_there(client: Client, newcomer: User) -> None:
    change(client)
    event = Event.objects.get(action="account.password")
    assert (event.actor_id, event.subject_id, event.subject_label) == (newcomer.pk, newcomer.pk, "moi")
    assert event.data == {}


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"new": "ngan"}, "Mật khẩu mới: Mật khẩu quá ngắn, phải có ít nhất 10 ký tự."),
        ({"new": "2026202720282029"}, "Mật khẩu mới: Mật khẩu không được chỉ gồm chữ số."),
        ({"new": "password1234"}, "Mật khẩu mới: Mật khẩu này quá phổ biến, dễ bị đoán."),
        ({"new": PASSWORD}, "Mật khẩu mới: Mật khẩu mới phải khác mật khẩu đang dùng."),
        ({"old": "sai-mat-khau"}, "Mật khẩu hiện tại: Hãy nhập đúng mật khẩu hiện tại."),
        ({"again": "khac-voi-o-tren"}, "Mật khẩu mới (nhập lại): Hai lần nhập mật khẩu phải giống nhau."),
    ],
)
def test_a_password_that_will_not_do_is_explained(client: Client, fields: dict[str, str], sentence: str) -> None:
    response = change(client, **fields)
    assert (response.status_code, errors(response)) == (200, [sentence])
    assert client.get("/")["Location"] == CHANGE


def test_a_password_like_the_name_is_refused(client: Client) -> None:
    account("bithu.thon1", must_change_password=True)
    log_in(client, "bithu.thon1")
    assert errors(change(client, new="bithu.thon12")) == ["Mật khẩu mới: Mật khẩu quá giống với tên đăng nhập."]


def test_other_sessions_of_the_account_end_with_the_old_password(user: User) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        log_in(client)
    change(here)
    assert here.get("/").status_code == 200
    assert elsewhere.get("/")["Location"] == "/dang-nhap/?next=/"


# What does not exist


@pytest.mark.parametrize(
    "address",
    ["/signup/", "/accounts/signup/", "/accounts/login/", "/accounts/password/reset/", "/admin/"],
)
def test_there_is_no_way_to_sign_up_or_to_go_round_the_doors(client: Client, user: User, address: str) -> None:
    assert client.get(address).status_code == 404
    client.force_login(user)
    assert client.get(address).status_code == 404
