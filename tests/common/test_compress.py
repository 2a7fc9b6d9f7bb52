"""Pages are compressed where the browser asks for it; nothing else is."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from config.common.compress import PageCompressionMiddleware

LONG = b"Ban Xay dung Dang " * 200


def _answer(response: HttpResponse) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        return response

    return PageCompressionMiddleware(view)(RequestFactory().get("/", headers={"Accept-Encoding": "br, gzip"}))


def test_a_page_is_compressed_and_says_so():
    answer = _answer(HttpResponse(LONG))
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.content) == LONG
    assert int(answer["Content-Length"]) == len(answer.content) < len(LONG)


@pytest.mark.parametrize("kind", ["application/pdf", "application/json", ""])
def test_what_is_no_page_goes_as_it_is(kind):
    answer = HttpResponse(LONG)
    answer.headers["Content-Type"] = kind
    assert "Content-Encoding" not in _answer(answer).headers


def test_what_is_sent_piece_by_piece_goes_as_it_is():
    answer = _answer(StreamingHttpResponse([LONG]))
    assert ("Content-Encoding" in answer.headers, b"".join(answer)) == (False, LONG)


@pytest.mark.django_db
def test_the_login_page_is_smaller_for_a_browser_that_can_unpack_it():
    plain = Client().get(reverse("account_login"))
    packed = Client(headers={"Accept-Encoding": "gzip"}).get(reverse("account_login"))
    assert "Content-Encoding" not in plain.headers
    assert len(packed.content) < len(plain.content) / 1.5
    assert "Đăng nhập" in gzip.decompress(packed.content).decode()
