"""The guards of the browser tests hear what they are there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Complaints

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
INLINE = "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
ELSEWHERE = "document.body.append(Object.assign(new Image(), {src: 'https://xau.example/a.png'}))"


def heard(page: Page, complaints: Complaints, act: str) -> str:
    """Return what the browser complains of after `act`; the test's own page stays without complaint."""
    page.goto("/dang-nhap/")
    with page.expect_event("console" if act != "throw" else "pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('hong') })" if act == "throw" else act)
    found = complaints.unexpected()
    for complaint in found:
        complaints.expect(complaint)
    assert len(found) >= 1
    return " ".join(found)


def test_an_error_of_a_script_is_heard(laptop: Page, complaints: Complaints) -> None:
    assert "hong" in heard(laptop, complaints, "throw")


def test_an_inline_script_is_blocked_and_heard(laptop: Page, complaints: Complaints) -> None:
    assert "Content Security Policy" in heard(laptop, complaints, INLINE)
    assert laptop.evaluate("window.ran") is None


def test_a_picture_of_another_host_is_blocked_and_heard(laptop: Page, complaints: Complaints) -> None:
    assert "Content Security Policy" in heard(laptop, complaints, ELSEWHERE)


def test_a_field_without_a_name_is_found(laptop: Page, axe: Check) -> None:
    laptop.goto("/dang-nhap/")
    laptop.evaluate("document.querySelector('label[for=id_login]').remove()")
    with pytest.raises(AssertionError, match="label"):
        axe(laptop)


def test_a_page_too_wide_is_found(phone: Page, fits: Check) -> None:
    phone.goto("/dang-nhap/")
    phone.evaluate("document.querySelector('main').style.width = '60rem'")
    with pytest.raises(AssertionError):
        fits(phone)
