"""What is typed and sent when the session is over: kept for its author, given back after the login, sent by a press."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.test import Client
from django.urls import path
from django.utils import timezone

from config import urls
from organizations.kept_forms.reading import MOST_BYTES
from organizations.middleware import FILES_AGAIN, KEPT, NOT_WRITTEN, OWN_PASSWORD_FIRST, SESSION_OVER, TOO_LARGE
from organizations.models import User
from organizations.people import create_account

PASSWORD, OWN = "mat-khau-thu-2026", "rieng-cua-toi-2027"
PAGE, KEPT_PAGE, LOGIN, CHANGE = "/thu/phieu/?dong=3", "/noi-dung-da-go/", "/dang-nhap/", "/doi-mat-khau/"
HEADING = "Còn nội dung đã gõ trước khi phiên làm việc hết"
TYPED = {"v-1": "4,5", "e-1": 'Đã họp "hai lần"\r\nvà <b>ghi</b>', "chon": ["a", "b"], "then": "nop"}
HERE = {"Origin": "http://testserver", "Referer": f"http://testserver{PAGE}"}
taken: list[QueryDict] = []


def take(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse("phiếu")
    if request.POST["v-1"] == "sai":
        return HttpResponse("sai", status=422)
    taken.append(request.POST)
    return redirect("/thu/phieu/")


urlpatterns = [*urls.urlpatterns, path("thu/phieu/", take)]
handler404 = urls.handler404
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def _nothing_of_other_tests() -> Iterator[None]:
    cache.clear()
    taken.clear()
    yield
    cache.clear()


def account(username: str, *, new: bool = False) -> User:
    return create_account(
        actor=None, username=username, password=PASSWORD, full_name=f"Đồng chí {username}", must_change_password=new
    )


@pytest.fixture
def user() -> User:
    return account("bithu")


def send(client: Client, data: Any = TYPED, url: str = PAGE, **headers: str) -> Any:
    return client.post(url, data, headers={**HERE, **headers})


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def log_in(client: Client, username: str = "bithu", **extra: str) -> str:
    """Log in and return where that leads."""
    answer = client.post(LOGIN, {"login": username, "password": PASSWORD, "next": PAGE, **extra})
    return str(answer["Location"])


def forms(client: Client) -> list[tuple[str, dict[str, list[str]]]]:
    """Return address and fields of the forms that the page gives back."""
    page = client.get(KEPT_PAGE).content.decode()
    found = []
    for action, inside in re.findall(r'<form method="post" action="(/thu/[^"]*)">(.*?)</form>', page, re.DOTALL):
        fields: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', inside):
            fields.setdefault(name, []).append(unescape(value))
        found.append((unescape(action), fields))
    return found


def nothing_waits(client: Client) -> bool:
    return forms(client) == [] and "Không còn nội dung nào đang giữ" in client.get(KEPT_PAGE).content.decode()


@pytest.mark.usefixtures("user")
def test_what_was_typed_is_kept_shown_once_and_sent_by_a_press(client: Client) -> None:
    answer = send(client)
    assert (answer.status_code, answer["Location"]) == (302, "/dang-nhap/?next=/thu/phieu/%3Fdong%3D3")
    assert told(answer) == [f"{SESSION_OVER} {KEPT}"]
    assert log_in(client) == KEPT_PAGE
    [(action, fields)] = forms(client)
    token = fields.pop("csrfmiddlewaretoken")
    assert (action, fields) == (
        PAGE,
        {name: [value] if isinstance(value, str) else value for name, value in TYPED.items()},
    )
    page = client.get(KEPT_PAGE).content.decode()
    assert (f"<h1>{HEADING}</h1>" in page, f'<a href="{PAGE}">' in page, "Gõ lúc" in page) == (True, True, True)
    assert taken == []
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = client.cookies
    assert careful.post(action, {**fields, "csrfmiddlewaretoken": token}).status_code == 302
    assert [each.getlist("chon") for each in taken] == [["a", "b"]]
    assert nothing_waits(client)
    client.post("/dang-xuat/")
    assert log_in(client) == PAGE


@pytest.mark.usefixtures("user")
def test_what_was_passed_over_is_not_shown_at_every_login(client: Client) -> None:
    send(client)
    assert log_in(client) == KEPT_PAGE
    client.post("/dang-xuat/")
    assert log_in(client) == PAGE
    assert len(forms(client)) == 1


@pytest.mark.usefixtures("user")
def test_a_form_that_is_not_taken_is_kept_on(client: Client) -> None:
    send(client, {**TYPED, "v-1": "sai"})
    log_in(client)
    assert send(client, {**TYPED, "v-1": "sai"}).status_code == 422
    assert len(forms(client)) == 1
    send(client, url="/thu/phieu/?dong=4")
    assert len(forms(client)) == 1
    send(client)
    assert nothing_waits(client)


@pytest.mark.usefixtures("user")
def test_two_tabs_lose_nothing_of_each_other(client: Client) -> None:
    send(client)
    send(client, {"v-1": "6"}, "/thu/phieu/?dong=7")
    log_in(client)
    assert [action for action, _ in forms(client)] == ["/thu/phieu/?dong=7", PAGE]


@pytest.mark.usefixtures("user")
def test_the_same_form_sent_twice_is_one_and_knows_its_page(client: Client) -> None:
    send(client)
    send(client, Referer=f"http://testserver{KEPT_PAGE}")
    log_in(client)
    assert len(forms(client)) == 1
    assert f'<a class="btn btn-outline-secondary" href="{PAGE}">Bỏ qua</a>' in client.get(KEPT_PAGE).content.decode()


@pytest.mark.usefixtures("user")
def test_a_browser_that_hides_where_it_was_is_told_the_address(client: Client) -> None:
    send(client, Referer="")
    log_in(client)
    assert f"Thuộc trang {PAGE}." in client.get(KEPT_PAGE).content.decode()


def test_reading_the_page_writes_nothing(client: Client, user: User, writes_nothing: Any) -> None:
    send(client)
    log_in(client)
    keys = set(cache._cache)
    with writes_nothing():
        assert len(forms(client)) == 1
    assert set(cache._cache) == keys
    assert client.post(KEPT_PAGE).status_code == 405
    assert "no-store" in client.get(KEPT_PAGE)["Cache-Control"]


def end_session(client: Client, how: str, user: User) -> None:
    """Let a session end while its cookie stays."""
    if how == "expired":
        Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    elif how == "password":
        user.set_password(PASSWORD)
        user.save()
    else:
        client.post("/dang-xuat/")


@pytest.mark.parametrize("how", ["expired", "password", "logout"])
def test_another_user_gets_nothing_and_the_form_is_gone(client: Client, user: User, how: str) -> None:
    account("nguoikhac")
    log_in(client)
    end_session(client, how, user)
    send(client)
    assert log_in(client, "nguoikhac") == PAGE
    assert nothing_waits(client)
    client.post("/dang-xuat/")
    assert log_in(client) == PAGE
    assert nothing_waits(client)


@pytest.mark.parametrize("how", ["expired", "password", "logout"])
def test_its_author_gets_it_back_however_the_session_ended(client: Client, user: User, how: str) -> None:
    log_in(client)
    end_session(client, how, user)
    send(client)
    assert log_in(client) == KEPT_PAGE


@pytest.mark.usefixtures("user")
def test_who_has_claimed_it_keeps_it_from_others(client: Client) -> None:
    account("nguoikhac")
    send(client)
    log_in(client)
    client.post("/dang-xuat/")
    log_in(client, "nguoikhac")
    assert nothing_waits(client)


@pytest.mark.usefixtures("user")
def test_another_browser_gets_nothing_nor_does_a_key_of_ones_own_making(client: Client) -> None:
    send(client)
    other = Client()
    assert log_in(other) == PAGE
    other.cookies["noi_dung_da_go"] = client.cookies["noi_dung_da_go"].value.split(":")[0]
    assert nothing_waits(other)


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(("minutes", "leads_to"), [(59, KEPT_PAGE), (61, PAGE)])
def test_it_is_kept_for_an_hour(client: Client, minutes: int, leads_to: str) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send(client)
        clock.shift(timedelta(minutes=minutes))
        assert log_in(client) == leads_to
        clock.shift(timedelta(minutes=2))
        assert nothing_waits(client)


@pytest.mark.usefixtures("user")
def test_the_key_is_for_the_server_alone(client: Client) -> None:
    cookie = send(client).cookies["noi_dung_da_go"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 3600)


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("length", [MOST_BYTES, 3_000_000])
def test_too_much_is_told_and_not_kept(client: Client, length: int) -> None:
    body = "v-1=" + "x" * length
    answer = client.post(PAGE, body, content_type="application/x-www-form-urlencoded", headers=HERE)
    assert told(answer) == [f"{SESSION_OVER} {TOO_LARGE}"]
    assert log_in(client) == PAGE


@pytest.mark.usefixtures("user")
def test_files_are_to_be_chosen_again(client: Client) -> None:
    answer = send(client, {**TYPED, "tep": SimpleUploadedFile("Báo cáo.pdf", b"%PDF")})
    assert told(answer) == [f"{SESSION_OVER} {KEPT} {FILES_AGAIN}"]
    log_in(client)
    page = client.get(KEPT_PAGE).content.decode()
    assert "đồng chí cần chọn lại: Báo cáo.pdf." in page
    assert forms(client)[0][1]["v-1"] == ["4,5"]


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    ("headers", "data"),
    [
        ({"Origin": "https://xau.example"}, TYPED),
        ({"Origin": "null"}, TYPED),
        ({"Origin": "", "Referer": "https://xau.example/"}, TYPED),
        ({"Origin": "", "Referer": ""}, TYPED),
        ({"Sec-Fetch-Mode": "cors"}, TYPED),
        ({}, {"oldpassword": "bi-mat", "v-1": "4"}),
        ({}, {"csrfmiddlewaretoken": "abc"}),
    ],
)
def test_what_is_foreign_secret_or_empty_is_not_kept(client: Client, headers: dict[str, str], data: Any) -> None:
    assert told(send(client, data, **headers)) == [f"{SESSION_OVER} {NOT_WRITTEN}"]
    assert (log_in(client), [key for key in cache._cache if "kept-form" in key]) == (PAGE, [])


@pytest.mark.usefixtures("user")
def test_rows_saved_by_a_script_are_refused_as_ever(client: Client) -> None:
    answer = send(client, **{"HX-Request": "true"})
    assert (answer.status_code, answer.content.decode(), "noi_dung_da_go" in answer.cookies) == (
        401,
        SESSION_OVER,
        False,
    )


@pytest.mark.usefixtures("user")
def test_strangers_do_not_fill_the_cache(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "kept_form": "2/h/ip"}
    assert [told(send(Client()))[0] for _ in range(3)] == [f"{SESSION_OVER} {KEPT}"] * 2 + [
        f"{SESSION_OVER} {NOT_WRITTEN}"
    ]


def choose_password(client: Client) -> str:
    data = {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN}
    return str(client.post(CHANGE, data)["Location"])


def test_it_waits_until_a_password_has_been_chosen(client: Client) -> None:
    account("moi", new=True)
    send(client)
    log_in(client, "moi")
    assert client.get(KEPT_PAGE)["Location"] == CHANGE
    assert choose_password(client) == KEPT_PAGE
    assert len(forms(client)) == 1


def test_what_is_sent_before_a_password_has_been_chosen_is_kept_too(client: Client) -> None:
    account("moi", new=True)
    log_in(client, "moi")
    answer = send(client)
    assert (answer["Location"], told(answer)) == (CHANGE, [f"{OWN_PASSWORD_FIRST} {KEPT}"])
    assert (choose_password(client), len(forms(client))) == (KEPT_PAGE, 1)


@pytest.mark.usefixtures("user")
def test_a_token_changed_by_a_login_elsewhere_loses_nothing() -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(User.objects.get())
    foreign = send(careful, Origin="https://xau.example")
    answer = send(careful)
    assert (foreign.status_code, KEPT_PAGE in foreign.content.decode()) == (403, False)
    assert (answer.status_code, KEPT_PAGE in answer.content.decode(), taken) == (403, True, [])
    assert len(forms(careful)) == 1
