"""The list of recognised organisations, as a page and as a workbook."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.common.audit import log
from config.common.vietnamese import format_date
from config.common.xlsx import write_list
from recognition.lists.columns import COLUMNS
from recognition.lists.forms import ListForm
from recognition.lists.selectors import Filter, lines, recognised
from recognition.responses import attachment, reader

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def recognised_list(request: HttpRequest) -> HttpResponse:
    """Recognised organisations of the reader's scope, by year, programme and kind of unit."""
    user = reader(request)
    form = ListForm(request.GET, user=user)
    asked = form.asked()
    page = Paginator(recognised(user, asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": "Danh sách tổ chức đảng được công nhận",
        "form": form,
        "asked": asked,
        "columns": COLUMNS,
        "page_obj": page,
        "lines": lines(page.object_list, first=page.start_index()),
        "workbook": _workbook_url(asked, form.years),
    }
    return render(request, "recognition/list.html", context)


def _workbook_url(asked: Filter, years: list[int]) -> str:
    """Return the address of the workbook of one year; "" where there is none or no single year is chosen."""
    year = asked.year or (years[0] if len(years) == 1 else None)
    if year is None:
        return ""
    chosen = {"programme": asked.programme, "level": asked.level}
    query = urlencode({key: value for key, value in chosen.items() if value is not None})
    address = reverse("recognition:list_xlsx", args=[year])
    return f"{address}?{query}" if query else address


@require_safe
def recognised_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """The same list of one year as a workbook.

    This GET writes one event: an export of the list is put on record (who took how much of it).
    """
    user = reader(request)
    form = ListForm({**request.GET.dict(), "year": year}, user=user)
    asked = form.asked()
    rows = lines(recognised(user, Filter(year, asked.programme, asked.level)))
    title = f"Danh sách tổ chức đảng được công nhận năm {year}"
    heading = (title.upper(), f"Lập ngày {format_date(timezone.localdate())}, {len(rows)} tổ chức đảng")
    content = write_list(f"Năm {year}", heading, COLUMNS, rows)
    log("list.export", user, actor=user, label=title, rows=len(rows))
    return attachment(content, XLSX, f"danh-sach-cong-nhan-{year}.xlsx")
