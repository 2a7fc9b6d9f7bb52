"""Error pages carry a reference that stands in the log too; every page forbids what it does not need."""

import logging
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from config import urls
from config.common.http import ReferenceFilter

handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500

REASON = "Phiếu đã nộp, đồng chí không sửa được nữa."
RAISED: dict[str, Exception] = {
    "400": SuspiciousOperation("bad"),
    "403": PermissionDenied(REASON),
    "404": Http404("private words of the code"),
    "500": ValueError("private words of the code"),
    "mat-co-so-du-lieu": OperationalError("server closed the connection"),
}


@login_not_required
def failing(request: HttpRequest, what: str) -> HttpResponse:
    raise RAISED[what]


@login_not_required
@require_POST
def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [*urls.urlpatterns, path("thu/<slug:what>", failing), path("chi-gui", posted)]
pytestmark = pytest.mark.urls(__name__)

HEADINGS = {
    400: "Máy chủ không hiểu yêu cầu này",
    403: "Đồng chí chưa được giao việc này",
    404: "Không tìm thấy trang",
    500: "Phần mềm gặp lỗi",
}
NOT_ALLOWED = "Địa chỉ này không mở được trực tiếp"
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.fixture
def visitor() -> Client:
    """A browser without a login that gets the error page instead of the exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_answer(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("could not connect to server")

    monkeypatch.setattr(connection, "cursor", no_answer)


def heading(response: Any) -> str:
    return re.search(r"<h1>(.*?)</h1>", response.content.decode())[1]  # type: ignore[index]


def reference(response: Any) -> str:
    found = re.findall(r"Mã tham chiếu: <code>([0-9A-F]{8})</code>", response.content.decode())
    assert len(found) == 1
    return found[0]


def log_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the installation's log would hold."""
    line = settings.LOGGING["formatters"]["line"]
    formatter, mark = logging.Formatter(line["format"], style=line["style"]), ReferenceFilter()
    return [formatter.format(record) for record in caplog.records if mark.filter(record)]


@pytest.mark.parametrize("status", HEADINGS)
def test_error_page_is_vietnamese_and_has_a_reference(visitor: Client, status: int) -> None:
    response = visitor.get(f"/thu/{status}")
    assert response.status_code == status
    assert heading(response) == HEADINGS[status]
    assert reference(response)
    assert "private words" not in response.content.decode()


@pytest.mark.parametrize("status", HEADINGS)
def test_reference_on_the_page_finds_its_line_in_the_log(
    visitor: Client, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    response = visitor.get(f"/thu/{status}")
    assert [f" {reference(response)} " in line for line in log_lines(caplog)] == [True] * len(caplog.records)
    assert len(caplog.records) >= 1


def test_log_of_a_crash_holds_its_traceback_under_the_reference(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = visitor.get("/thu/500")
    [line] = log_lines(caplog)
    assert reference(response) in line.splitlines()[0]
    assert line.splitlines()[-1] == "ValueError: private words of the code"


def test_two_errors_have_two_references(visitor: Client) -> None:
    assert reference(visitor.get("/thu/404")) != reference(visitor.get("/thu/404"))


def test_refusal_tells_its_reason(visitor: Client) -> None:
    assert f"<p>{REASON}</p>" in visitor.get("/thu/403").content.decode()


def test_log_line_without_a_request_has_a_dash_for_its_reference(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("config").warning("một việc khác")
    assert re.fullmatch(r"\S+ \S+ WARNING - config một việc khác", log_lines(caplog)[0])


def test_unknown_address_is_404_for_whoever_is_not_logged_in(visitor: Client) -> None:
    response = visitor.get("/khong-co-trang-nay/")
    assert (response.status_code, heading(response)) == (404, HEADINGS[404])


def test_unknown_host_is_refused(visitor: Client) -> None:
    response = visitor.get("/dang-nhap/", headers={"host": "xau.example"})
    assert (response.status_code, heading(response)) == (400, HEADINGS[400])


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}, {"accept-encoding": "gzip"}])
def test_an_address_that_takes_only_forms_says_so_and_what_it_allows(visitor: Client, headers: dict[str, str]) -> None:
    response = visitor.get("/chi-gui", headers=headers)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert heading(response) == NOT_ALLOWED
    assert reference(response)
    assert response.headers["Content-Length"] == str(len(response.content))
    assert {"Content-Security-Policy", "X-Frame-Options"} <= set(response.headers)
    assert '<a class="btn btn-primary" href="/">' in response.content.decode()
    assert INLINE.findall(response.content.decode()) == []


def test_error_page_comes_when_a_view_loses_the_database(visitor: Client) -> None:
    response = visitor.get("/thu/mat-co-so-du-lieu")
    assert (response.status_code, heading(response)) == (500, HEADINGS[500])


@pytest.mark.usefixtures("database_away")
def test_error_page_comes_when_not_even_the_session_can_be_read(visitor: Client) -> None:
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "s" * 32
    response = visitor.get("/")
    assert (response.status_code, heading(response)) == (500, HEADINGS[500])
    assert reference(response)


def test_form_without_its_token_gets_the_page_that_says_how_to_go_on() -> None:
    response = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"login": "bithu", "password": "x"})
    assert (response.status_code, heading(response)) == (403, "Chưa ghi được: phiên làm việc đã đổi")
    assert reference(response)


@pytest.mark.django_db
def test_health_is_good_while_the_database_answers(visitor: Client, writes_nothing: Any) -> None:
    with writes_nothing():
        response = visitor.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "ok"})


@pytest.mark.usefixtures("database_away")
def test_health_is_bad_without_the_database(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    response = visitor.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": "down"})
    assert "could not connect to server" in log_lines(caplog)[0]


@pytest.mark.parametrize("address", ["/dang-nhap/", "/thu/404", "/thu/500", "/healthz"])
@pytest.mark.django_db
def test_answers_forbid_what_they_do_not_need(visitor: Client, address: str) -> None:
    headers = visitor.get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == POLICY
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/dang-nhap/", "/thu/400", "/thu/403", "/thu/404", "/thu/500"])
@pytest.mark.django_db
def test_pages_have_no_script_or_style_of_their_own(visitor: Client, address: str) -> None:
    assert INLINE.findall(visitor.get(address).content.decode()) == []
