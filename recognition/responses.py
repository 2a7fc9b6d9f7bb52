"""Files as answers: papers to look at or to keep."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from config.common.pdf import PdfUnavailable
from config.common.vietnamese import search_key
from organizations.models import User

PDF = "application/pdf"
UNPROCESSABLE, CONFLICT = 422, 409
# Longer ones are no keys of any database.
LONGEST_KEY = 18


def reader(request: HttpRequest) -> User:
    """Return whose request it is; the login middleware lets nobody else this far."""
    return cast(User, request.user)


def whole(text: str | None, otherwise: int) -> int:
    """Return the key or revision that a request names, `otherwise` where it names none."""
    # Unlike isdigit, isdecimal refuses signs such as "²", of which int makes no number.
    fine = text is not None and text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY
    return int(text) if text and fine else otherwise


def attachment(content: bytes, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Return `content` under an ASCII file name, never guessed at by the browser, never kept by a proxy."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(not inline, _ascii(name)) or "",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _ascii(name: str) -> str:
    """Return the file name without diacritics: a number such as 07đ would turn the whole header into a code."""
    stem, _, ending = name.rpartition(".")
    return f"{'-'.join(search_key(stem).split())}.{ending}"


def printed(request: HttpRequest, make: Callable[[], bytes], name: str) -> HttpResponse:
    """Return the PDF that `make` prints, or a page saying what the machine lacks."""
    try:
        content = make()
    except PdfUnavailable as problem:
        return render(
            request,
            "recognition/no_pdf.html",
            {"page_title": "Chưa in được PDF", "reason": str(problem)},
            status=503,
        )
    return attachment(content, PDF, name, inline=True)
