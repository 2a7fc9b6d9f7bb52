"""Pages of the import: template, upload, trial run, confirmation."""

import base64
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.common.http import UNPROCESSABLE
from config.common.xlsx import Column, write_list
from organizations.access import current_user, require
from organizations.administration.services import PeopleError
from organizations.administration.views import FORM_METHODS
from organizations.imports.columns import SHEETS
from organizations.imports.forms import UploadForm
from organizations.imports.package import WorkbookError
from organizations.imports.plan import Line, Plan, State
from organizations.imports.services import ImportRefusedError, apply_batch, keep_upload, plan_of
from organizations.imports.template import template_workbook
from organizations.models import ImportBatch, User
from organizations.tree import TreeError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 200
CONFLICT = 409
LOOK = {State.REFUSED: "late", State.NEW: "open", State.CHANGED: "returned", State.UNCHANGED: "waiting"}
HERE = [("Người dùng", "/to-chuc/nguoi-dung/"), ("Nhập từ tệp Excel", "/to-chuc/nhap/")]


@FORM_METHODS
def upload(request: HttpRequest) -> HttpResponse:
    """Template and upload; a workbook that can be read leads to its trial run."""
    user = current_user(request)
    require(user, "people.list")
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = keep_upload(file.read(), file.name, actor=user)
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            return redirect("organizations:import_trial", batch.pk)
    context = {"page_title": "Nhập tổ chức đảng và con người", "breadcrumbs": [HERE[0], (HERE[1][0], "")], "form": form}
    return render(request, "organizations/import.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    require(current_user(request), "people.list")
    return HttpResponse(
        template_workbook(), content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="mau-nhap-to-chuc-con-nguoi.xlsx"'},
    )  # fmt: skip


@never_cache
@FORM_METHODS
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """What the workbook would do, row by row; confirmed, it is done and the passwords are shown."""
    user = current_user(request)
    require(user, "people.list")
    waiting = ImportBatch.objects.filter(by_id=user.pk, expires_at__gte=timezone.now())
    batch = get_object_or_404(waiting, pk=pk)
    if request.method != "POST":
        return _trial_page(request, batch, plan_of(batch, user), [], 200)
    try:
        plan, opened = apply_batch(batch, actor=user, digest=request.POST.get("digest", ""))
    except (ImportRefusedError, PeopleError, TreeError) as error:
        batch.refresh_from_db()
        return _trial_page(request, batch, plan_of(batch, user), [("", str(error))], CONFLICT)
    return _done_page(request, plan, opened)


def _trial_page(
    request: HttpRequest, batch: ImportBatch, plan: Plan, problems: list[tuple[str, str]], status: int
) -> HttpResponse:
    first = State.REFUSED if plan.count(State.REFUSED) else ""
    wanted = request.GET.get("xem", first)
    state = wanted if wanted in State.values else ""
    lines = [line for line in plan.lines if state in ("", line.state)]
    context = {
        "page_title": "Xem thử trước khi nhập", "page_caption": batch.file_name,
        "breadcrumbs": [*HERE, ("Xem thử", "")], "batch": batch, "plan": plan, "problems": problems,
        "chips": [(each.value, each.label, plan.count(each), each.value == state) for each in State], "all": not state,
        "page_obj": Paginator([_shown(line) for line in lines], PER_PAGE).get_page(request.GET.get("page")),
        "remarks": batch.rows.get("remarks", []), "total": len(plan.lines),
    }  # fmt: skip
    return render(request, "organizations/import_trial.html", context, status=status)


def _shown(line: Line) -> dict[str, Any]:
    sheet = next(each.title for each in SHEETS if each.key == line.sheet)
    return {"line": line, "sheet": sheet, "look": LOOK[line.state]}


def _done_page(request: HttpRequest, plan: Plan, opened: list[tuple[User, str]]) -> HttpResponse:
    context = {
        "page_title": "Đã nhập xong", "breadcrumbs": [*HERE, ("Đã nhập", "")], "plan": plan, "opened": opened,
        "workbook": base64.b64encode(_passwords(opened)).decode() if opened else "", "content_type": XLSX,
        "units": len(plan.units), "people": len(plan.people),
    }  # fmt: skip
    return render(request, "organizations/import_done.html", context)


def _passwords(opened: list[tuple[User, str]]) -> bytes:
    """Return the list that is handed out: it travels inside the one page that shows it and is kept nowhere."""
    columns = [
        Column("Họ và tên", 32, "text", lambda row: row[0].full_name),
        Column("Tên đăng nhập", 22, "text", lambda row: row[0].username),
        Column("Mật khẩu dùng một lần", 26, "text", lambda row: row[1]),
    ]
    heading = ["Mật khẩu dùng một lần", "Giao tận tay từng người rồi xóa tệp này."]
    return write_list("Mật khẩu", heading, columns, opened)
