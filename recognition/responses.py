"""Files as answers: papers to look at or to keep."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.common.pdf import PdfUnavailable
from organizations.models import User

PDF = "application/pdf"
UNPROCESSABLE, CONFLICT = 422, 409


def reader(request: HttpRequest) -> User:
    """Return whose request it is; the login middleware lets nobody else this far."""
    return cast(User, request.user)


def attachment(content: bytes, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Return `content` under an ASCII file name, never guessed at by the browser, never kept by a proxy."""
    how = "inline" if inline else "attachment"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'{how}; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


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
